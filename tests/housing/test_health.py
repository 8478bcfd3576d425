"""What tells of a family's health opens for those who judge the request, and for nobody who only pays or inspects it."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select
from webtest import Upload

from fundapp.access.models import TrailEntry
from fundapp.cases.models import CasePaper
from tests.cases.story import PDF
from tests.conftest import EVERYTHING
from tests.housing.test_pages import the_form, told  # noqa: F401  (a fixture)

JUDGES, PAYS = ("hoa", "minh", "van"), ("lan", "tuan", "hanh", "binh")
NEUTRAL = "Giấy tờ có thông tin sức khỏe"


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), (9, 9, 9)).save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def case_id(client: Any, told: Callable[..., int]) -> int:  # noqa: F811
    made = told("opened")
    for name, content in (("giay-ra-vien.pdf", PDF), ("so-kham-benh.jpg", picture())):
        form = the_form(client("hoa").get(f"/housing/{made}/papers"), f"/housing/{made}/papers")
        form["files"], form["is_health"] = [Upload(name, content)], True
        page = form.submit().follow()
        assert NEUTRAL in page
        assert name not in page
    return made


def files_of(world: Any, case_id: int) -> list[int]:
    with world.db.reading(EVERYTHING) as session:
        return list(session.scalars(select(CasePaper.file_id).where(CasePaper.case_id == case_id, CasePaper.name.startswith(NEUTRAL)).order_by(CasePaper.id)))


@pytest.mark.parametrize("who", JUDGES)
def test_who_judges_opens_it_and_it_is_noted(client: Any, world: Any, case_id: int, who: str) -> None:
    paper, photo = files_of(world, case_id)
    asker = client(who)
    assert f"/documents/{paper}" in asker.get(f"/housing/{case_id}")
    answer = asker.get(f"/documents/{paper}")
    assert answer.body == PDF
    assert "giay-ra-vien.pdf" in answer.headers["Content-Disposition"]
    assert asker.get(f"/housing/{case_id}/photos/{photo}").content_type == "image/jpeg"
    with world.db.reading(EVERYTHING) as session:
        assert session.scalars(select(TrailEntry.user_id).where(TrailEntry.act == "file.open")).all() == [world.users[who]] * 2
    assert len(zipfile.ZipFile(io.BytesIO(asker.get(f"/housing/{case_id}/dossier").body)).namelist()) == 2


@pytest.mark.parametrize("who", PAYS)
def test_who_pays_or_inspects_does_not(client: Any, world: Any, case_id: int, who: str) -> None:
    paper, photo = files_of(world, case_id)
    asker = client(who)
    page = asker.get(f"/housing/{case_id}")
    assert NEUTRAL in page
    for secret in ("giay-ra-vien", "so-kham-benh", f"/documents/{paper}"):
        assert secret not in page
    asker.get(f"/documents/{paper}", status=403)
    asker.get(f"/housing/{case_id}/photos/{photo}", status=403)
    packed = zipfile.ZipFile(io.BytesIO(asker.get(f"/housing/{case_id}/dossier").body))
    (note,) = packed.namelist()
    assert packed.read(note).decode().startswith("2 giấy tờ có thông tin sức khỏe không kèm theo")


def test_the_stranger_sees_nothing(client: Any, world: Any, case_id: int) -> None:
    for address in (f"/documents/{files_of(world, case_id)[0]}", f"/housing/{case_id}/dossier"):
        client("son").get(address, status=404)
