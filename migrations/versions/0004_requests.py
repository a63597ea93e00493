"""What members ask credits for by file, and the documents they keep for it.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "member_document",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("stored_file_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "certificate",
                "diploma",
                "agreement",
                "proof",
                "publication",
                "other",
                name="documentkind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_member_document_member_id_member")
        ),
        sa.ForeignKeyConstraint(
            ["stored_file_id"],
            ["stored_file.id"],
            name=op.f("fk_member_document_stored_file_id_stored_file"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member_document")),
        sa.UniqueConstraint("stored_file_id", name=op.f("uq_member_document_stored_file_id")),
    )
    op.create_index(
        op.f("ix_member_document_member_id"), "member_document", ["member_id"], unique=False
    )
    op.create_table(
        "activity_request",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("item", sa.String(length=60), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("same_as", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_activity_request_case_id_case_file")
        ),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_activity_request")),
    )
    op.create_index(
        op.f("ix_activity_request_same_as"), "activity_request", ["same_as"], unique=False
    )
    op.create_table(
        "decision_review",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("reviewed_id", sa.Uuid(), nullable=False),
        sa.Column(
            "asked",
            sa.Enum("by_member", "by_commission", name="reviewasked", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_decision_review_case_id_case_file")
        ),
        sa.ForeignKeyConstraint(
            ["reviewed_id"], ["case_file.id"], name=op.f("fk_decision_review_reviewed_id_case_file")
        ),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_decision_review")),
    )
    op.create_index(
        op.f("ix_decision_review_reviewed_id"), "decision_review", ["reviewed_id"], unique=False
    )
    op.create_index(
        "uq_decision_review_open_reviewed",
        "decision_review",
        ["reviewed_id"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "recognition_request",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("certificate_number", sa.Text(), nullable=False),
        sa.Column("certificate_on", sa.Date(), nullable=True),
        sa.Column("same_as", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_recognition_request_case_id_case_file")
        ),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_recognition_request")),
    )
    op.create_index(
        op.f("ix_recognition_request_same_as"), "recognition_request", ["same_as"], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_recognition_request_same_as"), table_name="recognition_request")
    op.drop_table("recognition_request")
    op.drop_index(
        "uq_decision_review_open_reviewed",
        table_name="decision_review",
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.drop_index(op.f("ix_decision_review_reviewed_id"), table_name="decision_review")
    op.drop_table("decision_review")
    op.drop_index(op.f("ix_activity_request_same_as"), table_name="activity_request")
    op.drop_table("activity_request")
    op.drop_index(op.f("ix_member_document_member_id"), table_name="member_document")
    op.drop_table("member_document")
