"""Pages of housing requests: what the generic pages need to know of a house."""

from typing import Any

from fundapp.casework.pages import Pages
from fundapp.casework.views import blueprint
from fundapp.households.models import Household
from fundapp.housing import words
from fundapp.housing.forms import HouseForm, HouseVisitForm
from fundapp.housing.models import HousingGrant
from fundapp.housing.programme import PROGRAMME, HouseInput
from fundapp.kernel.labels import Text, _
from fundapp.kernel.money import dong

TRI = {"yes": True, "no": False}
TYPED = {None: "", True: "yes", False: "no"}


def typed(form: Any) -> HouseInput:
    """The house as the form holds it."""
    return HouseInput(
        kind=form.kind.data, requested_amount=form.requested_amount.data, land_status=form.land_status.data or None,
        land_is_disputed=TRI.get(form.land_is_disputed.data), land_in_planning=TRI.get(form.land_in_planning.data),
        house_condition=form.house_condition.data or None, site_address=form.site_address.data or "", description=form.description.data or "",
        estimate_amount=form.estimate_amount.data, own_funds_amount=form.own_funds_amount.data, other_help_amount=form.other_help_amount.data or 0,
        other_help_source=form.other_help_source.data or "",
    )


def suggested(household: Household) -> dict[str, Any]:
    """What the household's declaration already says for a new request."""
    declared = household.declaration
    return {"house_condition": declared.house_condition or "", "site_address": household.address}


def as_typed(grant: HousingGrant) -> dict[str, Any]:
    """A request as the form shows it again."""
    return {
        "kind": grant.kind, "requested_amount": grant.case.requested_amount, "estimate_amount": grant.estimate_amount,
        "own_funds_amount": grant.own_funds_amount, "other_help_amount": grant.other_help_amount or None,
        "other_help_source": grant.other_help_source, "house_condition": grant.house_condition or "", "land_status": grant.land_status or "",
        "land_is_disputed": TYPED[grant.land_is_disputed], "land_in_planning": TYPED[grant.land_in_planning], "site_address": grant.site_address,
        "description": grant.description,
    }


def content(grant: HousingGrant) -> list[tuple[Text, Any]]:
    """What is asked for, as the case page shows it."""
    # "Chưa có" beside a question of a dispute or a house would be read as an answer to it.
    unknown = words.TRI[""]
    tri = {None: unknown, True: words.TRI["yes"], False: words.TRI["no"]}

    def money(amount: int | None) -> Text | None:
        return None if amount is None else _("%(n)s đồng", n=dong(amount))

    shown = [
        (_("Loại"), words.KINDS[grant.kind]), (_("Tình trạng nhà"), words.HOUSE.get(grant.house_condition or "", unknown)), (_("Nơi xây, sửa"), grant.site_address),
        (_("Giấy tờ đất"), words.LAND.get(grant.land_status or "", unknown)), (_("Đất có tranh chấp"), tri[grant.land_is_disputed]),
        (_("Đất thuộc quy hoạch"), tri[grant.land_in_planning]), (_("Dự toán"), money(grant.estimate_amount)),
        (_("Vốn gia đình"), money(grant.own_funds_amount)),
    ]
    if grant.other_help_amount:
        shown.append((_("Nguồn khác"), Text(f"{money(grant.other_help_amount)} ({grant.other_help_source})")))
    return shown


def heading(grant: Any, name: str) -> Text:
    """The request's heading for its member."""
    return _("%(kind)s nhà cho %(name)s", kind=words.KINDS[grant.kind], name=name)


PAGES = Pages(
    programme=PROGRAMME, model=HousingGrant, icon="home-heart", order=20, about=_("Hồ sơ xây mới và sửa chữa nhà cho đoàn viên"), opening=_("Mở hồ sơ Mái ấm"),
    to_open=_("Chọn một hộ trong danh sách hộ, rồi bấm “Mở hồ sơ Mái ấm”."), export_title=_("DANH SÁCH HỒ SƠ MÁI ẤM CÔNG ĐOÀN"), export_name="mai-am",
    form=HouseForm, fields="housing/_fields.html", typed=typed, as_typed=as_typed, suggested=suggested, content=content, heading=heading,
    hints=words.KIND_HINTS, visit_form=HouseVisitForm,
)
bp = blueprint(PAGES)
