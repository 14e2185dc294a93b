"""The rules: each reports what it should, and nothing else."""

import os
import re
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campus5g import set_language
from campus5g.capture.analysis import finding_rules
from campus5g.capture.analysis.finding import Finding
from campus5g.capture.analysis.finding_rules import BUDGETS, FLOOD_LIMITS, RULES, SEVERITIES
from campus5g.capture.analysis.findings import find, finding_table
from campus5g.capture.analysis.pfcp_peers import PfcpTraffic, foreign_requests
from campus5g.capture.analysis.procedures import Outcome, Procedure, procedures
from campus5g.capture.analysis.user_plane import Tunnel, read_user_plane
from campus5g.capture.messages.message import Direction, Message
from campus5g.capture.messages.signalling import read_signalling
from campus5g.kit import connect
from campus5g.kit.starting.private import start_private_kit

SMF, UPF, STRANGER, GNB, AMF = "10.0.0.2", "10.0.0.3", "10.0.0.99", "10.0.0.11", "10.0.0.1"
STRONG = {"5g_ea0": "1", "128_5g_ea1": "1", "128_5g_ea2": "1", "128_5g_ea3": "0"} | {
    "ia0": "0",
    "5g_128_ia1": "1",
    "5g_128_ia2": "1",
    "5g_128_ia3": "0",
}


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    set_language("en")
    yield
    set_language(None)


def nas(
    code: int, time_s: float = 0.0, ue: int = 1, /, name: str = "", **fields: str
) -> tuple[Message, Message]:
    """A NAS message in its carrier; a frame for each time."""
    up = code in {0x41, 0x57, 0x59, 0x5C, 0x5E}
    direction: Direction = "up" if up else "down"
    ends = (GNB, AMF) if up else (AMF, GNB)
    frame = round(time_s * 1000) + 1
    carrier = Message(
        frame,
        0,
        time_s,
        "N2",
        "NGAP",
        "UplinkNASTransport" if up else "DownlinkNASTransport",
        46 if up else 4,
        "initiating",
        *ends,
        direction,
        amf_ue_id=ue,
        ran_ue_id=ue,
        association="N2",
    )
    message = Message(
        frame,
        1,
        time_s,
        "N1",
        "NAS-MM",
        name or f"NAS {code:#x}",
        code,
        "",
        *ends,
        direction,
        carrier=0,
        amf_ue_id=ue,
        ran_ue_id=ue,
        association="N2",
        fields={f"nas-5gs.mm.{field}": (value,) for field, value in fields.items()},
    )
    return carrier, message


def pfcp(
    code: int,
    number: int,
    time_s: float,
    source: str = SMF,
    destination: str = UPF,
    **fields: str,
) -> Message:
    return Message(
        round(time_s * 1000) + 1,
        0,
        time_s,
        "N4",
        "PFCP",
        f"PFCP {code}",
        code,
        "",
        source,
        destination,
        fields={"pfcp.seqno": (str(number),)}
        | {f"pfcp.{field}": (value,) for field, value in fields.items()},
    )


def exchange(
    code: int,
    number: int,
    time_s: float,
    source: str = SMF,
    destination: str = UPF,
    cause: str = "1",
) -> list[Message]:
    """A request and its answer 2 ms later."""
    return [
        pfcp(code, number, time_s, source, destination),
        pfcp(code + 1, number, time_s + 0.002, destination, source, cause=cause),
    ]


def normal_load(seconds: int = 10, sessions_per_second: int = 10) -> list[Message]:
    """An SMF that opens, changes and closes sessions, all answered."""
    numbers = count(1000)
    messages = exchange(5, next(numbers), 0.0)
    for second in range(seconds):
        messages += exchange(1, next(numbers), second + 0.005)
        for nth in range(sessions_per_second):
            at = second + 0.01 + nth * 0.9 / sessions_per_second
            for step, code in enumerate((50, 52, 54)):
                messages += exchange(code, next(numbers), at + step * 0.01)
    return messages


