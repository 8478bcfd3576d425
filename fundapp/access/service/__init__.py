"""Acts on users: accounts, posts, what they declare of themselves, sessions."""

from fundapp.access.service.accounts import add_user, end_sessions, free_username, lock, set_password, unlock
from fundapp.access.service.declaring import declare_kin, declare_numbers, drop_kin
from fundapp.access.service.posts import end_post, give_post
from fundapp.access.service.refusals import UserRefused, refuse_own
from fundapp.access.service.sessions import note_failure, note_seen, sign_in, sign_out

__all__ = [
    "UserRefused", "add_user", "declare_kin", "declare_numbers", "drop_kin", "end_post", "end_sessions", "free_username", "give_post", "lock",
    "note_failure", "note_seen", "refuse_own", "set_password", "sign_in", "sign_out", "unlock",
]
