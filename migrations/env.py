"""How alembic reaches the database: with the engine that the program itself opened."""

from alembic import context

from fundapp import models
from fundapp.kernel.db import Base

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=connection.dialect.name == "sqlite", compare_type=True)
with context.begin_transaction():
    context.run_migrations()
