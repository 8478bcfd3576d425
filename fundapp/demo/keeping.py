"""What the administrator of the demo province did: who went, whose account was locked, and the list of communes sent in.

The administrator has no password, like all who do not belong to the cast.
"""

import io
from datetime import date

from sqlalchemy.orm import Session

from fundapp.access import service
from fundapp.access.models import User
from fundapp.access.policy import Role
from fundapp.access.queries import actor_of
from fundapp.demo.staff import NO_PASSWORD
from fundapp.demo.timeline import moment, workday
from fundapp.demo.units import CHANGE, COMMUNES, FOUNDED, LAST_DAY
from fundapp.demo.year import DEMO, Year
from fundapp.founding import service as founding
from fundapp.founding import work  # noqa: F401  (importing it registers its runner)
from fundapp.jobs import service as jobs
from fundapp.kernel import clock
from fundapp.orgs.models import Unit

ADMINISTRATOR = "quantri"
PROVINCE = "LDLD-NB"
LIST_DAY = 12
HEADER = ("STT", "Tên công đoàn", "Trực thuộc", "Ngày thành lập", "Quyết định", "Số đoàn viên")


def add_administrator(session: Session, units: dict[str, Unit], *, on: date) -> User:
    """Add who keeps units and users of the province."""
    user = service.add_user(
        session, username=ADMINISTRATOR, full_name="Ngô Quang Trị", password_hash=NO_PASSWORD, by=None, cccd="037083900109", phone="0301900109"
    )
    service.give_post(session, user=user, role=Role.ADMINISTRATOR, unit=units[PROVINCE], on=on, by=None)
    return user


def hand_over(session: Session, units: dict[str, Unit], administrator: User, *, on: date) -> None:
    """End the post of the officer before Hoa, who has retired, and lock the account."""
    by = actor_of(session, administrator, on=on)
    retired = service.add_user(session, username="cs.cdcs_bml_cu", full_name="Trịnh Văn Thảo", password_hash=NO_PASSWORD, by=by, cccd="036064900110")
    post = service.give_post(session, user=retired, role=Role.OFFICER, unit=units["CDCS-BML"], on=date(2019, 5, 6), by=by)
    service.end_post(session, post, last_day=LAST_DAY, by=by, on=on, now=clock.now())
    service.lock(session, retired, reason="Nghỉ hưu, đã bàn giao cho bà Trần Thị Hoa", by=by, now=clock.now())


def send_units(year: Year) -> None:
    """Plan the upload of the list of communes: they are all there already, but for one row that names its parent wrongly."""
    year.outside(moment(workday(LIST_DAY), 14, 5), lambda: _upload(year))


def _upload(year: Year) -> None:
    with year.db.transaction(DEMO) as year.session:
        province = year.unit_ids[PROVINCE]
        job_id = founding.receive(
            year.session, content=_workbook(), name="DS cong doan xa phuong.xlsx", usual=founding.Usual(province, CHANGE), is_tried=False, unit_id=province,
            by=year.actor(ADMINISTRATOR),
        ).id
    ended = jobs.run(year.db, job_id)
    if ended != "done":
        raise RuntimeError(f"the job of the list of units ended {ended}")


def _workbook() -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("Xã, phường")
    sheet.write_string(0, 0, "DANH SÁCH CÔNG ĐOÀN XÃ, PHƯỜNG")
    sheet.write_row(2, 0, HEADER)
    rows = [(name, "Liên đoàn Lao động tỉnh Ninh Bình") for _code, name, _short in COMMUNES] + [("Công đoàn xã Yên Trị", "LĐLĐ huyện Yên Mô")]
    for number, (name, parent) in enumerate(rows, 1):
        sheet.write_row(2 + number, 0, (number, name, parent, "01/07/2025", FOUNDED, None))
    book.close()
    return out.getvalue()
