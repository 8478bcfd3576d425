"""Two lists as a grassroots union really sends them: one was confirmed in spring, one waits to be looked at."""

import io
from collections.abc import Sequence
from datetime import date, datetime
from random import Random
from typing import Any

from fundapp.demo.families import Family, Village
from fundapp.demo.timeline import moment, workday
from fundapp.demo.year import DEMO, Year
from fundapp.intake import service, work  # noqa: F401  (importing the work registers its runners)
from fundapp.intake.models import IntakeBatch
from fundapp.jobs import service as jobs
from fundapp.kernel.certain import surely
from fundapp.kernel.names import fold

UNIT = "CDCS-BML"
CONFIRMED, WAITING = 24, 17
CONFIRMED_DAY, WAITING_DAY = 95, -3
HEADER = (
    "STT", "Họ và tên", "Ngày/năm sinh", "Giới tính", "Số CCCD", "Số điện thoại", "Địa chỉ thường trú", "Khu vực", "Số nhân khẩu", "Thu nhập bình quân",
    "Diện", "Hoàn cảnh", "Đề nghị hỗ trợ", "Ghi chú",
)
CATEGORIES = {
    "poor": "Hộ nghèo", "near_poor": "Cận nghèo", "hardship": "Hoàn cảnh khó khăn", "serious_illness": "Bệnh hiểm nghèo", "single_parent": "Đơn thân nuôi con nhỏ",
    "disability": "Khuyết tật", "work_accident": "TNLĐ", "disaster": "Thiên tai",
}
REQUESTS = ("Quà Tết", "Quà Tết", "Mái ấm - sửa chữa", "Vay vốn", "Mái ấm - xây mới")


def send_lists(year: Year, village: Village) -> None:
    """Plan both uploads of Hoa's unit."""
    first = [_family(year, village, workday(CONFIRMED_DAY)) for _row in range(CONFIRMED)]
    second = [_family(year, village, workday(WAITING_DAY)) for _row in range(WAITING - 4)]
    dice = Random(year.seed)
    year.outside(moment(workday(CONFIRMED_DAY), 9, 30), lambda: _upload(year, "Danh sach doan vien kho khan quy 1.xlsx", first, dice, confirm=True))
    again = [*second[:6], *first[2:5], *second[6:], second[0]]
    year.outside(moment(workday(WAITING_DAY), 10, 10), lambda: _upload(year, "DS hộ khó khăn Tết 2027.xlsx", again, dice, confirm=False))


def _family(year: Year, village: Village, on: date) -> Family:
    return village.family(UNIT, year.above[UNIT], on, with_relatives=False)


def _upload(year: Year, name: str, families: Sequence[Family], dice: Random, *, confirm: bool) -> None:
    """Upload, have it read as the job would, and confirm; each step is a transaction of its own, as in the app."""
    with year.db.transaction(DEMO) as year.session:
        hoa = year.actor("hoa")
        content = workbook(families, dice, has_bad_row=True)
        batch = service.receive(year.session, content=content, name=name, unit_id=year.unit_ids[UNIT], by=hoa, on=year.on)
        batch_id, job_id = batch.id, batch.job_id
    _run(year, job_id)
    if confirm:
        with year.db.transaction(DEMO) as year.session:
            batch = year.session.get_one(IntakeBatch, batch_id)
            service.confirm(year.session, batch, takes_other_units=True, by=hoa)
            job_id = batch.job_id
        _run(year, job_id)


def _run(year: Year, job_id: int | None) -> None:
    ended = jobs.run(year.db, surely(job_id, "job that reads the file"))
    if ended != "done":
        raise RuntimeError(f"the job of a list ended {ended}")


def workbook(families: Sequence[Family], dice: Random, *, has_bad_row: bool) -> bytes:
    """Write a list with title rows, numbers that lost their zeros, mixed days, and one birth that cannot be."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"created": datetime(2026, 1, 1)})  # noqa: DTZ001  (the file format holds naive days)
    sheet = book.add_worksheet("Danh sách")
    bold = book.add_format({"bold": True, "align": "center"})
    sheet.merge_range(0, 0, 0, 5, "CÔNG ĐOÀN XÃ HẢI ANH")
    sheet.merge_range(1, 0, 1, 5, "CĐCS CÔNG TY CP MAY MẶC BẾN MỘC LAN", bold)
    sheet.merge_range(3, 0, 3, len(HEADER) - 1, "DANH SÁCH ĐOÀN VIÊN CÓ HOÀN CẢNH KHÓ KHĂN", bold)
    sheet.write_row(5, 0, HEADER, bold)
    rows = [_cells(number, family, dice) for number, family in enumerate(families, 1)]
    if has_bad_row:
        rows.append([len(rows) + 1, "Đỗ Thị Sen", "31/02/1990", "Nữ", None, None, "Xóm 4, xã Hải Anh, tỉnh Ninh Bình", "Nông thôn", 3, "1.800.000"])
    for place, row in enumerate(rows):
        sheet.write_row(6 + place, 0, row)
    sheet.write(7 + len(rows), 8, "TM. BAN CHẤP HÀNH", bold)
    book.close()
    return out.getvalue()


def _cells(number: int, family: Family, dice: Random) -> list[Any]:
    head, told = family.head, family.declaration
    year, month, day = (head.birth or "1990-01-01").split("-")
    birth = dice.choice((f"{day}/{month}/{year}", f"{day}/{month}/{year}", f"{int(day)}-{int(month)}-{year}", year))
    cccd: Any = head.cccd
    phone: Any = head.phone
    if number % 4 == 0:
        cccd, phone = int(head.cccd or 0), int(head.phone or 0)
    income = told.income_per_head_amount
    written: Any = None if income is None else dice.choice((income, f"{income:,}".replace(",", "."), f"{income // 1000}k"))
    return [
        number, fold(head.full_name).upper() if number % 11 == 0 else head.full_name, birth, "Nữ" if head.sex == "F" else "Nam", cccd, phone, told.address,
        "Thành thị" if told.area == "urban" else "Nông thôn", told.household_size, written, ", ".join(CATEGORIES[name] for name in told.categories),
        told.circumstances, dice.choice(REQUESTS), None,
    ]
