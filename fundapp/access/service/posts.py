"""Posts: give a role at a unit, end it on a day."""

from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.models import Post, SignIn, User
from fundapp.access.policy import APART, ROLE_LABELS, Role
from fundapp.access.queries import in_force
from fundapp.access.service.refusals import UserRefused, refuse_own, refuse_without_administrator
from fundapp.access.trail import record
from fundapp.kernel.days import day_text
from fundapp.kernel.labels import _
from fundapp.orgs.models import Unit


def give_post(session: Session, *, user: User, role: Role, unit: Unit, on: date, by: Actor | None) -> Post:
    """Give a role at a unit from a day on. Refuses the own account, and a role that may not meet one held there then or later."""
    refuse_own(user, by)
    if not user.is_active:
        raise UserRefused(_("Tài khoản này đang bị khóa. Hãy mở khóa trước khi giao nhiệm vụ."))
    if on < unit.valid_from or (unit.valid_to is not None and on > unit.valid_to):
        raise UserRefused(_("%(unit)s không hoạt động vào ngày %(day)s. Hãy chọn đơn vị hoặc ngày khác.", unit=unit.short_name, day=day_text(on)), "on")
    held = set(
        session.scalars(
            select(Post.role).where(
                Post.user_id == user.id, Post.unit_id == unit.id, Post.ended_at.is_(None), (Post.valid_to.is_(None)) | (Post.valid_to >= on)
            )
        )
    )
    if role.value in held:
        raise UserRefused(_("Người này đang giữ nhiệm vụ %(role)s tại đơn vị.", role=ROLE_LABELS[role]), "role")
    for other in sorted(held):
        if frozenset((role, Role(other))) in APART:
            raise UserRefused(
                _("Người đang là %(held)s thì không thể là %(role)s tại cùng đơn vị (bất kiêm nhiệm). Hãy chọn người khác.",
                  held=ROLE_LABELS[Role(other)], role=ROLE_LABELS[role]), "role",
            )
    post = Post(user_id=user.id, role=role.value, unit_id=unit.id, valid_from=on)
    session.add(post)
    session.flush()
    record(session, by=by, act="user.post", subject=f"users/{user.id}", unit_id=unit.id, details={"role": role.value, "on": on.isoformat()})
    return post


def end_post(session: Session, post: Post, *, last_day: date, by: Actor | None, on: date, now: datetime) -> None:
    """End a post after its last day: one that is not in the future ends the rights at once, the last post also the sessions.

    Refuses the own posts, and the last administrator of a unit.
    """
    user = session.get_one(User, post.user_id)
    refuse_own(user, by)
    if post.ended_at is not None or (post.valid_to is not None and post.valid_to < on):
        raise UserRefused(_("Nhiệm vụ này đã kết thúc."))
    if last_day < post.valid_from:
        raise UserRefused(_("Ngày cuối không thể trước ngày giao nhiệm vụ %(day)s.", day=day_text(post.valid_from)), "last_day")
    refuse_without_administrator(session, user, on=on, post=post)
    post.valid_to = last_day
    if last_day <= on:
        post.ended_at = now
    session.flush()
    if session.scalar(select(Post.id).where(Post.user_id == user.id, in_force(on)).limit(1)) is None:
        session.execute(update(SignIn).where(SignIn.user_id == user.id, SignIn.ended_at.is_(None)).values(ended_at=now))
    record(
        session, by=by, act="user.post_end", subject=f"users/{user.id}", unit_id=post.unit_id, details={"role": post.role, "on": last_day.isoformat()}
    )
