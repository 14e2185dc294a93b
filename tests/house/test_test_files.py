"""The tests' own order."""

from collections import Counter

from campus5g.places import HOUSE


def test_test_files_have_unique_names() -> None:
    # pytest imports them as modules without packages: of two, one would not be collected.
    names = Counter(path.name for path in (HOUSE / "tests").rglob("test_*.py"))

    assert [name for name, count in names.items() if count > 1] == []