def tunnel(teid: int) -> Tunnel:
    return Tunnel(
        teid=teid,
        source=GNB,
        destination=UPF,
        direction="up",
        qfis=(1,),
        packets=4,
        bytes=400,
        first_s=1.0,
        last_s=2.0,
        first_frame=77,
        ue_address="10.45.0.2",
        paired_teid=None,
        lost=None,
        error_indications=0,
        frames=(77, 78, 79, 80),
    )


def procedure(name: str, seconds: float, outcome: Outcome = "success") -> Procedure:
    return Procedure(
        name=name,
        variant="",
        interface="N1",
        ue="ue-1",
        session_id=None,
        peers="",
        start_s=1.0,
        end_s=1.0 + seconds,
        outcome=outcome,
        cause="",
        frames=(5, 9),
        ended_by="",
        repetitions=0,
        exchanges=1,
        note="",
        clause="",
    )


def found_in(
    *messages: Message | tuple[Message, ...],
    done: tuple[Procedure, ...] = (),
    tunnels: tuple[Tunnel, ...] = (),
) -> list[Finding]:
    flat = [m for each in messages for m in ((each,) if isinstance(each, Message) else each)]
    flat.sort(key=lambda message: (message.time_s, message.part))
    return find(flat, done, tunnels)


def rules_of(findings: list[Finding]) -> list[str]:
    return [finding.rule for finding in findings]


def test_an_empty_capture_has_no_findings() -> None:
    assert find([], []) == []
    assert finding_table([]).empty


def test_a_readable_msin_is_an_identity_in_the_clear() -> None:
    (finding,) = found_in(
        nas(0x41, 2.0, name="Registration request", **{"suci.scheme_id": "0", "suci.msin": "0001"})
    )

    assert (finding.rule, finding.severity, finding.ue) == ("identity-in-clear", "notice", "ue-1")
    assert (finding.time_s, finding.count, finding.frames) == (2.0, 1, (2001,))
    assert str(finding.reason) == (
        "The SUCI uses the null scheme: the MSIN 0001 is readable in Registration request."
    )


def test_a_concealed_identity_is_not_a_finding() -> None:
    assert not found_in(nas(0x41, **{"suci.scheme_id": "1", "suci.scheme_output": "0a0b"}))


def test_an_identity_sent_on_request_is_more_severe() -> None:
    (finding,) = found_in(nas(0x5C, **{"suci.scheme_id": "0", "suci.msin": "0001"}))

    assert (finding.rule, finding.severity) == ("identity-response-in-clear", "warning")


def test_null_ciphering_is_a_notice_and_null_integrity_an_alarm() -> None:
    findings = found_in(nas(0x5D, nas_sec_algo_enc="0", nas_sec_algo_ip="0"))

    assert [(finding.rule, finding.severity) for finding in findings] == [
        ("null-integrity", "alarm"),
        ("null-ciphering", "notice"),
    ]


def test_real_algorithms_are_not_findings() -> None:
    assert not found_in(
        nas(0x41, **STRONG), nas(0x5D, 0.1, nas_sec_algo_enc="2", nas_sec_algo_ip="2", **STRONG)
    )


def test_a_downgrade_is_reported_where_the_network_gives_another_ue_more() -> None:
    findings = found_in(
        nas(0x41, 0.0, 1, **STRONG),
        nas(0x5D, 0.1, 1, nas_sec_algo_enc="2", nas_sec_algo_ip="2"),
        nas(0x41, 0.2, 2, **STRONG),
        nas(0x5D, 0.3, 2, nas_sec_algo_enc="0", nas_sec_algo_ip="2"),
    )

    downgrade = next(finding for finding in findings if finding.rule == "algorithm-downgrade")
    assert (downgrade.severity, downgrade.ue, downgrade.frames) == ("warning", "ue-2", (301,))
    assert "NEA0 is chosen although the UE offers NEA1, NEA2" in str(downgrade.reason)
    assert "chose NEA2 for another UE" in str(downgrade.reason)


