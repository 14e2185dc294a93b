"""The core exposes metrics as Open5GS does; prometheus_client reads them."""

import json
import math
from collections.abc import Iterator
from ipaddress import IPv4Address

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit_observer import Terminal
from prometheus_client.parser import text_string_to_metric_families

from campus5g.inventory import Inventory
from campus5g.virtualkit.codecs.gtpu import DOWNLINK_PDU_SESSION, PORT, UPLINK_PDU_SESSION, GPdu
from campus5g.virtualkit.codecs.ip import UDP, Ipv4Packet, UdpDatagram
from campus5g.virtualkit.metrics.core_info import paged
from campus5g.virtualkit.metrics.exposition import Family, Sample, exposed
from campus5g.virtualkit.metrics.n3_account import N3Account

Read = dict[tuple[str, tuple[tuple[str, str], ...]], float]


@pytest.fixture(scope="module")
def kit(start_kit: object) -> Inventory:
    return start_kit("nominal")  # type: ignore[operator,no-any-return]


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    with httpx.Client(timeout=20, trust_env=False) as client:
        yield client


def read(client: httpx.Client, kit: Inventory, function: str) -> Read:
    urls = kit.core.metrics_url
    answer = client.get(getattr(urls, function))
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    return {
        # The parser adds the suffix that OpenMetrics requires of counters.
        (sample.name.removesuffix("_total"), tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def info(client: httpx.Client, kit: Inventory, function: str, path: str) -> dict[str, object]:
    answer = client.get(getattr(kit.core.info_url, function) + path)
    assert answer.status_code == 200
    return json.loads(answer.text)  # type: ignore[no-any-return]


def test_the_amf_counts_the_outcome_of_each_registration(
    client: httpx.Client, kit: Inventory
) -> None:
    amf = read(client, kit, "amf")

    assert amf["gnb", ()] == 2
    assert amf["ran_ue", ()] == amf["amf_session", ()] == 2
    assert amf["fivegs_amffunction_rm_reginitreq", ()] == 3
    assert amf["fivegs_amffunction_rm_reginitsucc", ()] == 2
    assert amf["fivegs_amffunction_amf_authreq", ()] == 3
    assert amf["fivegs_amffunction_amf_authreject", ()] == 1
    # The badge reader's SIM holds another key: it finds the MAC wrong.
    assert amf["fivegs_amffunction_amf_authfail", (("cause", "20"),)] == 1
    of_slice = (("plmnid", "99970"), ("snssai", "2-000002"))
    assert amf["fivegs_amffunction_rm_registeredsubnbr", of_slice] == 1
    assert amf["fivegs_amffunction_rm_regtime_count", ()] == 2


def test_the_smf_counts_sessions_and_flows_of_each_slice(
    client: httpx.Client, kit: Inventory
) -> None:
    smf = read(client, kit, "smf")
    machines = (("plmnid", "99970"), ("snssai", "2-000002"))

    assert smf["ues_active", ()] == smf["fivegs_smffunction_sm_n4sessionestabreq", ()] == 2
    assert smf["pfcp_peers_active", ()] == 1
    assert smf["fivegs_smffunction_sm_sessionnbr", machines] == 1
    assert smf["fivegs_smffunction_sm_pdusessioncreationreq", machines] == 1
    assert smf["fivegs_smffunction_sm_pdusessioncreationsucc", machines] == 1
    for five_qi in ("9", "82"):
        assert smf["fivegs_smffunction_sm_qos_flow_nbr", (("fiveqi", five_qi), *machines)] == 1


def test_the_upf_counts_the_packets_of_both_directions(
    client: httpx.Client, kit: Inventory
) -> None:
    upf = read(client, kit, "upf")
    volumes = {
        (name, dict(labels)["qfi"]): value
        for (name, labels), value in upf.items()
        if "datavolumeqoslevel" in name
    }

    assert upf["fivegs_upffunction_upf_sessionnbr", ()] == 2
    assert upf["fivegs_upffunction_upf_qosflows", (("dnn", "machines"),)] == 2
    assert upf["fivegs_ep_n3_gtp_indatapktn3upf", ()] >= 2
    assert upf["fivegs_ep_n3_gtp_outdatapktn3upf", ()] >= 2
    # Of the other flow there may be a first packet.
    default = [volume for (_, qfi), volume in volumes.items() if qfi == "1"]
    assert default
    assert all(volume >= 2 * 84 for volume in default)


def test_a_ue_that_leaves_and_comes_back_is_counted_again(
    client: httpx.Client, kit: Inventory
) -> None:
    before = read(client, kit, "amf")
    with Terminal(kit, "camera") as camera:
        camera.type("AT+C5GREG=1")
        camera.type("AT+CFUN=0")
        gone = {function: read(client, kit, function) for function in ("amf", "smf", "upf")}
        camera.send("AT+CFUN=1")
        while camera.read_line() != "+C5GREG: 1":
            pass
        camera.type("AT+C5GREG=0")
    after = read(client, kit, "amf")
    asked = ("fivegs_amffunction_rm_reginitreq", ())

    assert gone["amf"]["ran_ue", ()] == gone["amf"]["amf_session", ()] == 1
    assert gone["smf"]["ues_active", ()] == 1
    assert gone["upf"]["fivegs_upffunction_upf_sessionnbr", ()] == 1
    assert after[asked] == before[asked] + 1
    assert after["ran_ue", ()] == 2


def test_every_metric_has_help_and_type(client: httpx.Client, kit: Inventory) -> None:
    for function in ("amf", "smf", "upf"):
        text = client.get(getattr(kit.core.metrics_url, function)).text
        families = list(text_string_to_metric_families(text))
        assert len(families) >= 10
        assert all(family.documentation and family.type != "unknown" for family in families)


def test_the_info_api_names_ues_sessions_and_gnbs(client: httpx.Client, kit: Inventory) -> None:
    ues = info(client, kit, "amf", "/ue-info")
    sessions = info(client, kit, "smf", "/pdu-info")
    gnbs = info(client, kit, "amf", "/gnb-info")
    agv = next(ue for ue in ues["items"] if ue["supi"] == "imsi-999700000000002")  # type: ignore[attr-defined]
    of_agv = next(ue for ue in sessions["items"] if ue["supi"] == agv["supi"])  # type: ignore[attr-defined]

    assert ues["pager"] == {"page": 0, "page_size": 100, "count": 2}
    assert agv["cm_state"] == "connected"
    assert agv["security"] == {"valid": 1, "enc": "nea0", "int": "nia2"}
    assert agv["pei"] == "imeisv-3520990023456701"
    assert agv["allowed_slices"] == [{"sst": 2, "sd": "000002"}]
    assert agv["location"]["nr_tai"] == {"plmn": "99970", "tac_hex": "000001", "tac": 1}
    assert agv["ambr"] == {"downlink": 50_000_000, "uplink": 50_000_000}
    assert of_agv["pdu"][0]["qos_flows"] == [{"qfi": 1, "5qi": 9}, {"qfi": 2, "5qi": 82}]
    assert of_agv["pdu"][0]["pdu_state"] == of_agv["ue_activity"] == "active"
    assert IPv4Address(of_agv["pdu"][0]["ipv4"]) in kit.core.ue_pool
    assert gnbs["items"][0]["num_connected_ues"] == 2  # type: ignore[index]
    assert gnbs["items"][0]["supported_ta_list"][0]["tac"] == "000001"  # type: ignore[index]


def test_the_info_api_is_paginated(client: httpx.Client, kit: Inventory) -> None:
    second = info(client, kit, "amf", "/ue-info?page=1&page_size=1")
    everything = info(client, kit, "amf", "/ue-info?page=-1")
    odd = info(client, kit, "amf", "/ue-info?page=one&page_size=-7")

    assert len(second["items"]) == 1  # type: ignore[arg-type]
    assert second["pager"] == {"page": 1, "page_size": 1, "count": 1}
    assert len(everything["items"]) == len(odd["items"]) == 2  # type: ignore[arg-type]


@pytest.mark.parametrize("path", ["/metrics/", "/nothing", "/pdu-info"])
def test_other_pages_are_not_found(client: httpx.Client, kit: Inventory, path: str) -> None:
    assert client.get(kit.core.info_url.amf + path).status_code == 404  # type: ignore[union-attr,operator]


label_names = st.from_regex(r"[a-z]{1,8}", fullmatch=True)


@given(
    labels=st.dictionaries(label_names, st.text(), max_size=3),
    value=st.floats(allow_nan=False, allow_infinity=False),
)
def test_any_label_and_number_is_read_back(labels: dict[str, str], value: float) -> None:
    text = exposed([Family("a_metric", "gauge", "Of \\ any\nkind", (Sample(value, labels),))])

    (family,) = text_string_to_metric_families(text)

    assert family.documentation == "Of \\ any\nkind"
    assert family.samples[0].labels == labels
    assert math.isclose(family.samples[0].value, value)


@given(count=st.integers(0, 250), page=st.integers(-3, 9), page_size=st.integers(-3, 300))
def test_pages_hold_every_entry_once(count: int, page: int, page_size: int) -> None:
    items = [{"n": number} for number in range(count)]
    shown = paged(items, page, page_size)
    size = shown["pager"]["page_size"]

    assert shown["pager"]["count"] == len(shown["items"])
    assert shown["items"] == (items if page < 0 else items[page * size : (page + 1) * size])


@given(
    packets=st.lists(st.tuples(st.booleans(), st.integers(0, 63), st.binary(max_size=99))),
)
def test_user_packets_are_counted_by_direction_and_flow(
    packets: list[tuple[bool, int, bytes]],
) -> None:
    upf, gnb = IPv4Address("10.0.0.7"), IPv4Address("10.0.0.3")
    account = N3Account(upf)
    for down, qfi, data in packets:
        kind = DOWNLINK_PDU_SESSION if down else UPLINK_PDU_SESSION
        datagram = UdpDatagram(PORT, PORT, GPdu(1, kind, qfi, data).encode())
        ends = (upf, gnb) if down else (gnb, upf)
        packet = datagram.between(*ends)
        assert isinstance(packet, Ipv4Packet)
        assert packet.protocol == UDP
        account.watch(packet, ends[0])

    assert account.packets_in + account.packets_out == len(packets)
    for down, counted in ((True, account.bytes_out), (False, account.bytes_in)):
        for qfi, size_bytes in counted.items():
            assert size_bytes == sum(
                len(data) for way, flow, data in packets if way is down and flow == qfi
            )
