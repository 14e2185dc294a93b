"""Records of a plant's network, made up by chance: a core's log, a day's flows, a night."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import NamedTuple

SIMS = tuple(f"sim-{number:02}" for number in range(1, 25))
DEVICES = tuple(
    f"{kind}-{number:02}"
    for kind, first, last in (("cam", 1, 8), ("lamp", 9, 14), ("gauge", 15, 19), ("door", 20, 24))
    for number in range(first, last + 1)
)
YARD = ("crane", "gate", "scale", "forklift", "pump", "tablet")
OWN_CELLS = (17, 18)
"""The cells of the night's site."""
TROUBLES = ("STOLEN", "SWEEPS", "REPLAYED", "FALSE_CELL")
SOUND = ("ticket", "update", "busy", "wrapped", "refused")
"""Nothing is wrong with these, though one line of theirs may look so."""


class Registration(NamedTuple):
    """A line of a core's log: when, which SIM, in which equipment."""

    minute: int
    sim: str
    imei: str


class Flow(NamedTuple):
    """A flow at the UPF: who spoke to whom, and whether there was an answer."""

    minute: int
    source: str
    destination: str
    port: int
    answered: bool


class Uplink(NamedTuple):
    """A protected NAS message of a device: when, on which connection, its number and its MAC."""

    time_s: float
    connection: str
    sequence: str
    mac: str


@dataclass(frozen=True)
class Log:
    """A morning at the core.

    Args:
        lines: the registrations, in order.
        register: the equipment that belongs to each SIM.
        tickets: the minute of the maintenance ticket on a SIM's device.
    """

    lines: Sequence[Registration]
    register: Mapping[str, str]
    tickets: Mapping[str, int]

    @property
    def new_equipment(self) -> list[Registration]:
        """The lines in which the equipment is not the register's."""
        return [line for line in self.lines if line.imei != self.register[line.sim]]


@dataclass(frozen=True)
class Night:
    """What one device left in the records of a night.

    Args:
        registered: the IMEISV in the register.
        seen: the IMEISV in the core's log.
        seen_minute: when that was.
        ticket_minute: of the maintenance ticket; None without one.
        destinations: how many others it spoke to.
        uplinks: sequence number and MAC of its NAS messages.
        modem: the modem's registration state, cell and cause.
    """

    registered: str
    seen: str
    seen_minute: int
    ticket_minute: int | None
    destinations: int
    uplinks: Sequence[tuple[int, str]]
    modem: tuple[int, int, int | None]

    def __repr__(self) -> str:
        state, cell, cause = self.modem
        sent = " ".join(f"{sequence}:{mac}" for sequence, mac in self.uplinks)
        return "\n    ".join(
            [
                f"IMEISV {self.registered} → {self.seen}, min {self.seen_minute}, "
                f"ticket {'–' if self.ticket_minute is None else self.ticket_minute}",
                f"destinations {self.destinations}",
                f"NAS {sent}",
                f"C5GREG {state}, cell {cell}, cause {'–' if cause is None else cause}",
            ]
        )


def log_of(random: Random, ticket_minutes: int, thieves: int = 2) -> Log:
    """Return a morning at the core: thefts, replacements with a ticket, and the usual.

    Args:
        random: the source of chance.
        ticket_minutes: how long after its ticket other equipment is expected.
        thieves: how many SIMs are stolen.
    """
    register = {sim: _imei(random) for sim in SIMS}
    chosen = random.sample(SIMS, thieves + 4)
    stolen, (just, late, early, twice) = chosen[:thieves], chosen[thieves:]
    tickets: dict[str, int] = {}
    lines = [
        Registration(random.randrange(360, 720), sim, register[sim])
        for sim in random.choices(SIMS, k=40)
    ]
    for sim in (*stolen, just, late, early, twice):
        minute = random.randrange(420, 700)
        lines.append(Registration(minute, sim, _imei(random)))
        if sim == just:
            tickets[sim] = minute - ticket_minutes
        elif sim == late:
            tickets[sim] = minute - ticket_minutes - random.randint(1, 9)
        elif sim == early:
            tickets[sim] = minute + random.randint(1, 30)
        elif sim == twice:
            tickets[sim] = minute - random.randint(1, ticket_minutes - 1)
    return Log(sorted(lines), register, tickets)


