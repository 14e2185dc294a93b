"""The trusted end of the channel to a confined process: limits on time and bytes, and checks."""

import time
from collections.abc import Callable

from autograder.inside.frames import JSON, FrameError, Frames
from autograder.limits import Limits
from autograder.running import hostile
from autograder.running.json_nodes import NodeCount, TooManyNodesError
from autograder.sandbox import Confined

_STARTUP_S = 60.0
_SEND_S = 10.0
# The objects and arrays of a frame around a display that is empty.
_ENVELOPE = 8


class GoneError(Exception):
    """The confined process has ended."""


class OutOfTimeError(Exception):
    """The time of the whole notebook is over."""


class TooMuchOutputError(Exception):
    """More was printed and displayed than is allowed."""


class TooManyValuesError(TooMuchOutputError):
    """What was displayed holds more values than a notebook may."""


class Conversation:
    """Asks a confined process to run cells and receives the results.

    Every method raises `GoneError`, `OutOfTimeError`, `TooMuchOutputError` or
    `hostile.Tampering`; after any of them the process is to be killed.
    """

    def __init__(self, confined: Confined, limits: Limits) -> None:
        self.confined = confined
        self.cell = -1
        self._unfinished: set[object] = set()
        self._frames = Frames(
            confined.channel,
            max_frame_bytes=limits.output_bytes,
            before_reading=NodeCount(envelope=_ENVELOPE).add,
        )
        self._limits = limits
        self._ends_at = time.monotonic() + limits.notebook_s

    def language_info(self) -> JSON:
        """Wait until the kernel is ready; returns what it says of its language."""
        try:
            frame = self._receive(_STARTUP_S)
        except TimeoutError:
            raise OutOfTimeError from None
        info = frame.get("language_info")
        if frame.get("kind") != "ready" or not isinstance(info, dict):
            raise hostile.Tampering(
                "no-kernel",
                fr="Le noyau du notebook n’a pas démarré correctement.",
                en="The notebook's kernel did not start properly.",
            )
        return info

    def seal(self, key: str) -> None:
        """Have test cells sealed with the key; before the first cell."""
        self._send({"op": "seal", "key": key})

    def start(self, cell: int, code: str) -> None:
        """Ask for a cell to be run; `hear` receives what it does."""
        self.cell = cell
        self._send(
            {"op": "run", "cell": cell, "code": code, "silent": False, "store_history": True}
        )

    def hear(self, on_message: Callable[[hostile.Message], None], timeout_s: float | None) -> JSON:
        """Pass the running cell's messages on until it is done; returns its ``execute_reply``.

        Raises:
            TimeoutError: it is not done after `timeout_s` seconds; hear again to go on.
        """
        deadline = None if timeout_s is None else time.monotonic() + timeout_s
        while True:
            frame = self._receive_by(deadline)
            kind = frame.get("kind")
            if kind == "done" and frame.get("cell") in self._unfinished:
                self._unfinished.discard(frame["cell"])
                continue
            if kind == "done":
                return hostile.reply(frame, self.cell)
            if kind != "message":
                raise hostile.forged("frame")
            message = hostile.message(frame, self.cell)
            if message is not None:
                on_message(message)

    def leave(self) -> None:
        """Wait no longer for the cell that runs, whenever it may end."""
        self._unfinished.add(self.cell)

    @property
    def busy(self) -> bool:
        """Whether a cell that is waited for no longer may still be running."""
        return bool(self._unfinished)

    def interrupt(self) -> None:
        """Interrupt what runs, as the stop button of a notebook does."""
        self.confined.interrupt()

    def probe(self, request: JSON, timeout_s: float) -> JSON:
        """Send ``{"op": "probe", …}`` and return the ``probed`` frame that answers it.

        Messages on the way belong to earlier cells and are dropped.

        Raises:
            TimeoutError: no answer after `timeout_s` seconds.
        """
        self._send({"op": "probe", **request})
        deadline = time.monotonic() + timeout_s
        while True:
            frame = self._receive_by(deadline)
            if frame.get("kind") == "probed":
                return frame
            if frame.get("kind") == "done" and frame.get("cell") in self._unfinished:
                self._unfinished.discard(frame["cell"])
                continue
            if frame.get("kind") != "message":
                raise hostile.forged("frame")

    def request_isolated(self, cell: int, what: str, request: JSON) -> None:
        """Ask `autograder.inside.isolated.Isolated` for something; `hear_isolated` answers."""
        self.cell = cell
        self._send({"op": "isolated", "what": what, "cell": cell, **request})

    def hear_isolated(
        self, on_message: Callable[[hostile.Message], None], timeout_s: float | None
    ) -> JSON:
        """Pass messages on until the answer comes, and return it.

        Raises:
            TimeoutError: no answer after `timeout_s` seconds; hear again to go on.
        """
        deadline = None if timeout_s is None else time.monotonic() + timeout_s
        while True:
            frame = self._receive_by(deadline)
            if frame.get("kind") == "done" and frame.get("cell") in self._unfinished:
                self._unfinished.discard(frame["cell"])
                continue
            if frame.get("kind") == "isolated":
                answer = frame.get("answer")
                if frame.get("cell") != self.cell or not isinstance(answer, dict):
                    raise hostile.forged("answer")
                return answer
            if frame.get("kind") != "message":
                raise hostile.forged("frame")
            message = hostile.message(frame, self.cell)
            if message is not None:
                on_message(message)

    def comm(self, content: JSON) -> None:
        """Send a front end's message to a widget."""
        self._send({"op": "comm", "content": content})

    def end(self) -> None:
        """Let the process go."""
        try:
            self._send({"op": "end"})
        except (GoneError, OutOfTimeError):
            return

    def _send(self, request: JSON) -> None:
        try:
            self._frames.send(request, timeout_s=_SEND_S)
        except TimeoutError:
            raise OutOfTimeError from None
        except OSError:
            raise GoneError from None

    def _receive_by(self, deadline: float | None) -> JSON:
        left = None if deadline is None else deadline - time.monotonic()
        if left is not None and left < 0:
            # Even where there is always more to hear.
            raise TimeoutError
        return self._receive(left)

    def _receive(self, timeout_s: float | None) -> JSON:
        left = self._ends_at - time.monotonic()
        if left <= 0:
            raise OutOfTimeError
        last = timeout_s is None or timeout_s >= left
        try:
            frame = self._frames.receive(left if last else timeout_s)
        except TimeoutError:
            if last:
                raise OutOfTimeError from None
            raise
        except TooManyNodesError as error:
            raise TooManyValuesError from error
        except FrameError as error:
            if self._frames.received_bytes > self._limits.output_bytes:
                raise TooMuchOutputError from error
            raise hostile.forged("frame") from error
        except OSError:
            raise GoneError from None
        if frame is None:
            raise GoneError
        if self._frames.received_bytes > self._limits.output_bytes:
            raise TooMuchOutputError
        return frame
