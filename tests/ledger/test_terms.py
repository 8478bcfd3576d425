"""Restricted money: what a fund and a donor allow is kept at promising and at posting; terms change from a day on, by two people."""

from datetime import date, timedelta

import pytest

from fundapp.kernel import clock
from fundapp.kernel.errors import Refusal
from fundapp.ledger import queries, service
from fundapp.ledger.models import Book, Earmark, Entry
from fundapp.ledger.service import DutiesMixed, LedgerRefused, LineSpec, NotEnough, Posting, PurposeRefused, Use

DAY = date(2026, 3, 10)
LETTER = "Thư của nhà tài trợ số 7, ngày 01/03/2026"


@pytest.fixture
def session(funds):
    with funds.world.transaction() as opened:
        funds.b, funds.a = opened.get_one(Book, funds.b.id), opened.get_one(Book, funds.a.id)
        yield opened


def bind(funds, session, amount: int = 8_000_000, **use) -> Earmark:
    """A donation to fund A for houses of the industrial zones until the end of June, received in cash."""
    wanted = {"purposes": ["housing"], "unit_ids": [funds.world.units["CDKCN-NB"]], "last_on": date(2026, 6, 30), "document": LETTER, **use}
    earmark = service.open_earmark(session, funds.a, name="Xây nhà khu công nghiệp", donor_name="Công ty Mây", use=Use(**wanted), by=funds.maker, on=DAY)
    lines = [LineSpec("1111", debit=amount, box=funds.cash), LineSpec("43181", credit=amount)]
    service.post(session, Posting(funds.a, DAY, "Nhận", lines, "gift", earmark=earmark), drafted_by=funds.maker.user_id, by=funds.poster)
    session.refresh(earmark)
    return earmark


def promise(funds, session, source, amount: int, *, unit: str = "CDCS-HGL", purpose: str = "housing", on: date = DAY, subject: str = "housing/9", **more):
    return service.reserve(
        session, shares=[(source, amount)], subject=subject, purpose=purpose, for_unit_id=funds.world.units[unit], by=funds.world.actor("van"), on=on, **more
    )[0]


def stands(session, book) -> queries.Standing:
    return queries.standing(session, [book.id])[book.id]


def test_bound_money_is_tracked_apart(funds, session) -> None:
    before = stands(session, funds.a)
    earmark = bind(funds, session)
    after = stands(session, funds.a)
    assert (after.balance, after.free, after.set_apart) == (before.balance + 8_000_000, before.free, 8_000_000)
    one = promise(funds, session, earmark, 5_000_000)
    session.refresh(earmark)
    assert (earmark.balance_amount, earmark.reserved_amount) == (8_000_000, 5_000_000)
    assert (stands(session, funds.a).reserved, stands(session, funds.a).set_apart, stands(session, funds.a).free) == (5_000_000, 3_000_000, before.free)
    paid = funds.payment(4_000_000, "p", purpose=None, consumes=[(one, 4_000_000)], earmark=earmark)
    entry = service.post(session, paid, drafted_by=funds.maker.user_id, by=funds.poster)
    session.refresh(earmark)
    assert (earmark.balance_amount, earmark.reserved_amount, entry.earmark_id) == (4_000_000, 1_000_000, earmark.id)
    service.release(session, one, reason="Thôi", by=funds.poster, on=DAY)
    session.refresh(earmark)
    assert (earmark.balance_amount, earmark.reserved_amount, stands(session, funds.a).free) == (4_000_000, 0, before.free)


def test_the_fund_cannot_spend_what_a_donor_has_bound(funds, session) -> None:
    bind(funds, session)
    free = stands(session, funds.a).free
    with pytest.raises(NotEnough) as refused:
        promise(funds, session, funds.a, free + 1)
    assert refused.value.free == free
    lines = [LineSpec("43181", debit=free + 1), LineSpec("1111", credit=58_000_000, box=funds.cash), LineSpec("1121", credit=free + 1 - 58_000_000, box=funds.bank)]
    with pytest.raises(NotEnough):
        service.post(session, Posting(funds.a, DAY, "Chi", lines, "p", purpose="housing"), drafted_by=funds.maker.user_id, by=funds.poster)


