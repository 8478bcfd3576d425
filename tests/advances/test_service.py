"""An advance from the request to the last đồng: steps, people, limits, books."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError

from fundapp.advances import check, paper, service
from fundapp.advances.kinds import State, is_overdue, still_held
from fundapp.advances.models import Advance
from fundapp.advances.service import AdvanceRefused
from fundapp.documents.models import StoredFile
from fundapp.kernel.errors import Refusal
from fundapp.ledger import check as ledger_check
from fundapp.ledger.models import Balance, Book, CashBox, Entry, Line, Voucher
from fundapp.ledger.service import LedgerRefused, draft_reversal, reverse
from fundapp.payments import service as payments
from fundapp.payments.models import PayeeAccount
from tests.advances.conftest import Purse
from tests.conftest import EVERYTHING
from tests.ledger.unguarded import unguarded
from tests.payments.test_service import paper as printed

FAULTS = {
    "U1": "UPDATE advance SET amount = amount + 1 WHERE state = 'paid'",
    "U2": "UPDATE advance SET spent_amount = spent_amount - 1 WHERE state = 'closed' AND spent_amount <> amount",
    "U3": "UPDATE advance SET checked_by_id = asked_by_id",
    "U4": "UPDATE advance SET number = number + 5 WHERE id = (SELECT max(id) FROM advance)",
}
ATTACKS = {
    "another amount": "UPDATE advance SET amount = amount + 1",
    "another person": "UPDATE advance SET asked_by_id = asked_by_id + 1",
    "another signer": "UPDATE advance SET signed_by_id = paid_by_id + 1 WHERE signed_by_id IS NOT NULL",
    "less spent after the signature": "UPDATE advance SET spent_amount = spent_amount - 1 WHERE settled_by_id IS NOT NULL",
    "a step skipped": "UPDATE advance SET state = 'closed' WHERE state = 'paid'",
    "a step back": "UPDATE advance SET state = 'signed' WHERE state = 'paid'",
    "erased": "DELETE FROM advance",
    "born paid": "INSERT INTO advance (unit_id, year, number, state, held_at, asked_by_id, asked_on, amount, reason, due_on, refusal, spent_papers, attachments,"
    " returned_reason) SELECT unit_id, year, 99, 'signed', held_at, asked_by_id, asked_on, amount, reason, due_on, '', '', 0, '' FROM advance LIMIT 1",
}


def held(purse: Purse, advance_id: int) -> int:
    query = select(func.coalesce(func.sum(Line.debit - Line.credit), 0)).join(Balance, Balance.id == Line.balance_id).join(Entry, Entry.id == Line.entry_id)
    with purse.world.transaction() as session:
        return int(session.scalar(query.where(Balance.account_code == "141", Line.subject == f"advances/{advance_id}", Entry.state == "posted")) or 0)


def in_the_box(purse: Purse) -> int:
    with purse.world.transaction() as session:
        return int(session.scalar(select(Balance.amount).where(Balance.book_id == purse.funds.a.id, Balance.box_id == purse.funds.cash.id)) or 0)


def found(purse: Purse) -> dict[str, Any]:
    with purse.world.db.reading(EVERYTHING) as session:
        return {one.code: one for one in check.invariants(session)}


def assert_sound(purse: Purse) -> None:
    with purse.world.db.reading(EVERYTHING) as session:
        assert {one.code: one.wrong for room in (check, ledger_check) for one in room.invariants(session) if not one.ok} == {}


@pytest.mark.parametrize(("spent", "last"), [(5_000_000, "closed"), (3_800_000, "settled"), (5_600_000, "settled"), (0, "settled")])
def test_what_was_spent_is_settled_and_the_rest_comes_back_or_is_paid(purse: Purse, spent: int, last: str) -> None:
    before = in_the_box(purse)
    made = purse.settled(spent)
    assert (purse.read(made).state, held(purse, made)) == (last, 5_000_000 - spent)
    if last == "settled":
        voucher = purse.do("level", made, "lan")
        assert (voucher.kind, voucher.amount) == (("cash_receipt" if spent < 5_000_000 else "cash_payment"), abs(5_000_000 - spent))
    assert (purse.read(made).state, held(purse, made), in_the_box(purse)) == ("closed", 0, before - spent)
    assert_sound(purse)


@pytest.mark.parametrize(
    ("act", "by", "until"),
    [
        ("check", "minh", []), ("sign", "hanh", ["check"]), ("pay", "hanh", ["check", "sign"]), ("pay", "van", ["check", "sign"]),
        ("verify", "minh", ["check", "sign", "pay", "report"]), ("settle", "hanh", ["check", "sign", "pay", "report", "verify"]),
        ("level", "van", ["check", "sign", "pay", "report", "verify", "settle"]),
    ],
)
def test_nobody_appears_twice(purse: Purse, act: str, by: str, until: list[str]) -> None:
    made = purse.ask()
    whose = {"check": "hanh", "sign": "van", "pay": "lan", "report": "minh", "verify": "hanh", "settle": "van"}
    values = {"report": {"spent": 4_000_000, "papers": "HĐ 1", "attachments": 1}, "verify": {"account": "43181"}}
    for one in until:
        purse.do(one, made, whose[one], **values.get(one, {}))
    with pytest.raises(AdvanceRefused, match="người khác"):
        purse.do(act, made, by, **values.get(act, {}))


def test_steps_do_not_come_before_their_time(purse: Purse) -> None:
    made = purse.ask()
    for act, by in (("sign", "van"), ("pay", "lan"), ("settle", "van"), ("level", "lan")):
        with pytest.raises(AdvanceRefused, match="tình trạng"):
            purse.do(act, made, by)
    purse.do("refuse", made, "hanh", reason="Chưa có dự toán")
    with pytest.raises(AdvanceRefused, match="tình trạng"):
        purse.do("check", made, "hanh")
    with pytest.raises(AdvanceRefused, match="của mình"):
        purse.do("report", purse.paid(), "tuan", spent=0, papers="", attachments=0)


def test_what_is_overdue_bars_the_next_and_limits_hold(purse: Purse) -> None:
    day = purse.today - timedelta(days=30)
    late = purse.paid(1_000_000, on=day, days=5)
    with pytest.raises(AdvanceRefused, match="quá hạn"):
        purse.ask()
    purse.ask(by="tuan")
    purse.do("report", late, "minh", spent=1_000_000, papers="HĐ 7", attachments=1)
    purse.ask(40_000_000)
    with pytest.raises(AdvanceRefused, match="không quá"):
        purse.ask(10_000_001)
    for days, amount in ((0, 1), (46, 1), (10, 0), (10, -5)):
        with pytest.raises(AdvanceRefused):
            purse.ask(amount, days=days, by="tuan")
    with pytest.raises(Refusal):
        purse.do("check", purse.ask(1, by="tuan"), "hanh", purpose="loans")


def test_a_settlement_is_given_back_and_sent_again(purse: Purse) -> None:
    made = purse.paid()
    with pytest.raises(AdvanceRefused, match="chứng từ"):
        purse.do("report", made, "minh", spent=1, papers="", attachments=0)
    purse.do("report", made, "minh", spent=9_000_000, papers="HĐ 1", attachments=1)
    purse.do("verify", made, "hanh", account="43181")
    purse.do("give_back", made, "van", reason="Hóa đơn không đúng tên đơn vị")
    row = purse.read(made)
    assert (row.state, row.spent_amount, row.verified_by_id, row.returned_reason) == ("paid", None, None, "Hóa đơn không đúng tên đơn vị")
    purse.do("report", made, "minh", spent=4_000_000, papers="HĐ 2", attachments=1)
    with pytest.raises(AdvanceRefused, match="tài khoản"):
        purse.do("verify", made, "hanh", account="1111")
    assert_sound(purse)


def test_numbers_run_on_also_over_refused_ones(purse: Purse) -> None:
    one, two = purse.ask(), purse.ask(by="tuan")
    purse.do("refuse", one, "hanh", reason="Không có")
    assert [purse.read(made).label for made in (one, two, purse.ask(1_000))] == ["01/DN-TU", "02/DN-TU", "03/DN-TU"]
    with purse.world.transaction() as session:
        assert session.scalar(select(func.count()).select_from(Voucher)) == 0


def test_the_papers_say_what_the_forms_want(purse: Purse) -> None:
    made = purse.settled(3_800_000)
    with purse.world.transaction() as session:
        row = session.get_one(Advance, made)
        asked, spent = paper.request_data(session, row), paper.settlement_data(session, row, on=purse.today)
    assert (asked["form_code"], asked["words"], asked["chief"], asked["head"]) == ("C42-HD", "Năm triệu đồng chẵn", "Nguyễn Mỹ Hạnh", "Phạm Thu Vân")
    assert (spent["form_code"], spent["back"], spent["more"], spent["debit"], spent["credit"]) == ("C43-BB", "1.200.000", "0", "43181", "141")
    assert spent["voucher"].startswith("Phiếu chi số PC")


def told(purse: Purse) -> None:
    purse.do("level", purse.settled(3_800_000), "lan")
    purse.paid()


def test_no_hand_at_the_database_gets_through(purse: Purse) -> None:
    told(purse)
    assert {code: (one.ok, one.rows > 0) for code, one in found(purse).items()} == dict.fromkeys(FAULTS, (True, True))
    for name, sql in ATTACKS.items():
        with purse.world.db.engine.connect() as connection:
            try:
                connection.execute(text(sql))
            except DatabaseError:
                continue
            pytest.fail(name)


@pytest.mark.parametrize("code", FAULTS)
def test_each_invariant_finds_its_fault(purse: Purse, code: str) -> None:
    told(purse)
    with unguarded(purse.world.db) as connection:
        assert connection.execute(text(FAULTS[code])).rowcount > 0
    assert found(purse)[code].wrong


def test_what_is_held_follows_the_state() -> None:
    row = Advance(amount=2_000_000, spent_amount=2_300_000, state="paid")
    assert still_held(row) == 2_000_000
    row.state = State.SETTLED.value
    assert still_held(row) == -300_000
    row.state = State.CLOSED.value
    assert still_held(row) == 0
    assert is_overdue("paid", date(2026, 3, 1), date(2026, 3, 2))
    assert not is_overdue("reported", date(2026, 3, 1), date(2026, 3, 2))


def to_the_bank(purse: Purse) -> tuple[int, int]:
    """An advance by transfer that is signed, and the bank account it leaves."""
    with purse.world.transaction() as session:
        box_id = purse.funds.bank.id
        made = service.ask(
            session, unit_id=purse.world.units["LDLD-NB"], amount=5_000_000, reason="Mua quà thăm", due_on=purse.today + timedelta(days=10),
            to=service.OwnAccount("VCB", "9990-0012 345"), by=purse.world.actor("minh"), on=purse.today,
        ).id
    with pytest.raises(AdvanceRefused, match="tài khoản ngân hàng"):
        purse.do("check", made, "hanh")
    with purse.world.transaction() as session:
        row = session.get_one(Advance, made)
        book, bank = session.get_one(Book, purse.funds.a.id), session.get_one(CashBox, box_id)
        service.check(session, row, book=book, purpose="relief", from_box=bank, by=purse.world.actor("hanh"), on=purse.today)
    purse.do("sign", made, "van")
    return made, box_id


def test_an_advance_goes_through_the_bank_and_its_rest_comes_back_there(purse: Purse) -> None:
    made, box_id = to_the_bank(purse)
    with pytest.raises(AdvanceRefused, match="gọi lại"):
        purse.do("pay", made, "lan")
    with purse.world.transaction() as session:
        account = session.get_one(PayeeAccount, session.get_one(Advance, made).payee_account_id)
        assert (account.holder_folded, account.account, account.added_by_id) == ("vu duc minh", "99900012345", purse.world.users["minh"])
        payments.call_back(session, account, note="Gọi số trong hồ sơ cán bộ, đúng tên", by=purse.world.actor("hanh"), on=purse.today)
    voucher = purse.do("pay", made, "lan")
    assert (voucher.kind, voucher.label, held(purse, made)) == ("bank_payment", "UNC26-0001", 5_000_000)
    row = purse.read(made)
    with purse.world.transaction() as session:
        file = session.get_one(StoredFile, row.voucher_file_id)
        assert file.opens_with == "payment:paper"
        assert session.scalar(select(Balance.amount).where(Balance.book_id == purse.funds.a.id, Balance.box_id == box_id)) == 50_000_000 - 5_000_000
    assert "99900012345" in printed(purse.world, row.voucher_file_id or 0).replace(" ", "")
    purse.do("report", made, "minh", spent=3_800_000, papers="HĐ 1", attachments=1)
    purse.do("verify", made, "hanh", account="43181")
    purse.do("settle", made, "van")
    with purse.world.transaction() as session:
        assert "Ủy nhiệm chi số UNC26-0001" in paper.settlement_data(session, session.get_one(Advance, made), on=purse.today)["voucher"]
        bank = session.get_one(CashBox, box_id)
        service.level(session, session.get_one(Advance, made), box=bank, by=purse.world.actor("lan"), on=purse.today)
    assert (purse.read(made).state, held(purse, made)) == ("closed", 0)
    assert_sound(purse)


def test_more_is_paid_to_a_bank_only_where_an_account_stands_on_the_request(purse: Purse) -> None:
    made = purse.settled(5_600_000)
    lan = purse.world.actor("lan")
    with purse.world.transaction() as session:
        row, bank = session.get_one(Advance, made), session.get_one(CashBox, purse.funds.bank.id)
        with pytest.raises(AdvanceRefused, match="không có tài khoản"):
            service.level(session, row, box=bank, by=lan, on=purse.today)


def test_an_entry_of_an_advance_is_not_taken_back_alone(purse: Purse) -> None:
    made = purse.settled(3_800_000)
    with purse.world.transaction() as session:
        entries = [entry.id for entry in session.scalars(select(Entry).where(Entry.reference.like(f"advances/{made}/%")))]
    assert len(entries) == 2
    tuan, hanh = purse.world.actor("tuan"), purse.world.actor("hanh")
    for entry_id in entries:
        with pytest.raises(LedgerRefused, match="không đảo riêng được"), purse.world.transaction() as session:
            draft_reversal(session, session.get_one(Entry, entry_id), reason="Nhầm", by=tuan, on=purse.today)
        with pytest.raises(LedgerRefused, match="không đảo riêng được"), purse.world.transaction() as session:
            reverse(session, session.get_one(Entry, entry_id), reason="Nhầm", drafted_by=tuan.user_id, by=hanh, on=purse.today)
    assert_sound(purse)
