"""`from campus5g import kit` stays light: heavy modules are loaded where they are used."""

import subprocess
import sys

HEAVY = {
    "IPython",
    "anywidget",
    "httpx",
    "ipywidgets",
    "nbgrader",
    "pandas",
    "plotly",
    "pycrate_asn1dir",
    "pydantic",
    "pyshark",
    "rich",
    "scapy",
}


def test_importing_the_kit_loads_nothing_heavy() -> None:
    names = subprocess.run(
        [sys.executable, "-c", "import campus5g.kit, sys; print(*sys.modules)"],
        capture_output=True,
        check=True,
        text=True,
    ).stdout.split()

    assert HEAVY & {name.partition(".")[0] for name in names} == set()