def test_a_donation_cannot_pay_more_than_it_has(funds, session) -> None:
    earmark = bind(funds, session)
    with pytest.raises(NotEnough, match="Khoản ủng hộ"):
        promise(funds, session, earmark, 8_000_001)
    paid = funds.payment(8_000_001, "p", earmark=earmark, for_unit_id=funds.world.units["CDCS-HGL"])
    with pytest.raises(NotEnough, match="Khoản ủng hộ"):
        service.post(session, paid, drafted_by=funds.maker.user_id, by=funds.poster)


@pytest.mark.parametrize(
    ("what", "says"),
    [
        ({"unit": "CDCS-BML"}, "không thuộc diện này"),
        ({"purpose": "relief"}, "không được chi cho “Thăm hỏi, trợ cấp”, chỉ cho: Mái ấm công đoàn"),
        ({"on": date(2026, 7, 1)}, "chỉ được chi đến hết ngày 30/06/2026"),
        ({"due_on": date(2026, 7, 1)}, "hạn chi 01/07/2026 là quá muộn"),
    ],
)
def test_the_donor_s_conditions_hold_when_money_is_promised(funds, session, what, says) -> None:
    earmark = bind(funds, session)
    with pytest.raises(PurposeRefused, match=says):
        promise(funds, session, earmark, 1_000_000, **what)


@pytest.mark.parametrize(
    ("what", "says"),
    [
        ({"for_unit": "CDCS-BML"}, "không thuộc diện này"),
        ({"for_unit": None}, "Hãy ghi rõ chi cho đơn vị nào"),
        ({"purpose": "relief"}, "không được chi cho"),
        ({"purpose": None}, "Hãy ghi rõ mục đích"),
        ({"on": date(2026, 7, 1)}, "đến hết ngày 30/06/2026"),
    ],
)
def test_the_donor_s_conditions_hold_when_money_is_posted(funds, session, what, says) -> None:
    earmark = bind(funds, session)
    unit = what.pop("for_unit", "CDCS-HGL")
    paid = funds.payment(1_000_000, "p", earmark=earmark, for_unit_id=funds.world.units[unit] if unit else None, **what)
    with pytest.raises(PurposeRefused, match=says):
        service.post(session, paid, drafted_by=funds.maker.user_id, by=funds.poster)


def test_capital_spent_without_money_needs_a_purpose_too(funds, session) -> None:
    """Goods given away, a loan written off: the fund is debited, nothing leaves the box."""
    lines = [LineSpec("43181", debit=500_000), LineSpec("3388", credit=500_000)]
    with pytest.raises(PurposeRefused, match="mục đích"):
        service.post(session, Posting(funds.a, DAY, "Xuất quà", lines, "p"), drafted_by=funds.maker.user_id, by=funds.poster)
    with pytest.raises(PurposeRefused, match="không được chi cho"):
        service.post(session, Posting(funds.a, DAY, "Xuất quà", lines, "p", purpose="gifts"), drafted_by=funds.maker.user_id, by=funds.poster)
    assert service.post(session, Posting(funds.a, DAY, "Xuất", lines, "p", purpose="relief"), drafted_by=funds.maker.user_id, by=funds.poster).number


def test_a_transfer_spends_nothing(funds, session) -> None:
    lines = [LineSpec("43181", debit=500_000), LineSpec("1111", credit=500_000, box=funds.cash)]
    with pytest.raises(LedgerRefused, match="chuyển tiền"):
        service.post(session, Posting(funds.a, DAY, "Rút", lines, "p", kind="transfer"), drafted_by=funds.maker.user_id, by=funds.poster)


def test_a_reversal_gives_bound_money_back(funds, session) -> None:
    earmark = bind(funds, session)
    paid = funds.payment(3_000_000, "p", earmark=earmark, for_unit_id=funds.world.units["CDCS-HGL"])
    entry = service.post(session, paid, drafted_by=funds.maker.user_id, by=funds.poster)
    service.reverse(session, session.get_one(Entry, entry.id), reason="Nhầm", drafted_by=funds.maker.user_id, by=funds.poster, on=DAY)
    session.refresh(earmark)
    assert earmark.balance_amount == 8_000_000


def test_a_received_donation_that_is_spent_cannot_be_reversed(funds, session) -> None:
    earmark = bind(funds, session)
    paid = funds.payment(3_000_000, "p", earmark=earmark, for_unit_id=funds.world.units["CDCS-HGL"])
    service.post(session, paid, drafted_by=funds.maker.user_id, by=funds.poster)
    received = session.query(Entry).filter_by(reference="gift").one()
    with pytest.raises(Refusal):
        service.reverse(session, received, reason="Nhầm", drafted_by=funds.maker.user_id, by=funds.poster, on=DAY)


