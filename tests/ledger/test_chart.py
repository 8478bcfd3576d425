"""The chart of a unit: only leaves take lines, used leaves are not divided, closed accounts are empty, own codes are never ambiguous."""

from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from fundapp.kernel import clock
from fundapp.ledger import chart, queries, service
from fundapp.ledger.models import Account, Balance, Book
from fundapp.ledger.service import LedgerRefused, LineSpec, Posting
from tests.ledger.funds import DAY
from tests.ledger.test_pages import form_of


@pytest.fixture
def session(funds):
    with funds.world.transaction() as opened:
        funds.a = opened.get_one(Book, funds.a.id)
        yield opened


def account(session, funds, code: str) -> Account:
    return session.query(Account).filter_by(unit_id=funds.a.unit_id, code=code).one()


def add(session, funds, code: str, parent: str, name: str = "Chi tiết"):
    return service.add_account(session, unit_id=funds.a.unit_id, code=code, name=name, parent=parent, by=funds.maker)


def post(session, funds, *lines: LineSpec, reference: str = "x", **more):
    return service.post(session, Posting(funds.a, DAY, "Thử", list(lines), reference, **more), drafted_by=funds.maker.user_id, by=funds.poster)


def test_the_sample_is_a_tree_with_a_source_for_each_account() -> None:
    rows = {row.code: row for row in chart.sample()}
    assert all(row.source for row in rows.values())
    assert all(row.parent is None or (row.code.startswith(row.parent) and not rows[row.parent].is_postable) for row in rows.values())


def test_an_unused_leaf_is_divided_and_becomes_a_heading(funds, session) -> None:
    made = add(session, funds, "13881", "1388", "Phải thu NHCSXH")
    assert (made.is_postable, made.nature, made.shown_code) == (True, "debit", "13881")
    assert account(session, funds, "1388").is_postable is False
    with pytest.raises(LedgerRefused, match="không ghi trực tiếp được"):
        post(session, funds, LineSpec("1388", debit=5), LineSpec("43181", credit=5))
    assert post(session, funds, LineSpec("13881", debit=5), LineSpec("43181", credit=5)).number


@pytest.mark.parametrize(
    ("code", "parent", "says"),
    [
        ("431811", "43181", "không chia chi tiết được nữa. Hãy mở một tài khoản cùng cấp dưới TK-4318"),  # the fund's own account
        ("11111", "1111", "không chia chi tiết được"),  # a cash box lies on it
        ("5555", "43181", "gồm số hiệu cấp trên"),
        ("4318a", "4318", "gồm số hiệu cấp trên"),
        ("4318", "4318", "gồm số hiệu cấp trên"),
        ("43182", "4318", "đã dùng cho một tài khoản khác"),
        ("99991", "9999", "không có tài khoản cấp trên"),
    ],
)
def test_what_is_not_added_is_refused_in_words(funds, session, code, parent, says) -> None:
    with pytest.raises(LedgerRefused, match=says):
        add(session, funds, code, parent)


def test_a_leaf_that_has_lines_is_not_divided(funds, session) -> None:
    post(session, funds, LineSpec("141", debit=5), LineSpec("43181", credit=5))
    with pytest.raises(LedgerRefused, match="Tài khoản TK-141 đã có số liệu"):
        add(session, funds, "1411", "141")


def test_an_account_with_a_balance_is_not_closed(funds, session) -> None:
    post(session, funds, LineSpec("141", debit=7_000), LineSpec("43181", credit=7_000))
    with pytest.raises(LedgerRefused, match=r"Tài khoản TK-141 còn số dư 7\.000 đồng ở Quỹ Mái ấm công đoàn tỉnh\. Hãy chuyển hết số dư"):
        service.close_account(session, account(session, funds, "141"), by=funds.maker, on=clock.today())
    post(session, funds, LineSpec("1388", debit=7_000), LineSpec("141", credit=7_000), reference="y")
    closed = service.close_account(session, account(session, funds, "141"), by=funds.maker, on=clock.today())
    # PostgreSQL refuses in the database, and what was begun in this transaction must outlive it.
    with pytest.raises(LedgerRefused, match="Tài khoản TK-141 đã đóng"), session.begin_nested():
        post(session, funds, LineSpec("141", debit=5), LineSpec("43181", credit=5), reference="z")
    with pytest.raises(LedgerRefused, match="Tài khoản TK-141 đã đóng"):
        service.draft(session, Posting(funds.a, DAY, "Thử", [LineSpec("141", debit=5), LineSpec("43181", credit=5)], "d"), by=funds.maker)
    service.reopen_account(session, closed, by=funds.maker)
    assert post(session, funds, LineSpec("141", debit=5), LineSpec("43181", credit=5), reference="z").number


