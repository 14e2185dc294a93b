"""What every start gives to the programs that it runs."""

import os
import sysconfig
from pathlib import Path

from campus5g.language import Language
from campus5g.places import HOUSE
from campus5g.site import surroundings
from campus5g.site.folders import SiteFolders
from campus5g.site.running.supervision import Program


def environment_of_run(folders: SiteFolders, mark: str, language: Language) -> dict[str, str]:
    """Return the variables of all programs of a run.

    Args:
        folders: the site's state.
        mark: of the run.
        language: of pages before anyone has signed in.
    """
    return {
        **os.environ,
        # nbgrader starts alembic by name, and people start jupyter.
        "PATH": f"{sysconfig.get_path('scripts')}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        surroundings.DATA: str(folders.data),
        surroundings.RUN: mark,
        surroundings.LANGUAGE: language,
    }


def hub_program(folders: SiteFolders, environment: dict[str, str], log: Path | None) -> Program:
    """Return the Hub as a program, which starts its proxy and what else belongs to it."""
    module = ("campus5g.site.hub", "-f", str(HOUSE / "jupyter_config.py"))
    return Program(module, folders.data, environment, log)
