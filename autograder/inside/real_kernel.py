"""A notebook's own kernel, in the sandbox, behind the same frames as the kernel without sockets.

For notebooks in other languages, or that need a real kernel. Run as
``python -m autograder.inside.real_kernel``; the variable ``AUTOGRADER_CHANNEL`` holds the number
of the channel's descriptor, ``AUTOGRADER_KERNELSPEC`` the kernelspec as JSON.
"""

import asyncio
import base64
import json
import os
import signal
import socket
import sys
from typing import Any

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager

from autograder.inside.frames import JSON, MAX_REQUEST_BYTES, Frames

CHANNEL = "AUTOGRADER_CHANNEL"
KERNELSPEC = "AUTOGRADER_KERNELSPEC"
_STARTUP_S = 60.0


def main() -> None:
    """Serve the channel until the grader says end or the kernel dies."""
    channel = socket.socket(fileno=int(os.environ.pop(CHANNEL)))
    spec = json.loads(os.environ.pop(KERNELSPEC))
    sys.exit(asyncio.run(_Service(channel, spec).serve()))


class _Service:
    """Passes requests on to the kernel and its answers back."""

    def __init__(self, channel: socket.socket, spec: JSON) -> None:
        os.set_inheritable(channel.fileno(), False)
        self._channel = channel
        self._frames = Frames(channel, max_frame_bytes=MAX_REQUEST_BYTES)
        self._manager = AsyncKernelManager(kernel_name=spec.pop("name"), transport="ipc")
        # The kernelspec is the grader's: there is none to be found in here.
        self._manager._kernel_spec = KernelSpec(**spec)
        self._cells: dict[str, int] = {}
        self._replies: dict[str, asyncio.Future[JSON]] = {}
        self._idle: dict[str, asyncio.Event] = {}
        self._requests: asyncio.Queue[JSON | None] = asyncio.Queue()

    async def serve(self) -> int:
        """Serve; returns the exit code."""
        await self._manager.start_kernel()
        self._client: AsyncKernelClient = self._manager.client()
        self._client.start_channels()
        self._client.allow_stdin = False
        await self._client.wait_for_ready(timeout=_STARTUP_S)
        info: Any = await self._client.kernel_info(reply=True, timeout=_STARTUP_S)
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGINT, self._interrupt)
        loop.add_reader(self._channel, self._take)
        self._frames.send({"kind": "ready", "language_info": info["content"]["language_info"]})
        async with asyncio.TaskGroup() as tasks:
            listeners = [tasks.create_task(self._hear_outputs())]
            listeners.append(tasks.create_task(self._hear_replies()))
            listeners.append(tasks.create_task(self._watch()))
            await self._answer()
            for task in listeners:
                task.cancel()
        await self._manager.shutdown_kernel()
        return 0

    def _interrupt(self) -> None:
        self._interrupting = asyncio.ensure_future(self._manager.interrupt_kernel())

    def _take(self) -> None:
        while True:
            try:
                request = self._frames.receive(0)
            except TimeoutError:
                return
            if request is not None and request["op"] == "comm":
                self._comm(request["content"])
                continue
            self._requests.put_nowait(request)
            if request is None:
                asyncio.get_running_loop().remove_reader(self._channel)
                return

    async def _answer(self) -> None:
        while (request := await self._requests.get()) is not None and request["op"] != "end":
            if request["op"] == "run":
                await self._run(request)

    async def _run(self, request: JSON) -> None:
        message = self._client.session.msg(
            "execute_request",
            {
                "code": request["code"],
                "silent": request["silent"],
                "store_history": request["store_history"],
                "user_expressions": {},
                "allow_stdin": False,
                "stop_on_error": False,
            },
        )
        msg_id = message["header"]["msg_id"]
        self._cells[msg_id] = request["cell"]
        self._replies[msg_id] = reply = asyncio.get_running_loop().create_future()
        self._idle[msg_id] = idle = asyncio.Event()
        self._client.shell_channel.send(message)
        await reply
        await idle.wait()
        del self._replies[msg_id], self._idle[msg_id]
        self._frames.send({"kind": "done", "cell": request["cell"], "reply": reply.result()})

    def _comm(self, content: JSON) -> None:
        self._client.shell_channel.send(self._client.session.msg("comm_msg", content))

    async def _hear_replies(self) -> None:
        while True:
            message: Any = await self._client.get_shell_msg()
            reply = self._replies.get(message["parent_header"].get("msg_id"))
            if reply is not None and not reply.done():
                reply.set_result(message["content"])

    async def _hear_outputs(self) -> None:
        while True:
            message: Any = await self._client.get_iopub_msg()
            msg_id = message["parent_header"].get("msg_id")
            if message["msg_type"] == "status":
                if message["content"]["execution_state"] == "idle" and msg_id in self._idle:
                    self._idle[msg_id].set()
            elif msg_id in self._cells:
                self._frames.send(
                    {
                        "kind": "message",
                        "cell": self._cells[msg_id],
                        "msg_type": message["msg_type"],
                        "content": message["content"],
                        "metadata": message["metadata"],
                        "buffers": [base64.b64encode(b).decode() for b in message["buffers"]],
                    }
                )

    async def _watch(self) -> None:
        """End when the kernel ends: the grader sees the channel close."""
        provisioner: Any = self._manager.provisioner
        await provisioner.wait()
        os._exit(1)


if __name__ == "__main__":
    main()
