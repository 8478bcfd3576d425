"""Photos of a hand-out, kept with its list."""

from datetime import date
from typing import IO, Any

from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.trail import record
from fundapp.documents import service as documents
from fundapp.gifts.models import GiftList, GiftPhoto
from fundapp.gifts.service.refusals import GiftRefused, OutOfOrder
from fundapp.kernel.labels import _


def add_photo(session: Session, gift_list: GiftList, *, stream: IO[bytes] | Any, name: str | None, by: Actor, on: date) -> GiftPhoto:
    """Keep one photo of a list that is being handed out. Refuses a file that is no picture."""
    session.refresh(gift_list, with_for_update={"read": True})
    if gift_list.state != "giving":
        raise OutOfOrder(_("Chỉ thêm ảnh khi danh sách %(code)s đang được trao.", code=gift_list.code))
    file = documents.store(session, stream=stream, name=name, unit_id=gift_list.unit_id, for_unit_id=gift_list.decider_unit_id, by=by)
    if not file.content_type.startswith("image/"):
        raise GiftRefused(_("Tệp “%(name)s” không phải ảnh. Hãy chọn ảnh JPG hoặc PNG.", name=file.name))
    photo = GiftPhoto(list_id=gift_list.id, unit_id=gift_list.unit_id, file_id=file.id, by_id=by.user_id, on=on)
    session.add(photo)
    session.flush()
    record(session, by=by, act="gifts.photo", subject=gift_list.subject, unit_id=gift_list.unit_id, details={"code": gift_list.code, "file": file.id})
    return photo
