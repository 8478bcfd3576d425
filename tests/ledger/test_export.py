"""The books for outside tools: an independent reading of the files adds up to the ledger, and names nobody."""

import csv
import json
import os
import re
import shutil
import subprocess
import sys
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path

import pytest
from beancount import loader
from beancount.core.data import Transaction
from click.testing import CliRunner
from sqlalchemy import select, text

from fundapp import cli
from fundapp.kernel import clock
from fundapp.kernel.db import Scope
from fundapp.ledger import export
from fundapp.ledger.export import outside
from fundapp.ledger.export.outside import Place
from fundapp.ledger.models import Balance, Book, Entry, Line, Narration, Voucher
from fundapp.ledger.queries import standing
from fundapp.ledger.service import LedgerRefused
from tests.ledger.handed_out import VERIFY, hand_out
from tests.ledger.unguarded import unguarded

FORMS, MONEY = ("beancount", "hledger"), ("111", "112", "113")
POSTING = re.compile(r"^\s+(\S+)\s+(-?\d+) VND(?: = (-?\d+) VND)?$")
OPENED = {"beancount": re.compile(r"^(\d{4}-\d\d-\d\d) open (\S+) VND$"), "hledger": re.compile(r"^account ()(\S+)  ;")}
ENTRY = re.compile(r"^(\d{4}-\d\d-\d\d) \* ")
BALANCE = re.compile(r"^(\d{4}-\d\d-\d\d) balance (\S+)\s+(-?\d+) VND$")


class Parsed:
    """A few lines of a plain-text book, read without any of our code: what is opened, moved and asserted."""

    def __init__(self, path: Path, form: str) -> None:
        self.opened: set[str] = set()
        self.moves: list[tuple[date, str, int]] = []
        self.asserted: list[tuple[date, str, int]] = []
        self.entries: list[list[int]] = []
        on = date.min
        for line in path.read_text("utf-8").splitlines():
            if found := OPENED[form].match(line):
                self.opened.add(found[2])
            elif found := ENTRY.match(line):
                on = date.fromisoformat(found[1])
                self.entries.append([])
            elif found := BALANCE.match(line):
                self.asserted.append((date.fromisoformat(found[1]) - timedelta(days=1), found[2], int(found[3])))
            elif found := POSTING.match(line):
                self.moves.append((on, found[1], int(found[2])))
                self.entries[-1].append(int(found[2]))
                if found[3]:
                    self.asserted.append((on, found[1], int(found[3])))

    def held(self, account: str, on: date) -> int:
        return sum(amount for day, name, amount in self.moves if name == account and day <= on)


@pytest.fixture
def told(told_more):
    return told_more


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "books"


def found_tool(name: str) -> str:
    """The outside tool: beancount comes with the lock of the tests, hledger from Debian by `make test`, where that may be done."""
    tool = shutil.which(name, path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}")
    if tool is None:
        if os.environ.get("CI") == "true":
            pytest.fail(f"{name} is not installed: bean-check stands in requirements-dev.lock, hledger is a package of Debian")
        pytest.skip(f"{name} is not installed")
    return tool


def files(folder: Path) -> dict[str, Path]:
    return {path.stem: path for path in folder.iterdir()}


@pytest.mark.parametrize("form", FORMS)
def test_read_by_another_parser_the_sums_are_the_ledgers(told, out, form: str) -> None:
    hand_out(told.world, out, form)
    assert {path.suffix for path in out.iterdir()} == {".beancount" if form == "beancount" else ".journal"}
    with told.world.transaction() as session:
        for book in session.scalars(select(Book)):
            parsed = Parsed(files(out)[book.code], form)
            balances = {(row.account_code, row.box_id): row.amount for row in session.scalars(select(Balance).where(Balance.book_id == book.id))}
            sums: dict[tuple[str, int | None], int] = defaultdict(int)
            for _on, account, amount in parsed.moves:
                _root, fund, code, *box = account.split(":")
                assert fund == book.code
                sums[(code, int(box[0].removeprefix("Box")) if box else None)] += amount
            assert dict(sums) == {place: amount for place, amount in balances.items() if place in sums}
            assert not any(amount for place, amount in balances.items() if place not in sums)
            posted = len(session.scalars(select(Entry.id).where(Entry.book_id == book.id, Entry.state == "posted")).all())
            assert len([entry for entry in parsed.entries if any(entry)]) == posted
            assert all(sum(entry) == 0 for entry in parsed.entries)
            turnover = sum(session.scalars(select(Line.debit).join(Entry, Entry.id == Line.entry_id).where(Entry.book_id == book.id, Entry.state == "posted")))
            assert sum(amount for _on, _account, amount in parsed.moves if amount > 0) == turnover


