"""Recovery by a power cycle: an outlet over HTTP, and a device that loses the network by it."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from campus5g.inventory import Inventory, Outlet, load_inventory
from campus5g.kit import Kit
from campus5g.kit_setup.acceptance.recovery import recovery
from campus5g.places import KITS

pytestmark = pytest.mark.proof


@contextmanager
def outlet(kit: Kit, *, feeds_it: bool = True) -> Iterator[str]:
    """An outlet that feeds the camera's radio; returns its address."""

    class Switch(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            ue = kit.ue("camera")
            if feeds_it:
                ue.power_on() if self.path == "/on" else ue.power_off()
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Switch)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def fed_by(address: str) -> Inventory:
    described = Outlet(switch_off=f"{address}/off", switch_on=f"{address}/on", feeds="camera")
    return load_inventory(KITS / "virtual.yaml").model_copy(update={"power": {"plug": described}})


def test_a_device_that_recovers_unaided_passes(k: Kit) -> None:
    with outlet(k) as address:
        (check,) = recovery(k, fed_by(address), "plug", "camera")

    assert check.verdict == "passed"
    assert k.ue("camera").status().registered


def test_an_outlet_that_feeds_something_else_is_reported(
    k: Kit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("campus5g.kit_setup.acceptance.recovery.LOST_S", 0.5)

    with outlet(k, feeds_it=False) as address:
        (check,) = recovery(k, fed_by(address), "plug", "camera")

    assert check.verdict == "failed"
    assert "Follow the cable" in check.step


def test_a_silent_outlet_is_reported(k: Kit) -> None:
    (check,) = recovery(k, fed_by("http://127.0.0.1:9"), "plug", "camera")

    assert check.verdict == "failed"
    assert "does not answer" in check.measured
