"""Check-in of members at a session by the code shown in the room.

Revision ID: 0019
Revises: 0018
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "edition_check_in",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("edition_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_edition_check_in_edition_id_edition")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_edition_check_in_member_id_member")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition_check_in")),
        sa.UniqueConstraint(
            "edition_id",
            "member_id",
            "held_at",
            name=op.f("uq_edition_check_in_edition_id_member_id_held_at"),
        ),
    )
    op.create_index(
        op.f("ix_edition_check_in_edition_id"), "edition_check_in", ["edition_id"], unique=False
    )


def downgrade() -> None:
    op.drop_table("edition_check_in")
