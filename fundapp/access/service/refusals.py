"""What acts on users share: nobody acts on the own account as an administrator, and somebody always keeps the units."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.models import Post, User
from fundapp.access.policy import Role
from fundapp.access.queries import in_force
from fundapp.kernel.errors import Refusal
from fundapp.kernel.labels import _
from fundapp.orgs.models import Unit


class UserRefused(Refusal):
    """The account may not be made or changed so."""


def refuse_own(user: User, by: Actor | None) -> None:
    """Refuse to act on the own account: nobody gives, takes or locks for himself."""
    if by is not None and by.user_id == user.id:
        raise UserRefused(_("Không ai tự giao, tự thôi nhiệm vụ hay tự khóa, tự đặt lại mật khẩu của mình ở đây. Hãy nhờ một quản trị khác."))


def refuse_without_administrator(session: Session, user: User, *, on: date, post: Post | None = None) -> None:
    """Refuse to take from `user` the post given (all posts when none is), when nobody else would then administer one of its units.

    The rows of all administrators are held, so that two of them do not end each other at the same time.
    """
    rows = list(
        session.execute(
            select(User.id, Post.id.label("post_id"), Unit.path)
            .join(Post, Post.user_id == User.id)
            .join(Unit, Unit.id == Post.unit_id)
            .where(Post.role == Role.ADMINISTRATOR.value, User.is_active, in_force(on))
            .order_by(User.id, Post.id)
            .with_for_update(of=(User, Post))
        )
    )
    taken = [row for row in rows if row.id == user.id and (post is None or row.post_id == post.id)]
    left = [row.path for row in rows if row not in taken]
    if any(not any(gone.path.startswith(path) for path in left) for gone in taken):
        raise UserRefused(_("Đây là quản trị cuối cùng của đơn vị. Hãy giao nhiệm vụ quản trị cho một người khác trước."))
