"""Statement lines against open items, without a database: golden statements, examples, properties, and an invented bank of ten thousand lines."""

import json
from collections import Counter, defaultdict
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fundapp.bank.matching import Against, Basis, Line, OpenItem, Outcome, Why, match, read_line
from fundapp.bank.matching.reasons import reasons, why_open
from fundapp.kernel.codes import make_code
from fundapp.kernel.names import fold
from tests.bank.invented_lines import World, invent

DATA = Path(__file__).parents[1] / "data" / "bank"
EXPECTED = sorted(DATA.glob("*.expected.json"))
ITEMS = json.loads((DATA / "open-items.json").read_text(encoding="utf-8"))
DAY = date(2026, 10, 5)
ONE, TWO, THREE = (make_code("HV", 2026, number) for number in (123, 124, 125))


def item(number: int, amount: int, code: str = "", name: str = "", day: date = DAY) -> OpenItem:
    return OpenItem(number, day, amount, code, fold(name))


def sure(outcome: Outcome) -> dict[int, list[int]]:
    found = defaultdict(list)
    for proposal in outcome.proposals:
        if proposal.is_sure:
            for part in proposal.parts:
                found[part.line].append(part.item)
    return found


def proposed(outcome: Outcome) -> dict[int, list[int]]:
    return {part.line: [one.item for one in proposal.parts if one.line == part.line] for proposal in outcome.proposals for part in proposal.parts}


@pytest.mark.parametrize("path", EXPECTED, ids=lambda path: path.name.removesuffix(".expected.json"))
def test_sample_statements_settle_exactly_what_they_must(path: Path) -> None:
    told = json.loads(path.read_text(encoding="utf-8"))
    names = {number: row["item"] for number, row in enumerate(ITEMS[told["account"]["number"]], 1)}
    items = [_expected_item(number, row) for number, row in enumerate(ITEMS[told["account"]["number"]], 1)]
    lines = [read_line(row["n"], date.fromisoformat(row["on"]), row["credit"] - row["debit"], row["memo"]) for row in told["lines"]]

    outcome = match(lines, items)

    settled = {line: "+".join(names[number] for number in numbers) for line, numbers in sure(outcome).items()}
    assert settled == {row["line"]: row["item"] for row in told["matches"] if row["auto"]}
    shown = {line: "+".join(names[number] for number in numbers) for line, numbers in proposed(outcome).items()}
    truth = {row["line"]: row["item"] for row in told["matches"]}
    assert {line: truth.get(line) for line in shown} == shown, "nothing wrong is even proposed"
    assert {row["line"] for row in told["matches"] if row["by"] == "code"} <= set(shown)


def _expected_item(number: int, row: dict[str, Any]) -> OpenItem:
    return item(number, row["amount"] if row["direction"] == "in" else -row["amount"], row["code"], row["party"], date.fromisoformat(row["on"]))


def test_a_proposal_says_why_side_by_side() -> None:
    line, due = read_line(1, DAY + timedelta(days=1), 1_776_666, f"MBVCB.77.tra no {ONE.replace('-', ' ')} LE THI LINH"), item(9, 1_776_666, ONE, "Lê Thị Linh")
    (proposal,) = match([line], [due]).proposals
    assert proposal.is_sure
    assert reasons(proposal, {1: line}, {9: due}) == ["đúng số tiền", f"mã {ONE} trong nội dung", "có tên trong nội dung", "lệch 1 ngày"]


def test_a_part_and_an_excess_are_proposed_with_what_is_missing() -> None:
    due = item(9, 1_776_666, ONE)
    for paid, basis, said in ((1_000_000, Basis.PART, "trả một phần, còn thiếu 776.666"), (2_000_000, Basis.EXCESS, "nhiều hơn khoản đang chờ 223.334")):
        line = read_line(1, DAY, paid, ONE)
        (proposal,) = match([line], [due]).proposals
        assert (proposal.basis, proposal.is_sure, proposal.parts[0].amount) == (basis, False, min(paid, 1_776_666))
        assert reasons(proposal, {1: line}, {9: due})[0] == said


def test_one_line_over_several_and_several_lines_over_one() -> None:
    whole = match([read_line(1, DAY, 2_400_000, f"{ONE} va {TWO}")], [item(1, 1_500_000, ONE), item(2, 900_000, TWO)])
    assert sure(whole) == {1: [1, 2]}
    halves = match([read_line(1, DAY, 500_000, ONE), read_line(2, DAY, 700_000, ONE)], [item(1, 1_200_000, ONE)])
    assert [(row.basis, row.is_sure) for row in halves.proposals] == [(Basis.LINES_SUM, False)]
    assert proposed(halves) == {1: [1], 2: [1]}
    bulk = match([read_line(1, DAY, -90, ONE)], [item(1, -40, ONE), item(2, -50, ONE)])
    assert sure(bulk) == {1: [1, 2]}, "one transfer, two books"


