"""What a document in a file is, so that it is known when the member deletes their own copy.

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "case_document",
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
            nullable=True,
        ),
    )


def downgrade() -> None:
    op.drop_column("case_document", "kind")
