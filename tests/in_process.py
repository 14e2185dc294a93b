"""Run a command in this process, where a test looks only at its output and its exit code."""

import io
import os
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from unittest.mock import patch

from autograder.language import follow_language
from autograder.language import set_language as set_autograder_language
from campus5g import set_language


@dataclass(frozen=True)
class Done:
    """The outcome of a command, with the names of `subprocess.CompletedProcess`."""

    returncode: int
    stdout: str
    stderr: str


def run_here(main: Callable[[], None], *words: str, **environment: str) -> Done:
    """Run a command by its entry point, with these environment variables added."""
    said, complained, code = io.StringIO(), io.StringIO(), 0
    with (
        patch.object(sys, "argv", list(words)),
        patch.dict(os.environ, environment),
        redirect_stdout(said),
        redirect_stderr(complained),
    ):
        try:
            main()
        except SystemExit as end:
            code = int(end.code or 0)
        finally:
            set_language(None)
            set_autograder_language(None)
            follow_language(None)
    return Done(code, said.getvalue(), complained.getvalue())
