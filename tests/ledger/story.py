"""A short story that leaves a row of every kind in the books."""

from datetime import date

from fundapp.ledger import service
from fundapp.ledger.models import Period
from fundapp.ledger.service import LineSpec, NewVoucher, Posting

DAY = date(2026, 3, 10)


def tell(funds) -> None:
    """Promise, pay, reverse, pay again, release, close January, leave a draft, void a voucher; the box is closed, opened again by two and closed."""
    world, maker, poster, head = funds.world, funds.maker, funds.poster, funds.world.actor("hanh")
    with world.transaction() as session:
        one, other = service.reserve(
            session, shares=[(funds.a, 40_000_000), (funds.b, 10_000_000)], subject="housing/1", purpose="housing", for_unit_id=world.units["CDCS-BML"],
            due_on=date(2026, 6, 30), by=world.actor("van"), on=DAY,
        )
        voucher = service.issue_voucher(
            session, unit_id=funds.a.unit_id, kind="cash_payment", on=DAY, amount=30_000_000, payee_name="Trần Văn A", payee_address="Xã Hải Anh",
            reason="Hỗ trợ xây nhà", attachments=3, by=maker,
        )
        service.post_together(
            session,
            [
                funds.payment(20_000_000, "payments/1", voucher=voucher, purpose=None, consumes=[(one, 20_000_000)]),
                funds.payment(10_000_000, "payments/1", book=funds.b, voucher=voucher, purpose=None, consumes=[(other, 10_000_000)]),
            ],
            drafted_by=maker.user_id, by=poster,
        )
        wrong = funds.pay(session, 5_000_000, "payments/2", voucher=NewVoucher("cash_payment", 5_000_000, "Lê Thị B", "Chi nhầm"))
        service.reverse(session, wrong, reason="Chi nhầm người", drafted_by=maker.user_id, by=head, on=DAY)
        service.release(session, one, reason="Giảm diện tích", by=head, on=DAY, amount=5_000_000)
    with world.transaction() as session:
        unused = service.issue_voucher(
            session, unit_id=funds.a.unit_id, kind="cash_payment", on=DAY, amount=1, payee_name="Không ai", reason="Viết hỏng", by=maker
        )
        service.void_voucher(session, unused, reason="Viết hỏng", by=head, on=DAY)
        january = session.query(Period).filter_by(book_id=funds.a.id, month=1).one()
        service.request_close(session, january, by=maker, on=DAY)
        service.close_period(session, january, by=head, on=DAY)
        for day in (date(2026, 1, 31), date(2026, 2, 15)):
            service.close_day(session, funds.cash, until=day, counted=80_000_000, by=poster, on=DAY)
        asked = service.ask_reopening(session, funds.cash, from_on=date(2026, 2, 1), reason="Sót phiếu thu ngày 10/2", by=poster, on=DAY)
        service.confirm_reopening(session, asked, by=head, on=DAY)
        service.close_day(session, funds.cash, until=date(2026, 2, 28), counted=79_999_000, note="Thiếu 1.000 đồng tiền lẻ", by=poster, on=DAY)
        service.set_limit(session, funds.cash, amount=60_000_000, reason="Quy chế chi tiêu nội bộ, Điều 9", by=head, on=DAY)
        service.draft(
            session,
            Posting(
                funds.a, DAY, "Rút tiền về quỹ", [LineSpec("1111", debit=1_000_000, box=funds.cash), LineSpec("1121", credit=1_000_000, box=funds.bank)],
                "by-hand/1", kind="transfer",
            ),
            by=maker,
        )
