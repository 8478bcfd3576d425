"""Proposed, confirmed as shown, undone until signed: nothing is lost, nothing doubled, nobody alone."""

import io
from datetime import date, timedelta
from typing import Any

import pytest
from pypdf import PdfReader
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from fundapp.bank import open_items, settlement_check, settling
from fundapp.bank.models import LineBooking, PostingRule, Settlement, SettlementPart
from fundapp.bank.settlement_kinds import Basis
from fundapp.bank.settling import SettlingRefused
from fundapp.bank.settling.booking import rules_of
from fundapp.bank.settling.reconciling import standing
from fundapp.documents import files
from fundapp.documents.models import StoredFile
from fundapp.kernel.codes import make_code
from fundapp.ledger import service as ledger
from fundapp.ledger.models import CashBox
from fundapp.ledger.service import LineSpec, Posting
from tests.bank.settling.conftest import OPENING, Till

FIRST, LAST = date(2026, 11, 1), date(2026, 11, 20)
FIFTH = date(2026, 11, 5)
ONE, TWO = make_code("UH", 2026, 1), make_code("UH", 2026, 2)


def faults(till: Till) -> list[str]:
    till.session.flush()
    return [str(fault) for one in settlement_check.invariants(till.session) for fault in one.wrong]


def test_what_a_code_ties_is_proposed_as_sure_and_settles_once_confirmed(till: Till) -> None:
    till.post(FIFTH, 500_000, f"Ủng hộ {ONE}")
    till.post(FIFTH, 700_000, "Ủng hộ")
    till.file([(FIFTH + timedelta(days=1), 500_000, f"ung ho {ONE}"), (FIFTH, 300_000, "ung ho")], first=FIRST, last=LAST)
    (found,) = till.propose()
    assert (found.is_sure, found.reasons) == (True, f"đúng số tiền, mã {ONE} trong nội dung, lệch 1 ngày")
    assert till.propose() == [found], "asked again, it still waits and is not doubled"
    assert till.left() == ([300_000, 500_000], [500_000, 700_000]), "a proposal settles nothing"
    assert till.confirm([found]) == 1
    assert till.left() == ([300_000], [700_000])
    assert faults(till) == []


def test_what_is_confirmed_is_what_was_shown_or_nothing_is(till: Till) -> None:
    till.post(FIFTH, 500_000, ONE)
    till.post(FIFTH, 600_000, TWO)
    till.file([(FIFTH, 500_000, ONE), (FIFTH, 600_000, TWO)], first=FIRST, last=LAST)
    first, second = till.propose()
    shown = settling.marks(till.session, [first, second])
    settling.drop(till.session, till.box, [second.id], by=till.actor("lan"))
    with pytest.raises(SettlingRefused, match="Không xác nhận gì cả"):
        settling.confirm(till.session, till.box, shown, by=till.actor("lan"))
    with pytest.raises(SettlingRefused, match="Không xác nhận gì cả"):
        settling.confirm(till.session, till.box, {first.id: "0" * 16}, by=till.actor("lan"))
    assert first.state == "proposed"
    assert till.left()[0] == [500_000, 600_000]


def test_what_was_found_before_writing_began_is_looked_at_again(till: Till) -> None:
    owed = till.post(FIFTH, 500_000, ONE)
    till.post(FIFTH, 600_000, TWO)
    line, _other = till.file([(FIFTH, 500_000, ONE), (FIFTH, 600_000, TWO)], first=FIRST, last=LAST)
    found = settling.look(till.session, till.box)
    assert len(found.made) == 2
    mine = settling.pair(till.session, till.box, line_ids=[line], ledger_line_ids=[owed], by=till.actor("tuan"))
    assert settling.propose(till.session, till.box, found=found, by=till.actor("lan")) == 1, "what somebody proposed meanwhile is left to that"
    assert settling.propose(till.session, till.box, found=found, by=till.actor("lan")) == 0, "and nothing twice"
    till.confirm([mine])
    assert (till.left()[0], faults(till)) == ([600_000], [])


