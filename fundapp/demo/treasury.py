"""The funds that are bound tighter than the rest: capital to lend, entrusted capital, money only passed through; donations with conditions."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from fundapp.demo.bookkeeping import BANK, CASH, HOME, MILLION, Office
from fundapp.demo.income import Fund
from fundapp.demo.timeline import FIRST_DAY, LAST_DAY, WORKING_DAYS, moment, months, on_or_after
from fundapp.demo.year import Life, Year
from fundapp.ledger import queries, service
from fundapp.ledger.kinds import EntryKind, LegalForm, VoucherKind
from fundapp.ledger.models import Account, Book, CashBox, Earmark, Entry, Terms
from fundapp.ledger.service import LineSpec, NewVoucher, Posting, Use
from fundapp.orgs.models import Unit

CAPITAL = Fund("TROVON", "Quỹ Trợ vốn công nhân viên chức lao động", LegalForm.CAPITAL_SUPPORT, "43182", ("loans",), 420 * MILLION, 0)
ENTRUSTED = Fund("UYTHAC", "Vốn ủy thác cho vay giải quyết việc làm", LegalForm.ENTRUSTED, "3383", ("loans",), 60 * MILLION, 0)
FOR_THE_POOR = Fund("VNN", "Thu hộ Quỹ Vì người nghèo", LegalForm.REMITTED, "3381", ("remittance",), 0, 6 * MILLION)
LENT, ELSEWHERE, INTEREST, OWED = "1381", "13881", "531", "3381"
UNUSED = "4314"
LENT_BEFORE = 310 * MILLION
PAPER = "Quy chế quản lý quỹ (mẫu) số 04/QC-LĐLĐ ngày 15/10/2025"
FATHERLAND_FRONT = "Ban vận động Quỹ Vì người nghèo tỉnh (mẫu)"
COLLECTED = (
    (date(2026, 2, 11), 4_350_000, "CĐCS Công ty TNHH May mặc Hoa Gạo Lửa"), (date(2026, 4, 9), 7_120_000, "CĐCS Công ty TNHH Giày Bông Lúa Vàng"),
    (date(2026, 6, 12), 2_640_000, "CĐCS Trường THPT Phát Diệm B"), (date(2026, 9, 8), 5_480_000, "CĐCS Công ty TNHH Linh kiện điện tử Trăng Non Xanh"),
    (date(2026, 10, 20), 8_900_000, "CĐCS Công ty CP May mặc Bến Mộc Lan"), (date(2026, 11, 12), 3_760_000, "CĐCS Trường THCS Yên Trị"),
)
REMITTED = (date(2026, 1, 8), date(2026, 5, 7), date(2026, 10, 29))
LOANS = (
    (date(2026, 1, 14), 60 * MILLION, "công đoàn xã Hải Anh, 3 đoàn viên"), (date(2026, 4, 15), 90 * MILLION, "công đoàn các khu công nghiệp, 4 đoàn viên"),
    (date(2026, 8, 12), 50 * MILLION, "công đoàn phường Hoa Lư, 2 đoàn viên"),
)


@dataclass(frozen=True)
class Gift:
    """A donation that its donor has bound."""

    key: str
    fund: str
    name: str
    donor: str
    on: date
    amount: int
    purposes: tuple[str, ...]
    units: tuple[str, ...]
    last_on: date
    document: str


GIFTS = (
    Gift(
        "houses", "MAIAM", "Giày Mây Hồng Hạc xây nhà cho công nhân các khu công nghiệp 2026", "Công ty TNHH Giày Mây Hồng Hạc", date(2026, 2, 5),
        120 * MILLION, ("housing",), ("CDKCN-NB",), date(2026, 12, 31), "Thư tài trợ (mẫu) số 12/TT ngày 02/02/2026",
    ),
    Gift(
        "flood", "XAHOI", "Hoa Gạo giúp đoàn viên xã Hải Anh sau lốc xoáy", "Nhóm thiện nguyện Hoa Gạo (mẫu)", date(2026, 5, 11),
        15 * MILLION, ("relief",), ("CDX-HAIANH",), date(2026, 8, 31), "Biên bản giao nhận (mẫu) ngày 11/05/2026",
    ),
)


class Treasury:
    """Opens the bound funds and lives their year; what is decided for houses may be taken from the donation that fits."""

    def __init__(self, year: Year, office: Office) -> None:
        self.year, self.office = year, office
        self.gift_ids: dict[str, int] = {}
        self.own_bank_id = 0

    def open(self) -> None:
        """Open the funds with what they held; the entrusted capital has a bank account of its own."""
        year, tuan, hanh = self.year, self.year.actor("tuan"), self.year.actor("hanh")
        for made in (CAPITAL, ENTRUSTED, FOR_THE_POOR):
            book = service.open_book(
                year.session, unit_id=year.unit_ids[HOME], code=made.code, name=made.name, legal_form=made.legal_form, fund_account=made.account,
                purposes=made.purposes, document=PAPER, by=tuan, on=FIRST_DAY,
            )
            self.office.book_ids[made.code] = book.id
        service.add_account(
            year.session, unit_id=year.unit_ids[HOME], code=ELSEWHERE, name="Vốn ủy thác đã chuyển sang NHCSXH", parent="1388", source=PAPER, by=tuan
        )
        self.own_bank_id = service.add_box(
            year.session, unit_id=year.unit_ids[HOME], kind="bank", name="Tài khoản riêng vốn ủy thác, NHCSXH tỉnh (mẫu)", account_tail="0117",
            own_book=self._book(ENTRUSTED), by=tuan,
        ).id
        for made, lines in (
            (CAPITAL, [LineSpec(BANK, debit=CAPITAL.in_bank, box=self.office.bank), LineSpec(LENT, debit=LENT_BEFORE),
                       LineSpec(CAPITAL.account, credit=CAPITAL.in_bank + LENT_BEFORE)]),
            (ENTRUSTED, [LineSpec(BANK, debit=ENTRUSTED.in_bank, box=self._own_bank), LineSpec(ENTRUSTED.account, credit=ENTRUSTED.in_bank)]),
            (FOR_THE_POOR, [LineSpec(CASH, debit=FOR_THE_POOR.in_cash, box=self.office.cash), LineSpec(OWED, credit=FOR_THE_POOR.in_cash)]),
        ):
            service.enter_opening(year.session, self._book(made), lines=lines, on=FIRST_DAY, drafted_by=tuan.user_id, by=hanh)

    def start(self) -> None:
        """Begin everything that happens in these funds."""
        for life in (self._lending(), self._repaying(), self._entrusting(), self._collecting(), self._remitting(), self._flood(), self._ruling(), self._dropped()):
            self.year.start(life)
        for gift in GIFTS:
            self.year.start(self._giving(gift))

    def sources(self, shares: list[tuple[Book, int]], unit_code: str) -> list[tuple[Book | Earmark, int]]:
        """Where a decision takes its money: a share of a fund comes from a donation in it that may pay for this unit's member and suffices."""
        found: list[tuple[Book | Earmark, int]] = []
        for book, amount in shares:
            bound = [] if amount == 0 else queries.earmarks_of(self.year.session, [book.id])
            unit = self.year.session.get_one(Unit, self.year.unit_ids[unit_code])
            fitting = queries.fitting(self.year.session, bound, purpose="housing", unit=unit, on=self.year.on)
            found.append((next((one for one in fitting if one.free_amount >= amount), book), amount))
        return found

    @property
    def _own_bank(self) -> CashBox:
        return self.year.session.get_one(CashBox, self.own_bank_id)

    def _book(self, made: Fund) -> Book:
        return self.office.book(made.code)

    def _post(
        self, book: Book, narration: str, reference: str, lines: list[LineSpec], *, purpose: str | None = None, earmark: Earmark | None = None,
        voucher: NewVoucher | None = None, unit: str | None = None, by: str = "hanh", as_block: bool = False,
    ) -> None:
        wanted = Posting(
            book=book, on=self.year.on, narration=narration, lines=lines, reference=reference, voucher=voucher, purpose=purpose,
            kind=EntryKind.ORDINARY.value, earmark=earmark, for_unit_id=None if unit is None else self.year.unit_ids[unit],
        )
        if as_block:
            service.post_block(self.year.session, [(wanted, self.year.user_ids["tuan"])], by=self.year.actor(by))
            return
        service.post(self.year.session, wanted, drafted_by=self.year.user_ids["tuan"], by=self.year.actor(by))

    def _lending(self) -> Life:
        for number, (day, amount, whom) in enumerate(LOANS, 1):
            yield moment(on_or_after(day), 9, 40)
            lines = [LineSpec(LENT, debit=amount), LineSpec(BANK, credit=amount, box=self.office.bank)]
            paper = NewVoucher(VoucherKind.BANK_PAYMENT, amount, f"Tổ vay vốn {whom}", "Giải ngân cho vay trợ vốn", "tỉnh Ninh Bình", 3)
            # As the payments of a payment list are posted.
            self._post(self._book(CAPITAL), f"Giải ngân cho vay trợ vốn: {whom}", f"lending/{number}", lines, purpose="loans", voucher=paper, as_block=True)

    def _repaying(self) -> Life:
        """Each month what borrowers pay back through their unions: principal and interest in one bank receipt."""
        for number, (year, month) in enumerate(months()[1:], 1):
            yield moment(on_or_after(date(year, month, 4)), 15, 30)
            principal, interest = (16 + number % 4) * MILLION, 1_540_000 + 35_000 * (number % 5)
            lines = [LineSpec(BANK, debit=principal + interest, box=self.office.bank), LineSpec(LENT, credit=principal), LineSpec(INTEREST, credit=interest)]
            what = f"Thu gốc và phí cho vay trợ vốn tháng {month}/{year}"
            paper = NewVoucher(VoucherKind.BANK_RECEIPT, principal + interest, "Các tổ vay vốn của công đoàn xã, phường", what, "tỉnh Ninh Bình", 1)
            self._post(self._book(CAPITAL), what, f"repaid/{number}", lines, voucher=paper)

    def _entrusting(self) -> Life:
        yield moment(date(2026, 3, 17), 10, 5)
        amount, what = 40 * MILLION, "Nhận bổ sung vốn ủy thác năm 2026"
        lines = [LineSpec(BANK, debit=amount, box=self._own_bank), LineSpec(ENTRUSTED.account, credit=amount)]
        self._post(self._book(ENTRUSTED), what, "entrusted/1", lines, voucher=NewVoucher(VoucherKind.BANK_RECEIPT, amount, "Nguồn ủy thác (mẫu)", what))
        yield moment(date(2026, 3, 26), 9, 15)
        amount, what = 85 * MILLION, "Chuyển vốn ủy thác sang NHCSXH tỉnh để cho vay"
        lines = [LineSpec(ELSEWHERE, debit=amount), LineSpec(BANK, credit=amount, box=self._own_bank)]
        paper = NewVoucher(VoucherKind.BANK_PAYMENT, amount, "Ngân hàng Chính sách xã hội tỉnh (mẫu)", what)
        self._post(self._book(ENTRUSTED), what, "entrusted/2", lines, purpose="loans", voucher=paper)

    def _collecting(self) -> Life:
        for number, (day, amount, payer) in enumerate(COLLECTED, 1):
            yield moment(on_or_after(day), 8, 50)
            what = "Thu hộ đoàn viên ủng hộ Quỹ Vì người nghèo"
            lines = [LineSpec(CASH, debit=amount, box=self.office.cash), LineSpec(OWED, credit=amount)]
            paper = NewVoucher(VoucherKind.CASH_RECEIPT, amount, payer, what, "tỉnh Ninh Bình", 1)
            self._post(self._book(FOR_THE_POOR), what, f"collected/{number}", lines, voucher=paper, by="lan")

    def _remitting(self) -> Life:
        """Three times a year all that was collected goes on to whom it was collected for."""
        for number, day in enumerate(REMITTED, 1):
            yield moment(on_or_after(day), 10, 30)
            book = self._book(FOR_THE_POOR)
            amount, what = queries.standing(self.year.session, [book.id])[book.id].free, "Nộp Quỹ Vì người nghèo số đã thu hộ"
            lines = [LineSpec(OWED, debit=amount), LineSpec(CASH, credit=amount, box=self.office.cash)]
            paper = NewVoucher(VoucherKind.CASH_PAYMENT, amount, FATHERLAND_FRONT, what, "tỉnh Ninh Bình", 1)
            self._post(book, what, f"remitted/{number}", lines, purpose="remittance", voucher=paper, by="lan")

    def _giving(self, gift: Gift) -> Life:
        """The accountant opens the donation by the donor's letter, and its money comes in."""
        yield moment(on_or_after(gift.on), 14, 30)
        use = Use(gift.purposes, [self.year.unit_ids[code] for code in gift.units], gift.last_on, gift.document)
        book = self.office.book(gift.fund)
        earmark = service.open_earmark(
            self.year.session, book, name=gift.name, donor_name=gift.donor, use=use, by=self.year.actor("tuan"), on=self.year.on
        )
        self.gift_ids[gift.key] = earmark.id
        lines = [LineSpec(BANK, debit=gift.amount, box=self.office.bank), LineSpec(book.fund_account_code, credit=gift.amount)]
        paper = NewVoucher(VoucherKind.BANK_RECEIPT, gift.amount, gift.donor, "Ủng hộ có điều kiện theo văn bản của nhà tài trợ", "tỉnh Ninh Bình", 1)
        self._post(book, f"Nhận ủng hộ có điều kiện: {gift.name}", f"gifts/{gift.key}", lines, earmark=earmark, voucher=paper)

    def _flood(self) -> Life:
        """Most of the second donation is handed out at the commune; what is left outlives its last day."""
        yield moment(date(2026, 5, 20), 9, 0)
        amount, book = 12 * MILLION, self.office.book("XAHOI")
        lines = [LineSpec(book.fund_account_code, debit=amount), LineSpec(BANK, credit=amount, box=self.office.bank)]
        what = "Chuyển hỗ trợ 6 đoàn viên bị tốc mái sau lốc xoáy"
        paper = NewVoucher(VoucherKind.BANK_PAYMENT, amount, "Công đoàn xã Hải Anh (chi hộ theo danh sách)", what, "xã Hải Anh", 2)
        earmark = self.year.session.get_one(Earmark, self.gift_ids["flood"])
        self._post(book, what, "flood/1", lines, purpose="relief", earmark=earmark, unit="CDX-HAIANH", voucher=paper)

    def _ruling(self) -> Life:
        """The terms of one fund change in the middle of the year, and an account never used is closed; a change of another fund still waits."""
        yield moment(date(2026, 6, 22), 15, 0)
        care = self.office.book("CHAMLO")
        use = Use(["housing", "relief", "gifts"], document="Nghị quyết (mẫu) số 11/NQ-BTV ngày 18/06/2026")
        proposed = service.propose_terms(
            self.year.session, care, use, valid_from=date(2026, 7, 1), reason="Chi hoạt động chuyển sang sổ tài chính công đoàn, sổ này chỉ còn chăm lo",
            by=self.year.actor("tuan"), on=self.year.on,
        ).id
        yield moment(date(2026, 6, 24), 9, 30)
        service.confirm_terms(self.year.session, self.year.session.get_one(Terms, proposed), by=self.year.actor("hanh"), on=self.year.on)
        unused = select(Account).where(Account.unit_id == care.unit_id, Account.code == UNUSED)
        service.close_account(self.year.session, self.year.session.scalars(unused).one(), by=self.year.actor("tuan"), on=self.year.on)
        yield moment(LAST_DAY, 9, 20)
        use = Use(["relief", "gifts"], document="Dự thảo quy chế (mẫu) ngày 16/11/2026")
        service.propose_terms(
            self.year.session, self.office.book("XAHOI"), use, valid_from=date(2027, 1, 1), reason="Từ năm 2027 nhà ở chỉ chi từ Quỹ Mái ấm",
            by=self.year.actor("tuan"), on=self.year.on,
        )

    def _dropped(self) -> Life:
        """A receipt names the wrong payer: its draft is dropped, its voucher is still to be voided."""
        yield moment(WORKING_DAYS[-3], 16, 10)
        book, amount = self._book(FOR_THE_POOR), 1_250_000
        voucher = service.issue_voucher(
            self.year.session, unit_id=book.unit_id, kind=VoucherKind.CASH_RECEIPT, on=self.year.on, amount=amount, payee_name="CĐCS Trường THCS Yên Trị",
            reason="Thu hộ đoàn viên ủng hộ Quỹ Vì người nghèo", attachments=1, by=self.year.actor("tuan"),
        )
        lines = [LineSpec(CASH, debit=amount, box=self.office.cash), LineSpec(OWED, credit=amount)]
        wanted = Posting(book, self.year.on, voucher.reason, lines, f"receipt/{voucher.id}", voucher=voucher)
        entry_id = service.draft(self.year.session, wanted, by=self.year.actor("tuan")).id
        yield moment(WORKING_DAYS[-2], 8, 40)
        entry = self.year.session.get_one(Entry, entry_id)
        service.drop_draft(self.year.session, entry, reason="Ghi nhầm người nộp, lập lại phiếu khác", by=self.year.actor("hanh"))
