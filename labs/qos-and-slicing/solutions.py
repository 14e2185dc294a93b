"""The answers that depend on a learner's case, as that learner types them."""

import math

from case import Case
from choices import CURES, remedy, safety, slice_effect, trouble, useless
from classes import PORTS

_VIDEO_QFI = {"distance": 2, "port": 1, "radio": 2, "rate": 2, "refused": 1}


def solutions(case: Case) -> dict[str, str]:
    """Return the source of answer cells by grade id."""
    draw, cause = case.draw, case.trouble
    return {
        "safety-answer": f"safe = {set(safety(draw).letters('window', 'back'))}",
        "offered-answer": f"""def offered_mbit_s(flows):
    total = 0.0
    for devices, payload_bytes, period_ms in flows:
        total += devices * (payload_bytes + {case.header_bytes}) * 8 / (1000 * period_ms)
    return total
""",
        "needs-answer": f"needs_ms = {dict(case.needs_ms)}",
        "meets-answer": f"""def meets(need_ms, rtts):
    lost_percent = 100 * rtts.count(None) / len(rtts)
    return percentile(rtts, {case.percentile}) <= need_ms and lost_percent <= {case.lost_percent}
""",
        "victims-answer": f"victims = {{'{case.fast}', '{case.steady}'}}",
        "class-answer": f"chosen = {_classes(case)}",
        "share-answer": f"""def cell_percent(gbr_mbit_s):
    return 100 * gbr_mbit_s * {1 + case.margin_percent / 100} / {case.alone_mbit_s}
""",
        "refused-answer": f"left_out = {_left_out(case)}",
        "policy-answer": f'''my_policy = """
{_policy(case)}"""
''',
        "gain-answer": f"""def gained_ms(before, after):
    return percentile(before, {case.percentile}) - percentile(after, {case.percentile})
""",
        "wanted-answer": f"wanted_mbit_s = {case.wanted_mbit_s}",
        "cause-answer": f"refusal = ('{case.refused}', 22, 26)",
        "useless-answer": f"no_help = {set(useless(draw).letters('weak', 'router', 'far'))}",
        "slice-share-answer": "share_percent = "
        f"{math.ceil(100 * case.slice_mbit_s / case.alone_mbit_s)}",
        "slice-answer": f"""slice_effect = (
    "{slice_effect(draw).letters("share")[0]}", percentile(shared, {case.percentile})
)""",
        "fault-answer": f"""trouble = (
    "{trouble(draw).letters(cause)[0]}", {_VIDEO_QFI[cause]}
)""",
        "remedy-answer": f"""remedy = (
    "{remedy(draw).letters(CURES[cause])[0]}", 100 * frozen.count(None) / len(frozen)
)""",
    }


def _classes(case: Case) -> tuple[int, ...]:
    fits = {
        True: ((300, 4), (150, 2), (50, 3)),
        False: ((300, 9), (100, 7), (10, 80)),
    }
    return tuple(
        next(five_qi for budget_ms, five_qi in fits[need.guaranteed] if budget_ms <= need.budget_ms)
        for need in case.offered.values()
    )


def _left_out(case: Case) -> set[str]:
    """Return the weakest of the first three, and the last one that may not take a place."""
    weakest = max(("A", "B", "C"), key=lambda letter: case.requests[letter].level)
    late = "D" if not case.requests["D"].may_preempt else "E"
    return {weakest, late}


def _policy(case: Case) -> str:
    return "flows:\n" + "".join(
        f"  - {{name: {name}, ue: {name}, port: {PORTS[name]}, five_qi: {five_qi}, "
        f"gbr_kbps: {case.rate_kbps[name]}}}\n"
        for name, five_qi in ((case.fast, 82), (case.steady, 2))
    )
