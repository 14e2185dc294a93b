"""The memory of a learner's server is limited; exceeding it affects no other server."""

from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import psutil
import pytest
from classroom_site import Classroom
from jupyter_client.blocking import BlockingKernelClient

from campus5g.site.classroom.memory import MemoryGroups
from campus5g.site.classroom.settings import ClassroomSettings

pytestmark = pytest.mark.proof

WITHIN_S = 120
MEMORY_LIMIT_MIB = ClassroomSettings().memory_limit_mib


@pytest.fixture(autouse=True)
def _with_control_groups() -> None:
    if MemoryGroups.of_machine() is None:
        pytest.skip("Memory is limited by control groups, and this machine allows none.")


@contextmanager
def started_kernel(
    classroom: Classroom, client: httpx.Client, name: str
) -> Iterator[BlockingKernelClient]:
    """Start a kernel in a learner's server, as a notebook does, and connect a client to it."""
    client.get(f"/user/{name}/lab").raise_for_status()
    token = client.cookies.get("_xsrf", path=f"/user/{name}/")
    answer = client.post(f"/user/{name}/api/kernels", headers={"X-XSRFToken": token or ""})
    assert answer.status_code == 201, answer.text
    (file,) = (classroom.folders.homes / name).rglob(f"kernel-{answer.json()['id']}.json")
    kernel = BlockingKernelClient(connection_file=str(file))
    kernel.load_connection_file()
    # A kernel that starts beside others is silent for longer than the second that it is given.
    kernel.hb_channel.time_to_dead = WITHIN_S
    kernel.start_channels()
    try:
        kernel.wait_for_ready(timeout=WITHIN_S)
        yield kernel
    finally:
        kernel.stop_channels()


def output(kernel: BlockingKernelClient, code: str) -> str:
    """Run code in a kernel and return its output."""
    lines: list[str] = []

    def take(message: dict[str, dict[str, str]]) -> None:
        lines.append(message["content"].get("text", ""))

    kernel.execute_interactive(code, timeout=WITHIN_S, output_hook=take)
    return "".join(lines)


def test_a_kernel_over_its_memory_limit_ends_alone(
    classroom: Classroom,
    ada: httpx.Client,
    adas: psutil.Process,
    ben: httpx.Client,
    bens: psutil.Process,
) -> None:
    with (
        started_kernel(classroom, ada, "ada") as greedy,
        started_kernel(classroom, ben, "ben") as modest,
    ):
        process = psutil.Process(int(output(greedy, "import os; print(os.getpid())")))

        greedy.execute(f"full = b'x' * ({MEMORY_LIMIT_MIB} * 2**20); print('taken')")

        assert process.wait(WITHIN_S) is None or not process.is_running()
        assert adas.is_running()
        assert ada.get("/user/ada/lab").status_code == 200
        assert output(modest, "print('here')") == "here\n"


def test_a_server_cannot_leave_its_limited_control_group(
    classroom: Classroom, adas: psutil.Process
) -> None:
    groups = MemoryGroups.of_machine()
    assert groups is not None
    group = groups.folder / adas.username()

    limit = int((group / groups.limit_file).read_text())
    left = classroom.run_as(
        adas,
        "import os, sys\n"
        "try:\n"
        "    open(sys.argv[1], 'w').write(str(os.getpid())); print('left')\n"
        "except OSError as error:\n"
        "    print(type(error).__name__)",
        str(groups.folder / "cgroup.procs"),
    )

    assert str(adas.pid) in (group / "cgroup.procs").read_text().split()
    assert limit == MEMORY_LIMIT_MIB * 2**20
    assert left.strip() == "PermissionError"
