"""Loan products: a part of a loans regulation, changed in its draft only and frozen with it."""

from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from fundapp.kernel.db import Base, Dong, Pk, Rate
from fundapp.regulations import loan_terms

HUNDRED = Rate.SCALE * 100
PROVISIONS = ("provision_rate_1", "provision_rate_2", "provision_rate_3", "provision_rate_4", "provision_rate_5", "provision_rate_general")
ZERO = Decimal(0)


def _among(column: str, values: Any) -> str:
    listed = ", ".join(f"'{value}'" for value in values)
    return f"{column} IN ({listed})"


class LoanProduct(Base):
    """One kind of loan that a regulation offers, on all its terms. Amounts in đồng; every rate is in percent, to six places.

    `articles` names the article for each group of terms, `source` where the terms were taken from. `savings_rate_percent` is put aside with every
    instalment, of the first principal. `overdue_rate_percent` is a rate of its own per `rate_per`; without one, `overdue_of_rate_percent`
    of the rate counts (130). `capacity_percent_most`: what an instalment may take of what the household has left in a month.
    """

    __tablename__ = "loan_product"
    __table_args__ = (
        UniqueConstraint("regulation_id", "key"),
        CheckConstraint(_among("method", loan_terms.METHODS), name="method_known"),
        CheckConstraint(_among("every", loan_terms.EVERY), name="every_known"),
        CheckConstraint(_among("rate_per", loan_terms.RATE_PER), name="rate_per_known"),
        CheckConstraint(_among("basis", loan_terms.BASES), name="basis_known"),
        CheckConstraint(_among("moved", loan_terms.MOVED), name="moved_known"),
        CheckConstraint(_among("grace", loan_terms.GRACES), name="grace_known"),
        CheckConstraint(_among("recognition", loan_terms.RECOGNITIONS), name="recognition_known"),
        CheckConstraint(_among("on_death", loan_terms.OnDeath), name="on_death_known"),
        CheckConstraint(_among("allocation_order", loan_terms.ORDERS), name="order_known"),
        CheckConstraint("least_amount > 0 AND most_amount >= least_amount", name="amounts_in_order"),
        CheckConstraint("least_instalments > 0 AND most_instalments >= least_instalments AND most_instalments <= 520", name="terms_in_order"),
        CheckConstraint("(every = 'once') = (most_days IS NOT NULL)", name="once_in_days"),
        CheckConstraint("every <> 'once' OR (most_instalments = 1 AND most_days BETWEEN 1 AND 366)", name="once_is_one"),
        CheckConstraint(f"rate_percent BETWEEN 0 AND {HUNDRED}", name="rate_sane"),
        CheckConstraint("most_grace_instalments >= 0 AND most_grace_instalments < most_instalments", name="grace_within_term"),
        CheckConstraint(f"savings_rate_percent BETWEEN 0 AND {HUNDRED}", name="savings_sane"),
        CheckConstraint(f"fee_amount >= 0 AND fee_rate_percent BETWEEN 0 AND {HUNDRED}", name="fees_sane"),
        CheckConstraint("salary_percent_most IS NULL OR salary_percent_most BETWEEN 1 AND 1000", name="salary_share_sane"),
        CheckConstraint("capacity_percent_most IS NULL OR capacity_percent_most BETWEEN 1 AND 100", name="capacity_sane"),
        CheckConstraint(f"overdue_of_rate_percent >= {HUNDRED}", name="overdue_costs_more"),
        CheckConstraint("overdue_rate_percent IS NULL OR overdue_rate_percent >= 0", name="overdue_not_negative"),
        CheckConstraint("most_reschedules >= 0", name="reschedules_not_negative"),
        CheckConstraint(" AND ".join(f"{name} BETWEEN 0 AND {HUNDRED}" for name in PROVISIONS), name="provisions_sane"),
        CheckConstraint("length(trim(article)) > 0 AND length(trim(source)) > 0", name="has_source"),
    )

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    regulation_id: Mapped[int] = mapped_column(ForeignKey("regulation.id"))
    position: Mapped[int] = mapped_column(Integer)
    key: Mapped[str] = mapped_column(String(40))
    name: Mapped[str]
    least_amount: Mapped[int] = mapped_column(Dong)
    most_amount: Mapped[int] = mapped_column(Dong)
    salary_percent_most: Mapped[int | None] = mapped_column(Integer)
    rate_percent: Mapped[Decimal] = mapped_column(Rate)
    rate_per: Mapped[str] = mapped_column(String(10))
    basis: Mapped[str] = mapped_column(String(10), default="period")
    method: Mapped[str] = mapped_column(String(20))
    every: Mapped[str] = mapped_column(String(10))
    least_instalments: Mapped[int] = mapped_column(Integer)
    most_instalments: Mapped[int] = mapped_column(Integer)
    most_days: Mapped[int | None] = mapped_column(Integer)
    grace: Mapped[str] = mapped_column(String(10), default="principal")
    most_grace_instalments: Mapped[int] = mapped_column(Integer, default=0)
    moved: Mapped[str] = mapped_column(String(10), default="stays")
    savings_rate_percent: Mapped[Decimal] = mapped_column(Rate, default=ZERO)
    fee_amount: Mapped[int] = mapped_column(Dong, default=0)
    fee_rate_percent: Mapped[Decimal] = mapped_column(Rate, default=ZERO)
    overdue_of_rate_percent: Mapped[Decimal] = mapped_column(Rate, default=Decimal(130))
    overdue_rate_percent: Mapped[Decimal | None] = mapped_column(Rate)
    allocation_order: Mapped[str] = mapped_column(String(40))
    recognition: Mapped[str] = mapped_column(String(10), default="cash")
    provision_rate_1: Mapped[Decimal] = mapped_column(Rate, default=ZERO)
    provision_rate_2: Mapped[Decimal] = mapped_column(Rate, default=ZERO)
    provision_rate_3: Mapped[Decimal] = mapped_column(Rate, default=ZERO)
    provision_rate_4: Mapped[Decimal] = mapped_column(Rate, default=ZERO)
    provision_rate_5: Mapped[Decimal] = mapped_column(Rate, default=ZERO)
    provision_rate_general: Mapped[Decimal] = mapped_column(Rate, default=ZERO)
    most_reschedules: Mapped[int] = mapped_column(Integer, default=0)
    allows_second: Mapped[bool] = mapped_column(default=False)
    needs_guarantee: Mapped[bool] = mapped_column(default=True)
    needs_group: Mapped[bool] = mapped_column(default=False)
    capacity_percent_most: Mapped[int | None] = mapped_column(Integer)
    visit_days: Mapped[int | None] = mapped_column(Integer)
    on_death: Mapped[str] = mapped_column(String(10), default="heirs", server_default="heirs")
    articles: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    article: Mapped[str]
    source: Mapped[str]

    @property
    def overdue_percent(self) -> Decimal:
        """The rate on what is overdue, per `rate_per`: 0,55 at 130 % is 0,715."""
        return self.overdue_rate_percent if self.overdue_rate_percent is not None else self.rate_percent * self.overdue_of_rate_percent / 100