def test_a_network_that_never_ciphers_does_not_downgrade() -> None:
    findings = found_in(
        nas(0x41, 0.0, **STRONG), nas(0x5D, 0.1, nas_sec_algo_enc="0", nas_sec_algo_ip="2")
    )

    assert rules_of(findings) == ["null-ciphering"]


def test_replayed_capabilities_must_be_those_that_were_sent() -> None:
    weaker = STRONG | {"128_5g_ea1": "0", "128_5g_ea2": "0"}

    (finding,) = found_in(
        nas(0x41, 0.0, **weaker),
        nas(0x5D, 0.1, nas_sec_algo_enc="2", nas_sec_algo_ip="2", **STRONG),
    )

    assert (finding.rule, finding.severity) == ("replayed-capabilities-differ", "alarm")
    assert finding.frames == (1, 101)
    assert "The UE sent NEA0, NIA1, NIA2, the network replays NEA0, NEA1, NEA2, NIA1" in str(
        finding.reason
    )


def test_a_mac_failure_is_reported_with_its_count() -> None:
    (finding,) = found_in(
        nas(0x59, 0.0, **{"5gmm_cause": "20"}),
        nas(0x58, 0.1),
        nas(0x59, 9.0, **{"5gmm_cause": "20"}),
    )

    assert (finding.rule, finding.count, finding.frames) == ("mac-failure", 2, (1, 9001))


def test_a_resynchronisation_is_not_a_failure() -> None:
    assert not found_in(*(nas(0x59, number, **{"5gmm_cause": "21"}) for number in range(9)))


@pytest.mark.parametrize(("failures", "storm"), [(4, False), (5, True)])
def test_failures_within_a_minute_are_a_storm(failures: int, storm: bool) -> None:
    messages = [nas(0x58, number, number + 1) for number in range(failures)]

    assert ("authentication-storm" in rules_of(found_in(*messages))) is storm


def test_failures_spread_over_hours_are_not_a_storm() -> None:
    assert not found_in(*(nas(0x58, number * 100.0, number + 1) for number in range(20)))


def test_a_reject_after_a_failure_is_the_same_failure() -> None:
    messages = [
        nas(code, number + half, number + 1, **{"5gmm_cause": "20"} if code == 0x59 else {})
        for number in range(4)
        for code, half in ((0x59, 0.0), (0x58, 0.5))
    ]

    assert "authentication-storm" not in rules_of(found_in(*messages))


@pytest.mark.parametrize("sessions_per_second", [1, 10, 30])
def test_a_normal_load_on_n4_is_not_a_finding(sessions_per_second: int) -> None:
    assert not found_in(*normal_load(sessions_per_second=sessions_per_second))


@pytest.mark.parametrize(
    ("code", "rule"), [(52, "pfcp-unexpected-modification"), (54, "pfcp-unexpected-deletion")]
)
def test_a_peer_without_an_association_that_touches_sessions_is_reported(
    code: int, rule: str
) -> None:
    attack = exchange(code, 1, 3.5005, source=STRANGER)

    (finding,) = found_in(*normal_load(), *attack)

    assert (finding.rule, finding.severity, finding.frames) == (rule, "alarm", (3501,))
    assert STRANGER in str(finding.reason)
    assert "this peer set up neither an association nor a session" in str(finding.reason)


def test_a_second_smf_with_its_own_association_is_not_a_stranger() -> None:
    second = [*exchange(5, 1, 3.0, source=STRANGER), *exchange(54, 2, 3.5, source=STRANGER)]

    assert not found_in(*normal_load(), *second)


def test_a_peer_that_the_upf_sends_heartbeats_is_not_a_stranger() -> None:
    second = [
        *exchange(1, 1, 3.0, source=UPF, destination=STRANGER),
        *exchange(54, 2, 3.5, source=STRANGER),
    ]

    assert not found_in(*normal_load(), *second)


