"""The case that this lab gives a learner: their site's rules, and what their kit and yard show."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from random import Random

from campus5g.draw import Draw

# What the stores may want to know, with the command that asks a modem for it.
INVENTORY = {
    "imei": "AT+CGSN",
    "imsi": "AT+CIMI",
    "maker": "AT+CGMI",
    "model": "AT+CGMM",
    "firmware": "AT+CGMR",
    "card": "AT+CPIN?",
}
DEVICES = ("camera", "agv", "badge")
# Country codes whose networks have two digits, or three (TS 23.003, 2.2).
COUNTRIES = {"206": 2, "214": 2, "222": 2, "262": 2, "302": 3, "310": 3, "334": 3}
# Up to three of the states in which a device is not served.
STATES_TO_CALL_FOR = [states for size in (1, 2, 3) for states in combinations((0, 2, 3, 4), size)]
CHANGES = ("reader", "card", "both", "restart")
DIFFERENCES_DB = (4, 6, 7, 8, 9, 11, 13, 14, 16, 17)
TROUBLES = ("denied", "silent", "weak", "noisy")
# Nothing is wrong with these, though one line of theirs may look so.
SOUND = ("roaming", "stray", "near", "faint", "announcing")
# On a subcarrier of 30 kHz: −174 dBm/Hz of thermal noise, and a modem's noise figure of 7 dB.
NOISE_DBM = -122
YARD = ("crane", "gate", "scale", "forklift", "pump", "tablet")


@dataclass(frozen=True)
class Case:
    """What a draw sets in this lab.

    Args:
        draw: where it comes from.
        stock_device: the device that the stores ask about.
        stock_facts: what they ask for, keys of `INVENTORY`.
        contractor_plmn: the network of the contractor's cards.
        weak_below_dbm: RSRP below which the site calls a signal weak.
        noisy_below_db: SINR below which it calls one interfered with.
        states_to_call_for: registration states for which the team on duty is called.
        change: what was changed at the badge reader, of `CHANGES`.
        levels_dbm: RSRP of two devices, the stronger first.
        call: the answers of a device about which somebody calls.
        night: the answers of the devices of another yard: registration, cell, five signals.
    """

    draw: Draw
    stock_device: str
    stock_facts: tuple[str, str]
    contractor_plmn: str
    weak_below_dbm: int
    noisy_below_db: int
    states_to_call_for: tuple[int, ...]
    change: str
    levels_dbm: tuple[int, int]
    call: Sequence[str]
    night: Mapping[str, Sequence[str]]

    @property
    def stock_commands(self) -> tuple[str, str]:
        """The commands that ask for what the stores want."""
        first, second = self.stock_facts
        return INVENTORY[first], INVENTORY[second]


def case_of(draw: Draw) -> Case:
    """Return the case of a draw."""
    rules = draw.random("rules")
    weak_below_dbm, noisy_below_db = rules.randint(-114, -96), rules.randint(1, 9)
    cards = draw.random("cards")
    country = cards.choice(list(COUNTRIES))
    network = "".join(str(cards.randint(1, 9)) for _ in range(COUNTRIES[country]))
    first, second = sorted(cards.sample(list(INVENTORY), 2), key=list(INVENTORY).index)
    levels = draw.random("levels")
    stronger_dbm = levels.randint(-84, -72)
    trouble = draw.random("call")
    return Case(
        draw=draw,
        stock_device=cards.choice(DEVICES),
        stock_facts=(first, second),
        contractor_plmn=country + network,
        weak_below_dbm=weak_below_dbm,
        noisy_below_db=noisy_below_db,
        states_to_call_for=rules.choice(STATES_TO_CALL_FOR),
        change=cards.choice(CHANGES),
        levels_dbm=(stronger_dbm, stronger_dbm - levels.choice(DIFFERENCES_DB)),
        call=_Modem(weak_below_dbm, noisy_below_db, trouble).answers(trouble.choice(TROUBLES), 1),
        night=_night(weak_below_dbm, noisy_below_db, draw.random("night")),
    )


def _night(weak_below_dbm: int, noisy_below_db: int, chance: Random) -> dict[str, list[str]]:
    """Return six devices' answers: one in trouble, five that only seem to be."""
    modem = _Modem(weak_below_dbm, noisy_below_db, chance)
    answers = [modem.answers(chance.choice(TROUBLES), 5)]
    answers += [modem.answers(kind, 5) for kind in SOUND]
    order = chance.sample(answers, len(answers))
    return dict(zip(chance.sample(YARD, len(YARD)), order, strict=True))


