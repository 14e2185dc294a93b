"""A module that is marked without names has a key that its submissions' numbers come from."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    with op.batch_alter_table("cohort_modules") as table:
        table.add_column(sa.Column("anonymity_key", sa.String(32), nullable=True))


def downgrade() -> None:
    """Drop it."""
    with op.batch_alter_table("cohort_modules") as table:
        table.drop_column("anonymity_key")
