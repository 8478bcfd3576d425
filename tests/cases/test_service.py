"""The acts on a request: in order, by the right people, all or nothing."""

import io
from datetime import date, timedelta
from typing import Any

import pytest
from pypdf import PdfReader

from fundapp.access.models import User, UserKin
from fundapp.cases import check, queries
from fundapp.cases import service as cases
from fundapp.cases.lifecycle import Act
from fundapp.casework import service as housing
from fundapp.documents import files
from fundapp.documents.models import StoredFile
from fundapp.documents.seals import stale_cells
from fundapp.help.queries import earlier_help
from fundapp.households import service as households
from fundapp.households.models import Household, Person
from fundapp.kernel import clock, crypto
from fundapp.kernel.errors import Refusal, Stale
from fundapp.ledger.queries import standing
from tests.cases.story import DAY, DECLARED, HOUSE, MEMBER, PDF, Story


def assert_all_ok(story: Story) -> None:
    wrong = [f"{one.code}: {one.wrong}" for one in check.invariants(story.session) if not one.ok]
    assert not wrong, wrong


def test_from_draft_to_approval(story: Story) -> None:
    grant = story.proposed()
    case = grant.case
    assert case.state == "proposed"
    assert case.holder_unit_id == story.world.units["LDLD-NB"]
    decision = story.decided(grant)
    assert case.state == "approved"
    assert (case.decided_amount, case.decided_by_id, case.decided_on) == (30_000_000, story.world.users["van"], DAY)
    assert [share.amount for share in decision.shares] == [20_000_000, 10_000_000]
    assert decision.numbered == "01/QĐ-LĐLĐ"
    money = queries.money_of(story.session, case)
    assert (money.reserved, money.paid) == (30_000_000, 0)
    free = standing(story.session, [book.id for book in story.books])
    assert [free[book.id].free for book in story.books] == [180_000_000, 40_000_000]
    assert queries.barred_ids(story.session, case) == sorted([story.world.users["hoa"], story.world.users["minh"]])
    seal = queries.seal_of(story.session, case)
    assert seal is not None
    assert stale_cells(story.session, seal) == []
    household = story.session.get_one(Household, case.household_id)
    assert [(one.kind, one.year) for one in earlier_help(story.session, household.help_key, [])] == [("repair", 2026)]
    assert_all_ok(story)


def test_a_submission_goes_to_the_unit_above_by_todays_tree_with_a_due_day(story: Story) -> None:
    case = story.submitted().case
    assert case.holder_unit_id == story.world.units["CDX-HAIANH"]
    assert case.due_on is not None
    assert case.due_on > DAY
    event = queries.events_of(story.session, case)[0]
    assert event.act == "submit"
    assert event.details["findings"]


def test_a_unit_directly_under_the_province_submits_there(story: Story) -> None:
    household = story.household("CDCS-HOACAU", by="hoa")
    with pytest.raises(cases.NotHolder):
        story.opened(household=household)
    assert story.world.unit("CDCS-HOACAU").parent_id == story.world.units["LDLD-NB"]


def test_an_incomplete_request_is_not_submitted_and_says_what_is_missing(story: Story) -> None:
    grant = story.with_papers(story.opened(), but=1)
    with pytest.raises(cases.CaseRefused, match="còn thiếu: Ảnh hiện trạng nhà ở"):
        story.submitted(grant)


def test_returned_mended_and_submitted_again(story: Story) -> None:
    grant = story.submitted()
    with pytest.raises(cases.CaseRefused, match="lý do") as refused:
        cases.return_case(story.session, grant.case, reason="  ", by=story.actor("minh"), on=DAY)
    assert refused.value.field == "reason"
    cases.return_case(story.session, grant.case, reason="Ảnh mờ", by=story.actor("minh"), on=DAY)
    assert grant.case.state == "returned"
    assert grant.case.holder_unit_id == story.world.units["CDCS-BML"]
    paper = queries.papers_of(story.session, grant.case)[0][0]
    cases.drop_paper(story.session, grant.case, paper, reason="Ảnh mờ", by=story.actor("hoa"), on=DAY)
    with pytest.raises(cases.CaseRefused, match="còn thiếu"):
        story.submitted(grant)
    cases.attach_paper(
        story.session, grant.case, paper_key=paper.paper_key, stream=io.BytesIO(PDF + b"new"), name="moi.pdf", by=story.actor("hoa"), on=DAY
    )
    story.submitted(grant)
    assert grant.case.state == "submitted"
    assert len(queries.papers_of(story.session, grant.case, withdrawn=True)) == 1
    assert_all_ok(story)


