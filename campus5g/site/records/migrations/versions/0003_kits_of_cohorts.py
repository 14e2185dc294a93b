"""The kits of a cohort."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    with op.batch_alter_table("cohorts") as cohorts:
        cohorts.add_column(sa.Column("kits", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    """Drop it."""
    with op.batch_alter_table("cohorts") as cohorts:
        cohorts.drop_column("kits")
