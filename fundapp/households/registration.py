"""What is said at a registration, and what is wrong with it: every problem on its field, with what to write instead. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from fundapp.households import words
from fundapp.households.poverty import every_indicator
from fundapp.kernel.days import day_text
from fundapp.kernel.identity import read_account, read_cccd, read_phone
from fundapp.kernel.labels import Text, _
from fundapp.kernel.money import dong
from fundapp.kernel.names import tidy_name

LARGEST_HOUSEHOLD = 40
LARGEST_INCOME = 1_000_000_000
OLDEST = 120
Problem = tuple[str, Text]


@dataclass(frozen=True)
class PersonInput:
    """A person as told: birth is yyyy-mm-dd, yyyy-mm or yyyy, as far as it is known."""

    full_name: str
    birth: str | None = None
    sex: str | None = None
    cccd: str | None = None
    old_id: str | None = None
    phone: str | None = None
    bank_code: str | None = None
    bank_account: str | None = None
    relation: str = "head"
    is_member: bool = False
    joined_union_on: date | None = None
    employed_since_on: date | None = None


@dataclass(frozen=True)
class DeclarationInput:
    """What the household declares on a day. An indicator that is missing or None is not known.

    Circumstances that are None stay as the declaration before told them: they lie sealed, and nobody has to open them to go on.
    """

    declared_on: date
    household_size: int | None = None
    income_per_head_amount: int | None = None
    area: str | None = None
    address: str = ""
    categories: tuple[str, ...] = ()
    deprivations: Mapping[str, bool | None] = field(default_factory=dict)
    circumstances: str | None = ""
    house_condition: str | None = None
    house_tenure: str | None = None
    house_area_m2: int | None = None
    certificate_class: str | None = None
    certificate_number: str = ""
    certificate_issuer: str = ""
    certificate_on: date | None = None
    certificate_year: int | None = None
    declared_by: str = ""
    source: str = ""


@dataclass(frozen=True)
class Numbers:
    """The numbers of a person as they are kept: digits only, each in its place."""

    cccd: str | None = None
    old_id: str | None = None
    phone: str | None = None
    bank_account: str | None = None


def numbers_of(person: PersonInput, on: date) -> tuple[Numbers, list[Problem]]:
    """Read the numbers of a person; an old CMND typed into the place of the CCCD goes to its own place."""
    problems: list[Problem] = []
    cccd, old_id = _identity(person, on, problems)
    phone = None
    if person.phone and person.phone.strip():
        read = read_phone(person.phone)
        if read.ok:
            phone = read.value
        else:
            problems.append(("phone", _("Số điện thoại không đúng. Hãy nhập 10 chữ số, bắt đầu bằng 03, 05, 07, 08 hoặc 09; hoặc để trống.")))
    account = read_account(person.bank_account) if person.bank_account and person.bank_account.strip() else None
    if account is None and person.bank_account and person.bank_account.strip():
        problems.append(("bank_account", _("Số tài khoản chỉ gồm chữ số (từ 5 đến 24 ký tự). Hãy kiểm tra lại.")))
    return Numbers(cccd, old_id, phone, account), problems


def _identity(person: PersonInput, on: date, problems: list[Problem]) -> tuple[str | None, str | None]:
    found: dict[str, str | None] = {"cccd": None, "cmnd": None}
    for name, raw in (("cccd", person.cccd), ("old_id", person.old_id)):
        if not raw or not raw.strip():
            continue
        read = read_cccd(raw, sex=person.sex, birth=person.birth, on=on)
        if not read.ok or read.kind is None:
            problems.append((name, _("Số giấy tờ không đúng: CCCD có 12 chữ số, CMND cũ có 9 chữ số. Hãy kiểm tra lại; hoặc để trống nếu chưa có.")))
        else:
            found[read.kind] = found[read.kind] or read.value
    return found["cccd"], found["cmnd"]


def person_problems(person: PersonInput, on: date) -> list[Problem]:
    """Every problem of a person as told, the numbers included."""
    problems = numbers_of(person, on)[1]
    name = tidy_name(person.full_name or "")
    if len(name) < 2 or not any(letter.isalpha() for letter in name):
        problems.append(("full_name", _("Hãy nhập họ và tên đầy đủ.")))
    elif len(name) > 100:
        problems.append(("full_name", _("Họ tên dài quá 100 ký tự. Hãy kiểm tra lại.")))
    birth = birth_problem(person.birth, on)
    if birth is not None:
        problems.append(("birth", birth))
    if person.sex is not None and person.sex not in words.SEXES:
        problems.append(("sex", _("Giới tính là Nam hoặc Nữ; để trống nếu chưa rõ.")))
    if person.relation not in words.RELATIONS:
        problems.append(("relation", _("Hãy chọn quan hệ với chủ hộ.")))
    problems += _dates_of(person, on)
    return problems


def _dates_of(person: PersonInput, on: date) -> list[Problem]:
    problems: list[Problem] = []
    born = int(person.birth[:4]) if person.birth and person.birth[:4].isdigit() else None
    for name, day in (("joined_union_on", person.joined_union_on), ("employed_since_on", person.employed_since_on)):
        if day is None:
            continue
        if day > on:
            problems.append((name, _("Ngày này ở sau ngày đăng ký %(on)s. Hãy kiểm tra lại.", on=day_text(on))))
        elif born is not None and day.year < born + 14:
            problems.append((name, _("Ngày này không hợp với năm sinh %(born)s. Hãy kiểm tra lại.", born=born)))
    return problems


def birth_problem(birth: str | None, on: date) -> Text | None:
    """Say what is wrong with a birth; none is fine."""
    if birth is None:
        return None
    if not re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", birth):
        return _("Ngày sinh viết ngày/tháng/năm, hoặc chỉ năm sinh, ví dụ 30/07/1987 hoặc 1987.")
    year, month, day = (int(part) for part in f"{birth}-01-01".split("-")[:3])
    try:
        born = date(year, month, day)
    except ValueError:
        return _("Không có ngày này trong lịch. Hãy kiểm tra lại ngày sinh.")
    if born > on:
        return _("Ngày sinh ở sau ngày đăng ký. Hãy kiểm tra lại năm sinh.")
    if year < on.year - OLDEST:
        return _("Năm sinh %(year)s quá xa (trên %(age)s tuổi). Hãy kiểm tra lại năm sinh.", year=year, age=OLDEST)
    return None


def declaration_problems(declaration: DeclarationInput, on: date) -> list[Problem]:
    """Every problem of a declaration as told."""
    problems: list[Problem] = []
    if declaration.declared_on > on:
        problems.append(("declared_on", _("Ngày khai không được sau hôm nay (%(on)s).", on=day_text(on))))
    elif declaration.declared_on.year < 2000:
        problems.append(("declared_on", _("Ngày khai quá xa trong quá khứ. Hãy kiểm tra lại năm.")))
    size = declaration.household_size
    if size is not None and not 1 <= size <= LARGEST_HOUSEHOLD:
        problems.append(("household_size", _("Số người trong hộ từ 1 đến %(most)s. Hãy kiểm tra lại.", most=LARGEST_HOUSEHOLD)))
    problems += _income(declaration.income_per_head_amount)
    if declaration.area is not None and declaration.area not in words.AREAS:
        problems.append(("area", _("Khu vực là nông thôn hoặc thành thị; để trống nếu chưa rõ.")))
    problems += _choices(declaration)
    problems += _certificate(declaration, on)
    return problems


def _income(amount: int | None) -> list[Problem]:
    if amount is None:
        return []
    if amount < 0:
        return [("income_per_head_amount", _("Thu nhập không thể là số âm. Hãy nhập 0 nếu hộ không có thu nhập, để trống nếu chưa biết."))]
    if amount > LARGEST_INCOME:
        return [("income_per_head_amount", _("Thu nhập mỗi người một tháng không quá %(most)s đồng. Hãy kiểm tra xem có thừa số 0.", most=dong(LARGEST_INCOME)))]
    return []


def _choices(declaration: DeclarationInput) -> list[Problem]:
    problems: list[Problem] = []
    if unknown := [name for name in declaration.categories if name not in words.CATEGORIES]:
        problems.append(("categories", _("Không có diện “%(name)s”. Hãy chọn trong danh sách.", name=unknown[0])))
    if declaration.house_condition is not None and declaration.house_condition not in words.HOUSE_CONDITIONS:
        problems.append(("house_condition", _("Hãy chọn tình trạng nhà ở trong danh sách.")))
    if declaration.house_tenure is not None and declaration.house_tenure not in words.HOUSE_TENURES:
        problems.append(("house_tenure", _("Hãy chọn hình thức nhà ở trong danh sách.")))
    if declaration.house_area_m2 is not None and not 0 <= declaration.house_area_m2 <= 10_000:
        problems.append(("house_area_m2", _("Diện tích nhà từ 0 đến 10.000 m². Hãy kiểm tra lại.")))
    indicators = {indicator.key for indicator in every_indicator()}
    if any(key not in indicators or value not in (True, False, None) for key, value in declaration.deprivations.items()):
        problems.append(("deprivations", _("Có chỉ số thiếu hụt không thuộc chuẩn nghèo nào. Hãy mở lại trang rồi nhập lại.")))
    return problems


def _certificate(declaration: DeclarationInput, on: date) -> list[Problem]:
    problems: list[Problem] = []
    if declaration.certificate_class is not None and declaration.certificate_class not in ("poor", "near_poor"):
        problems.append(("certificate_class", _("Giấy chứng nhận chỉ có cho hộ nghèo hoặc hộ cận nghèo.")))
    if declaration.certificate_class and not (declaration.certificate_number.strip() and declaration.certificate_year):
        problems.append(("certificate_number", _("Hãy ghi số giấy chứng nhận và năm được công nhận; chưa có giấy thì để trống cả mục này.")))
    if declaration.certificate_on is not None and declaration.certificate_on > on:
        problems.append(("certificate_on", _("Ngày cấp giấy không được sau hôm nay.")))
    return problems


def read_birth(typed: str) -> str:
    """Read a birth as people write it (30/07/1987, 7/1987, 1987) into yyyy-mm-dd, yyyy-mm or yyyy. Raises ValueError."""
    read = re.fullmatch(r"(?:(?:(\d{1,2})[/.\- ])?(\d{1,2})[/.\- ])?(\d{4})", typed.strip())
    if read is None:
        raise ValueError(_("Ngày sinh viết ngày/tháng/năm, hoặc chỉ năm sinh, ví dụ 30/07/1987 hoặc 1987."))
    day, month, year = read.groups()
    return "-".join(part for part in (year, month and month.zfill(2), day and day.zfill(2)) if part)
