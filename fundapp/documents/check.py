"""Invariants of files, register and seals."""

from collections import defaultdict

from sqlalchemy import select
from sqlalchemy.orm import Session

from fundapp.documents import files, seals
from fundapp.documents.models import DocumentSeries, RegisteredDocument, Seal, StoredFile
from fundapp.kernel.checks import Invariant
from fundapp.kernel.labels import _


def invariants(session: Session) -> list[Invariant]:
    """Every invariant of this room, over the rows of all units."""
    return [_files(session), _register(session), _seals(session)]


def _files(session: Session) -> Invariant:
    rows = session.execute(select(StoredFile.id, StoredFile.sha256, StoredFile.size))
    count = 0
    wrong: list[str] = []
    known: dict[str, bool] = {}
    for row in rows:
        count += 1
        if row.sha256 not in known:
            known[row.sha256] = files.is_whole(row.sha256, row.size)
        if not known[row.sha256]:
            wrong.append(_("tệp số %(id)s thiếu hoặc đã bị sửa", id=row.id))
    return Invariant("D1", _("Mỗi tệp lưu trữ còn nguyên, đúng mã băm"), count, wrong)


def _register(session: Session) -> Invariant:
    numbers: dict[tuple[int, str, int], list[int]] = defaultdict(list)
    found = RegisteredDocument
    for row in session.execute(select(found.unit_id, found.series, found.year, found.number).order_by(found.number)):
        numbers[(row.unit_id, row.series, row.year)].append(row.number)
    last = {(row.unit_id, row.series, row.year): row.last_number for row in session.scalars(select(DocumentSeries))}
    wrong: list[str] = [
        _("sổ văn bản %(series)s năm %(year)s của đơn vị số %(unit)s bị nhảy số", unit=key[0], series=key[1], year=key[2])
        for key in sorted({*numbers, *last})
        if numbers[key] != list(range(1, last.get(key, 0) + 1))
    ]
    return Invariant("D2", _("Số văn bản liên tục, không trùng, không nhảy số"), sum(map(len, numbers.values())), wrong)


def _seals(session: Session) -> Invariant:
    count = 0
    wrong: list[str] = []
    heads: dict[str, str] = {}
    for seal in session.scalars(select(Seal).order_by(Seal.subject, Seal.number)):
        count += 1
        if seal.previous_digest != heads.get(seal.subject, "") or not seals.is_intact(session, seal):
            wrong.append(_("niêm phong số %(number)s của %(subject)s không còn nguyên vẹn", number=seal.number, subject=seal.subject))
        heads[seal.subject] = seal.digest
    return Invariant("D3", _("Niêm phong của các quyết định còn nguyên vẹn và nối tiếp nhau"), count, wrong)
