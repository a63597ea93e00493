"""The close of a year: runs, standings as closed (append-only), reviews

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "year_run",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column(
            "stage",
            sa.Enum(
                "reminder", "provisional", "final", name="yearstage", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("seen_on", sa.Date(), nullable=False),
        sa.Column("known_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("records_from", sa.Date(), nullable=True),
        sa.Column("started_by", sa.Uuid(), nullable=True),
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("cursor", sa.Uuid(), nullable=True),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_year_run_job_id_job")),
        sa.ForeignKeyConstraint(
            ["started_by"], ["account.id"], name=op.f("fk_year_run_started_by_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_year_run")),
        sa.UniqueConstraint("key", name=op.f("uq_year_run_key")),
    )
    op.create_index("ix_year_run_year_stage", "year_run", ["year", "stage"], unique=False)
    op.create_table(
        "closed_standing",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column(
            "stage",
            sa.Enum(
                "reminder", "provisional", "final", name="yearstage", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("required", sa.Integer(), nullable=True),
        sa.Column("earned", sa.Integer(), nullable=False),
        sa.Column("orientative", sa.Boolean(), nullable=False),
        sa.Column("regulation_id", sa.String(length=60), nullable=True),
        sa.Column("seen_on", sa.Date(), nullable=False),
        sa.Column("known_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("records_from", sa.Date(), nullable=True),
        sa.Column("findings_sha256", sa.String(length=64), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=True),
        sa.Column("decision_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_closed_standing_decision_id_decision")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_closed_standing_member_id_member")
        ),
        sa.ForeignKeyConstraint(
            ["regulation_id"],
            ["regulation_version.id"],
            name=op.f("fk_closed_standing_regulation_id_regulation_version"),
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["year_run.id"], name=op.f("fk_closed_standing_run_id_year_run")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closed_standing")),
        sa.UniqueConstraint(
            "member_id",
            "year",
            "stage",
            "revision",
            name=op.f("uq_closed_standing_member_id_year_stage_revision"),
        ),
    )
    op.create_index(
        "ix_closed_standing_year_stage", "closed_standing", ["year", "stage"], unique=False
    )
    op.create_table(
        "year_review",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("standing_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("found_outcome", sa.String(length=20), nullable=False),
        sa.Column("found_earned", sa.Integer(), nullable=False),
        sa.Column("found_required", sa.Integer(), nullable=True),
        sa.Column("notice_until", sa.Date(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_year_review_case_id_case_file")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_year_review_member_id_member")
        ),
        sa.ForeignKeyConstraint(
            ["standing_id"],
            ["closed_standing.id"],
            name=op.f("fk_year_review_standing_id_closed_standing"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_year_review")),
        sa.UniqueConstraint("case_id", name=op.f("uq_year_review_case_id")),
        sa.UniqueConstraint(
            "standing_id",
            "found_outcome",
            "found_earned",
            name=op.f("uq_year_review_standing_id_found_outcome_found_earned"),
        ),
    )
    op.create_index(
        "uq_year_review_open",
        "year_review",
        ["member_id", "year"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    if op.get_bind().dialect.name == "sqlite":
        for action in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER closed_standing_refuses_{action.lower()} BEFORE {action} "
                "ON closed_standing "
                "BEGIN SELECT RAISE(ABORT, 'closed_standing is append-only'); END"
            )
        return
    op.execute(
        "CREATE TRIGGER closed_standing_refuses_change BEFORE UPDATE OR DELETE ON closed_standing "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        "CREATE TRIGGER closed_standing_refuses_truncate BEFORE TRUNCATE ON closed_standing "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    op.drop_table("year_review")
    op.drop_table("closed_standing")  # its triggers go with it
    op.drop_table("year_run")
