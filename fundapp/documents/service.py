"""Take in and keep files."""

import hashlib
from typing import IO, Any

from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.policy import Permission
from fundapp.access.trail import record
from fundapp.documents import files, images, kinds
from fundapp.documents.models import StoredFile
from fundapp.kernel import clock


def store(
    session: Session, *, stream: IO[bytes] | Any, name: str | None, unit_id: int, for_unit_id: int | None = None, by: Actor | None,
    opens_with: str = Permission.DOCUMENT_READ, kind: kinds.Kind | None = None,
) -> StoredFile:
    """Take in an uploaded file. Its kind is told by its bytes; pictures are encoded anew; refuses with FileRefused.

    Whoever opens it needs the permission `opens_with` at its unit. `kind` is given by a room that has proved the bytes itself.
    """
    shown = kinds.tidy_file_name(name)
    content = _read(stream, shown)
    kind = kind or kinds.kind_of(content, shown)
    original = hashlib.sha256(content).hexdigest()
    if kind in kinds.IMAGES:
        content = images.encode_anew(content, kind, shown)
    row = _keep(
        session, content=content, name=kinds.tidy_file_name(name, kind), content_type=kind.content_type, original_sha256=original,
        origin="uploaded", opens_with=Permission(opens_with).value, unit_id=unit_id, for_unit_id=for_unit_id, by=by,
    )
    record(session, by=by, act="file.store", subject=f"documents/{row.id}", unit_id=unit_id, details={"sha256": row.sha256})
    return row


def keep_printed(
    session: Session, *, pdf: bytes, name: str, unit_id: int, for_unit_id: int | None = None, by: Actor | None, opens_with: str = Permission.DOCUMENT_READ
) -> StoredFile:
    """Keep a paper that this program has printed (see `papers.render`), exactly as it was printed. `opens_with` as in `store`."""
    return _keep(
        session, content=pdf, name=kinds.tidy_file_name(name, kinds.PDF), content_type=kinds.PDF.content_type,
        original_sha256=hashlib.sha256(pdf).hexdigest(), origin="printed", opens_with=Permission(opens_with).value, unit_id=unit_id, for_unit_id=for_unit_id, by=by,
    )


def _keep(session: Session, *, content: bytes, by: Actor | None, **values: Any) -> StoredFile:
    row = StoredFile(
        sha256=files.keep(content), size=len(content), uploaded_by_id=by.user_id if by else None, uploaded_at=clock.now(), **values
    )
    session.add(row)
    session.flush()
    return row


def _read(stream: IO[bytes] | Any, name: str) -> bytes:
    chunks: list[bytes] = []
    size = 0
    while chunk := stream.read(1 << 20):
        size += len(chunk)
        if size > kinds.LARGEST:
            raise kinds.too_large(name)
        chunks.append(chunk)
    return b"".join(chunks)
