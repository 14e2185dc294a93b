"""Sockets of a program's own kernels, in a folder that nobody else can open."""

from collections.abc import Iterator
from contextlib import contextmanager

from traitlets.config import Config

from campus5g.process_folder import ProcessFolder


@contextmanager
def kernel_sockets() -> Iterator[Config]:
    """Yield a configuration for programs that start kernels one after the other.

    Jupyter's TCP ports are chosen a second or two before the kernel listens: another program may
    get one meanwhile, and the kernel dies.
    """
    with ProcessFolder("kernel") as folder:
        yield Config(
            KernelManager={"transport": "ipc", "ip": str(folder.path / "kernel")},
            # A cell's output may arrive after its reply on a busy machine.
            NotebookClient={"iopub_timeout": 60},
        )