def test_by_hand_in_parts_several_to_one_and_lines_that_cancel_out(till: Till) -> None:
    owed = till.post(FIFTH, 1_000_000)
    one, two, back, again = till.file(
        [(FIFTH, 400_000, "a"), (FIFTH, 500_000, "b"), (FIFTH, -70_000, "chuyen nham"), (FIFTH, 70_000, "hoan tra")], first=FIRST, last=LAST
    )
    lan = till.actor("lan")
    till.confirm([settling.pair(till.session, till.box, line_ids=[one], ledger_line_ids=[owed], by=lan)])
    assert till.left() == ([500_000, -70_000, 70_000], [600_000]), "in parts"
    till.confirm([settling.pair(till.session, till.box, line_ids=[two], ledger_line_ids=[owed], by=lan)])
    assert till.left() == ([-70_000, 70_000], [100_000])
    with pytest.raises(SettlingRefused, match="cùng chiều"):
        settling.pair(till.session, till.box, line_ids=[back], ledger_line_ids=[owed], by=lan)
    till.confirm([settling.pair(till.session, till.box, line_ids=[back, again], ledger_line_ids=[], by=lan)])
    assert till.left() == ([], [100_000])
    with pytest.raises(SettlingRefused, match="vừa được khớp hết"):
        settling.pair(till.session, till.box, line_ids=[one], ledger_line_ids=[owed], by=lan)
    assert faults(till) == []


def test_two_proposals_over_one_line_are_not_confirmed_together(till: Till) -> None:
    owed = till.post(FIFTH, 500_000)
    one, two = till.file([(FIFTH, 500_000, "a"), (FIFTH, 500_000, "b")], first=FIRST, last=LAST)
    lan = till.actor("lan")
    first = settling.pair(till.session, till.box, line_ids=[one], ledger_line_ids=[owed], by=lan)
    second = settling.pair(till.session, till.box, line_ids=[two], ledger_line_ids=[owed], by=lan)
    assert first.state == "dropped", "the newer pick takes the place of the older"
    till.confirm([second])
    assert till.left() == ([500_000], [])


def test_undone_with_a_reason_until_two_people_have_signed(till: Till) -> None:
    till.post(FIFTH, 500_000, ONE)
    till.file([(FIFTH, 500_000, ONE)], first=FIRST, last=LAST)
    till.confirm()
    found = till.session.scalars(select(Settlement)).one()
    with pytest.raises(SettlingRefused, match="lý do"):
        settling.undo(till.session, found, reason=" ", by=till.actor("lan"))
    settling.undo(till.session, found, reason="Nhầm người", by=till.actor("lan"))
    assert till.left() == ([500_000], [500_000])
    till.confirm()
    newest = till.session.scalars(select(Settlement).where(Settlement.state == "confirmed")).one()
    made = settling.prepare(till.session, till.box, on=LAST, seen=0, by=till.actor("lan"))
    settling.sign(till.session, made, by=till.actor("hanh"))
    with pytest.raises(SettlingRefused, match="ký đến hết ngày 20/11/2026"):
        settling.undo(till.session, newest, reason="Nhầm", by=till.actor("lan"))
    with pytest.raises(DatabaseError, match="what two people have signed is not undone"), till.session.begin_nested():
        till.session.execute(
            text("UPDATE bank_settlement SET state = 'undone', ended_by_id = 1, ended_at = proposed_at, end_reason = 'x' WHERE id = :id"), {"id": newest.id}
        )
    assert faults(till) == []


def test_a_transfer_between_two_own_accounts_settles_on_both_sides(till: Till) -> None:
    other = ledger.add_box(till.session, unit_id=till.box.unit_id, kind="bank", name="BIDV 0456", by=till.actor("tuan"))
    lines = [LineSpec("1121", debit=2_000_000, box=other), LineSpec("1121", credit=2_000_000, box=till.box)]
    wanted = Posting(till.funds.a, FIFTH, "Chuyển sang BIDV", lines, "test/transfer", kind="transfer")
    ledger.post(till.session, wanted, drafted_by=till.funds.maker.user_id, by=till.funds.poster)
    till.file([(FIFTH, -2_000_000, "chuyen noi bo")], first=FIRST, last=LAST)
    till.file([(FIFTH + timedelta(days=1), 2_000_000, "nhan noi bo")], first=FIRST, last=LAST, opening=0, box=other)
    (found,) = till.propose()
    assert (found.basis, found.is_sure, len(found.parts)) == (Basis.TRANSFER, False, 4)
    till.confirm([found])
    assert till.left() == ([], [])
    assert open_items.bank_rows(till.session, other.id) == []
    assert open_items.book_rows(till.session, other.id) == []
    assert faults(till) == []


