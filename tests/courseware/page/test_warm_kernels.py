"""One kernel waits for the next page, and for nothing else."""

import asyncio
import os
import signal
import stat
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest.mock import Mock

import pytest
from jupyter_core.utils import ensure_async

from campus5g.courseware.page import socket_kernels
from campus5g.courseware.page.warm_kernels import WarmKernelManager
from campus5g.process_folder import ProcessFolder

PAGE = {"VOILA_REQUEST_URL": "http://127.0.0.1/voila/render/a/a.ipynb"}


@pytest.fixture
async def kernels(tmp_path: Path) -> AsyncIterator[WarmKernelManager]:
    (tmp_path / "module").mkdir()
    manager = WarmKernelManager(keep_warm=False, root_dir=str(tmp_path))
    yield manager
    await manager.shutdown_all(now=True)
    # As a server that ends: left to the garbage collector, it would wait for sockets in vain.
    manager.context.destroy(linger=0)


async def open_page(kernels: WarmKernelManager) -> str:
    """Ask for a kernel as Voilà does: for its id at once, then for its manager."""
    kernel_id = await kernels.start_kernel(path="module", env=PAGE)
    await ensure_async(kernels.get_kernel(kernel_id))
    return kernel_id


async def said(kernels: WarmKernelManager, kernel_id: str, expression: str) -> str:
    client = kernels.get_kernel(kernel_id).client()
    client.start_channels()
    try:
        await client.wait_for_ready(timeout=60)
        reply = await client.execute_interactive(
            "", user_expressions={"it": expression}, output_hook=lambda _: None
        )
    finally:
        client.stop_channels()
    return str(reply["content"]["user_expressions"]["it"]["data"]["text/plain"])


async def test_a_page_takes_the_waiting_kernel_into_its_folder(
    kernels: WarmKernelManager, tmp_path: Path
) -> None:
    waiting = await kernels.warm_another()
    assert kernels.list_kernels() == []

    taken = await open_page(kernels)

    assert taken == waiting
    assert [model["id"] for model in kernels.list_kernels()] == [taken]
    folder = await said(kernels, taken, "__import__('os').getcwd()")
    assert folder == repr(str(tmp_path / "module"))


async def test_a_kernel_listens_on_private_sockets(kernels: WarmKernelManager) -> None:
    kernel_id = await kernels.start_kernel(path="module")
    await said(kernels, kernel_id, "0")
    manager = kernels.get_kernel(kernel_id)
    sockets = Path(manager.ip).parent

    assert manager.transport == "ipc"
    assert stat.S_IMODE(sockets.stat().st_mode) == 0o700
    assert len(list(sockets.iterdir())) == 5


async def test_a_lab_gets_a_new_kernel(kernels: WarmKernelManager) -> None:
    waiting = await kernels.warm_another()

    assert await kernels.start_kernel(path="module") != waiting


async def test_no_kernel_is_kept_warm_once_a_lab_has_started(kernels: WarmKernelManager) -> None:
    await kernels.warm_another()

    lab = await kernels.start_kernel(path="module")

    assert kernels.list_kernel_ids() == [lab]


async def test_a_kernel_still_warming_when_a_lab_starts_is_ended(
    kernels: WarmKernelManager,
) -> None:
    async with asyncio.TaskGroup() as group:
        group.create_task(kernels.warm_another())
        lab = group.create_task(kernels.start_kernel(path="module"))

    assert kernels.list_kernel_ids() == [lab.result()]


