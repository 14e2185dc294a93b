"""Runs the migrations on the connection that `Database.upgrade` gives."""

from alembic import context

from campus5g.site.records.database import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    # SQLite can't alter a table: it is copied.
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
