"""Change the loan products of a draft regulation."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.kernel.labels import _
from fundapp.regulations.models import LoanProduct, Regulation
from fundapp.regulations.product_terms import lacking
from fundapp.regulations.service.state import RegulationRefused, noted, touch
from fundapp.rules.criteria import KEY

PROGRAMME = "loans"
COLUMNS = frozenset(attribute.key for attribute in LoanProduct.__mapper__.column_attrs) - {"id", "regulation_id", "position", "key"}
NOT_NEGATIVE = ("least_amount", "most_amount", "fee_amount")


def set_product(session: Session, regulation: Regulation, key: str, *, terms: Mapping[str, Any], by: Actor) -> LoanProduct:
    """Add a loan product to a draft, or change the one with this key. `terms` are columns of the product; each group of terms brings its article.

    Refuses terms from which no schedule follows, and any that has no source.
    """
    if regulation.programme != PROGRAMME:
        raise RegulationRefused(_("Chỉ quy chế vay vốn mới có sản phẩm vay."))
    touch(regulation)
    if not KEY.fullmatch(key) or len(key) > 20:
        raise RegulationRefused(_("Mã gồm chữ thường không dấu, số và gạch dưới, bắt đầu bằng chữ, tối đa 20 ký tự."), "key")
    row = next((one for one in regulation.products if one.key == key), None)
    if row is None:
        row = LoanProduct(key=key, position=max((one.position for one in regulation.products), default=0) + 1, **_defaults())
    unknown = set(terms) - COLUMNS
    if unknown:
        raise ValueError(f"no terms of a product: {sorted(unknown)}")
    before = {name: getattr(row, name) for name in terms}
    for name, value in terms.items():
        setattr(row, name, value)
    problem = _objection(row)
    if problem is not None:
        for name, value in before.items():
            setattr(row, name, value)
        raise problem
    if row not in regulation.products:
        regulation.products.append(row)
    noted(session, regulation, by, "regulation.product", key=key)
    return row


def _defaults() -> dict[str, Any]:
    return {
        attribute.key: attribute.columns[0].default.arg for attribute in LoanProduct.__mapper__.column_attrs
        if attribute.columns[0].default is not None and attribute.columns[0].default.is_scalar
    } | {"articles": {}}


def _objection(row: LoanProduct) -> RegulationRefused | None:
    """Say what forbids to keep a product like this, on its field."""
    if not row.name.strip():
        return RegulationRefused(_("Hãy ghi tên sản phẩm vay."), "name")
    if not 0 < row.least_amount <= row.most_amount:
        return RegulationRefused(_("Mức vay tối đa phải từ mức tối thiểu trở lên, và mức tối thiểu lớn hơn 0."), "most_amount")
    if not 0 < row.least_instalments <= row.most_instalments:
        return RegulationRefused(_("Số kỳ nhiều nhất phải từ số kỳ ít nhất trở lên."), "most_instalments")
    is_once = row.every == "once"
    if is_once != (row.most_days is not None) or (is_once and row.most_instalments != 1):
        return RegulationRefused(_("Vay trả một lần thì có đúng 1 kỳ và ghi số ngày vay nhiều nhất; vay nhiều kỳ thì để trống số ngày."), "most_days")
    if not 0 <= row.most_grace_instalments < row.most_instalments:
        return RegulationRefused(_("Số kỳ ân hạn phải ít hơn số kỳ trả."), "most_grace_instalments")
    if row.overdue_of_rate_percent < 100:
        return RegulationRefused(_("Lãi quá hạn không thấp hơn lãi trong hạn."), "overdue_of_rate_percent")
    found = lacking(row)
    return RegulationRefused(found[0], "article") if found else None
