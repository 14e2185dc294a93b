"""Where a course's nbgrader gradebook is, and how an empty one is created."""

import contextlib
import tempfile
from pathlib import Path

_WAIT_S = 60


def gradebook_file(course: Path) -> Path:
    """Return where nbgrader keeps the gradebook of a course's folder."""
    return course / "gradebook.db"


def gradebook_address(file: Path) -> str:
    """Return the database address of a gradebook; connections wait for another's write."""
    return f"sqlite:///{file}?timeout={_WAIT_S}"


def newest_version() -> str | None:
    """Return the version of the tables that this nbgrader makes, as alembic names it."""
    import nbgrader
    from alembic.script import ScriptDirectory

    return ScriptDirectory(str(Path(nbgrader.__file__).with_name("alembic"))).get_current_head()


def make_gradebook(file: Path) -> None:
    """Create a gradebook unless there is one; other processes see none or the whole of it.

    nbgrader does the same at first use, table by table: two processes that open a new gradebook at
    the same time fail. It also runs ``alembic heads`` for the version of its tables: a new Python,
    a second or two for each course.

    Args:
        file: the SQLite database; its folder exists.
    """
    from nbgrader.api import Base, Gradebook
    from sqlalchemy import create_engine, text

    if file.exists():
        return
    with tempfile.TemporaryDirectory(prefix=f".{file.name}-", dir=file.parent) as folder:
        draft = Path(folder) / file.name
        engine = create_engine(f"sqlite:///{draft}")
        try:
            Base.metadata.create_all(bind=engine)
            with engine.begin() as connection:
                connection.execute(
                    text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
                )
                connection.execute(
                    text("INSERT INTO alembic_version VALUES (:head)"),
                    {"head": newest_version()},
                )
        finally:
            engine.dispose()
        # Its first opening also adds the row of nbgrader's own course.
        Gradebook(f"sqlite:///{draft}").close()
        # Unlike a rename, a link never replaces a gradebook that was created meanwhile.
        with contextlib.suppress(FileExistsError):
            file.hardlink_to(draft)
