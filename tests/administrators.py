"""The administrators of the tests: accounts of their own beside the cast, one at the top and one at the province."""

from fundapp.access import service
from fundapp.access.policy import Role
from fundapp.kernel import clock
from tests.client import PageClient
from tests.conftest import PASSWORD, World, _passwords

PLACES = {"quantri": "TLD", "quantri.tinh": "LDLD-NB"}


def administrator(world: World, username: str = "quantri") -> PageClient:
    """Add an administrator and sign in: `quantri` at the top of the tree, `quantri.tinh` at the province."""
    with world.transaction() as session:
        user = service.add_user(session, username=username, full_name="Ngô Quang Trị", password_hash=_passwords()["hoa"], by=None, must_change=False)
        service.give_post(session, user=user, role=Role.ADMINISTRATOR, unit=world.unit(PLACES[username], session), on=clock.today(), by=None)
        world.users[username] = user.id
    client = PageClient(world.app)
    client.sign_in(username, PASSWORD)
    return client
