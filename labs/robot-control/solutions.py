"""The answers that depend on a learner's case, as that learner types them."""

from collections.abc import Sequence
from itertools import pairwise

import choices
from case import Case
from fleet import SPEEDS_MPS, Row

WHO_STOPS = {"hangs": "lease", "dies": "closed", "gateway": "stopper", "radio": "itself"}


def solutions(case: Case) -> dict[str, str]:
    """Return the source of answer cells by grade id."""
    draw, machine = case.draw, case.machine
    forward, backward = case.plate_mps
    fastest = max(speed for speed in SPEEDS_MPS if machine.stopping_m(speed) <= machine.free_m)
    wait_s = (machine.free_m - fastest**2 / (2 * machine.brakes_mps2)) / fastest
    share = case.speed_mps * case.paper_delay_s / 0.4
    stops = sum(len(run) >= machine.lease_periods for run in case.record.split("."))
    [why] = choices.runs(draw).letters("begins")
    chain = choices.chain(draw).letters(*(WHO_STOPS[name] for name in case.lost_in_turn))
    [(name, (fault, proof))] = [
        (name, found) for name, rows in case.logs.items() if (found := _trouble(case, rows))
    ]
    safe = choices.safety(draw).letters("hand", "announce", "blocks")
    return {
        "safety-answer": f"safe = set({safe})",
        "limits-answer": f"""
def allowed(asked):
    if asked > {forward}:
        return {forward}
    if asked < -{backward}:
        return -{backward}
    return asked
""",
        "radius-answer": f"turn = {case.speed_mps} / {case.radius_m}",
        "braking-answer": f"fastest_safe = {fastest}, {machine.stopping_m(fastest):.3f}",
        "room-answer": f"""
def room(states, track):
    largest = max(track.distance(each.x_m, each.y_m) for each in states)
    return {case.post_m} - {case.half_width_m} - largest
""",
        "ahead-answer": f"chosen = 0.4, {share:.4f}",
        "stable-answer": f"""
def stable_delay(errors):
    best = None
    for delay in sorted(errors):
        if errors[delay] > {case.limit_m}:
            return best
        best = delay
    return best
""",
        "longest-answer": "desk_delay = "
        f"0.52 * {case.desk_ahead_m} / {case.speed_mps} - {case.desk_network_s} - 0.05",
        "look-answer": f"""
def look_ahead(delay):
    return max({case.least_ahead_m}, {case.ahead_factor} * {case.speed_mps} * delay)
""",
        "jolts-answer": f"""
def jolts_an_hour(p):
    return {machine.rate_hz} * 3600 * p**{machine.lease_periods} * (1 - p)
""",
        "runs-answer": f'counted = {stops}, "{why}"',
        "watchdog-answer": f"longest_wait = {wait_s:.4f}",
        "chain-answer": f'who_stops = "{"".join(chain)}"',
        "fault-answer": f'fault = "{name}", {fault}',
        "proof-answer": f"proof = {proof}",
    }


def _trouble(case: Case, rows: Sequence[Row]) -> tuple[str, tuple[str, float]] | None:
    gap_s = max(after.time_s - before.time_s for before, after in pairwise(rows))
    if gap_s > 0.15:
        return "RADIO", ("gap", round(gap_s, 1))
    stops = sum(before.speed_mps > 0 == after.speed_mps for before, after in pairwise(rows))
    if stops and rows[-1].age_s > case.machine.lease_s:
        return "HUNG", ("age", rows[-1].age_s)
    if stops:
        return "LOST", ("stops", stops)
    error_cm = max(abs(row.error_cm) for row in rows)
    return ("LATE", ("error", error_cm)) if error_cm > 100 * case.limit_m else None
