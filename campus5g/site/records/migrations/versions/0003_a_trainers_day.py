"""Opening dates, learners' own signatures, kits booked for a class, hours of a half-day."""

import sqlalchemy as sa
from alembic import op

from campus5g.site.records.base import Moment

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; a half-day of present groups counts three and a half hours."""
    with op.batch_alter_table("cohorts") as batch:
        batch.add_column(
            sa.Column("half_day_hours", sa.Double(), nullable=False, server_default="3.5")
        )
    with op.batch_alter_table("cohort_modules") as batch:
        batch.add_column(sa.Column("opens_at", Moment(timezone=True), nullable=True))
    with op.batch_alter_table("attendances") as batch:
        batch.add_column(sa.Column("learner_signed_at", Moment(timezone=True), nullable=True))
    with op.batch_alter_table("bookings") as batch:
        batch.add_column(sa.Column("cohort_id", sa.String(length=64), nullable=True))
        batch.create_foreign_key(op.f("fk_bookings_cohort_id"), "cohorts", ["cohort_id"], ["id"])