class _Modem:
    """Answers of modems at a site with these thresholds."""

    def __init__(self, weak_below_dbm: int, noisy_below_db: int, chance: Random) -> None:
        self._weak_below_dbm = weak_below_dbm
        self._noisy_below_db = noisy_below_db
        self._chance = chance

    def answers(self, kind: str, readings: int) -> list[str]:
        """Return registration, cell and signals of a modem.

        Args:
            kind: its trouble, or what only looks like one.
            readings: how often the signal was read.
        """
        chance = self._chance
        mode, state = {"denied": (0, 3), "silent": (0, 2), "roaming": (0, 5)}.get(kind, (0, 1))
        if kind == "announcing":
            mode = 3
        registration = f"+C5GREG: {mode},{state}"
        if kind == "silent":
            silent = "+CESQ: 99,99,255,255,255,255,255,255,255"
            return [registration, '+QENG: "servingcell","SEARCH"', *[silent] * readings]
        rsrp_dbm = self._weak_below_dbm + chance.randint(9, 18)
        sinr_db = self._noisy_below_db + chance.randint(8, 15)
        if kind == "weak":
            rsrp_dbm = self._weak_below_dbm - chance.randint(4, 8)
        elif kind == "near":
            rsrp_dbm = self._weak_below_dbm + 3
        elif kind == "noisy":
            rsrp_dbm, sinr_db = rsrp_dbm + 6, self._noisy_below_db - chance.randint(4, 7)
        elif kind == "faint":
            sinr_db = self._noisy_below_db + 2
        levels_dbm = [rsrp_dbm + offset for offset in chance.sample([-2, -1, 0, 1, 2], readings)]
        if kind == "stray":
            levels_dbm[chance.randrange(readings)] = self._weak_below_dbm - 12
        said = "LIMSRV" if kind == "denied" else "CONNECT"
        cell_id, physical = chance.choice([17, 18, 26, 27]), chance.randint(20, 900)
        first_db = _over_noise(sinr_db, levels_dbm[0])
        cell = (
            f'+QENG: "servingcell","{said}","NR5G-SA","TDD",999,70,{cell_id:X},{physical},1,'
            f"656668,77,6,{levels_dbm[0]},{round(_rsrq_db(first_db))},{first_db},1,-"
        )
        return [registration, cell, *(_signal(each, sinr_db) for each in levels_dbm)]


def _signal(rsrp_dbm: int, sinr_db: int) -> str:
    sinr_db = _over_noise(sinr_db, rsrp_dbm)
    rsrq = math.floor(2 * (_rsrq_db(sinr_db) + 43)) + 1
    return f"+CESQ: 99,99,255,255,255,255,{rsrq},{rsrp_dbm + 157},{2 * sinr_db + 47}"


def _over_noise(sinr_db: int, rsrp_dbm: int) -> int:
    """Return the SINR, no higher than the modem's own noise allows."""
    return min(sinr_db, rsrp_dbm - NOISE_DBM)


def _rsrq_db(sinr_db: int) -> float:
    """Return the RSRQ in a cell that is three tenths full, as the virtual kit computes it."""
    return -10 * math.log10(12 * (0.3 + 10 ** (-sinr_db / 10) + 1 / 6))
