"""Fill a database with a province of invented households, fast: raw SQL, indexes last, the counting triggers left out.

For benchmarks only: 986 grassroots units under 34 commune unions of one province, one user each for officer, commune, province.
"""

import itertools
import json
import random
import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Table, text

from fundapp.access import passwords, service
from fundapp.access.policy import Role
from fundapp.households.words import categories_of
from fundapp.kernel.crypto import blind_index, seal
from fundapp.kernel.db import Base, Database, Scope
from fundapp.kernel.db.triggers import expected_triggers
from fundapp.kernel.names import backwards, fold, sort_key
from fundapp.orgs import service as orgs

EVERYTHING = Scope.everything("filling a benchmark")
PASSWORD = "một câu dài để đo"
FAMILIES = ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Phan", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý", "Đinh", "Đoàn", "Lâm", "Mai", "Trịnh", "Cao"]
MIDDLES = ["Văn", "Thị", "Hữu", "Đức", "Ngọc", "Minh", "Thu", "Thanh", "Xuân", "Quang", "Công", "Bảo", "Gia", "Anh", "Hồng", "Kim", "Thế", "Đình", "Mỹ", "Phương"]
GIVENS = ["An", "Ánh", "Ân", "Bình", "Bảo", "Châu", "Chi", "Cúc", "Cường", "Dung", "Dũng", "Duyên", "Đạt", "Đức", "Giang", "Hà", "Hạnh", "Hải", "Hằng", "Hiền", "Hiếu", "Hoa", "Hòa", "Hùng", "Huệ", "Hương", "Khánh", "Khoa", "Lan", "Liên", "Linh", "Loan", "Long", "Lợi", "Mai", "Mạnh", "Minh", "Mơ", "Nam", "Nga", "Ngân", "Nghĩa", "Nhung", "Oanh", "Phong", "Phúc", "Phương", "Quân", "Quyên", "Sơn", "Tâm", "Thảo", "Thắng", "Thủy", "Trang", "Tuấn", "Tú", "Uyên", "Vân", "Yến"]  # noqa: E501
COMMUNES, GRASSROOTS = 34, 29
TODAY = date(2026, 11, 21)
REGISTERED_AT = datetime(2026, 11, 21, 2, tzinfo=UTC).replace(tzinfo=None)
FILLED = ("household", "person", "declaration")


def fill(db: Database, rows: int) -> dict[str, str]:
    """Build the schema, the tree, the users and `rows` households; gives the user names by role."""
    db.create_all()
    users, units = _tree(db)
    tables = [Base.metadata.tables[name] for name in FILLED]
    with db.engine.begin() as connection:
        for name in sorted(trigger for trigger in expected_triggers(connection.dialect.name) if trigger.startswith("household_")):
            connection.execute(text(f"DROP TRIGGER {name}" + ("" if db.is_sqlite else " ON household")))
        for index in itertools.chain.from_iterable(table.indexes for table in tables):
            index.drop(connection)
        _load(db, connection, rows, units)
        for index in itertools.chain.from_iterable(table.indexes for table in tables):
            index.create(connection)
        connection.execute(text("INSERT INTO household_count (unit_id, living) SELECT unit_id, count(*) FROM household GROUP BY unit_id"))
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE" if db.is_sqlite else "VACUUM ANALYZE"))
    return users


def _tree(db: Database) -> tuple[dict[str, str], list[int]]:
    with db.transaction(EVERYTHING) as session:
        orgs.load_kinds(session)
        opened = date(2025, 7, 1)
        top = orgs.open_unit(session, code="TLD", name="Tổng Liên đoàn", kind="confederation", on=opened, by=None)
        province = orgs.open_unit(session, code="TINH", name="LĐLĐ tỉnh", kind="province", on=opened, by=None, parent=top)
        first_commune = first_grassroots = None
        units = []
        for number in range(COMMUNES):
            commune = orgs.open_unit(session, code=f"X{number}", name=f"Công đoàn xã {number}", kind="commune", on=opened, by=None, parent=province)
            first_commune = first_commune or commune
            for below in range(GRASSROOTS):
                unit = orgs.open_unit(session, code=f"X{number}-{below}", name=f"CĐCS số {number}-{below}", kind="grassroots", on=opened, by=None, parent=commune)
                first_grassroots = first_grassroots or unit
                units.append(unit.id)
        hashed = passwords.hashed(PASSWORD)
        users = {}
        for role, unit in ((Role.OFFICER, first_grassroots), (Role.REVIEWER, first_commune), (Role.INSPECTOR, province)):
            user = service.add_user(session, username=role.value, full_name=role.value.title(), password_hash=hashed, by=None, must_change=False)
            service.give_post(session, user=user, role=role, unit=unit, on=opened, by=None)
            users[role.value] = user.username
        return users, units


