"""Statements of credits, links for employers, reminders of lists, the provider's turn.

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "credit_statement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("registration_year", sa.Integer(), nullable=False),
        sa.Column("registration_number", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("years", sa.JSON(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("content_sha256", sa.String(length=64), nullable=False),
        sa.Column("stored_file_id", sa.Uuid(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        _foreign("credit_statement", "member_id", "member"),
        _foreign("credit_statement", "stored_file_id", "stored_file"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_statement")),
        sa.UniqueConstraint("key", name=op.f("uq_credit_statement_key")),
        sa.UniqueConstraint("public_id", name=op.f("uq_credit_statement_public_id")),
    )
    op.create_table(
        "proof_link",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("label", sa.String(length=120), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        _foreign("proof_link", "member_id", "member"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proof_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_proof_link_token_hash")),
    )
    op.create_table(
        "list_reminder",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("edition_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        _foreign("list_reminder", "edition_id", "edition"),
        _foreign("list_reminder", "member_id", "member"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_list_reminder")),
        sa.UniqueConstraint("key", name=op.f("uq_list_reminder_key")),
    )
    op.create_table(
        "provider_reply",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.Column("edition_id", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("reply", _reply(), nullable=True),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("passed_at", sa.DateTime(timezone=True), nullable=True),
        _foreign("provider_reply", "answered_by", "account"),
        _foreign("provider_reply", "case_id", "case_file"),
        _foreign("provider_reply", "edition_id", "edition"),
        _foreign("provider_reply", "provider_id", "provider"),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_provider_reply")),
    )
    for table, column in _INDEXES:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column], unique=False)


def downgrade() -> None:
    for table in ("provider_reply", "list_reminder", "proof_link", "credit_statement"):
        op.drop_table(table)


_INDEXES = (
    ("credit_statement", "member_id"),
    ("proof_link", "member_id"),
    ("list_reminder", "edition_id"),
    ("list_reminder", "member_id"),
    ("provider_reply", "provider_id"),
    ("provider_reply", "due_on"),
)


def _foreign(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}")
    )


def _reply() -> sa.Enum:
    return sa.Enum("confirms", "disputes", "silent", name="reply", native_enum=False, length=40)
