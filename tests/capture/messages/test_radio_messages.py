"""NAS messages on the radio: every one in a MAC PDU, and each once."""

import io
from collections.abc import Callable, Iterator

import pytest
from built_captures import nas_sm, null_suci, registration_request, transported
from radio_captures import USER_LINK_TYPE, mac_frame, rlc
from raw_captures import pcap

from campus5g.capture import Capture, open_capture

Opened = Callable[..., Capture]
REGISTRATION = registration_request(null_suci("0000000001"))
SESSION = transported(nas_sm(0xC1, 1, 1, IntegrityProtMaxDataRate=b"\xff\xff"), 1, up=True)
SERVICE_REQUEST = bytes.fromhex("7e004c 20 0007 f4 0040 000000a1")
NO_SUCH_DNN = bytes.fromhex("7e0064 5b")
"""5GMM status with cause 91 (TS 24.501, 8.2.29)."""


@pytest.fixture
def opened() -> Iterator[Opened]:
    """Open a radio capture of these frames."""
    captures: list[Capture] = []

    def opened(*frames: bytes, times_s: tuple[float, ...] = ()) -> Capture:
        captures.append(open_capture(io.BytesIO(pcap(USER_LINK_TYPE, frames, times_s))))
        return captures[-1]

    yield opened
    for capture in captures:
        capture.close()


def test_two_messages_in_one_mac_pdu_are_both_read(opened: Opened) -> None:
    capture = opened(
        mac_frame(rlc(0, REGISTRATION)), mac_frame(rlc(1, SESSION), rlc(2, SERVICE_REQUEST))
    )

    table = capture.messages()

    assert list(zip(table["frame"], table["message"], strict=True)) == [
        (1, "Registration request"),
        (2, "UL NAS transport"),
        (2, "PDU session establishment request"),
        (2, "Service request"),
    ]
    assert set(table["direction"]) == {"up"}


def test_a_repeated_rlc_pdu_is_no_new_message(opened: Opened) -> None:
    once, again = mac_frame(rlc(1, SESSION)), mac_frame(rlc(1, SESSION), rlc(2, SERVICE_REQUEST))

    table = opened(once, once, again).messages()

    assert list(table["frame"]) == [1, 1, 3]
    assert list(table["message"])[-1] == "Service request"


def test_the_same_message_in_a_new_rlc_pdu_is_a_new_one(opened: Opened) -> None:
    table = opened(*(mac_frame(rlc(number, REGISTRATION)) for number in (0, 1))).messages()

    assert list(table["message"]) == ["Registration request"] * 2


def test_another_ue_with_the_same_number_is_not_a_repetition(opened: Opened) -> None:
    frames = (mac_frame(rlc(0, REGISTRATION), ue=ue, rnti=0x4600 + ue) for ue in (1, 2))

    assert len(opened(*frames).messages()) == 2


def test_a_status_answers_the_session_request_with_its_cause(opened: Opened) -> None:
    capture = opened(mac_frame(rlc(0, SESSION)), mac_frame(rlc(0, NO_SUCH_DNN, up=False), up=False))

    (session,) = capture.procedures().to_dict("records")
    (finding,) = capture.findings().to_dict("records")

    assert (session["procedure"], session["outcome"], session["frames"]) == (
        *("PDU session establishment", "failure"),
        (1, 2),
    )
    assert session["cause"].endswith("(91)")
    assert (finding["rule"], finding["frames"]) == ("procedure-rejected", "1, 2")


def test_a_status_from_the_ue_answers_none_of_its_requests(opened: Opened) -> None:
    capture = opened(mac_frame(rlc(0, SESSION)), mac_frame(rlc(1, NO_SUCH_DNN)))

    assert list(capture.procedures()["outcome"]) == ["unknown"]


def test_session_requests_without_an_answer_are_a_finding(opened: Opened) -> None:
    accept = bytes.fromhex("7e0042 0101")
    capture = opened(
        mac_frame(rlc(0, accept, up=False), up=False),
        mac_frame(rlc(0, SESSION)),
        mac_frame(rlc(1, SERVICE_REQUEST)),
        times_s=(0, 1, 200),
    )

    unanswered = capture.findings().query("rule == 'requests-unanswered'")

    assert list(unanswered["frames"]) == ["2"]
    assert "PDU session establishment" in unanswered["reason"].iloc[0]
