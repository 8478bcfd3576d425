"""The sample regulation of the province, put in force by Tuấn and Vân."""

import pytest

from fundapp.regulations.sample import load_sample


@pytest.fixture
def mai_am(world):
    """Ids of the sample's newest version and of the one before it."""
    with world.transaction() as session:
        made = load_sample(session, world.unit("LDLD-NB", session), by=world.actor("tuan"), approver=world.actor("van"))
        return made.id, made.based_on_id
