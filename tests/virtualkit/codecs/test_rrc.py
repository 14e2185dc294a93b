"""The handover's RRC messages are what an independent decoder of TS 38.331 reads."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pycrate_asn1dir import RRCNR

from campus5g.virtualkit.codecs import rrc
from campus5g.virtualkit.codecs.protocol_error import ProtocolError

RNTI = st.integers(0, 0xFFFF)


@given(RNTI)
def test_a_handover_command_names_the_ue_in_the_target_cell(c_rnti: int) -> None:
    command = RRCNR.NR_InterNodeDefinitions.HandoverCommand

    command.from_uper(rrc.handover_command(c_rnti))

    _, (_, inner) = command.get_val()["criticalExtensions"]
    _, reconfiguration = inner["handoverCommandMessage"]
    _, elements = reconfiguration["criticalExtensions"]
    _, group = elements["nonCriticalExtension"]["masterCellGroup"]
    assert group["spCellConfig"]["reconfigurationWithSync"]["newUE-Identity"] == c_rnti


def test_the_preparation_information_is_a_message_without_options() -> None:
    information = RRCNR.NR_InterNodeDefinitions.HandoverPreparationInformation

    information.from_uper(rrc.HANDOVER_PREPARATION_INFORMATION)

    _, (_, elements) = information.get_val()["criticalExtensions"]
    assert elements == {"ue-CapabilityRAT-List": []}


@given(RNTI)
def test_one_gnb_reads_what_another_writes(c_rnti: int) -> None:
    assert rrc.read_handover_command(rrc.handover_command(c_rnti)) == c_rnti


@given(st.binary(max_size=20))
def test_junk_is_refused(junk: bytes) -> None:
    with pytest.raises(ProtocolError):
        rrc.read_handover_command(junk)
