"""Whether the language of an account is its person's choice."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; nobody's present language changes by itself."""
    # Not in a batch, which would copy the table that others refer to.
    op.add_column(
        "people",
        sa.Column("language_chosen", sa.Boolean(), nullable=False, server_default=sa.true()),
    )
