"""scapy's list of manufacturers takes no memory until somebody asks for one."""

import subprocess
import sys
from pathlib import Path

import pytest

from campus5g.places import HOUSE

REGISTERED = "00:00:0C:07:ac:01"


def said_by(home: Path, code: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=HOUSE,
        env={"HOME": str(home)},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    ).stdout.strip()


def test_scapy_names_a_card_s_maker_as_without_us(tmp_path: Path) -> None:
    ask = f"from scapy.config import conf; print(conf.manufdb.lookup('{REGISTERED}'))"
    ours = "import campus5g.capture.packets.scapy_packets; "

    assert said_by(tmp_path, ours + ask) == said_by(tmp_path, ask) != str((REGISTERED,) * 2)


@pytest.mark.parametrize("kept", [False, True], ids=["first time", "scapy has kept its list"])
def test_makers_are_in_no_memory_until_one_is_asked_for(tmp_path: Path, kept: bool) -> None:
    if kept:
        said_by(tmp_path, "import scapy.data")
    lists = "sum(isinstance(each, dict) and '00:00:0C' in each for each in gc.get_objects())"

    said = said_by(
        tmp_path,
        "import gc, sys; import campus5g.capture.packets.scapy_packets;"
        "from scapy.config import conf;"
        f"print({lists}, 'scapy.libs.manuf' in sys.modules, len(conf.manufdb) > 9999, {lists})",
    )

    assert said == "0 False True 1"
