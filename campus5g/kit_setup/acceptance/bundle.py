"""The evidence of an acceptance: signed measurements, and what was concluded from them.

A folder beside the report: ``evidence/`` with each measurement and the gateway's attestation, and
``acceptance.json`` with the checks and the SHA-256 of every other file. The report prints the
SHA-256 of ``acceptance.json``, so that paper and folder prove to belong together. What was
measured is signed by the kit; what was concluded can be worked out again from it.
"""

import hashlib
import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from campus5g.errors import CampusError
from campus5g.kit_setup.acceptance.check import Check

CONCLUSIONS = "acceptance.json"


def new_bundle(report: Path) -> Path:
    """Create the folder beside a report; replace a previous one of this name.

    Raises:
        CampusError: it can't be created, or the folder there is not a bundle.
    """
    folder = report.with_name(f"{report.stem}-evidence")
    try:
        if folder.exists():
            if not (folder / CONCLUSIONS).is_file():
                raise CampusError(
                    f"{folder} exists and does not hold the evidence of an acceptance.",
                    "Move it, or give the report another name.",
                )
            shutil.rmtree(folder)
        folder.mkdir(parents=True)
    except OSError as error:
        raise CampusError(
            f"{folder} can't be written ({error.strerror}).", "Choose another place: --report FILE."
        ) from error
    # From here on it counts as a bundle, whatever interrupts its making.
    (folder / CONCLUSIONS).write_text("{}\n", encoding="utf-8")
    return folder


def conclude(folder: Path, about: dict[str, Any], checks: Sequence[Check]) -> str:
    """Write the conclusions; return their SHA-256."""
    files = sorted(each for each in folder.rglob("*") if each.is_file())
    document = {
        **about,
        "checks": [check.as_data() for check in checks],
        "files": {
            str(file.relative_to(folder)): _sha256(file)
            for file in files
            if file.name != CONCLUSIONS
        },
    }
    target = folder / CONCLUSIONS
    target.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return _sha256(target)


def _sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
