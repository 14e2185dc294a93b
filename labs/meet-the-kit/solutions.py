"""The answers that depend on a learner's case, as that learner types them."""

from collections.abc import Sequence
from itertools import permutations

import choices
from case import Case

from campus5g.inventory import chance

SWAP = {"reader": "same-other", "card": "other-same", "both": "other-other", "restart": "same-same"}
STEPS = {
    "DENIED": ("core", "answered-no"),
    "SILENT": ("cable", "heard-nothing"),
    "WEAK": ("place", "too-low"),
    "NOISY": ("interferer", "covered"),
}
DEVICES = ("camera", "agv", "badge")
# What the kit's devices show in each alternative of the scenario coil-yard.
TROUBLES = {
    "none": {},
    "interference": dict.fromkeys(DEVICES, "NOISY"),
    **{f"{name}-denied": {name: "DENIED"} for name in DEVICES},
    **{f"{name}-shadowed": {name: "WEAK"} for name in DEVICES},
    **{
        f"{one}-denied-{other}-shadowed": {one: "DENIED", other: "WEAK"}
        for one, other in permutations(DEVICES, 2)
    },
}


def solutions(case: Case) -> dict[str, str]:
    """Return the source of answer cells by grade id."""
    draw = case.draw
    stronger, weaker = case.levels_dbm
    trouble = chance(draw.variation, "choice of trouble").choice(sorted(TROUBLES))
    verdicts = dict.fromkeys(DEVICES, "GOOD") | TROUBLES[trouble]
    words = [f'"{name}": {word}' for name, word in verdicts.items()]
    [(device, (fault, proof))] = [
        (name, found)
        for name, answers in case.night.items()
        if (found := _trouble(case, answers))[0] != "GOOD"
    ]
    return {
        "safety-answer": "safe = "
        + _letters(choices.safety(draw).letters("question", "swap", "cable")),
        "ask-answer": f"stock = {(case.stock_device, *case.stock_commands)}",
        "home-answer": f"""
def origin(imsi):
    if imsi.startswith(kit_plmn):
        return "site"
    if imsi.startswith("{case.contractor_plmn}"):
        return "contractor"
    return "other"
""",
        "swap-answer": "seen = " + _letters(choices.swap(draw).letters(SWAP[case.change], "apart")),
        "on-call-answer": f"""
def to_call(lines):
    names = []
    for name in lines:
        if state(lines[name]) in {case.states_to_call_for}:
            names.append(name)
    return names
""",
        "cause-answer": "first_step = "
        + _letters(choices.cause(draw).letters(*STEPS[_trouble(case, case.call)[0]])),
        "decibel-answer": f"times = 10 ** (({stronger} - ({weaker})) / 10)",
        "margin-answer": f"""
def margin(levels):
    return min(levels) + {-case.weak_below_dbm}
""",
        "codes-answer": f"lowest = {case.weak_below_dbm + 157}, {2 * case.noisy_below_db + 47}",
        "verdict-answer": f"""
def verdict(rsrp, sinr):
    if rsrp < {case.weak_below_dbm}:
        return WEAK
    if sinr < {case.noisy_below_db}:
        return NOISY
    return GOOD
""",
        "found-answer": f"found = {{{', '.join(words)}}}",
        "fault-answer": f'fault = "{device}", {fault}',
        "proof-answer": f"proof = {proof}",
    }


def _letters(letters: tuple[str, ...]) -> str:
    return "{" + ", ".join(f'"{letter}"' for letter in letters) + "}"


def _trouble(case: Case, answers: Sequence[str]) -> tuple[str, tuple[str, int | float | str]]:
    """Return the verdict on a device, as a learner writes it, and what decides with its value."""
    registration, cell, *signals = answers
    if registration.endswith(",3"):
        return "DENIED", ("state", 3)
    if "SEARCH" in cell:
        return "SILENT", ("cell", "SEARCH")
    codes = [[int(code) for code in line.split(": ")[1].split(",")] for line in signals]
    rsrp_dbm = sorted(each[7] for each in codes)[len(codes) // 2] - 157
    sinr_db = sorted(each[8] for each in codes)[len(codes) // 2] / 2 - 23.5
    if rsrp_dbm < case.weak_below_dbm:
        return "WEAK", ("rsrp", rsrp_dbm)
    return "NOISY" if sinr_db < case.noisy_below_db else "GOOD", ("sinr", sinr_db)
