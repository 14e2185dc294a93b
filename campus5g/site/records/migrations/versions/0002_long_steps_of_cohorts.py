"""Long steps of cohorts: building, handing out, feedback."""

import sqlalchemy as sa
from alembic import op

from campus5g.site.records.base import Moment

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "errands",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.String(length=64), nullable=False),
        sa.Column("module", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("started_by_id", sa.Integer(), nullable=True),
        sa.Column("started_at", Moment(timezone=True), nullable=False),
        sa.Column("ended_at", Moment(timezone=True), nullable=True),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.CheckConstraint("state in ('running', 'done', 'failed')", name=op.f("ck_errands_state")),
        sa.CheckConstraint(
            "kind in ('build', 'release', 'feedback')", name=op.f("ck_errands_kind")
        ),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohorts.id"], name=op.f("fk_errands_cohort_id")),
        sa.ForeignKeyConstraint(
            ["started_by_id"], ["people.id"], name=op.f("fk_errands_started_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_errands")),
    )
    op.create_index(op.f("ix_errands_cohort_id_module"), "errands", ["cohort_id", "module"])


def downgrade() -> None:
    """Drop it."""
    op.drop_index(op.f("ix_errands_cohort_id_module"), "errands")
    op.drop_table("errands")
