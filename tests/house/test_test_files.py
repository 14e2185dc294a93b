"""The tests' own order."""

from collections import Counter

from campus5g.places import HOUSE


def test_test_files_have_unique_names() -> None:
    # pytest imports them as modules without packages: of two, one would not be collected.
    names = Counter(path.name for path in (HOUSE / "tests").rglob("test_*.py"))

    assert [name for name, count in names.items() if count > 1] == []


def test_a_program_that_runs_for_a_block_is_ended_with_it() -> None:
    # A bare Popen waits for its program without end when a test fails, or runs out of time.
    waits = "with subprocess." + "Popen("
    may = {"running_program.py", "contained_run.py"}

    files = (path for path in (HOUSE / "tests").rglob("*.py") if path.name not in may)
    assert [path.name for path in files if waits in path.read_text()] == []


def test_no_file_imports_a_conftest() -> None:
    # Each room has one of that name: which one is meant depends on the rooms that run.
    imports = "from " + "conftest import"

    files = (HOUSE / "tests").rglob("*.py")
    assert [path.name for path in files if imports in path.read_text()] == []
