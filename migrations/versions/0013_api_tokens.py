"""Tokens of organisers for /api/v1, and the answers kept for repeated requests.

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("api_key") as table:
        table.add_column(sa.Column("provider_id", sa.Uuid(), nullable=True))
        table.add_column(sa.Column("created_by", sa.Uuid(), nullable=True))
        table.add_column(sa.Column("expires_on", sa.Date(), nullable=True))
        table.add_column(sa.Column("last_used_on", sa.Date(), nullable=True))
        table.create_foreign_key(
            op.f("fk_api_key_provider_id_provider"), "provider", ["provider_id"], ["id"]
        )
        table.create_foreign_key(
            op.f("fk_api_key_created_by_account"), "account", ["created_by"], ["id"]
        )
        table.create_index(op.f("ix_api_key_provider_id"), ["provider_id"], unique=False)
    op.create_table(
        "api_answer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("api_key_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("request_hash", sa.String(length=64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["api_key_id"], ["api_key.id"], name=op.f("fk_api_answer_api_key_id_api_key")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_answer")),
        sa.UniqueConstraint("api_key_id", "key", name=op.f("uq_api_answer_api_key_id_key")),
    )
    op.create_index(op.f("ix_api_answer_created_at"), "api_answer", ["created_at"], unique=False)


def downgrade() -> None:
    op.drop_table("api_answer")
    with op.batch_alter_table("api_key") as table:
        table.drop_index(op.f("ix_api_key_provider_id"))
        table.drop_constraint(op.f("fk_api_key_created_by_account"), type_="foreignkey")
        table.drop_constraint(op.f("fk_api_key_provider_id_provider"), type_="foreignkey")
        for name in ("last_used_on", "expires_on", "created_by", "provider_id"):
            table.drop_column(name)
