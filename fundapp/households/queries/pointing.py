"""Whether rows of rooms above hang on a household: asked of the mapping, because those rooms are not known here."""

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from fundapp.kernel.db.columns import mapped_classes

OWN_TABLES = ("household", "person", "declaration", "household_count", "intake_row")
HANGS = "a household that moves may leave nothing of any unit behind"


def is_pointed_at(session: Session, household_id: int) -> bool:
    """Say whether a request of any programme names this household."""
    for cls in mapped_classes():
        if cls.__tablename__ in OWN_TABLES:
            continue
        for column in inspect(cls).columns:
            if any(key.target_fullname == "household.id" for key in column.foreign_keys):
                asked = select(getattr(cls, column.key)).where(getattr(cls, column.key) == household_id).limit(1)
                if session.scalar(asked.execution_options(all_units=HANGS)) is not None:
                    return True
    return False
