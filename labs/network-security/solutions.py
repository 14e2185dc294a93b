"""The answers that depend on a learner's case, as that learner types them."""

import choices
from case import OWN_CELLS, Case, Night
from readings import NOBODY

from campus5g.inventory import chance

# What the kit's intruder does in each alternative of the scenario stolen-sim.
STOLEN = ("agv", "badge", "camera")
SWEPT_HOSTS = 14
GROUPS = {"camera": "cameras", "agv": "vehicles", "badge": "readers"}


def stolen(case: Case) -> str:
    """Return the device whose SIM is stolen on this learner's kit."""
    return chance(case.draw.variation, "choice of theft").choice(sorted(STOLEN))


def intruders_imei(case: Case) -> str:
    """Return the equipment that it is put into, as the scenario varies it."""
    serial = chance(case.draw.variation, "intruder's IMEISV").randrange(10**6)
    return f"86902500{serial:06}"


def left(case: Case) -> int:
    """Return how many of the sweep's attempts the smallest matrix lets through."""
    return SWEPT_HOSTS * ("plc" in case.allowed[GROUPS[stolen(case)]])


def trouble(case: Case, night: Night) -> tuple[str, tuple[str, object]] | None:
    """Return a device's trouble in the night and what proves it; None if nothing is wrong."""
    if night.seen[:14] != night.registered[:14] and (
        night.ticket_minute is None
        or not 0 <= night.seen_minute - night.ticket_minute <= case.ticket_minutes
    ):
        return "STOLEN", ("imei", night.seen[:14])
    if night.destinations > case.usual:
        return "SWEEPS", ("destinations", night.destinations)
    twice = [mac for _, mac in night.uplinks if [m for _, m in night.uplinks].count(mac) > 1]
    if twice:
        return "REPLAYED", ("mac", twice[0])
    state, cell, _ = night.modem
    if state == 3 and cell not in OWN_CELLS:
        return "FALSE_CELL", ("cell", cell)
    return None


def solutions(case: Case) -> dict[str, str]:
    """Return the source of answer cells by grade id."""
    draw = case.draw
    never, back, closed = case.codes
    false, refused = case.calls
    count = "".join(choices.first_hour(draw).letters(*choices.FIRST_HOUR))
    [(device, (fault, proof))] = [
        (name, found) for name, night in case.night.items() if (found := trouble(case, night))
    ]
    figures = {
        "precision": "len(rightly) / len(named)",
        "recall": "len(rightly) / len(guilty)",
        "missed": "len(guilty - named)",
        "false": "len(named - guilty)",
    }
    first, second = case.measures
    return {
        "charter-answer": "allowed = "
        + _letters(choices.charter(draw).letters("kit", "ordered", "log")),
        "exposed-answer": f"""
def exposed(rows):
    found = []
    for row in rows:
        if row["scheme"] not in {case.schemes}:
            found.append(row["{case.shown}"])
    return found
""",
        "moved-answer": f"""
def moved(lines, register, tickets):
    found = set()
    for line in lines:
        if line.imei == register[line.sim]:
            continue
        ticket = tickets.get(line.sim)
        if ticket is None or not 0 <= line.minute - ticket <= {case.ticket_minutes}:
            found.add(line.sim)
    return found
""",
        "thief-answer": f'thief = "{stolen(case)}", "{intruders_imei(case)}"',
        "reached-answer": f"""
def reached(rows):
    found = set()
    for row in rows:
        if row["kind"] == "accepts":
            host, port = row["host"], row["port"]
            found.add(f"{case.place_form}")
    return found
""",
        "rates-answer": f"""
def rates(named, guilty):
    rightly = named & guilty
    return {figures[first]}, {figures[second]}
""",
        "suspects-answer": f"""
def suspects(flows):
    seen = {{}}
    for flow in flows:
        seen.setdefault(flow.source, set()).add(flow.{case.counted})
    wide = {{source for source in seen if len(seen[source]) > {case.usual}}}
    return wide - {{"{case.station}"}}
""",
        "first-answer": f'first_hour = "{count}"',
        "closed-answer": f"""
def state(rows, address, cut_s):
    if cut_s is None:
        return {never}
    for row in rows:
        if row["source"] == address and row["time_s"] > cut_s:
            return {back}
    return {closed}
""",
        "matrix-answer": f"allowed_services = {case.allowed}",
        "passed-answer": f"passed = {left(case)}",
        "replayed-answer": f"""
def replayed(rows):
    seen, found = set(), []
    for row in rows:
        name = row["connection"], row["sequence"], row["mac"]
        if name in seen:
            found.append(row["{case.replay_field}"])
        seen.add(name)
    return found
""",
        "call-answer": f"""
def call(state, cell, own_cells):
    if state == 3 and cell not in own_cells:
        return "{false}"
    if state == 3:
        return "{refused}"
    return "{NOBODY}"
""",
        "fault-answer": f'fault = "{device}", {fault}',
        "proof-answer": f"proof = {proof}",
    }


def _letters(letters: tuple[str, ...]) -> str:
    return "{" + ", ".join(f'"{letter}"' for letter in letters) + "}"
