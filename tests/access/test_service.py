"""Acts on users: what they give and end, what they refuse, what the database itself refuses."""

import threading
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from fundapp.access import queries, service
from fundapp.access.models import Post, SignIn, TrailEntry, User, UserKin
from fundapp.access.policy import APART, Role
from fundapp.access.service import UserRefused
from fundapp.kernel import clock, crypto
from fundapp.kernel.errors import Refusal
from tests.administrators import administrator
from tests.conftest import EVERYTHING, World

SINCE = date(2025, 7, 1)


@pytest.fixture
def session(world: World) -> Iterator[Any]:
    opened = world.db.session(write=True, scope=EVERYTHING)
    yield opened
    opened.rollback()
    opened.close()


def user(world: World, session: Any, name: str) -> User:
    return session.get_one(User, world.users[name])


def give(world: World, session: Any, name: str, role: Role, code: str, on: date = SINCE, by: Any = None) -> Post:
    return service.give_post(session, user=user(world, session, name), role=role, unit=world.unit(code, session), on=on, by=by)


def end(session: Any, post: Post, last_day: date, by: Any = None) -> None:
    service.end_post(session, post, last_day=last_day, by=by, on=clock.today(), now=clock.now())


def post_of(world: World, session: Any, name: str) -> Post:
    return session.scalars(select(Post).where(Post.user_id == world.users[name])).one()


def open_sessions(world: World, name: str) -> int:
    with world.db.reading(EVERYTHING) as session:
        return session.query(SignIn).filter(SignIn.user_id == world.users[name], SignIn.ended_at.is_(None)).count()


class TestAccounts:
    @pytest.mark.parametrize(("changed", "message"), [
        ({"username": "hoa"}, "đã có người dùng"),
        ({"username": "Hoa "}, "đã có người dùng"),
        ({"username": "hoà"}, "chữ không dấu"),
        ({"username": "h"}, "từ 2 chữ"),
        ({"username": "."}, "từ 2 chữ"),
        ({"full_name": " "}, "họ tên"),
        ({"cccd": "036188900101"}, "một tài khoản khác"),
    ])
    def test_what_is_refused(self, session: Any, changed: dict[str, Any], message: str) -> None:
        with pytest.raises(UserRefused, match=message):
            service.add_user(session, **{"username": "moi", "full_name": "Người Mới", "password_hash": "!", "by": None, **changed})

    def test_a_free_name_is_one_that_nobody_has(self, session: Any) -> None:
        for expected in ("hoatt", "hoatt2", "hoatt3"):
            name = service.free_username(session, "Trần Thị Hoà")
            assert name == expected
            service.add_user(session, username=name, full_name="Trần Thị Hoà", password_hash="!", by=None)
        assert service.free_username(session, "李") == "nguoidung"
        assert len(service.free_username(session, "A " * 80)) <= 60

    def test_a_lock_ends_every_session_and_says_why(self, world: World, client: Any) -> None:
        client("hoa"), client("hoa")
        with world.transaction() as session:
            service.lock(session, user(world, session, "hoa"), reason="nghỉ việc", by=None, now=clock.now())
        assert open_sessions(world, "hoa") == 0
        with world.transaction() as session:
            assert session.query(TrailEntry).filter_by(act="user.lock").one().details == {"reason": "nghỉ việc"}
            with pytest.raises(UserRefused, match="đã bị khóa"):
                service.lock(session, user(world, session, "hoa"), reason="", by=None, now=clock.now())
            with pytest.raises(UserRefused, match="mở khóa trước"):
                give(world, session, "hoa", Role.REVIEWER, "CDX-HAIANH")
            service.unlock(session, user(world, session, "hoa"), by=None)

    def test_nobody_acts_on_the_own_account(self, world: World, session: Any) -> None:
        administrator(world)
        me = world.actor("quantri")
        own = user(world, session, "quantri")
        acts = (
            lambda: give(world, session, "quantri", Role.OFFICER, "CDCS-BML", by=me),
            lambda: end(session, post_of(world, session, "quantri"), clock.today(), by=me),
            lambda: service.lock(session, own, reason="", by=me, now=clock.now()),
            lambda: service.unlock(session, own, by=me),
            lambda: service.set_password(session, own, password_hash="!", by=me, must_change=True, now=clock.now()),
        )
        for act in acts:
            with pytest.raises(UserRefused, match="một quản trị khác"):
                act()


