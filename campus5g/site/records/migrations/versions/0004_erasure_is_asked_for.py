"""Who has asked for the erasure of their identity, and when."""

import sqlalchemy as sa
from alembic import op

from campus5g.site.records.base import Moment

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    with op.batch_alter_table("people") as table:
        table.add_column(sa.Column("erasure_asked_at", Moment(timezone=True), nullable=True))


def downgrade() -> None:
    """Drop it."""
    with op.batch_alter_table("people") as table:
        table.drop_column("erasure_asked_at")
