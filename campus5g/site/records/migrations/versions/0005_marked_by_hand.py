"""When a module was marked by hand last: what was handed back before is out of date."""

import sqlalchemy as sa
from alembic import op

from campus5g.site.records.base import Moment

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    with op.batch_alter_table("cohort_modules") as table:
        table.add_column(sa.Column("marked_at", Moment(timezone=True), nullable=True))


def downgrade() -> None:
    """Drop it."""
    with op.batch_alter_table("cohort_modules") as table:
        table.drop_column("marked_at")
