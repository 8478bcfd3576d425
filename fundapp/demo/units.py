"""The units of the demo province: as they hung before 1/7/2025 and as they hang since.

Places are real, unions of enterprises are invented. Sources for the shape of the change: commune unions founded by
decision of the province, unions without one attached to the province, districts ended on 30/6/2025.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from fundapp.orgs import service
from fundapp.orgs.models import Unit

CHANGE = date(2025, 7, 1)
LAST_DAY = date(2025, 6, 30)
FOUNDED = "QĐ thành lập công đoàn xã/phường, 1/7/2025 (mẫu)"
MOVED = "QĐ chuyển giao CĐCS, 1/7/2025 (mẫu)"
ENDED = "QĐ kết thúc hoạt động, 30/6/2025 (mẫu)"


@dataclass(frozen=True)
class Spec:
    """One grassroots unit: where it hung before the change (None: did not exist) and since."""

    code: str
    name: str
    kind: str
    before: str | None
    since: str
    members: int
    opened: date = date(2012, 3, 26)


TOP = (
    ("TLD", "Tổng Liên đoàn Lao động Việt Nam", "Tổng LĐLĐ", "confederation", None, date(1946, 7, 20)),
    ("LDLD-NB", "Liên đoàn Lao động tỉnh Ninh Bình", "LĐLĐ tỉnh Ninh Bình", "province", "TLD", date(1992, 4, 1)),
    ("LDLD-ND", "Liên đoàn Lao động tỉnh Nam Định", "LĐLĐ tỉnh Nam Định", "province", "TLD", date(1997, 1, 1)),
    ("LDLD-HN", "Liên đoàn Lao động tỉnh Hà Nam", "LĐLĐ tỉnh Hà Nam", "province", "TLD", date(1997, 1, 1)),
    ("LDLD-HAIHAU", "Liên đoàn Lao động huyện Hải Hậu", "LĐLĐ huyện Hải Hậu", "district", "LDLD-ND", date(1960, 5, 1)),
    ("LDLD-TPHL", "Liên đoàn Lao động thành phố Hoa Lư", "LĐLĐ TP Hoa Lư", "district", "LDLD-NB", date(1992, 5, 1)),
    ("LDLD-THANHLIEM", "Liên đoàn Lao động huyện Thanh Liêm", "LĐLĐ huyện Thanh Liêm", "district", "LDLD-HN", date(1965, 5, 1)),
    ("CDKCN-NB", "Công đoàn các khu công nghiệp tỉnh Ninh Bình", "CĐ các KCN", "industrial_zone", "LDLD-NB", date(2006, 9, 15)),
    ("CDN-GD", "Công đoàn ngành Giáo dục tỉnh Ninh Bình", "CĐ ngành Giáo dục", "sector", "LDLD-NB", date(1992, 8, 1)),
)
COMMUNES = (
    ("CDX-HAIANH", "Công đoàn xã Hải Anh", "CĐ xã Hải Anh"),
    ("CDX-HAIHAU", "Công đoàn xã Hải Hậu", "CĐ xã Hải Hậu"),
    ("CDX-HAIXUAN", "Công đoàn xã Hải Xuân", "CĐ xã Hải Xuân"),
    ("CDP-HOALU", "Công đoàn phường Hoa Lư", "CĐ phường Hoa Lư"),
    ("CDP-DONGHL", "Công đoàn phường Đông Hoa Lư", "CĐ phường Đông Hoa Lư"),
    ("CDX-LIEMHA", "Công đoàn xã Liêm Hà", "CĐ xã Liêm Hà"),
)
GRASSROOTS = (
    Spec("CDCS-BML", "CĐCS Công ty CP May mặc Bến Mộc Lan", "grassroots", "LDLD-HAIHAU", "CDX-HAIANH", 1240),
    Spec("CDCS-TRUC", "CĐCS HTX Thêu ren Ngõ Trúc", "grassroots", "LDLD-HAIHAU", "CDX-HAIANH", 85),
    Spec("CDCS-YT3", "CĐCS Trạm Y tế liên xã số 3", "grassroots", "LDLD-HAIHAU", "CDX-HAIANH", 42),
    Spec("CDCS-SBD", "CĐCS Công ty TNHH Thủy sản Sóng Bạc Đầu", "grassroots", "LDLD-HAIHAU", "CDX-HAIHAU", 310),
    Spec("CDCS-CBN", "CĐCS Công ty TNHH Dệt nhuộm Cánh Buồm Nâu", "grassroots", "LDLD-HAIHAU", "CDX-HAIHAU", 540),
    Spec("CDCS-TTN", "CĐCS Công ty TNHH Chế biến gỗ Thuyền Thúng Nhỏ", "grassroots", "LDLD-HAIHAU", "CDX-HAIXUAN", 190),
    Spec("CDCS-RBT", "CĐCS Công ty TNHH Nông sản Ruộng Bậc Thang", "grassroots", "LDLD-HAIHAU", "CDX-HAIXUAN", 160),
    Spec("CDCS-MHH", "CĐCS Công ty TNHH Giày Mây Hồng Hạc", "grassroots", "LDLD-HAIHAU", "LDLD-NB", 2150),
    Spec("CDCS-HOACAU", "CĐCS Trường Mầm non Hoa Cau", "grassroots", "LDLD-HAIHAU", "LDLD-NB", 48),
    Spec("CDCS-SKD", "CĐCS Công ty TNHH Gốm Sao Khuê Đỏ", "grassroots", "LDLD-TPHL", "CDP-HOALU", 275),
    Spec("CDCS-DKQ", "CĐCS Công ty TNHH Cơ khí Đèn Kéo Quân", "grassroots", "LDLD-TPHL", "CDP-HOALU", 330),
    Spec("CDCS-CTD", "CĐCS Công ty TNHH Bao bì Cau Trắng Đông", "grassroots", "LDLD-TPHL", "CDP-HOALU", 145),
    Spec("ND-XICHLO", "Nghiệp đoàn Xe ôm, xích lô phường Hoa Lư", "trade_branch", "LDLD-TPHL", "CDP-HOALU", 64),
    Spec("CDCS-LMB", "CĐCS Công ty TNHH Nhựa Lá Me Bay", "grassroots", "LDLD-TPHL", "CDP-DONGHL", 220),
    Spec("CDCS-NMT", "CĐCS Công ty TNHH May mặc Nắng Mai Tím", "grassroots", "LDLD-TPHL", "CDP-DONGHL", 880),
    Spec("CDCS-DBS", "CĐCS Công ty TNHH Xi măng Đá Bạc Sương", "grassroots", "LDLD-THANHLIEM", "CDX-LIEMHA", 410),
    Spec("CDCS-TNB", "CĐCS Công ty TNHH Thêu ren Tre Ngà Biếc", "grassroots", "LDLD-THANHLIEM", "CDX-LIEMHA", 130),
    Spec("CDCS-DCG", "CĐCS Công ty CP Xây lắp Đồi Cọ Già", "grassroots", "LDLD-THANHLIEM", "LDLD-NB", 365),
    Spec("CDCS-TNX", "CĐCS Công ty TNHH Linh kiện điện tử Trăng Non Xanh", "grassroots", "CDKCN-NB", "CDKCN-NB", 3200),
    Spec("CDCS-BLV", "CĐCS Công ty TNHH Giày Bông Lúa Vàng", "grassroots", "CDKCN-NB", "CDKCN-NB", 4100),
    Spec("CDCS-HGL", "CĐCS Công ty TNHH May mặc Hoa Gạo Lửa", "grassroots", "CDKCN-NB", "CDKCN-NB", 1650),
    Spec("CDCS-SNT", "CĐCS Công ty TNHH Da lông vũ Suối Ngọc Trai", "grassroots", "CDKCN-NB", "CDKCN-NB", 720),
    Spec("CDCS-THCSYT", "CĐCS Trường THCS Yên Trị", "grassroots", "CDN-GD", "CDN-GD", 52),
    Spec("CDCS-THPTPD", "CĐCS Trường THPT Phát Diệm B", "grassroots", "CDN-GD", "CDN-GD", 78),
    Spec("CDCS-GNC", "CĐCS Công ty TNHH Nông sản Gió Nồm Chiều", "grassroots", None, "CDX-HAIHAU", 95, date(2026, 2, 3)),
    Spec("CDBP-MAY1", "CĐ bộ phận Xưởng may 1 (Bến Mộc Lan)", "section", "CDCS-BML", "CDCS-BML", 420),
    Spec("CDBP-MAY2", "CĐ bộ phận Xưởng may 2 (Bến Mộc Lan)", "section", "CDCS-BML", "CDCS-BML", 380),
)
# What the school was called before it became a kindergarten of the state.
RENAMED = {"CDCS-HOACAU": ("CĐCS Trường Mẫu giáo Hoa Cau", date(2019, 9, 1), "QĐ đổi tên trường, 1/9/2019 (mẫu)")}
SUCCESSORS = (("LDLD-HAIHAU", "LDLD-NB"), ("LDLD-TPHL", "LDLD-NB"), ("LDLD-THANHLIEM", "LDLD-NB"), ("LDLD-ND", "LDLD-NB"), ("LDLD-HN", "LDLD-NB"))


def add_units(session: Session) -> dict[str, Unit]:
    """Open every unit as it was, then carry out the change of 1/7/2025."""
    service.load_kinds(session)
    units: dict[str, Unit] = {}
    for code, name, short, kind, parent, opened in TOP:
        units[code] = service.open_unit(
            session, code=code, name=name, short_name=short, kind=kind, on=opened, by=None, parent=units.get(parent) if parent else None,
            signer_title="TM. BAN THƯỜNG VỤ" if kind == "province" else "TM. BAN CHẤP HÀNH", address="Ninh Bình" if parent else "Hà Nội",
        )
    for spec in GRASSROOTS:
        if spec.before:
            units[spec.code] = _open(session, spec, units[spec.before], spec.opened)
    for code, name, short in COMMUNES:
        units[code] = service.open_unit(
            session, code=code, name=name, short_name=short, kind="commune", on=CHANGE, by=None, parent=units["LDLD-NB"], document=FOUNDED,
            signer_title="TM. BAN CHẤP HÀNH", address=f"{name.removeprefix('Công đoàn ')}, tỉnh Ninh Bình",
        )
    for spec in GRASSROOTS:
        if spec.before is None:
            units[spec.code] = _open(session, spec, units[spec.since], spec.opened)
        elif spec.before != spec.since:
            service.hang_under(session, units[spec.code], units[spec.since], on=CHANGE, document=MOVED, by=None)
    for code, successor in SUCCESSORS:
        service.close_unit(session, units[code], on=LAST_DAY, successor=units[successor], document=ENDED, by=None)
    return units


def _open(session: Session, spec: Spec, parent: Unit, on: date) -> Unit:
    short = spec.name.replace("Công ty TNHH ", "").replace("Công ty CP ", "")
    former = RENAMED.get(spec.code)
    unit = service.open_unit(
        session, code=spec.code, name=former[0] if former else spec.name, short_name=former[0] if former else short, kind=spec.kind, on=on, by=None,
        parent=parent, member_count=spec.members,
        address="tỉnh Ninh Bình", signer_title="TM. BAN CHẤP HÀNH",
    )
    if former:
        service.rename(session, unit, name=spec.name, short_name=short, on=former[1], document=former[2], by=None)
    return unit