def test_one_voucher_pays_from_the_fund_and_from_a_donation(funds, session) -> None:
    earmark = bind(funds, session)
    mine, bound = promise(funds, session, funds.a, 2_000_000), promise(funds, session, earmark, 1_000_000)
    voucher = service.issue_voucher(
        session, unit_id=funds.a.unit_id, kind="cash_payment", on=DAY, amount=3_000_000, payee_name="A", reason="Xây nhà", by=funds.maker
    )
    made = service.post_together(
        session,
        [
            funds.payment(2_000_000, "o/1", voucher=voucher, purpose=None, consumes=[(mine, 2_000_000)]),
            funds.payment(1_000_000, "o/1/bound", voucher=voucher, purpose=None, consumes=[(bound, 1_000_000)], earmark=earmark),
        ],
        drafted_by=funds.maker.user_id, by=funds.poster,
    )
    assert [one.earmark_id for one in made] == [None, earmark.id]


def test_a_commitment_of_a_donation_is_paid_from_it_alone(funds, session) -> None:
    bound = promise(funds, session, bind(funds, session), 1_000_000)
    with pytest.raises(LedgerRefused):
        service.post(session, funds.payment(1_000_000, "p", purpose=None, consumes=[(bound, 1_000_000)]), drafted_by=funds.maker.user_id, by=funds.poster)


@pytest.mark.parametrize(
    ("use", "says"),
    [
        ({"purposes": ["gifts"]}, "không được chi cho: Quà Tết"),
        ({"purposes": []}, "ít nhất một mục đích"),
        ({"document": " "}, "văn bản của nhà tài trợ"),
        ({"last_on": date(2026, 3, 9)}, "Ngày cuối"),
    ],
)
def test_a_donation_that_could_never_be_spent_is_refused(funds, session, use, says) -> None:
    with pytest.raises(LedgerRefused, match=says):
        bind(funds, session, **use)


def change(funds, session, use: Use, *, valid_from: date, earmark: Earmark | None = None, by=None):
    return service.propose_terms(session, funds.a, use, earmark=earmark, valid_from=valid_from, reason="Theo nghị quyết", by=by or funds.maker, on=clock.today())


def test_terms_change_from_a_day_on_by_two_people(funds, session) -> None:
    today = clock.today()
    start = today + timedelta(days=10)
    terms = change(funds, session, Use(["gifts"], document="NQ 3"), valid_from=start)
    assert funds.a.purposes == ["housing", "relief"]
    with pytest.raises(DutiesMixed):
        service.confirm_terms(session, terms, by=funds.maker, on=today)
    service.confirm_terms(session, terms, by=funds.world.actor("hanh"), on=today)
    assert funds.a.purposes == ["housing", "relief"]
    with clock.at(clock.now() + timedelta(days=10)):
        assert funds.a.purposes == ["gifts"]
    assert [(one.number, one.state) for one in funds.a.terms] == [(1, "in_force"), (2, "in_force")]
    # A promise that the coming terms would not let be paid is not made any more.
    with pytest.raises(PurposeRefused):
        promise(funds, session, funds.a, 1_000_000, on=today)


def test_terms_that_contradict_promises_are_not_put_in_force(funds, session) -> None:
    promise(funds, session, funds.a, 1_000_000)
    terms = change(funds, session, Use(["relief"], document="NQ 3"), valid_from=clock.today())
    with pytest.raises(LedgerRefused, match="Còn 1 cam kết chi"):
        service.confirm_terms(session, terms, by=funds.poster, on=clock.today())


@pytest.mark.parametrize(
    ("use", "days", "says"),
    [
        (Use(["housing"], document="NQ"), -1, "không lùi ngày"),
        (Use(["housing"]), 0, "văn bản"),
        (Use([], document="NQ"), 0, "ít nhất một mục đích"),
    ],
)
def test_a_change_that_says_too_little_is_refused(funds, session, use, days, says) -> None:
    with pytest.raises(LedgerRefused, match=says):
        change(funds, session, use, valid_from=clock.today() + timedelta(days=days))


