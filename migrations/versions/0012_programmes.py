"""Files of programmes: what is asked, the curriculum, the lecturers, further organisers.

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_OPEN = "closed_at IS NULL AND programme_id IS NOT NULL"
_KINDS = ("course", "workshop", "conference", "round_table", "webinar")
_MODALITIES = ("online", "in_person", "hybrid")
_INDEXES = (
    ("programme_request", "provider_id"),
    ("programme_request", "programme_id"),
    ("programme_module", "case_id"),
    ("programme_lecturer", "case_id"),
    ("programme_request_organiser", "case_id"),
    ("programme_request_organiser", "provider_id"),
)


def upgrade() -> None:
    _requests()
    _parts()
    for table, column in _INDEXES:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column], unique=False)
    op.create_index(
        "uq_programme_request_open_programme",
        "programme_request",
        ["programme_id"],
        unique=True,
        sqlite_where=sa.text(_OPEN),
        postgresql_where=sa.text(_OPEN),
    )


def downgrade() -> None:
    for table in (
        "programme_request_organiser",
        "programme_lecturer",
        "programme_module",
        "programme_request",
    ):
        op.drop_table(table)


def _requests() -> None:
    op.create_table(
        "programme_request",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("summary_en", sa.Text(), nullable=False),
        sa.Column("kind", _enum("programmekind", _KINDS), nullable=True),
        sa.Column("field", sa.String(length=120), nullable=False),
        sa.Column("modality", _enum("modality", _MODALITIES), nullable=True),
        sa.Column("target_grades", sa.JSON(), nullable=False),
        sa.Column("selection", sa.Text(), nullable=False),
        sa.Column("max_participants", sa.Integer(), nullable=True),
        sa.Column("reserved", sa.String(length=40), nullable=True),
        sa.Column("submitted", sa.JSON(), nullable=True),
        sa.Column("opis_file_id", sa.Uuid(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        _foreign("programme_request", "case_id", "case_file"),
        _foreign("programme_request", "provider_id", "provider"),
        _foreign("programme_request", "programme_id", "programme"),
        _foreign("programme_request", "opis_file_id", "stored_file"),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_programme_request")),
    )


def _parts() -> None:
    op.create_table(
        "programme_module",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("theory_minutes", sa.Integer(), nullable=False),
        sa.Column("practice_minutes", sa.Integer(), nullable=False),
        sa.Column("break_minutes", sa.Integer(), nullable=False),
        _of_request("programme_module"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_module")),
    )
    op.create_table(
        "programme_lecturer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("named_id", sa.Uuid(), nullable=True),
        sa.Column("cv_id", sa.Uuid(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        _of_request("programme_lecturer"),
        _foreign("programme_lecturer", "named_id", "named_principal"),
        _foreign("programme_lecturer", "cv_id", "case_document"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_lecturer")),
    )
    op.create_table(
        "programme_request_organiser",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        _of_request("programme_request_organiser"),
        _foreign("programme_request_organiser", "provider_id", "provider"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_request_organiser")),
        sa.UniqueConstraint(
            "case_id",
            "provider_id",
            name=op.f("uq_programme_request_organiser_case_id_provider_id"),
        ),
    )


def _enum(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, length=40)


def _foreign(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}")
    )


def _of_request(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["case_id"],
        ["programme_request.case_id"],
        name=op.f(f"fk_{table}_case_id_programme_request"),
    )