def test_a_second_line_with_the_same_code_and_amount_settles_nothing_by_itself() -> None:
    outcome = match([read_line(1, DAY, -500, ONE), read_line(2, DAY, -500, ONE)], [item(1, -500, ONE)])
    assert sure(outcome) == {}
    assert [row.against for row in outcome.proposals] == [Against.OTHER_LINES]
    assert [(row.line, row.why) for row in outcome.doubts] == [(2, Why.TWICE)]


def test_instalments_of_one_code_are_taken_oldest_first() -> None:
    dues = [item(1, 500, ONE, day=DAY + timedelta(days=30)), item(2, 500, ONE)]
    assert sure(match([read_line(1, DAY, 500, ONE)], dues)) == {1: [2]}


def test_a_neighbours_code_does_not_settle_against_the_name_in_the_note() -> None:
    items = [item(1, 500, ONE, "Lê Văn An"), item(2, 500, TWO, "Trần Thị Bình")]
    outcome = match([read_line(1, DAY, 500, f"TRAN THI BINH {ONE}")], items)
    assert sure(outcome) == {}
    assert outcome.proposals[0].against is Against.OTHER_NAME


def test_what_is_doubtful_stays_open_and_says_why() -> None:
    items = [item(1, 500, ONE, "Lê Văn An"), item(2, 500, TWO, "Trần Thị Bình"), item(3, 700, THREE, "Ngô Gia Hòa")]
    notes = {
        1: (500, "ung ho", Why.SAME_AMOUNTS, "2 khoản cùng số tiền, không có mã để phân biệt"),
        2: (700, "ung ho", Why.AMOUNT_ONLY, "chỉ đúng số tiền, không có mã hay tên"),
        3: (900, "ung ho", Why.NOTHING, "không có khoản nào đang chờ có số tiền này"),
        4: (-500, f"hoan tra {ONE}", Why.WRONG_WAY, "mã đúng nhưng tiền đi ngược chiều: có thể là hoàn trả"),
        5: (900, "NGO GIA HOA", Why.NAME_ONLY, "có tên người của khoản đang chờ nhưng số tiền khác"),
    }
    for number, (amount, note, why, said) in notes.items():
        line = read_line(number, DAY, amount, note)
        outcome = match([line], items)
        assert [row.why for row in outcome.doubts] == [why]
        assert not outcome.proposals
        assert why_open(outcome.doubts[0], {number: line}, {row.id: row for row in items})[0] == said
    twice = [read_line(number, DAY, 500, "LE VAN AN") for number in (1, 2)]
    assert {row.why for row in match(twice, items).doubts} == {Why.SAME_NAME}
    wrong = read_line(1, DAY, 900, f"HV26-00123-{(int(ONE[-1]) + 1) % 10} va HV26-00999-{make_code('HV', 2026, 999)[-1]}")
    (doubt,) = match([wrong], items).doubts
    assert [text.msgid for text in why_open(doubt, {1: wrong}, {})[1:]] == ["mã %(code)s sai số kiểm tra", "mã %(code)s không có khoản nào đang chờ"]


def test_a_name_and_the_amount_propose_but_never_settle() -> None:
    items = [item(1, 500, ONE, "Lê Văn An")]
    outcome = match([read_line(1, DAY + timedelta(days=9), 500, "LE VAN AN chuyen tien")], items)
    assert proposed(outcome) == {1: [1]}
    assert sure(outcome) == {}
    assert match([read_line(1, DAY + timedelta(days=60), 500, "LE VAN AN chuyen tien")], items).proposals == [], "too late to be told by a name"


CODES = [make_code("HV", 2026, number) for number in range(1, 5)]
NAMES = ["Lê Văn An", "Trần Thị Bình", "Ngô Gia Hòa"]
AMOUNTS = st.sampled_from([100, 200, 300, 500, -100, -300])
NOTES = st.builds(
    lambda codes, name, more: " ".join((*codes, fold(name).upper(), more)),
    st.lists(st.sampled_from(CODES), max_size=2), st.sampled_from(["", *NAMES]), st.sampled_from(["", "PHI", "ung ho"]),
)
DAYS = st.integers(0, 50).map(lambda days: DAY + timedelta(days=days))
LINES = st.lists(st.tuples(DAYS, AMOUNTS, NOTES), max_size=7).map(lambda rows: [read_line(number, *row) for number, row in enumerate(rows, 1)])
OPEN = st.lists(st.tuples(DAYS, AMOUNTS, st.sampled_from(["", *CODES]), st.sampled_from([fold(name) for name in NAMES])), max_size=7)


