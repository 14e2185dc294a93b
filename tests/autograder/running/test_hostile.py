"""What the sandbox says is either a kernel's message or a forgery; nothing else ever happens."""

import base64
import contextlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nbformat import ValidationError
from nbformat.v4 import output_from_msg

from autograder.running import hostile

CELL = 7
KINDS = sorted(hostile.MESSAGES)
OUTPUTS = ["stream", "display_data", "execute_result", "error"]

scalars = st.none() | st.booleans() | st.integers() | st.text(max_size=5)
values = st.recursive(
    scalars, lambda v: st.lists(v, max_size=3) | st.dictionaries(st.text(max_size=9), v, max_size=3)
)
keys = st.sampled_from(
    ["name", "text", "data", "metadata", "transient", "execution_count", "ename", "evalue"]
)
contents = st.dictionaries(keys, values, max_size=6)
frames = st.fixed_dictionaries(
    {},
    optional={
        "cell": values | st.just(CELL),
        "msg_type": values | st.sampled_from(KINDS),
        "content": values | contents,
        "metadata": values | st.just({}),
        "buffers": values | st.just([]),
    },
)


@settings(deadline=None)
@given(frames)
def test_a_frame_is_a_message_or_a_forgery(frame: dict[str, Any]) -> None:
    try:
        message = hostile.message(frame, CELL)
    except hostile.Tampering:
        return

    assert message is None or message.msg_type in KINDS


@settings(deadline=None)
@given(st.sampled_from(OUTPUTS), contents)
def test_an_accepted_output_matches_the_notebook_schema_or_fails(
    msg_type: str, content: dict[str, Any]
) -> None:
    try:
        message = hostile.message(said(msg_type, content), CELL)
    except hostile.Tampering:
        return

    assert message is not None
    with contextlib.suppress(ValidationError):
        assert output_from_msg(message.as_jupyter("7")).output_type == msg_type


@settings(deadline=None)
@given(st.dictionaries(st.text(max_size=9), values))
def test_a_reply_is_a_reply_or_a_forgery(content: dict[str, Any]) -> None:
    try:
        reply = hostile.reply({"cell": CELL, "reply": content}, CELL)
    except hostile.Tampering:
        return

    assert reply["status"] in ("ok", "error", "aborted")


@pytest.mark.parametrize(
    ("msg_type", "content"),
    [
        ("stream", {"name": "stdout", "text": "é"}),
        ("display_data", {"data": {"text/plain": "1"}, "metadata": {}, "transient": {}}),
        ("display_data", {"data": {}, "metadata": {}, "transient": {"display_id": "x"}}),
        ("update_display_data", {"data": {}, "metadata": {}, "transient": {"display_id": "x"}}),
        ("execute_result", {"data": {"text/plain": "1"}, "metadata": {}, "execution_count": 3}),
        ("error", {"ename": "E", "evalue": "", "traceback": ["a", "b"]}),
        ("execute_input", {"code": "1", "execution_count": 3}),
        ("clear_output", {"wait": True}),
        ("comm_open", {"comm_id": "c", "data": {"state": {}, "buffer_paths": [["a", 0]]}}),
        ("comm_msg", {"comm_id": "c", "data": {"method": "custom"}}),
    ],
)
def test_messages_of_real_kernels_pass(msg_type: str, content: dict[str, Any]) -> None:
    message = hostile.message(said(msg_type, content), CELL)

    assert message is not None
    assert message.content == content


def test_buffers_arrive_as_bytes() -> None:
    frame = said("comm_msg", {"comm_id": "c", "data": {}})
    frame["buffers"] = [base64.b64encode(b"\0\1").decode()]

    message = hostile.message(frame, CELL)

    assert message is not None
    assert message.buffers == [b"\0\1"]


@pytest.mark.parametrize("cell", [CELL - 1, -1])
def test_messages_of_an_earlier_run_are_dropped(cell: int) -> None:
    assert hostile.message(said("stream", {"name": "stdout", "text": ""}, cell), CELL) is None


@pytest.mark.parametrize("cell", [CELL + 1, None, "7", 7.0, True])
def test_a_message_about_a_later_cell_is_a_forgery(cell: Any) -> None:
    with pytest.raises(hostile.Tampering):
        hostile.message(said("stream", {"name": "stdout", "text": ""}, cell), CELL)


def test_nesting_is_limited() -> None:
    deep: Any = {}
    for _ in range(200):
        deep = {"a": [deep]}

    with pytest.raises(hostile.Tampering):
        hostile.message(said("display_data", {"data": deep, "metadata": {}}), CELL)


@pytest.mark.parametrize("cell", [CELL - 1, CELL + 1, None])
def test_only_the_running_cell_can_finish(cell: Any) -> None:
    with pytest.raises(hostile.Tampering):
        hostile.reply({"cell": cell, "reply": {"status": "ok"}}, CELL)


def said(msg_type: str, content: dict[str, Any], cell: Any = CELL) -> dict[str, Any]:
    return {
        "kind": "message",
        "cell": cell,
        "msg_type": msg_type,
        "content": content,
        "metadata": {},
        "buffers": [],
    }
