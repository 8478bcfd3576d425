"""The acts of gifts and what they refuse; every refusal says what to do instead."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from fundapp.gifts import check, service
from fundapp.gifts.calendar import Calendar
from fundapp.gifts.cascade import Below
from fundapp.gifts.models import GiftList, GiftQuota, GiftQuotaMove, GiftRow
from fundapp.gifts.queries import lists
from fundapp.gifts.service import GiftRefused, LineInput, ListedTwice, OverQuota
from fundapp.gifts.sheet import differences
from fundapp.help.models import HelpGiven
from fundapp.households import service as households
from fundapp.kernel.errors import Refusal
from fundapp.ledger.models import Reservation
from tests.cases.story import DECLARED, MEMBER
from tests.conftest import EVERYTHING
from tests.gifts.story import CALENDAR, DAY, GIVING, Story, line_of, person


@pytest.fixture
def told(world: Any) -> Any:
    session = world.db.session(write=True, scope=EVERYTHING)
    yield Story(world, session)
    session.rollback()
    session.close()


def _sound(story: Story) -> None:
    story.session.flush()
    assert [wrong for one in check.invariants(story.session) for wrong in one.wrong] == []


def _rows(story: Story, gift_list: GiftList) -> list[GiftRow]:
    story.session.expire_all()
    return list(story.session.scalars(select(GiftRow).where(GiftRow.list_id == gift_list.id).order_by(GiftRow.position)))


def test_a_campaign_is_refused_with_what_to_do_instead(told: Story) -> None:
    told.fund()
    one, two = told.books
    backwards = Calendar(*(CALENDAR.opens_on, CALENDAR.review_until_on, CALENDAR.list_until_on, *list(vars(CALENDAR).values())[3:]))
    short = [LineInput("Q1", "Quà Tết", "cash", "gift", 1_300_000, 20, [(one, 1_000_000)])]
    unknown = [LineInput("Q1", "Quà Tết", "cash", "gold", 1_000_000, 20, [(one, 1_000_000)])]
    for changed, words in (({"calendar": backwards}, "Hãy chọn ngày"), ({"lines": short}, "ghi đủ tiền"), ({"lines": unknown}, "chọn loại"), ({"lines": []}, "ít nhất")):
        with pytest.raises(GiftRefused, match=words):
            told.drafted(**changed)
        told.session.rollback()
        told.books = []
        told.fund()
    campaign = told.drafted()
    with pytest.raises(GiftRefused, match="không tự mở"):
        service.open_campaign(told.session, campaign, by=told.actor("minh"), on=DAY)
    assert two.code == "T2"


def test_places_pass_down_and_come_back_with_a_trace(told: Story) -> None:
    campaign = told.opened()
    line, province = campaign.lines[0], told.world.unit("LDLD-NB", told.session)
    with pytest.raises(OverQuota, match="chỉ còn 20 suất"):
        service.pass_down(told.session, line, unit=province, given={told.world.units["CDCS-BML"]: 21}, by=told.actor("minh"), on=DAY)
    with pytest.raises(GiftRefused, match="đơn vị trực thuộc"):
        service.pass_down(told.session, line, unit=told.world.unit("CDCS-BML", told.session), given={province.id: 1}, by=told.actor("hoa"), on=DAY)
    below = [Below(told.world.units[code], code, weight) for code, weight in (("CDCS-BML", 3), ("CDCS-YT3", 1))]
    given = service.pass_by_weight(told.session, line, unit=province, places=10, below=below, basis="members", by=told.actor("minh"), on=DAY)
    assert sorted(given.values()) == [2, 8]
    bml = told.world.unit("CDCS-BML", told.session)
    service.give_back(told.session, line, unit=bml, above=province, places=3, by=told.actor("hoa"), on=DAY, reason="Thiếu người đủ điều kiện")
    assert (service.free_of(told.session, line, bml), service.free_of(told.session, line, province)) == (5, 13)
    with pytest.raises(OverQuota):
        service.give_back(told.session, line, unit=bml, above=province, places=6, by=told.actor("hoa"), on=DAY, reason="Thừa")
    kinds = told.session.scalars(select(GiftQuotaMove.kind).where(GiftQuotaMove.line_id == line.id).order_by(GiftQuotaMove.id)).all()
    assert kinds == ["granted", "passed", "passed", "returned"]
    _sound(told)


def test_the_same_person_is_left_out_wherever_listed(told: Story) -> None:
    campaign = told.passed()
    first = told.listed(person(1, "household:h1"), person(2), campaign=campaign)
    result = told.add(first, person(1), person(3))
    assert (result.added, [one.because for one in result.left_out]) == (1, ["same_class_this_season"])
    assert told.add(first, person(1), line="R1").left_out[0].because == "excluded_by_other_class"
    assert told.add(first, person(1, "household:h1"), line="V1").added == 1
    assert told.add(first, person(4, "household:h1"), line="V1").left_out[0].because == "same_class_this_season"
    assert told.add(first, person(5, identity=None)).left_out[0].because == "identity_unknown"
    assert told.add(first, person(5, identity=None, look_note="Đã xem giấy khai sinh")).added == 1
    with pytest.raises(ListedTwice, match="Hãy kiểm tra lại người này"):
        told.add(first, person(1), strict=True)
    _sound(told)


def test_over_the_quota_is_refused_and_says_how_many(told: Story) -> None:
    gift_list = told.listed(*(person(number) for number in range(4)))
    with pytest.raises(OverQuota, match=r"còn 1 suất .* cần 3\. Hãy bớt 2 người"):
        told.add(gift_list, *(person(number) for number in range(10, 13)))


def test_the_dead_the_left_and_the_moved_are_left_out(told: Story) -> None:
    home = households.register(told.session, unit_id=told.world.units["CDCS-BML"], head=MEMBER, declaration=DECLARED, by=told.actor("hoa"), on=date(2026, 10, 1))
    head = home.head
    one = person(1, person_id=head.id, person_key=head.help_key, household_id=home.id, household_key=home.help_key)
    gift_list = told.listed(one)
    told.reviewed(gift_list)
    head.died_on = DAY
    told.session.flush()
    with pytest.raises(GiftRefused, match=r"đã mất. Hãy gạch"):
        service.decide(told.session, gift_list, by=told.actor("van"), on=DAY)
    service.strike(told.session, gift_list, row_ids=[_rows(told, gift_list)[0].id], reason="Đã mất", by=told.actor("van"), on=DAY)
    assert _rows(told, gift_list)[0].state == "struck"
    with pytest.raises(GiftRefused, match="không còn ai"):
        service.decide(told.session, gift_list, by=told.actor("van"), on=DAY)


def test_a_decided_list_is_locked_marked_and_paid_for(told: Story) -> None:
    gift_list = told.reviewed()
    service.strike(told.session, gift_list, row_ids=[_rows(told, gift_list)[2].id], reason="Thu nhập cao hơn chuẩn", by=told.actor("van"), on=DAY)
    service.decide(told.session, gift_list, by=told.actor("van"), on=DAY)
    assert (gift_list.state, gift_list.decided_amount) == ("decided", 2_600_000)
    held = told.session.scalars(select(Reservation.amount).where(Reservation.subject == gift_list.subject).order_by(Reservation.amount)).all()
    assert held == [600_000, 2_000_000]
    assert told.session.scalars(select(HelpGiven.status).where(HelpGiven.programme == "gifts")).all() == ["approved"] * 2
    own = list(lists.printed(told.session, gift_list))
    swapped = [own[0]._replace(full_name="Lê Thị Khác"), own[1], own[1]._replace(position=3)]
    assert [str(one) for one in differences(own, swapped)] == [
        "Dòng 1: danh sách đã quyết định ghi Nguyễn Văn An, tệp ghi Lê Thị Khác.", "Dòng 3: Nguyễn Văn Chi không có trong danh sách đã quyết định.",
    ]
    _sound(told)
    with pytest.raises(Refusal, match="đang ở bước"):
        told.add(gift_list, person(9))


def test_three_people_stand_behind_a_list(told: Story) -> None:
    gift_list = told.listed()
    service.submit(told.session, gift_list, by=told.actor("hoa"), on=DAY)
    with pytest.raises(GiftRefused, match="không làm bước khác"):
        service.review(told.session, gift_list, by=told.actor("hoa"), on=DAY)
    service.review(told.session, gift_list, by=told.actor("minh"), on=DAY)
    for name in ("hoa", "minh"):
        with pytest.raises(GiftRefused, match="không làm bước khác"):
            service.decide(told.session, gift_list, by=told.actor(name), on=DAY)
    service.send_back(told.session, gift_list, reason="Thiếu lý do", by=told.actor("van"), on=DAY)
    assert (gift_list.state, gift_list.submitted_by_id, gift_list.reviewed_by_id) == ("draft", None, None)


def test_a_line_without_money_is_refused(told: Story) -> None:
    told.fund(2_000_000, 900_000)
    gift_list = told.reviewed()
    with pytest.raises(Refusal, match="Quỹ chăm lo 1"):
        service.decide(told.session, gift_list, by=told.actor("van"), on=DAY)


def test_a_late_or_empty_list_is_not_taken(told: Story) -> None:
    campaign = told.passed()
    gift_list = service.open_list(told.session, campaign=campaign, unit=told.world.unit("CDCS-BML", told.session), by=told.actor("hoa"), on=DAY)
    with pytest.raises(GiftRefused, match="chưa có ai"):
        service.submit(told.session, gift_list, by=told.actor("hoa"), on=DAY)
    told.add(gift_list, person(1))
    with pytest.raises(GiftRefused, match="Hạn gửi danh sách là 10/12/2026"):
        service.submit(told.session, gift_list, by=told.actor("hoa"), on=date(2026, 12, 11))
    service.cancel(told.session, gift_list, reason="Lập lại", by=told.actor("hoa"), on=DAY)
    assert service.free_of(told.session, line_of(gift_list, "Q1"), told.world.unit("CDCS-BML", told.session)) == 5
    _sound(told)


def test_closing_returns_the_absent_and_frees_their_money(told: Story) -> None:
    gift_list = told.giving()
    first, second, third = _rows(told, gift_list)
    told.mark(first)
    told.mark(second, "absent")
    with pytest.raises(GiftRefused, match="Còn 1 người chưa đánh dấu"):
        service.close(told.session, gift_list, by=told.actor("hoa"), on=GIVING)
    told.mark(second, "proxy", 2)
    told.mark(third, "absent")
    service.close(told.session, gift_list, by=told.actor("hoa"), on=GIVING)
    assert [row.state for row in _rows(told, gift_list)] == ["listed", "listed", "returned"]
    quota = told.session.scalars(select(GiftQuota).where(GiftQuota.line_id == line_of(gift_list, "Q1").id, GiftQuota.unit_id == gift_list.unit_id)).one()
    assert (quota.standing.own, quota.listed, quota.given_back) == (4, 2, 1)
    assert sorted(told.session.scalars(select(HelpGiven.status))) == ["given", "given", "withdrawn"]
    assert sum(told.session.scalars(select(Reservation.released_amount))) == 1_300_000
    _sound(told)


def test_somebody_is_taken_out_of_a_decided_list(told: Story) -> None:
    gift_list = told.decided()
    row = _rows(told, gift_list)[0]
    service.drop(told.session, gift_list, row_ids=[row.id], reason="Đã chuyển tỉnh", by=told.actor("van"), on=DAY)
    assert len(list(lists.printed(told.session, gift_list))) == 3, "the sheet still shows whom it was decided for"
    assert told.session.scalar(select(HelpGiven.status).where(HelpGiven.subject == row.subject)) == "withdrawn"
    _sound(told)
    service.start(told.session, gift_list, by=told.actor("hoa"), on=GIVING)


def test_the_unit_gets_the_money_of_its_list_as_an_advance(told: Story) -> None:
    gift_list = told.decided()
    order = service.order_advance(
        told.session, gift_list, payee_name="Trần Thị Hoa", payee_address="CĐCS May mặc Bến Mộc Lan", reason="Tạm ứng trao quà Tết", by=told.actor("tuan"), on=DAY
    )
    assert (order.amount, order.subject) == (3_900_000, gift_list.subject)
    with pytest.raises(GiftRefused, match="Không còn tiền nào"):
        service.order_advance(told.session, gift_list, payee_name="Hoa", payee_address="", reason="x", by=told.actor("tuan"), on=DAY)
    service.drop(told.session, gift_list, row_ids=[_rows(told, gift_list)[0].id], reason="Đã mất", by=told.actor("van"), on=DAY)
    assert sum(told.session.scalars(select(Reservation.released_amount))) == 0, "what is ordered is not freed under its order"


def test_a_deadline_goes_later_with_a_trace_and_not_without(told: Story) -> None:
    campaign = service.open_campaign(told.session, told.drafted(deadlines=[(40, date(2026, 12, 1))]), by=told.actor("van"), on=DAY)
    given: dict[str, Any] = {"reason": "Đơn vị vùng bão", "by": told.actor("minh"), "on": DAY}
    for level, to_on, said in ((40, date(2026, 11, 30), "phải sau"), (40, date(2026, 12, 11), "không quá"), (30, date(2026, 12, 9), "không có hạn riêng")):
        with pytest.raises(GiftRefused, match=said):
            service.extend_deadline(told.session, campaign, level=level, to_on=to_on, **given)
    service.extend_deadline(told.session, campaign, level=40, to_on=date(2026, 12, 5), **given)
    service.extend_deadline(told.session, campaign, level=None, to_on=date(2026, 12, 15), **given)
    assert (campaign.deadlines[0].list_until_on, campaign.list_until_on) == (date(2026, 12, 5), date(2026, 12, 15))
    assert [(one.level, one.from_on) for one in campaign.extensions] == [(None, date(2026, 12, 10)), (40, date(2026, 12, 1))]
    for statement in (
        "UPDATE gift_deadline SET list_until_on = '2026-12-09'", "UPDATE gift_campaign SET list_until_on = '2026-12-19', version = version + 1",
        "UPDATE gift_extension SET reason = 'x'", "DELETE FROM gift_extension",
    ):
        with pytest.raises(DBAPIError), told.session.begin_nested():
            told.session.execute(text(statement))
