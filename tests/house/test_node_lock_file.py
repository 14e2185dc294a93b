import json

from campus5g.places import HOUSE

PACKAGES = json.loads((HOUSE / "package-lock.json").read_text())["packages"]
INSTALLED = {name: entry for name, entry in PACKAGES.items() if name}


def test_the_lock_file_names_no_registry() -> None:
    assert [name for name, entry in INSTALLED.items() if "resolved" in entry] == []


def test_every_package_is_pinned_with_a_hash() -> None:
    unpinned = [
        name for name, entry in INSTALLED.items() if not {"version", "integrity"} <= entry.keys()
    ]

    assert INSTALLED
    assert unpinned == []


def test_the_lock_file_holds_every_requested_package() -> None:
    project = json.loads((HOUSE / "package.json").read_text())

    assert PACKAGES[""]["devDependencies"] == project["devDependencies"]
