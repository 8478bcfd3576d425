"""Acts on a disaster: record it with its communes, ask for many households at once, decide them together, confirm them together.

What comes of it are ordinary requests: each has its own case, its seal, its reserved money, and is paid as everything else.
"""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.trail import record
from fundapp.cases import queries as cases
from fundapp.cases import service as case_service
from fundapp.cases.models import Case, Decision
from fundapp.cases.paper import series_of
from fundapp.cases.service import Together
from fundapp.casework import queries as casework
from fundapp.casework import service as requests
from fundapp.documents import papers
from fundapp.documents import service as documents
from fundapp.documents.register import next_number
from fundapp.help import service as help_service
from fundapp.households.models import Household
from fundapp.kernel import clock
from fundapp.kernel.errors import Refusal
from fundapp.kernel.labels import Text, _
from fundapp.kernel.money import dong, share
from fundapp.ledger.models import Book
from fundapp.orgs.models import Unit
from fundapp.orgs.paper import place_of
from fundapp.orgs.queries import above
from fundapp.relief import queries, words
from fundapp.relief.affected import Area, place_key
from fundapp.relief.facts import keys_of
from fundapp.relief.models import Disaster, DisasterArea, ReliefRequest
from fundapp.relief.paper import Line, disaster_paper
from fundapp.relief.programme import ReliefInput
from fundapp.relief.urgency import deciding_unit

MOST_AT_ONCE = 200


class DisasterRefused(Refusal):
    """The disaster, or what is asked for or decided after it, may not be so."""


@dataclass(frozen=True)
class DisasterInput:
    """A disaster as typed; `amount` are the đồng that one household is to get, `source` the paper or office that says so."""

    kind: str
    title: str
    started_on: date
    ended_on: date
    source: str
    amount: int
    areas: Sequence[Area]


@dataclass(frozen=True)
class Asked:
    """What became of households that were asked for together: the cases that were handed in, and who was refused and why."""

    made: list[Case]
    refused: list[tuple[str, Text]]


def record_disaster(session: Session, *, unit: Unit, given: DisasterInput, by: Actor, on: date) -> Disaster:
    """Record a disaster of a unit with the communes that it hit. Refuses days to come, a disaster without a commune or without a source."""
    if given.kind not in words.DISASTERS or not given.title.strip():
        raise DisasterRefused(_("Hãy chọn loại thiên tai và ghi tên đợt, ví dụ “Bão số 13”."), "title")
    if given.ended_on < given.started_on:
        raise DisasterRefused(_("Ngày kết thúc phải từ ngày bắt đầu trở đi."), "ended_on")
    if given.started_on > on:
        raise DisasterRefused(_("Ngày xảy ra không được ở tương lai."), "started_on")
    if not given.source.strip():
        raise DisasterRefused(_("Hãy ghi văn bản hoặc cơ quan xác nhận thiệt hại, ví dụ “Báo cáo 45/BC-UBND”."), "source")
    if given.amount <= 0:
        raise DisasterRefused(_("Hãy ghi mức trợ cấp một hộ."), "amount")
    disaster = Disaster(
        unit_id=unit.id, kind=given.kind, title=given.title.strip(), started_on=given.started_on, ended_on=given.ended_on, source=given.source.strip(),
        amount=given.amount, made_by_id=by.user_id, made_at=clock.now(),
    )
    session.add(disaster)
    session.flush()
    record(session, by=by, act="relief.disaster", subject=f"disasters/{disaster.id}", unit_id=unit.id, details={"title": disaster.title})
    add_areas(session, disaster, given.areas, source="", by=by)
    return disaster


def add_areas(session: Session, disaster: Disaster, areas: Sequence[Area], *, source: str, by: Actor) -> int:
    """Add communes that were hit; one that is on the list already is passed over. Refuses a day outside those of the disaster."""
    known = {area.place_key for area in disaster.areas}
    made = []
    for area in areas:
        key = place_key(area.name)[:120]
        if not key:
            continue
        if not disaster.started_on <= area.hit_on <= disaster.ended_on:
            raise DisasterRefused(_("Ngày của %(area)s nằm ngoài thời gian của đợt thiên tai. Hãy kiểm tra lại ngày.", area=area.name), "areas")
        if key not in known:
            known.add(key)
            made.append(DisasterArea(
                disaster_id=disaster.id, name=" ".join(area.name.split()), place_key=key, hit_on=area.hit_on, source=source.strip(), added_by_id=by.user_id,
            ))
    if not made:
        raise DisasterRefused(_("Hãy ghi ít nhất một xã, phường bị thiệt hại chưa có trong danh sách."), "areas")
    session.add_all(made)
    session.flush()
    session.refresh(disaster)
    record(session, by=by, act="relief.areas", subject=f"disasters/{disaster.id}", unit_id=disaster.unit_id, details={"count": len(made)})
    return len(made)


