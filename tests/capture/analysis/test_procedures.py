"""Which procedures a capture shows, and how each ended."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from signalling_messages import Conversation, guti, suci

from campus5g.capture.analysis.procedures import Procedure, procedure_table, procedures
from campus5g.capture.messages.message import Message

NEW = {"amf": None}


def only(conversation: Conversation, name: str) -> Procedure:
    found = [one for one in procedures(conversation.messages) if one.name == name]
    assert len(found) == 1, found
    return found[0]


def all_of(conversation: Conversation, name: str) -> list[Procedure]:
    return [one for one in procedures(conversation.messages) if one.name == name]


def test_a_registration_holds_its_authentication_and_security_mode() -> None:
    talk = Conversation()
    talk.registration()

    found = {one.name: one for one in procedures(talk.messages)}

    assert set(found) == {"registration", "authentication", "security mode"}
    registration = found["registration"]
    assert (registration.variant, registration.outcome) == ("initial", "success")
    assert registration.frames == (1, 2, 3, 4, 5, 6, 7, 8)
    assert (registration.start_s, registration.end_s, registration.duration_s) == (0.0, 7.0, 7.0)
    assert registration.ue == "ue-1"
    assert found["authentication"].frames == (2, 3)
    assert found["authentication"].outcome == "success"
    assert found["security mode"].frames == (4, 5)


@pytest.mark.parametrize(
    ("number", "variant"),
    [("1", "initial"), ("2", "mobility"), ("3", "periodic"), ("4", "emergency"), ("7", "")],
)
def test_the_kind_of_registration_is_the_one_asked_for(number: str, variant: str) -> None:
    talk = Conversation()
    talk.nas(0x41, **NEW, reg_type=number)

    assert only(talk, "registration").variant == variant


def test_a_registration_whose_accept_needs_no_complete_is_a_success() -> None:
    talk = Conversation()
    talk.nas(0x41, **NEW, reg_type="3")
    talk.nas(0x42)

    registration = only(talk, "registration")

    assert (registration.outcome, registration.ended_by) == ("success", "Registration accept")


def test_a_refused_registration_has_its_cause() -> None:
    talk = Conversation()
    talk.nas(0x41, **NEW)
    talk.nas(0x44, cause="Illegal UE (3)")

    registration = only(talk, "registration")

    assert (registration.outcome, registration.cause) == ("failure", "Illegal UE (3)")


def test_a_registration_ends_with_an_authentication_reject() -> None:
    talk = Conversation()
    talk.nas(0x41, **NEW)
    talk.nas(0x56)
    talk.nas(0x57)
    talk.nas(0x58)

    assert only(talk, "registration").outcome == "failure"
    authentication = only(talk, "authentication")
    assert (authentication.outcome, authentication.variant) == ("failure", "reject")


def test_a_registration_is_abandoned_when_its_context_is_released() -> None:
    talk = Conversation()
    talk.nas(0x41, **NEW)
    talk.nas(0x56)
    talk.ngap(41, amf=1, ran=1, up=False, cause="radio-connection-with-ue-lost (21)")
    talk.ngap(41, "successful", amf=1, ran=1)

    registration = only(talk, "registration")

    assert registration.outcome == "abandoned"
    assert registration.cause == "radio-connection-with-ue-lost (21)"
    assert only(talk, "authentication").outcome == "abandoned"


def test_a_registration_is_abandoned_when_the_ue_retries() -> None:
    talk = Conversation()
    talk.nas(0x41, **NEW, ran=1, **suci("01"))
    talk.nas(0x41, **NEW, ran=2, **suci("01"))
    talk.nas(0x42, amf=2, ran=2)

    assert [one.outcome for one in all_of(talk, "registration")] == ["abandoned", "success"]


def test_a_registration_is_abandoned_when_its_timer_expires() -> None:
    talk = Conversation()
    talk.nas(0x41, **NEW)
    talk.wait(20)
    talk.ngap(21, gnb="10.0.0.12")

    assert only(talk, "registration").outcome == "abandoned"


def test_a_registration_that_the_capture_leaves_open_is_unknown() -> None:
    talk = Conversation()
    talk.nas(0x41, **NEW)
    talk.nas(0x56)

    registration = only(talk, "registration")

    assert (registration.outcome, registration.cause) == ("unknown", "")
    assert registration.note


def test_a_repeated_registration_request_is_one_registration() -> None:
    talk = Conversation()
    talk.nas(0x41, **NEW)
    talk.nas(0x41, carrier=46)
    talk.nas(0x42)

    registration = only(talk, "registration")

    assert (registration.repetitions, registration.outcome) == (1, "success")


def test_the_request_inside_a_security_mode_complete_starts_nothing() -> None:
    talk = Conversation()
    talk.nas(0x41, **NEW)
    talk.nas(0x5D)
    complete = talk.nas(0x5E)
    talk.inside(talk.messages[-2], 0x41)
    talk.nas(0x42)

    registration = only(talk, "registration")

    assert complete.frame in registration.frames
    assert registration.repetitions == 0


@pytest.mark.parametrize(
    ("number", "variant"), [("20", "MAC failure"), ("21", "resynchronisation"), ("26", "")]
)
def test_an_authentication_failure_has_its_cause(number: str, variant: str) -> None:
    talk = Conversation()
    talk.nas(0x56)
    talk.nas(0x59, cause=f"words ({number})", cause_number=number)

    failed = only(talk, "authentication")

    assert (failed.outcome, failed.variant, failed.cause) == (
        "failure",
        variant,
        f"words ({number})",
    )


def test_an_authentication_after_resynchronisation_is_separate() -> None:
    talk = Conversation()
    talk.nas(0x56, rand="aa")
    talk.nas(0x59, cause_number="21")
    talk.nas(0x56, rand="bb")
    talk.nas(0x57)

    assert [one.outcome for one in all_of(talk, "authentication")] == ["failure", "success"]


def test_only_a_new_challenge_starts_a_new_authentication() -> None:
    talk = Conversation()
    talk.nas(0x56, rand="aa")
    talk.nas(0x56, rand="aa")
    talk.nas(0x56, rand="bb")

    first, second = all_of(talk, "authentication")

    assert (first.repetitions, first.outcome) == (1, "abandoned")
    assert second.outcome == "unknown"


@pytest.mark.parametrize(
    ("name", "codes", "outcome"),
    [
        ("identity", (0x5B, 0x5C), "success"),
        ("security mode", (0x5D, 0x5E), "success"),
        ("security mode", (0x5D, 0x5F), "failure"),
        ("service request", (0x4C, 0x4E), "success"),
        ("service request", (0x4C, 0x4D), "failure"),
        ("deregistration", (0x45, 0x46), "success"),
        ("deregistration", (0x47, 0x48), "success"),
        ("deregistration", (0x47,), "unknown"),
    ],
)
def test_the_answer_decides_how_a_nas_procedure_ends(
    name: str, codes: tuple[int, ...], outcome: str
) -> None:
    talk = Conversation()
    for code in codes:
        talk.nas(code)

    assert only(talk, name).outcome == outcome


def test_a_deregistration_names_its_initiator() -> None:
    talk = Conversation()
    talk.nas(0x45, switch_off="0")
    talk.nas(0x46)
    talk.nas(0x47)

    assert [one.variant for one in all_of(talk, "deregistration")] == ["by UE", "by network"]


def test_a_switch_off_deregistration_needs_no_answer() -> None:
    talk = Conversation()
    talk.nas(0x45, switch_off="1")

    found = only(talk, "deregistration")

    assert (found.outcome, found.variant) == ("success", "by UE, switch-off")


SESSION = {"ngap.pDUSessionID": ("5",)}


def test_a_session_establishment_ends_when_the_gnb_has_set_it_up() -> None:
    talk = Conversation()
    talk.nas(0xC1, session="5")
    talk.nas(0xC2, session="5", carrier=29, carrier_fields=SESSION)
    talk.ngap(29, "successful", amf=1, ran=1, fields=SESSION)

    found = procedures(talk.messages)

    assert [one.name for one in found] == ["PDU session establishment"]
    assert (found[0].outcome, found[0].session_id, found[0].frames) == ("success", 5, (1, 2, 3))


def test_a_session_that_the_gnb_could_not_set_up_failed() -> None:
    talk = Conversation()
    talk.nas(0xC1, session="5")
    talk.nas(0xC2, session="5", carrier=29, carrier_fields=SESSION)
    talk.ngap(29, "successful", amf=1, ran=1, fields=SESSION, cause="no-radio-resources (20)")

    found = only(talk, "PDU session establishment")

    assert (found.outcome, found.cause) == ("failure", "no-radio-resources (20)")


def test_a_refused_session_has_its_cause() -> None:
    talk = Conversation()
    talk.nas(0xC1, session="5")
    talk.nas(0xC3, session="5", cause="Missing or unknown DNN (27)")

    found = only(talk, "PDU session establishment")

    assert (found.outcome, found.cause) == ("failure", "Missing or unknown DNN (27)")


def test_a_returned_session_request_was_not_forwarded() -> None:
    talk = Conversation()
    talk.nas(0xC1, session="5")
    head = talk.ngap(4, amf=1, ran=1, up=False)
    talk.inside(head, 0x68, cause="DNN not supported or not subscribed in the slice (91)")
    talk.inside(head, 0xC1, session="5")

    found = only(talk, "PDU session establishment")

    assert (found.outcome, found.frames) == ("failure", (1, 2))
    assert found.cause == "DNN not supported or not subscribed in the slice (91)"


def test_a_session_is_abandoned_when_the_context_is_released() -> None:
    talk = Conversation()
    talk.nas(0xC1, session="5")
    talk.ngap(41, amf=1, ran=1, up=False, cause="radio-connection-with-ue-lost (21)")

    found = only(talk, "PDU session establishment")

    assert (found.outcome, found.cause) == ("abandoned", "radio-connection-with-ue-lost (21)")


def test_two_sessions_of_one_ue_are_separate() -> None:
    talk = Conversation()
    talk.nas(0xC1, session="5")
    talk.nas(0xC1, session="6")
    talk.nas(0xC3, session="5")
    talk.nas(0xC2, session="6")

    found = all_of(talk, "PDU session establishment")

    assert {one.session_id: one.outcome for one in found} == {5: "failure", 6: "success"}


@pytest.mark.parametrize(
    ("name", "codes", "outcome", "variant"),
    [
        ("PDU session modification", (0xC9, 0xCB, 0xCC), "success", "by UE"),
        ("PDU session modification", (0xCB, 0xCC), "success", "by network"),
        ("PDU session modification", (0xC9, 0xCA), "failure", "by UE"),
        ("PDU session modification", (0xCB, 0xCD), "failure", "by network"),
        ("PDU session release", (0xD1, 0xD3, 0xD4), "success", "by UE"),
        ("PDU session release", (0xD3, 0xD4), "success", "by network"),
        ("PDU session release", (0xD1, 0xD2), "failure", "by UE"),
    ],
)
def test_session_changes_have_outcome_and_initiator(
    name: str, codes: tuple[int, ...], outcome: str, variant: str
) -> None:
    talk = Conversation()
    for code in codes:
        talk.nas(code, session="5")

    found = only(talk, name)

    assert (found.outcome, found.variant, found.repetitions) == (outcome, variant, 0)


def test_resource_setup_for_a_service_request_is_its_own_procedure() -> None:
    talk = Conversation()
    talk.ngap(29, amf=1, ran=1, up=False, fields=SESSION)
    talk.ngap(29, "successful", amf=1, ran=1, fields=SESSION)

    assert [(one.name, one.outcome) for one in procedures(talk.messages)] == [
        ("PDU session resource setup", "success")
    ]


def test_ng_setup_is_between_nodes_and_may_be_refused() -> None:
    talk = Conversation()
    talk.ngap(21, gnb="10.0.0.11")
    talk.ngap(21, gnb="10.0.0.12")
    talk.ngap(21, "unsuccessful", gnb="10.0.0.12", up=False, cause="unknown-PLMN (4)")
    talk.ngap(21, "successful", gnb="10.0.0.11", up=False)

    accepted, refused = all_of(talk, "NG setup")

    assert (accepted.outcome, accepted.ue, accepted.frames) == ("success", "", (1, 4))
    assert (refused.outcome, refused.cause, refused.frames) == (
        "failure",
        "unknown-PLMN (4)",
        (2, 3),
    )


def test_a_context_release_names_its_initiator_and_cause() -> None:
    talk = Conversation()
    talk.ngap(42, amf=1, ran=1, cause="user-inactivity (20)")
    talk.ngap(41, amf=1, ran=1, up=False, cause="user-inactivity (20)")
    talk.ngap(41, "successful", amf=1, ran=1)
    talk.ngap(41, amf=2, ran=2, up=False, cause="deregister (2)")
    talk.ngap(41, "successful", amf=2, ran=2)

    found = all_of(talk, "UE context release")

    assert [(one.variant, one.cause, one.outcome) for one in found] == [
        ("by gNB", "user-inactivity (20)", "success"),
        ("by AMF", "deregister (2)", "success"),
    ]


TUNNEL = {"ngap.gTP_TEID": ("00:00:00:07",), "ngap.TransportLayerAddressIPv4": ("10.0.0.3",)}


def handover(talk: Conversation, answer: str = "successful") -> None:
    talk.registration(amf=1, ran=1)
    talk.ngap(29, amf=1, ran=1, up=False, fields=TUNNEL)
    talk.ngap(12, amf=1, ran=1, cause="handover-desirable-for-radio-reason (16)")
    talk.ngap(13, amf=2, gnb="10.0.0.12", up=False, fields=TUNNEL)
    talk.ngap(13, answer, amf=2, ran=9, gnb="10.0.0.12")


def test_an_n2_handover_ends_with_the_notification() -> None:
    talk = Conversation()
    handover(talk)
    talk.ngap(12, "successful", amf=1, ran=1, up=False)
    talk.ngap(11, amf=2, ran=9, gnb="10.0.0.12")

    found = only(talk, "handover")

    assert (found.variant, found.outcome, found.ue) == ("N2", "success", "ue-1")
    assert found.frames == (10, 11, 12, 13, 14)


def test_a_handover_that_the_target_refuses_failed() -> None:
    talk = Conversation()
    handover(talk, "unsuccessful")
    talk.ngap(12, "unsuccessful", amf=1, ran=1, up=False, cause="ho-failure-in-target (7)")

    found = only(talk, "handover")

    assert (found.outcome, found.cause) == ("failure", "ho-failure-in-target (7)")


def test_a_cancelled_handover_is_abandoned() -> None:
    talk = Conversation()
    handover(talk)
    talk.ngap(10, amf=1, ran=1, cause="tx2relocoverall-expiry (8)")
    talk.ngap(10, "successful", amf=1, ran=1, up=False)

    found = only(talk, "handover")

    assert (found.outcome, found.cause) == ("abandoned", "tx2relocoverall-expiry (8)")


@pytest.mark.parametrize(
    ("answer", "outcome"), [("successful", "success"), ("unsuccessful", "failure")]
)
def test_an_xn_handover_is_its_path_switch(answer: str, outcome: str) -> None:
    talk = Conversation()
    talk.registration(amf=1, ran=1)
    talk.ngap(25, amf=1, ran=5, gnb="10.0.0.12")
    talk.ngap(25, answer, amf=1, ran=5, gnb="10.0.0.12", up=False)

    found = only(talk, "handover")

    assert (found.variant, found.outcome, found.ue) == ("Xn", outcome, "ue-1")


PAGED = {
    "ngap.fiveG_TMSI": ("00:00:00:07",),
    "ngap.aMFSetID": ("00:40",),
    "ngap.aMFPointer": ("00",),
}


def test_paging_is_answered_by_the_service_request_of_the_paged_ue() -> None:
    talk = Conversation()
    talk.registration(tmsi=7)
    talk.ngap(24, up=False, fields=PAGED)
    talk.ngap(24, up=False, gnb="10.0.0.12", fields=PAGED)
    talk.nas(0x4C, **NEW, ran=8, amf_set="1", pointer="0", tmsi="7")

    paging = only(talk, "paging")

    assert (paging.outcome, paging.ue, paging.ended_by) == ("success", "ue-1", "Service request")


def test_paging_of_a_ue_first_seen_when_it_answers_is_answered() -> None:
    talk = Conversation()
    talk.ngap(24, up=False, fields=PAGED)
    talk.nas(0x4C, **NEW, ran=8, amf_set="1", pointer="0", tmsi="7")

    assert only(talk, "paging").outcome == "success"


def test_paging_is_not_answered_by_another_ue() -> None:
    talk = Conversation()
    talk.ngap(24, up=False, fields=PAGED)
    talk.nas(0x4C, **NEW, ran=8, amf_set="1", pointer="0", tmsi="8")

    assert only(talk, "paging").outcome == "unknown"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("PFCP association setup", 5),
        ("PFCP session establishment", 50),
        ("PFCP session modification", 52),
        ("PFCP session deletion", 54),
        ("PFCP session report", 56),
    ],
)
@pytest.mark.parametrize(
    ("cause", "outcome", "shown"),
    [(1, "success", ""), (65, "failure", "PFCP cause (65)"), (None, "unknown", "")],
)
def test_the_cause_decides_how_a_pfcp_exchange_ends(
    name: str, code: int, cause: int | None, outcome: str, shown: str
) -> None:
    talk = Conversation()
    talk.pfcp(code, 7, seids=("0x1",))
    talk.pfcp(code + 1, 7, up=False, cause=cause, seids=("0x2",))

    found = only(talk, name)

    assert (found.outcome, found.cause, found.frames) == (outcome, shown, (1, 2))


def test_a_retransmitted_n4_request_is_one_procedure() -> None:
    talk = Conversation()
    talk.pfcp(54, 7, seids=("0x1",))
    talk.pfcp(54, 7, seids=("0x1",))
    talk.pfcp(55, 7, up=False, cause=1)
    talk.pfcp(55, 7, up=False, cause=1)

    found = only(talk, "PFCP session deletion")

    assert (found.outcome, found.repetitions, found.frames) == ("success", 2, (1, 2, 3, 4))
    assert found.duration_s == 2.0


def test_different_requests_with_one_number_are_separate_procedures() -> None:
    talk = Conversation()
    talk.pfcp(54, 7, seids=("0x1",))
    talk.pfcp(54, 7, seids=("0x2",))

    first, second = all_of(talk, "PFCP session deletion")

    assert (first.outcome, second.outcome) == ("unknown", "unknown")
    assert first.note != ""


def test_both_ends_of_n4_number_their_requests_independently() -> None:
    talk = Conversation()
    talk.pfcp(52, 7, seids=("0x1",))
    talk.pfcp(56, 7, up=False, seids=("0x2",))
    talk.pfcp(57, 7, cause=1)
    talk.pfcp(53, 7, up=False, cause=1)

    assert only(talk, "PFCP session modification").frames == (1, 4)
    assert only(talk, "PFCP session report").frames == (2, 3)


def test_heartbeats_are_summarised() -> None:
    talk = Conversation()
    for number in range(5):
        talk.pfcp(1, number, up=number % 2 == 0)
        talk.pfcp(2, number, up=number % 2 == 1)

    found = procedures(talk.messages)

    assert [(one.name, one.exchanges, one.outcome) for one in found] == [
        ("PFCP heartbeat", 5, "success")
    ]


def test_equal_heartbeat_numbers_are_repetitions_only_until_answered() -> None:
    talk = Conversation()
    for _ in range(3):
        talk.pfcp(1, 1)
        talk.pfcp(1, 1)
        talk.pfcp(2, 1, up=False)

    found = only(talk, "PFCP heartbeat")

    assert (found.exchanges, found.repetitions, found.outcome) == (3, 3, "success")


def test_an_unanswered_heartbeat_is_reported() -> None:
    talk = Conversation()
    talk.pfcp(1, 1)
    talk.pfcp(2, 1, up=False)
    talk.pfcp(1, 2)

    found = only(talk, "PFCP heartbeat")

    assert (found.outcome, found.exchanges) == ("unknown", 2)
    assert "1" in found.note


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("registration", 0x42),
        ("authentication", 0x57),
        ("security mode", 0x5E),
        ("PDU session establishment", 0xC2),
        ("service request", 0x4E),
    ],
)
def test_a_capture_that_begins_in_mid_procedure_says_so(name: str, code: int) -> None:
    talk = Conversation()
    talk.nas(code)

    found = only(talk, name)

    assert found.outcome == "incomplete start"
    assert found.note


def test_a_procedure_that_continues_ciphered_is_unknown() -> None:
    talk = Conversation()
    talk.nas(0x41, **NEW)
    talk.nas(0x5D)
    talk.nas(0x5E, decoded=False)
    talk.nas(0x42, decoded=False, carrier=14)
    talk.wait(1000)
    talk.ngap(41, amf=1, ran=1, up=False)

    outcomes = {one.name: one.outcome for one in procedures(talk.messages)}

    assert outcomes["registration"] == "unknown"
    assert outcomes["security mode"] == "unknown"


def test_a_retry_after_ciphered_messages_leaves_the_first_outcome_unknown() -> None:
    talk = Conversation()
    talk.nas(0x41, **NEW, ran=1, **suci("01"))
    talk.nas(0x42, amf=1, ran=1, decoded=False)
    talk.nas(0x41, **NEW, ran=2, **suci("01"))

    assert [one.outcome for one in all_of(talk, "registration")] == ["unknown", "unknown"]


def test_interleaved_ues_keep_their_own_procedures() -> None:
    one, other = Conversation(), Conversation()
    one.registration(amf=1, ran=1, msin="01", tmsi=1)
    other.registration(amf=2, ran=2, msin="02", tmsi=2)
    mixed = sorted([*one.messages, *other.messages], key=lambda message: message.time_s)
    renumbered = [
        replace(message, frame=message.frame * 2 + (message.ran_ue_id == 2)) for message in mixed
    ]
    renumbered.sort(key=lambda message: (message.frame, message.part))

    found = [one for one in procedures(renumbered) if one.name == "registration"]

    assert [(each.ue, each.outcome, len(each.frames)) for each in found] == [
        ("ue-1", "success", 8),
        ("ue-2", "success", 8),
    ]


def test_the_table_has_one_typed_row_a_procedure() -> None:
    talk = Conversation()
    talk.registration()
    talk.nas(0xC1, session="5")

    table = procedure_table(procedures(talk.messages))

    assert list(table["procedure"]) == [
        "registration",
        "authentication",
        "security mode",
        "PDU session establishment",
    ]
    assert table["session_id"].tolist()[-1] == 5
    assert table["duration_s"].dtype == "float64"
    assert procedure_table([]).columns.tolist() == table.columns.tolist()


def everything() -> list[Message]:
    talk = Conversation()
    handover(talk)
    talk.ngap(12, "successful", amf=1, ran=1, up=False)
    talk.ngap(11, amf=2, ran=9, gnb="10.0.0.12")
    talk.registration(amf=3, ran=3, msin="02", tmsi=7)
    for code in (0xC1, 0xC2, 0xC9, 0xCB, 0xCC, 0xD1, 0xD3, 0xD4):
        talk.nas(code, session="5")
    talk.ngap(24, up=False, fields=PAGED)
    talk.nas(0x4C, **NEW, ran=8, **guti(7))
    talk.nas(0x4E, amf=8, ran=8)
    for code in (5, 1, 50, 52, 56, 54):
        talk.pfcp(code, code, seids=("0x0", "0x1"))
        talk.pfcp(code + 1, code, up=False, cause=1, seids=("0x1", "0x2"))
    talk.ngap(21)
    talk.ngap(41, amf=3, ran=3, up=False)
    return talk.messages


@given(st.lists(st.sampled_from(everything()), max_size=40), st.booleans())
def test_any_messages_in_any_order_give_well_formed_procedures(
    messages: list[Message], renumber: bool
) -> None:
    if renumber:
        messages = [replace(each, frame=number) for number, each in enumerate(messages)]

    found = procedures(messages)

    times = [message.time_s for message in messages]
    frames = {message.frame for message in messages}
    for one in found:
        assert one.duration_s >= 0
        assert min(times) <= one.start_s <= one.end_s <= max(times)
        assert set(one.frames) <= frames
        assert one.frames
    assert len(procedure_table(found)) == len(found)


@given(st.lists(st.sampled_from(everything()), max_size=30))
def test_no_message_is_in_two_procedures_of_one_kind(messages: list[Message]) -> None:
    messages = [replace(each, frame=number) for number, each in enumerate(messages)]

    held = Counter(
        (one.name, one.session_id, frame) for one in procedures(messages) for frame in one.frames
    )

    assert max(held.values(), default=1) == 1
