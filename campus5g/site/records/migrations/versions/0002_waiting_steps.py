"""Steps wait for their turn, and one that has not ended is there once."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_STATES = "state in ('waiting', 'running', 'done', 'failed')"
_NOT_ENDED = sa.text("state in ('waiting', 'running')")
_OPEN = {
    "gradings": ["cohort_module_id"],
    "errands": ["cohort_id", "module", "kind"],
}


def upgrade() -> None:
    """Add the state, and the rule that a step is asked for once until it has ended."""
    for table, columns in _OPEN.items():
        # No step outlives a site that stopped for its new version.
        op.execute(
            f"update {table} set state = 'failed', ended_at = started_at where state = 'running'"  # noqa: S608
        )
        with op.batch_alter_table(table) as batch:
            batch.drop_constraint(op.f(f"ck_{table}_state"), type_="check")
            batch.create_check_constraint(op.f(f"ck_{table}_state"), _STATES)
        op.create_index(
            f"ux_{table}_not_ended",
            table,
            columns,
            unique=True,
            sqlite_where=_NOT_ENDED,
            postgresql_where=_NOT_ENDED,
        )
