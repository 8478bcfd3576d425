"""The words of the programme: what a household is helped after. Pure."""

from fundapp.kernel.labels import Text, _
from fundapp.regulations import words as regulations

PROGRAMME = "relief"
KINDS: dict[str, Text] = regulations.KINDS[PROGRAMME]
KIND_HINTS: dict[str, Text] = {
    "sickness": _("Nằm viện hoặc phải nghỉ việc để điều trị"),
    "serious_disease": _("Thuộc danh mục bệnh hiểm nghèo của quy chế"),
    "death_kin": _("Cha mẹ, vợ chồng, con của đoàn viên"),
    "disaster": _("Bão, lũ, sạt lở, cháy: thiệt hại về người, nhà, tài sản"),
    "reduced_hours": _("Ghi số ngày bị giảm giờ, ngừng việc ở phần dưới"),
}
DISASTERS: dict[str, Text] = {
    "storm": _("Bão, lốc"), "flood": _("Lũ, ngập lụt"), "landslide": _("Sạt lở đất"), "fire": _("Hỏa hoạn"),
    "drought": _("Hạn hán, xâm nhập mặn"), "other": _("Thiên tai khác"),
}
# Whose death or damage is another event each time, also on the same day; of the others one household has one a day.
OF_SOMEBODY = frozenset({"death_kin", "sickness", "serious_disease", "work_accident", "occupational_disease", "agent_orange"})
PURPOSES: dict[str, Text] = {
    "sickness": _("thăm hỏi đoàn viên ốm đau"),
    "serious_disease": _("trợ cấp đoàn viên mắc bệnh hiểm nghèo"),
    "work_accident": _("trợ cấp đoàn viên bị tai nạn lao động"),
    "occupational_disease": _("trợ cấp đoàn viên mắc bệnh nghề nghiệp"),
    "death_member": _("trợ cấp gia đình đoàn viên qua đời"),
    "death_kin": _("thăm viếng đoàn viên có người thân qua đời"),
    "disaster": _("trợ cấp gia đình đoàn viên bị thiên tai, hỏa hoạn"),
    "agent_orange": _("trợ cấp gia đình đoàn viên có người bị ảnh hưởng chất độc da cam"),
    "job_loss": _("trợ cấp đoàn viên bị mất việc làm"),
    "reduced_hours": _("trợ cấp đoàn viên bị giảm giờ làm, ngừng việc"),
    "hardship": _("trợ cấp đoàn viên có hoàn cảnh đặc biệt khó khăn"),
}
SUMMARIES: dict[str, Text] = {kind: _("Về việc %(what)s", what=what) for kind, what in PURPOSES.items()}
