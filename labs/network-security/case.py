"""The case that this lab gives a learner: their site's rules, and what its records show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import permutations

from records import DEVICES, Flow, Log, Night, flows_of, log_of, night_of

from campus5g import t
from campus5g.courseware.lab.case_card import CaseCard
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
NOBODY = "nobody"
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

    @property
    def needs_in_words(self) -> str:
        """Who needs what, and what nobody needs any more."""
        lines = [_need(group, own) for group, own in OWN_SERVICES.items()]
        lines += [_need(*need) for need in self.needs]
        ended = _need(*self.ended)
        lines.append(t(fr=f"{ended} (contrat terminé)", en=f"{ended} (contract ended)"))
        return "\n".join(sorted(lines))

    @property
    def card(self) -> CaseCard:
        """The case in the reader's language, but for what is found by measuring."""
        never, back, closed = self.codes
        first, second = self.measures
        false, refused = self.calls
        return CaseCard(
            self.draw.code,
            {
                t(fr="Exercice 2 · SUCI acceptés", en="Exercise 2 · SUCI accepted"): t(
                    fr=f"{_profiles(self.schemes)} ; à montrer : {self.shown}",
                    en=f"{_profiles(self.schemes)}; to be shown: {self.shown}",
                ),
                t(fr="Exercice 3 · un ticket vaut", en="Exercise 3 · a ticket holds for"): (
                    f"{self.ticket_minutes} min"
                ),
                t(
                    fr="Exercice 5 · on écrit un automate", en="Exercise 5 · a PLC is written"
                ): self.place_form.format(host="10.0.0.9", port=102),
                t(fr="Exercice 6 · la fiche demande", en="Exercise 6 · the form asks for"): (
                    f"{first}, {second}"
                ),
                t(fr="Exercice 7 · on compte les", en="Exercise 7 · what is counted"): t(
                    fr=f"{self.counted} différents ; station déclarée : {self.station}",
                    en=f"different {self.counted}s; declared station: {self.station}",
                ),
                t(fr="Exercice 9 · codes du registre", en="Exercise 9 · codes of the register"): t(
                    fr=f"jamais coupée {never}, revenue {back}, fermée {closed}",
                    en=f"never cut {never}, back again {back}, closed {closed}",
                ),
                t(fr="Exercice 12 · la fiche demande", en="Exercise 12 · the form asks for"): (
                    self.replay_field
                ),
                t(fr="Exercice 13 · on appelle", en="Exercise 13 · whom to call"): t(
                    fr=f"fausse cellule : {false} ; refusé : {refused} ; servi : {NOBODY}",
                    en=f"false cell: {false}; refused: {refused}; served: {NOBODY}",
                ),
            },
        )


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


def _profiles(schemes: Sequence[str]) -> str:
    names = {"1": t(fr="profil A", en="profile A"), "2": t(fr="profil B", en="profile B")}
    return t(fr=" ou ", en=" or ").join(names[scheme] for scheme in schemes)


def _need(group: str, service: str) -> str:
    return f"{group} → {service}"
