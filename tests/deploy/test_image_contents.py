"""What the image leaves out is nothing that the site imports."""

import json
import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

from campus5g.places import HOUSE

IMPORTED = """
import json, sys
import campus5g.virtualkit.codecs.nas, campus5g.virtualkit.codecs.ngap
from pycrate_asn1dir import RRCNR
parts = (name.partition(".") for name in sys.modules)
print(json.dumps([module for package, _, module in parts if package == "pycrate_asn1dir"]))
"""


def trimming() -> ModuleType:
    """Return the program that the image is made with; it is no part of a package."""
    spec = spec_from_file_location("trim", HOUSE / "deploy" / "image" / "trim.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.proof
def test_the_image_keeps_the_asn1_that_the_kit_imports_and_no_more() -> None:
    imported = subprocess.run(
        [sys.executable, "-c", IMPORTED], capture_output=True, text=True, check=True
    )

    assert {name or "__init__" for name in json.loads(imported.stdout)} == trimming().ASN1


def test_symbols_are_stripped_from_libraries_and_not_from_other_files(tmp_path: Path) -> None:
    for name in ("_cffi.abi3.so", "libzmq.so.5.2", "campus5g-modem.socket.j2", "a.sound"):
        (tmp_path / name).touch()

    assert {each.name for each in trimming().libraries(tmp_path)} == {
        "_cffi.abi3.so",
        "libzmq.so.5.2",
    }
