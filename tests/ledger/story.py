"""A short story that leaves a row of every kind in the books."""

from datetime import date, timedelta

from fundapp.documents import public
from fundapp.documents import service as documents
from fundapp.kernel import clock
from fundapp.ledger import service
from fundapp.ledger.models import Book, Period, Voucher, VoucherPaper
from fundapp.ledger.service import LineSpec, NewVoucher, Posting, Use

DAY = date(2026, 3, 10)


def publish(session, voucher: Voucher, *, by) -> public.PublicPaper:
    """Do what printing a voucher does for its public page."""
    return public.publish(
        session, subject=f"vouchers/{voucher.id}", title="Phiếu chi", number=voucher.label, on=voucher.on, amount=voucher.amount, payee=voucher.payee_name,
        digest="3f9a 12c4 77aa", unit_id=voucher.unit_id, by=by,
    )


def keep_sheets(session, voucher: Voucher, number: int, *, by) -> None:
    """Do what printing a voucher does, but for setting the paper, which takes its time."""
    for place in range(1, number + 1):
        file = documents.keep_printed(session, pdf=b"%PDF-1.4 to", name=f"{voucher.label}-{place}.pdf", unit_id=voucher.unit_id, by=by)
        session.add(VoucherPaper(voucher_id=voucher.id, unit_id=voucher.unit_id, kind="printed", number=place, file_id=file.id, by_id=by.user_id, at=clock.now()))


def tell(funds) -> None:
    """Promise, pay, reverse, release, extend, let lapse, bind a gift, pass money on, close January, leave a draft, void a voucher; close the box, open it by two."""
    world, maker, poster, head = funds.world, funds.maker, funds.poster, funds.world.actor("hanh")
    with world.transaction() as session:
        one, other = service.reserve(
            session, shares=[(funds.a, 40_000_000), (funds.b, 10_000_000)], subject="housing/1", purpose="housing", for_unit_id=world.units["CDCS-BML"],
            due_on=date(2026, 6, 30), lapse_on=date(2026, 8, 31), warn_on=date(2026, 8, 16), by=world.actor("van"), on=DAY,
        )
        service.extend(session, one, to_on=date(2026, 9, 30), reason="Mưa bão, nhà xây chậm", by=world.actor("van"), on=DAY)
        (late,) = service.reserve(
            session, shares=[(funds.a, 1_000_000)], subject="housing/9", purpose="housing", for_unit_id=world.units["CDCS-BML"],
            lapse_on=DAY, warn_on=DAY, by=world.actor("van"), on=DAY,
        )
        service.lapse(session, late, by=None, on=DAY + timedelta(days=1))
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
        back = service.expect(
            session, book=funds.a, subject="payments/1", code="PC26-00001-7", amount=3_000_000, due_on=date(2026, 4, 30), payer="Trần Văn A", by=maker, on=DAY
        )
        service.receive_expected(
            session, [(back, 2_000_000)], amount=2_000_000, box=funds.bank, narration="Hoàn trả một phần", reference="back/1", drafted_by=maker.user_id,
            by=poster, on=DAY,
        )
        service.post(
            session, Posting(funds.a, DAY, "Phân bổ hoàn trả", [LineSpec("3387", debit=500_000, subject="payments/1"), LineSpec("43181", credit=500_000)], "back/1/1"),
            drafted_by=maker.user_id, by=poster,
        )
        for printed in (voucher, session.get_one(Voucher, wrong.voucher_id)):
            publish(session, printed, by=maker)
        keep_sheets(session, voucher, 2, by=maker)
        service.release(session, one, reason="Giảm diện tích", by=head, on=DAY, amount=5_000_000)
    _bind(funds)
    _pass_through(funds)
    with world.transaction() as session:
        unused = service.issue_voucher(
            session, unit_id=funds.a.unit_id, kind="cash_payment", on=DAY, amount=1, payee_name="Không ai", reason="Viết hỏng", by=maker
        )
        publish(session, unused, by=maker)
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


def _bind(funds) -> None:
    """A donor binds 8 million of fund B to houses of one union until the end of June; 5 are promised, 3 of them paid. Then the fund's terms change."""
    world, maker, poster, head = funds.world, funds.maker, funds.poster, funds.world.actor("hanh")
    with world.transaction() as session:
        funds.b = session.get_one(Book, funds.b.id)
        use = Use(["housing"], [world.units["CDKCN-NB"]], date(2026, 6, 30), "Thư ngỏ 12/2026")
        gift = service.open_earmark(session, funds.b, name="Mây Hồng Hạc xây nhà", donor_name="Công ty Mây Hồng Hạc", use=use, by=maker, on=DAY)
        lines = [LineSpec("1111", debit=8_000_000, box=funds.cash), LineSpec("43183", credit=8_000_000)]
        service.post(session, Posting(funds.b, DAY, "Nhận ủng hộ", lines, "gifts/1", earmark=gift), drafted_by=maker.user_id, by=head)
        (promised,) = service.reserve(
            session, shares=[(gift, 5_000_000)], subject="housing/2", purpose="housing", for_unit_id=world.units["CDCS-HGL"], by=world.actor("van"), on=DAY
        )
        paid = funds.payment(3_000_000, "payments/3", book=funds.b, purpose=None, earmark=gift, consumes=[(promised, 3_000_000)])
        service.post(session, paid, drafted_by=maker.user_id, by=poster)
        changed = service.propose_terms(
            session, funds.b, Use(["housing", "gifts", "relief"], document="QĐ 9/QĐ-LĐLĐ"), valid_from=DAY, reason="Thêm thăm hỏi", by=maker, on=DAY
        )
        service.confirm_terms(session, changed, by=head, on=DAY)
        refused = service.propose_terms(session, funds.b, Use(["gifts"], document="Dự thảo"), valid_from=DAY, reason="Thử", by=maker, on=DAY)
        service.refuse_terms(session, refused, reason="Chưa họp", by=head)
        session.flush()
        session.refresh(gift)
    funds.gift = gift


def _pass_through(funds) -> None:
    """Money collected for the poor: 2 million come in, 1 million goes on."""
    world, maker, poster = funds.world, funds.maker, funds.poster
    with world.transaction() as session:
        through = service.open_book(
            session, unit_id=funds.a.unit_id, code="VNN-NB", name="Thu hộ Quỹ Vì người nghèo", legal_form="pass_through", fund_account="3381",
            purposes=["remittance"], by=maker, on=date(2026, 1, 2),
        )
        collected = [LineSpec("1111", debit=2_000_000, box=funds.cash), LineSpec("3381", credit=2_000_000)]
        service.post(session, Posting(through, DAY, "Thu quyên góp tháng 3", collected, "in/1"), drafted_by=maker.user_id, by=poster)
        handed = [LineSpec("3381", debit=1_000_000), LineSpec("1111", credit=1_000_000, box=funds.cash)]
        service.post(session, Posting(through, DAY, "Nộp về Ủy ban Mặt trận", handed, "out/1", purpose="remittance"), drafted_by=maker.user_id, by=poster)
    funds.through = through
