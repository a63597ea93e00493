"""Editions: places, price, terms of registration and a waiting list.

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_COLUMNS = (
    ("edition", "link", sa.Text()),
    ("edition", "capacity", sa.Integer()),
    ("edition", "price", sa.Integer()),
    ("edition", "register_until", sa.Date()),
    ("edition", "cancel_until", sa.Date()),
    ("edition_registration", "waiting_since", sa.DateTime(timezone=True)),
    ("edition_registration", "promoted_at", sa.DateTime(timezone=True)),
)


def upgrade() -> None:
    for table, name, kind in _COLUMNS:
        op.add_column(table, sa.Column(name, kind, nullable=True))


def downgrade() -> None:
    # Who waits has no place: without the list they are not registered.
    op.execute(
        "UPDATE edition_registration SET cancelled_at = waiting_since "
        "WHERE waiting_since IS NOT NULL AND cancelled_at IS NULL"
    )
    for table, name, _kind in reversed(_COLUMNS):
        op.drop_column(table, name)
