"""Votes of a class."""

import sqlalchemy as sa
from alembic import op

from campus5g.site.records.base import Moment

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "class_votes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.String(length=64), nullable=False),
        sa.Column("module", sa.String(length=64), nullable=False),
        sa.Column("started_by_id", sa.Integer(), nullable=True),
        sa.Column("started_at", Moment(timezone=True), nullable=False),
        sa.Column("expires_at", Moment(timezone=True), nullable=False),
        sa.Column("ended_at", Moment(timezone=True), nullable=True),
        sa.Column("code", sa.String(length=8), nullable=True),
        sa.Column("questions", sa.JSON(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("progress", sa.JSON(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("results", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohorts.id"], name=op.f("fk_class_votes_cohort_id")
        ),
        sa.ForeignKeyConstraint(
            ["started_by_id"], ["people.id"], name=op.f("fk_class_votes_started_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_class_votes")),
        sa.UniqueConstraint("code", name=op.f("uq_class_votes_code")),
    )
    op.create_index(op.f("ix_class_votes_cohort_id"), "class_votes", ["cohort_id"])
    op.create_table(
        "class_voters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("class_vote_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("first_name", sa.String(length=40), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("joined_at", Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["class_vote_id"], ["class_votes.id"], name=op.f("fk_class_voters_class_vote_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_class_voters_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_class_voters")),
        sa.UniqueConstraint(
            "class_vote_id", "person_id", name=op.f("uq_class_voters_class_vote_id_person_id")
        ),
        sa.UniqueConstraint("token_hash", name=op.f("uq_class_voters_token_hash")),
    )
    op.create_index(op.f("ix_class_voters_class_vote_id"), "class_voters", ["class_vote_id"])
    op.create_table(
        "class_votes_cast",
        sa.Column("voter_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["voter_id"], ["class_voters.id"], name=op.f("fk_class_votes_cast_voter_id")
        ),
        sa.PrimaryKeyConstraint("voter_id", "question", "round", name=op.f("pk_class_votes_cast")),
    )