def flows_of(
    random: Random, usual: int, counted: str, station: str, guilty: Collection[str]
) -> list[Flow]:
    """Return a day's flows at the UPF.

    Args:
        random: the source of chance.
        usual: the most others, or ports, that a device uses on a normal day.
        counted: whether a sweep is wide in destinations or in ports.
        station: sweeps the plant every day, as declared.
        guilty: the devices that sweep.
    """
    flows = []
    for source in DEVICES:
        most = random.randint(max(2, usual - 3), usual)
        flows += _spread(random, source, counted, most, random.randint(3, 6))
        if source in guilty:
            wide = usual + random.randint(3, 6)
            # Some sweep in minutes, some all day long; some find what answers, some do not.
            flows += _spread(random, source, counted, wide, 1, unanswered=random.random())
    flows += _spread(random, station, counted, 3 * usual, 2)
    return sorted(flows)


def night_of(random: Random, ticket_minutes: int, usual: int) -> dict[str, Night]:
    """Return the records of six devices: one in trouble, five that only seem to be."""
    kinds = [random.choice(TROUBLES), *SOUND]
    return dict(
        zip(
            random.sample(YARD, len(YARD)),
            [
                _night(random, kind, ticket_minutes, usual)
                for kind in random.sample(kinds, len(kinds))
            ],
            strict=True,
        )
    )


def _night(random: Random, kind: str, ticket_minutes: int, usual: int) -> Night:
    own, minute = _imei(random), random.randrange(60, 300)
    seen, ticket = own + "01", None
    destinations = random.randint(2, max(2, usual - 1))
    uplinks = [(number, f"{random.getrandbits(32):08x}") for number in range(3, 7)]
    modem: tuple[int, int, int | None] = (1, random.choice(OWN_CELLS), None)
    match kind:
        case "STOLEN":
            seen = _imei(random) + "01"
            if random.random() < 0.5:
                ticket = minute - ticket_minutes - random.randint(2, 20)
        case "ticket":
            seen, ticket = _imei(random) + "01", minute - random.randint(1, ticket_minutes)
        case "update":
            seen = own + "02"
        case "SWEEPS":
            destinations = usual * 2 + random.randint(1, 9)
        case "busy":
            destinations = usual
        case "REPLAYED":
            uplinks.append(random.choice(uplinks))
        case "wrapped":
            uplinks.append((random.choice(uplinks)[0], f"{random.getrandbits(32):08x}"))
        case "FALSE_CELL":
            modem = 3, random.randint(900, 1400), random.choice([3, 7, 11, 15])
        case "refused":
            modem = 3, random.choice(OWN_CELLS), 7
    return Night(own + "01", seen, minute, ticket, destinations, uplinks, modem)


def _spread(
    random: Random,
    source: str,
    counted: str,
    different: int,
    repeats: int,
    unanswered: float = 0.1,
) -> list[Flow]:
    """Return flows to so many different destinations, or ports, each several times."""
    first = random.randrange(1, 60)
    flows = []
    for number in range(different):
        if counted == "destination":
            place = f"10.60.{first}.{number + 1}", 502
        else:
            place = f"10.60.{first}.1", 1000 * first + number
        flows += [
            Flow(random.randrange(24 * 60), source, *place, random.random() >= unanswered)
            for _ in range(random.randint(1, repeats))
        ]
    return flows


def _imei(random: Random) -> str:
    """Return the first 14 digits of an IMEI, of a type that is made up."""
    return f"35{random.randrange(10**6):06}{random.randrange(10**6):06}"