def test_without_any_association_no_peer_is_a_stranger() -> None:
    assert not found_in(*exchange(54, 1, 0.0), *exchange(54, 2, 1.0, source=STRANGER))


def test_sequence_numbers_reveal_a_second_sender_at_the_smfs_address() -> None:
    attack = [m for nth in range(3) for m in exchange(54, nth + 900_000, 2.5005 + nth)]

    (finding,) = found_in(*normal_load(), *attack)

    assert (finding.rule, finding.count) == ("pfcp-unexpected-deletion", 3)
    assert [round(frame, -1) for frame in finding.frames] == [2500, 3500, 4500]
    assert "(3, 3 of them accepted): their sequence numbers do not follow" in str(finding.reason)


def test_an_smf_that_restarts_its_numbers_is_not_a_second_sender() -> None:
    before = [m for nth in range(50) for m in exchange(54, 80_000 + nth, nth * 0.1)]
    after = [m for nth in range(40) for m in exchange(54, 1 + nth, 6.0 + nth * 0.1)]

    assert not found_in(*before, *after)


def test_a_counter_for_each_type_of_request_is_not_a_second_sender() -> None:
    opened = [m for nth in range(20) for m in exchange(50, 90_000 + nth, nth * 0.1)]
    closed = [m for nth in range(15) for m in exchange(54, 3 + nth, 0.05 + nth * 0.1)]
    heartbeats = [m for nth in range(30) for m in exchange(1, 700_000 + nth, nth * 0.5)]

    assert not found_in(*opened, *closed, *heartbeats)


@given(st.integers(0, (1 << 24) - 1), st.lists(st.integers(1, 20), min_size=1, max_size=60))
def test_one_counter_is_never_reported_as_two_senders(first: int, steps: list[int]) -> None:
    number, requests = first, []
    for place, step in enumerate(steps):
        number = (number + step) % (1 << 24)
        requests += [pfcp(54, number, float(place)), pfcp(54, number, place + 0.5)]

    assert foreign_requests(PfcpTraffic(requests).requests[SMF, UPF]) == []


def test_too_many_heartbeats_are_a_flood() -> None:
    flood = [m for nth in range(30) for m in exchange(1, 5000 + nth, 20 + nth / 30)]

    (finding,) = found_in(*flood)

    assert (finding.rule, finding.severity, finding.count) == ("pfcp-flood", "alarm", 30)
    assert "up to 30 PFCP Heartbeat Request within 1 s (limit: 8)" in str(finding.reason)


def test_many_unanswered_session_requests_are_a_flood() -> None:
    flood = [pfcp(50, 2, 4.0 + nth / 40, seid=f"{nth}") for nth in range(40)]

    findings = found_in(*normal_load(), *flood)

    assert sorted(rules_of(findings)) == ["pfcp-flood", "pfcp-unexpected-establishment"]
    assert [finding.count for finding in findings] == [40, 40]
    assert {finding.frames[0] for finding in findings} == {4001}


def test_a_capture_of_one_direction_shows_no_missing_answers() -> None:
    assert not found_in(*(pfcp(50, nth, nth / 40) for nth in range(200)))


def announced(teid: str, time_s: float = 0.5) -> Message:
    return pfcp(51, 7, time_s, UPF, SMF, **{"f_teid.teid": teid, "cause": "1"})


def test_traffic_in_an_unannounced_tunnel_is_an_alarm() -> None:
    start = exchange(5, 1, 0.0)

    (finding,) = found_in(*start, announced("0x00001001"), tunnels=(tunnel(0x1001), tunnel(0xBAD)))

    assert (finding.rule, finding.severity) == ("teid-without-session", "alarm")
    assert (finding.frames, finding.count, finding.time_s) == ((77, 78, 79, 80), 4, 1.0)
    assert "0x00000bad" in str(finding.reason)


