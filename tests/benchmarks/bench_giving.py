"""The giving-day page with 100 000 lines on file, and 50 officers who tick at once, on SQLite or PostgreSQL.

Goals: the page under 50 ms at the median; of what all officers send at once, twice each, nothing lost and nothing doubled.
"""

import argparse
import shutil
import statistics
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import date
from pathlib import Path

from sqlalchemy import func, select

from fundapp import config
from fundapp.demo.cast import CAST, add_cast
from fundapp.demo.units import add_units
from fundapp.gifts import service
from fundapp.gifts.models import GiftMark
from fundapp.gifts.service import LineInput
from fundapp.kernel.db import Database
from tests.conftest import EVERYTHING, World
from tests.engines import make_server
from tests.gifts import workers
from tests.gifts.story import DAY, GIVING, Story, line_of, person
from tests.ledger import workers as payers
from tests.processes import FORKED

IN_A_LIST, ASKED, TICKED = 1000, 60, 20
THREADS = 8


def fill(world: World, lines: int) -> list[int]:
    """Decided lists of 1 000 names of one unit, all being handed out, and a short one for the officers; gives their ids."""
    ids = []
    with world.transaction() as session:
        story = Story(world, session)
        first, _second = story.fund(400_000_000_000, 1_000_000)
        campaign = service.draft_campaign(
            session, unit=world.unit("LDLD-NB", session), season=story.season(),
            given=story.given(lines=[LineInput("Q1", "Quà Tết 1,3 triệu", "cash", "gift", 1_300_000, lines + TICKED, [(first, 1_300_000)])]), by=story.actor("minh"),
        )
        service.open_campaign(session, campaign, by=story.actor("van"), on=DAY)
        service.pass_down(
            session, line_of_campaign(campaign), unit=world.unit("LDLD-NB", session), given={world.units["CDCS-BML"]: lines + TICKED}, by=story.actor("minh"), on=DAY
        )
        campaign_id = campaign.id
    for at in range(0, lines + TICKED, IN_A_LIST):
        with world.transaction() as session:
            story = Story(world, session)
            campaign = session.get_one(type(campaign), campaign_id)
            gift_list = service.open_list(session, campaign=campaign, unit=world.unit("CDCS-BML", session), by=story.actor("hoa"), on=DAY)
            people = [person(number, full_name=f"Trần Thị Mẫu {number}") for number in range(at, min(at + IN_A_LIST, lines + TICKED))]
            service.add(session, gift_list, line=line_of(gift_list, "Q1"), candidates=people, by=story.actor("hoa"), on=DAY)
            ids.append(story.giving(gift_list).id)
    return ids


def line_of_campaign(campaign: object) -> object:
    return campaign.lines[0]  # type: ignore[attr-defined]


def page_times(world: World, list_id: int) -> dict[str, float]:
    """Median milliseconds of the page as it opens, of a name looked for, and of a number on the sheet."""
    client = world.app.test_client()
    client.set_cookie(world.app.config["SESSION_COOKIE_NAME"], world.enter("hoa").strip('"'))
    found = {}
    for name, query in (("trang đầu", ""), ("tìm tên", "?q=mau+777"), ("tìm số", "?q=777")):
        took = []
        for _turn in range(ASKED):
            begun = time.process_time()
            answer = client.get(f"/gifts/giving/{list_id}{query}")
            took.append((time.process_time() - begun) * 1000)
            assert answer.status_code == 200, answer.status
        found[name] = statistics.median(took)
    return found


def tick_at_once(world: World, list_id: int, officers: int) -> tuple[int, int, float]:
    """All officers tick every name of one list, each sent twice: how many marks stand, how many were acknowledged, and the seconds."""
    # SQLite is served by the threads of one process, which queue in turn; PostgreSQL by as many processes as one likes.
    is_one = world.db.is_sqlite
    url = world.db if is_one else world.db.engine.url.render_as_string(hide_password=False)
    with ThreadPoolExecutor(THREADS) if is_one else ProcessPoolExecutor(officers, mp_context=FORKED) as pool:
        list(pool.map(payers.warm_up, range(officers)))
        start = time.time() + 2
        calls = [pool.submit(workers.tick_all, url, "hoa", list_id, start, GIVING) for _officer in range(officers)]
        said = [one for call in calls for one in call.result(timeout=600)]
        took = time.time() - start
    with world.db.reading(EVERYTHING) as session:
        kept = session.scalar(select(func.count()).select_from(GiftMark).where(GiftMark.list_id == list_id)) or 0
    assert set(said) <= {"ok", "TickedBefore"}, sorted(set(said))
    return kept, said.count("ok"), took


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=100_000)
    parser.add_argument("--officers", type=int, default=50)
    parser.add_argument("--engine", choices=("sqlite", "postgresql"), default="sqlite")
    asked = parser.parse_args()
    home = Path(tempfile.mkdtemp(prefix="fundapp-bench-"))
    server, stop = make_server(home / "pg") if asked.engine == "postgresql" else (f"sqlite:///{home / 'bench.sqlite'}", lambda: None)
    try:
        settings = config.Settings(data=home, database_url=server, key_file=home / "bench.key")
        config.use(settings)
        db = Database(server)
        db.create_all()
        with db.transaction(EVERYTHING) as session:
            add_cast(session, add_units(session), {member.username: "-" for member in CAST}, on=date(2025, 7, 1))
        world, begun = World(db, settings), time.perf_counter()
        ids = fill(world, asked.lines)
        print(f"{asked.engine}: {asked.lines} dòng trong {len(ids)} danh sách, lập và quyết định trong {time.perf_counter() - begun:.0f} giây", flush=True)
        for name, middle in page_times(world, ids[0]).items():
            print(f"  {name}: trung vị {middle:.1f} ms (mục tiêu dưới 50)", flush=True)
        kept, said, took = tick_at_once(world, ids[-1], asked.officers)
        print(f"  {asked.officers} người cùng đánh dấu {TICKED} tên, mỗi lượt gửi hai lần: {kept} dấu, {said} lượt được nhận, {took:.1f} giây", flush=True)
        db.dispose()
        return 0 if (kept, said) == (TICKED, 2 * TICKED) else 1
    finally:
        stop()
        shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    raise SystemExit(main())
