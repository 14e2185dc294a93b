"""ipykernel without ZMQ: the same kernel, shell, streams and displays, talking in frames."""

# ipykernel's methods carry no types.
# mypy: allow-untyped-calls

import itertools
import json
import os
import sys
import tempfile
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import ipykernel
from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelapp import IPKernelApp
from IPython.core.profiledir import ProfileDir
from jupyter_client.session import Session
from traitlets import observe
from traitlets.config import Config

from autograder.inside.frames import JSON, Frames
from autograder.inside.streams import FramePublisher
from autograder.inside.warmth import warm_up

_STOCK_THREADS = 4


class _Profile(ProfileDir):
    """A profile that is neither read nor created: no configuration counts in a sandbox."""

    @observe("location")
    def _location_changed(self, change: Any) -> None:
        self._location_isset = True


class _ReplyTaker:
    """Stands where the kernel expects the shell socket; keeps the reply for the end of the cell.

    An interrupt in the kernel's own code leaves it without one.
    """

    def __init__(self) -> None:
        self.content = b'{"status": "aborted"}'


class _FrameSession(Session):
    """Writes a reply without its envelope, which nobody would read."""

    def send(
        self, stream: Any, msg_or_type: Any, content: Any = None, *rest: Any, **named: Any
    ) -> Any:
        if not isinstance(stream, _ReplyTaker):
            return super().send(stream, msg_or_type, content, *rest, **named)
        stream.content = self.pack(content)
        return {"content": content}


class _MainThread:
    """Stands in for ipykernel's shell channel thread, of which the kernel asks the parent."""

    def __init__(self) -> None:
        self.parent_thread = threading.main_thread()


class FrameKernel(IPythonKernel):
    """ipykernel's kernel, fed by `run` and `comm` instead of sockets."""

    @property
    def _supports_kernel_subshells(self) -> bool:
        return False

    def _abort_queues(self, subshell_id: str | None = None) -> None:
        """Do nothing: one cell comes at a time, so no queue stands behind a failed one."""

    async def run(self, frame: JSON) -> bytes:
        """Run a cell as an ``execute_request`` would; returns the reply's content, in JSON."""
        replies = _ReplyTaker()
        parent = self._parent(
            "execute_request",
            str(frame["cell"]),
            {
                "code": frame["code"],
                "silent": frame["silent"],
                "store_history": frame["store_history"],
                "user_expressions": {},
                "allow_stdin": False,
                "stop_on_error": False,
            },
        )
        self.set_parent([], parent, channel="shell")
        self.pre_handler_hook()
        try:
            await self.execute_request(replies, [], parent)
        except Exception:
            self.log.exception("Exception in message handler:")
        except KeyboardInterrupt:
            self.log.error("KeyboardInterrupt caught in kernel.")
        finally:
            self.post_handler_hook()
        return replies.content

    def _publish_execute_input(self, code: str, parent: JSON, execution_count: int) -> None:
        """Send the cell's number; the grader has its text."""
        frame = {
            "kind": "message",
            "cell": int(parent["msg_id"]),
            "msg_type": "execute_input",
            "content": {"execution_count": execution_count},
            "metadata": {},
            "buffers": [],
        }
        cast(FramePublisher, self.iopub_thread).send_later(json.dumps(frame).encode())

    def comm(self, frame: JSON) -> None:
        """Take a message that the front end sends to a widget."""
        parent = self._parent("comm_msg", f"comm-{uuid.uuid4().hex}", frame["content"])
        self.set_parent([], parent, channel="shell")
        try:
            cast(Any, self.comm_manager).comm_msg(None, [], parent)
        except Exception:
            self.log.exception("Exception in message handler:")

    def _parent(self, msg_type: str, msg_id: str, content: JSON) -> JSON:
        header = cast(Session, self.session).msg_header(msg_type)
        header["msg_id"] = msg_id
        return {
            "header": header,
            "msg_id": msg_id,
            "msg_type": msg_type,
            "parent_header": {},
            "metadata": {},
            "content": content,
            "buffers": [],
        }