def test_ngap_announces_tunnels_too() -> None:
    setup = Message(
        1, 0, 0.0, "N2", "NGAP", "PDUSessionResourceSetupRequest", 29, "initiating", AMF, GNB,
        fields={"ngap.gTP_TEID": ("00:00:10:01",)},
    )  # fmt: skip

    assert not found_in(*exchange(5, 1, 0.0), setup, tunnels=(tunnel(0x1001),))


def test_a_tunnel_may_be_older_than_a_capture_that_begins_later() -> None:
    (finding,) = found_in(announced("0x00001001"), tunnels=(tunnel(0xBAD),))

    assert (finding.rule, finding.severity) == ("teid-older-than-capture", "info")


def test_without_signalling_no_tunnel_is_suspicious() -> None:
    assert not found_in(tunnels=(tunnel(0xBAD),))


def test_error_indications_are_reported() -> None:
    refused = [
        Message(
            number, 0, float(number), "N3", "GTP-U", "Error Indication", 26,
            source=UPF, destination=GNB, fields={"gtp.teid_data": ("0x00001001",)},
        )
        for number in (1, 2, 3)
    ]  # fmt: skip

    (finding,) = found_in(*refused, tunnels=(tunnel(0x1001),))

    assert (finding.rule, finding.severity, finding.count) == ("teid-refused", "warning", 3)


def test_a_procedure_over_its_budget_is_slow() -> None:
    slow = procedure("registration", 3.2)

    (finding,) = found_in(done=(slow, procedure("registration", 0.3)))

    assert (finding.rule, finding.severity, finding.ue) == ("slow-procedure", "notice", "ue-1")
    assert (finding.count, finding.frames) == (1, (5, 9))
    assert str(finding.reason) == (
        "registration: longer than 1.5 s (design value); cases: 1, the longest: 3.200 s."
    )


def test_a_procedure_without_an_outcome_is_not_judged_slow() -> None:
    assert not found_in(done=(procedure("registration", 30, "abandoned"),))


def test_a_readable_gnb_key_is_reported() -> None:
    setup = Message(
        4, 0, 0.1, "N2", "NGAP", "InitialContextSetupRequest", 14, "initiating", AMF, GNB, "down",
        amf_ue_id=1, ran_ue_id=1, association="N2", fields={"ngap.SecurityKey": ("00:11",)},
    )  # fmt: skip

    (finding,) = found_in(setup)

    assert (finding.rule, finding.severity, finding.frames) == ("kgnb-in-clear", "info", (4,))


_values = st.sampled_from(["", "0", "1", "2", "20", "0x0b", "00:11", "True", "{x}", "é", "9" * 40])
_fields = st.dictionaries(
    st.sampled_from(
        [
            *("pfcp.seqno", "pfcp.cause", "pfcp.f_teid.teid", "ngap.gTP_TEID", "ngap.SecurityKey"),
            *("nas-5gs.mm.5gmm_cause", "nas-5gs.mm.suci.scheme_id", "nas-5gs.mm.suci.msin"),
            *("nas-5gs.mm.nas_sec_algo_enc", "nas-5gs.mm.nas_sec_algo_ip"),
            *("nas-5gs.mm.5g_ea0", "nas-5gs.mm.128_5g_ea2", "nas-5gs.mm.ia0"),
        ]
    ),
    st.lists(_values, max_size=2).map(tuple),
)


@given(
    st.lists(
        st.builds(
            Message,
            frame=st.integers(1, 50),
            part=st.just(0),
            time_s=st.floats(0, 100),
            interface=st.just("N2"),
            protocol=st.sampled_from(["NAS-MM", "NGAP", "PFCP"]),
            name=st.just(""),
            code=st.sampled_from([None, 1, 2, 5, 6, 14, 50, 51, 54, 55, 0x41, 0x58, 0x59, 0x5D]),
            source=st.sampled_from(["", SMF, UPF]),
            destination=st.sampled_from(["", SMF, UPF]),
            fields=_fields,
        ),
        max_size=40,
    )
)
def test_the_rules_accept_any_field_values(messages: list[Message]) -> None:
    findings = find(messages, [], (tunnel(0x1001),))

    assert all(finding.count > 0 and finding.frames for finding in findings)
    assert len(finding_table(findings)) == len(findings)