def test_one_change_waits_at_a_time_and_none_overtakes(funds, session) -> None:
    later = clock.today() + timedelta(days=30)
    terms = change(funds, session, Use(["housing"], document="NQ"), valid_from=later)
    with pytest.raises(LedgerRefused, match="Đang có một đề nghị"):
        change(funds, session, Use(["housing"], document="NQ"), valid_from=later)
    service.confirm_terms(session, terms, by=funds.poster, on=clock.today())
    with pytest.raises(LedgerRefused, match="Đã có quy định áp dụng từ"):
        change(funds, session, Use(["housing"], document="NQ"), valid_from=clock.today())


def test_a_donor_may_widen_and_prolong_the_terms(funds, session) -> None:
    earmark = bind(funds, session)
    terms = change(funds, session, Use(["housing", "relief"], document="Thư số 8"), valid_from=clock.today(), earmark=earmark)
    service.confirm_terms(session, terms, by=funds.poster, on=clock.today())
    assert promise(funds, session, earmark, 1_000_000, unit="CDCS-BML", purpose="relief", on=clock.today()).earmark_id == earmark.id


def test_money_passed_through_is_only_remitted(funds, session) -> None:
    given = {"unit_id": funds.a.unit_id, "name": "Vì người nghèo", "legal_form": "pass_through", "by": funds.maker, "on": date(2026, 1, 2)}
    with pytest.raises(LedgerRefused, match="chỉ được chi để nộp lại"):
        service.open_book(session, code="V1", fund_account="3381", purposes=["remittance", "relief"], **given)
    with pytest.raises(LedgerRefused, match="tài khoản phải trả"):
        service.open_book(session, code="V2", fund_account="43181", purposes=["remittance"], **given)
    through = service.open_book(session, code="V3", fund_account="3381", purposes=["remittance"], **given)

    def post(reference: str, *lines: LineSpec, **more):
        return service.post(session, Posting(through, DAY, "Thu hộ", list(lines), reference, **more), drafted_by=funds.maker.user_id, by=funds.poster)

    cash_in = LineSpec("1111", debit=3_000_000, box=funds.cash)
    for account in ("711", "518", "531", "43181", "421"):
        with pytest.raises(LedgerRefused, match="thu hộ"):
            post("i", cash_in, LineSpec(account, credit=3_000_000))
    post("in", cash_in, LineSpec("3381", credit=3_000_000))
    cash_out = LineSpec("1111", credit=1_000_000, box=funds.cash)
    with pytest.raises(PurposeRefused):
        post("o", LineSpec("3381", debit=1_000_000), cash_out)
    with pytest.raises(PurposeRefused):
        post("o", LineSpec("3381", debit=1_000_000), cash_out, purpose="relief")
    with pytest.raises(PurposeRefused, match="33x"):
        post("o", LineSpec("1388", debit=1_000_000), cash_out, purpose="remittance")
    assert post("o", LineSpec("3381", debit=1_000_000), cash_out, purpose="remittance").number == 2
    with pytest.raises(LedgerRefused, match="không nhận khoản ủng hộ có điều kiện"):
        service.open_earmark(session, through, name="x", donor_name="x", use=Use(["remittance"], document="x"), by=funds.maker, on=DAY)


def test_a_box_of_one_fund_takes_no_money_of_another(funds, session) -> None:
    own = service.add_box(session, unit_id=funds.a.unit_id, kind="bank", name="Tài khoản riêng Quỹ Mái ấm", own_book=funds.a, by=funds.maker)

    def receive(book):
        lines = [LineSpec("1121", debit=5_000, box=own), LineSpec(book.fund_account_code, credit=5_000)]
        return service.post(session, Posting(book, DAY, "Thu", lines, "in/own"), drafted_by=funds.maker.user_id, by=funds.poster)

    assert receive(funds.a).number
    with pytest.raises(LedgerRefused, match="dành riêng cho một quỹ khác"):
        receive(funds.b)


def test_a_draft_is_judged_again_when_it_is_posted(funds, session) -> None:
    lines = [LineSpec("43181", debit=500_000), LineSpec("1111", credit=500_000, box=funds.cash)]
    entry = service.draft(session, Posting(funds.a, clock.today(), "Chi", lines, "d", purpose="relief"), by=funds.maker)
    terms = change(funds, session, Use(["housing"], document="NQ"), valid_from=clock.today())
    service.confirm_terms(session, terms, by=funds.poster, on=clock.today())
    with pytest.raises(PurposeRefused, match="không được chi cho"):
        service.post_draft(session, entry, by=funds.poster)