@pytest.mark.parametrize("form", FORMS)
def test_every_account_is_opened_and_every_assertion_holds(told, out, form: str) -> None:
    hand_out(told.world, out, form)
    for path in out.iterdir():
        parsed = Parsed(path, form)
        assert {account for _on, account, _amount in parsed.moves} <= parsed.opened
        assert [(on, account) for on, account, amount in parsed.asserted if parsed.held(account, on) != amount] == []
        ends = {on for on, _account, _amount in parsed.asserted}
        months = {(on.year, on.month) for on, _account, amount in parsed.moves if amount}
        assert {(on.year, on.month) for on in ends if (on + timedelta(days=1)).day == 1} >= months, "each month with a movement ends with its balances"
        assert {account for on, account, _amount in parsed.asserted if on == max(ends)} == parsed.opened


@pytest.mark.parametrize("form", ["proof", *FORMS])
def test_nobody_is_named(told, out, form: str) -> None:
    hand_out(told.world, out, form)
    whole = "".join(path.read_text("utf-8") for path in out.iterdir() if path.suffix in (".csv", ".beancount", ".journal"))
    with told.world.transaction() as session:
        private = {row.payee_name for row in session.scalars(select(Voucher))} | {row.payee_address for row in session.scalars(select(Voucher))}
        private |= {row.reason for row in session.scalars(select(Voucher))} | {row.text for row in session.scalars(select(Narration))}
        private |= {row.salt for row in session.scalars(select(Narration))}
        people = session.execute(text("SELECT full_name, username FROM user_account")).all()
    assert [word for word in private if word and len(word) > 1 and word in whole and not word.startswith("Số dư đầu kỳ")] == []
    assert [name for name, _login in people if name in whole] == []


def test_bean_check_agrees(told, out) -> None:
    tool = found_tool("bean-check")
    hand_out(told.world, out, "beancount")
    for path in out.iterdir():
        run = subprocess.run([tool, str(path)], capture_output=True, text=True, check=False)
        assert (run.returncode, run.stdout + run.stderr) == (0, "")


