"""Two people for every document; drafts alone change; what would rewrite the past is refused."""

from datetime import date

import pytest
from sqlalchemy.orm.exc import StaleDataError

from fundapp.access.models import TrailEntry
from fundapp.kernel.errors import Refusal
from fundapp.regulations import queries, service
from fundapp.regulations.comparison import changes
from fundapp.regulations.completeness import problems
from fundapp.regulations.models import CriterionRow, Regulation
from tests.conftest import EVERYTHING

TODAY = date(2026, 11, 21)


@pytest.fixture
def writing(world, request):
    if "mai_am" in request.fixturenames:
        # Before anything is opened: it puts the world over another database.
        request.getfixturevalue("mai_am")
    with world.db.session(write=True, scope=EVERYTHING) as session:
        yield session
        session.rollback()


@pytest.fixture
def made(world, mai_am, writing):
    """A whole draft: a copy of the sample with a number and a day."""
    regulation = service.copy(writing, writing.get(Regulation, mai_am[0]), by=world.actor("tuan"), on=TODAY)
    head(writing, regulation, world)
    return regulation


def head(session, regulation, world, number="77/QĐ-LĐLĐ", issued_on=TODAY, valid_from=date(2026, 12, 1)):
    service.change_heading(
        session, regulation, title=regulation.title, number=number, issued_on=issued_on, valid_from=valid_from, grounds=["Luật Công đoàn"],
        by=world.actor("tuan"),
    )


def test_a_copy_holds_everything_and_leaves_the_old_one_alone(world, mai_am, writing, made):
    old = writing.get(Regulation, mai_am[0])
    assert (made.status, made.based_on_id, made.version) == ("draft", old.id, 2)
    assert made.criteria_for("new") == old.criteria_for("new")
    assert [(one.key, one.value) for one in made.norms] == [(one.key, one.value) for one in old.norms]
    assert len(made.papers) == len(old.papers)
    assert changes(old, made) == []


def test_changes_name_what_differs(world, mai_am, writing, made):
    tuan, old = world.actor("tuan"), writing.get(Regulation, mai_am[0])
    service.set_norm(writing, made, "new_house", name="Xây mới", value=70_000_000, unit="dong", grants=True, applies_to="new", article="Điều 6", by=tuan)
    service.set_criterion(
        writing, made, "cccd", title="Có căn cước", article="Điều 4", fact="has_cccd", operator="is", value=True, severity="waivable", by=tuan
    )
    service.remove(writing, made, next(paper for paper in made.papers if paper.key == "handover"), by=tuan)
    service.set_limit(writing, made, unit_kind="industrial_zone", role="signer", amount=20_000_000, article="Điều 7", by=tuan)
    service.set_steps(writing, made, [{"name": "Một lần", "trigger": "start", "percent": 100, "article": "Điều 10"}], applies_to="repair", by=tuan)
    told = [(change.part, change.before, change.after) for change in changes(old, made)]
    assert ("Định mức", "60.000.000 đồng", "70.000.000 đồng") in told
    assert ("Điều kiện", "không có", "Đã có số căn cước. Có thể châm chước, Mọi loại đề nghị") in told
    assert ("Thẩm quyền", "không có", "tới 20.000.000 đồng") in told
    assert ("Các lần chi", "100%, Khi có quyết định hỗ trợ", "100%, Khi khởi công") in told
    assert [part for part, _was, now in told if now == "không có"] == ["Giấy tờ"]
    # A norm that a criterion reads is told once, as the norm.
    service.set_norm(writing, made, "member_months_least", name="Đoàn viên", value=48, unit="month", article="Điều 4", by=tuan)
    assert [change.part for change in changes(old, made)].count("Điều kiện") == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"fact": "shoe_size", "operator": "is", "value": True},
        {"fact": "has_cccd", "operator": "at_least", "value": 3},
        {"fact": "has_cccd", "operator": "is", "value": None},
        {"fact": "member_months", "operator": "at_least", "norm_key": "absent"},
        {"fact": "member_months", "operator": "at_least", "norm_key": "new_house"},
        {"fact": "has_cccd", "operator": "is", "value": True, "article": " "},
        {"fact": "has_cccd", "operator": "is", "value": True, "title": " "},
        {"fact": "has_cccd", "operator": "is", "value": True, "key": "Có dấu"},
        {"fact": "has_cccd", "operator": "is", "value": True, "parent_key": "absent"},
        {"fact": "has_cccd", "operator": "is", "value": True, "applies_to": "rent"},
        {"join": "any"},
    ],
)
def test_an_invalid_criterion_refuses_to_be_saved(world, writing, made, wrong):
    given = {"key": "extra", "title": "Thêm", "article": "Điều 4", **wrong}
    with pytest.raises(Refusal):
        service.set_criterion(writing, made, given.pop("key"), by=world.actor("tuan"), **given)


