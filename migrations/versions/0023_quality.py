"""Scores of editions, signals of quality and what chance explains.

Revision ID: 0023
Revises: 0022
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_STEP = "quality_step"
_INDEXES = (
    ("quality_signal", "provider_id"),
    ("quality_signal", "edition_id"),
    ("quality_signal", "state"),
    (_STEP, "signal_id"),
)


def _foreign(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}_{target}")
    )


def _text(name: str) -> sa.Enum:
    return sa.Enum(name=name, native_enum=False, length=40)


def upgrade() -> None:
    op.create_table(
        "feedback_score",
        sa.Column("edition_id", sa.Uuid(), nullable=False),
        sa.Column("form_id", sa.Uuid(), nullable=False),
        *(
            sa.Column(name, sa.Integer(), nullable=False)
            for name in ("answers", "scales", "points", "squares", "low")
        ),
        _foreign("feedback_score", "edition_id", "edition"),
        _foreign("feedback_score", "form_id", "feedback_form"),
        sa.PrimaryKeyConstraint("edition_id", "form_id", name=op.f("pk_feedback_score")),
    )
    op.create_table(
        "quality_signal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("kind", _text("qualitykind"), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.Column("edition_id", sa.Uuid(), nullable=False),
        sa.Column("params", sa.JSON(), nullable=False),
        sa.Column("state", _text("signalstate"), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        _foreign("quality_signal", "provider_id", "provider"),
        _foreign("quality_signal", "edition_id", "edition"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_signal")),
        sa.UniqueConstraint("key", name=op.f("uq_quality_signal_key")),
    )
    op.create_table(
        _STEP,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("signal_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("state", _text("signalstate"), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        _foreign(_STEP, "signal_id", "quality_signal"),
        _foreign(_STEP, "account_id", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_step")),
    )
    op.create_table(
        "quality_baseline",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("measured_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("editions", sa.Integer(), nullable=False),
        *(
            sa.Column(name, sa.Float(), nullable=False)
            for name in ("within", "between", "centre", "organisers", "low")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_baseline")),
    )
    for table, column in _INDEXES:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column], unique=False)
    _refuse_changes()


def downgrade() -> None:
    for table in ("quality_baseline", _STEP, "quality_signal", "feedback_score"):
        op.drop_table(table)  # triggers go with their table


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
