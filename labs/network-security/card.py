"""What the learner gets of their case: the card and a night to read, and records to work on."""

from collections.abc import Sequence

from case import Case, Night, case_of
from choices import charter, first_hour
from readings import NOBODY

from campus5g import t
from campus5g.courseware.lab.learner_card import Card, Lettered
from campus5g.draw import Draw


def card_of(draw: Draw) -> Card:
    """Return the card of a draw, in the language in force."""
    case = case_of(draw)
    return Card(
        draw.code,
        _facts(case),
        lettered={
            "charter": charter(draw).shown,
            "first": first_hour(draw).shown,
            "night": Lettered(tuple(_traces(*each) for each in case.night.items())),
        },
        given={
            "variation": draw.variation,
            "lines": [list(line) for line in case.log.lines],
            "register": dict(case.log.register),
            "tickets": dict(case.log.tickets),
            "monday": [list(flow) for flow in case.monday],
            "swept": case.swept,
        },
    )


def _facts(case: Case) -> dict[str, str]:
    never, back, closed = case.codes
    first, second = case.measures
    false, refused = case.calls
    return {
        t(fr="Exercice 2 · SUCI acceptés", en="Exercise 2 · SUCI accepted"): t(
            fr=f"{_profiles(case.schemes)} ; à montrer : {case.shown}",
            en=f"{_profiles(case.schemes)}; to be shown: {case.shown}",
        ),
        t(
            fr="Exercices 3 et 14 · un ticket vaut", en="Exercises 3 and 14 · a ticket holds for"
        ): f"{case.ticket_minutes} min",
        t(
            fr="Exercice 5 · on écrit un automate", en="Exercise 5 · a PLC is written"
        ): case.place_form.format(host="10.0.0.9", port=102),
        t(fr="Exercice 6 · la fiche demande", en="Exercise 6 · the form asks for"): (
            f"{first}, {second}"
        ),
        t(fr="Exercice 7 · ce qui doit être différent", en="Exercise 7 · what has to differ"): t(
            fr=f"{case.counted} ; station déclarée : {case.station}",
            en=f"{case.counted}; declared station: {case.station}",
        ),
        t(fr="Exercice 9 · codes du registre", en="Exercise 9 · codes of the register"): t(
            fr=f"jamais coupée {never}, revenue {back}, fermée {closed}",
            en=f"never cut {never}, back again {back}, closed {closed}",
        ),
        t(fr="Exercice 10 · qui a besoin de quoi", en="Exercise 10 · who needs what"): t(
            fr=" ; ", en="; "
        ).join(_needs(case)),
        t(fr="Exercice 12 · la fiche demande", en="Exercise 12 · the form asks for"): (
            case.replay_field
        ),
        t(fr="Exercice 13 · on appelle", en="Exercise 13 · whom to call"): t(
            fr=f"fausse cellule : {false} ; refusé : {refused} ; servi : {NOBODY}",
            en=f"false cell: {false}; refused: {refused}; served: {NOBODY}",
        ),
    }


def _profiles(schemes: Sequence[str]) -> str:
    names = {"1": t(fr="profil A", en="profile A"), "2": t(fr="profil B", en="profile B")}
    return t(fr=" ou ", en=" or ").join(names[scheme] for scheme in schemes)


def _needs(case: Case) -> list[str]:
    """Return who needs what, and what nobody needs any more."""
    ended = t(fr="(contrat terminé)", en="(contract ended)")
    needs = [
        f"{group} → {service}" for group, services in case.allowed.items() for service in services
    ]
    return sorted([*needs, f"{case.ended[0]} → {case.ended[1]} {ended}"])


def _traces(device: str, night: Night) -> tuple[tuple[str, str], ...]:
    """Return the four lines of a device: one fault among six is read and typed, not computed."""
    state, cell, cause = night.modem
    return (
        (
            device,
            f"IMEISV {night.registered} → {night.seen}, min {night.seen_minute}, "
            f"ticket {_or_dash(night.ticket_minute)}",
        ),
        ("destinations", str(night.destinations)),
        ("NAS", " ".join(f"{sequence}:{mac}" for sequence, mac in night.uplinks)),
        ("C5GREG", f"{state}, cell {cell}, cause {_or_dash(cause)}"),
    )


def _or_dash(number: int | None) -> str:
    return "–" if number is None else str(number)
