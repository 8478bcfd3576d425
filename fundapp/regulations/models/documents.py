"""Rows of regulations. Once submitted, nothing in one changes; once in force, never again (triggers on both engines)."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fundapp.kernel.days import day_text
from fundapp.kernel.db import Base, Dong, Pk, Versioned, partial_index
from fundapp.kernel.labels import _
from fundapp.regulations import triggers, words  # noqa: F401  (importing the triggers registers them)
from fundapp.regulations.models.products import LoanProduct
from fundapp.rules.criteria import NORM_UNITS, SEVERITIES, Criterion, NormValue, Row, build

USER = "user_account.id"
WHOLE = "all, delete-orphan"


def _among(column: str, values: Mapping[str, Any]) -> str:
    listed = ", ".join(f"'{value}'" for value in values)
    return f"{column} IN ({listed})"


class Regulation(Versioned, Base):
    """One document of one unit for one programme. Public: everybody under the unit reads what is in force."""

    __tablename__ = "regulation"
    __table_args__ = (
        CheckConstraint(_among("programme", words.PROGRAMMES), name="programme_known"),
        CheckConstraint(_among("status", words.STATUSES), name="status_known"),
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="valid_order"),
        CheckConstraint("issued_on IS NULL OR issued_on <= valid_from", name="issued_before_valid"),
        CheckConstraint("approved_by_id <> submitted_by_id AND approved_by_id <> drafted_by_id", name="approver_apart"),
        CheckConstraint("(submitted_by_id IS NULL) = (submitted_at IS NULL)", name="submitted_whole"),
        CheckConstraint("(approved_by_id IS NULL) = (approved_at IS NULL)", name="approved_whole"),
        CheckConstraint("(status = 'draft') = (submitted_by_id IS NULL)", name="submitted_by_somebody"),
        CheckConstraint(
            "status NOT IN ('in_force', 'superseded') OR (approved_by_id IS NOT NULL AND submitted_by_id IS NOT NULL "
            "AND issued_on IS NOT NULL AND length(number) > 0)",
            name="in_force_whole",
        ),
        CheckConstraint("status <> 'superseded' OR valid_to IS NOT NULL", name="superseded_ends"),
        partial_index(
            "uq_regulation_in_force", "unit_id", "programme", unique=True,
            where=text("status = 'in_force'"),
        ),
        Index("ix_regulation_programme_unit_id_valid_from", "programme", "unit_id", "valid_from"),
    )

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    programme: Mapped[str] = mapped_column(String(20))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    title: Mapped[str]
    number: Mapped[str] = mapped_column(String(60), default="")
    folded: Mapped[str] = mapped_column(default="")
    issued_on: Mapped[date | None]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    status: Mapped[str] = mapped_column(String(12), default="draft")
    grounds: Mapped[list[str]] = mapped_column(JSON, default=list)
    is_sample: Mapped[bool] = mapped_column(default=False)
    based_on_id: Mapped[int | None] = mapped_column(ForeignKey("regulation.id"))
    drafted_by_id: Mapped[int] = mapped_column(ForeignKey(USER))
    submitted_by_id: Mapped[int | None] = mapped_column(ForeignKey(USER))
    submitted_at: Mapped[datetime | None]
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey(USER))
    approved_at: Mapped[datetime | None]
    returned_reason: Mapped[str] = mapped_column(default="")
    touched_at: Mapped[datetime]

    norms: Mapped[list["Norm"]] = relationship(order_by="Norm.position", lazy="selectin", cascade=WHOLE)
    criteria: Mapped[list["CriterionRow"]] = relationship(order_by="CriterionRow.position", lazy="selectin", cascade=WHOLE)
    papers: Mapped[list["RequiredPaper"]] = relationship(order_by="RequiredPaper.position", lazy="selectin", cascade=WHOLE)
    authority_limits: Mapped[list["AuthorityLimit"]] = relationship(order_by="AuthorityLimit.position", lazy="selectin", cascade=WHOLE)
    steps: Mapped[list["InstalmentStep"]] = relationship(order_by="InstalmentStep.position", lazy="selectin", cascade=WHOLE)
    products: Mapped[list[LoanProduct]] = relationship(order_by=LoanProduct.position, lazy="selectin", cascade=WHOLE)

    @property
    def subject(self) -> str:
        """The opaque name under which the trail knows this document."""
        return f"regulations/{self.id}"

    @property
    def named(self) -> str:
        """The document as a paper cites it: Quyết định số 12/QĐ-LĐLĐ ngày 15/07/2025."""
        if not self.number or self.issued_on is None:
            return self.title
        return _("Quyết định số %(number)s ngày %(day)s", number=self.number, day=day_text(self.issued_on))

    def norm(self, key: str) -> int | None:
        """Give the value of a norm, or None when this document has none of that name."""
        return next((norm.value for norm in self.norms if norm.key == key), None)

    def norm_row(self, key: str) -> "Norm | None":
        """Give a norm with its unit and article."""
        return next((norm for norm in self.norms if norm.key == key), None)

    def criteria_for(self, kind: str = "") -> list[Criterion]:
        """Build the criteria for one kind of request (empty: all of them). Raises InvalidCriterion; such a document never gets in force."""
        tops = {row.key: row.applies_to for row in self.criteria if row.parent_key is None}
        by_key = {row.key: row for row in self.criteria}
        rows = [row.as_rule() for row in self.criteria if not kind or tops.get(_top(row, by_key), "") in ("", kind)]
        return build(rows, {norm.key: NormValue(norm.value, norm.unit) for norm in self.norms})

    def papers_for(self, kind: str = "", stage: str = "application") -> list["RequiredPaper"]:
        """Give the papers of one kind of request at one stage (empty: of all stages), in their order."""
        return [paper for paper in self.papers if (not kind or paper.applies_to in ("", kind)) and (not stage or paper.stage == stage)]

    def steps_for(self, kind: str = "") -> list["InstalmentStep"]:
        """Give the instalments of one kind of request, in their order."""
        return [step for step in self.steps if not kind or step.applies_to in ("", kind)]

    def grant_norm(self, kind: str) -> "Norm | None":
        """Give the norm that bounds the amount of one kind of request."""
        return next((norm for norm in self.norms if norm.grants and norm.applies_to in ("", kind)), None)


def _top(row: "CriterionRow", by_key: Mapping[str, "CriterionRow"]) -> str:
    seen: set[str] = set()
    while row.parent_key in by_key and row.key not in seen:
        seen.add(row.key)
        row = by_key[row.parent_key or ""]
    return row.key


class Norm(Base):
    """One number of a regulation: an amount, a term, a share. `grants` marks the most that a request of this kind may get."""

    __tablename__ = "norm"
    __table_args__ = (
        UniqueConstraint("regulation_id", "key"),
        CheckConstraint("value >= 0", name="value_not_negative"),
        CheckConstraint(_among("unit", NORM_UNITS), name="unit_known"),
        CheckConstraint("length(article) > 0", name="has_article"),
        CheckConstraint("NOT grants OR unit = 'dong'", name="grants_money"),
    )

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    regulation_id: Mapped[int] = mapped_column(ForeignKey("regulation.id"))
    position: Mapped[int] = mapped_column(Integer)
    key: Mapped[str] = mapped_column(String(40))
    name: Mapped[str]
    value: Mapped[int] = mapped_column(Dong)
    unit: Mapped[str] = mapped_column(String(10))
    grants: Mapped[bool] = mapped_column(default=False)
    applies_to: Mapped[str] = mapped_column(String(20), default="")
    article: Mapped[str]
    source: Mapped[str] = mapped_column(default="")


class CriterionRow(Base):
    """One criterion: a comparison of a fact with a value or a norm, or (with `join`) a group of those that name it as parent."""

    __tablename__ = "criterion"
    __table_args__ = (
        UniqueConstraint("regulation_id", "key"),
        CheckConstraint(_among("severity", SEVERITIES), name="severity_known"),
        CheckConstraint("points >= 0 AND (points > 0) = (severity = 'points')", name="points_when_points"),
        CheckConstraint("(join_kind IS NULL) <> (fact IS NULL)", name="group_or_fact"),
        CheckConstraint("join_kind IS NULL OR join_kind IN ('all', 'any')", name="join_known"),
        CheckConstraint("(fact IS NULL) = (operator IS NULL)", name="fact_with_operator"),
        CheckConstraint("length(article) > 0", name="has_article"),
    )

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    regulation_id: Mapped[int] = mapped_column(ForeignKey("regulation.id"))
    position: Mapped[int] = mapped_column(Integer)
    key: Mapped[str] = mapped_column(String(40))
    parent_key: Mapped[str | None] = mapped_column(String(40))
    join: Mapped[str | None] = mapped_column("join_kind", String(3))
    title: Mapped[str]
    fact: Mapped[str | None] = mapped_column(String(60))
    operator: Mapped[str | None] = mapped_column(String(20))
    value: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True)
    norm_key: Mapped[str | None] = mapped_column(String(40))
    severity: Mapped[str] = mapped_column(String(10), default="must")
    points: Mapped[int] = mapped_column(Integer, default=0)
    applies_to: Mapped[str] = mapped_column(String(20), default="")
    article: Mapped[str]
    source: Mapped[str] = mapped_column(default="")

    def as_rule(self) -> Row:
        """Give the criterion as `rules` builds it."""
        return Row(
            key=self.key, title=self.title, source=self.article, severity=self.severity, points=self.points, parent_key=self.parent_key,
            join=self.join, fact=self.fact, operator=self.operator, value=self.value, norm_key=self.norm_key,
        )


class RequiredPaper(Base):
    """One paper that a request needs at one stage."""

    __tablename__ = "required_paper"
    __table_args__ = (
        UniqueConstraint("regulation_id", "key"),
        CheckConstraint(_among("stage", words.STAGES), name="stage_known"),
        CheckConstraint("length(article) > 0", name="has_article"),
    )

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    regulation_id: Mapped[int] = mapped_column(ForeignKey("regulation.id"))
    position: Mapped[int] = mapped_column(Integer)
    key: Mapped[str] = mapped_column(String(40))
    name: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    stage: Mapped[str] = mapped_column(String(12), default="application")
    is_required: Mapped[bool] = mapped_column(default=True)
    applies_to: Mapped[str] = mapped_column(String(20), default="")
    article: Mapped[str]
    source: Mapped[str] = mapped_column(default="")


class AuthorityLimit(Base):
    """The most that a role at a kind of unit may decide. No line: no authority."""

    __tablename__ = "authority_limit"
    __table_args__ = (
        UniqueConstraint("regulation_id", "unit_kind", "role"),
        CheckConstraint("amount > 0", name="amount_positive"),
        CheckConstraint("length(article) > 0", name="has_article"),
    )

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    regulation_id: Mapped[int] = mapped_column(ForeignKey("regulation.id"))
    position: Mapped[int] = mapped_column(Integer)
    unit_kind: Mapped[str] = mapped_column(ForeignKey("unit_kind.code"))
    role: Mapped[str] = mapped_column(String(20))
    amount: Mapped[int] = mapped_column(Dong)
    article: Mapped[str]
    source: Mapped[str] = mapped_column(default="")


class InstalmentStep(Base):
    """One instalment of the money: on what event, and at most which share of the whole is paid by then."""

    __tablename__ = "instalment_step"
    __table_args__ = (
        UniqueConstraint("regulation_id", "applies_to", "position"),
        CheckConstraint(_among("trigger_event", words.TRIGGERS), name="trigger_known"),
        CheckConstraint("percent BETWEEN 1 AND 100", name="percent_sane"),
        CheckConstraint("length(article) > 0", name="has_article"),
    )

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    regulation_id: Mapped[int] = mapped_column(ForeignKey("regulation.id"))
    position: Mapped[int] = mapped_column(Integer)
    applies_to: Mapped[str] = mapped_column(String(20), default="")
    name: Mapped[str]
    trigger: Mapped[str] = mapped_column("trigger_event", String(12))
    percent: Mapped[int] = mapped_column(Integer)
    article: Mapped[str]
    source: Mapped[str] = mapped_column(default="")


PARTS: tuple[tuple[str, type[Any]], ...] = (
    ("norms", Norm), ("criteria", CriterionRow), ("papers", RequiredPaper), ("authority_limits", AuthorityLimit), ("steps", InstalmentStep), ("products", LoanProduct),
)
