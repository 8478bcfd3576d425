"""The sample regulation of the province, put in force by Tuấn and Vân."""

import pytest

from fundapp.regulations.sample import load_sample
from tests.retold import retell


@pytest.fixture
def mai_am(templates, world):
    """Ids of the sample's newest version and of the one before it."""
    return retell(templates, world, "mai am", put_in_force)


def put_in_force(world):
    with world.transaction() as session:
        made = load_sample(session, world.unit("LDLD-NB", session), by=world.actor("tuan"), approver=world.actor("van"))
        return made.id, made.based_on_id
