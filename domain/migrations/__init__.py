"""The tables' history, oldest first.

After changing a model: `uv run tortoise -c domain.store.TORTOISE makemigrations`, then read the file it wrote:

- a renamed field that changed in other ways too is written as dropped and added, and loses its values;
- `AddField` with `db_index=True` makes no index: add an `AddIndex` by hand;
- a field that can't be null, added to a table with rows, needs a `db_default`;
- on SQLite altering a table drops and rebuilds it, with its indexes: `domain.store.migrate` keeps the rows of the
  tables that refer to it, and `tests/domain/test_migrations.py` asserts the indexes;
- several `CreateModel`s are slow one by one: put them into one `CreateModels`, in their order.
"""
