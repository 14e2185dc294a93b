"""Which kernel runs a notebook: a fork of the warm parent, or one of the notebook's own."""

import json
import sys
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

import autograder
from autograder.inside.real_kernel import KERNELSPEC

_START = """
import sys
sys.path[0] = {root!r}
from autograder.inside.real_kernel import main
del sys.path[0]
main()
"""


_PYTHON = "python"


def own_kernelspec(nb: NotebookNode, *, always: bool = False) -> dict[str, Any] | None:
    """Return the kernelspec of a notebook that needs its own kernel (or of any), else None.

    A notebook for the Python of this environment needs none: its kernel would be the ipykernel of
    the very interpreter that the warm parent runs. ``python`` is jupyter_client's other name for
    it, and what ``nbgrader quickstart`` writes.

    Raises:
        jupyter_client.kernelspec.NoSuchKernel: this host does not have that kernel.
    """
    from jupyter_client.kernelspec import NATIVE_KERNEL_NAME, KernelSpecManager

    name = nb.metadata.get("kernelspec", {}).get("name") or _PYTHON
    if name == _PYTHON:
        name = NATIVE_KERNEL_NAME
    if name == NATIVE_KERNEL_NAME and not always:
        return None
    spec = KernelSpecManager().get_kernel_spec(name)
    if _starts_our_ipykernel(spec.argv) and not always:
        return None
    return {"name": name, "resource_dir": spec.resource_dir, **spec.to_dict()}


def command(spec: dict[str, Any]) -> tuple[list[str], dict[str, str]]:
    """Return the program, and its variables, that runs this kernel behind our frames."""
    root = str(Path(autograder.__file__).parent.parent)
    return ["python", "-c", _START.format(root=root)], {KERNELSPEC: json.dumps(spec)}


def _starts_our_ipykernel(argv: list[str]) -> bool:
    ours = argv[0] in ("python", "python3") or Path(argv[0]) == Path(sys.executable)
    return ours and argv[1:3] == ["-m", "ipykernel_launcher"]
