"""An empty nbgrader gradebook, made without starting another Python to ask for its version."""

from pathlib import Path


def make_gradebook(db_url: str) -> None:
    """Make nbgrader's tables in a database that has none.

    nbgrader does the same at first use, and runs ``alembic heads`` for the version of its tables:
    the second or two of a new Python, for each new course.

    Args:
        db_url: the database as SQLAlchemy names it, such as ``sqlite:///gradebook.db``.
    """
    import nbgrader
    from alembic.script import ScriptDirectory
    from nbgrader.api import Base
    from sqlalchemy import create_engine, inspect, text

    engine = create_engine(db_url)
    try:
        if inspect(engine).get_table_names():
            return
        scripts = ScriptDirectory(str(Path(nbgrader.__file__).with_name("alembic")))
        Base.metadata.create_all(bind=engine)
        with engine.begin() as connection:
            connection.execute(
                text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
            )
            connection.execute(
                text("INSERT INTO alembic_version VALUES (:head)"),
                {"head": scripts.get_current_head()},
            )
    finally:
        engine.dispose()
