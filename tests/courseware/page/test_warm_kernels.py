"""One kernel waits for the next page, and for nothing else."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from campus5g.courseware.page.warm_kernels import WarmKernelManager

PAGE = {"VOILA_REQUEST_URL": "http://127.0.0.1/voila/render/a/a.ipynb"}


@pytest.fixture
async def kernels(tmp_path: Path) -> AsyncIterator[WarmKernelManager]:
    (tmp_path / "module").mkdir()
    manager = WarmKernelManager(keep_warm=False, root_dir=str(tmp_path))
    yield manager
    await manager.shutdown_all(now=True)


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

    taken = await kernels.start_kernel(path="module", env=PAGE)

    assert taken == waiting
    assert [model["id"] for model in kernels.list_kernels()] == [taken]
    folder = await said(kernels, taken, "__import__('os').getcwd()")
    assert folder == repr(str(tmp_path / "module"))


async def test_a_lab_gets_a_kernel_of_its_own(kernels: WarmKernelManager) -> None:
    waiting = await kernels.warm_another()

    assert await kernels.start_kernel(path="module") != waiting


async def test_a_page_that_finds_none_waiting_starts_one(kernels: WarmKernelManager) -> None:
    kernel = await kernels.start_kernel(path="module", env=PAGE)

    assert (await said(kernels, kernel, "__import__('os').getcwd()")).endswith("/module'")
