"""Sockets of a program's own kernels, in a folder that nobody else can open."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from traitlets.config import Config


@contextmanager
def kernel_sockets() -> Iterator[Config]:
    """Give a configuration for what starts kernels, one after the other, while the block runs.

    Jupyter's TCP ports are chosen a second or two before the kernel listens: another program may
    be given one meanwhile, and the kernel dies.
    """
    with tempfile.TemporaryDirectory(prefix="campus5g-kernel-") as folder:
        yield Config(
            KernelManager={"transport": "ipc", "ip": str(Path(folder) / "kernel")},
            # A cell's output may arrive after its reply on a busy machine.
            NotebookClient={"iopub_timeout": 60},
        )