def test_fees_are_booked_by_a_remembered_rule_and_settle_when_somebody_else_posts(till: Till) -> None:
    lines = till.file([(FIFTH, -11_000, "PHI CHUYEN TIEN 1"), (LAST, -22_000, "PHI CHUYEN TIEN 2")], first=FIRST, last=LAST)
    tuan = till.actor("tuan")
    values: dict[str, Any] = {"book": till.funds.a, "account": "43181", "narration": "Phí chuyển tiền", "purpose": "housing", "by": tuan, "on": LAST}
    with pytest.raises(SettlingRefused, match="không có trong nội dung"):
        settling.book_line(till.session, till.box, lines[0], words="lai tien gui", **values)
    entry = settling.book_line(till.session, till.box, lines[0], words="Phí chuyển tiền", **values)
    with pytest.raises(SettlingRefused, match="chờ ghi sổ"):
        settling.book_line(till.session, till.box, lines[0], **values)
    rows = {row.id: row for row in open_items.bank_rows(till.session, till.box.id)}
    rule = settling.rule_for(rules_of(till.session, till.box.id), rows[lines[1]])
    assert rule is not None
    assert (rule.words, rule.account_code) == ("phi chuyen tien", "43181")
    assert till.propose() == [], "a draft settles nothing"
    ledger.post_draft(till.session, entry, by=till.actor("hanh"))
    (found,) = till.propose()
    assert (found.basis, found.is_sure) == (Basis.BOOKED, True)
    till.confirm([found])
    assert till.left() == ([-22_000], [])
    settling.end_rule(till.session, rule, by=tuan)
    assert rules_of(till.session, till.box.id) == []
    assert till.session.scalars(select(LineBooking.rule_id)).one() == till.session.scalars(select(PostingRule.id)).one()


def test_the_statement_shows_open_items_of_both_sides_and_is_signed_by_another(till: Till) -> None:
    till.post(FIFTH, -3_000_000, "Chi hỗ trợ chưa ra khỏi ngân hàng")
    till.post(FIFTH, 500_000, ONE)
    till.file([(FIFTH, 500_000, ONE), (LAST, -11_000, "PHI QUAN LY TAI KHOAN")], first=FIRST, last=LAST)
    till.confirm()
    now = standing(till.session, till.box, LAST)
    assert (now.book_amount, now.statement_amount) == (OPENING - 2_500_000, OPENING + 489_000)
    assert (now.in_books_amount, now.at_bank_amount, now.unexplained) == (-3_000_000, -11_000, 0)
    assert [row.age(LAST) for row in now.in_books] == [15]
    with pytest.raises(SettlingRefused, match="khác với lúc hiển thị"):
        settling.prepare(till.session, till.box, on=LAST, seen=0, by=till.actor("lan"))
    made = settling.prepare(till.session, till.box, on=LAST, seen=now.difference, by=till.actor("lan"))
    with pytest.raises(SettlingRefused, match="không tự ký"):
        settling.sign(till.session, made, by=till.actor("lan"))
    with pytest.raises(SettlingRefused, match="đang chờ người thứ hai"):
        settling.prepare(till.session, till.box, on=LAST, seen=now.difference, by=till.actor("tuan"))
    settling.sign(till.session, made, by=till.actor("hanh"))
    row = till.session.get(StoredFile, made.paper_file_id)
    said = " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(files.read(row.sha256))).pages).split())
    for part in ("BẢNG ĐỐI CHIẾU TIỀN GỬI NGÂN HÀNG", "47.500.000", "50.489.000", "(2.989.000)", "PHI QUAN LY TAI KHOAN", "3.000.000", till.actor("hanh").full_name):
        assert part in said, part
    with pytest.raises(SettlingRefused, match="đã đối chiếu và ký"):
        settling.prepare(till.session, till.box, on=LAST, seen=now.difference, by=till.actor("tuan"))
    assert faults(till) == []