@pytest.mark.parametrize(("code", "says"), [("43184", "Quỹ tương trợ đang dùng tài khoản này"), ("1111", "còn số dư"), ("138", "Còn tài khoản chi tiết")])
def test_an_account_on_which_something_rests_is_not_closed(funds, session, code, says) -> None:
    service.open_book(
        session, unit_id=funds.a.unit_id, code="QTT", name="Quỹ tương trợ", legal_form="social_fund", fund_account="43184", purposes=["relief"],
        by=funds.maker, on=DAY,
    )
    with pytest.raises(LedgerRefused, match=says):
        service.close_account(session, account(session, funds, code), by=funds.maker, on=clock.today())


def test_a_draft_keeps_its_account_open(funds, session) -> None:
    service.draft(session, Posting(funds.a, DAY, "Thử", [LineSpec("141", debit=5), LineSpec("43181", credit=5)], "d"), by=funds.maker)
    with pytest.raises(LedgerRefused, match="chờ ghi sổ"):
        service.close_account(session, account(session, funds, "141"), by=funds.maker, on=clock.today())


def test_own_codes_may_change_places_but_never_meet(funds, session) -> None:
    unit = funds.a.unit_id
    assert service.set_codes(session, unit_id=unit, codes={"3381": "3382", "3382": "3381"}, by=funds.maker) == 2
    assert {code: queries.shown_codes(session, unit)[code] for code in ("3381", "3382")} == {"3381": "3382", "3382": "3381"}
    with pytest.raises(LedgerRefused, match="Số hiệu TK-3388 đang ghi cho cả"):
        service.set_codes(session, unit_id=unit, codes={"3381": "3388"}, by=funds.maker)
    with pytest.raises(LedgerRefused, match="gồm chữ số, có thể"):
        service.set_codes(session, unit_id=unit, codes={"3381": "mã lạ"}, by=funds.maker)
    with pytest.raises(LedgerRefused, match="Số hiệu TK-3382 đã dùng cho một tài khoản khác"):
        add(session, funds, "3382", "338")


CODES = st.dictionaries(st.sampled_from(["3381", "3382", "3383", "3387", "3388", "331"]), st.sampled_from(["", "3381", "3382", "3383", "A1", "B.2"]), max_size=6)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(CODES)
def test_whatever_is_typed_every_account_is_written_once(funds, codes) -> None:
    unit = funds.a.unit_id
    with funds.world.transaction() as session:
        before = queries.shown_codes(session, unit)
        try:
            service.set_codes(session, unit_id=unit, codes=codes, by=funds.maker)
        except LedgerRefused:
            assert queries.shown_codes(session, unit) == before
        after = queries.shown_codes(session, unit)
        assert len(set(after.values())) == len(after)
        assert {code: own for code, own in after.items() if code not in codes} == {code: own for code, own in before.items() if code not in codes}


