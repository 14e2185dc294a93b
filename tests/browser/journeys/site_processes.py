"""The processes of a running site, which tests of what is lost with them end or hold up."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
from running_site import RunningSite


def hub_of(site: RunningSite) -> psutil.Process:
    """Return the process of a site's Hub."""
    return _running(site, "campus5g.site.hub")


def portal_of(site: RunningSite) -> psutil.Process:
    """Return the process of a site's portal."""
    return _running(site, "campus5g.site.portal")


def server_of(site: RunningSite, name: str) -> psutil.Process:
    """Return the process of a learner's server."""
    servers = {
        each.pid: each
        for each in psutil.Process(site.process.pid).children(recursive=True)
        if "singleuser" in " ".join(each.cmdline()) and each.environ()["JUPYTERHUB_USER"] == name
    }
    # A program that the server is just starting still bears its name.
    (found,) = (each for each in servers.values() if each.ppid() not in servers)
    return found


def kernel_of(site: RunningSite, name: str, module: str) -> psutil.Process:
    """Return the process of the kernel in which a learner runs a module."""
    (found,) = (
        each
        for each in server_of(site, name).children(recursive=True)
        if "ipykernel_launcher" in each.cmdline() and Path(each.cwd()).name == module
    )
    return found


@contextmanager
def held_up(process: psutil.Process) -> Iterator[None]:
    """Hold a process up: its connections stay, and nobody answers."""
    process.suspend()
    try:
        yield
    finally:
        process.resume()


def _running(site: RunningSite, program: str) -> psutil.Process:
    (found,) = (
        each
        for each in psutil.Process(site.process.pid).children(recursive=True)
        if program in each.cmdline()
    )
    return found
