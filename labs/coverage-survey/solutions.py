"""The answers that depend on a learner's case, as that learner types them."""

import math
from collections.abc import Sequence
from itertools import groupby, pairwise

import choices
from case import Case, Rules
from readings import DRAWS, Row
from tracks import changes_of
from yard import DECADE_DB, STACK_DB, STEPS_M, Place, Plan

ANSWERS_BY_MEANING = {"sum": "milliwatts", "typical": "decibels", "served": "share"}


def finest_step(case: Case) -> tuple[int, int]:
    """Return the finest step of the list whose grid fits into the budget, and its readings."""
    counts = {step: sum(1 for _ in case.area.places(step)) for step in STEPS_M}
    step = min(step for step, count in counts.items() if count <= case.budget)
    return step, counts[step]


def effective(case: Case) -> float:
    """Return how many independent readings those of the aisle are worth."""
    alike = math.exp(-case.spacing_m / 10)
    return case.aisle_m / case.spacing_m * (1 - alike) / (1 + alike)


def level_db(plan: Plan, mast: Place) -> float:
    """Return what the gap gets of an antenna by the plan alone, to compare with another's."""
    away_db = DECADE_DB * math.log10(plan.distance_m(mast, plan.gap))
    return -away_db - STACK_DB * plan.stacks_between(mast, plan.gap)


def best_mast(case: Case) -> str:
    """Return the mast that looks into the gap."""
    plan = case.yard.plan
    return max(case.masts, key=lambda name: level_db(plan, case.masts[name]))


def gain_db(plan: Plan, mast: Place) -> float:
    """Return by how much an antenna on a mast is stronger in the gap than the better one now."""
    now_db = max(level_db(plan, place) for place in plan.antennas.values())
    return level_db(plan, mast) - now_db


def solutions(case: Case) -> dict[str, str]:
    """Return the source of answer cells by grade id."""
    draw, yard = case.draw, case.yard
    step, count = finest_step(case)
    where = {name: case.fields.index(name) for name in case.fields}
    means = choices.means(draw).letters(*(ANSWERS_BY_MEANING[each] for each in case.meanings))
    kinds = ", ".join(kind.upper() for kind in case.kinds)
    messages = case.messages
    longest = max(messages, key=lambda each: each.delay_ms)
    at_change = any(abs(longest.time_s - at) <= case.around_s for at in changes_of(messages))
    outside = round(DRAWS * (100 - case.confidence) / 200)
    [(name, (what, value))] = [
        (name, found)
        for name, rows in case.walks.items()
        if (found := trouble_of(rows, case.rules))
    ]
    safe = choices.safety(draw).letters("announce", "stand", "people")
    near = f"abs(each.time_s - at) <= {case.around_s}"
    return {
        "safety-answer": f"safe = set({safe})",
        "record-answer": f"""
def parse(line):
    fields = line.split({case.separator!r})
    return (number(fields[{where["x"]}]), number(fields[{where["y"]}]),
            number(fields[{where["rsrp"]}]), number(fields[{where["sinr"]}]))
""",
        "step-answer": f"finest = {step}, {count}",
        "route-answer": f"route = list(area.places({step}))",
        "which-answer": f'which = "{"".join(means)}"',
        "scale-answer": f"offset = {yard.badge_scale_db}",
        "body-answer": f"body = {yard.badge_body_db}",
        "share-answer": f"""
def covered(rows):
    good = [row.rsrp_dbm is not None and row.sinr_db is not None
            and row.rsrp_dbm >= {case.rsrp_dbm} and row.sinr_db >= {case.sinr_db} for row in rows]
    return sum(good) / len(good)
""",
        "interval-answer": f"""
def interval(hits, seed):
    chance = Random(seed)
    shares = []
    for _ in range({DRAWS}):
        again = chance.choices(hits, k=len(hits))
        shares.append(sum(again) / len(again))
    shares.sort()
    return shares[{outside}], shares[-1 - {outside}]
""",
        "alike-answer": f"worth = {effective(case):.2f}",
        "zones-answer": f"zones = [{kinds}]",
        "change-answer": f"""
def worst_delays(track, changes):
    return [max(each.delay_ms for each in track if {near}) for at in changes]
""",
        "blame-answer": f"longest = {longest.time_s:.2f}, {at_change}",
        "mast-answer": f'mast = "{best_mast(case)}"',
        "gain-answer": f"gain = {gain_db(yard.plan, case.masts[best_mast(case)]):.1f}",
        "criteria-answer": "testable = set("
        f"{choices.criteria(draw).letters('grid', 'loaded', 'both', 'modem')})",
        "fault-answer": f'fault = "{name}", {what.upper()}',
        "proof-answer": f'proof = "{what}", {value}',
    }


def trouble_of(rows: Sequence[Row], rules: Rules) -> tuple[str, float] | None:
    """Return a walk's trouble and the value that proves it; None for one that can be used."""
    scale_db = rows[0].rsrp_dbm - rules.post_dbm
    if abs(scale_db) > rules.scale_db:
        return "scale", round(scale_db, 1)
    repeats = max(len(list(same)) for _, same in groupby(row.rsrp_dbm for row in rows))
    if repeats > rules.repeats:
        return "frozen", repeats
    jump_m = max(abs(b.x_m - a.x_m) + abs(b.y_m - a.y_m) for a, b in pairwise(rows))
    if jump_m > rules.jump_m:
        return "jump", round(jump_m, 1)
    aisles = len({row.y_m for row in rows})
    return ("aisle", aisles) if aisles < rules.aisles else None