ATTACKS = {
    "an account under one of its own unit's leaves": (
        "INSERT INTO account (unit_id, code, name, nature, parent_code, is_postable, source, shown_code) SELECT unit_id, '431811', 'x', 'credit', '43181',"
        " true, 'x', '431811' FROM account WHERE code = '43181'"
    ),
    "an account whose code is not below": (
        "INSERT INTO account (unit_id, code, name, nature, parent_code, is_postable, source, shown_code) SELECT unit_id, '777', 'x', 'credit', '4318',"
        " true, 'x', '777' FROM account WHERE code = '43181'"
    ),
    "a used leaf made a heading": "UPDATE account SET is_postable = false WHERE code = '43181'",
    "a heading made a leaf": "UPDATE account SET is_postable = true WHERE code = '4318'",
    "an account closed with its balance": "UPDATE account SET closed_on = '2026-03-10' WHERE code = '1111'",
    "a fund's account closed": "UPDATE account SET closed_on = '2026-03-10' WHERE code = '43183'",
    "an account moved under another": "UPDATE account SET parent_code = '431' WHERE code = '43181'",
    "an account turned": "UPDATE account SET nature = 'debit' WHERE code = '43181'",
    "two accounts written alike": "UPDATE account SET shown_code = '43182' WHERE code = '43181'",
    "an account deleted": "DELETE FROM account WHERE code = '911'",
    "a balance on a heading": (
        "INSERT INTO ledger_balance (book_id, unit_id, account_code, is_money, amount) SELECT book_id, unit_id, '338', false, 0 FROM ledger_balance WHERE id = 1"
    ),
    "a balance closed by itself": "UPDATE ledger_balance SET is_closed = true WHERE account_code = '43181'",
    "a closed balance opened by itself": "UPDATE ledger_balance SET is_closed = false WHERE is_closed",
}


def test_every_raw_attack_on_the_chart_is_refused(funds) -> None:
    with funds.world.transaction() as session:
        funds.a = session.get_one(Book, funds.a.id)
        post(session, funds, LineSpec("141", debit=5), LineSpec("43181", credit=5))
        post(session, funds, LineSpec("1388", debit=5), LineSpec("141", credit=5), reference="y")
        service.close_account(session, account(session, funds, "141"), by=funds.maker, on=clock.today())
        assert session.query(Balance).filter_by(account_code="141").one().is_closed
    went_through = []
    for name, statement in ATTACKS.items():
        with funds.world.db.engine.connect() as connection:
            with suppress(IntegrityError):
                went_through.append(f"{name} ({connection.execute(text(statement)).rowcount} rows)")
            connection.rollback()
    assert went_through == []


def test_money_only_passed_through_may_stand_where_money_stands() -> None:
    assert all(map(chart.may_pass_through, chart.MONEY))


def test_the_pages_of_the_chart(funds, client) -> None:
    maker, unit = client("tuan"), funds.a.unit_id
    shown = maker.get("/ledger").click("Hệ thống tài khoản").follow()
    assert "bản chép không chính thức" in shown
    form = form_of(shown.click("Thêm tài khoản chi tiết"))
    form["parent"], form["code"], form["name"], form["source"] = "43181", "431811", "Riêng xã Hải Anh", ""
    refused = form.submit(status=422)
    assert "mở một tài khoản cùng cấp dưới TK-4318" in refused
    form = form_of(refused)
    form["parent"], form["code"] = "4318", "43185"
    assert "Riêng xã Hải Anh" in form.submit().follow()
    form = form_of(maker.get(f"/ledger/charts/{unit}/codes"))
    form["own_43181"], form["own_1111"] = "353.1", "111"
    refused = form.submit(status=422)
    assert "Số hiệu TK-111 đang ghi cho cả" in refused
    form = form_of(refused)
    form["own_111"] = "11"
    assert "353.1" in form.submit().follow()
    assert "353.1" in maker.get(f"/ledger/{funds.a.id}")
    assert "353.1" in maker.get(f"/ledger/{funds.a.id}/trial-balance")
    assert "353.1" in maker.get("/ledger/entries/1")
    form = form_of(maker.get(f"/ledger/charts/{unit}").click("Đóng TK-43185"))
    assert "Đóng từ" in form.submit().follow()
    assert client("binh").get(f"/ledger/charts/{unit}/chart.xlsx").body[:2] == b"PK"
    client("binh").get(f"/ledger/charts/{unit}/codes", status=403)
    client("lan").get(f"/ledger/charts/{unit}/accounts/new", status=403)
