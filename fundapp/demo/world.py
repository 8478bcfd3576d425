"""Fill an empty database with the demo world: one province, its people, its funds, one year."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from fundapp import models  # noqa: F401  (the whole schema: a service may write into any room)
from fundapp.access import passwords
from fundapp.access.policy import ROLE_LABELS
from fundapp.demo import returning
from fundapp.demo.advancing import advance_money
from fundapp.demo.bookkeeping import Office
from fundapp.demo.borrowing import PLANS as LOANS
from fundapp.demo.borrowing import loan_of, loan_regulation
from fundapp.demo.cast import CAST, add_cast
from fundapp.demo.employing import employment
from fundapp.demo.families import Village
from fundapp.demo.gifts import tet, workers_month
from fundapp.demo.keeping import ADMINISTRATOR, add_administrator, hand_over, send_units
from fundapp.demo.old_books import OldBooks
from fundapp.demo.people import Pool
from fundapp.demo.plan import requests
from fundapp.demo.reconciling import Bench
from fundapp.demo.registering import register_all
from fundapp.demo.regulating import next_version, put_samples_in_force, signer_in_the_chain
from fundapp.demo.relieving import PLANS, relief_of, relief_regulation
from fundapp.demo.requests import Request
from fundapp.demo.rosters import CONFIRMED, UNIT, send_lists
from fundapp.demo.servicing import month_end
from fundapp.demo.staff import add_staff
from fundapp.demo.statements import Statements
from fundapp.demo.store import keep_the_store
from fundapp.demo.storm import storm
from fundapp.demo.till import keep_the_box
from fundapp.demo.timeline import FIRST_DAY, moment
from fundapp.demo.transferring import list_at_the_end
from fundapp.demo.treasury import Treasury
from fundapp.demo.units import GRASSROOTS, add_units
from fundapp.demo.year import DEMO, Year
from fundapp.documents import files
from fundapp.kernel import clock
from fundapp.kernel.db import Database
from fundapp.orgs.models import Unit

SEED = 20261120
POSTS_SINCE = date(2025, 7, 1)


@dataclass(frozen=True)
class SignInCard:
    """What is told to whoever fills the demo world, once: who may sign in, with which password."""

    username: str
    password: str
    full_name: str
    post: str


def fill(db: Database, progress: Callable[[str], None]) -> list[SignInCard]:
    """Fill the demo world; only the passwords differ from run to run. Gives the cards of the eight people of the cast."""
    cards: list[SignInCard] = []
    try:
        with files.settled_at_the_end():
            cards = _fill(db, progress)
    finally:
        if not cards:
            progress("Chưa nạp xong thế giới mẫu. Hãy xóa thư mục dữ liệu (hoặc dùng một cơ sở dữ liệu trống khác) rồi chạy lại.")
    return cards


def _fill(db: Database, progress: Callable[[str], None]) -> list[SignInCard]:
    words = {member.username: passwords.make() for member in CAST}
    hashes = {name: passwords.hashed(word) for name, word in words.items()}
    pool = Pool(SEED, taken=[number for member in CAST for number in (member.cccd, member.phone)])
    village = Village(pool, SEED)
    year = Year(db, SEED, progress)
    office = Office(year)
    treasury, old_books = Treasury(year, office), OldBooks(year, office)
    progress("Đơn vị, cán bộ, quy chế và các quỹ…")
    with db.transaction(DEMO) as year.session:
        units = _settle_in(year, hashes, pool)
        put_samples_in_force(year)
        with clock.at(moment(FIRST_DAY, 8)):
            office.open()
            treasury.open()
            old_books.open()
    plans = requests(SEED)
    for plan in plans:
        year.start(Request(year, treasury, plan, village).live())
    send_lists(year, village)
    send_units(year)
    reserved = {spec.code: sum(plan.unit == spec.code for plan in plans) for spec in GRASSROOTS}
    reserved[UNIT] += CONFIRMED
    register_all(year, village, reserved)
    office.start()
    keep_the_box(year, office)
    advance_money(year, office)
    year.start(keep_the_store(year, office))
    treasury.start()
    old_books.start()
    Statements(year, office, treasury).start()
    Bench(year, office).start()
    returning.start(year)
    year.start(loan_regulation(year))
    for loan in LOANS:
        year.start(loan_of(year, office, loan))
    year.start(employment(year))
    year.start(month_end(year, office))
    year.start(relief_regulation(year))
    for relief in PLANS:
        year.start(relief_of(year, office, relief))
    year.start(storm(year, office))
    year.start(next_version(year))
    year.start(signer_in_the_chain(year))
    year.start(list_at_the_end(year, office))
    year.start(workers_month(year, office))
    year.start(tet(year, office))
    progress("Một năm hồ sơ, thu, chi và khóa sổ…")
    year.live()
    short = {code: unit.short_name for code, unit in units.items()}
    return [
        SignInCard(member.username, words[member.username], member.full_name, f"{ROLE_LABELS[member.role]}, {short[member.unit_code]}") for member in CAST
    ]


def _settle_in(year: Year, hashes: dict[str, str], pool: Pool) -> dict[str, Unit]:
    """Units, the cast and the others, as they stand since the change of 1/7/2025."""
    with clock.at(moment(POSTS_SINCE, 8)):
        units = add_units(year.session)
        cast = add_cast(year.session, units, hashes, on=POSTS_SINCE)
        administrator = add_administrator(year.session, units, on=POSTS_SINCE)
        hand_over(year.session, units, administrator, on=POSTS_SINCE)
        staff = add_staff(year.session, units, pool, on=POSTS_SINCE)
    year.unit_ids = {code: unit.id for code, unit in units.items()}
    year.above = {spec.code: spec.since for spec in GRASSROOTS}
    year.user_ids = {name: user.id for name, user in cast.items()} | {ADMINISTRATOR: administrator.id}
    year.by_post = {post: user.id for post, user in staff.items()}
    year.by_post.update({(member.unit_code, member.role): cast[member.username].id for member in CAST})
    return units