async def test_a_page_opened_after_a_lab_warms_a_kernel_again(
    kernels: WarmKernelManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    warming = asyncio.Event()

    async def warm_another(_: WarmKernelManager) -> None:
        warming.set()

    monkeypatch.setattr(WarmKernelManager, "warm_another", warm_another)
    kernels.keep_warm = True
    kernels.notify_connect(await kernels.start_kernel(path="module"))
    assert not warming.is_set()

    kernels.notify_connect(await open_page(kernels))

    async with asyncio.timeout(60):
        await warming.wait()


async def test_a_page_opened_while_a_kernel_is_warming_gets_that_one(
    kernels: WarmKernelManager, tmp_path: Path
) -> None:
    async with asyncio.TaskGroup() as group:
        waiting = group.create_task(kernels.warm_another())
        page = group.create_task(open_page(kernels))

    assert page.result() == waiting.result()
    assert kernels.list_kernel_ids() == [page.result()]
    folder = await said(kernels, page.result(), "__import__('os').getcwd()")
    assert folder == repr(str(tmp_path / "module"))


async def test_a_page_is_promised_its_kernel_before_anything_starts(
    kernels: WarmKernelManager,
) -> None:
    promised = await kernels.start_kernel(path="module", env=PAGE)

    assert kernels.list_kernel_ids() == []

    await ensure_async(kernels.get_kernel(promised))

    assert kernels.list_kernel_ids() == [promised]


async def test_a_page_whose_waiting_kernel_has_died_gets_another(
    kernels: WarmKernelManager,
) -> None:
    waiting = await kernels.warm_another()
    assert waiting is not None
    process = kernels.get_kernel(waiting).provisioner.pid
    os.kill(process, signal.SIGKILL)
    # If the loop turned meanwhile, Jupyter could start it again.
    os.waitid(os.P_PID, process, os.WEXITED | os.WNOWAIT)  # noqa: ASYNC222

    page = await open_page(kernels)

    assert (await said(kernels, page, "__import__('os').getcwd()")).endswith("/module'")


async def test_a_page_whose_kernel_could_not_be_started_beforehand_gets_one(
    kernels: WarmKernelManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as without_files:
        without_files.setattr(socket_kernels, "ProcessFolder", Mock(side_effect=OSError))
        assert await kernels.warm_another() is None

    page = await open_page(kernels)

    assert (await said(kernels, page, "__import__('os').getcwd()")).endswith("/module'")


async def test_a_server_ends_although_a_kernel_could_not_be_started(
    kernels: WarmKernelManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket_kernels, "ProcessFolder", Mock(side_effect=OSError))
    assert await kernels.warm_another() is None

    await kernels.shutdown_all()

    assert kernels.list_kernel_ids() == []


async def test_a_server_ends_although_a_kernel_is_being_started(
    kernels: WarmKernelManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    starting = asyncio.Event()

    def folder(name: str) -> ProcessFolder:
        starting.set()
        return ProcessFolder(name)

    monkeypatch.setattr(socket_kernels, "ProcessFolder", folder)
    async with asyncio.TaskGroup() as group:
        group.create_task(kernels.start_kernel(path="module"))
        await starting.wait()

        await kernels.shutdown_all()

    assert kernels.list_kernel_ids() == []


async def test_a_server_ends_although_a_page_has_just_been_left(
    kernels: WarmKernelManager,
) -> None:
    page = await open_page(kernels)

    async with asyncio.TaskGroup() as group:
        group.create_task(kernels.shutdown_kernel(page, now=True))
        group.create_task(kernels.shutdown_all())

    assert kernels.list_kernel_ids() == []


async def test_the_next_kernel_starts_when_the_page_is_in_the_browser(
    kernels: WarmKernelManager,
) -> None:
    kernels.keep_warm = True
    page = await open_page(kernels)
    assert kernels.list_kernel_ids() == [page]

    kernels.notify_connect(page)

    assert await kernels.warm_another() in set(kernels.list_kernel_ids()) - {page}


async def test_a_page_without_a_warm_kernel_starts_one(kernels: WarmKernelManager) -> None:
    kernel = await open_page(kernels)

    assert (await said(kernels, kernel, "__import__('os').getcwd()")).endswith("/module'")


def left(kernels: WarmKernelManager, kernel_id: str, minutes_ago: float) -> None:
    kernel = kernels.get_kernel(kernel_id)
    kernel.last_activity = datetime.now(UTC) - timedelta(minutes=minutes_ago)
    kernel.execution_state = "idle"


@pytest.fixture
def after_minutes(kernels: WarmKernelManager) -> WarmKernelManager:
    """End a page's kernel after 10 minutes, and a lab's after 60."""
    kernels.cull_idle_timeout = 10 * 60
    kernels.cull_idle_lab_timeout = 60 * 60
    kernels.cull_connected = False
    return kernels


async def test_an_idle_pages_kernel_ends_before_a_labs(
    after_minutes: WarmKernelManager,
) -> None:
    kernels = after_minutes
    lab = await kernels.start_kernel(path="module")
    page = await open_page(kernels)
    waiting = await kernels.warm_another()
    for kernel_id in (waiting, lab, page):
        left(kernels, kernel_id, minutes_ago=30)

    await kernels.cull_kernels()

    assert set(kernels.list_kernel_ids()) == {waiting, lab}

    for kernel_id in (waiting, lab):
        left(kernels, kernel_id, minutes_ago=70)

    await kernels.cull_kernels()

    assert kernels.list_kernel_ids() == [waiting]


async def test_a_lab_that_is_open_or_runs_a_cell_keeps_its_kernel(
    after_minutes: WarmKernelManager,
) -> None:
    kernels = after_minutes
    shown = await kernels.start_kernel(path="module")
    running = await kernels.start_kernel(path="module")
    for kernel_id in (shown, running):
        left(kernels, kernel_id, minutes_ago=600)
    kernels.notify_connect(shown)
    kernels.get_kernel(running).execution_state = "busy"

    await kernels.cull_kernels()

    assert set(kernels.list_kernel_ids()) == {shown, running}