class FrameKernelApp(IPKernelApp):
    """ipykernel's application in two halves: `build` before the fork, `connect` after it."""

    def build(self) -> None:
        """Make the kernel and its shell. Opens no file, starts no thread, reads no configuration.

        The interpreter's streams stay as they are until `connect`.
        """
        self.init_pdb()
        self.session = _FrameSession(parent=self, key=b"")
        self.profile_dir = _Profile()
        # The shell wants an IPython directory that exists; `connect` gives it the learner's.
        with _variable("IPYTHONDIR", tempfile.gettempdir()):
            self.kernel = FrameKernel.instance(
                parent=self,
                session=self.session,
                log=self.log,
                profile_dir=self.profile_dir,
                shell_channel_thread=_MainThread(),
                _execute_sleep=0.0,
            )
        self.init_path()
        self.init_shell()
        self.init_extensions()
        shell: Any = self.shell
        warm_up(shell)
        shell.user_ns_hidden.update(shell.user_ns)
        shell._sys_modules_keys = set(sys.modules)
        _choose_inline_backend()

    def connect(self, frames: Frames) -> FramePublisher:
        """Give the kernel this process: its streams, descriptors, environment and directory."""
        publisher = FramePublisher(frames)
        kernel, shell, profile = self.kernel, cast(Any, self.shell), cast(Any, self.profile_dir)
        self.session.pid = os.getpid()
        self.iopub_thread = kernel.iopub_thread = publisher
        self.iopub_socket = kernel.iopub_socket = publisher.background_socket
        shell.displayhook.pub_socket = shell.display_pub.pub_socket = self.iopub_socket
        home = Path.home()
        shell.home_dir = str(home)
        shell.ipython_dir = str(home / ".ipython")
        profile.location = str(home / ".ipython" / "profile_default")
        shell.starting_dir = str(Path.cwd())
        shell.history_manager.dir_hist[:] = [Path.cwd()]
        shell.init_environment()
        runtime = home / ".local" / "share" / "jupyter" / "runtime"
        connection_file = str(runtime / f"kernel-{uuid.uuid4()}.json")
        # Libraries ask for this section to know that they are in a kernel.
        self.config.IPKernelApp.connection_file = connection_file
        sys.argv = [
            str(Path(ipykernel.__file__).parent.with_name("ipykernel_launcher.py")),
            "-f",
            connection_file,
            "--HistoryManager.hist_file=:memory:",
        ]
        self.init_io()
        self.init_gui_pylab()
        # A notebook's first thread is called Thread-5, for ipykernel has four of its own.
        threading._counter = itertools.count(_STOCK_THREADS + 1).__next__  # type: ignore[attr-defined]
        return publisher

    def flush(self) -> None:
        """Publish all that the cell has written, by whatever way."""
        self.iopub_thread.settle()
        sys.stdout.flush()
        sys.stderr.flush()


def prepared() -> FrameKernelApp:
    """Return the application of this process, built at the first call."""
    if not FrameKernelApp.initialized():
        app = FrameKernelApp.instance(
            config=Config({"HistoryManager": {"hist_file": ":memory:"}}),
            outstream_class="autograder.inside.streams.FrameStream",
        )
        app.build()
    return FrameKernelApp.instance()


def _choose_inline_backend() -> None:
    """Let a matplotlib that was imported before the kernel draw as one imported after it."""
    matplotlib = sys.modules.get("matplotlib")
    if matplotlib is not None and not os.environ.get("MPLBACKEND"):
        matplotlib.rcParams["backend"] = "module://matplotlib_inline.backend_inline"


@contextmanager
def _variable(name: str, value: str) -> Iterator[None]:
    before = os.environ.get(name)
    os.environ[name] = value
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before
