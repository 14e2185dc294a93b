import re
import tomllib

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from campus5g.places import HOUSE, LOCK_FILE

LOCK = LOCK_FILE.read_text()
LOCKED = {canonicalize_name(match[1]) for match in re.finditer(r"^([A-Za-z0-9._-]+)==", LOCK, re.M)}


def test_the_lock_file_names_no_registry() -> None:
    assert not re.search(r"https?://|^--", LOCK, re.M)


def test_every_package_is_pinned_with_hashes() -> None:
    entries = re.split(r"\n(?=[A-Za-z0-9])", LOCK.partition("\n")[2])
    unpinned = [
        entry.splitlines()[0]
        for entry in entries
        if re.match(r"[A-Za-z0-9]", entry) and not ("==" in entry and "--hash=sha256:" in entry)
    ]

    assert unpinned == []


def test_the_lock_file_holds_every_dependency_of_the_project() -> None:
    project = tomllib.loads((HOUSE / "pyproject.toml").read_text())["project"]
    wanted = [*project["dependencies"]]
    for extra in project["optional-dependencies"].values():
        wanted += extra

    missing = {canonicalize_name(Requirement(text).name) for text in wanted} - LOCKED

    assert missing == set()


def test_the_lock_file_excludes_grammars_that_slow_notebook_reading() -> None:
    assert "rfc3987-syntax" not in LOCKED
