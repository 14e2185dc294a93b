"""How reliably a device joins, and how fast."""

from collections.abc import Iterator, Sequence

from campus5g.inventory import Acceptance
from campus5g.kit.kit import Kit
from campus5g.kit.showing.numbers import decimal
from campus5g.kit.ue import Registration
from campus5g.kit_setup.acceptance.check import Check, judged
from campus5g.kit_setup.acceptance.plots import draw_bars
from campus5g.language import t

_CAPTURE_S = 600.0


def joins(kit: Kit, device: str, points: Sequence[str], marks: Acceptance) -> Iterator[Check]:
    """Have a device leave and join again and again.

    Args:
        kit: the kit.
        device: its UE.
        points: where that is captured; the first capture is kept as evidence.
        marks: how often, and what is good enough.

    Raises:
        KitError: the modem does not answer.
    """
    ue = kit.ue(device)
    evidence: tuple[str, ...] = ()
    if points:
        with kit.capture(*points, max_seconds=_CAPTURE_S) as capture:
            attempts = [ue.restart() for _ in range(marks.attempts)]
        capture.keep("joining")
        evidence = ("joining",)
    else:
        attempts = [ue.restart() for _ in range(marks.attempts)]
    yield _success(device, attempts, marks, evidence)
    yield _duration(device, attempts, marks, evidence)


def _success(
    device: str, attempts: list[Registration], marks: Acceptance, evidence: tuple[str, ...]
) -> Check:
    joined = sum(each.registered and each.address is not None for each in attempts)
    percent = 100 * joined / len(attempts)
    good = percent >= marks.attached_percent
    least = decimal(marks.attached_percent, 0)
    return Check(
        id="attach-success",
        title=t(fr=f"{device} rejoint le réseau", en=f"{device} joins the network"),
        verdict=judged(good),
        measured=t(fr=f"{joined} fois sur {len(attempts)}", en=f"{joined} of {len(attempts)}"),
        mark=t(fr=f"au moins {least} %", en=f"at least {least} %"),
        step=""
        if good
        else t(
            fr="Ouvrez la capture « joining » du dossier de preuves : la cause du refus est dans "
            "la dernière trame NAS de chaque essai manqué.",
            en="Open the capture “joining” of the evidence: the cause of each refusal is in the "
            "last NAS frame of that attempt.",
        ),
        figures={"attempts": len(attempts), "joined": joined},
        evidence=evidence,
    )


def _duration(
    device: str, attempts: list[Registration], marks: Acceptance, evidence: tuple[str, ...]
) -> Check:
    times_s = [each.duration_s for each in attempts if each.registered]
    title = t(fr=f"temps d’enregistrement de {device}", en=f"registration time of {device}")
    longest = decimal(marks.registration_s, 0)
    mark = t(fr=f"{longest} s au plus", en=f"at most {longest} s")
    if not times_s:
        none = t(fr="jamais enregistré", en="never registered")
        return Check("registration-time", title, "failed", none, mark, evidence=evidence)
    slowest_s, median_s = max(times_s), sorted(times_s)[len(times_s) // 2]
    good = slowest_s <= marks.registration_s
    return Check(
        id="registration-time",
        title=title,
        verdict=judged(good),
        measured=t(
            fr=f"médiane {decimal(median_s, 2)} s, la plus longue {decimal(slowest_s, 2)} s",
            en=f"median {decimal(median_s, 2)} s, longest {decimal(slowest_s, 2)} s",
        ),
        mark=mark,
        step=""
        if good
        else t(
            fr="Le modem cherche sur trop de bandes : limitez-le à celle de la cellule "
            '(AT+QNWPREFCFG="nr5g_band").',
            en="The modem searches too many bands: keep it to the cell's "
            '(AT+QNWPREFCFG="nr5g_band").',
        ),
        figures={"registration_s": times_s},
        plot=draw_bars(
            times_s,
            marks.registration_s,
            t(fr="essai", en="attempt"),
            t(fr="enregistrement (s)", en="registration (s)"),
        ),
        evidence=evidence,
    )
