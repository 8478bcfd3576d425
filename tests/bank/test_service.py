"""Statements put on file: whole, once, under the right account, and never changed."""

from datetime import date

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError

from fundapp.bank import check, queries, service
from fundapp.bank.command import read_file
from fundapp.bank.models import BankStatement, StatementFile, StatementLine, StatementPlace
from fundapp.kernel import crypto
from fundapp.kernel.errors import Refusal, Stale
from fundapp.ledger.models import BankAccount, CashBox
from tests.bank.conftest import SAMPLES, Bank
from tests.bank.files import HEADER, LINES, TOP, csv_of, statement_rows

VCB, OVERLAP = "vcb-like-2026-10.xlsx", "vcb-like-2026-10-25-to-11-15.xlsx"

LATE_LINE = """INSERT INTO statement_line (uid, unit_id, account_id, statement_id, line_on, amount, reference, note, folded, note_sealed, codes, suspects, kind,
    counter_name, counter_tail, occurrence, line_key) SELECT 'x', unit_id, account_id, id, first_on, 5, '', '', '', '', '[]', '[]', 'fee', '', '', 1, 'k'
    FROM bank_statement"""


def sound(bank: Bank) -> None:
    assert {one.code: one.wrong for one in bank.ask(check.invariants) if not one.ok} == {}


def october(*, opening: str = "1.300.000", account: str = "99911112222") -> bytes:
    """The month after `statement_rows`, without a line."""
    return csv_of([["Số tài khoản", account], ["Từ ngày 01/11/2026 đến ngày 30/11/2026"], ["Số dư đầu kỳ", opening], HEADER, ["Số dư cuối kỳ", "", "", "", opening, ""]])


def test_the_same_line_of_two_overlapping_files_is_one_line(bank: Bank):
    first = bank.keep(bank.sample(VCB))
    second = bank.sample(OVERLAP)
    assert second.understood["fresh"] == 16
    kept = bank.keep(second)
    assert (first.line_count, first.new_count, kept.line_count, kept.new_count) == (30, 30, 18, 16)
    assert bank.ask(lambda session: session.scalar(select(func.count(StatementLine.id)))) == 46
    assert bank.ask(lambda session: session.scalar(select(func.count(StatementPlace.line_id)))) == 48
    # Two equal payments on one day are two lines.
    equal = select(func.count(StatementLine.id)).where(StatementLine.on == date(2026, 10, 15), StatementLine.amount == 1_000_000)
    assert bank.ask(lambda session: session.scalar(equal)) == 2
    sound(bank)


def test_files_may_come_in_any_order(bank: Bank):
    bank.keep(bank.sample(OVERLAP))
    assert bank.keep(bank.sample(VCB)).new_count == 28
    assert bank.ask(lambda session: session.scalar(select(func.count(StatementLine.id)))) == 46
    sound(bank)


def test_a_file_is_kept_once(bank: Bank):
    bank.keep(bank.sample(VCB))
    again = bank.sample(VCB)
    assert (again.state, "đã được lưu" in again.message) == ("refused", True)


def test_the_number_is_remembered_and_another_one_refused(bank: Bank):
    bank.keep(bank.sample(VCB))
    account = bank.ask(lambda session: session.scalars(select(BankAccount)).one())
    assert (account.number, account.number_tail, account.box_id) == ("9990012345678", "5678", bank.first)
    assert "9990012345678" not in account.number_sealed
    wrong = bank.sample("bidv-like-2026-10.xlsx")
    assert (wrong.state, "số cuối 6789" in wrong.message) == ("refused", True)
    elsewhere = bank.sample(OVERLAP, bank.second)
    assert (elsewhere.state, "thuộc một tài khoản khác" in elsewhere.message) == ("refused", True)
    sound(bank)


def test_the_last_digits_that_the_books_know_must_fit(bank: Bank):
    assert "số cuối 5678" in bank.send(csv_of(statement_rows()), bank.first).message
    assert bank.send(csv_of(statement_rows()), bank.second).state == "read"


