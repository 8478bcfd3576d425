"""What the printed voucher says."""

from datetime import date

import pytest

from fundapp.payments.vouchers import Printed, attachments_text, data_of, fingerprint, form_on

PRINTED = Printed(
    unit_name="LĐLĐ tỉnh", number="PC0017", volume="2026", on=date(2026, 11, 21), payee="Nguyễn Thị Hường", address="Thôn Đồng Quýt",
    reason="Chi hỗ trợ", amount=40_000_000, attachments=3, debits=[("4313", 30_000_000), ("4318", 10_000_000)], credits=[("1111", 40_000_000)],
    maker="Tuấn", checker="Hạnh", treasurer="Lan", receiver="Nguyễn Thị Hường", proxy="", code="PC26-00012-4", digest="3f9a12c488de" + "0" * 52,
)


@pytest.mark.parametrize(("on", "circular"), [(date(2024, 12, 31), "107/2017/TT-BTC"), (date(2025, 1, 1), "24/2024/TT-BTC"), (date(2026, 11, 21), "24/2024/TT-BTC")])
def test_the_form_is_the_one_in_force(on: date, circular: str) -> None:
    form = form_on("cash_payment", on)
    assert form.code == "C41-BB"
    assert circular in form.basis


def test_before_any_form_there_is_none() -> None:
    with pytest.raises(LookupError):
        form_on("cash_payment", date(2017, 1, 1))


def test_amounts_are_grouped_and_in_words() -> None:
    data = data_of(PRINTED)
    assert data["amount"] == "40.000.000"
    assert data["words"] == "Bốn mươi triệu đồng chẵn"
    assert data["debits"] == [{"account": "4313", "amount": "30.000.000"}, {"account": "4318", "amount": "10.000.000"}]
    assert data["attachments"] == "03 chứng từ gốc"
    assert data["reprint"] is None


def test_small_texts() -> None:
    assert attachments_text(12) == "12 chứng từ gốc"
    assert fingerprint("3f9a12c488deffff") == "3f9a 12c4 88de"
