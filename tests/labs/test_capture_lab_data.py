"""What the captures beside the capture lab show: its hidden tests stand on it."""

import importlib.util
from pathlib import Path
from typing import Any

import pytest

from campus5g.authoring.catalogue import find_module
from campus5g.capture import Capture, open_capture

DATA = find_module("packet-capture").folder / "data"


NAMES = ("quay-camera", "quay-agv", "weighbridge", "crane", "tractor")


def capture(name: str, folder: Path = DATA) -> Capture:
    return open_capture(folder / f"{name}.pcapng")


@pytest.fixture(scope="module")
def taken_again(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the captures as the author's script takes them today."""
    file = DATA.parent / "making" / "captures.py"
    spec = importlib.util.spec_from_file_location(file.stem, file)
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    folder = tmp_path_factory.mktemp("captures")
    script.take_all(folder)
    return folder


def facts(capture: Capture) -> dict[str, Any]:
    """Return what a learner's code may be asked of a capture; times and interleaving left out."""
    procedures, ues = capture.procedures(), capture.ues()
    # Whether a heartbeat falls into it is a matter of time.
    procedures = procedures[procedures["procedure"] != "PFCP heartbeat"]
    columns = ["procedure", "variant", "outcome", "cause"]
    known = ["imsi", "gutis", "ciphering", "integrity", "allowed_slices", "addresses", "dnns"]
    tunnels = [
        int(teid.replace(":", ""), 16)
        for teid in capture.table({"teid": "ngap.gTP_TEID"}, "ngap.gTP_TEID")["teid"]
    ]
    flows = capture.table(
        {"teid": "gtp.teid", "qfi": "gtp.ext_hdr.pdu_ses_con.qos_flow_id"}, "gtp.message == 255"
    )
    return {
        "procedures": procedures[columns].to_numpy().tolist(),
        "devices": ues.loc[ues["imsi"] != "", known].to_numpy().tolist(),
        "tunnels": tunnels,
        "flows": {
            teid: sorted(
                {
                    qfi
                    for of, qfi in zip(flows["teid"], flows["qfi"], strict=True)
                    if int(of, 16) == teid
                }
            )
            for teid in tunnels
        },
    }


@pytest.mark.proof
@pytest.mark.parametrize("name", NAMES)
def test_the_author_s_script_takes_a_capture_of_the_same_facts(
    taken_again: Path, name: str
) -> None:
    assert facts(capture(name, taken_again)) == facts(capture(name))


@pytest.mark.parametrize(
    ("name", "procedure", "outcome", "cause"),
    [
        ("weighbridge", "registration", "failure", "5GS services not allowed (7)"),
        ("crane", "PDU session establishment", "failure", "Missing or unknown DNN (27)"),
        ("tractor", "authentication", "failure", "Synch failure (21)"),
        ("tractor", "PDU session establishment", "success", ""),
        ("quay-camera", "registration", "success", ""),
        ("quay-agv", "PDU session establishment", "success", ""),
    ],
)
def test_each_device_stops_where_the_trainer_s_page_says(
    name: str, procedure: str, outcome: str, cause: str
) -> None:
    procedures = capture(name).procedures()

    found = procedures[procedures["procedure"] == procedure]
    assert (outcome, cause) in set(zip(found["outcome"], found["cause"], strict=True))


def test_the_quay_is_another_network_than_the_kit() -> None:
    ues = capture("quay-camera").ues()

    assert "001010000000147" in set(ues["imsi"])


def test_every_capture_is_handed_out_small() -> None:
    captures = sorted(DATA.glob("*.pcapng"))

    assert len(captures) == 5
    assert all(file.stat().st_size < 50_000 for file in captures)
