"""Invariants of files, register and seals."""

from collections import defaultdict

from sqlalchemy import not_, null, select
from sqlalchemy.orm import Session

from fundapp.documents import files, public, seals
from fundapp.documents.models import DocumentSeries, PublicPaper, RegisteredDocument, Seal, StoredFile
from fundapp.kernel import crypto
from fundapp.kernel.checks import Fault, Invariant, lists, stream
from fundapp.kernel.db.resealing import bearing, borne, places
from fundapp.kernel.labels import _


def invariants(session: Session) -> list[Invariant]:
    """Every invariant of this room, over the rows of all units."""
    return [_files(session), _register(session), _seals(session), _public(session), _keys(session)]


def _files(session: Session) -> Invariant:
    rows = 0
    wrong: list[str] = []
    last, whole = "", True
    # In the order of the hashes, so that bytes that many rows name are read once.
    query = select(StoredFile.id, StoredFile.sha256, StoredFile.size, StoredFile.unit_id, StoredFile.for_unit_id).order_by(StoredFile.sha256, StoredFile.id)
    for row in stream(session, query):
        rows += 1
        if row.sha256 != last:
            last, whole = row.sha256, files.is_whole(row.sha256, row.size)
        if not whole:
            wrong.append(Fault(_("tệp số %(id)s thiếu hoặc đã bị sửa", id=row.id), row.unit_id, row.for_unit_id))
    return Invariant("D1", _("Mỗi tệp lưu trữ còn nguyên, đúng mã băm"), rows, wrong)


def _keys(session: Session) -> Invariant:
    known, rows = crypto.ring().ids, 0
    wrong: list[str] = []
    for place in places():
        rows += borne(session, place, known).total()
        lost = select(place.cls.id, getattr(place.cls, "unit_id", null()).label("unit_id")).where(place.column.is_not(None), not_(bearing(place, known)))
        wrong += [Fault(_("%(place)s của hàng số %(id)s mang khóa không còn", place=place.name, id=row.id), row.unit_id) for row in stream(session, lost)]
    return Invariant("D5", _("Mỗi giá trị niêm phong mang một khóa còn giữ"), rows, wrong)


def _register(session: Session) -> Invariant:
    numbers: dict[tuple[int, str, int], list[int]] = defaultdict(list)
    found = RegisteredDocument
    for row in stream(session, select(found.unit_id, found.series, found.year, found.number).order_by(found.number)):
        numbers[(row.unit_id, row.series, row.year)].append(row.number)
    counters = select(DocumentSeries.unit_id, DocumentSeries.series, DocumentSeries.year, DocumentSeries.last_number)
    last = {(row.unit_id, row.series, row.year): row.last_number for row in stream(session, counters)}
    wrong: list[str] = [
        Fault(_("sổ văn bản %(series)s năm %(year)s của đơn vị số %(unit)s bị nhảy số", unit=key[0], series=key[1], year=key[2]), key[0])
        for key in sorted({*numbers, *last})
        if numbers[key] != list(range(1, last.get(key, 0) + 1))
    ]
    return Invariant("D2", _("Số văn bản liên tục, không trùng, không nhảy số"), sum(map(len, numbers.values())), wrong)


def _seals(session: Session) -> Invariant:
    rows = 0
    wrong: list[str] = []
    subject, head = "", ""
    for part in lists(session, select(Seal).order_by(Seal.subject, Seal.number)):
        intact = seals.are_intact(session, part)
        for seal in part:
            rows += 1
            if seal.subject != subject:
                subject, head = seal.subject, ""
            if seal.previous_digest != head or not intact[seal.id]:
                words = _("niêm phong số %(number)s của %(subject)s không còn nguyên vẹn", number=seal.number, subject=seal.subject)
                wrong.append(Fault(words, seal.unit_id, seal.for_unit_id))
            head = seal.digest
    return Invariant("D3", _("Niêm phong của các quyết định còn nguyên vẹn và nối tiếp nhau"), rows, wrong)


def _public(session: Session) -> Invariant:
    rows = 0
    wrong: list[str] = []
    for part in lists(session, select(PublicPaper).order_by(PublicPaper.id)):
        for row in part:
            rows += 1
            if not public.is_untouched(row):
                wrong.append(Fault(_("trang công khai của %(title)s %(number)s không còn như lúc in", title=row.title, number=row.number), row.unit_id))
    return Invariant("D4", _("Trang công khai của mỗi giấy đã in còn như lúc in, đúng mã in trên giấy"), rows, wrong)
