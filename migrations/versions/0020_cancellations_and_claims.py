"""Why an edition was cancelled and how often it was changed; claims outlive the list's rows.

Revision ID: 0020
Revises: 0019
"""

from datetime import datetime
from uuid import UUID, uuid4

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "edition", sa.Column("revision", sa.Integer(), nullable=False, server_default=sa.text("0"))
    )
    op.create_table(
        "edition_cancellation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("edition_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_edition_cancellation_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_edition_cancellation_edition_id_edition")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition_cancellation")),
        sa.UniqueConstraint("edition_id", name=op.f("uq_edition_cancellation_edition_id")),
    )
    claims = op.create_table(
        "attendance_claim",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("edition_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_attendance_claim_edition_id_edition")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_attendance_claim_member_id_member")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance_claim")),
        sa.UniqueConstraint(
            "edition_id", "member_id", name=op.f("uq_attendance_claim_edition_id_member_id")
        ),
    )
    _keep_claims(claims)


def _keep_claims(claims: sa.Table) -> None:
    """What members said so far stands beside the candidates of rows."""
    rows = sa.table("attendance_row", sa.column("file_id"), sa.column("candidates", sa.JSON()))
    files = sa.table("attendance_file", sa.column("id"), sa.column("edition_id", sa.Uuid()))
    found = op.get_bind().execute(
        sa.select(files.c.edition_id, rows.c.candidates)
        .join_from(rows, files, files.c.id == rows.c.file_id)
        .where(sa.cast(rows.c.candidates, sa.Text()).contains('"claimed"'))
    )
    first: dict[tuple[UUID, UUID], datetime] = {}
    for edition_id, candidates in found:
        for each in candidates:
            if "claimed" in each:
                key, at = (
                    (edition_id, UUID(each["member"])),
                    datetime.fromisoformat(each["claimed"]),
                )
                first[key] = min(at, first.get(key, at))
    if first:
        op.bulk_insert(
            claims,
            [
                {"id": uuid4(), "edition_id": edition_id, "member_id": member_id, "claimed_at": at}
                for (edition_id, member_id), at in first.items()
            ],
        )


def downgrade() -> None:
    op.drop_table("attendance_claim")
    op.drop_table("edition_cancellation")
    op.drop_column("edition", "revision")
