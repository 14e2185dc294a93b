"""The kit in a real Jupyter kernel: its event loop runs, its stop button works, and it dies."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from jupyter_client.blocking import BlockingKernelClient
from jupyter_client.manager import KernelManager
from traitlets.config import Config

WITHIN_S = 60


class Notebook:
    """Cells, run one after the other in one kernel."""

    def __init__(self, manager: KernelManager, client: BlockingKernelClient) -> None:
        self.manager = manager
        self.client = client

    def run(self, code: str) -> "Outputs":
        """Run a cell."""
        outputs = Outputs()
        self.client.execute_interactive(code, output_hook=outputs.take, timeout=WITHIN_S)
        return outputs


class Outputs:
    """The output of a cell."""

    def __init__(self) -> None:
        self.text = ""
        self.errors = ""
        self.shown: list[dict[str, Any]] = []

    def take(self, message: dict[str, Any]) -> None:
        content = message["content"]
        if message["msg_type"] == "stream":
            if content["name"] == "stdout":
                self.text += content["text"]
            else:
                self.errors += content["text"]
        elif message["msg_type"] in {"display_data", "execute_result"}:
            self.shown.append(content["data"])
        elif message["msg_type"] == "error":
            self.errors += "\n".join(content["traceback"])


@pytest.fixture
def notebook(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sockets: Config
) -> Iterator[Notebook]:
    for name in ("CAMPUS5G_KIT_URL", "CAMPUS5G_KIT_TOKEN", "CAMPUS5G_KIT_TOKEN_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CAMPUS5G_LANGUAGE", "fr")
    manager = KernelManager(kernel_name="python3", config=sockets)
    manager.start_kernel(cwd=str(tmp_path))
    client = manager.client()
    client.start_channels()
    client.wait_for_ready(timeout=WITHIN_S)
    yield Notebook(manager, client)
    client.stop_channels()
    if manager.is_alive():
        manager.shutdown_kernel(now=True)


AS_IT_WAS = "→ Le kit est comme avant : relancez quand vous voulez."
CONNECT = "from campus5g import kit\nk = kit.connect()"
CAPTURE = """
with k.capture("n2") as cap:
    result = k.ue("camera").restart()
"""
PIDS = "from campus5g.kit.starting.private import _ours; print(*next(iter(_ours.values())).pids)"


@pytest.mark.proof
def test_a_lab_s_cells_work_while_the_kernel_s_loop_runs(notebook: Notebook) -> None:
    assert notebook.run(CONNECT).errors == ""

    card = notebook.run("k.show()").shown[0]
    capture = notebook.run(CAPTURE)
    table = notebook.run("cap.table()")
    pyshark = notebook.run('print([p.ngap.procedureCode for p in cap.pyshark("ngap", limit=1)])')
    scapy = notebook.run("print(len(cap.packets()) == cap.count)")

    assert "Tous les appareils répondent." in card["text/html"]
    assert "Tous les appareils répondent." in card["text/plain"]
    assert "application/vnd.jupyter.widget-view+json" in capture.shown[0]
    assert "Registration request" in table.shown[0]["text/html"]
    assert pyshark.text.startswith("[")
    assert scapy.text == "True\n"
    for outputs in (capture, table, pyshark, scapy):
        assert outputs.errors == ""


def test_an_error_is_one_sentence_and_a_remedy_without_a_traceback(notebook: Notebook) -> None:
    notebook.run(CONNECT)

    said = notebook.run('k.ue("grue")').errors

    assert said == (
        "Ce kit n’a pas d’équipement « grue ».\n→ Choisissez parmi : camera, agv, badge."
    )


@pytest.mark.proof
def test_the_stop_button_ends_the_capture_but_not_the_kit(notebook: Notebook) -> None:
    notebook.run(CONNECT)
    waiting = """
import threading
with k.capture("n2") as cap:
    print("waiting", flush=True)
    threading.Event().wait()
"""
    outputs = Outputs()

    def interrupt_when_it_waits(message: dict[str, Any]) -> None:
        outputs.take(message)
        if "waiting" in str(message["content"].get("text")):
            notebook.manager.interrupt_kernel()

    notebook.client.execute_interactive(
        waiting, output_hook=interrupt_when_it_waits, timeout=WITHIN_S
    )

    assert outputs.errors == f"Interrompu : capture.\n{AS_IT_WAS}"
    assert notebook.run("print(cap)").text.endswith("terminée>\n")
    assert notebook.run("print(all(device.ok for device in k.health()))").text == "True\n"


@pytest.mark.proof
def test_the_stop_button_ends_a_signal_measurement_and_frees_the_modem(notebook: Notebook) -> None:
    notebook.run(CONNECT)
    outputs = Outputs()

    def interrupt_when_it_measures(message: dict[str, Any]) -> None:
        outputs.take(message)
        if message["msg_type"] == "display_data":
            notebook.manager.interrupt_kernel()

    notebook.client.execute_interactive(
        'k.modem("agv").signal(seconds=600)',
        output_hook=interrupt_when_it_measures,
        timeout=WITHIN_S,
    )

    assert outputs.errors == f"Interrompu : signal().\n{AS_IT_WAS}"
    assert notebook.run('print(k.modem("agv").at("AT").final)').text == "OK\n"


@pytest.mark.proof
def test_a_signal_is_shown_in_words_as_a_table_and_as_a_figure(notebook: Notebook) -> None:
    notebook.run(CONNECT)

    result = notebook.run('s = k.modem("agv").signal(seconds=1, interval_ms=200)\ns')
    table = notebook.run("s.table()")
    figure = notebook.run("s.plot()")

    assert "relevés, un toutes les 200 ms · radio émulée" in result.shown[-1]["text/html"]
    assert "rsrp_dbm" in table.shown[0]["text/html"]
    assert "application/vnd.plotly.v1+json" in figure.shown[0]
    for outputs in (result, table, figure):
        assert outputs.errors == ""


@pytest.mark.proof
def test_both_child_processes_end_when_the_kernel_is_killed(notebook: Notebook) -> None:
    notebook.run(CONNECT)
    children = [psutil.Process(int(pid)) for pid in notebook.run(PIDS).text.split()]
    assert len(children) == 2
    assert all(child.is_running() for child in children)

    notebook.manager.signal_kernel(9)

    _, alive = psutil.wait_procs(children, timeout=60)
    assert [child for child in alive if child.status() != psutil.STATUS_ZOMBIE] == []
