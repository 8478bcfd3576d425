"""What tells of a family's health opens for those who judge the request, and for nobody who only pays or inspects it."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import openpyxl
import pytest
from PIL import Image
from pypdf import PdfReader
from sqlalchemy import select
from webtest import Upload

from fundapp.access.models import TrailEntry
from fundapp.cases.models import CasePaper
from fundapp.households import service as households
from fundapp.households.models import Household
from fundapp.housing.models import HousingGrant
from tests.cases.story import DAY, DECLARED, PDF
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


ILL = {"categories": ("poor", "serious_illness"), "circumstances": "Ung thư tuyến giáp"}


def learn_of_illness(world: Any, case_id: int) -> None:
    with world.db.transaction(EVERYTHING) as session:
        household = session.get_one(Household, session.get_one(HousingGrant, case_id).case.household_id)
        households.add_declaration(session, household, replace(DECLARED, declared_on=DAY, **ILL), by=None, on=DAY)


def test_the_case_page_names_the_illness_to_judges_alone(client: Any, world: Any, told: Any) -> None:  # noqa: F811
    case_id = told("visited")
    learn_of_illness(world, case_id)
    for who in (*JUDGES, *PAYS):
        page = client(who).get(f"/housing/{case_id}")
        # What the regulation asks for stands for everybody; what the household told does not.
        assert ("Hộ nghèo, Bệnh hiểm nghèo" in page) is (who in JUDGES), who
        assert ("đã xét, không hiện" in page) is (who in PAYS), who
        assert ("Ưu tiên người bị bệnh" in page) is (who in JUDGES), who
        assert "Ung thư" not in page


def test_the_printed_decision_tells_nothing_of_it(client: Any, world: Any, told: Any) -> None:  # noqa: F811
    case_id = told("proposed")
    learn_of_illness(world, case_id)
    van = client("van")
    form = the_form(van.get(f"/housing/{case_id}/decision"), f"/housing/{case_id}/decision")
    funds = [name for name in form.fields if name and name.startswith("fund_")]
    form[funds[0]] = "20 tr"
    assert "Hộ nghèo, Bệnh hiểm nghèo" in form.submit(status=303).follow()
    said = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(client("tuan").get(f"/housing/{case_id}/decision.pdf").body)).pages)
    assert "20.000.000" in said
    for secret in ("Ung thư", "Bệnh", "hiểm nghèo"):
        assert secret not in said
    export = client("tuan").get("/housing/export.xlsx?view=all").body
    cells = " ".join(str(cell.value) for row in openpyxl.load_workbook(io.BytesIO(export)).active.iter_rows() for cell in row)
    assert "20000000" in cells
    assert "Bệnh" not in cells
