"""A short story that leaves a row of every kind in the books."""

from datetime import date

from fundapp.documents import public
from fundapp.ledger import service
from fundapp.ledger.models import Period, Voucher
from fundapp.ledger.service import LineSpec, NewVoucher, Posting

DAY = date(2026, 3, 10)


def publish(session, voucher: Voucher, *, by) -> public.PublicPaper:
    """Do what printing a voucher does for its public page."""
    return public.publish(
        session, subject=f"vouchers/{voucher.id}", title="Phiếu chi", number=voucher.label, on=voucher.on, amount=voucher.amount, payee=voucher.payee_name,
        digest="3f9a 12c4 77aa", unit_id=voucher.unit_id, by=by,
    )


def tell(funds) -> None:
    """Promise, pay, reverse, pay again, release, close January, leave a draft, void a voucher."""
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
        for printed in (voucher, session.get_one(Voucher, wrong.voucher_id)):
            publish(session, printed, by=maker)
        service.release(session, one, reason="Giảm diện tích", by=head, on=DAY, amount=5_000_000)
    with world.transaction() as session:
        unused = service.issue_voucher(
            session, unit_id=funds.a.unit_id, kind="cash_payment", on=DAY, amount=1, payee_name="Không ai", reason="Viết hỏng", by=maker
        )
        publish(session, unused, by=maker)
        service.void_voucher(session, unused, reason="Viết hỏng", by=head, on=DAY)
        january = session.query(Period).filter_by(book_id=funds.a.id, month=1).one()
        service.request_close(session, january, by=maker, on=DAY)
        service.close_period(session, january, by=head, on=DAY)
        service.draft(
            session,
            Posting(
                funds.a, DAY, "Rút tiền về quỹ", [LineSpec("1111", debit=1_000_000, box=funds.cash), LineSpec("1121", credit=1_000_000, box=funds.bank)],
                "by-hand/1", kind="transfer",
            ),
            by=maker,
        )
