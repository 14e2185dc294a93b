"""The answers that depend on a learner's case, as that learner types them."""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import groupby

import choices
from case import Case
from records import Row

from campus5g.inventory import load_inventory
from campus5g.places import KITS
from campus5g.vibration.bearing import BearingPart, strikes_per_turn
from campus5g.virtualkit.scenarios.scenario import load_scenario

INVENTORY = load_inventory(KITS / "virtual.yaml")
MACHINE = "agv-drive"
CHAIN = load_scenario("sensor-chain", INVENTORY)


def solutions(case: Case) -> dict[str, str]:
    """Return the source of answer cells by grade id."""
    draw, reading = case.draw, case.reading
    raw_mb = (
        reading.sampling_hz * reading.value_bytes * reading.seconds * reading.an_hour * 24 / 1e6
    )
    message_kb = reading.message_bytes * reading.an_hour * 24 / 1e3
    race, speed_rpm, ahead_s, qos = _played(case.variation)
    assert INVENTORY.sensors is not None  # noqa: S101
    bearing = INVENTORY.sensors.machines[MACHINE].bearing
    assert bearing is not None  # noqa: S101
    worn_hz = strikes_per_turn(bearing, race) * speed_rpm / 60
    [promise] = choices.promise(draw).letters("delivery")
    readings = case.cut_min * 60 / case.store_every_s
    drained_s = readings / (case.drains_per_s - 1 / case.store_every_s)
    [(pump, (fault, proof))] = [
        (name, found) for name, rows in case.night.items() if (found := _trouble(case, rows))
    ]
    safe = choices.safety(draw).letters("lockout", "housing", "person")
    leaks = choices.leaks(draw).letters("windows", "same", "retry")
    return {
        "safety-answer": f"safe = set({safe})",
        "strike-answer": f"strikes = {case.strikes_hz:.2f}",
        "worn-answer": f'worn = "{race.removesuffix("-race")}", {worn_hz:.1f}',
        "bytes-answer": f"a_day = {raw_mb:.3f}, {message_kb:.3f}",
        "clock-answer": f"clock_ahead = {ahead_s}",
        "percentile-answer": f"""
def age_percentile(ages):
    ordered = sorted(math.inf if age is None else age for age in ages)
    return ordered[math.ceil({case.percentile} / 100 * len(ordered)) - 1]
""",
        "worst-answer": f"latest_alarm = {(case.confirmations + case.batch - 1) * case.every_s}",
        "mqtt-answer": f'seen = {qos}, "{promise}"',
        "store-answer": f"room = {readings:.0f}, {drained_s:.1f}",
        "late-answer": f"""
def too_old(ages):
    return sum(age > {case.limit_s} for age in ages)
""",
        "split-answer": f"leaks = set({leaks})",
        "cost-answer": f"""
def cost(threshold, history):
    false = sum(each.value_mps2 >= threshold for each in history if not each.worn)
    missed = sum(each.value_mps2 < threshold for each in history if each.worn)
    return {case.false_alarm_eur} * false + {case.missed_eur} * missed
""",
        "threshold-answer": f"threshold = {_threshold(case):.4f}",
        "fault-answer": f'fault = "{pump}", {fault}',
        "proof-answer": f"proof = {proof}",
    }


def _played(variation: str) -> tuple[BearingPart, float, float, int]:
    """Return the worn part, the speed, the clock's lead and the QoS that a variation plays."""
    varies, machine = CHAIN.varies, CHAIN.sensors[MACHINE].model_dump()
    assert varies is not None  # noqa: S101
    for choice, name in varies.chosen(variation).items():
        changed = varies.choices[choice][name].get("sensors", {}).get(MACHINE, {})
        for part in ("fault", "edge"):
            machine[part] |= changed.get(part, {})
        machine["speed_rpm"] = changed.get("speed_rpm", machine["speed_rpm"])
    fault, edge = machine["fault"], machine["edge"]
    return fault["part"], machine["speed_rpm"], edge["clock_ahead_s"], edge["qos"]


def _threshold(case: Case) -> float:
    """Return the middle of the thresholds that cost least by last year's values."""
    sound = sorted(each.value_mps2 for each in case.history if not each.worn)
    worn = sorted(each.value_mps2 for each in case.history if each.worn)

    def cost(step: float) -> float:
        false = len(sound) - bisect_left(sound, step)
        return case.false_alarm_eur * false + case.missed_eur * bisect_left(worn, step)

    steps = [case.sound_mps2 * (1 + 0.02 * step) for step in range(200)]
    costs = [cost(step) for step in steps]
    best = [step for step, each in zip(steps, costs, strict=True) if each == min(costs)]
    return best[len(best) // 2]


def _trouble(case: Case, rows: Sequence[Row]) -> tuple[str, tuple[str, float]] | None:
    numbers = {row.number for row in rows}
    missing = max(numbers) - min(numbers) + 1 - len(numbers)
    if missing:
        return "LOST", ("missing", missing)
    ages_s = [row.received_s - row.measured_s for row in rows]
    if min(ages_s) < 0:
        return "CLOCK", ("age", round(min(ages_s), 1))
    if max(ages_s) > case.fresh_s:
        return "LATE", ("age", round(max(ages_s), 1))
    longest = max(len(list(group)) for _, group in groupby(row.value_mps2 for row in rows))
    return ("STUCK", ("same", longest)) if longest > 5 else None