def test_a_norm_in_use_is_not_taken_out(world, writing, made):
    norm = made.norm_row("member_months_least")
    with pytest.raises(Refusal, match="member_months_least"):
        service.remove(writing, made, norm, by=world.actor("tuan"))


def test_a_group_goes_with_all_of_its_parts(world, writing, made):
    group = next(row for row in made.criteria if row.key == "hardship")
    service.remove(writing, made, group, by=world.actor("tuan"))
    assert not [row for row in made.criteria if row.key.startswith("hardship")]
    assert writing.query(CriterionRow).filter_by(regulation_id=made.id, parent_key="hardship").count() == 0


@pytest.mark.parametrize(
    ("role", "kind", "amount"), [("reviewer", "province", 1), ("signer", "castle", 1), ("signer", "province", 0), ("king", "province", 1), ("signer", "province", -1)]
)
def test_authority_is_for_signers_of_known_units(world, writing, made, role, kind, amount):
    with pytest.raises(Refusal):
        service.set_limit(writing, made, unit_kind=kind, role=role, amount=amount, article="Điều 7", by=world.actor("tuan"))


def test_instalments_are_the_whole(world, writing, made):
    with pytest.raises(Refusal, match="100"):
        service.set_steps(writing, made, [{"name": "Lần 1", "trigger": "start", "percent": 60, "article": "Điều 10"}], by=world.actor("tuan"))


def test_what_is_missing_is_said_all_at_once(world, writing):
    empty = service.draft(
        writing, programme="housing", unit=world.unit("LDLD-NB", writing), title="Quy chế", valid_from=TODAY, by=world.actor("tuan"), on=TODAY
    )
    assert len(problems(empty)) == 8
    with pytest.raises(Refusal, match="Chưa có số, ký hiệu"):
        service.submit(writing, empty, by=world.actor("tuan"), on=TODAY)


@pytest.mark.parametrize(
    ("changed", "field"), [({"title": " "}, "title"), ({"issued_on": date(2026, 12, 2)}, "issued_on")]
)
def test_a_heading_that_does_not_fit_is_refused(world, writing, made, changed, field):
    given = {"title": "Quy chế", "number": "1", "issued_on": TODAY, "valid_from": date(2026, 12, 1), "grounds": [], **changed}
    with pytest.raises(Refusal) as refused:
        service.change_heading(writing, made, by=world.actor("tuan"), **given)
    assert refused.value.field == field


def test_nobody_puts_the_own_draft_in_force(world, writing, made):
    service.submit(writing, made, by=world.actor("hanh"), on=TODAY)
    for username in ("tuan", "hanh"):
        with pytest.raises(Refusal, match="người thứ hai"):
            service.put_in_force(writing, made, by=world.actor(username), on=TODAY)
    service.put_in_force(writing, made, by=world.actor("van"), on=TODAY)
    assert made.status == "in_force"


def test_a_submitted_document_stands_still_until_it_is_sent_back(world, writing, made):
    tuan, van = world.actor("tuan"), world.actor("van")
    service.submit(writing, made, by=tuan, on=TODAY)
    for act in (
        lambda: service.set_norm(writing, made, "new_house", name="N", value=1, unit="dong", article="Đ", by=tuan),
        lambda: service.set_criterion(writing, made, "alive", title="T", article="Đ", fact="is_alive", operator="is", value=True, by=tuan),
        lambda: service.remove(writing, made, made.papers[0], by=tuan),
        lambda: head(writing, made, world),
        lambda: service.submit(writing, made, by=tuan, on=TODAY),
        lambda: service.discard(writing, made, by=tuan),
    ):
        with pytest.raises(Refusal):
            act()
    with pytest.raises(Refusal, match="lý do"):
        service.send_back(writing, made, reason=" ", by=van, on=TODAY)
    service.send_back(writing, made, reason="Thiếu điều kiện về đất", by=van, on=TODAY)
    assert (made.status, made.submitted_by_id, made.returned_reason) == ("draft", None, "Thiếu điều kiện về đất")
    head(writing, made, world)
    service.submit(writing, made, by=tuan, on=TODAY)
    assert made.returned_reason == ""


def test_the_past_is_not_rewritten(world, mai_am, writing, made):
    head(writing, made, world, issued_on=date(2026, 10, 1), valid_from=date(2026, 11, 20))
    service.submit(writing, made, by=world.actor("tuan"), on=TODAY)
    with pytest.raises(Refusal, match="đã qua"):
        service.put_in_force(writing, made, by=world.actor("van"), on=TODAY)
    # Neither by a unit below, for which the province's rules held on that day.
    below = service.copy(writing, writing.get(Regulation, mai_am[0]), by=world.actor("tuan"), on=TODAY)
    below.unit_id = world.units["CDX-HAIANH"]
    head(writing, below, world, issued_on=date(2026, 10, 1), valid_from=date(2026, 11, 1))
    service.submit(writing, below, by=world.actor("tuan"), on=TODAY)
    with pytest.raises(Refusal, match="đã qua"):
        service.put_in_force(writing, below, by=world.actor("van"), on=TODAY)


