"""What a draft still lacks before it may be laid before whoever approves. Pure: reads the document, asks no database."""

from typing import TYPE_CHECKING

from fundapp.kernel.labels import Text, _
from fundapp.regulations.product_terms import lacking
from fundapp.regulations.words import kinds_of
from fundapp.rules.criteria import InvalidCriterion

if TYPE_CHECKING:
    from fundapp.regulations.models import Regulation


def problems(regulation: "Regulation") -> list[Text]:
    """Say everything that is missing or does not fit; an empty list means that the document is whole."""
    found: list[Text] = []
    if not regulation.number:
        found.append(_("Chưa có số, ký hiệu văn bản."))
    if regulation.issued_on is None:
        found.append(_("Chưa có ngày ký."))
    found += _criteria(regulation)
    if not regulation.authority_limits:
        found.append(_("Chưa quy định ai được quyết định tới mức nào."))
    for kind, label in kinds_of(regulation.programme).items():
        found += _kind(regulation, kind, label)
    if regulation.programme == "loans":
        found += _products(regulation)
    return found


def _products(regulation: "Regulation") -> list[Text]:
    if not regulation.products:
        return [_("Chưa có sản phẩm vay nào.")]
    return [text for product in regulation.products for text in lacking(product)]


def _criteria(regulation: "Regulation") -> list[Text]:
    try:
        built = regulation.criteria_for()
    except InvalidCriterion as invalid:
        return [invalid.message]
    if not any(criterion.severity == "must" for criterion in built):
        return [_("Chưa có điều kiện bắt buộc nào.")]
    return []


def _kind(regulation: "Regulation", kind: str, label: Text) -> list[Text]:
    found: list[Text] = []
    if regulation.grant_norm(kind) is None:
        found.append(_("Chưa có mức hỗ trợ tối đa cho “%(kind)s”.", kind=label))
    if not regulation.papers_for(kind):
        found.append(_("Chưa có giấy tờ nào phải nộp cho “%(kind)s”.", kind=label))
    steps = regulation.steps_for(kind)
    if steps and sum(step.percent for step in steps) != 100:
        found.append(_("Các lần chi cho “%(kind)s” cộng lại chưa đủ 100 phần trăm.", kind=label))
    return found
