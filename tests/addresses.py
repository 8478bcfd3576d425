"""Every page of the program with who looks at it, so that a new page cannot be forgotten by the tests that visit them all."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import select
from werkzeug.routing import Rule

from fundapp import models  # noqa: F401
from fundapp.households.models import Household
from fundapp.kernel.db import Base
from tests.conftest import EVERYTHING, World

# Pages by endpoint, with those who look at them in the browser tests: the cast, and the administrator of the demo province.
PAGES = {
    "access.password": "hoa",
    "access.trail": "binh quantri",
    "access.declaration": "hoa minh",
    "access.end_post": "quantri",
    "access.give_post": "quantri",
    "access.lock": "quantri",
    "access.new_user": "quantri",
    "access.reset": "quantri",
    "access.user": "binh quantri",
    "access.user_declaration": "quantri",
    "access.users": "binh quantri",
    "bank.account": "lan binh",
    "bank.file": "tuan",
    "bank.line": "lan binh",
    "bank.listing": "lan binh",
    "bank.booking": "tuan",
    "bank.matching": "lan binh",
    "bank.new": "tuan",
    "bank.reconciliation": "lan hanh",
    "bank.reconciliation_statement": "hanh",
    "bank.settled": "lan binh",
    "bank.statement": "lan hanh",
    "bank.undo": "lan",
    "cases.listing": "binh",
    "gifts.advance": "tuan",
    "gifts.campaign": "hoa",
    "gifts.extension": "tuan",
    "gifts.giving_back": "hoa",
    "gifts.goods": "tuan",
    "gifts.listing": "hoa",
    "gifts.new_campaign": "tuan",
    "gifts.person": "hoa",
    "gifts.places": "tuan",
    "gifts.proposing": "hoa",
    "gifts.show": "hoa",
    "advances.check": "hanh",
    "advances.listing": "minh lan binh",
    "advances.new": "minh",
    "advances.refusal": "hanh",
    "advances.report": "tuan",
    "advances.show": "minh hanh binh",
    "cash.answer": "lan",
    "cash.close": "lan",
    "cash.closes": "tuan",
    "cash.closing": "lan",
    "cash.confirmation": "hanh",
    "cash.count": "lan tuan binh",
    "cash.counting_sheet": "lan",
    "cash.counts": "hanh",
    "cash.explanation": "lan",
    "cash.limit": "hanh",
    "cash.listing": "lan",
    "cash.reopening": "hanh",
    "cash.reopening_request": "tuan",
    "cash.settlement": "tuan",
    "cash.show": "lan hanh binh",
    "cash.surprise": "binh",
    "console.check": "hanh",
    "console.home": "hoa minh van lan tuan hanh binh",
    "console.search": "hoa",
    "documents.listing": "minh",
    "documents.verify": "hoa",
    "founding.show": "quantri",
    "founding.units": "quantri",
    "households.add_person": "hoa",
    "households.correct": "hoa",
    "households.death": "hoa",
    "households.declare": "hoa",
    "households.end": "hoa",
    "households.leaving": "hoa",
    "households.listing": "hoa binh",
    "households.move": "hoa",
    "households.new": "hoa",
    "households.show": "hoa",
    "housing.closure": "van",
    "housing.confirmation": "van",
    "housing.content": "hoa",
    "housing.decision": "van",
    "housing.extension": "van",
    "housing.lapse": "van",
    "housing.listing": "minh tuan",
    "housing.new": "hoa",
    "housing.paper_withdrawal": "hoa",
    "housing.papers": "hoa",
    "housing.payments": "tuan",
    "housing.orders": "tuan",
    "housing.proposal": "minh",
    "housing.refusal": "van",
    "housing.release": "van",
    "housing.reopening": "van",
    "housing.return_": "minh",
    "housing.show": "hoa tuan",
    "housing.submission": "hoa",
    "housing.visit": "minh",
    "housing.withdrawal": "hoa",
    "intake.listing": "hoa",
    "intake.new": "hoa",
    "intake.show": "hoa",
    "jobs.listing": "hoa",
    "jobs.show": "hoa",
    "ledger.account": "tuan",
    "ledger.account_book": "tuan",
    "ledger.account_closing": "tuan",
    "ledger.adjustment": "tuan",
    "ledger.attachment": "tuan",
    "ledger.box_book": "lan",
    "ledger.chart": "binh tuan",
    "ledger.charts": "binh",
    "ledger.closing": "hanh",
    "ledger.calendar": "tuan van",
    "ledger.charge": "tuan",
    "ledger.closing_request": "tuan",
    "ledger.codes": "tuan",
    "ledger.commitments": "tuan",
    "ledger.comparison": "binh",
    "ledger.earmark": "binh",
    "ledger.entry": "tuan",
    "ledger.general_journal": "tuan",
    "ledger.general_ledger": "tuan",
    "ledger.journal": "tuan",
    "ledger.listing": "lan",
    "ledger.new": "tuan",
    "ledger.new_account": "tuan",
    "ledger.new_box": "tuan",
    "ledger.new_earmark": "tuan",
    "ledger.new_earmark_terms": "tuan",
    "ledger.new_terms": "tuan",
    "ledger.opening": "tuan",
    "ledger.periods": "hanh",
    "ledger.posting": "hanh",
    "ledger.public_notice": "van",
    "ledger.receipt": "tuan",
    "ledger.reopening": "hanh",
    "ledger.reopening_request": "tuan",
    "ledger.reports": "lan binh",
    "ledger.reversal": "tuan",
    "ledger.show": "tuan",
    "ledger.statement": "tuan",
    "ledger.statement_rows": "tuan",
    "ledger.terms": "lan tuan",
    "ledger.terms_decision": "hanh",
    "ledger.trial_balance": "binh",
    "ledger.voiding": "lan",
    "ledger.voucher": "lan",
    "ledger.vouchers": "lan tuan",
    "ledger.year": "tuan binh",
    "ledger.year_carrying": "tuan",
    "ledger.year_closing": "hanh",
    "ledger.year_closing_request": "tuan",
    "ledger.year_reopening": "hanh",
    "ledger.year_reopening_request": "tuan",
    "loans.calculator": "hoa tuan",
    "loans.closure": "van",
    "loans.confirmation": "van",
    "loans.content": "hoa",
    "loans.contract": "tuan",
    "loans.contracts": "tuan",
    "loans.decision": "van",
    "loans.extension": "van",
    "loans.groups": "hoa",
    "loans.listing": "minh tuan",
    "loans.new": "hoa",
    "loans.paper_withdrawal": "hoa",
    "loans.papers": "hoa",
    "loans.payments": "tuan",
    "loans.orders": "tuan",
    "loans.proposal": "minh",
    "loans.refusal": "van",
    "loans.release": "van",
    "loans.return_": "minh",
    "loans.show": "hoa tuan",
    "loans.submission": "hoa",
    "loans.visit": "minh",
    "loans.withdrawal": "hoa",
    "loans.coming": "tuan",
    "loans.deductions": "tuan",
    "loans.life": "hoa tuan",
    "loans.out": "hoa binh",
    "loans.portfolio_report": "hanh binh",
    "loans.act_proposal": "tuan",
    "loans.receipt": "lan",
    "loans.reminders": "hoa",
    "loans.settlement": "tuan",
    "orgs.closure": "quantri",
    "orgs.details": "quantri",
    "orgs.move": "quantri",
    "orgs.new": "quantri",
    "orgs.rename": "quantri",
    "orgs.reopening": "quantri",
    "orgs.show": "hoa binh quantri",
    "orgs.units": "minh",
    "payments.amendment": "tuan",
    "payments.batch": "lan hanh",
    "payments.batch_approval": "hanh",
    "payments.batch_result": "lan",
    "payments.batch_void": "tuan",
    "payments.batches": "lan binh",
    "payments.call_back": "hanh",
    "payments.check": "hanh",
    "payments.checks": "hanh",
    "payments.handback": "tuan",
    "payments.listing": "lan",
    "payments.new_batch": "tuan",
    "payments.new_terms": "hanh",
    "payments.payees": "hanh binh",
    "payments.payment": "lan",
    "payments.return_": "hanh",
    "payments.reversal": "tuan",
    "payments.reversal_confirmation": "van",
    "payments.show": "lan",
    "payments.signature": "van",
    "payments.signatures": "van",
    "payments.terms": "binh",
    "payments.terms_decision": "van",
    "payments.unit_terms": "hanh",
    "payments.void": "tuan",
    "payments.warnings": "binh",
    "regulations.criterion": "tuan",
    "regulations.facts": "binh",
    "regulations.heading": "tuan",
    "regulations.limit": "tuan",
    "regulations.listing": "van",
    "regulations.new": "tuan",
    "regulations.new_criterion": "tuan",
    "regulations.new_limit": "tuan",
    "regulations.new_norm": "tuan",
    "regulations.new_paper": "tuan",
    "regulations.new_product": "tuan",
    "regulations.norm": "tuan",
    "regulations.product": "tuan",
    "loans.lapse": "van",
    "loans.use_visit": "hoa",
    "relief.confirmation": "van",
    "relief.lapse": "van",
    "regulations.paper": "tuan",
    "regulations.show": "tuan van",
    "relief.closure": "van",
    "relief.content": "hoa",
    "relief.decision": "van",
    "relief.extension": "van",
    "relief.affected": "hoa",
    "relief.confirming": "minh",
    "relief.disaster": "hoa van",
    "relief.disasters": "minh binh",
    "relief.new_disaster": "minh",
    "relief.together": "van",
    "relief.listing": "minh tuan",
    "relief.new": "hoa",
    "relief.paper_withdrawal": "hoa",
    "relief.papers": "hoa",
    "relief.payments": "tuan",
    "relief.orders": "tuan",
    "relief.proposal": "minh",
    "relief.refusal": "van",
    "relief.release": "van",
    "relief.return_": "minh",
    "relief.show": "hoa tuan",
    "relief.submission": "hoa",
    "relief.ratification": "minh",
    "relief.urgent": "van binh",
    "relief.urgent_decision": "van",
    "relief.visit": "minh",
    "relief.withdrawal": "hoa",
    "gifts.giving": "hoa",
    "gifts.giving_days": "hoa",
    "stock.answer": "hanh",
    "stock.count": "lan tuan",
    "stock.counting_sheet": "lan",
    "stock.drop": "tuan",
    "stock.listing": "lan tuan",
    "stock.new_good": "tuan",
    "stock.new_place": "tuan",
    "stock.new_slip": "tuan",
    "stock.place": "lan",
    "stock.returning": "tuan",
    "stock.reversal": "tuan",
    "stock.settlement": "tuan",
    "stock.show": "lan",
    "stock.slip": "lan tuan",
    "stock.slips": "tuan",
    "takeover.listing": "tuan binh",
    "takeover.new": "tuan",
    "takeover.show": "tuan hanh",
}
# Answers that are no pages, each with what it is.
NO_PAGE = {
    "loans.act_decision": "an act on a loan that waits for its second person; tests/loans walks through it",
    "loans.deduction_sheet": "a list of salary deductions; tests/loans walks through it",
    "loans.reopening": "a closed request whose payment was reversed; tests/housing walks through the same page",
    "relief.reopening": "a closed request whose payment was reversed; tests/housing walks through the same page",
    "advances.export": "a workbook",
    "advances.payment": "a step on the same sheet as advances.check; tests/advances walks through it",
    "advances.rest": "the same",
    "advances.return_": "the same",
    "advances.verification": "the same",
    "advances.request_paper": "the request as PDF",
    "advances.settlement_paper": "the settlement as PDF",
    "bank.lines_sheet": "a workbook",
    "bank.open_sheet": "a workbook",
    "bank.reconciliation_pdf": "the statement as PDF",
    "bank.statement_sheet": "a workbook",
    "access.sign_in": "led home when signed in; strangers have their own test",
    "cases.show": "led to the page of the programme",
    "cash.closes_sheet": "a workbook",
    "cash.counts_sheet": "a workbook",
    "cash.minutes": "the minutes as PDF",
    "console.favicon": "led to the mark",
    "console.healthz": "JSON for machines",
    "documents.show": "the file itself",
    "documents.verified": "for whoever holds a printed paper: no number of a row leads there",
    "founding.bad_list": "a workbook",
    "founding.template": "a workbook",
    "gifts.giving_tokens": "tokens for a phone, as JSON",
    "households.after_reveal": "led back to the household; the number is shown once, after the POST",
    "households.after_reading": "led back to the household; what it told is shown once, after the POST",
    "households.export": "a workbook",
    "gifts.sheet": "a workbook",
    "housing.decision_paper": "the decision as PDF",
    "housing.dossier": "all papers as ZIP",
    "housing.export": "a workbook",
    "housing.photo": "a small picture",
    "intake.bad_rows": "a workbook",
    "intake.export": "a workbook",
    "intake.template": "a workbook",
    "ledger.account_book_paper": "the same as PDF",
    "ledger.account_book_sheet": "the same as a workbook",
    "ledger.box_book_paper": "the same as PDF",
    "ledger.box_book_sheet": "the same as a workbook",
    "ledger.closing_paper": "the paper of a closing as PDF",
    "ledger.chart_sheet": "a workbook",
    "ledger.commitments_sheet": "a workbook",
    "ledger.voucher_paper": "a sheet of a voucher as PDF",
    "ledger.general_journal_paper": "the same as PDF",
    "ledger.general_journal_sheet": "the same as a workbook",
    "ledger.general_ledger_paper": "the same as PDF",
    "ledger.general_ledger_sheet": "the same as a workbook",
    "ledger.public_notice_paper": "the same as PDF",
    "ledger.public_notice_sheet": "the same as a workbook",
    "ledger.statement_paper": "the same as PDF",
    "ledger.statement_sheet": "the same as a workbook",
    "ledger.trial_balance_paper": "the same as PDF",
    "ledger.trial_balance_sheet": "the same as a workbook",
    "ledger.vouchers_sheet": "a workbook",
    "ledger.year_paper": "the paper of a year's closing as PDF",
    "payments.batch_paper": "the list as PDF",
    "loans.calculator_sheet": "a workbook",
    "loans.contract_paper": "the contract as PDF",
    "loans.contracts_sheet": "a workbook",
    "loans.decision_paper": "the decision as PDF",
    "loans.dossier": "all papers as ZIP",
    "loans.export": "a workbook",
    "loans.photo": "a small picture",
    "loans.deduction_list": "a workbook",
    "loans.member_statement": "the statement as PDF",
    "loans.portfolio_sheet": "a workbook",
    "loans.reminder": "the letter as PDF",
    "payments.copy": "a reprint as PDF",
    "payments.together": "what came of an act on many orders: only the act itself leads there, and its own test looks at it",
    "payments.request_paper": "the request to pay as PDF",
    "payments.export": "a workbook",
    "payments.voucher": "the voucher as PDF",
    "payments.warnings_export": "a workbook",
    "relief.decision_paper": "the decision as PDF",
    "relief.disaster_sheet": "a workbook",
    "relief.dossier": "all papers as ZIP",
    "relief.export": "a workbook",
    "relief.photo": "a small picture",
    "stock.sheet": "a workbook",
    "stock.slip_paper": "the slip as PDF",
    "takeover.bad_rows": "a workbook",
    "takeover.journal_template": "a workbook",
    "takeover.opening_template": "a workbook",
}
# What is shown with a question in the address.
QUESTIONS = {
    "console.search": "?q=tran", "housing.new": "?household={household}", "loans.new": "?household={household}", "relief.new": "?household={household}",
}
# Which table, and which of its columns, a variable of an address names; a room may mean its own by the same word.
TABLES = {
    "advance_id": "advance",
    "bank.account_id": "cash_box",
    "bank.file_id": "statement_file",
    "bank.line_id": "statement_line",
    "settlement_id": "bank_settlement",
    "rule_id": "bank_posting_rule",
    "reconciliation_id": "bank_reconciliation",
    "payments.terms_id": "payment_terms",
    "payments.batch_id": "payment_batch",
    "ledger.paper_id": "voucher_paper",
    "payments.line_id": "payment_batch_line",
    "regulations.paper_id": "required_paper",
    "gifts.campaign_id": "gift_campaign",
    "gifts.line_id": "gift_line",
    "gifts.list_id": "gift_list",
    "stock.count_id": "stock_count",
    "stock.good_id": "stock_good",
    "stock.place_id": "stock_place",
    "stock.slip_id": "stock_slip",
    "code": "account.code",
    "documents.code": "public_paper",
    "number": "payment_reprint.number",
    "batch_id": "intake_batch",
    "account_id": "account",
    "book_id": "ledger_book",
    "box_id": "cash_box",
    "close_id": "cash_close",
    "count_id": "cash_count",
    "reopening_id": "cash_reopening",
    "case_id": "case_file",
    "criterion_id": "criterion",
    "disaster_id": "relief_disaster",
    "earmark_id": "ledger_earmark",
    "entry_id": "ledger_entry",
    "event_id": "ledger_period_event",
    "file_id": "stored_file",
    "household_id": "household",
    "job_id": "job",
    "act_id": "loan_act",
    "limit_id": "authority_limit",
    "loan_id": "loan",
    "norm_id": "norm",
    "kin_id": "user_kin",
    "order_id": "payment_order",
    "paper_id": "case_paper",
    "period_id": "ledger_period",
    "product_id": "loan_product",
    "payee_id": "payee_account",
    "person_id": "person",
    "regulation_id": "regulation",
    "row_id": "intake_row",
    "post_id": "post",
    "statement_id": "bank_statement",
    "takeover_id": "takeover",
    "terms_id": "ledger_terms",
    "unit_id": "unit",
    "user_id": "user_account",
    "year_event_id": "ledger_year_event",
    "year_id": "ledger_book_year",
    "sheet_id": "loan_sheet",
    "visit_id": "loan_visit",
    "voucher_id": "voucher",
}
MOST_ROWS = 60
# How many rows of a kind are looked at: these pages differ most from state to state.
MOST_KINDS = {
    "bank.file": 3, "cash.count": 3, "housing.show": 9, "loans.show": 3, "loans.contract": 2, "relief.show": 3,
    "payments.show": 8, "regulations.show": 3, "ledger.entry": 3, "intake.show": 3, "stock.slip": 2,
}


@dataclass(frozen=True)
class Row:
    """One row that an address may name: its id, whose it is, and how it stands."""

    id: int
    units: tuple[int, ...]
    state: str


def get_rules(world: World) -> list[Rule]:
    return [rule for rule in world.app.url_map.iter_rules() if "GET" in (rule.methods or set()) and rule.endpoint != "static"]


def table_of(rule: Rule, variable: str) -> str:
    """The table that a variable of a rule names."""
    return (TABLES.get(f"{rule.endpoint.split('.')[0]}.{variable}") or TABLES[variable]).split(".")[0]


def rows_of(world: World, rule: Rule, variable: str, **above: int) -> list[Row]:
    """Rows that a variable may name, below those already named in the address, those in other states first."""
    name = TABLES.get(f"{rule.endpoint.split('.')[0]}.{variable}") or TABLES[variable]
    table = Base.metadata.tables[name.split(".")[0]]
    column = table.c[name.partition(".")[2] or "id"]
    others = [table.c[name] for name in ("unit_id", "for_unit_id", "state", "status", "kind") if name in table.c]
    query = select(column.label("named"), *others).where(*(table.c[name] == value for name, value in above.items() if name in table.c))
    room = rule.endpoint.split(".")[0]
    if table.name == "case_file" and room != "cases":
        # A programme's pages are about its own requests.
        query = query.where(table.c.programme == room)
    with world.db.reading(EVERYTHING) as session:
        found = [dict(row._mapping) for row in session.execute(query.order_by(table.c.id))]
    rows = [
        Row(int(row["named"]), tuple(row[name] for name in ("unit_id", "for_unit_id") if row.get(name)), str(row.get("state") or row.get("status") or row.get("kind")))
        for row in found
    ]
    seen: dict[str, int] = {}
    order = {}
    for row in rows:
        order[row.id] = seen[row.state] = seen.get(row.state, -1) + 1
    return sorted(rows, key=lambda row: order[row.id])[:MOST_ROWS]


def visits(world: Any, username: str) -> Iterator[tuple[str, str | None]]:
    """Endpoint and address of each page that this one looks at, several rows in different states where pages differ; None where the world has no such row."""
    client = world.client(username)
    for rule in get_rules(world):
        if username not in PAGES.get(rule.endpoint, "").split():
            continue
        if not rule.arguments:
            yield rule.endpoint, rule.rule + question_of(world, rule)
            continue
        open_ones = (address for address in addresses(world, rule) if client.get(address, expect_errors=True).status_int == 200)
        shown = list(islice(open_ones, MOST_KINDS.get(rule.endpoint, 1)))
        yield from ((rule.endpoint, address) for address in shown or [None])


def addresses(world: World, rule: Rule) -> Iterator[str]:
    """Addresses of this rule for the rows of the world."""
    builder = world.app.url_map.bind("localhost")
    names = sorted(rule.arguments, key=rule.rule.index)

    def complete(known: dict[str, int], left: list[str]) -> Iterator[dict[str, int]]:
        if not left:
            yield known
        for row in rows_of(world, rule, left[0], **known) if left else []:
            yield from complete({**known, left[0]: row.id}, left[1:])

    return (builder.build(rule.endpoint, values) for values in complete({}, names))


def question_of(world: World, rule: Rule) -> str:
    """What a page without variables wants to be asked."""
    with world.db.reading(EVERYTHING) as session:
        household = session.scalar(select(Household.id).where(Household.unit_id == world.units["CDCS-BML"], Household.ended_on.is_(None)).order_by(Household.id.desc()))
    return QUESTIONS.get(rule.endpoint, "").format(household=household)