class TestPosts:
    def test_a_post_ended_today_gives_no_rights_any_more_and_one_ended_later_does_until_then(self, world: World, session: Any) -> None:
        today = clock.today()
        hoa, son = post_of(world, session, "hoa"), post_of(world, session, "son")
        end(session, hoa, today)
        end(session, son, today + timedelta(days=3))
        assert (hoa.valid_to, hoa.ended_at is not None, son.ended_at) == (today, True, None)
        assert queries.actor_of(session, user(world, session, "hoa"), on=today).posts == ()
        for days, held in ((3, 1), (4, 0)):
            assert len(queries.actor_of(session, user(world, session, "son"), on=today + timedelta(days=days)).posts) == held

    def test_the_end_of_the_last_post_ends_the_sessions_that_of_another_does_not(self, world: World, client: Any) -> None:
        client("hoa")
        with world.transaction() as session:
            other = give(world, session, "hoa", Role.OFFICER, "CDCS-TRUC")
        with world.transaction() as session:
            end(session, session.get_one(Post, other.id), clock.today())
        assert open_sessions(world, "hoa") == 1
        with world.transaction() as session:
            [first] = [post for post in session.query(Post).filter_by(user_id=world.users["hoa"]) if post.ended_at is None]
            end(session, first, clock.today() - timedelta(days=10))
        assert open_sessions(world, "hoa") == 0

    @pytest.mark.parametrize(("last_day", "message"), [(SINCE - timedelta(days=1), "không thể trước ngày giao"), (None, "đã kết thúc")])
    def test_what_ends_no_post(self, world: World, session: Any, last_day: date | None, message: str) -> None:
        post = post_of(world, session, "hoa")
        if last_day is None:
            end(session, post, clock.today())
        with pytest.raises(UserRefused, match=message):
            end(session, post, last_day or clock.today())

    def test_a_role_may_be_given_again_once_it_has_ended(self, world: World, session: Any) -> None:
        with pytest.raises(UserRefused, match="đang giữ nhiệm vụ"):
            give(world, session, "hoa", Role.OFFICER, "CDCS-BML")
        end(session, post_of(world, session, "hoa"), clock.today())
        assert give(world, session, "hoa", Role.OFFICER, "CDCS-BML", on=clock.today()).valid_to is None

    @pytest.mark.parametrize(("code", "on"), [("CDCS-GNC", date(2026, 2, 2)), ("LDLD-HAIHAU", SINCE)])
    def test_nobody_is_posted_to_a_unit_that_is_not_there(self, world: World, session: Any, code: str, on: date) -> None:
        with pytest.raises(UserRefused, match="không hoạt động vào ngày"):
            give(world, session, "hoa", Role.OFFICER, code, on=on)

    @pytest.mark.parametrize("pair", sorted(tuple(sorted(pair)) for pair in APART))
    def test_what_one_person_does_not_hold_together_is_refused_also_by_the_database(self, world: World, session: Any, pair: tuple[Role, Role]) -> None:
        for name, one, other in (("mot", *pair), ("hai", *pair[::-1])):
            world.users[name] = service.add_user(session, username=name, full_name="Người Mới", password_hash="!", by=None).id
            give(world, session, name, one, "CDX-HAIHAU")
            with pytest.raises(UserRefused, match="bất kiêm nhiệm"):
                give(world, session, name, other, "CDX-HAIHAU")
            with pytest.raises(IntegrityError), session.begin_nested():
                session.execute(
                    text("INSERT INTO post (user_id, role, unit_id, valid_from) VALUES (:user, :role, :unit, :day)"),
                    {"user": world.users[name], "role": str(other), "unit": world.units["CDX-HAIHAU"], "day": "2026-01-01"},
                )

    def test_a_post_that_ends_later_still_stands_against_another(self, world: World, session: Any) -> None:
        lan = post_of(world, session, "lan")
        last = clock.today() + timedelta(days=30)
        end(session, lan, last)
        with pytest.raises(UserRefused, match="bất kiêm nhiệm"):
            give(world, session, "lan", Role.ACCOUNTANT, "LDLD-NB", on=clock.today())
        give(world, session, "lan", Role.ACCOUNTANT, "LDLD-NB", on=last + timedelta(days=1))
        with pytest.raises(IntegrityError), session.begin_nested():
            session.execute(text("UPDATE post SET valid_to = '2099-01-01' WHERE id = :id"), {"id": lan.id})

    @pytest.mark.parametrize("statement", [
        "DELETE FROM post",
        "UPDATE post SET role = 'signer'",
        "UPDATE post SET unit_id = unit_id + 1",
        "UPDATE post SET user_id = user_id + 1",
        "UPDATE post SET valid_from = '2020-01-01'",
        "UPDATE post SET ended_at = '2026-01-01 00:00:00'",
        "UPDATE post SET valid_to = '2020-01-01'",
        "UPDATE user_account SET cccd_index = (SELECT max(cccd_index) FROM user_account)",
    ])
    def test_the_database_keeps_posts_as_they_were(self, world: World, statement: str) -> None:
        with world.db.engine.connect() as connection, connection.begin() as transaction:
            with pytest.raises(IntegrityError):
                connection.execute(text(statement))
            transaction.rollback()