@pytest.mark.parametrize("act", [Act.APPROVE, Act.REFUSE, Act.PROPOSE, Act.VISIT, Act.RETURN, Act.CLOSE])
def test_acts_out_of_order_are_refused_and_name_the_step(story: Story, act: Act) -> None:
    grant = story.with_papers(story.opened())
    with pytest.raises(cases.OutOfOrder, match="Đang lập"):
        cases.may_do(story.session, grant.case, act, by=story.actor("van"))


def test_another_units_people_do_not_act(story: Story) -> None:
    grant = story.with_papers(story.opened())
    with pytest.raises(cases.NotHolder):
        story.submitted(grant, by="son")
    story.submitted(grant)
    with pytest.raises(cases.NotHolder):
        story.visited(grant, by="hoa")
    with pytest.raises(cases.NotHolder):
        story.visited(grant, by="van")


def test_the_same_person_twice_in_the_chain_is_refused(story: Story) -> None:
    from fundapp.access.actor import Actor, PostHeld
    from fundapp.access.policy import Role

    hoa = story.actor("hoa")
    province = story.world.unit("LDLD-NB")
    everything = Actor(
        hoa.user_id, hoa.username, hoa.full_name, tuple(PostHeld(role, province.id, province.path) for role in (Role.REVIEWER, Role.SIGNER)),
        hoa.scope, hoa.path_of,
    )
    grant = story.submitted()
    story._actors["both"] = everything
    with pytest.raises(cases.DutiesMixed, match="Mở hồ sơ"):
        story.visited(grant, by="both")
    story.proposed(story.visited(grant))
    with pytest.raises(cases.DutiesMixed):
        story.decided(grant, by="both")
    minh = story.actor("minh")
    story._actors["minh too"] = Actor(minh.user_id, minh.username, minh.full_name, everything.posts, minh.scope, minh.path_of)
    with pytest.raises(cases.DutiesMixed, match="Ghi nhận thẩm tra"):
        story.decided(grant, by="minh too")


@pytest.mark.parametrize(
    ("mark", "words"),
    [
        ("cccd_index", "người trong hộ"), ("phone_index", "số điện thoại"), ("bank_index", "tài khoản"), ("address_index", "cùng địa chỉ"),
        ("kin", "người thân"), ("kin by phone", "người thân"),
    ],
)
def test_who_is_tied_to_the_household_does_not_act(story: Story, mark: str, words: str) -> None:
    from fundapp.kernel.names import fold

    grant = story.proposed()
    person = story.session.get_one(Person, grant.case.person_id)
    person.bank_account = "19001234567"
    van = story.session.get_one(User, story.world.users["van"])
    if mark == "kin":
        story.session.add(UserKin(user_id=van.id, cccd_index=person.cccd_index, relation="sibling", declared_at=clock.now()))
    elif mark == "kin by phone":
        story.session.add(UserKin(user_id=van.id, phone_index=person.phone_index, relation="sibling", declared_at=clock.now()))
    else:
        values = {
            "cccd_index": person.cccd_index, "phone_index": person.phone_index, "bank_index": crypto.blind_index("bank_account", "19001234567"),
            "address_index": crypto.blind_index("address", fold(DECLARED.address)),
        }
        setattr(van, mark, values[mark])
    story.session.flush()
    with pytest.raises(cases.DutiesMixed, match=words):
        story.decided(grant)


def test_a_visit_lies_between_submission_and_today(story: Story) -> None:
    grant = story.submitted()
    with pytest.raises(cases.CaseRefused, match="tương lai"):
        story.visited(grant, visited_on=DAY + timedelta(days=1))
    with pytest.raises(cases.CaseRefused, match="từ ngày nộp"):
        story.visited(grant, visited_on=DAY - timedelta(days=1))
    with pytest.raises(cases.CaseRefused, match="ai đã đi"):
        story.visited(grant, participants="  ")


def test_what_the_visit_saw_outweighs_what_was_declared(story: Story) -> None:
    grant = story.visited(observed={"house_condition": "sound"})
    story.proposed(grant)
    with pytest.raises(cases.NotGranted, match="Nhà tạm, dột nát hoặc xuống cấp"):
        story.decided(grant)