def test_a_gap_to_the_last_statement_is_told_with_its_days(bank: Bank):
    bank.keep(bank.send(csv_of(statement_rows()), bank.second))
    late = csv_of([TOP[0], ["Từ ngày 05/11/2026 đến ngày 30/11/2026"], ["Số dư đầu kỳ", "9"], HEADER, ["Số dư cuối kỳ", "", "", "", "9", ""]])
    row = bank.send(late, bank.second)
    assert any("Thiếu sao kê 4 ngày, từ 01/11/2026 đến 04/11/2026" in warning for warning in row.understood["warnings"])
    bank.keep(row)
    standing = bank.ask(lambda session: queries.standings(session, [bank.second]))[bank.second]
    assert (standing.last_on, standing.closing, standing.missing) == (date(2026, 11, 30), 9, [(date(2026, 11, 1), date(2026, 11, 4))])
    sound(bank)


def test_what_does_not_go_on_from_the_last_statement_is_refused(bank: Bank):
    bank.keep(bank.send(csv_of(statement_rows()), bank.second))
    assert "không nối tiếp sao kê 01/10/2026 – 31/10/2026" in bank.send(october(opening="1.300.001"), bank.second).message
    bank.keep(bank.send(october(), bank.second))
    missing = statement_rows(lines=[*LINES[:3], ["05/10/2026", "FT9", "", "500.000", "1.300.000", "UNG HO"]])
    assert "Các dòng ngày 05/10/2026 khác" in bank.send(csv_of(missing), bank.second).message
    sound(bank)


def test_what_was_shown_is_what_is_kept(bank: Bank):
    one, other = bank.sample(OVERLAP), bank.sample(VCB)
    bank.keep(one)
    with pytest.raises(Stale), bank.db.transaction(bank.maker.scope) as session:
        service.confirm(session, session.get_one(StatementFile, other.id), seen=other.understood["fresh"], by=bank.maker)
    assert bank.ask(lambda session: session.scalar(select(func.count(BankStatement.id)))) == 1
    bank.keep(other)
    with pytest.raises(service.BankRefused), bank.db.transaction(bank.maker.scope) as session:
        service.confirm(session, session.get_one(StatementFile, other.id), by=bank.maker)
    sound(bank)


def test_columns_are_remembered_for_the_account_alone(bank: Bank):
    strange = statement_rows(header=["Ngày giao dịch", "Số tham chiếu", "Cột lạ", "Ghi có", "Số dư", "Nội dung"])
    row = bank.send(csv_of(strange), bank.second)
    assert (row.state, "Ghi nợ" in row.message) == ("refused", True)
    meanings = {one["letter"]: one["fact"] for one in row.understood["columns"]} | {"C": "debit"}
    with bank.db.transaction(bank.maker.scope) as session:
        service.correct_columns(session, session.get_one(StatementFile, row.id), meanings=meanings, by=bank.maker)
    with pytest.raises(service.BankRefused), bank.db.transaction(bank.maker.scope) as session:
        service.correct_columns(session, session.get_one(StatementFile, bank.send(csv_of(strange), bank.second).id), meanings=meanings | {"D": "debit"}, by=bank.maker)
    assert bank.send(csv_of(strange), bank.second).state == "read"
    assert bank.send(csv_of(strange), bank.first).state == "refused"


def test_a_line_keeps_all_that_the_bank_wrote_and_shows_less(bank: Bank):
    bank.keep(bank.sample("vietinbank-like-2026-10.xlsx", bank.second))
    line = bank.ask(lambda session: session.scalars(select(StatementLine).where(StatementLine.reference == "CT26102063352")).one())
    assert (line.amount, line.codes, line.kind, line.counter_name, line.counter_tail) == (350_000, ["UH26-00604-8"], "donation", "HOANG THI THU OANH", "5060")
    assert "0999878195060" not in line.note
    assert "0999878195060" in line.whole_note
    assert line.counter_account == "0999878195060"
    # The index of payees', members' and users' accounts, so that equality can be asked across them.
    assert line.counter_index == crypto.blind_index("bank_account", "0999878195060")


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE statement_line SET amount = amount + 1", "never changes"),
        ("UPDATE statement_line SET note_sealed = 'v1.k1.x'", "never changes"),
        ("DELETE FROM statement_line", "never changes"),
        ("UPDATE bank_statement SET closing_amount = closing_amount + 1", "never changes"),
        ("DELETE FROM bank_statement", "never changes"),
        ("UPDATE statement_place SET place = place + 100", "never changes"),
        ("DELETE FROM statement_place", "never changes"),
        ("UPDATE statement_file SET state = 'read' WHERE state = 'filed'", "stays so"),
        ("DELETE FROM statement_file", "never changes"),
        ("UPDATE bank_account SET number_tail = '1'", "never changes"),
        ("DELETE FROM bank_account", "never changes"),
        ("UPDATE bank_account SET number_sealed = 'v1.k1.x'", "never changes"),
        (LATE_LINE, "comes with its statement"),
        ("INSERT INTO statement_place SELECT s.id, 99, l.id FROM bank_statement s JOIN statement_line l ON l.statement_id = s.id WHERE l.amount = 41234", "being kept"),
    ],
)
def test_not_even_raw_sql_changes_what_is_on_file(bank: Bank, statement: str, said: str):
    bank.keep(bank.sample(VCB))
    with pytest.raises(DatabaseError, match=said), bank.world.transaction() as session:
        session.execute(text(statement))


