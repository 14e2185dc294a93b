"""Checks everything that comes out of a sandbox before it is used."""

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from autograder.inside.frames import JSON

_MAX_DEPTH = 100


class Tampering(Exception):  # noqa: N818 - it is not an error of ours
    """The confined process sent what a kernel never sends."""

    def __init__(self, code: str, fr: str, en: str) -> None:
        super().__init__(code)
        self.code, self.fr, self.en = code, fr, en


@dataclass(frozen=True)
class Message:
    """One of the kernel's messages about the cell that runs."""

    msg_type: str
    content: JSON
    metadata: JSON
    buffers: list[bytes]

    def as_jupyter(self, msg_id: str) -> JSON:
        """Return it as jupyter_client would hand it to a front end."""
        return {
            "msg_type": self.msg_type,
            "header": {"msg_type": self.msg_type, "msg_id": ""},
            "parent_header": {"msg_id": msg_id},
            "content": self.content,
            "metadata": self.metadata,
            "buffers": self.buffers,
        }


def message(frame: JSON, cell: int) -> Message | None:
    """Return the message in a frame, or None if it is not about `cell` and so does not count.

    Late output of earlier cells (a thread, a background task) is dropped, as nbclient drops it.

    Raises:
        Tampering: no kernel sends such a message.
    """
    number = frame.get("cell")
    if type(number) is not int or number > cell:
        raise forged("cell")
    msg_type = frame.get("msg_type")
    check = MESSAGES.get(msg_type) if isinstance(msg_type, str) else None
    content, metadata, buffers = (frame.get(n) for n in ("content", "metadata", "buffers"))
    if check is None or not isinstance(content, dict) or not isinstance(metadata, dict):
        raise forged("message")
    if number < cell or check is _ignored:
        return None
    if not check(content) or _too_deep(content) or _too_deep(metadata):
        raise forged("message")
    return Message(str(msg_type), content, metadata, _decoded(buffers))


def reply(frame: JSON, cell: int) -> JSON:
    """Return the ``execute_reply`` in a ``done`` frame.

    Raises:
        Tampering: it is for another cell, or no reply at all.
    """
    if frame.get("cell") != cell:
        raise forged("done")
    content = frame.get("reply")
    if not isinstance(content, dict) or content.get("status") not in ("ok", "error", "aborted"):
        raise forged("reply")
    if content["status"] == "error" and not _is_error(content):
        raise forged("reply")
    return content


def forged(what: str) -> Tampering:
    """Return the exception that says that part of the channel is not the kernel's."""
    return Tampering(
        f"forged-{what}",
        fr="Le programme a écrit dans le canal de correction.",
        en="The program wrote to the grading channel.",
    )


def _decoded(buffers: object) -> list[bytes]:
    if not isinstance(buffers, list):
        raise forged("buffers")
    try:
        return [base64.b64decode(buffer, validate=True) for buffer in buffers]
    except (TypeError, ValueError, binascii.Error):
        raise forged("buffers") from None


def _too_deep(obj: object) -> bool:
    layer: list[object] = [obj]
    for _ in range(_MAX_DEPTH):
        below: list[object] = []
        for item in layer:
            if isinstance(item, dict):
                below.extend(item.values())
            elif isinstance(item, list):
                below.extend(item)
        layer = [item for item in below if isinstance(item, dict | list)]
        if not layer:
            return False
    return True


def _count(value: object) -> bool:
    return value is None or (type(value) is int and 0 <= value < 2**31)


def _is_stream(content: JSON) -> bool:
    return content.get("name") in ("stdout", "stderr") and isinstance(content.get("text"), str)


def _is_data(content: JSON) -> bool:
    transient = content.get("transient") or {}
    return (
        isinstance(content.get("data"), dict)
        and isinstance(content.get("metadata"), dict)
        and isinstance(transient, dict)
        and isinstance(transient.get("display_id", ""), str | None)
        and _count(content.get("execution_count"))
    )


def _is_result(content: JSON) -> bool:
    return _is_data(content) and "execution_count" in content


def _is_error(content: JSON) -> bool:
    lines = content.get("traceback")
    return (
        isinstance(content.get("ename"), str)
        and isinstance(content.get("evalue"), str)
        and isinstance(lines, list)
        and all(isinstance(line, str) for line in lines)
    )


def _is_input(content: JSON) -> bool:
    return _count(content.get("execution_count"))


def _is_clear(content: JSON) -> bool:
    return isinstance(content.get("wait", False), bool)


def _is_comm(content: JSON) -> bool:
    data = content.get("data")
    return (
        isinstance(content.get("comm_id"), str)
        and isinstance(data, dict)
        and isinstance(data.get("state", {}), dict)
        and _is_paths(data.get("buffer_paths"))
    )


def _is_paths(paths: Any) -> bool:
    return paths is None or (
        isinstance(paths, list)
        and all(
            isinstance(path, list) and all(isinstance(step, str | int) for step in path)
            for path in paths
        )
    )


def _ignored(content: JSON) -> bool:
    """Stand for what a front end that shows no status does not look at."""
    return True


MESSAGES: dict[str, Callable[[JSON], bool]] = {
    "stream": _is_stream,
    "display_data": _is_data,
    "update_display_data": _is_data,
    "execute_result": _is_result,
    "error": _is_error,
    "execute_input": _is_input,
    "clear_output": _is_clear,
    "comm_open": _is_comm,
    "comm_msg": _is_comm,
    "comm_close": _is_comm,
    "status": _ignored,
    "debug_event": _ignored,
}
