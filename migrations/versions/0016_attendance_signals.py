"""Signals of impossible attendance, and what was said of them.

Revision ID: 0016
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0014"
branch_labels = None
depends_on = None

_STATES = ("new", "seen", "closed", "lapsed")
_STEP = "signal_step"


def upgrade() -> None:
    op.create_table(
        "attendance_signal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("edition_id", sa.Uuid(), nullable=False),
        sa.Column("other_edition_id", sa.Uuid(), nullable=True),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("params", sa.JSON(), nullable=False),
        sa.Column("state", _enum("signalstate", _STATES), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        _foreign("attendance_signal", "edition_id", "edition"),
        _foreign("attendance_signal", "other_edition_id", "edition"),
        _foreign("attendance_signal", "file_id", "attendance_file"),
        _foreign("attendance_signal", "member_id", "member"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance_signal")),
        sa.UniqueConstraint("key", name=op.f("uq_attendance_signal_key")),
    )
    op.create_table(
        _STEP,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("signal_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("state", _enum("signalstate", _STATES), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        _foreign(_STEP, "signal_id", "attendance_signal"),
        _foreign(_STEP, "account_id", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signal_step")),
    )
    op.create_table(
        "signal_check",
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        _foreign("signal_check", "file_id", "attendance_file"),
        sa.PrimaryKeyConstraint("file_id", name=op.f("pk_signal_check")),
    )
    for table, column in _INDEXES:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column], unique=False)
    _refuse_changes()


_INDEXES = (
    ("attendance_signal", "edition_id"),
    ("attendance_signal", "other_edition_id"),
    ("attendance_signal", "file_id"),
    ("attendance_signal", "member_id"),
    ("attendance_signal", "day"),
    ("attendance_signal", "kind"),
    ("attendance_signal", "state"),
    (_STEP, "signal_id"),
)


def downgrade() -> None:
    for table in ("signal_check", _STEP, "attendance_signal"):
        op.drop_table(table)  # its triggers go with it


def _refuse_changes() -> None:
    """What was said of a signal stays said; the function is of 0002."""
    if op.get_bind().dialect.name == "sqlite":
        for action in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {_STEP}_refuses_{action.lower()} BEFORE {action} ON {_STEP} "
                f"BEGIN SELECT RAISE(ABORT, '{_STEP} is append-only'); END"
            )
        return
    op.execute(
        f"CREATE TRIGGER {_STEP}_refuses_change BEFORE UPDATE OR DELETE ON {_STEP} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        f"CREATE TRIGGER {_STEP}_refuses_truncate BEFORE TRUNCATE ON {_STEP} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def _enum(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, length=40)


def _foreign(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}")
    )
