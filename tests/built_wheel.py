"""The wheel of this checkout, built as for a release."""

import subprocess
import sys
from pathlib import Path

from campus5g.places import HOUSE


def build_wheel(folder: Path) -> Path:
    """Build the wheel without a network; return its file."""
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder],
        cwd=HOUSE,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    (wheel,) = folder.glob("*.whl")
    return wheel