def _people(rows: int, units: list[int], seed: int = 7) -> Iterator[tuple[dict[str, Any], ...]]:
    rng = random.Random(seed)
    names = [" ".join(parts) for parts in itertools.product(FAMILIES, MIDDLES, GIVENS)]
    keys = {name: (fold(name), backwards(name), sort_key(name)) for name in names}
    day = date(1960, 1, 1)
    for number in range(1, rows + 1):
        name = rng.choice(names)
        folded, turned, order = keys[name]
        birth = (day + timedelta(days=rng.randrange(16_000))).isoformat()
        cccd, uid = f"{number:012d}", uuid.UUID(int=rng.getrandbits(128)).hex
        tail = cccd[-3:]
        unit_id = units[rng.randrange(len(units))]
        declared = {
            "address": f"Xóm {rng.randrange(1, 20)}, xã Hải Anh", "area": "rural" if rng.random() < 0.7 else "urban", "household_size": rng.randrange(1, 8),
            "income_per_head_amount": rng.randrange(5, 60) * 100_000, "declared_on": TODAY,
        }
        bits = 1 << rng.randrange(8) if rng.random() < 0.6 else 0
        yield (
            {
                "id": number, "version": 1, "uid": uuid.UUID(int=rng.getrandbits(128)).hex, "unit_id": unit_id, "head_name": name, "folded": folded,
                "name_backwards": turned, "sort_key": order, "head_birth": birth, "cccd_tail": tail, "category_bits": bits, "declaration_digest": "",
                "registered_on": TODAY, **declared,
            },
            {
                "id": number, "version": 1, "uid": uid, "unit_id": unit_id, "household_id": number,
                "relation": "head", "full_name": name, "folded": folded, "name_backwards": turned, "sort_key": order, "birth": birth,
                "cccd_sealed": seal(cccd, f"person.cccd_sealed:{uid}"), "cccd_index": blind_index("cccd", cccd), "cccd_tail": tail,
                "phone_index": blind_index("phone", f"03{number:08d}"),
                "is_member": True,
            },
            {
                "id": number, "uid": uuid.UUID(int=rng.getrandbits(128)).hex, "household_id": number, "unit_id": unit_id, "number": 1, "declared_by": name,
                "registered_at": REGISTERED_AT, "deprivations": "{}", "categories": json.dumps(categories_of(bits)), "certificate_number": "",
                "certificate_issuer": "", "source": "", **declared,
            },
        )


def _load(db: Database, connection: Any, rows: int, units: list[int]) -> None:
    raw = connection.connection.driver_connection
    people = _people(rows, units)
    while chunk := list(itertools.islice(people, 20_000)):
        for side, name in enumerate(FILLED):
            insert(db, raw, Base.metadata.tables[name], [made[side] for made in chunk])


def insert(db: Database, raw: Any, table: Table, rows: list[dict[str, Any]]) -> None:
    columns = list(rows[0])
    if db.is_sqlite:
        values = [tuple(_as_kept(value) for value in row.values()) for row in rows]
        raw.executemany(f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES ({', '.join('?' for _column in columns)})", values)
        return
    with raw.cursor() as cursor, cursor.copy(f"COPY {table.name} ({', '.join(columns)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(list(row.values()))



def _as_kept(value: Any) -> Any:
    """Days and instants as SQLAlchemy writes them for SQLite."""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S.%f}"
    return value.isoformat() if isinstance(value, date) else value
