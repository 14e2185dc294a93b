"""A policy from a notebook: read, applied, seen in a measurement's flow, and replayed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from campus5g.capture import open_capture
from campus5g.kit import Kit, KitError, connect

VIDEO = "flows: [{name: video, ue: camera, port: 5004, five_qi: 2, gbr_kbps: 4000}]"


@pytest.fixture
def at_noon(k: Kit) -> Iterator[Kit]:
    with k.scenario("noon"):
        yield k


def qfis(path: Path) -> set[int]:
    field = "gtp.ext_hdr.pdu_ses_con.qos_flow_id"
    probes = open_capture(path).table([field], "gtp && udp.port == 862")
    return {int(qfi) for qfi in probes[field]}


def test_a_kit_without_a_policy_of_its_own_says_so(k: Kit) -> None:
    policy = k.policy()

    assert policy.values is None
    assert repr(policy) == "No flow of its own: everything uses each session's default flow."


def test_a_policy_as_text_is_applied_and_read_back(at_noon: Kit) -> None:
    applied = at_noon.policy(VIDEO)

    (video,) = at_noon.policy().flows
    assert applied.flows == (video,)
    assert (video.qfi, video.outcome) == (2, "admitted")
    assert "five_qi: 2" in applied.yaml
    assert "video · camera · 2 · 2 · 4.0 Mbit/s" in repr(applied)
    assert "<td>admitted</td>" in applied._repr_html_()


def test_a_policy_file_is_applied(at_noon: Kit, tmp_path: Path) -> None:
    file = tmp_path / "policy.yaml"
    file.write_text(VIDEO)

    assert [flow.name for flow in at_noon.policy(file).flows] == ["video"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("flows: [", "Line 1: this is not YAML."),
        (VIDEO.replace("camera", "crane"), "This kit has no device “crane”."),
        (VIDEO.replace(", gbr_kbps: 4000", ""), "5QI 2 has a guaranteed bit rate"),
    ],
)
def test_a_wrong_policy_is_refused_in_a_sentence(at_noon: Kit, text: str, sentence: str) -> None:
    with pytest.raises(KitError) as refused:
        at_noon.policy(text)

    assert sentence in refused.value.problem


def test_a_measurement_from_a_flow_s_port_uses_that_flow_and_is_replayed(
    at_noon: Kit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    def lesson(kit: Kit) -> tuple[list[float], set[int], list[str]]:
        kit.scenario("noon")
        with kit.capture("n2", "n3") as capture:
            applied = kit.policy(VIDEO)
            measured = kit.latency("camera", count=20, interval_ms=10, port=5004)
        capture.keep("flow")
        measured.keep("video")
        outcomes = [flow.outcome for flow in applied.flows]
        return measured.rtts_ms, qfis(capture.path), outcomes

    seen = lesson(at_noon)
    monkeypatch.setenv("CAMPUS5G_REPLAY", str(tmp_path / "evidence"))

    assert seen[1] == {2}
    assert seen[2] == ["admitted"]
    assert lesson(connect()) == seen


def test_a_port_is_for_stamp_only(k: Kit) -> None:
    with pytest.raises(KitError, match="by STAMP only"):
        k.latency("camera", count=5, via="icmp", port=5004)
