"""What a fund may be spent on, from which day on, and the donations in it that their donors have bound."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Integer, String, UniqueConstraint, text
from sqlalchemy.ext.associationproxy import AssociationProxy, association_proxy
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fundapp.kernel.db import Base, Dong, Marked, Pk, UnitScoped, partial_index
from fundapp.kernel.labels import _
from fundapp.ledger.kinds import TermsState, listed

OF_THE_BOOK, OF_AN_EARMARK, OPEN = text("earmark_id IS NULL"), text("earmark_id IS NOT NULL"), "state = 'proposed'"


class Terms(Marked, UnitScoped, Base):
    """One version of what a fund, or an earmarked donation in it, may be spent on: purposes, units, last day.

    Those in force on a day are the newest that began by then; the first also hold for days before. None is ever changed.
    """

    __tablename__ = "ledger_terms"
    called = _("quy định sử dụng quỹ")
    __table_args__ = (
        ForeignKeyConstraint(["book_id", "unit_id"], ["ledger_book.id", "ledger_book.unit_id"]),
        ForeignKeyConstraint(["earmark_id", "book_id"], ["ledger_earmark.id", "ledger_earmark.book_id"]),
        CheckConstraint(f"state IN ({listed(TermsState)})", name="state_known"),
        CheckConstraint("number >= 1", name="number_positive"),
        CheckConstraint("last_on IS NULL OR last_on >= valid_from", name="day_order"),
        CheckConstraint("decided_by_id IS NULL OR decided_by_id <> proposed_by_id", name="four_eyes"),
        CheckConstraint("state = 'proposed' OR number = 1 OR (decided_by_id IS NOT NULL AND decided_at IS NOT NULL)", name="decided"),
        CheckConstraint("number = 1 OR proposed_by_id IS NOT NULL", name="proposed_by_somebody"),
        partial_index("uq_ledger_terms_of_book", "book_id", "number", unique=True, where=OF_THE_BOOK),
        partial_index("uq_ledger_terms_of_earmark", "earmark_id", "number", unique=True, where=OF_AN_EARMARK),
        partial_index(
            "uq_ledger_terms_open_of_book", "book_id", unique=True,
            where=text(f"{OPEN} AND earmark_id IS NULL"),
        ),
        partial_index(
            "uq_ledger_terms_open_of_earmark", "earmark_id", unique=True,
            where=text(f"{OPEN} AND earmark_id IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    book_id: Mapped[int] = mapped_column(Pk)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    earmark_id: Mapped[int | None] = mapped_column(Pk)
    number: Mapped[int] = mapped_column(Integer)
    valid_from: Mapped[date]
    last_on: Mapped[date | None]
    document: Mapped[str] = mapped_column(String(200), default="")
    reason: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(String(10), default="proposed")
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    proposed_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    decided_at: Mapped[datetime | None]
    decision_note: Mapped[str] = mapped_column(default="")

    purpose_rows: Mapped[list["TermsPurpose"]] = relationship(lazy="selectin", order_by="TermsPurpose.purpose", cascade="save-update, merge")
    purposes: AssociationProxy[list[str]] = association_proxy("purpose_rows", "purpose")
    unit_rows: Mapped[list["TermsUnit"]] = relationship(lazy="selectin", order_by="TermsUnit.unit_id", cascade="save-update, merge")
    unit_ids: AssociationProxy[list[int]] = association_proxy("unit_rows", "unit_id")


class TermsPurpose(Marked, Base):
    """One purpose that terms allow."""

    __tablename__ = "ledger_terms_purpose"
    called = _("mục đích trong quy định sử dụng quỹ")

    terms_id: Mapped[int] = mapped_column(ForeignKey("ledger_terms.id"), primary_key=True)
    purpose: Mapped[str] = mapped_column(String(40), primary_key=True)


class TermsUnit(Marked, Base):
    """One unit whose members, and those of the units below it, terms allow to be paid; terms without any allow all."""

    __tablename__ = "ledger_terms_unit"
    called = _("đơn vị trong quy định sử dụng quỹ")

    terms_id: Mapped[int] = mapped_column(ForeignKey("ledger_terms.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)


class Earmark(Marked, UnitScoped, Base):
    """One earmarked donation: money of a fund that its donor has bound by terms of its own. Its sums are kept by triggers."""

    __tablename__ = "ledger_earmark"
    called = _("khoản ủng hộ có điều kiện")
    unmarked = frozenset({"balance_amount", "reserved_amount"})
    __table_args__ = (
        ForeignKeyConstraint(["book_id", "unit_id"], ["ledger_book.id", "ledger_book.unit_id"]),
        UniqueConstraint("id", "book_id"),
        UniqueConstraint("book_id", "name"),
        CheckConstraint("reserved_amount >= 0", name="reserved_not_below_zero"),
        CheckConstraint("balance_amount - reserved_amount >= 0", name="free_not_below_zero"),
    )

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    book_id: Mapped[int] = mapped_column(Pk)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    name: Mapped[str] = mapped_column(String(160))
    donor_name: Mapped[str] = mapped_column(String(160))
    opened_on: Mapped[date]
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    opened_at: Mapped[datetime]
    balance_amount: Mapped[int] = mapped_column(Dong, default=0)
    reserved_amount: Mapped[int] = mapped_column(Dong, default=0)

    terms: Mapped[list[Terms]] = relationship(lazy="selectin", order_by=Terms.number, foreign_keys=[Terms.earmark_id], viewonly=True)

    @property
    def free_amount(self) -> int:
        return self.balance_amount - self.reserved_amount
