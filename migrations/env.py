"""Alembic's environment: the application's engine and metadata."""

from alembic import context
from flask import current_app
from sqlalchemy import Connection

import lms.models  # noqa: F401 (fills the metadata)
from lms.models.base import Base

database = current_app.extensions["migrate"].db


def run(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=Base.metadata, compare_type=True)
    with context.begin_transaction():
        context.run_migrations()


with database.engine.connect() as connection:
    run(connection)
    connection.commit()