def test_two_versions_never_overlap(world, mai_am, writing, made):
    service.submit(writing, made, by=world.actor("tuan"), on=TODAY)
    service.put_in_force(writing, made, by=world.actor("van"), on=TODAY)
    rival = service.copy(writing, made, by=world.actor("tuan"), on=TODAY)
    head(writing, rival, world, number="78/QĐ-LĐLĐ", valid_from=date(2026, 11, 25))
    service.submit(writing, rival, by=world.actor("tuan"), on=TODAY)
    with pytest.raises(Refusal, match="01/12/2026"):
        service.put_in_force(writing, rival, by=world.actor("van"), on=TODAY)


def test_the_nearest_unit_above_wins(world, mai_am, writing, made):
    made.unit_id = world.units["CDX-HAIANH"]
    service.submit(writing, made, by=world.actor("tuan"), on=TODAY)
    service.put_in_force(writing, made, by=world.actor("van"), on=TODAY)

    def asked(code, on):
        return queries.in_force(writing, unit=world.unit(code, writing), on=on).id

    assert asked("CDCS-BML", date(2026, 12, 1)) == made.id
    assert asked("CDX-HAIANH", date(2026, 12, 1)) == made.id
    assert asked("CDCS-BML", date(2026, 11, 30)) == mai_am[0]
    assert asked("CDCS-SKD", date(2026, 12, 1)) == mai_am[0]
    assert queries.in_force(writing, unit=world.unit("TLD", writing), on=TODAY) is None
    assert queries.in_force(writing, "gifts", unit=world.unit("CDCS-BML", writing), on=TODAY) is None


def test_drafts_are_nowhere_in_force(world, mai_am, writing, made):
    service.submit(writing, made, by=world.actor("tuan"), on=TODAY)
    assert queries.in_force(writing, unit=world.unit("LDLD-NB", writing), on=date(2026, 12, 2)).id == mai_am[0]


def test_two_people_do_not_change_a_draft_past_each_other(world, mai_am):
    with world.transaction() as session:
        made_id = service.copy(session, session.get(Regulation, mai_am[0]), by=world.actor("tuan"), on=TODAY).id
    with world.db.session(write=False, scope=EVERYTHING) as stale:
        seen = stale.get(Regulation, made_id)
    with world.transaction() as session:
        head(session, session.get(Regulation, made_id), world)
    with world.db.session(write=True, scope=EVERYTHING) as session:
        mine = session.merge(seen, load=False)
        service.set_norm(session, mine, "new_house", name="N", value=1, unit="dong", article="Đ", by=world.actor("tuan"))
        with pytest.raises(StaleDataError):
            session.commit()


def test_a_draft_is_thrown_away_whole(world, mai_am, writing, made):
    made_id = made.id
    service.discard(writing, made, by=world.actor("tuan"))
    assert writing.get(Regulation, made_id) is None
    assert writing.query(CriterionRow).filter_by(regulation_id=made_id).count() == 0


def test_every_act_is_on_the_trail(world, mai_am, writing, made):
    service.submit(writing, made, by=world.actor("tuan"), on=TODAY)
    service.put_in_force(writing, made, by=world.actor("van"), on=TODAY)
    writing.flush()
    acts = [row.act for row in writing.query(TrailEntry).filter_by(subject=made.subject).order_by(TrailEntry.id)]
    assert acts == ["regulation.copy", "regulation.heading", "regulation.submit", "regulation.in_force"]


def test_waiting_for_the_second_person_only(world, mai_am, writing, made):
    assert queries.waiting_on(writing, world.actor("van"), TODAY) == []
    service.submit(writing, made, by=world.actor("tuan"), on=TODAY)
    (waiting,) = queries.waiting_on(writing, world.actor("van"), TODAY)
    assert waiting.subject == made.subject
    for username in ("tuan", "hoa", "minh", "binh"):
        assert queries.waiting_on(writing, world.actor(username), TODAY) == []


def test_search_finds_by_number_and_title(world, mai_am, writing, made):
    assert [hit.subject for hit in queries.find(writing, "12/qđ", world.actor("hoa"))] == [f"regulations/{mai_am[0]}"]
    assert queries.find(writing, "77/QĐ", world.actor("hoa")) == []
    assert len(queries.find(writing, "77/QĐ", world.actor("tuan"))) == 1
    assert queries.find(writing, "%", world.actor("tuan")) == []
