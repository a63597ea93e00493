"""Entry of organisers, their staff, files of approval with principals and questions.

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_FORMS = (
    "association",
    "foundation",
    "federation",
    "public_institution",
    "university",
    "company",
    "practice",
    "other",
)
_GRADES = ("debutant", "practicant", "specialist", "principal")
_STATUSES = ("active", "suspended", "removed", "parental_leave", "medical_leave")
_OPEN = "closed_at IS NULL"
_ENTERED = "confirmed_at IS NOT NULL AND refused_at IS NULL"


def upgrade() -> None:
    op.add_column("role_grant", sa.Column("duty", _enum("providerduty", _DUTIES), nullable=True))
    op.add_column("case_document", sa.Column("part", sa.String(length=60), nullable=True))
    for table in ("proposal", "decision"):
        op.add_column(table, sa.Column("valid_until", sa.Date(), nullable=True))
    _entries()
    _requests()
    _principals_and_questions()
    for table, column in _INDEXES:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column], unique=False)


def downgrade() -> None:
    for table in (
        "case_question",
        "principal_check",
        "named_principal",
        "approval_request",
        "provider_invitation",
        "provider_entry",
    ):
        op.drop_table(table)
    for table in ("decision", "proposal"):
        op.drop_column(table, "valid_until")
    op.drop_column("case_document", "part")
    op.drop_column("role_grant", "duty")


_DUTIES = ("manager", "clerk")
_INDEXES = (
    ("provider_entry", "asked_at"),
    ("provider_invitation", "entry_id"),
    ("provider_invitation", "provider_id"),
    ("approval_request", "provider_id"),
    ("named_principal", "case_id"),
    ("principal_check", "principal_id"),
    ("case_question", "case_id"),
)


def _entries() -> None:
    op.create_table(
        "provider_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("fiscal_code", sa.String(length=10), nullable=False),
        sa.Column("legal_form", _enum("legalform", _FORMS), nullable=False),
        sa.Column("county", sa.String(length=2), nullable=False),
        sa.Column("contact_name", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        _instant("asked_at", nullable=False),
        _instant("confirmed_at"),
        _instant("verified_at"),
        _instant("refused_at"),
        sa.Column("checked_by", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        _foreign("provider_entry", "provider_id", "provider"),
        _foreign("provider_entry", "checked_by", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provider_entry")),
        sa.UniqueConstraint("provider_id", name=op.f("uq_provider_entry_provider_id")),
    )
    op.create_index(
        "uq_provider_entry_fiscal_code",
        "provider_entry",
        ["fiscal_code"],
        unique=True,
        sqlite_where=sa.text(_ENTERED),
        postgresql_where=sa.text(_ENTERED),
    )
    op.create_table(
        "provider_invitation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=True),
        sa.Column("provider_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("duty", _enum("providerduty", _DUTIES), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("invited_by", sa.Uuid(), nullable=True),
        _instant("created_at", nullable=False),
        _instant("expires_at", nullable=False),
        _instant("used_at"),
        _instant("withdrawn_at"),
        _foreign("provider_invitation", "entry_id", "provider_entry"),
        _foreign("provider_invitation", "provider_id", "provider"),
        _foreign("provider_invitation", "invited_by", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provider_invitation")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_provider_invitation_token_hash")),
    )


def _requests() -> None:
    op.create_table(
        "approval_request",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.Column("experience", sa.Text(), nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("fee_paid_on", sa.Date(), nullable=True),
        sa.Column("submitted", sa.JSON(), nullable=True),
        sa.Column("opis_file_id", sa.Uuid(), nullable=True),
        _instant("closed_at"),
        _foreign("approval_request", "case_id", "case_file"),
        _foreign("approval_request", "provider_id", "provider"),
        _foreign("approval_request", "opis_file_id", "stored_file"),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_approval_request")),
    )
    op.create_index(
        "uq_approval_request_open_provider",
        "approval_request",
        ["provider_id"],
        unique=True,
        sqlite_where=sa.text(_OPEN),
        postgresql_where=sa.text(_OPEN),
    )


def _principals_and_questions() -> None:
    op.create_table(
        "named_principal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("rnasr_code", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=True),
        sa.Column("added_by", sa.Uuid(), nullable=False),
        _instant("added_at", nullable=False),
        _foreign("named_principal", "case_id", "case_file"),
        _foreign("named_principal", "member_id", "member"),
        _foreign("named_principal", "added_by", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_named_principal")),
        sa.UniqueConstraint(
            "case_id", "rnasr_code", name=op.f("uq_named_principal_case_id_rnasr_code")
        ),
    )
    op.create_table(
        "principal_check",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("principal_id", sa.Uuid(), nullable=False),
        _instant("at", nullable=False),
        sa.Column("occasion", _enum("checkedwhen", _OCCASIONS), nullable=False),
        sa.Column("counts", sa.Boolean(), nullable=False),
        sa.Column("grade", _enum("grade", _GRADES), nullable=True),
        sa.Column("status", _enum("status", _STATUSES), nullable=True),
        _foreign("principal_check", "principal_id", "named_principal"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_principal_check")),
    )
    op.create_table(
        "case_question",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("side", _enum("side", ("commission", "provider")), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        _instant("asked_at", nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        _instant("answered_at"),
        _foreign("case_question", "case_id", "case_file"),
        _foreign("case_question", "asked_by", "account"),
        _foreign("case_question", "answered_by", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_question")),
    )


_OCCASIONS = ("named", "submitted", "proposed", "decided")


def _instant(name: str, *, nullable: bool = True) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _enum(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, length=40)


def _foreign(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}")
    )