def test_a_statement_is_kept_whole_or_not_at_all(bank: Bank):
    row = bank.sample(VCB)
    with pytest.raises(DatabaseError, match="kept whole"), bank.world.transaction() as session:
        session.execute(
            text("UPDATE statement_file SET state = 'filed', content_sealed = NULL, filed_by_id = uploaded_by_id, filed_at = uploaded_at WHERE id = :id"), {"id": row.id}
        )


def test_the_command_puts_a_statement_on_file(bank: Bank):
    with pytest.raises(Refusal, match="Không có tài khoản"):
        read_file(SAMPLES / VCB, account_code="123456", open_database=lambda: bank.db)
    with pytest.raises(Refusal, match="--dry-run"):
        read_file(SAMPLES / VCB, open_database=lambda: bank.db)
    # By the name of the account while its number is not known, by the number afterwards.
    taken = read_file(SAMPLES / VCB, account_code="Vietcombank 5678", open_database=lambda: bank.db)["taken"]
    assert (taken["new_lines"], taken["known_lines"]) == (30, 0)
    taken = read_file(SAMPLES / OVERLAP, account_code="9990012345678", open_database=lambda: bank.db)["taken"]
    assert (taken["new_lines"], taken["known_lines"]) == (16, 2)
    with pytest.raises(Refusal, match="đã được lưu"):
        read_file(SAMPLES / OVERLAP, account_code="9990012345678", open_database=lambda: bank.db)
    with pytest.raises(Refusal, match="số cuối 6789"):
        read_file(SAMPLES / "bidv-like-2026-10.xlsx", account_code="9990012345678", open_database=lambda: bank.db)
    sound(bank)


def test_a_file_without_its_ends_is_kept_only_with_the_closing_that_somebody_read_at_the_bank(bank: Bank):
    row = bank.send(csv_of([*TOP[:2], HEADER, *LINES]), bank.second)
    assert row.understood["asks_closing"]
    for told, said in ((None, "ghi vào"), (1_300_001, "lệch|dẫn đến")):
        with pytest.raises(service.BankRefused, match=said), bank.db.transaction(bank.maker.scope) as session:
            service.confirm(session, session.get_one(StatementFile, row.id), closing=told, by=bank.maker)
    with bank.db.transaction(bank.maker.scope) as session:
        assert service.confirm(session, session.get_one(StatementFile, row.id), closing=1_300_000, by=bank.maker).closing_amount == 1_300_000


@pytest.mark.parametrize(("banks", "state"), [(("VCB", "Agribank"), "read"), (("VCB", "Vietcombank"), "refused"), (("VCB", None), "refused")])
def test_one_number_at_two_banks_is_two_accounts(bank: Bank, banks: tuple[str, str | None], state: str):
    with bank.world.transaction() as session:
        for box_id, code in zip((bank.first, bank.second), banks, strict=True):
            session.get_one(CashBox, box_id).bank_code = code
    content = csv_of(statement_rows())
    with bank.world.transaction() as session:
        session.get_one(CashBox, bank.first).account_tail = None
    bank.keep(bank.send(content, bank.first))
    assert bank.send(content, bank.second).state == state