class TestTheLastAdministrator:
    def test_stays(self, world: World, session: Any) -> None:
        administrator(world)
        with pytest.raises(UserRefused, match="quản trị cuối cùng"):
            service.lock(session, user(world, session, "quantri"), reason="", by=None, now=clock.now())
        with pytest.raises(UserRefused, match="quản trị cuối cùng"):
            end(session, post_of(world, session, "quantri"), clock.today())

    def test_one_below_is_not_enough_one_above_is(self, world: World, session: Any) -> None:
        administrator(world)
        administrator(world, "quantri.tinh")
        with pytest.raises(UserRefused, match="quản trị cuối cùng"):
            service.lock(session, user(world, session, "quantri"), reason="", by=None, now=clock.now())
        service.lock(session, user(world, session, "quantri.tinh"), reason="", by=None, now=clock.now())

    def test_two_do_not_lock_each_other_at_the_same_time(self, world: World) -> None:
        administrator(world)
        with world.transaction() as session:
            other = service.add_user(session, username="quantri2", full_name="Quản Trị Hai", password_hash="!", by=None)
            service.give_post(session, user=other, role=Role.ADMINISTRATOR, unit=world.unit("TLD", session), on=SINCE, by=None)
            world.users["quantri2"] = other.id
        gate, answers = threading.Barrier(2), []

        def lock(name: str, by: str) -> None:
            actor = world.actor(by)
            gate.wait()

            def act(session: Any) -> None:
                service.lock(session, user(world, session, name), reason="", by=actor, now=clock.now())

            try:
                world.db.retried(act, EVERYTHING)
                answers.append("locked")
            except Refusal as refusal:
                answers.append(str(refusal.message)[:20])

        threads = [threading.Thread(target=lock, args=pair) for pair in (("quantri", "quantri2"), ("quantri2", "quantri"))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(answers) == sorted(["locked", "Đây là quản trị cuối"])


class TestDeclaring:
    def declared(self, world: World, session: Any, name: str, by: str | None = None, **numbers: str) -> User:
        found = user(world, session, name)
        service.declare_numbers(session, found, by=world.actor(by) if by else None, **numbers)
        return found

    def test_numbers_are_kept_as_the_indexes_under_which_households_keep_theirs(self, world: World, session: Any) -> None:
        van = self.declared(world, session, "van", cccd="037 176 900103", phone="+84 912 345 678", bank_account="1900 1234.567", address=" Xóm 3,  xã Hải Anh ")
        assert van.cccd_index == crypto.blind_index("cccd", "037176900103")
        assert van.phone_index == crypto.blind_index("phone", "0912345678")
        assert van.bank_index == crypto.blind_index("bank_account", "19001234567")
        assert van.address_index == crypto.blind_index("address", "xom 3 xa hai anh")

    def test_a_user_fills_in_what_is_missing_and_changes_nothing(self, world: World, session: Any) -> None:
        self.declared(world, session, "hoa", by="hoa", bank_account="19001234567")
        for name, value in (("bank_account", "19007654321"), ("phone", "0912345678"), ("cccd", "036188900999")):
            with pytest.raises(UserRefused, match="đã khai"):
                self.declared(world, session, "hoa", by="hoa", **{name: value})

    def test_an_administrator_changes_it_and_the_trail_tells_what_not_to_which_number(self, world: World, session: Any) -> None:
        administrator(world)
        self.declared(world, session, "hoa", by="quantri", phone="0912345678", address="xã Hải Anh")
        session.flush()
        entry = session.query(TrailEntry).filter_by(act="user.declare").one()
        assert entry.details == {"declared": ["address", "phone"], "replaced": ["phone"]}

    @pytest.mark.parametrize(("numbers", "message"), [
        ({}, "ít nhất một mục"), ({"cccd": " "}, "ít nhất một mục"), ({"cccd": "123"}, "12 chữ số"), ({"cccd": "123456789"}, "12 chữ số"),
        ({"phone": "12"}, "Số điện thoại không đúng"), ({"bank_account": "12"}, "Số tài khoản"), ({"cccd": "036082900102"}, "một tài khoản khác"),
    ])
    def test_what_is_refused(self, world: World, session: Any, numbers: dict[str, str], message: str) -> None:
        with pytest.raises(UserRefused, match=message):
            self.declared(world, session, "van", **numbers)

    def test_kin_are_known_by_cccd_or_phone(self, world: World, session: Any) -> None:
        hoa = world.actor("hoa")
        kin = service.declare_kin(session, user=user(world, session, "hoa"), relation="sibling", phone="0912 345 678", by=hoa)
        assert (kin.cccd_index, kin.phone_index) == (None, crypto.blind_index("phone", "0912345678"))
        with pytest.raises(UserRefused, match="nhờ quản trị"):
            service.drop_kin(session, kin, by=hoa)
        service.drop_kin(session, kin, by=None)
        assert session.query(UserKin).filter_by(user_id=hoa.user_id).count() == 0
        for given, message in (({"relation": "sibling"}, "số căn cước hoặc"), ({"relation": "friend", "cccd": "036082900102"}, "Hãy chọn quan hệ")):
            with pytest.raises(UserRefused, match=message):
                service.declare_kin(session, user=user(world, session, "hoa"), by=hoa, **given)
