"""tshark is found, checked and called in one way."""

import re
from pathlib import Path

import pytest
from capture_files import plain_udp, write
from raw_captures import RAW_IP, REGISTRATION_COMPLETE, n2, pcap, uplink_nas

from campus5g import set_language
from campus5g.capture import CaptureError, open_capture, tshark_version, unknown_fields
from campus5g.capture.messages import signalling_rows
from campus5g.capture.messages.signalling import read_signalling
from campus5g.capture.tshark import signalling_fields
from campus5g.capture.tshark.program import FIELDS_IN_USE


def test_the_version_is_a_tuple_to_compare() -> None:
    assert tshark_version() >= (4, 0, 0)


def test_every_field_in_use_is_known() -> None:
    assert unknown_fields(FIELDS_IN_USE) == []


def test_the_fields_checked_at_start_are_those_the_analyses_read() -> None:
    sources = Path(signalling_fields.__file__).parents[1].rglob("*.py")
    families = "frame|eth|sll|ip|ipv6|icmp|icmpv6|udp|tcp|sctp|ngap|nas-5gs|pfcp|gtp|rtp|http2?"
    quoted = re.compile(rf'"((?:{families}|json|e212|gsm_a|3gpp|exported_pdu)\.[\w.-]*\w)"')

    read = {name for source in sources for name in quoted.findall(source.read_text("utf-8"))}

    prefixes = {"icmpv6.echo"}
    assert read - set(FIELDS_IN_USE) == prefixes


def test_unknown_names_are_returned_in_their_order() -> None:
    assert unknown_fields(["pfcp.qfi", "ip.src", "ngap", "gtp.next"]) == ["pfcp.qfi", "gtp.next"]


@pytest.mark.parametrize(
    ("language", "remedy"), [("fr", "Installez-le"), ("en", "Install it: `sudo apt")]
)
def test_a_missing_tshark_is_reported_in_the_learner_s_language(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str, remedy: str
) -> None:
    capture = open_capture(write(tmp_path, plain_udp()))
    monkeypatch.setenv("PATH", str(tmp_path))
    set_language(language)  # type: ignore[arg-type]

    with pytest.raises(CaptureError) as error:
        capture.table()

    assert remedy in error.value.remedy
    set_language(None)


def test_an_old_tshark_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = tmp_path / "tshark"
    old.write_text("#!/bin/sh\necho 'TShark (Wireshark) 3.4.10 (Git v3.4.10)'\n")
    old.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(CaptureError, match=r"3\.4\.10"):
        tshark_version()


def test_signalling_is_read_without_the_fields_that_a_tshark_lacks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "n2.pcap"
    file.write_bytes(pcap(RAW_IP, [n2(uplink_nas(REGISTRATION_COMPLETE))]))
    asked = (*signalling_rows._ALL, "ngap.of_a_later_release")
    monkeypatch.setattr(signalling_rows, "_ALL", asked)

    assert [m.name for m in read_signalling(file)][-1] == "Registration complete"


def test_an_old_tshark_that_fails_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    capture = open_capture(write(tmp_path, plain_udp()))
    old = tmp_path / "tshark"
    old.write_text("#!/bin/sh\necho 'TShark (Wireshark) 3.4.10'\ntest \"$1\" = --version\n")
    old.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")

    with pytest.raises(CaptureError, match=r"3\.4\.10"):
        capture.messages()


def test_the_caller_s_own_wireshark_profile_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    capture = open_capture(write(tmp_path, plain_udp()))
    before = capture.table()
    (tmp_path / "preferences").write_text('gui.column.format: "Info", "%m"\nudp.port: 1\n')
    (tmp_path / "disabled_protos").write_text("udp\n")
    monkeypatch.setenv("WIRESHARK_CONFIG_DIR", str(tmp_path))

    assert capture.table().equals(before)
