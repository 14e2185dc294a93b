"""The case that this lab gives a learner: their site's rules, and what its records show."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import permutations
from random import Random

from records import Flow, Registration

from campus5g.draw import Draw

# SUCI schemes that a site may demand (TS 33.501, annex C): profiles A and B.
SCHEMES = (("1",), ("2",), ("1", "2"))
SHOWN = ("device", "imei")
TICKET_MINUTES = (30, 45, 60, 90, 120, 150, 180, 240)
PLACE_FORMS = ("{host}:{port}", "{port}@{host}", "{host}/{port}", "tcp {port} {host}")
MEASURES = ("precision", "recall", "missed", "false")
# How many others a device talks to on a normal day: too far apart for one limit to fit two sites.
USUAL = (5, 16, 38, 82)
COUNTED = ("destination", "port")
STATIONS = ("inventory-1", "inventory-2", "scanner-a", "scanner-b", "asset-server")
CODES = range(11, 100)
REPLAY_FIELDS = ("sequence", "mac", "time_s", "connection")
CALLS = ("security", "operator", "duty-desk", "radio-team", "plant-manager")
# What the groups of devices may need, beside their own server.
NEEDS = (
    ("vehicles", "plc"),
    ("cameras", "access"),
    ("readers", "plc"),
    ("vehicles", "access"),
    ("cameras", "plc"),
    ("readers", "video"),
)
OWN_SERVICES = {"cameras": "video", "vehicles": "fleet", "readers": "access"}

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


@dataclass(frozen=True)
class Case:
    """What a draw sets in this lab.

    Args:
        draw: where it comes from.
        schemes: the SUCI schemes that the site accepts.
        shown: what the list of exposed devices shows of each, a column of the roll call.
        ticket_minutes: how long after a maintenance ticket other equipment is expected.
        place_form: how the site writes a host and a port.
        measures: which two figures of a detector its form asks for.
        usual: the most others that a device talks to on a normal day.
        counted: what tells a sweep at this site: many destinations, or many ports.
        station: the one that may talk to everybody: it takes the inventory.
        codes: of the site's register: never cut, back again, closed.
        needs: groups of devices and services that work stops without.
        ended: a need whose contract has ended.
        replay_field: what the site's form asks of a message that was sent twice.
        calls: whom to call for a false cell, and for a refusal by the site's own network.
        log: a morning's registrations.
        swept: who sweeps on Monday.
        night: the records of another site's devices.
    """

    draw: Draw
    schemes: tuple[str, ...]
    shown: str
    ticket_minutes: int
    place_form: str
    measures: tuple[str, str]
    usual: int
    counted: str
    station: str
    codes: tuple[int, int, int]
    needs: tuple[tuple[str, str], ...]
    ended: tuple[str, str]
    replay_field: str
    calls: tuple[str, str]
    log: Log
    swept: str
    night: Mapping[str, Night]

    @cached_property
    def monday(self) -> Sequence[Flow]:
        """The flows of a day, with one sweep in them."""
        chance = self.draw.random("monday")
        return flows_of(chance, self.usual, self.counted, self.station, {self.swept})

    @property
    def allowed(self) -> dict[str, list[str]]:
        """The smallest matrix that lets everybody work."""
        return {
            group: [own, *(service for needing, service in self.needs if needing == group)]
            for group, own in OWN_SERVICES.items()
        }


def case_of(draw: Draw) -> Case:
    """Return the case of a draw."""
    rules, forms = draw.random("rules"), draw.random("forms")
    usual = draw.random("usual").choice(USUAL)
    ticket_minutes = rules.choice(TICKET_MINUTES)
    *needs, ended = draw.random("needs").sample(NEEDS, 3)
    false, refused = forms.sample(CALLS, 2)
    never, back, closed = rules.sample(CODES, 3)
    return Case(
        draw=draw,
        schemes=rules.choice(SCHEMES),
        shown=rules.choice(SHOWN),
        ticket_minutes=ticket_minutes,
        place_form=forms.choice(PLACE_FORMS),
        measures=forms.choice(list(permutations(MEASURES, 2))),
        usual=usual,
        counted=draw.random("counted").choice(COUNTED),
        station=draw.random("station").choice(STATIONS),
        codes=(never, back, closed),
        needs=tuple(needs),
        ended=ended,
        replay_field=forms.choice(REPLAY_FIELDS),
        calls=(false, refused),
        log=log_of(draw.random("log"), ticket_minutes),
        swept=draw.random("swept").choice(DEVICES),
        night=night_of(draw.random("night"), ticket_minutes, usual),
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
