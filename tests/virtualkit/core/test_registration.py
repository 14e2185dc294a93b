"""A restarted camera registers and gets its session, as a capture and the specification show."""

import hashlib
import hmac
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers import algorithms
from cryptography.hazmat.primitives.cmac import CMAC
from kit_observer import Recording, Terminal, complaints, fields

from campus5g.inventory import Inventory
from campus5g.virtualkit.scenarios.scenario import load_scenario
from campus5g.virtualkit.security.milenage import Milenage

AMF, GNB, SMF, UPF = "10.53.1.5", "10.53.1.3", "10.53.1.4", "10.53.1.7"
EVERY_POINT = ("n2", "n3", "n4", "n6")


@pytest.fixture(scope="module")
def restart(inventory: Inventory, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The camera's restart, recorded on every capture point."""
    with Terminal(inventory, "camera") as terminal:
        recording = Recording(inventory, EVERY_POINT)
        assert terminal.restart().startswith("+C5GREG: 1,")
        return recording.finish(tmp_path_factory.mktemp("restart"))


def test_tshark_finds_nothing_wrong(restart: Path) -> None:
    assert complaints(restart) == []


def test_nas_messages_follow_in_order(restart: Path) -> None:
    messages = fields(
        restart,
        "nas-5gs",
        *("ip.src", "nas-5gs.security_header_type", "nas-5gs.mm.message_type"),
        "nas-5gs.sm.message_type",
    )

    assert messages == [
        [GNB, "2,0", "0x45", ""],
        [GNB, "0", "0x41", ""],
        [AMF, "0", "0x56", ""],
        [GNB, "0", "0x57", ""],
        [AMF, "3,0", "0x5d", ""],
        [GNB, "4,0,0", "0x5e,0x41", ""],
        [AMF, "2,0", "0x42", ""],
        [GNB, "2,0", "0x43", ""],
        [GNB, "2,0", "0x67", "0xc1"],
        [AMF, "2,0", "0x68", "0xc2"],
    ]


def test_ngap_procedures_follow_in_order(restart: Path) -> None:
    procedures = fields(restart, "ngap", "ngap.procedureCode", "ngap.NGAP_PDU")

    assert [tuple(map(int, procedure)) for procedure in procedures] == [
        (46, 0),  # deregistration request
        (41, 0),
        (41, 1),
        (15, 0),  # registration request
        (4, 0),
        (46, 0),
        (4, 0),
        (46, 0),
        (14, 0),
        (14, 1),
        (46, 0),  # registration complete
        (46, 0),  # PDU session establishment request
        (29, 0),
        (29, 1),
    ]


def test_pfcp_follows_in_order_and_every_request_is_answered(restart: Path) -> None:
    messages = fields(restart, "pfcp.seid", "ip.src", "pfcp.msg_type")
    causes = fields(restart, "pfcp.cause", "pfcp.cause")

    assert messages == [
        [SMF, "54"],
        [UPF, "55"],
        [SMF, "50"],
        [UPF, "51"],
        [SMF, "52"],
        [UPF, "53"],
    ]
    assert causes == [["1"]] * 3


def test_the_registration_request_names_the_subscriber_in_clear_under_the_null_scheme(
    restart: Path,
) -> None:
    ((scheme, mcc, mnc, msin),) = fields(
        restart,
        "ngap.procedureCode == 15",
        *("nas-5gs.mm.suci.scheme_id", "e212.mcc", "e212.mnc", "nas-5gs.mm.suci.msin"),
    )

    assert (scheme, mcc.split(",")[0], mnc.split(",")[0]) == ("0", "999", "70")
    assert msin == "0000000001"


def test_the_accept_names_guti_area_slice_and_timer(restart: Path) -> None:
    ((tmsi, tac, sst, sd, timer),) = fields(
        restart,
        "nas-5gs.mm.message_type == 0x42",
        *("nas-5gs.5g_tmsi", "nas-5gs.tac", "nas-5gs.mm.sst", "nas-5gs.mm.mm_sd"),
        "gsm_a.gm.gmm.gprs_timer3_value",
    )

    assert int(tmsi, 0) > 0
    assert (tac, sst, sd) == ("1", "1", "1")
    assert timer == "30"


def test_n3_uses_the_tunnels_agreed_on_n2_and_n4(restart: Path) -> None:
    ((uplink,),) = fields(
        restart, "ngap.procedureCode == 29 && ngap.NGAP_PDU == 0", "ngap.gTP_TEID"
    )
    ((downlink,),) = fields(
        restart, "ngap.procedureCode == 29 && ngap.NGAP_PDU == 1", "ngap.gTP_TEID"
    )
    ((chosen,),) = fields(restart, "pfcp.msg_type == 51", "pfcp.f_teid.teid")
    ((teid,),) = fields(restart, "pfcp.msg_type == 52", "pfcp.outer_hdr_creation.teid")

    echoes = fields(restart, "gtp && icmp", "ip.src", "gtp.teid")

    assert int(chosen, 0) == int(uplink.replace(":", ""), 16)
    assert int(teid, 0) == int(downlink.replace(":", ""), 16)
    assert [f"{GNB},10.45.0.2", chosen] in echoes
    assert [f"{UPF},10.53.6.10", teid] in echoes


def test_echoes_cross_n3_in_the_session_s_flow_and_n6_unchanged(restart: Path) -> None:
    ((five_qi, qfi),) = fields(
        restart, "nas-5gs.sm.message_type == 0xc2", "nas-5gs.sm.5qi", "nas-5gs.sm.qfi"
    )

    # The first echo: the next one leaves before its answer is back where the kit was held up.
    first = "icmp.seq == 1 && ip.addr == 10.45.0.2"
    n3 = fields(
        restart,
        f"gtp && {first}",
        *("icmp.type", "gtp.ext_hdr.pdu_ses_con.pdu_type"),
        "gtp.ext_hdr.pdu_ses_con.qos_flow_id",
    )
    n6 = fields(restart, f"!gtp && {first}", "icmp.type", "ip.src")

    assert five_qi == "9"
    assert n3 == [["8", "1", qfi.split(",")[0]], ["0", "0", qfi.split(",")[0]]]
    assert n6 == [["8", "10.45.0.2"], ["0", "10.53.6.10"]]


class Book:
    """The key hierarchy, implemented a second time from TS 33.501, annex A."""

    def __init__(self, k: bytes, opc: bytes, rand: bytes, autn: bytes) -> None:
        network = b"5G:mnc070.mcc999.3gppnetwork.org"
        answer = Milenage(k, opc).f2345(rand)
        both = answer.ck + answer.ik
        self.res_star = self._derive(both, 0x6B, network, rand, answer.res)[16:]
        k_ausf = self._derive(both, 0x6A, network, autn[:6])
        k_seaf = self._derive(k_ausf, 0x6C, network)
        self.k_amf = k_amf = self._derive(k_seaf, 0x6D, b"999700000000001", b"\x00\x00")
        self.k_nas_int = self._derive(k_amf, 0x69, b"\x02", b"\x02")[16:]
        self.k_gnb = self._derive(k_amf, 0x6E, bytes(4), b"\x01")

    def mac(self, count: int, direction: int, protected: bytes) -> bytes:
        cmac = CMAC(algorithms.AES(self.k_nas_int))
        cmac.update(count.to_bytes(4) + bytes([0x08 | direction << 2, 0, 0, 0]) + protected)
        return cmac.finalize()[:4]

    @staticmethod
    def _derive(key: bytes, code: int, *parameters: bytes) -> bytes:
        text = bytes([code])
        for parameter in parameters:
            text += parameter + len(parameter).to_bytes(2)
        return hmac.new(key, text, hashlib.sha256).digest()


def test_every_answer_mac_and_key_matches_the_specification(
    restart: Path, inventory: Inventory
) -> None:
    subscriber = load_scenario("nominal", inventory).subscribers["999700000000001"]
    ((rand, autn),) = fields(
        restart, "nas-5gs.mm.message_type == 0x56", "gsm_a.dtap.rand", "gsm_a.dtap.autn"
    )
    ((answer,),) = fields(restart, "nas-5gs.mm.message_type == 0x57", "ngap.NAS_PDU")
    ((k_gnb,),) = fields(restart, "ngap.SecurityKey", "ngap.SecurityKey")
    book = Book(subscriber.k, subscriber.opc, bytes.fromhex(rand), bytes.fromhex(autn))
    pdus = fields(
        restart,
        "nas-5gs.msg_auth_code",
        *("ip.src", "ngap.NAS_PDU", "ngap.pDUSessionNAS_PDU"),
    )

    protected = [
        (source, bytes.fromhex(in_message or in_session)) for source, in_message, in_session in pdus
    ][1:]  # the first one ends the earlier registration, under its own keys

    assert answer == "7e00572d10" + book.res_star.hex()
    assert bytes.fromhex(k_gnb) == book.k_gnb
    assert len(protected) == 6
    for source, pdu in protected:
        assert pdu[2:6] == book.mac(pdu[6], int(source == AMF), pdu[6:])
