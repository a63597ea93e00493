"""Signed roots of the ledger, append-only; keys that were stolen

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

APPEND_ONLY = ("ledger_root", "ledger_root_chain")


def upgrade() -> None:
    op.create_table(
        "ledger_root",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("chains", sa.Integer(), nullable=False),
        sa.Column("root", sa.String(length=64), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_ledger_root")),
        sa.UniqueConstraint("day", name=op.f("uq_ledger_root_day")),
    )
    op.create_table(
        "ledger_root_chain",
        sa.Column("root_number", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_ledger_root_chain_member_id_member")
        ),
        sa.ForeignKeyConstraint(
            ["root_number"],
            ["ledger_root.number"],
            name=op.f("fk_ledger_root_chain_root_number_ledger_root"),
        ),
        sa.PrimaryKeyConstraint("root_number", "member_id", name=op.f("pk_ledger_root_chain")),
    )
    op.create_index(
        "ix_ledger_root_chain_member", "ledger_root_chain", ["member_id", "root_number"]
    )
    op.add_column("issuer_key", sa.Column("revoked_at", sa.DateTime(timezone=True)))
    if op.get_bind().dialect.name == "sqlite":
        for table in APPEND_ONLY:
            for action in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER {table}_refuses_{action.lower()} BEFORE {action} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
                )
        return
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_refuses_change BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_refuses_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def downgrade() -> None:
    op.drop_column("issuer_key", "revoked_at")
    op.drop_table("ledger_root_chain")  # triggers and index go with their table
    op.drop_table("ledger_root")
