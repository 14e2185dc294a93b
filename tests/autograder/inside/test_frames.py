"""Framing: objects arrive complete, and invalid frames are refused."""

import json
import socket
import struct
from collections.abc import Iterator
from threading import Thread
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.inside.frames import FrameError, Frames

MAX_BYTES = 1024 * 1024

texts = st.text(st.characters(exclude_categories=["Cs"]))
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=5,
)
objects = st.dictionaries(texts, values, max_size=3)


def ends(max_bytes: int = MAX_BYTES) -> tuple[Frames, socket.socket]:
    ours, theirs = socket.socketpair()
    return Frames(ours, max_frame_bytes=max_bytes), theirs


def framed(body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + body


@settings(deadline=None)
@given(st.lists(objects, max_size=3))
def test_objects_arrive_as_they_were_sent(sent: list[dict[str, Any]]) -> None:
    receiver, theirs = ends()
    sender = Frames(theirs, max_frame_bytes=MAX_BYTES)

    for obj in sent:
        sender.send(obj, timeout_s=5)
    theirs.close()

    assert [receiver.receive(5) for _ in sent] == sent
    assert receiver.receive(5) is None


def test_objects_that_are_sent_at_once_arrive_one_by_one() -> None:
    receiver, theirs = ends()

    Frames(theirs, max_frame_bytes=MAX_BYTES).send_encoded(b'{"a": 1}', b'{"b": 2}')

    assert [receiver.receive(5), receiver.receive(5)] == [{"a": 1}, {"b": 2}]


@settings(deadline=None)
@given(objects, st.data())
def test_a_frame_may_come_in_any_pieces(obj: dict[str, Any], data: st.DataObject) -> None:
    receiver, theirs = ends()
    wire = framed(json.dumps(obj).encode())
    cut = data.draw(st.integers(0, len(wire) - 1))

    theirs.sendall(wire[:cut])
    with pytest.raises(TimeoutError):
        receiver.receive(0)
    theirs.sendall(wire[cut:])

    assert receiver.receive(5) == obj


@settings(deadline=None)
@given(st.binary(min_size=1, max_size=200))
def test_any_bytes_are_an_object_or_refused(junk: bytes) -> None:
    receiver, theirs = ends()
    theirs.sendall(junk)
    theirs.close()

    try:
        while (obj := receiver.receive(5)) is not None:
            assert isinstance(obj, dict)
    except FrameError:
        pass


@pytest.mark.parametrize(
    "body",
    [
        b"[1]",
        b"{",
        b'{"a": NaN}',
        b'{"a": -Infinity}',
        b'{"a": "\\ud800"}',
        b'{"\\udfff": 1}',
        b'{"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"a": ' + b"9" * 10_000 + b"}",
    ],
    ids=["list", "cut", "nan", "infinity", "surrogate", "surrogate key", "deep", "huge number"],
)
def test_values_a_notebook_cannot_hold_are_refused(body: bytes) -> None:
    receiver, theirs = ends()
    sender = Thread(target=theirs.sendall, args=(framed(body),))
    sender.start()

    with pytest.raises(FrameError):
        receiver.receive(5)
    sender.join()


def test_values_that_are_not_json_are_not_sent() -> None:
    sender, _theirs = ends()

    with pytest.raises(ValueError, match="JSON"):
        sender.send({"a": float("nan")})


def test_undecodable_bytes_become_replacement_characters() -> None:
    receiver, theirs = ends()
    theirs.sendall(framed(b'{"text": "\xff"}'))

    assert receiver.receive(5) == {"text": "\ufffd"}


def test_a_pair_of_surrogates_is_one_character() -> None:
    receiver, theirs = ends()
    theirs.sendall(framed(b'{"text": "\\ud83d\\ude00"}'))

    assert receiver.receive(5) == {"text": "\U0001f600"}


def test_a_frame_that_is_too_large_is_refused_before_it_is_read() -> None:
    receiver, theirs = ends(max_bytes=10)
    theirs.sendall(struct.pack(">I", 2**31) + b"{")

    with pytest.raises(FrameError):
        receiver.receive(5)
    assert receiver.received_bytes == 2**31


def test_received_bytes_are_counted() -> None:
    receiver, theirs = ends()
    theirs.sendall(framed(b'{"a": 1}') + framed(b"{}"))

    receiver.receive(5)
    receiver.receive(5)

    assert receiver.received_bytes == 10


def test_sending_to_a_stalled_reader_times_out() -> None:
    sender, _theirs = ends()

    with pytest.raises(TimeoutError):
        sender.send({"text": "x" * 10_000_000}, timeout_s=0.1)


def test_sending_to_a_closed_peer_is_an_error() -> None:
    sender, theirs = ends()
    theirs.close()

    with pytest.raises(OSError, match="pipe"):
        sender.send({})


def test_large_frames_go_through_small_pipes(connected: tuple[Frames, Frames]) -> None:
    sender, receiver = connected
    large = {"text": "é" * 300_000}
    thread = Thread(target=sender.send, args=(large,))
    thread.start()

    received = receiver.receive(30)

    thread.join()
    assert received == large


@pytest.fixture
def connected() -> Iterator[tuple[Frames, Frames]]:
    left, right = socket.socketpair()
    left.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
    with left, right:
        yield tuple(Frames(end, max_frame_bytes=MAX_BYTES) for end in (left, right))
