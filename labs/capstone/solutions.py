"""The answers that depend on a learner's case, as that learner types them."""

import math

from case import PROOFS, ROLES, Case
from choices import MOVES, cause, condition, safety
from instruments import PORTS

_FIVE_BEYOND = 5


def solutions(case: Case) -> dict[str, str]:
    """Return the source of answer cells by grade id."""
    draw = case.draw
    forbidden, instead = safety(draw).letters(*MOVES[case.constraint])
    return {
        "safety-answer": f"moves = ('{forbidden}', '{instead}')",
        "spent-answer": f"""def spent(plan, prices):
    euros = minutes = 0
    hour_eur = {case.hour_eur}
    for name in plan:
        euros += prices[name][0]
        minutes += prices[name][1]
    return euros + minutes * hour_eur / 60
""",
        "meets-answer": f"""def meets(need_ms, rtts):
    lost_percent = 100 * rtts.count(None) / len(rtts)
    return percentile(rtts, {case.percentile}) <= need_ms and lost_percent <= {case.lost_percent}
""",
        "kind-answer": f"""def kind(sheet, good):
    if good.rsrp_dbm - sheet.rsrp_dbm > 20 or good.sinr_db - sheet.sinr_db > 12:
        return "radio"
    if sheet.ngap_cause != 0 or sheet.qfi != good.qfi:
        return "service"
    if sheet.lost_percent > {case.service_lost_percent}:
        return "service"
    left = {1 - case.program_drop_percent / 100:g}
    if sheet.per_minute < left * good.per_minute or sheet.payload_bytes < left * good.payload_bytes:
        return "program"
    return "none"
""",
        **{
            f"cause-{device}-answer": f"{device}_cause = '{_letter(case, device)}'"
            for device in PORTS
        },
        **{f"proof-{device}-answer": _proof(device, case.causes[device]) for device in PORTS},
        "plan-answer": f"plan = {case.plan}",
        "policy-answer": f'my_policy = """\n{_policy(case)}"""\n',
        "requirement-answer": f"""requirement = {{
    "device": "{ROLES[case.area][1]}",
    "percentile": {case.percentile},
    "need_ms": {case.needs_ms[ROLES[case.area][1]]},
    "lost_percent": {case.lost_percent},
    "packets": {packets_for(case.percentile)},
    "when": "{condition(draw).letters("noon")[0]}",
}}
""",
    }


def packets_for(percentile: int) -> int:
    """Return the fewest packets of which five lie beyond a percentile."""
    return math.ceil(_FIVE_BEYOND * 100 / (100 - percentile))


def _letter(case: Case, device: str) -> str:
    return cause(case.draw, device).letters(case.causes[device])[0]


def _proof(device: str, found: str) -> str:
    return f"{device}_proof = ('{PROOFS[found]}', sheets['{device}'].{PROOFS[found]})"


def _policy(case: Case) -> str:
    classes = {"camera": ("video", 2), "agv": ("control", 82), "badge": ("access", 2)}
    return "flows:\n" + "".join(
        f"  - {{name: {name}, ue: {device}, port: {PORTS[device]}, five_qi: {five_qi}, "
        f"gbr_kbps: {case.rate_kbps[device]}, mbr_kbps: 6000}}\n"
        for device, (name, five_qi) in classes.items()
    )