@settings(max_examples=150, deadline=None)
@given(LINES, OPEN.map(lambda rows: [OpenItem(number, *row) for number, row in enumerate(rows, 1)]))
def test_no_line_is_lost_or_doubled_and_nothing_is_settled_over_its_amount(lines: list[Line], items: list[OpenItem]) -> None:
    outcome = match(lines, items)
    told = [number for row in outcome.proposals for number in {part.line for part in row.parts}] + [row.line for row in outcome.doubts]
    assert sorted(told) == [line.id for line in lines], "each line comes out once"
    of_line, of_item = Counter[int](), Counter[int]()
    amounts, due = {line.id: line.amount for line in lines}, {one.id: one for one in items}
    for part in (part for row in outcome.proposals for part in row.parts):
        assert min(part.amount * amounts[part.line], part.amount * due[part.item].amount) > 0, "each way apart"
        of_line[part.line] += abs(part.amount)
        of_item[part.item] += abs(part.amount)
    assert all(amount <= abs(amounts[number]) for number, amount in of_line.items())
    assert all(amount <= abs(due[number].amount) for number, amount in of_item.items())
    for row in outcome.proposals:
        assert reasons(row, {line.id: line for line in lines}, due)
        if row.is_sure:
            assert all(due[part.item].code in next(line.codes for line in lines if line.id == part.line) for part in row.parts), "sure rests on a code"
            assert sum(amounts[number] for number in {part.line for part in row.parts}) == sum(due[part.item].amount for part in row.parts), "and on the amount"
    again = match(lines[::-1], items[::-1])
    assert sorted(sure(again).items()) == sorted(sure(outcome).items()), "the order of files decides nothing"


def as_input(world: World) -> tuple[list[Line], list[OpenItem]]:
    lines = [read_line(row.id, row.day, row.amount, row.note) for row in world.rows]
    return lines, [item(row.id, row.amount, row.code, row.name, row.day) for row in world.items]


def judged(world: World, outcome: Outcome) -> tuple[int, int, int, int]:
    """Lines settled by themselves, how many of them truly, lines proposed truly, and lines that pay something. One of two doubled lines is true."""
    truth = {row.id: set(row.pays) for row in world.rows}
    settled = sure(outcome)
    right = sum(set(items) == truth[line] for line, items in settled.items())
    shown = sum(set(items) == truth[line] for line, items in proposed(outcome).items())
    return len(settled), right, shown, sum(bool(pays) for pays in truth.values())


def test_automatic_settlement_is_never_wrong_on_an_invented_bank() -> None:
    world = invent(10_000, seed=20261120)
    kinds, size = Counter(row.kind for row in world.rows), len(world.rows)
    assert kinds["no_code"] >= size / 10
    assert sum(kinds[kind] for kind in ("typo", "swapped", "nothing_open", "neighbour")) >= size / 20
    settled, right, shown, paying = judged(world, match(*as_input(world)))
    print(f"settled {settled} of {paying} ({settled / paying:.3f}), with proposals {shown / paying:.3f}")
    assert settled == right
    assert settled > 0.7 * paying


@pytest.mark.parametrize(
    ("items", "amount", "chosen"),
    [
        ([item(1, 200), item(2, 300), item(3, 900)], 500, [1, 2]),
        ([item(1, 200), item(2, 300), item(3, 100), item(4, 400)], 500, None),
        ([item(1, 200), item(2, 300, day=DAY + timedelta(days=9))], 500, None),
        ([item(1, 200, name="Trần Văn A"), item(2, 300, name="Trần Văn A", day=DAY + timedelta(days=9))], 500, [1, 2]),
        ([item(1, 200, ONE), item(2, 300)], 500, None),
        ([item(number, 100) for number in range(1, 13)], 1_200, list(range(1, 13))),
        ([item(number, 100) for number in range(1, 13)], 1_100, None),
    ],
)
def test_one_line_over_several_items_without_a_code_is_proposed_and_never_sure(items: list[OpenItem], amount: int, chosen: list[int] | None) -> None:
    outcome = match([read_line(1, DAY + timedelta(days=1), amount, "nop tien mat")], items)
    assert [proposal.is_sure for proposal in outcome.proposals] == ([] if chosen is None else [False])
    assert proposed(outcome) == ({} if chosen is None else {1: chosen})
    assert len(outcome.doubts) == (chosen is None)


def test_two_lines_that_want_the_same_sum_propose_nothing() -> None:
    lines = [read_line(number, DAY, 500, "nop tien mat") for number in (1, 2)]
    assert match(lines, [item(1, 200), item(2, 300)]).proposals == []
