"""What a learner with a case types: the author's, never released."""

from collections.abc import Iterable

from case import Case
from choices import (
    FOR_DISPLAY,
    PERMITTED,
    REMEDIES,
    actions,
    captures,
    letters_of,
    needs,
    remedies,
)

from campus5g.courseware.lab.choices import Choices
from campus5g.inventory import load_inventory, varied
from campus5g.places import KITS
from campus5g.virtualkit.scenarios.scenario import load_scenario

GATE_3 = {
    "other-key": ("0x59", 20),
    "sim-ahead": ("0x59", 21),
    "illegal-ue": ("0x44", 3),
    "illegal-me": ("0x44", 6),
    "no-5g": ("0x44", 7),
    "no-antenna": (None, None),
    "other-data-network": ("0xc3", 27),
}
MORNING_SHIFT = {
    "key": ("authentication", 20),
    "sequence": ("authentication", 21),
    "cause-3": ("registration", 3),
    "cause-6": ("registration", 6),
    "cause-7": ("registration", 7),
    "dnn": ("session", 27),
}
LADDER = {
    "number": "int(packet.number)",
    "sender": "packet.ip.src.value",
    "receiver": "packet.ip.dst.value",
    "message": "message_name(packet)",
}
INVENTORY = load_inventory(KITS / "virtual.yaml")


def solutions(case: Case) -> dict[str, str]:
    """Return the source of each answer cell that depends on the case, by grade id."""
    draw = case.draw
    message, cause = GATE_3[_drawn("gate-3", case)]
    n4 = ['first(table, "address")', 'first(table, "other")']
    if not case.n4_address_first:
        n4.reverse()
    inner = [f"packet[GTP_U_Header][IP].{field}" for field in case.inner]
    service = [f'first(table, "{case.service_one}")', f'every(table, "{case.service_all}")']
    if not case.service_one_first:
        service.reverse()
    return {
        "allowed-answer": f"allowed = {_letters(captures(draw), PERMITTED)}",
        "imsi-answer": (
            "def imsi(record):\n"
            '    number = first(record, "msin")\n'
            f'    hidden = "{case.mask}" * (len(number) - {case.kept_digits})\n'
            '    return first(record, "mcc") + first(record, "mnc") + hidden '
            f"+ number[-{case.kept_digits}:]\n\n"
            "imsi(camera_record)"
        ),
        "concealed-answer": (
            "def accepted(scheme, key):\n"
            f'    return scheme == "{case.scheme}" and key == "{case.key}"\n\n'
            "camera_accepted = accepted("
            'first(camera_record, "scheme"), first(camera_record, "key"))\n'
            "camera_accepted"
        ),
        "algorithms-answer": (
            "def deviations(record):\n"
            "    found = [f\"NEA{first(record, 'ciphering')}\", "
            "f\"NIA{first(record, 'integrity')}\"]\n"
            "    return [name for name in found "
            f'if name not in ("NEA{case.ciphering}", "NIA{case.integrity}")]\n\n'
            "camera_deviations = deviations(camera_record)\n"
            "camera_deviations"
        ),
        "filter-answer": f"display_filter = {_letters(needs(draw), FOR_DISPLAY)}",
        "guti-answer": (
            "def guti(cap):\n"
            "    parts = {\n"
            '        "region": "nas-5gs.amf_region_id",\n'
            '        "set": "nas-5gs.amf_set_id",\n'
            '        "pointer": "nas-5gs.amf_pointer",\n'
            '        "tmsi": "nas-5gs.5g_tmsi",\n'
            "    }\n"
            f'    table = cap.table(parts, "nas-5gs.mm.message_type == {case.name_message}")\n'
            f'    return joined(table, {list(case.name_parts)}, "{case.separator}")\n\n'
            "camera_guti = guti(camera)\n"
            "camera_guti"
        ),
        "ladder-answer": (
            "from nas_messages import message_name\n\n"
            "def ladder(cap):\n"
            "    rows = []\n"
            '    for packet in cap.pyshark("nas-5gs"):\n'
            f"        rows.append(({', '.join(LADDER[column] for column in case.ladder)}))\n"
            "    return rows\n\n"
            "camera_ladder = ladder(camera)\n"
            "camera_ladder"
        ),
        "session-answer": (
            "def session_code(cap):\n"
            '    codes = every(cap.table({"code": "nas-5gs.sm.message_type"}, '
            '"nas-5gs.sm.message_type"), "code")\n'
            '    if "0xc2" in codes:\n'
            f"        return {case.session_codes[0]}\n"
            '    if "0xc3" in codes:\n'
            f"        return {case.session_codes[1]}\n"
            f"    return {case.session_codes[2]}\n\n"
            "camera_session = session_code(camera)\n"
            "camera_session"
        ),
        "address-answer": (
            "def address(cap):\n"
            '    table = cap.table({"address": "pfcp.ue_ip_addr_ipv4", '
            f'"other": "{case.n4_field}"}}, "pfcp.ue_ip_addr_ipv4")\n'
            f"    return {', '.join(n4)}\n\n"
            "camera_address = address(camera)\n"
            "camera_address"
        ),
        "service-answer": (
            "def service(cap):\n"
            "    table = cap.table(\n"
            "        {\n"
            '            "sst": "nas-5gs.mm.sst",\n'
            '            "sd": "nas-5gs.mm.mm_sd",\n'
            '            "dnn": "nas-5gs.cmn.dnn",\n'
            '            "qfi": "nas-5gs.sm.qfi",\n'
            '            "five_qi": "nas-5gs.sm.5qi",\n'
            "        },\n"
            '        "nas-5gs.sm.message_type == 0xc2",\n'
            "    )\n"
            f"    return {', '.join(service)}\n\n"
            "camera_service = service(camera)\n"
            "camera_service"
        ),
        "tunnel-answer": (
            "def tunnels(cap):\n"
            '    columns = {"teid": "ngap.gTP_TEID", "address": "ngap.TransportLayerAddressIPv4"}\n'
            '    up = cap.table(columns, "ngap.gTP_TEID && ngap.NGAP_PDU == 0")\n'
            '    down = cap.table(columns, "ngap.gTP_TEID && ngap.NGAP_PDU == 1")\n'
            f"    return {', '.join(map(_of_tunnel, case.tunnel.split(', ')))}\n\n"
            "camera_tunnels = tunnels(camera)\n"
            "camera_tunnels"
        ),
        "flows-answer": (
            "def flows(seen, teid):\n"
            '    rows = seen[seen["teid"] == teid]\n'
            f"    return {_FLOWS[case.flows]}\n\n"
            '{teid: flows(seen, teid) for teid in sorted(set(seen["teid"]))}'
        ),
        "inside-answer": (
            "def inside(packet):\n"
            f"    return {', '.join(inner)}\n\n"
            "[inside(packet) for packet in parcels[:4]]"
        ),
        "wrap-answer": (
            "def wrap(inner, teid, qfi):\n"
            "    udp = UDP(sport=2152, dport=2152)\n"
            f'    outer = IP(src="{_ends(case)[0]}", dst="{_ends(case)[1]}", tos={case.tos:#04x})\n'
            "    header = GTP_U_Header(teid=teid, gtp_type=255, E=1, next_ex=0x85)\n"
            f"    container = GTPPDUSessionContainer(type={int(case.uplink)}, QFI=qfi)\n"
            "    return outer / udp / header / container / inner"
        ),
        "cause-answer": f'first_no = {{"message": {message!r}, "cause": {cause!r}}}\nfirst_no',
        "action-answer": f'action = "{_who_acts(actions(draw), cause)}"',
        "fault-answer": f"fault = {_fault(case)}",
    }


