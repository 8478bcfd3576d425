"""What users declare of themselves, in the words of the pages."""

from fundapp.kernel.labels import Text, _

# By what a user may be known again in a household; the order is that of the pages.
NUMBERS: dict[str, Text] = {
    "cccd": _("Số căn cước"), "phone": _("Số điện thoại"), "bank_account": _("Số tài khoản ngân hàng"), "address": _("Nơi ở"),
}
RELATIONS: dict[str, Text] = {
    "spouse": _("Vợ, chồng"), "parent": _("Cha, mẹ (ruột hoặc nuôi)"), "child": _("Con (ruột hoặc nuôi)"), "sibling": _("Anh, chị, em ruột"),
    "grandparent": _("Ông, bà"), "grandchild": _("Cháu"), "in_law": _("Cha, mẹ, anh, chị, em bên vợ hoặc chồng"), "other": _("Người thân khác"),
}
