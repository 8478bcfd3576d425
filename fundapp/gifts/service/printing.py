"""Print the sign-off sheet of a decided list, with its mark and the code of its public page."""

from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.queries import names_of
from fundapp.access.trail import record
from fundapp.documents import papers, public, qr
from fundapp.documents import service as documents
from fundapp.documents.models import StoredFile
from fundapp.documents.public_codes import grouped as in_groups
from fundapp.gifts.models import GiftList
from fundapp.gifts.paper import LAYOUT, MOST_PRINTED, sheet
from fundapp.gifts.queries import lists
from fundapp.gifts.service.refusals import GiftRefused
from fundapp.gifts.sheet import digest_of, grouped
from fundapp.kernel.days import day_text
from fundapp.kernel.labels import _
from fundapp.orgs.models import Unit
from fundapp.orgs.queries import above


def print_sheet(session: Session, gift_list: GiftList, *, by: Actor) -> StoredFile:
    """Print the sheet of a decided list; refuses one that is not decided, that no longer bears its mark, or that is too long for paper."""
    if gift_list.digest is None or gift_list.decided_on is None or gift_list.decided_by_id is None or gift_list.decided_amount is None:
        raise GiftRefused(_("Danh sách chưa được quyết định nên chưa in danh sách ký nhận được."))
    rows = list(lists.printed(session, gift_list))
    if digest_of(gift_list.code, rows) != gift_list.digest:
        raise GiftRefused(_("Danh sách không còn đúng dấu lúc quyết định nên không in. Hãy báo Ủy ban Kiểm tra."))
    if len(rows) > MOST_PRINTED:
        raise GiftRefused(_("Danh sách dài hơn %(most)s người. Hãy xuất Excel rồi in, dấu của danh sách nằm ở đầu tệp.", most=MOST_PRINTED))
    unit = session.get_one(Unit, gift_list.unit_id)
    paper = public.publish(
        session, subject=gift_list.public_subject, title=str(_("Danh sách ký nhận quà")), number=gift_list.code, on=gift_list.decided_on,
        amount=gift_list.decided_amount, payee=unit.short_name, digest=grouped(gift_list.digest), unit_id=gift_list.unit_id, by=by,
    )
    code = public.code_for(paper)
    names = names_of(session, {gift_list.made_by_id, gift_list.decided_by_id})
    higher = above(session, unit)
    data = sheet(
        body=unit.name, superior=higher[0].name if higher else "", campaign=gift_list.campaign.title, document=gift_list.campaign.document, code=gift_list.code,
        on=gift_list.decided_on, rows=rows, amount=gift_list.decided_amount, digest=gift_list.digest, maker=names[gift_list.made_by_id],
        decided=str(_(
            "Quyết định ngày %(day)s: %(who)s, %(unit)s.", day=day_text(gift_list.decided_on), who=names[gift_list.decided_by_id],
            unit=session.get_one(Unit, gift_list.decider_unit_id).name,
        )),
        verify_code=in_groups(code), verify_qr=qr.svg(public.address_of(code)),
    )
    record(session, by=by, act="gifts.export", subject=gift_list.subject, unit_id=gift_list.unit_id, details={"code": gift_list.code})
    name = f"Danh-sach-ky-nhan-{gift_list.code}.pdf"
    return documents.keep_printed(session, pdf=papers.render(LAYOUT, data), name=name, unit_id=gift_list.unit_id, for_unit_id=gift_list.decider_unit_id, by=by)