def test_a_difference_that_nothing_explains_needs_words_and_may_be_refused(till: Till) -> None:
    till.file([], first=FIRST, last=LAST, opening=OPENING - 9_000)
    with pytest.raises(SettlingRefused, match=r"9\.000 đồng chênh lệch chưa rõ"):
        settling.prepare(till.session, till.box, on=LAST, seen=9_000, by=till.actor("lan"))
    made = settling.prepare(till.session, till.box, on=LAST, seen=9_000, explanation="Phí năm trước chưa ghi", by=till.actor("lan"))
    assert made.unexplained_amount == 9_000
    with pytest.raises(SettlingRefused, match="vì sao không ký"):
        settling.refuse(till.session, made, answer="", by=till.actor("hanh"))
    settling.refuse(till.session, made, answer="Ghi phí vào sổ trước", by=till.actor("hanh"))
    settling.prepare(till.session, till.box, on=LAST, seen=9_000, explanation="Phí năm trước", by=till.actor("lan"))
    with pytest.raises(SettlingRefused, match="Chưa có sao kê"):
        standing(till.session, till.box, LAST + timedelta(days=1))


ATTACKS = [
    ("UPDATE bank_settlement SET reasons = 'x'", "what was shown never changes"),
    ("UPDATE bank_settlement SET state = 'proposed', confirmed_by_id = NULL, confirmed_at = NULL", "proposed, confirmed, undone"),
    ("UPDATE bank_settlement_part SET amount = 1", "kept as it is"),
    ("DELETE FROM bank_settlement_part", "kept as it is"),
    ("DELETE FROM bank_settlement", "kept as it is"),
    (
        "INSERT INTO bank_settlement_part (settlement_id, box_id, ledger_line_id, part_on, amount) SELECT settlement_id, box_id, 1, part_on, 5 FROM bank_settlement_part",
        "laid into a proposal",
    ),
]


@pytest.mark.parametrize(("attack", "said"), ATTACKS, ids=[attack[:34] for attack, _said in ATTACKS])
def test_the_database_refuses_raw_changes(till: Till, attack: str, said: str) -> None:
    till.post(FIFTH, 500_000, ONE)
    till.file([(FIFTH, 500_000, ONE)], first=FIRST, last=LAST)
    till.confirm()
    with pytest.raises(DatabaseError, match=said), till.session.begin_nested():
        till.session.execute(text(attack))


def test_the_database_settles_no_line_over_its_amount_nor_two_sides_that_differ(till: Till) -> None:
    owed, other = till.post(FIFTH, 500_000), till.post(FIFTH, 500_000)
    (line,) = till.file([(FIFTH, 500_000, "a")], first=FIRST, last=LAST)
    lan = till.actor("lan")
    till.confirm([settling.pair(till.session, till.box, line_ids=[line], ledger_line_ids=[owed], by=lan)])

    def raw(*parts: tuple[int | None, int | None, int]) -> Settlement:
        made = Settlement(
            unit_id=till.box.unit_id, box_id=till.box.id, basis="hand", is_sure=False, reasons="x", last_on=FIFTH, proposed_by_id=lan.user_id,
            proposed_at=till.session.scalars(select(Settlement.proposed_at)).first(), end_reason="",
            parts=[SettlementPart(box_id=till.box.id, line_id=one, ledger_line_id=two, on=FIFTH, amount=amount) for one, two, amount in parts],
        )
        till.session.add(made)
        till.session.flush()
        return made

    def confirm(made: Settlement) -> None:
        made.state, made.confirmed_by_id, made.confirmed_at = "confirmed", lan.user_id, made.proposed_at
        till.session.flush()

    for parts, said in ((((line, None, 500_000), (None, other, 500_000)), "settled over its amount"), (((None, other, 500_000),), "one amount")):
        with pytest.raises(DatabaseError, match=said), till.session.begin_nested():
            confirm(raw(*parts))
        till.session.expire_all()
    with pytest.raises(DatabaseError, match="a part is of a line of its account"), till.session.begin_nested():
        raw((line, None, 600_000))


def test_a_cash_box_is_not_settled(till: Till) -> None:
    with pytest.raises(SettlingRefused, match="tài khoản ngân hàng"):
        settling.propose(till.session, till.session.get(CashBox, till.funds.cash.id), by=till.actor("lan"))
