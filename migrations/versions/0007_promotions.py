"""Requests for a higher grade, with the record as it stood when they were filed.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "promotion_request",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("grade", _grade(), nullable=False),
        sa.Column("held", _grade(), nullable=True),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("known_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("branch_id", sa.Uuid(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["branch_id"], ["branch.id"], name=op.f("fk_promotion_request_branch_id_branch")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_promotion_request_case_id_case_file")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_promotion_request_member_id_member")
        ),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_promotion_request")),
    )
    for column in ("branch_id", "grade", "member_id"):
        op.create_index(
            op.f(f"ix_promotion_request_{column}"), "promotion_request", [column], unique=False
        )
    op.create_index(
        "uq_promotion_request_open_member",
        "promotion_request",
        ["member_id"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_table("promotion_request")


def _grade() -> sa.Enum:
    return sa.Enum(
        "debutant",
        "practicant",
        "specialist",
        "principal",
        name="grade",
        native_enum=False,
        length=40,
    )
