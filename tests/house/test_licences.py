import re
from importlib.metadata import Distribution, distributions

from packaging.utils import canonicalize_name

from campus5g.places import DEVELOPMENT_LOCK_FILE, HOUSE

# What asks more than to keep a notice: GPL, LGPL, MPL and their like, by identifier or by name.
RECIPROCAL = re.compile(r"GPL|EUPL|MPL|EPL|CDDL|General Public|Mozilla Public|Eclipse Public")


def stated_licence(package: Distribution) -> str:
    metadata = package.metadata
    classifiers = metadata.get_all("Classifier") or []
    return "\n".join(
        [
            metadata.get("License-Expression") or "",
            # A whole text may follow its title.
            (metadata.get("License") or "").partition("\n")[0],
            *(text for text in classifiers if text.startswith("License ::")),
        ]
    )


def test_every_locked_package_with_a_reciprocal_licence_is_listed() -> None:
    locked = {
        canonicalize_name(name)
        for name in re.findall(r"^([A-Za-z0-9._-]+)==", DEVELOPMENT_LOCK_FILE.read_text(), re.M)
    }
    listed = {
        canonicalize_name(name.strip())
        for row in re.findall(r"^\| ([^|]+) \|", (HOUSE / "LICENSES.md").read_text("utf-8"), re.M)
        for name in row.split(",")
    }
    reciprocal = {
        canonicalize_name(package.metadata["Name"])
        for package in distributions()
        if RECIPROCAL.search(stated_licence(package))
    }

    assert reciprocal & locked
    assert reciprocal & locked - listed == set()