def test_a_proposal_stays_within_the_norm(story: Story) -> None:
    grant = story.visited()
    with pytest.raises(cases.CaseRefused, match=r"30\.000\.000"):
        story.proposed(grant, amount=30_000_001)
    with pytest.raises(cases.CaseRefused, match="lý do"):
        housing.propose(story.session, grant, amount=1, reason="", by=story.actor("minh"), on=DAY)


def test_without_the_minutes_of_the_survey_nothing_is_proposed(story: Story) -> None:
    with pytest.raises(cases.CaseRefused, match="Biên bản khảo sát"):
        story.proposed(story.visited(files=[]))


def test_one_dong_too_much_is_refused_everywhere_and_reserves_nothing(story: Story) -> None:
    grant = story.proposed(amount=25_000_000)
    with pytest.raises(cases.NotGranted, match="vượt mức được đề xuất"):
        story.decided(grant, 25_000_000, 1)
    assert queries.money_of(story.session, grant.case).reservations == []


def test_a_fund_that_is_one_dong_short_says_what_is_free_and_nothing_is_left_half_done(world: Any) -> None:
    from tests.conftest import EVERYTHING

    with world.db.transaction(EVERYTHING) as session:
        story = Story(world, session)
        story.lay_ground(200_000_000, 9_999_999)
        case_id = story.proposed().id
        books = [book.id for book in story.books]
    from fundapp.housing.models import HousingGrant
    from fundapp.ledger.models import Book

    def decide() -> None:
        with world.db.transaction(EVERYTHING) as session:
            shares = [(session.get_one(Book, books[0]), 20_000_000), (session.get_one(Book, books[1]), 10_000_000)]
            housing.decide(session, session.get_one(HousingGrant, case_id), shares=shares, waivers={}, by=world.actor("van"), on=DAY)

    with pytest.raises(Refusal, match=r"9\.999\.999"):
        decide()
    with world.db.reading(EVERYTHING) as session:
        grant = session.get_one(HousingGrant, case_id)
        assert grant.case.state == "proposed"
        assert queries.money_of(session, grant.case).reservations == []
        assert queries.decision_of(session, grant.case) is None
        assert all(one.ok for one in check.invariants(session))


def test_another_units_fund_and_one_fund_twice_are_refused(story: Story) -> None:
    grant = story.proposed()
    book = story.books[0]
    with pytest.raises(cases.NotGranted, match="một lần"):
        housing.decide(story.session, grant, shares=[(book, 10_000_000), (book, 10_000_000)], waivers={}, by=story.actor("van"), on=DAY)
    with pytest.raises(cases.NotGranted, match="ít nhất một quỹ"):
        housing.decide(story.session, grant, shares=[], waivers={}, by=story.actor("van"), on=DAY)
    grant.case.holder_unit_id = story.world.units["LDLD-NB"]


def test_must_not_met_is_refused_waivable_needs_a_reason_unknown_is_refused(story: Story) -> None:
    young = MEMBER.__class__(**{**vars(MEMBER), "employed_since_on": date(2026, 1, 1)})
    household = story.household(person=young)
    grant = story.submitted(story.with_papers(story.opened(household=household)))
    story.proposed(story.visited(grant))
    with pytest.raises(cases.NotGranted, match="châm chước"):
        story.decided(grant)
    with pytest.raises(cases.NotGranted, match="châm chước"):
        story.decided(grant, waivers={"company_long": "ngắn"})
    decision = story.decided(grant, waivers={"company_long": "Chuyển từ đơn vị cùng ngành, đã làm 12 năm."})
    assert decision.waivers == {"company_long": "Chuyển từ đơn vị cùng ngành, đã làm 12 năm."}
    assert_all_ok(story)


def test_unknown_is_not_false_and_not_enough(story: Story) -> None:
    house = HOUSE.__class__(**{**vars(HOUSE), "land_is_disputed": None})
    grant = story.proposed(story.visited(story.submitted(story.with_papers(story.opened(house=house)))))
    with pytest.raises(cases.NotGranted, match="Cần bổ sung: Đất và nhà không có tranh chấp"):
        story.decided(grant)


def test_what_is_not_met_and_must_be_cannot_be_waived(story: Story) -> None:
    house = HOUSE.__class__(**{**vars(HOUSE), "land_status": "none"})
    grant = story.proposed(story.visited(story.submitted(story.with_papers(story.opened(house=house)))))
    with pytest.raises(cases.NotGranted, match="Chưa đạt điều kiện bắt buộc: Đất ở hợp pháp"):
        story.decided(grant, waivers={"land_legal": "Một lý do rất dài và rất hay."})


