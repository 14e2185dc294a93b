"""The robot in a real Jupyter kernel, where an event loop runs and the stop button interrupts."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from jupyter_client.blocking import BlockingKernelClient
from jupyter_client.manager import KernelManager
from served_kit import Served
from traitlets.config import Config

WITHIN_S = 90


@pytest.fixture
def kernel(sockets: Config) -> Iterator[tuple[KernelManager, BlockingKernelClient]]:
    manager = KernelManager(config=sockets)
    manager.start_kernel()
    client = manager.client()
    client.start_channels()
    client.wait_for_ready(timeout=WITHIN_S)
    yield manager, client
    client.stop_channels()
    manager.shutdown_kernel(now=True)


def run(client: BlockingKernelClient, code: str, *, moving: threading.Event | None = None) -> str:
    """Run a cell and return its output or error; signal when it reports that the robot moves."""
    printed: list[str] = []

    def take(message: dict[str, Any]) -> None:
        content = message["content"]
        printed.append(content.get("text") or content.get("ename") or "")
        if moving is not None and "moving" in printed[-1]:
            moving.set()

    client.execute_interactive(code, output_hook=take, timeout=WITHIN_S)
    return "".join(printed)


def test_the_stop_button_stops_the_robot(
    kernel: tuple[KernelManager, BlockingKernelClient], gateway: Served
) -> None:
    manager, client = kernel
    moving = threading.Event()
    run(
        client,
        f"from campus5g.kit import connect\n"
        f"k = connect(url={gateway.url!r}, token={gateway.token!r})\n"
        f"r = k.robot()",
    )

    def press_stop() -> None:
        if moving.wait(WITHIN_S):
            manager.interrupt_kernel()

    finger = threading.Thread(target=press_stop)
    finger.start()
    printed = run(
        client,
        "with r.velocity() as drive:\n"
        "    for state in drive.states(60):\n"
        "        if drive.stopped: drive.reopen()\n"
        "        drive.send(0.0, 0.8)\n"
        "        if state.moving: print('moving', flush=True)",
        moving=moving,
    )
    finger.join()

    assert "Interrupted" in printed
    assert run(client, "print(r.state().moving)") == "False\n"
    assert "m" in run(client, "print(r.drive(0.0, 0.5, seconds=0.3))")


def test_a_drive_in_a_notebook_shows_its_map(
    kernel: tuple[KernelManager, BlockingKernelClient], gateway: Served
) -> None:
    _, client = kernel
    printed = run(
        client,
        f"import ipywidgets\n"
        f"from campus5g.kit import connect\n"
        f"k = connect(url={gateway.url!r}, token={gateway.token!r})\n"
        f"way = k.robot().drive(0.0, 0.5, seconds=0.8)\n"
        f"from ipywidgets.widgets.widget import _instances as shown\n"
        f"print(*(w.value for w in shown.values() if isinstance(w, ipywidgets.HTML)))",
    )

    assert "<polygon" in printed
    assert "laser" in printed
