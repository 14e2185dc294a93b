"""The handover's RRC messages are what an independent decoder of TS 38.331 reads."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pycrate_asn1dir import RRCNR

from campus5g.virtualkit.codecs import rrc
from campus5g.virtualkit.codecs.protocol_error import ProtocolError
from campus5g.virtualkit.codecs.rrc import MeasuredCell

RNTI = st.integers(0, 0xFFFF)
RSRP, SINR = st.integers(-156, -31), st.integers(-46, 79)
"""In dBm, and in steps of 0.5 dB."""


@given(RNTI)
def test_a_handover_command_names_the_ue_in_the_target_cell(c_rnti: int) -> None:
    command = RRCNR.NR_InterNodeDefinitions.HandoverCommand

    command.from_uper(rrc.handover_command(c_rnti))

    _, (_, inner) = command.get_val()["criticalExtensions"]
    _, reconfiguration = inner["handoverCommandMessage"]
    _, elements = reconfiguration["criticalExtensions"]
    _, group = elements["nonCriticalExtension"]["masterCellGroup"]
    assert group["spCellConfig"]["reconfigurationWithSync"]["newUE-Identity"] == c_rnti


@given(RSRP, SINR)
def test_the_preparation_information_has_what_the_ue_measures_of_the_target(
    rsrp_dbm: int, sinr_steps: int
) -> None:
    information = RRCNR.NR_InterNodeDefinitions.HandoverPreparationInformation
    measured = MeasuredCell(rsrp_dbm, sinr_steps / 2)

    information.from_uper(rrc.handover_preparation_information(measured))

    _, (_, elements) = information.get_val()["criticalExtensions"]
    ((cell,),) = (
        each["measResultNeighCellListNR"]
        for each in elements["rrm-Config"]["candidateCellInfoList"]
    )
    results = cell["measResult"]["cellResults"]["resultsSSB-Cell"]
    assert results == {"rsrp": rsrp_dbm + 157, "sinr": sinr_steps + 47}


@given(RSRP, SINR)
def test_the_target_reads_what_the_source_reports(rsrp_dbm: int, sinr_steps: int) -> None:
    measured = MeasuredCell(rsrp_dbm, sinr_steps / 2)

    message = rrc.handover_preparation_information(measured)

    assert rrc.read_handover_preparation_information(message) == measured


@given(st.binary(max_size=20))
def test_what_another_gnb_reports_in_its_own_way_is_left_unread(other: bytes) -> None:
    read = rrc.read_handover_preparation_information(other)

    assert read is None or rrc.handover_preparation_information(read) == other


@given(RNTI)
def test_one_gnb_reads_what_another_writes(c_rnti: int) -> None:
    assert rrc.read_handover_command(rrc.handover_command(c_rnti)) == c_rnti


@given(st.binary(max_size=20))
def test_junk_is_refused(junk: bytes) -> None:
    with pytest.raises(ProtocolError):
        rrc.read_handover_command(junk)
