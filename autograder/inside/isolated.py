"""What the grader asks a process about tests that run elsewhere (``isolation: process``).

One class serves both sides: the notebook's process answers by its `Door`, the tests' process is
given names by its `Examination`. Between the two the grader passes data on.
"""

import json
from collections.abc import Callable
from typing import Any

from autograder.inside.door import Door
from autograder.inside.examining import Examination
from autograder.inside.frames import JSON, Frames

# A frame of this size is sent whole or not at all, so an interrupt can't cut it in two: it needs no
# other thread, whose waking up takes longer than the sending.
_ONE_PIECE_BYTES = 4096


class Isolated:
    """Answers the grader's requests ``{"op": "isolated", "what": …}``."""

    def __init__(self, kernel: Any, frames: Frames, publish: Callable[[bytes], object]) -> None:
        self._kernel = kernel
        self._frames = frames
        self._publish = publish
        self._cell = -1
        self._door: Door | None = None
        self._examination: Examination | None = None

    def answer(self, request: JSON) -> JSON | None:
        """Return what to send back: ``{"kind": "isolated", "cell": …, "answer": …}``.

        ``count`` has no answer: nobody would wait for it.
        """
        self._cell = request["cell"]
        match request["what"]:
            case "provide":
                answer = self._examined().provide(request)
            case "bound":
                answer = self._examined().bound(request)
            case "count":
                self._opened().count(request)
                return None
            case _:
                answer = self._ask_the_notebook(request)
        return {"kind": "isolated", "cell": request["cell"], "answer": answer}

    def _ask_the_notebook(self, request: JSON) -> JSON:
        door = self._opened()
        return {
            "describe": door.describe,
            "call": door.call,
            "traceback": door.traceback,
        }[request["what"]](request)

    def _opened(self) -> Door:
        if self._door is None:
            self._door = Door(self._kernel)
        return self._door

    def _examined(self) -> Examination:
        if self._examination is None:
            self._examination = Examination(self._kernel.shell, self._exchange)
        return self._examination

    def _exchange(self, request: JSON) -> JSON:
        """Have the notebook do something in the middle of a test, and wait for its answer."""
        frame = {"kind": "call", "cell": self._cell, "request": request}
        body = json.dumps(frame).encode()
        if len(body) <= _ONE_PIECE_BYTES:
            self._frames.send_encoded(body)
        else:
            self._publish(body)
        answer = (self._frames.receive(None) or {}).get("answer", {})
        return answer if isinstance(answer, dict) else {}
