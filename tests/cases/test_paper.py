"""What the printed decision says, and what stands in the way of one."""

from datetime import date
from typing import Any

import pytest

from fundapp.cases.basis import Basis, amount_objection, objections, waivable
from fundapp.cases.paper import decision_paper, refusal_paper, series_of
from fundapp.kernel.labels import Text
from fundapp.orgs.paper import place_of
from fundapp.rules.engine import Finding


def finding(key: str, outcome: str, severity: str = "must") -> Finding:
    return Finding(key, key, outcome, None, Text("cần"), severity, "Điều 4", Text(""))  # type: ignore[arg-type]


def basis(*findings: Finding, norm: int | None = 30, limit: int | None = 80, regulation: int | None = 1, missing: tuple[str, ...] = ()) -> Basis:
    return Basis(regulation, "Quy chế", list(findings), norm, limit, "housing", missing=missing)


@pytest.mark.parametrize(
    ("laid", "waivers", "count"),
    [
        (basis(finding("a", "met")), {}, 0),
        (basis(), {}, 1),
        (basis(finding("a", "met", "points")), {}, 1),
        (basis(finding("a", "met"), regulation=None), {}, 1),
        (basis(finding("a", "not_met")), {"a": "Một lý do thật là dài"}, 1),
        (basis(finding("a", "unknown")), {}, 1),
        (basis(finding("a", "unknown", "waivable")), {"a": "Một lý do thật là dài"}, 1),
        (basis(finding("a", "not_met", "waivable")), {}, 1),
        (basis(finding("a", "not_met", "waivable")), {"a": "   ngắn   "}, 1),
        (basis(finding("a", "not_met", "waivable")), {"a": "Một lý do thật là dài"}, 0),
        (basis(finding("a", "met"), finding("b", "not_met", "points")), {}, 0),
        (basis(finding("a", "met"), missing=("Đơn",)), {}, 1),
    ],
)
def test_what_forbids_an_approval(laid: Basis, waivers: dict[str, str], count: int) -> None:
    assert len(objections(laid, waivers)) == count


@pytest.mark.parametrize(
    ("amount", "proposed", "norm", "limit", "is_fine"),
    [
        (30, 30, 30, 80, True), (31, 31, 30, 80, False), (31, 30, 60, 80, False), (30, 30, 30, 29, False), (30, 30, None, 80, False),
        (30, 30, 30, None, False), (0, 30, 30, 80, False), (-1, 30, 30, 80, False), (1, 0, 30, 80, False), (1, None, 30, 80, False),
    ],
)
def test_how_much_may_be_granted(amount: int, proposed: int | None, norm: int | None, limit: int | None, is_fine: bool) -> None:
    assert (amount_objection(basis(norm=norm, limit=limit), amount, proposed) is None) == is_fine


def test_only_what_is_not_met_and_waivable_can_be_set_aside() -> None:
    found = [finding("a", "not_met"), finding("b", "not_met", "waivable"), finding("c", "met", "waivable"), finding("d", "unknown", "waivable")]
    assert [one.key for one in waivable(found)] == ["b"]


def test_the_paper_says_who_how_much_in_words_out_of_what_and_who_signs() -> None:
    data = decision_paper(
        superior="Tổng Liên đoàn", body="LĐLĐ tỉnh Ninh Bình", place="Ninh Bình", on=date(2026, 11, 23), number="01/QĐ-LĐLĐ", summary="Về việc hỗ trợ",
        what_for="sửa chữa nhà", regulation="Quy chế số 12", amount=30_000_000, shares=[("Quỹ 1", 20_000_000), ("Quỹ 2", 10_000_000)],
        person="Nguyễn Thị Hường", household_address="", own_unit="CĐCS May", case_code="HS26-00001-7", reason="", signer="Phạm Thu Vân",
        signer_title="TM. BAN THƯỜNG VỤ / PHÓ CHỦ TỊCH", trace="abc",
    )
    assert "30.000.000 đồng (Bằng chữ: Ba mươi triệu đồng chẵn)" in data["articles"][0]
    assert data["rows"] == [{"name": "Quỹ 1", "amount": "20.000.000"}, {"name": "Quỹ 2", "amount": "10.000.000"}]
    assert data["total"] == "30.000.000"
    assert (data["on_behalf"], data["signer_title"], data["signer"]) == ("TM. BAN THƯỜNG VỤ", "PHÓ CHỦ TỊCH", "Phạm Thu Vân")
    assert data["authority"] == "BAN THƯỜNG VỤ LĐLĐ tỉnh Ninh Bình"


