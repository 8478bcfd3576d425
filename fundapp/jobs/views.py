"""The page of one piece of long work, and the list of one's own."""

from typing import Any

from flask import Blueprint, g, render_template
from sqlalchemy import select
from sqlalchemy.orm import defer

from fundapp.jobs.models import Job
from fundapp.kernel.labels import _
from fundapp.web.guards import fetch, requires

bp = Blueprint("jobs", __name__, url_prefix="/jobs")
STATES = {"waiting": _("Đang chờ"), "running": _("Đang xử lý"), "done": _("Đã xong"), "failed": _("Không xong")}
KINDS = {
    "edge.forget_forms": _("Dọn dấu của biểu mẫu đã gửi"),
    "console.check": _("Tự kiểm tra số liệu"), "intake.read": _("Đọc danh sách tải lên"), "intake.confirm": _("Ghi danh sách vào hồ sơ"),
    "keys.reseal": _("Mã hóa lại bằng khóa mới"),
    # "housing.lapse" is how such a job was called before other programmes had promises.
    "casework.lapse": _("Cho cam kết chi quá hạn hết hiệu lực"), "housing.lapse": _("Cho cam kết chi quá hạn hết hiệu lực"),
    "founding.units": _("Mở đơn vị từ danh sách"), "payments.together": _("Kiểm tra, ký duyệt nhiều đề nghị chi"),
    "housing.together": _("Lập nhiều đề nghị chi"), "loans.together": _("Lập nhiều đề nghị chi"), "relief.together": _("Lập nhiều đề nghị chi"),
    "payments.approval": _("Soát và duyệt bảng kê"), "payments.result": _("Đọc kết quả chuyển khoản của ngân hàng"),
    "bank.read": _("Đọc sao kê"), "bank.file": _("Lưu sao kê"), "bank.confirm": _("Xác nhận các khoản khớp chắc chắn"), "gifts.rows": _("Đọc danh sách nhận quà"),
    "gifts.together": _("Lập đề nghị chi cho nhiều danh sách quà"), "gifts.transfers": _("Lập đề nghị chi chuyển khoản cho danh sách"),
    "gifts.transfers.together": _("Lập chuyển khoản cho nhiều danh sách quà"), "loans.allocate": _("Phân bổ tiền thu nợ"),
    "loans.classify": _("Phân loại nợ cuối tháng"),
    "takeover.read": _("Đọc sổ cũ"), "takeover.post": _("Ghi sổ cũ vào sổ"),
}


@bp.get("/")
@requires("job:read", menu=_("Công việc nền"), icon="loader", group="system", order=60)
def listing() -> Any:
    rows = list(g.db.scalars(select(Job).options(defer(Job.result), defer(Job.payload)).order_by(Job.id.desc()).limit(100)))
    return render_template("jobs/listing.html", rows=rows, states=STATES, kinds=KINDS)


@bp.get("/<int:job_id>")
@requires("job:read")
def show(job_id: int) -> Any:
    return render_template("jobs/show.html", job=fetch(Job, job_id, "job:read"), states=STATES, kinds=KINDS)
