"""Which messages belong to which UE, and what they show about it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from signalling_messages import SMF, UPF, Conversation, guti, suci

from campus5g.capture.analysis.correlation import UeTrace, correlate, label
from campus5g.capture.analysis.ues import Session, Ue, describe, session_table, ue_table
from campus5g.capture.analysis.values import as_number
from campus5g.capture.messages.message import Message


def ues(talk: Conversation) -> list[Ue]:
    return [describe(trace) for trace in correlate(talk.messages)]


def only(talk: Conversation) -> Ue:
    found = ues(talk)
    assert len(found) == 1, found
    return found[0]


def test_a_registration_gives_the_ues_identity_and_protection() -> None:
    talk = Conversation()
    talk.nas(
        0x41,
        amf=None,
        **suci("0000000001"),
        **{
            "nas-5gs.mm.5g_ea0": "True",
            "nas-5gs.mm.128_5g_ea1": "False",
            "nas-5gs.mm.128_5g_ea2": "1",
            "nas-5gs.mm.ia0": "0",
            "nas-5gs.mm.5g_128_ia2": "1",
            "nas-5gs.mm.sst": ("1", "2"),
            "nas-5gs.mm.mm_sd": ("1", "66051"),
        },
    )
    talk.nas(0x5D, enc="2", ip="2")
    talk.nas(0x5E, imeisv="4370816125816151")
    talk.nas(0x42, carrier=14, carrier_fields={"ngap.sST": ("01",)}, **guti(7))

    ue = only(talk)

    assert ue.imsi == "001010000000001"
    assert (ue.suci, ue.suci_scheme) == ("suci-0-001-01-0-0-0-0000000001", "null")
    assert ue.imeisv == "4370816125816151"
    assert ue.gutis == ("001-01-2-1-0-00000007",)
    assert ue.capabilities == ("NEA0", "NEA2", "NIA2")
    assert (ue.ciphering, ue.integrity) == ("NEA2", "NIA2")
    assert ue.requested_slices == ("1-000001", "2-010203")
    assert ue.allowed_slices == ("1",)
    assert ue.gnbs == ("10.0.0.11",)
    assert ue.ngap_ids == ((1, 1),)


def test_a_concealed_suci_shows_its_scheme_and_no_imsi() -> None:
    talk = Conversation()
    concealed = {**suci("x"), "scheme": "1", "pki": "27", "output": "aa:bb:cc"}
    del concealed["msin"]
    talk.nas(0x41, amf=None, **concealed)

    ue = only(talk)

    assert (ue.imsi, ue.suci_scheme) == ("", "ECIES profile A")
    assert ue.suci == "suci-0-001-01-0-1-27-aabbcc"


def test_slices_of_which_only_some_have_a_differentiator_are_not_guessed() -> None:
    talk = Conversation()
    talk.nas(0x41, amf=None, **{"nas-5gs.mm.sst": ("1", "2"), "nas-5gs.mm.mm_sd": ("1",)})

    assert only(talk).requested_slices == ("1-?", "2-?")


def test_interleaved_ues_are_distinguished_by_their_ngap_ids() -> None:
    talk = Conversation()
    talk.nas(0x41, amf=None, ran=1, **suci("01"))
    talk.nas(0x41, amf=None, ran=2, **suci("02"))
    talk.nas(0x56, amf=12, ran=2)
    talk.nas(0x56, amf=11, ran=1)

    assert [ue.imsi for ue in ues(talk)] == ["0010101", "0010102"]
    assert [ue.ngap_ids for ue in ues(talk)] == [((11, 1),), ((12, 2),)]


def test_equal_ran_ids_at_two_gnbs_are_two_ues() -> None:
    talk = Conversation()
    talk.registration(amf=1, ran=1, gnb="10.0.0.11", msin="01", tmsi=1)
    talk.registration(amf=2, ran=1, gnb="10.0.0.12", msin="02", tmsi=2)

    assert [ue.gnbs for ue in ues(talk)] == [("10.0.0.11",), ("10.0.0.12",)]


def test_a_ue_that_registers_again_with_new_ids_is_the_same() -> None:
    talk = Conversation()
    talk.registration(amf=1, ran=1, msin="01", tmsi=1)
    talk.registration(amf=2, ran=2, msin="01", tmsi=2)

    ue = only(talk)

    assert ue.ngap_ids == ((1, 1), (2, 2))
    assert [name[-1] for name in ue.gutis] == ["1", "2"]


def test_a_guti_identifies_its_ue() -> None:
    talk = Conversation()
    talk.registration(amf=1, ran=1, msin="01", tmsi=7)
    talk.ngap(41, "successful", amf=1, ran=1)
    talk.nas(0x4C, amf=None, ran=2, amf_set="1", pointer="0", tmsi="7")

    ue = only(talk)

    assert ue.imsi == "0010101"
    assert ue.gutis == ("001-01-2-1-0-00000007",)


def test_a_reassigned_guti_identifies_its_new_ue() -> None:
    talk = Conversation()
    talk.registration(amf=1, ran=1, msin="01", tmsi=7)
    talk.registration(amf=2, ran=2, msin="02", tmsi=7)
    talk.nas(0x4C, amf=None, ran=3, **guti(7))

    assert [len(ue.ngap_ids) for ue in ues(talk)] == [1, 2]


def test_ngap_ids_used_again_after_release_are_another_ue() -> None:
    talk = Conversation()
    talk.registration(amf=1, ran=1, msin="01", tmsi=1)
    talk.ngap(41, amf=1, ran=1, up=False)
    talk.ngap(41, "successful", amf=1, ran=1)
    talk.registration(amf=1, ran=1, msin="02", tmsi=2)

    assert [ue.imsi for ue in ues(talk)] == ["0010101", "0010102"]


@pytest.mark.parametrize(
    ("code", "fields"), [(21, {}), (20, {"ngap.ResetType": ("0",)})], ids=["NG setup", "NG reset"]
)
def test_ngap_ids_from_before_an_ng_setup_are_void(
    code: int, fields: dict[str, tuple[str, ...]]
) -> None:
    talk = Conversation()
    talk.nas(0x57, amf=1, ran=1)
    talk.ngap(code, fields=fields)
    talk.nas(0x57, amf=1, ran=1)

    assert len(ues(talk)) == 2


def test_an_identity_response_names_a_ue_of_unknown_guti() -> None:
    talk = Conversation()
    talk.nas(0x41, amf=None, ran=1, **guti(99))
    talk.nas(0x5B)
    talk.nas(0x5C, **suci("01"))

    assert only(talk).imsi == "0010101"


def test_a_path_switch_follows_the_ue_to_its_new_gnb() -> None:
    talk = Conversation()
    talk.registration(amf=5, ran=1)
    talk.ngap(25, amf=5, ran=9, gnb="10.0.0.12")
    talk.ngap(41, "successful", amf=5, ran=1)
    talk.ngap(46, amf=5, ran=9, gnb="10.0.0.12")

    assert only(talk).gnbs == ("10.0.0.11", "10.0.0.12")


N3_UP = {"ngap.gTP_TEID": ("00001001",), "ngap.TransportLayerAddressIPv4": ("10.0.0.3",)}
N3_DOWN = {"ngap.gTP_TEID": ("0000000a",), "ngap.TransportLayerAddressIPv4": ("10.0.0.11",)}
ID = {"ngap.pDUSessionID": ("5",)}


def session(
    talk: Conversation,
    *,
    amf: int = 1,
    ran: int = 1,
    seid: int = 1,
    address: str = "10.45.0.2",
    ciphered: bool = False,
) -> None:
    teid = {"pfcp.f_teid.teid": (f"{0x1000 + seid:#x}",), "pfcp.f_teid.ipv4_addr": (UPF,)}
    up = {**N3_UP, "ngap.gTP_TEID": (f"{0x1000 + seid:08x}",)}
    down = {**N3_DOWN, "ngap.gTP_TEID": (f"{9 + seid:08x}",)}
    if not ciphered:
        talk.nas(0xC1, amf=amf, ran=ran, session="5", **{"nas-5gs.cmn.dnn": "internet"})
    talk.pfcp(
        50,
        seid,
        seids=("0x0", hex(seid)),
        fields={**teid, "pfcp.ue_ip_addr_ipv4": (address, address)},
    )
    talk.pfcp(51, seid, up=False, cause=1, seids=(hex(seid), hex(0x100 + seid)))
    setup = {
        **up,
        **ID,
        "ngap.qosFlowIdentifier": ("1",),
        "ngap.fiveQI": ("9",),
        "ngap.sST": ("01",),
        "ngap.sD": ("000001",),
        "ngap.PDUSessionType": ("0",),
        "ngap.pDUSessionAggregateMaximumBitRateDL": ("200000000",),
    }
    talk.nas(
        0xC2,
        amf=amf,
        ran=ran,
        session="5",
        carrier=29,
        carrier_fields=setup,
        decoded=not ciphered,
        **(
            {}
            if ciphered
            else {
                "address": address,
                "nas-5gs.sm.session_ambr_ul": "50",
                "nas-5gs.sm.unit_for_session_ambr_ul": "6",
            }
        ),
    )
    talk.ngap(29, "successful", amf=amf, ran=ran, fields={**down, **ID})
    talk.pfcp(
        52,
        1000 + seid,
        seids=(hex(0x100 + seid),),
        fields={
            "pfcp.outer_hdr_creation.teid": (f"0x{9 + seid:08x}",),
            "pfcp.outer_hdr_creation.ipv4": ("10.0.0.11",),
        },
    )
    talk.pfcp(53, 1000 + seid, up=False, cause=1, seids=(hex(seid),))


def test_a_session_is_assembled_from_n1_n2_and_n4() -> None:
    talk = Conversation()
    talk.registration()
    session(talk)

    (found,) = only(talk).sessions

    assert (found.id, found.dnn, found.slice, found.type) == (5, "internet", "1-000001", "IPv4")
    assert found.address == "10.45.0.2"
    assert found.flows == ((1, 9),)
    assert (found.ambr_down_bps, found.ambr_up_bps) == (200_000_000, 50_000_000)
    assert found.uplink == (UPF, 0x1001)
    assert found.downlink == ("10.0.0.11", 10)
    assert set(found.seids) == {(SMF, 1), (UPF, 0x101)}


def test_a_ciphered_session_is_found_by_its_tunnel() -> None:
    talk = Conversation()
    talk.registration()
    session(talk, ciphered=True)

    (found,) = only(talk).sessions

    assert (found.id, found.dnn, found.address) == (5, "", "10.45.0.2")
    assert set(found.seids) == {(SMF, 1), (UPF, 0x101)}


def test_sessions_of_two_ues_stay_apart() -> None:
    talk = Conversation()
    talk.registration(amf=1, ran=1, msin="01", tmsi=1)
    talk.registration(amf=2, ran=2, msin="02", tmsi=2)
    session(talk, amf=2, ran=2, seid=2, address="10.45.0.3")
    session(talk, amf=1, ran=1, seid=1, address="10.45.0.2")

    assert [ue.sessions[0].address for ue in ues(talk)] == ["10.45.0.2", "10.45.0.3"]


def test_a_reassigned_address_belongs_to_another_ue() -> None:
    talk = Conversation()
    talk.registration(amf=1, ran=1, msin="01", tmsi=1)
    session(talk, amf=1, ran=1, seid=1)
    talk.pfcp(54, 50, seids=("0x101",))
    talk.pfcp(55, 50, up=False, cause=1, seids=("0x1",))
    talk.registration(amf=2, ran=2, msin="02", tmsi=2)
    session(talk, amf=2, ran=2, seid=1)

    assert [len(ue.sessions) for ue in ues(talk)] == [1, 1]
    assert [ue.sessions[0].address for ue in ues(talk)] == ["10.45.0.2", "10.45.0.2"]


def test_a_session_requested_again_is_a_second_one() -> None:
    talk = Conversation()
    talk.registration()
    session(talk, seid=1, address="10.45.0.2")
    session(talk, seid=2, address="10.45.0.3")

    assert [one.address for one in only(talk).sessions] == ["10.45.0.2", "10.45.0.3"]


def test_a_handover_moves_the_downlink_tunnel_once_it_is_notified() -> None:
    talk = Conversation()
    talk.registration()
    session(talk)
    talk.ngap(13, amf=2, gnb="10.0.0.12", up=False, fields=N3_UP)
    target = {**ID, "ngap.gTP_TEID": ("ff",), "ngap.TransportLayerAddressIPv4": ("10.0.0.12",)}
    talk.ngap(13, "successful", amf=2, ran=9, gnb="10.0.0.12", fields=target)
    prepared = only(talk).sessions[0].downlink
    talk.ngap(11, amf=2, ran=9, gnb="10.0.0.12")

    assert prepared == ("10.0.0.11", 10)
    assert only(talk).sessions[0].downlink == ("10.0.0.12", 0xFF)


def alone(talk: Conversation) -> list[Session]:
    """The sessions that only N4 shows."""
    return [
        one for trace in label(talk.messages).sessions_alone for one in describe(trace).sessions
    ]


def test_n4_alone_shows_sessions_and_no_ues() -> None:
    talk = Conversation()
    talk.pfcp(50, 1, seids=("0x0", "0x1"), fields={"pfcp.ue_ip_addr_ipv4": ("10.45.0.2",)})
    talk.pfcp(51, 1, up=False, cause=1, seids=("0x1", "0x101"))

    (session,) = alone(talk)

    assert ues(talk) == []
    assert (session.id, session.address) == (None, "10.45.0.2")


def test_a_guessed_seid_creates_no_ue() -> None:
    talk = Conversation()
    talk.pfcp(54, 1, seids=("0xdead",))
    talk.pfcp(55, 1, up=False, cause=65, seids=("0x0",))

    assert ues(talk) == []


def test_a_session_refused_by_the_upf_creates_no_ue() -> None:
    talk = Conversation()
    talk.pfcp(50, 1, seids=("0x0", "0x1"), fields={"pfcp.ue_ip_addr_ipv4": ("10.45.0.2",)})
    talk.pfcp(51, 1, up=False, cause=64, seids=("0x1",))

    assert ues(talk) == []


def test_a_guti_reassigned_to_an_unknown_imsi_leaves_its_old_owner() -> None:
    talk = Conversation()
    talk.nas(0x42, amf=1, ran=1, **guti(7))
    talk.nas(0x42, amf=2, ran=2, **guti(7))

    assert len(ues(talk)) == 2


def established(talk: Conversation, seid: int, upf: str = UPF) -> None:
    peers = (SMF, upf)
    address = {"pfcp.ue_ip_addr_ipv4": ("10.45.0.2",)}
    talk.pfcp(50, seid, peers=peers, seids=("0x0", hex(seid)), fields=address)
    talk.pfcp(51, seid, peers=peers, up=False, cause=1, seids=(hex(seid), hex(0x100 + seid)))


def test_one_address_at_two_upfs_is_one_session_and_twice_at_one_upf_is_two() -> None:
    branching, repeated = Conversation(), Conversation()
    established(branching, 1)
    established(branching, 2, "10.0.0.4")
    established(repeated, 1)
    established(repeated, 2)

    assert len(label(branching.messages).sessions_alone) == 1
    assert len(label(repeated.messages).sessions_alone) == 2


def test_the_address_of_a_deleted_session_links_no_ue() -> None:
    talk = Conversation()
    established(talk, 1)
    talk.pfcp(54, 50, seids=("0x101",))
    talk.pfcp(55, 50, up=False, cause=1, seids=("0x1",))
    talk.nas(0xC2, session="5", address="10.45.0.2")

    assert only(talk).sessions[0].seids == ()


def test_on_n2_alone_a_reassigned_address_links_no_ues() -> None:
    talk = Conversation()
    talk.nas(0xC2, amf=1, ran=1, session="5", address="10.45.0.2")
    talk.nas(0xC2, amf=2, ran=2, session="5", address="10.45.0.2")

    assert len(ues(talk)) == 2


def forwarding(talk: Conversation) -> None:
    talk.pfcp(50, 1, seids=("0x0", "0x1"))
    talk.pfcp(51, 1, up=False, cause=1, seids=("0x1", "0x101"))
    outer = {
        "pfcp.outer_hdr_creation.teid": ("0x0000000a",),
        "pfcp.outer_hdr_creation.ipv4": ("10.0.0.11",),
    }
    talk.pfcp(52, 2, seids=("0x101",), fields=outer)


def test_the_gnbs_tunnel_end_links_an_n4_session_to_its_ue() -> None:
    talk = Conversation()
    talk.ngap(29, "successful", amf=1, ran=1, fields={**N3_DOWN, **ID})
    forwarding(talk)

    assert len(only(talk).sessions[0].seids) == 2


def test_the_tunnel_end_of_a_released_ue_links_no_session() -> None:
    talk = Conversation()
    talk.ngap(29, "successful", amf=1, ran=1, fields={**N3_DOWN, **ID})
    talk.ngap(41, "successful", amf=1, ran=1)
    forwarding(talk)

    assert label(talk.messages).ue[-1] != "ue-1"


def test_a_repeated_session_request_is_one_session() -> None:
    talk = Conversation()
    talk.nas(0xC1, session="5")
    talk.nas(0xC1, session="5")
    talk.nas(0xC2, session="5", address="10.45.0.2")

    assert [one.address for one in only(talk).sessions] == ["10.45.0.2"]


def test_a_repeated_establishment_is_one_session() -> None:
    talk = Conversation()
    for _ in range(2):
        talk.pfcp(50, 1, seids=("0x0", "0x1"), fields={"pfcp.ue_ip_addr_ipv4": ("10.45.0.2",)})
    talk.pfcp(51, 1, up=False, cause=1, seids=("0x1", "0x101"))

    assert len(alone(talk)) == 1


def test_a_deletion_belongs_to_the_ue_of_its_session() -> None:
    talk = Conversation()
    talk.registration()
    session(talk)
    talk.pfcp(54, 50, seids=("0x101",))

    assert label(talk.messages).ue[-1] == "ue-1"


def test_an_sbi_request_about_an_imsi_belongs_to_its_ue() -> None:
    talk = Conversation()
    talk.registration(msin="0000000001")
    path = "/nudm-sdm/v2/imsi-001010000000001/am-data"
    talk.messages.append(
        replace(
            talk.messages[-1],
            frame=100,
            protocol="HTTP/2",
            code=None,
            carrier=None,
            fields={"http2.headers.path": (path,)},
        )
    )

    assert label(talk.messages).ue[-1] == "ue-1"


def test_the_tables_have_one_row_a_ue_and_one_a_session() -> None:
    talk = Conversation()
    talk.registration()
    session(talk)
    traces = correlate(talk.messages)

    table, sessions = ue_table(traces), session_table(traces)

    assert table.loc[0, "ngap_ids"] == "1/1"
    assert table.loc[0, "dnns"] == "internet"
    assert sessions.loc[0, "flows"] == "1:9"
    assert sessions.loc[0, "uplink"] == "10.0.0.3/0x00001001"
    assert list(ue_table([]).columns) == list(table.columns)
    assert list(session_table([]).columns) == list(sessions.columns)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("65", 65),
        ("0x41", 65),
        ("00:41", 65),
        ("True", 1),
        ("False", 0),
        ("", None),
        ("x", None),
        (None, None),
    ],
)
def test_numbers_are_read_in_every_form_that_tshark_prints(
    text: str | None, number: int | None
) -> None:
    assert as_number(text) == number


def everything() -> list[Message]:
    talk = Conversation()
    talk.registration(amf=1, ran=1, msin="01", tmsi=1)
    session(talk, amf=1, ran=1, seid=1)
    talk.registration(amf=2, ran=2, msin="02", tmsi=2)
    session(talk, amf=2, ran=2, seid=2, address="10.45.0.3", ciphered=True)
    talk.ngap(13, amf=2, gnb="10.0.0.12", up=False, fields=N3_UP)
    talk.ngap(13, "successful", amf=2, ran=9, gnb="10.0.0.12", fields={**N3_DOWN, **ID})
    talk.ngap(25, amf=1, ran=9, gnb="10.0.0.12")
    talk.ngap(41, "successful", amf=1, ran=1)
    talk.ngap(24, up=False, fields={"ngap.fiveG_TMSI": ("00000001",)})
    talk.pfcp(54, 60, seids=("0x101",))
    talk.ngap(21)
    return talk.messages


def is_well_formed(traces: list[UeTrace], messages: list[Message]) -> bool:
    return [trace.key for trace in traces] == [f"ue-{n}" for n in range(1, len(traces) + 1)] and (
        sum(len(trace.messages) for trace in traces) <= len(messages)
    )


@given(st.lists(st.sampled_from(everything()), max_size=40))
def test_any_messages_in_any_order_give_ues_that_share_no_message(messages: list[Message]) -> None:
    traces = correlate(messages)

    assert is_well_formed(traces, messages)
    assert len(ue_table(traces)) == len(traces)
    session_table(traces)


@given(
    st.lists(
        st.builds(
            replace,
            st.sampled_from(everything()),
            fields=st.dictionaries(
                st.sampled_from(
                    sorted({name for message in everything() for name in message.fields})
                ),
                st.lists(
                    st.sampled_from(["", "0", "1", "0x1", "zz", "00:01", "5", "-3", "1.2.3.4"]),
                    max_size=3,
                ).map(tuple),
                max_size=6,
            ),
        ),
        max_size=20,
    )
)
def test_nonsensical_values_are_tolerated(messages: list[Message]) -> None:
    traces = correlate(messages)

    assert is_well_formed(traces, messages)
    session_table(traces)