def test_a_declined_proposal_is_not_approved_but_refused(story: Story) -> None:
    grant = story.proposed(amount=0)
    with pytest.raises(cases.NotGranted, match="không đề xuất hỗ trợ"):
        story.decided(grant)
    housing.refuse(story.session, grant, reason="Nhà mới sửa năm ngoái bằng nguồn khác.", by=story.actor("van"), on=DAY)
    assert grant.case.state == "refused"
    assert grant.case.holder_unit_id == story.world.units["CDCS-BML"]
    assert_all_ok(story)
    notice = story.session.get_one(StoredFile, queries.decision_of(story.session, grant.case).file_id)
    assert (notice.origin, notice.for_unit_id, notice.name) == ("printed", story.world.units["CDCS-BML"], f"Thong-bao-01-{grant.case.code}.pdf")
    said = " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(files.read(notice.sha256))).pages).split())
    for part in ("Số: 01/TB-LĐLĐ", "THÔNG BÁO", "Nguyễn Thị Hường", grant.case.code, "Nhà mới sửa năm ngoái bằng nguồn khác.", "khiếu nại", "Phạm Thu Vân"):
        assert part in said, part
    again = story.opened(household=story.session.get_one(Household, grant.case.household_id))
    assert again.case.state == "draft"


def test_a_second_open_request_of_the_same_household_is_refused(story: Story) -> None:
    household = story.household()
    story.opened(household=household)
    with pytest.raises(cases.CaseRefused, match="chưa kết thúc"):
        story.opened(household=household)


def test_help_received_before_counts_at_the_decision(story: Story) -> None:
    case = story.approved()
    housing.close(story.session, story.session.get_one(housing.HousingGrant, case.id), reason="Gia đình xin thôi.", by=story.actor("van"), on=DAY)
    assert case.state == "closed"
    money = queries.money_of(story.session, case)
    assert (money.reserved, money.released) == (0, 30_000_000)
    household = story.session.get_one(Household, case.household_id)
    assert earlier_help(story.session, household.help_key, []) == []
    again = story.proposed(story.visited(story.submitted(story.with_papers(story.opened(household=household)))))
    story.decided(again)
    assert_all_ok(story)


def test_a_changed_income_makes_the_proof_stale_a_corrected_phone_does_not(story: Story) -> None:
    case = story.approved()
    seal = queries.seal_of(story.session, case)
    assert seal is not None
    person = story.session.get_one(Person, case.person_id)
    person.phone = "0987654321"
    story.session.flush()
    assert stale_cells(story.session, seal) == []
    household = story.session.get_one(Household, case.household_id)
    richer = DECLARED.__class__(**{**vars(DECLARED), "declared_on": DAY, "income_per_head_amount": 1_300_000})
    households.add_declaration(story.session, household, richer, by=story.actor("hoa"), on=DAY)
    assert any("Thu nhập" in line for line in stale_cells(story.session, seal))
    grant = story.session.get_one(housing.HousingGrant, case.id)
    with pytest.raises(Refusal, match="thay đổi"):
        housing.order_payment(
            story.session, grant, payee_name=person.full_name, payee_address="Hải Anh", reason="Chi hỗ trợ", attachments=3, by=story.actor("tuan"), on=DAY
        )
    housing.confirm(story.session, grant, waivers={}, reason="Thu nhập tăng nhưng vẫn dưới mức.", by=story.actor("van"), on=DAY)
    fresh = queries.seal_of(story.session, case)
    assert fresh is not None
    assert fresh.number == 2
    order = housing.order_payment(
        story.session, grant, payee_name=person.full_name, payee_address="Hải Anh", reason="Chi hỗ trợ", attachments=3, by=story.actor("tuan"), on=DAY
    )
    assert order.amount == 30_000_000
    assert order.seal_id == fresh.id
    assert_all_ok(story)


def test_who_opened_visited_or_decided_does_not_order_the_payment(story: Story) -> None:
    case = story.approved()
    grant = story.session.get_one(housing.HousingGrant, case.id)
    for name in ("hoa", "minh", "van"):
        with pytest.raises(Refusal):
            housing.order_payment(
                story.session, grant, payee_name="Nguyễn Thị Hường", payee_address="Hải Anh", reason="Chi", attachments=1, by=story.actor(name), on=DAY
            )


