"""The answers that depend on a learner's case, as that learner types them."""

from case import Case
from choices import cause, safety, teeth, trouble
from delay_lists import read_site

from campus5g.kit.measuring.late_share import late_share_bounds
from campus5g.kit.measuring.silence import longest_silence

SITES = (
    "breaks",
    "queue",
    "in-step",
    "requests",
    "requests",
    "in-step",
    "breaks",
    "requests",
    "dropped",
    "queue",
    "queue",
    "in-step",
    "dropped",
    "breaks",
    "dropped",
)
"""The trouble of each site, as ``making/traces.py`` has made them."""


def solutions(case: Case) -> dict[str, str]:
    """Return the source of answer cells by grade id."""
    draw = case.draw
    one, other = case.weighed
    letter, bound = _proof(case)
    counted = " + ".join(f'pattern.count("{kind}")' for kind in case.counted)
    low, high = case.sure_percent / 100, 1 - case.sure_percent / 100
    return {
        "safety-answer": f"safe = {set(safety(draw).letters('notice', 'keep'))}",
        "lost-answer": f"""def lost_share(rtts):
    return {case.lost_of} * rtts.count(None) / len(rtts)
""",
        "percentile-answer": f"""def slow_ms(times):
    ordered = sorted(times)
    n = len(ordered)
    return ordered[math.ceil({case.slow_percent} * n / 100) - 1]
""",
        "deadline-answer": f"""def in_time_percent(rtts):
    came = [rtt for rtt in rtts if rtt is not None]
    return 100 * len([rtt for rtt in came if rtt <= {case.need_ms}]) / len(rtts)
""",
        "silence-answer": f"""def long_silences(sent_s, rtts):
    arrivals_s = sorted(sent + rtt / 1000 for sent, rtt in zip(sent_s, rtts) if rtt is not None)
    count = 0
    for before, after in zip(arrivals_s, arrivals_s[1:]):
        if 1000 * (after - before) > {case.silence_ms}:
            count += 1
    return count
""",
        "share-answer": f"""def part_percent(parts):
    return 100 * (parts["{one}"] + parts["{other}"]) / sum(parts.values())
""",
        "cause-answer": f"""slow_because = (
    "{cause(draw).letters("asking")[0]}", slowest["again"] - parts["again"]
)""",
        "phase-answer": f"""def moment_ms(sent):
    return 1000 * sent % {case.fold_ms}
""",
        "period-answer": f"""CANDIDATES = [1, 2, 2.5, 4, 5, 8, 10, 12.5, 16, 20]

def find_period(sent_s, rtts, candidates):
    whole = scatter(sent_s, rtts)
    for period in candidates:
        if scatter(sent_s, rtts, period) < {case.scatter_percent / 100} * whole:
            return period
    return None
""",
        "teeth-answer": f"""teeth = (
    "{teeth(draw).letters("request")[0]}", own_period or 10
)""",
        "stuck-answer": f"""def in_step_with(interval_ms):
    return interval_ms % {case.beat_ms} == 0
""",
        "frame-answer": f"""def counted_ms(pattern):
    return ({counted}) * 15 / {case.spacing_khz}
""",
        "slower-answer": f"""def slower_ms(before, after):
    return percentile(after, {case.compared_percent}) - percentile(before, {case.compared_percent})
""",
        "one-way-answer": f"""def ways_ms(t1, t2, t3, t4):
    return t2 - {case.clock_ms} - t1, t4 - (t3 - {case.clock_ms})
""",
        "interval-answer": f"""def interval(times):
    ordered = sorted(times)
    n = len(ordered)
    m = 1.96 * math.sqrt(n * {low} * {high:.2f})
    return ordered[math.ceil({low} * n - m) - 1], ordered[min(n, math.ceil({low} * n + m)) - 1]
""",
        "differ-answer": f"""def clearly_apart(first, second):
    gap = {case.resolution_ms}
    return second[0] - first[1] > gap or first[0] - second[1] > gap
""",
        "verdict-answer": f"""def verdict(delays):
    n = len(delays)
    late = len([delay for delay in delays if delay is None or delay > {case.need_ms}])
    low, high = late_share_bounds(late, n)
    if high <= {case.allowed}:
        return MET
    if low > {case.allowed}:
        return MISSED
    return NOT_PROVEN
""",
        "trial-answer": f"""proof = (
    "{letter}", {bound:.3f}
)""",
        "fault-answer": f"""trouble = (
    "{trouble(draw).letters(SITES[case.site - 1])[0]}", {_longest_silence_ms(case.site):.1f}
)""",
        "evidence-answer": f"""site_slow_ms = percentile(returned(site_rtts), {case.slow_percent})
site_lost = {case.lost_of} * site_rtts.count(None) / len(site_rtts)
site_silences = long_silences(site_sent_s, site_rtts)
""",
    }


def _proof(case: Case) -> tuple[str, float]:
    """Return the letter of the trial that proves the requirement, and its upper bound in %."""
    for letter, trial in zip("ABCD", case.campaigns, strict=True):
        _, bound = late_share_bounds(trial.late, trial.sent)
        if bound <= case.allowed:
            return letter, 100 * bound
    raise ValueError("no trial proves the requirement")


def _longest_silence_ms(site: int) -> float:
    arrivals_s = (
        sent_s + rtt / 1000 for sent_s, rtt in zip(*read_site(site), strict=True) if rtt is not None
    )
    silence = longest_silence(arrivals_s)
    if silence is None:
        raise ValueError(f"site {site} has no answers")
    return silence.length_ms
