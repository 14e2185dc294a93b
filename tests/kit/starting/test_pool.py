"""A pool forks kits that behave as others do, and that end with their owners."""

import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from running_program import running

from campus5g.kit import connect
from campus5g.kit.starting.pooled import start_in_pool
from campus5g.kit.starting.private import VIRTUAL, PrivateKit, start_private_kit
from campus5g.places import KITS, pool_socket
from campus5g.pool.order import KitOrder

MOST_OWN_MEMORY_MIB = 60
WITHIN_S = 60
ORDER = KitOrder(str(KITS / "virtual.yaml"), "nominal", "pool", "ada")
ONE_OWNER = (
    "import os, signal; from campus5g.kit.starting.private import start_private_kit; "
    "kit = start_private_kit(owner='killed'); "
    "print(*kit.pids, flush=True); os.kill(os.getpid(), signal.SIGKILL)"
)


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Iterator[subprocess.Popen[str]]:
    command = [
        sys.executable,
        "-c",
        "from campus5g.commands.main import main; main()",
        "kit",
        "pool",
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("run")))
        with running(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            assert "ready" in process.stdout.readline()
            yield process


@pytest.fixture(scope="module")
def kits(pool: subprocess.Popen[str]) -> Iterator[list[PrivateKit]]:
    kits = [start_private_kit(owner=f"pool {number}") for number in range(2)]
    yield kits
    for kit in kits:
        kit.close()


def own_memory_mib(kit: PrivateKit) -> float:
    """Return the private memory of a kit's processes, which its end would free."""
    sizes = [psutil.Process(pid).memory_full_info().uss for pid in kit.pids]
    return float(sum(sizes)) / (1 << 20)


def test_kits_are_children_of_the_pool(pool: subprocess.Popen[str], kits: list[PrivateKit]) -> None:
    parents = {psutil.Process(pid).ppid() for kit in kits for pid in kit.pids}

    assert parents == {pool.pid}


def test_every_device_of_a_forked_kit_answers_and_packets_cross_it(kits: list[PrivateKit]) -> None:
    for kit in kits:
        with connect(url=kit.url, token=kit.token) as connected:
            assert all(device.ok for device in connected.health())
            assert connected.latency("agv", count=3).lost == 0


def network_of(kit: PrivateKit, variation: str) -> list[object]:
    """What a learner sees of a kit's network under a variation."""
    with connect(url=kit.url, token=kit.token) as connected:
        connected.scenario("nominal", variation)
        identity = connected.modem("camera").dialogue("AT+CIMI", "AT+CGSN")
        return [
            connected.describe()["cell"],
            identity["AT+CIMI"],
            identity["AT+CGSN"],
            connected.ue("camera").status().address,
        ]


@pytest.mark.proof
def test_the_same_variation_gives_the_same_network_on_any_kit(kits: list[PrivateKit]) -> None:
    first, second = kits
    hers, his = "00c0ffee00c0ffee", "00000000decafbad"

    under_his = network_of(second, his)

    assert network_of(first, hers) == network_of(second, hers) != under_his


def test_an_additional_kit_uses_little_private_memory(kits: list[PrivateKit]) -> None:
    assert own_memory_mib(kits[-1]) <= MOST_OWN_MEMORY_MIB


def test_each_kit_has_its_own_block_and_token(kits: list[PrivateKit]) -> None:
    assert len({kit.url for kit in kits}) == 2
    assert len({kit.token for kit in kits}) == 2


def test_a_kit_that_is_closed_ends(pool: subprocess.Popen[str]) -> None:
    with start_private_kit(owner="pool, closed") as kit:
        processes = [psutil.Process(pid) for pid in kit.pids]

    _, alive = psutil.wait_procs(processes, timeout=WITHIN_S)

    assert alive == []


def test_a_kit_ends_with_its_owner_even_when_killed(pool: subprocess.Popen[str]) -> None:
    owner = subprocess.run(
        [sys.executable, "-c", ONE_OWNER], capture_output=True, text=True, check=False
    )
    pids = [int(pid) for pid in owner.stdout.split()]

    gone = [_wait_for_end(pid) for pid in pids]

    assert len(pids) == 2
    assert gone == [True, True]


@pytest.mark.usefixtures("pool")
@pytest.mark.parametrize(
    ("program", "arguments"),
    [
        ("campus5g.gateway", ["--inventory", str(VIRTUAL), "--block", "127.77.7.0/24"]),
        ("campus5g.virtualkit", ["--own-block"]),
    ],
)
def test_a_pool_starts_no_gateway_and_no_network_alone(program: str, arguments: list[str]) -> None:
    order = {
        "program": program,
        "arguments": [*arguments, "--until-stdin-closes"],
        "environment": {**os.environ, "CAMPUS5G_TOKEN": "x" * 32},
        "folder": "/",
    }
    stdin, to_stdin = os.pipe()
    with (
        Path(os.devnull).open("wb") as nowhere,
        socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection,
    ):
        connection.connect(str(pool_socket()))
        line = json.dumps(order).encode() + b"\n"
        socket.send_fds(connection, [line], [stdin, nowhere.fileno(), nowhere.fileno()])
        answer = connection.recv(4096)
    os.close(stdin)
    os.close(to_stdin)

    assert answer == b""


@pytest.mark.proof
def test_a_kit_starts_without_a_pool(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))

    with start_private_kit(owner="no pool") as kit:
        assert kit.alive


def test_an_answer_is_read_even_if_the_pool_disconnects_early(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CAMPUS5G_OWN_POOL", str(tmp_path / "pool.sock"))
    send = socket.send_fds
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
        listener.bind(str(tmp_path / "pool.sock"))
        listener.listen()

        def answer() -> None:
            connection, _ = listener.accept()
            with connection:
                _, files, _, _ = socket.recv_fds(connection, 1 << 16, 3)
                files += [os.pidfd_open(os.getppid()), os.pidfd_open(os.getpid())]
                said = json.dumps({"network": os.getppid(), "gateway": os.getpid()}).encode()
                send(connection, [said], files[-2:])
            for file in files:
                os.close(file)

        pool = threading.Thread(target=answer)
        pool.start()

        def send_and_be_delayed(*order: object) -> int:
            sent = send(*order)  # type: ignore[arg-type]
            pool.join(WITHIN_S)
            return sent

        monkeypatch.setattr(socket, "send_fds", send_and_be_delayed)
        with Path(os.devnull).open("wb") as nowhere:
            pair = start_in_pool(ORDER, {}, nowhere.fileno())

    assert pair is not None
    assert (pair.network.pid, pair.gateway.pid) == (os.getppid(), os.getpid())


def _wait_for_end(pid: int) -> bool:
    try:
        psutil.Process(pid).wait(WITHIN_S)
    except psutil.NoSuchProcess:
        return True
    except psutil.TimeoutExpired:
        return False
    return True
