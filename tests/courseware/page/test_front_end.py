"""The front end of pages: built from its sources, for the widgets installed, by free licences."""

import gzip
import hashlib
import json
import re
from importlib.metadata import version
from pathlib import Path

import pytest
from jupyter_core.paths import jupyter_path

from campus5g.courseware.page.serving import JUPYTER_DATA

SOURCES = JUPYTER_DATA.parent / "front_end"
BUILT = JUPYTER_DATA / "voila" / "templates" / "campus5g" / "static" / "built"
MANAGER = Path("@jupyter-widgets", "jupyterlab-manager", "package.json")
WEIGHS_AT_MOST_KB = 250
"""As sent: of the 400 kB of a page, the rest is for its words, pictures and scripts."""


def requested() -> dict[str, str]:
    versions: dict[str, str] = json.loads((SOURCES / "package.json").read_text())["devDependencies"]
    return versions


def test_what_is_served_was_built_from_these_sources() -> None:
    sources = hashlib.sha256()
    for file in sorted(each for each in SOURCES.iterdir() if each.is_file()):
        sources.update(file.read_bytes())

    banner = (BUILT / "front_end.js").read_text("utf-8").partition("\n")[0]
    assert sources.hexdigest() in banner, "Build it again: campus5g/courseware/page/front_end."


def test_it_is_light() -> None:
    sent = sum(len(gzip.compress(file.read_bytes(), 4)) for file in BUILT.glob("*.[jc]s*"))

    assert sent <= WEIGHS_AT_MOST_KB * 1000


def test_its_anywidget_is_the_installed_one() -> None:
    assert requested()["anywidget"] == version("anywidget")


@pytest.mark.parametrize("package", ["base", "base-manager", "controls"])
def test_its_widgets_are_those_that_the_installed_ipywidgets_brings_for_jupyterlab(
    package: str,
) -> None:
    folders = (Path(folder, MANAGER) for folder in jupyter_path("labextensions"))
    installed = next(file for file in folders if file.exists())
    wanted = json.loads(installed.read_text())["dependencies"]

    name = f"@jupyter-widgets/{package}"
    assert f"^{requested()[name]}" == wanted[name]


def test_what_it_bundles_asks_no_more_than_to_keep_a_notice() -> None:
    stated = re.findall(r"^(\S+) [\d.]+: (.+)$", (BUILT / "licences.txt").read_text("utf-8"), re.M)

    assert {"@jupyter-widgets/base", "@jupyterlab/services", "anywidget"} <= {n for n, _ in stated}
    assert {licence for _, licence in stated} <= {"MIT", "BSD-3-Clause", "ISC", "Apache-2.0"}
