"""Alembic runs this file; the connection is handed in, its transaction is the caller's."""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=context.config.attributes.get("target_metadata"),
    transaction_per_migration=False,
    render_as_batch=True,
)
context.run_migrations()