def notice(*findings: Finding, **changed: Any) -> dict[str, Any]:
    told: dict[str, Any] = {
        "superior": "Tổng Liên đoàn", "body": "LĐLĐ tỉnh Ninh Bình", "place": "Ninh Bình", "on": date(2026, 11, 23), "number": "03/TB-LĐLĐ",
        "what_for": "sửa chữa nhà", "regulation": "Quy chế số 12", "requested_amount": 30_000_000, "person": "Nguyễn Thị Hường", "own_unit": "CĐCS May",
        "case_code": "HS26-00001-7", "opened_on": date(2026, 9, 3), "reason": "Nhà còn tốt", "findings": findings, "missing": (), "signer": "Phạm Thu Vân",
        "signer_title": "TM. BAN THƯỜNG VỤ / PHÓ CHỦ TỊCH", "trace": "abc",
    }
    return refusal_paper(**{**told, **changed})


def test_the_notice_of_a_refusal_gives_reasons_with_their_articles_and_what_may_be_done() -> None:
    data = notice(
        Finding("a", "Chưa được hỗ trợ", "not_met", Text("38 tháng"), Text("từ 60 tháng"), "must", "Điều 4 khoản 7", Text("")),
        Finding("b", "Đất không tranh chấp", "unknown", None, Text("Không"), "waivable", "Điều 4 khoản 6", Text("")),
        finding("c", "met"), finding("d", "not_met", "points"), missing=("Dự toán",),
    )
    told, may, _last = data["parts"]
    assert "30.000.000 đồng" in told["text"]
    assert "Quy chế số 12" in told["text"]
    assert told["items"] == [
        "Nhà còn tốt.", "Điều 4 khoản 7 của Quy chế: “Chưa được hỗ trợ” – chưa đạt (hồ sơ: 38 tháng; cần: từ 60 tháng).",
        "Điều 4 khoản 6 của Quy chế: “Đất không tranh chấp” – hồ sơ chưa cho biết (cần: Không).", "Hồ sơ còn thiếu giấy tờ: Dự toán.",
    ]
    assert "lập hồ sơ mới tại CĐCS May" in may["items"][0]
    assert "khiếu nại" in may["items"][1]
    assert "Ủy ban Kiểm tra của LĐLĐ tỉnh Ninh Bình" in may["items"][1]
    assert data["addressees"][0] == "Đồng chí Nguyễn Thị Hường, đoàn viên CĐCS May"
    assert (data["on_behalf"], data["signer_title"]) == ("TM. BAN THƯỜNG VỤ", "PHÓ CHỦ TỊCH")


def test_a_refusal_without_a_regulation_or_a_failed_condition_still_says_why() -> None:
    data = notice(regulation="", requested_amount=None)
    assert data["parts"][0]["items"] == ["Nhà còn tốt."]
    assert "theo" not in data["parts"][0]["text"].split("thông báo:")[0].split("xét hồ sơ")[-1]


def test_places_and_series() -> None:
    assert place_of("Số 1 Lê Đại Hành, phường Hoa Lư, tỉnh Ninh Bình") == "Ninh Bình"
    assert place_of("thành phố Hải Phòng") == "Hải Phòng"
    assert (series_of("province"), series_of("commune"), series_of("province", refusal=True)) == ("QĐ-LĐLĐ", "QĐ-CĐX", "TB-LĐLĐ")