_FLOWS = {
    "rising": 'sorted(set(rows["qfi"]))',
    "falling": 'sorted(set(rows["qfi"]), reverse=True)',
    "number": 'len(set(rows["qfi"]))',
    "packets of 1": 'list(rows["qfi"]).count("1")',
    "packets of 2": 'list(rows["qfi"]).count("2")',
}


def _drawn(scenario: str, case: Case) -> str:
    """Return the fault that a kit has in a scenario under the case's variation."""
    varies = load_scenario(scenario, INVENTORY).varies
    if varies is None:
        raise TypeError(f"{scenario} does not vary")
    (fault,) = varies.chosen(case.draw.variation).values()
    return fault


def _fault(case: Case) -> dict[str, str | int]:
    device, _, kind = _drawn("morning-shift", case).partition("-")
    step, cause = MORNING_SHIFT[kind]
    return {
        "imsi": varied(INVENTORY, case.draw.variation).ues[device].imsi,
        "step": step,
        "cause": cause,
        "action": _who_acts(remedies(case.draw), cause),
    }


def _letters(offered: Choices, right: Iterable[str]) -> str:
    letters = sorted(letters_of(offered, right))
    return "{" + ", ".join(f'"{letter}"' for letter in letters) + "}"


def _who_acts(offered: Choices, cause: int | None) -> str:
    (letter,) = offered.letters(REMEDIES[cause])
    return letter


def _of_tunnel(value: str) -> str:
    way, column = value.split()
    return f'first({"up" if way == "uplink" else "down"}, "{column}")'


def _ends(case: Case) -> tuple[str, str]:
    return (case.gnb, case.upf) if case.uplink else (case.upf, case.gnb)
