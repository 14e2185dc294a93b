import re
from importlib.metadata import Distribution, distributions

from campus5g.places import HOUSE

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


def test_every_package_with_a_reciprocal_licence_is_listed() -> None:
    table = (HOUSE / "LICENSES.md").read_text("utf-8")
    listed = {
        name.strip()
        for row in re.findall(r"^\| ([^|]+) \|", table, re.M)
        for name in row.split(",")
    }
    reciprocal = {
        package.metadata["Name"]
        for package in distributions()
        if RECIPROCAL.search(stated_licence(package))
    }

    assert reciprocal
    assert reciprocal - listed == set()