def hledger(path: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([found_tool("hledger"), "-f", str(path), *words], capture_output=True, text=True, check=False, env={"LC_ALL": "C.UTF-8"})


def test_hledger_agrees(told, out) -> None:
    hand_out(told.world, out, "hledger")
    for path in out.iterdir():
        run = hledger(path, "check", "-s")
        assert (run.returncode, run.stdout + run.stderr) == (0, "")


def money_by_hledger(path: Path) -> int:
    """What hledger finds on the money accounts of a book, in đồng."""
    told = csv.DictReader(hledger(path, "balance", "--flat", "--output-format=csv", f":({'|'.join(MONEY)})").stdout.splitlines())
    return next(int(re.sub(r"[^\d-]", "", row["balance"]) or 0) for row in told if row["account"] == "total")


def money_by_beancount(path: Path) -> int:
    """What beancount finds on them."""
    entries, errors, _options = loader.load_file(str(path))
    assert errors == []
    moved = [posting for entry in entries if isinstance(entry, Transaction) for posting in entry.postings]
    return int(sum(posting.units.number for posting in moved if posting.account.split(":")[2][:3] in MONEY))


@pytest.mark.parametrize(("form", "count"), [("hledger", money_by_hledger), ("beancount", money_by_beancount)])
def test_the_outside_tools_find_the_balances_of_the_pages(told, out, form: str, count) -> None:
    hand_out(told.world, out, form)
    with told.world.transaction() as session:
        books = {book.code: book.id for book in session.scalars(select(Book))}
        shown = {code: standing(session, [book_id])[book_id].balance for code, book_id in books.items()}
    assert any(shown.values())
    assert {code: count(files(out)[code]) for code in books} == shown


@pytest.mark.parametrize("form", FORMS)
def test_a_stored_balance_that_lies_breaks_an_assertion(told, out, form: str) -> None:
    with unguarded(told.world.db) as connection:
        connection.execute(text("UPDATE ledger_balance SET amount = amount + 1 WHERE id = (SELECT min(id) FROM ledger_balance)"))
        connection.execute(text("UPDATE ledger_month_total SET debit_amount = debit_amount + 1 WHERE balance_id = (SELECT max(id) FROM ledger_balance)"))
    hand_out(told.world, out, form)
    broken = [parsed for parsed in (Parsed(path, form) for path in out.iterdir())
              if any(parsed.held(account, on) != amount for on, account, amount in parsed.asserted)]
    assert len(broken) == 2


def test_one_book_alone(told, out) -> None:
    made = hand_out(told.world, out, "hledger", told.b.code)
    assert list(made.files) == ["QXH-NB.journal"]
    with pytest.raises(LedgerRefused, match="Không có quỹ mã KHONG"):
        hand_out(told.world, out, "hledger", "KHONG")


def test_one_book_alone_is_proved_too(told, out) -> None:
    hand_out(told.world, out, "proof", told.b.code)
    assert VERIFY.verify(out)[0] == []


def test_an_erased_narration_changes_nothing(told, out) -> None:
    with told.world.transaction() as session:
        session.execute(text("UPDATE ledger_narration SET text = NULL, salt = NULL"))
    hand_out(told.world, out, "proof")
    assert VERIFY.verify(out)[0] == []


def test_all_is_read_as_of_one_instant(told, out) -> None:
    if told.world.db.is_sqlite:
        pytest.skip("a reading transaction of SQLite is one snapshot by itself")
    with told.world.db.reading(Scope.everything("a test")) as session:
        export.write_books(session, out, form="proof", at=clock.now(), version="thử")
        assert session.execute(text("SHOW transaction_isolation")).scalar_one() == "repeatable read"
        assert session.execute(text("SHOW transaction_read_only")).scalar_one() == "on"


@pytest.mark.parametrize(("code", "written"), [("QMA-NB", "QMA-NB"), ("QŨY 1", "Q-Y-1"), ("-A", "X-A"), ("9/2", "9-2")])
def test_a_code_becomes_a_part_of_an_account(code: str, written: str) -> None:
    assert outside.component(code) == written


def test_standings_run_on_from_month_to_month() -> None:
    cash, fund = Place("1111", 1), Place("431", None)
    made = outside.standings([(cash, 2026, 1, 5), (fund, 2026, 1, -5), (cash, 2026, 12, 2), (fund, 2026, 12, -2)], {cash: 7, fund: -7}, date(2026, 12, 3))
    assert [(one.on, [posting.amount for posting in one.amounts]) for one in made] == [
        (date(2026, 1, 31), [5, -5]), (date(2026, 12, 31), [7, -7]), (date(2026, 12, 31), [7, -7]),
    ]


def test_the_command(told, out, monkeypatch) -> None:
    monkeypatch.setattr(cli.program, "database", lambda: told.world.db)
    run = CliRunner().invoke(cli.main, ["books", "--format", "proof", "--out", str(out / "so"), "--json"])
    said = json.loads(run.stdout)
    assert run.exit_code == 0
    assert said["files"]["books.csv"] == 4
    assert {(head["book"], head["year"]) for head in said["heads"]} >= {("QTV-NB", 2025), ("QTV-NB", 2026)}
    assert (out / "so" / said["verifier"]).is_file()
    run = CliRunner().invoke(cli.main, ["books", "--format", "beancount", "--book", "KHONG", "--out", str(out)])
    assert run.exit_code == 1
    assert "Không có quỹ mã KHONG" in run.output
