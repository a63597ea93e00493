"""Attendance lists whose columns a person names, and what is remembered of them.

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("attendance_file", sa.Column("columns", sa.JSON(), nullable=True))
    op.create_table(
        "attendance_draft",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("edition_id", sa.Uuid(), nullable=False),
        sa.Column("filename", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("stored_file_id", sa.Uuid(), nullable=False),
        sa.Column("uploaded_by", sa.Uuid(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        _foreign("attendance_draft", "edition_id", "edition"),
        _foreign("attendance_draft", "stored_file_id", "stored_file"),
        _foreign("attendance_draft", "uploaded_by", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance_draft")),
    )
    op.create_table(
        "attendance_layout",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.Column("signature", sa.String(length=32), nullable=False),
        sa.Column("titles", sa.JSON(), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("named_by", sa.Uuid(), nullable=False),
        sa.Column("named_at", sa.DateTime(timezone=True), nullable=False),
        _foreign("attendance_layout", "provider_id", "provider"),
        _foreign("attendance_layout", "named_by", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance_layout")),
        sa.UniqueConstraint(
            "provider_id", "signature", name=op.f("uq_attendance_layout_provider_id_signature")
        ),
    )
    for table, column in _INDEXES:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column], unique=False)


def downgrade() -> None:
    op.drop_table("attendance_layout")
    op.drop_table("attendance_draft")
    op.drop_column("attendance_file", "columns")


_INDEXES = (
    ("attendance_draft", "edition_id"),
    ("attendance_draft", "uploaded_at"),
    ("attendance_layout", "provider_id"),
)


def _foreign(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}")
    )