def test_findings_are_sorted_by_severity_in_the_readers_language() -> None:
    set_language("fr")
    findings = found_in(
        nas(0x41, 0.0, **{"suci.scheme_id": "0", "suci.msin": "0001"}),
        nas(0x5D, 0.1, nas_sec_algo_enc="0", nas_sec_algo_ip="0"),
    )

    table = finding_table(findings)

    assert list(table["severity"]) == ["alarm", "notice", "notice"]
    assert list(table["title"]) == [
        "NAS sans protection d’intégrité",
        "Identité permanente en clair",
        "NAS sans chiffrement",
    ]
    assert list(table) == [
        *("severity", "rule", "title", "reason", "ue", "time_s", "count", "frames", "clause")
    ]


def captured(scenario: str, ues: tuple[str, ...]) -> list[Finding]:
    """The findings while devices of a virtual kit register and use the network."""
    owner = f"tests {os.getpid()} findings"
    with (
        start_private_kit(scenario=scenario, owner=owner) as private,
        connect(url=private.url, token=private.token) as k,
    ):
        with k.capture("n2", "n3", "n4", "n6") as capture:
            for ue in ues:
                k.ue(ue).restart()
        messages = read_signalling(capture.path)
        return find(messages, procedures(messages), read_user_plane(capture.path).tunnel_list)


@pytest.mark.parametrize(
    ("scenario", "notices"),
    [
        ("nominal", {"identity-in-clear", "null-ciphering"}),
        pytest.param("ciphered", {"identity-in-clear"}, marks=pytest.mark.proof),
    ],
)
def test_a_healthy_kit_raises_no_alarm(scenario: str, notices: set[str]) -> None:
    findings = captured(scenario, ("camera", "agv"))

    graver = {f.rule for f in findings if SEVERITIES.index(f.severity) > SEVERITIES.index("notice")}
    assert graver == set()
    # A loaded machine can make the kit itself slow.
    assert {f.rule for f in findings if f.severity == "notice"} - {"slow-procedure"} == notices
    assert {"kgnb-in-clear", "teid-older-than-capture"} >= {
        f.rule for f in findings if f.severity == "info"
    }


@pytest.mark.proof
def test_the_badge_with_the_wrong_key_is_the_most_severe_finding() -> None:
    findings = captured("nominal", ("badge",))

    (finding,) = (f for f in findings if f.severity in {"warning", "alarm"})
    assert finding.rule == "mac-failure"
    assert finding.ue


def test_every_rule_is_complete_with_the_same_figures_in_both_languages() -> None:
    assert len({rule.id for rule in RULES}) == len(RULES)
    for rule in RULES:
        assert rule.severity in SEVERITIES
        assert rule.clause.startswith(("TS ", "RFC "))
        french, english = (
            set(re.findall(r"{(\w+)", text)) for text in (rule.reason.fr, rule.reason.en)
        )
        assert french == english, rule.id


def test_every_rule_has_a_test_here() -> None:
    here = Path(__file__)
    tests = here.read_text("utf-8") + here.with_name("test_built_findings.py").read_text("utf-8")

    assert [rule.id for rule in RULES if f'"{rule.id}"' not in tests] == []


def test_every_limit_names_its_source() -> None:
    assert all(budget.source and budget.seconds > 0 for budget in BUDGETS)
    assert all(limit.source and limit.requests > 0 for limit in FLOOD_LIMITS)
    assert finding_rules.STORM_FAILURES > 1
