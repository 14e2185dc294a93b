"""Points for project files, by each marker."""

import sqlalchemy as sa
from alembic import op

from campus5g.site.records.base import Moment

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "file_marks",
        sa.Column("cohort_module_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("marker_id", sa.Integer(), nullable=False),
        sa.Column("points", sa.JSON(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("defence", sa.Text(), nullable=False),
        sa.Column("defence_points", sa.Double(), nullable=True),
        sa.Column("with_second", sa.Boolean(), nullable=False),
        sa.Column("marked_at", Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["cohort_module_id"],
            ["cohort_modules.id"],
            name=op.f("fk_file_marks_cohort_module_id"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_file_marks_person_id")),
        sa.ForeignKeyConstraint(["marker_id"], ["people.id"], name=op.f("fk_file_marks_marker_id")),
        sa.PrimaryKeyConstraint(
            "cohort_module_id", "person_id", "marker_id", name=op.f("pk_file_marks")
        ),
    )
