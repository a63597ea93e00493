"""Links that show a badge, an answer yes or no, or the portfolio; how often they were opened.

Revision ID: 0021
Revises: 0020
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("proof_link") as table:
        table.add_column(
            sa.Column("kind", sa.String(40), nullable=False, server_default="standing")
        )
        table.add_column(sa.Column("award_id", sa.Uuid(), nullable=True))
        table.add_column(sa.Column("year", sa.Integer(), nullable=True))
        table.add_column(sa.Column("at_least", sa.Integer(), nullable=True))
        table.add_column(sa.Column("views", sa.Integer(), nullable=False, server_default="0"))
        table.create_foreign_key(
            op.f("fk_proof_link_award_id_award"), "award", ["award_id"], ["id"]
        )
        table.create_index(op.f("ix_proof_link_award_id"), ["award_id"])
    # The defaults were for the links that stood there.
    with op.batch_alter_table("proof_link") as table:
        table.alter_column("kind", existing_type=sa.String(40), server_default=None)
        table.alter_column("views", existing_type=sa.Integer(), server_default=None)
    op.add_column(
        "award", sa.Column("standing_shown_at", sa.DateTime(timezone=True), nullable=True)
    )


def downgrade() -> None:
    with op.batch_alter_table("award") as table:
        table.drop_column("standing_shown_at")
    op.execute("DELETE FROM proof_link WHERE kind <> 'standing'")
    with op.batch_alter_table("proof_link") as table:
        table.drop_index(op.f("ix_proof_link_award_id"))
        table.drop_constraint(op.f("fk_proof_link_award_id_award"), type_="foreignkey")
        for name in ("views", "at_least", "year", "award_id", "kind"):
            table.drop_column(name)