def ask_together(
    session: Session, disaster: Disaster, *, household_ids: Sequence[int], proof: bytes, proof_name: str, by: Actor, on: date
) -> Asked:
    """Open and hand in one urgent request for each of these households, all resting on one paper (the list of damage that the commune has confirmed).

    One that cannot be asked for is told with its reason and costs the others nothing. Refuses whoever is not proposed today.
    """
    if not household_ids:
        raise DisasterRefused(_("Hãy chọn ít nhất một hộ."), "households")
    if len(household_ids) > MOST_AT_ONCE:
        raise DisasterRefused(_("Mỗi lần chọn nhiều nhất %(n)s hộ.", n=MOST_AT_ONCE), "households")
    if not proof:
        raise DisasterRefused(_("Hãy chọn tệp danh sách thiệt hại có xác nhận của UBND cấp xã."), "proof")
    found = queries.affected(session, disaster, by, on)
    proposed = {one.household_id: one for one in found.proposed}
    told = {one.household_id: one for one in found.left_out}
    made: list[Case] = []
    refused: list[tuple[str, Text]] = []
    for household_id in dict.fromkeys(household_ids):
        one = proposed.get(household_id)
        if one is None:
            left = told.get(household_id)
            refused.append((left.name if left else str(household_id), left.because if left else _("không thuộc danh sách đề xuất của bạn")))
            continue
        try:
            with session.begin_nested():
                made.append(_ask(session, disaster, one, proof, proof_name, by=by, on=on))
        except Refusal as refusal:
            refused.append((one.name, refusal.message))
    return Asked(made, refused)


def decide_together(
    session: Session, disaster: Disaster, asks: Sequence[ReliefRequest], *, shares: Sequence[tuple[Book, int]], reason: str, by: Actor, on: date
) -> list[Decision]:
    """Decide many urgent requests after one disaster in one act: one numbered paper with its list for each unit, each household within the urgent ceiling.

    `shares` are đồng of each fund for one household; whoever may get less gets it out of the funds in the same proportion. All or none: what stands
    in the way of one is told by name.
    """
    parts = [(book, amount) for book, amount in shares if amount]
    whole = sum(amount for _book, amount in parts)
    if not asks or len(asks) > MOST_AT_ONCE:
        raise DisasterRefused(_("Hãy chọn từ 1 đến %(n)s hồ sơ cho một quyết định.", n=MOST_AT_ONCE), "asks")
    if any(ask.disaster_id != disaster.id for ask in asks):
        raise DisasterRefused(_("Có hồ sơ không thuộc đợt thiên tai này. Hãy mở lại trang."), "asks")
    if whole <= 0 or any(amount < 0 for _book, amount in parts):
        raise DisasterRefused(_("Hãy nhập số tiền một hộ lấy từ ít nhất một quỹ."), "amount")
    if not reason.strip():
        raise DisasterRefused(_("Hãy ghi lý do quyết định ngay."), "reason")
    ordered = sorted(asks, key=lambda one: (one.unit_id, one.id))
    households = {ask.id: session.get_one(Household, ask.case.household_id) for ask in ordered}
    help_service.hold(session, [key for household in households.values() for key in keys_of(household)])
    made: list[Decision] = []
    for unit_id in dict.fromkeys(ask.unit_id for ask in ordered):
        group = [ask for ask in ordered if ask.unit_id == unit_id]
        amounts = {ask.id: min(whole, _most(session, ask, on)) for ask in group}
        unit, file_id, number = _paper(session, disaster, group, amounts, parts, reason, by=by, on=on)
        for position, ask in enumerate(group, 1):
            own = share(amounts[ask.id], [amount for _book, amount in parts]) if amounts[ask.id] else []
            try:
                made.append(requests.decide(
                    session, ask, shares=[(book, part) for (book, _amount), part in zip(parts, own, strict=False)], waivers={}, reason=reason, by=by, on=on,
                    urgent=unit, together=Together(number, file_id, position),
                ))
            except Refusal as refusal:
                raise DisasterRefused(
                    _("%(name)s (%(code)s): %(why)s Chưa quyết định hồ sơ nào; hãy bỏ chọn hồ sơ này rồi quyết định lại.",
                      name=households[ask.id].head_name, code=ask.case.code, why=refusal.message), "asks"
                ) from refusal
    record(
        session, by=by, act="relief.together", subject=f"disasters/{disaster.id}", unit_id=disaster.unit_id,
        details={"count": len(made), "amount": sum(one.amount for one in made)},
    )
    return made