def test_a_stale_version_is_refused_and_nothing_happens(story: Story) -> None:
    grant = story.with_papers(story.opened())
    seen = grant.case.version
    cases.attach_paper(story.session, grant.case, paper_key="other", stream=io.BytesIO(PDF + b"x"), name="x.pdf", by=story.actor("hoa"), on=DAY)
    with pytest.raises(Stale):
        housing.submit(story.session, grant, by=story.actor("hoa"), on=DAY, seen=seen)
    assert grant.case.state == "draft"


def test_the_same_file_twice_under_one_paper_is_refused(story: Story) -> None:
    grant = story.with_papers(story.opened())
    with pytest.raises(cases.CaseRefused, match="đã có ở mục này"):
        story.with_papers(grant)


def test_withdrawn_while_it_lies_above(story: Story) -> None:
    grant = story.submitted()
    cases.withdraw(story.session, grant.case, reason="Gia đình đã được nguồn khác giúp.", by=story.actor("hoa"), on=DAY)
    assert grant.case.state == "withdrawn"
    with pytest.raises(cases.OutOfOrder):
        story.visited(grant)
    assert_all_ok(story)


def test_who_waits_for_what(story: Story) -> None:
    grant = story.with_papers(story.opened())
    assert [one.subject for one in queries.waiting_on(story.session, story.actor("hoa"))] == [grant.case.subject]
    assert queries.waiting_on(story.session, story.actor("son")) == []
    story.submitted(grant)
    assert queries.waiting_on(story.session, story.actor("hoa")) == []
    assert [one.act for one in queries.waiting_on(story.session, story.actor("minh"))] == ["Thẩm tra hồ sơ"]
    story.proposed(story.visited(grant))
    assert [one.act for one in queries.waiting_on(story.session, story.actor("van"))] == ["Quyết định"]


def test_a_request_is_found_by_name_without_diacritics_and_by_code_as_dictated(story: Story) -> None:
    case = story.opened().case
    assert [hit.subject for hit in queries.find(story.session, "nguyen thi huong")] == [case.subject]
    assert [hit.subject for hit in queries.find(story.session, case.code.replace("-", "").lower())] == [case.subject]
    assert queries.find(story.session, "x") == []
    assert queries.find(story.session, "khong co ai") == []


@pytest.mark.parametrize("amount", [-1, 0, 10**19, 10_000_000_001])
def test_senseless_amounts_are_refused(story: Story, amount: int) -> None:
    house = HOUSE.__class__(**{**vars(HOUSE), "requested_amount": amount, "estimate_amount": None})
    with pytest.raises(Refusal):
        story.opened(house=house)


def test_who_is_tied_to_the_household_is_barred_from_its_money(story: Story) -> None:
    case = story.approved()
    grant = story.session.get_one(housing.HousingGrant, case.id)
    person = story.session.get_one(Person, case.person_id)
    story.session.add(UserKin(user_id=story.world.users["lan"], cccd_index=person.cccd_index or "", relation="sibling", declared_at=clock.now()))
    tuan = story.session.get_one(User, story.world.users["tuan"])
    tuan.phone_index = person.phone_index
    story.session.flush()
    assert queries.tied_ids(story.session, case.household_id) == sorted([story.world.users["lan"], story.world.users["tuan"]])
    paper = {"payee_name": person.full_name, "payee_address": "Hải Anh", "reason": "Chi hỗ trợ", "attachments": 3, "on": DAY}
    with pytest.raises(Refusal, match="liên quan"):
        housing.order_payment(story.session, grant, by=story.actor("tuan"), **paper)
    tuan.phone_index = None
    order = housing.order_payment(story.session, grant, by=story.actor("tuan"), **paper)
    assert order.amount == 30_000_000


def test_help_received_elsewhere_after_the_decision_stops_the_payment(story: Story) -> None:
    from fundapp.help import service as help_service

    case = story.approved()
    grant = story.session.get_one(housing.HousingGrant, case.id)
    household = story.session.get_one(Household, case.household_id)
    help_service.record(
        story.session, programme="housing", household_key="household:elsewhere", person_key=household.head.help_key, kind="new", amount=50_000_000, on=DAY,
        status="given", subject="cases/999", unit_id=story.world.units["CDCS-SKD"], by=None,
    )
    with pytest.raises(Refusal, match="Chưa được hỗ trợ nhà ở"):
        housing.order_payment(
            story.session, grant, payee_name="Nguyễn Thị Hường", payee_address="Hải Anh", reason="Chi", attachments=1, by=story.actor("tuan"), on=DAY
        )
