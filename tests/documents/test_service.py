"""Files are durable before their row, pictures lose where they were taken, rows never change."""

import io
import json
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from fundapp.documents import check, files, service
from fundapp.documents.kinds import FileRefused
from fundapp.documents.models import StoredFile

PHOTOS = Path(__file__).parent.parent / "data" / "photos"


def put(world, name: str, content: bytes, username: str = "hoa") -> StoredFile:
    with world.transaction(username) as session:
        return service.store(session, stream=io.BytesIO(content), name=name, unit_id=world.units["CDCS-BML"], by=world.actor(username))


def test_a_photo_is_kept_without_its_place_and_with_the_hash_it_came_with(world) -> None:
    known = {row["file"]: row for row in json.loads((PHOTOS / "photos.expected.json").read_text())["files"]}
    row = put(world, "house-01.jpg", (PHOTOS / "house-01.jpg").read_bytes())
    assert row.original_sha256 == known["house-01.jpg"]["sha256"]
    assert row.sha256 != row.original_sha256
    with Image.open(files.opened(row.sha256)) as picture:
        assert picture.size == (800, 600)
        assert not picture.getexif()
    with Image.open(PHOTOS / "house-01.jpg") as before:
        assert before.getexif()


def test_a_png_named_jpg_is_called_what_it_is(world) -> None:
    row = put(world, "house-08.jpg", (PHOTOS / "house-08.jpg").read_bytes())
    assert (row.name, row.content_type) == ("house-08.png", "image/png")


def test_a_broken_picture_is_refused(world) -> None:
    with pytest.raises(FileRefused, match="bị hỏng"):
        put(world, "anh.jpg", (PHOTOS / "house-01.jpg").read_bytes()[:200])


def test_too_large_a_stream_is_refused_before_it_is_read_whole(world) -> None:
    class Endless:
        given = 0

        def read(self, size: int) -> bytes:
            self.given += size
            return b"0" * size

    endless = Endless()
    with pytest.raises(FileRefused, match="quá lớn"), world.transaction() as session:
        service.store(session, stream=endless, name="to.pdf", unit_id=1, by=None)
    assert endless.given < 25 * 1024 * 1024


def test_equal_bytes_lie_once_and_are_read_back(world) -> None:
    one, two = put(world, "a.pdf", b"%PDF-1.7 one"), put(world, "b.pdf", b"%PDF-1.7 one")
    assert one.id != two.id
    assert one.sha256 == two.sha256
    assert files.read(one.sha256) == b"%PDF-1.7 one"
    assert len([path for path in files.folder().rglob("*") if path.is_file()]) == 1


def test_check_finds_a_changed_and_a_lost_file(world) -> None:
    row = put(world, "a.pdf", b"%PDF-1.7 one")
    with world.transaction() as session:
        assert [(found.rows, found.ok) for found in check.invariants(session) if found.code == "D1"] == [(1, True)]
    files.path_of(row.sha256).write_bytes(b"%PDF-1.7 two")
    with world.transaction() as session:
        assert str(row.id) in next(found for found in check.invariants(session) if found.code == "D1").wrong[0]
    files.path_of(row.sha256).unlink()
    with world.transaction() as session:
        assert not next(found for found in check.invariants(session) if found.code == "D1").ok


@pytest.mark.parametrize("attack", ["UPDATE stored_file SET sha256 = original_sha256, name = 'x'", "DELETE FROM stored_file"])
def test_a_file_row_never_changes(world, attack: str) -> None:
    put(world, "a.pdf", b"%PDF-1.7 one")
    with world.db.engine.connect() as connection, pytest.raises(DBAPIError, match="append-only"):
        connection.execute(text(attack))


def test_the_download_is_an_attachment_in_a_sandbox(world, client) -> None:
    row = put(world, 'đơn "xin".pdf', b"%PDF-1.7 one")
    answer = client("hoa").get(f"/documents/{row.id}")
    assert answer.body == b"%PDF-1.7 one"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.content_type == "application/pdf"
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize(("who", "status"), [("son", 404), ("minh", 200), ("van", 200), ("binh", 200)])
def test_who_sees_a_file(world, client, who: str, status: int) -> None:
    row = put(world, "a.pdf", b"%PDF-1.7 one")
    assert client(who).get(f"/documents/{row.id}", status=status).status_int == status


def test_a_broken_file_is_refused_in_words_before_its_first_byte(world, client) -> None:
    row = put(world, "a.pdf", b"%PDF-1.7 one" * 100_000)
    kept = bytearray(files.path_of(row.sha256).read_bytes())
    kept[-1] ^= 1
    files.path_of(row.sha256).write_bytes(kept)
    answer = client("hoa").get(f"/documents/{row.id}", status=409)
    assert "Hãy báo quản trị hệ thống" in answer
    assert "%PDF" not in answer