def confirm_together(session: Session, disaster: Disaster, asks: Sequence[ReliefRequest], *, reason: str, by: Actor, on: date) -> int:
    """Confirm many urgent decisions after one disaster afterwards, by whoever neither asked nor decided. All or none."""
    if not asks:
        raise DisasterRefused(_("Hãy chọn ít nhất một hồ sơ."), "asks")
    for ask in sorted(asks, key=lambda one: one.id):
        if ask.disaster_id != disaster.id:
            raise DisasterRefused(_("Có hồ sơ không thuộc đợt thiên tai này. Hãy mở lại trang."), "asks")
        missing = cases.missing_papers(session, ask.case, casework.judgement(session, ask, on).papers)
        try:
            case_service.ratify(session, ask.case, missing=missing, reason=reason, by=by, on=on)
        except Refusal as refusal:
            raise DisasterRefused(_("%(code)s: %(why)s", code=ask.case.code, why=refusal.message), refusal.field or "asks") from refusal
    return len(asks)


def earlier_of(session: Session, disaster: Disaster) -> int:
    """How many requests have been made after a disaster in all, wherever: a number, no row."""
    query = select(func.count()).select_from(ReliefRequest).where(ReliefRequest.disaster_id == disaster.id)
    return session.scalar(query.execution_options(all_units=queries.WHY)) or 0


def _ask(session: Session, disaster: Disaster, one: queries.Proposed, proof: bytes, proof_name: str, *, by: Actor, on: date) -> Case:
    content = ReliefInput(
        kind="disaster", event_on=one.area.hit_on, requested_amount=one.amount, place=one.area.name, description=str(one.because), is_urgent=True,
        urgent_reason=disaster.title, disaster_id=disaster.id,
    )
    case = requests.open_request(session, ReliefRequest, session.get_one(Household, one.household_id), content=content, by=by, on=on)
    ask = session.get_one(ReliefRequest, case.id)
    for key, _name in casework.judgement(session, ask, on).papers:
        case_service.attach_paper(session, case, paper_key=key, stream=io.BytesIO(proof), name=proof_name, by=by, on=on)
    requests.submit(session, ask, by=by, on=on)
    return case


def _most(session: Session, ask: ReliefRequest, on: date) -> int:
    judged = casework.judgement(session, ask, on)
    return min(ask.case.requested_amount or 0, judged.norm_amount or 0)


def _paper(
    session: Session, disaster: Disaster, group: Sequence[ReliefRequest], amounts: Mapping[int, int], parts: Sequence[tuple[Book, int]], reason: str,
    *, by: Actor, on: date,
) -> tuple[Unit, int, int]:
    """Number and print the one decision on the requests of a unit, with their list."""
    units = {deciding_unit(session, ask, on) for ask in group}
    unit = units.pop() if len(units) == 1 else None
    if unit is None:
        raise DisasterRefused(_("Không cấp nào được quyết định khẩn cấp số tiền này cho cả danh sách. Hãy giảm mức hoặc quyết định từng hồ sơ."), "asks")
    if not by.can("case:decide", unit.id):
        raise DisasterRefused(_("%(unit)s quyết định số tiền này; hãy chuyển cho lãnh đạo của đơn vị đó.", unit=unit.name), "asks")
    own = session.get_one(Unit, group[0].unit_id)
    series = series_of(unit.kind)
    summary = str(_("Về việc trợ cấp khẩn cấp đoàn viên bị thiệt hại do %(title)s", title=disaster.title))
    number = next_number(session, unit.id, series, on.year, title=summary, subject=f"disasters/{disaster.id}", for_unit_id=own.id, by=by)
    lines = []
    total: dict[str, int] = {}
    for ask in group:
        household = session.get_one(Household, ask.case.household_id)
        lines.append(Line(household.head_name, household.address, ask.case.code, amounts[ask.id]))
        split = share(amounts[ask.id], [amount for _book, amount in parts]) if amounts[ask.id] else [0] * len(parts)
        for (book, _amount), part in zip(parts, split, strict=True):
            total[book.name] = total.get(book.name, 0) + part
    higher = above(session, unit)
    judged = casework.judgement(session, group[0], on)
    data = disaster_paper(
        superior=higher[0].name if higher else "", body=unit.name, place=place_of(unit.address), on=on, number=f"{number:02d}/{series}", summary=summary,
        title=disaster.title, source=disaster.source, regulation=judged.title, own_unit=own.name, lines=lines, funds=list(total.items()), reason=reason.strip(),
        signer=by.full_name, signer_title=unit.signer_title,
    )
    name = f"Quyet-dinh-{number:02d}-{dong(len(lines))}-ho.pdf"
    file = documents.keep_printed(session, pdf=papers.render("quyet_dinh", data), name=name, unit_id=unit.id, for_unit_id=own.id, by=by)
    return unit, file.id, number
