"""Round trips that were measured, against the model and against what TS 22.104 asks."""

import math
from collections.abc import Mapping, Sequence

from campus5g.courseware.explorers.chart_panel import (
    Answer,
    Axis,
    Chart,
    ChartPanel,
    Control,
    Series,
    Table,
)
from campus5g.courseware.explorers.essentials.measured_traces.model import MEASURED, MeasuredId
from campus5g.courseware.explorers.explorer import Explorer
from campus5g.courseware.explorers.models.requirement import (
    REQUIREMENTS,
    Finding,
    Requirement,
    RequirementId,
    judge,
    samples_to_show,
)
from campus5g.courseware.explorers.models.round_trip import round_trips
from campus5g.courseware.explorers.prediction import Guess, Prediction
from campus5g.courseware.explorers.words import NO_BREAK, number, percent, quantity, whole
from campus5g.language import t

NETWORKS: tuple[MeasuredId, ...] = tuple(MEASURED)
USES: tuple[RequirementId, ...] = tuple(REQUIREMENTS)
BREAKS_PER_MINUTE = (0.0, 1.0, 2.0, 4.0)
UNPRINTED_SHARE = 0.999
"""What is asked of a use for which this course prints no availability."""

_SHARES = (0.5, 0.95, 0.99, 0.999)
_FROM_MS, _TO_MS = 2.0, 20_000.0
_FEWEST = 1e-4
_START: tuple[MeasuredId, RequirementId] = ("private-driving", "robot-remote")


def measured_traces_explorer() -> Explorer:
    """Return the explorer "measured, modelled, asked", with a prediction first."""
    network, use = _START
    controls = [
        Control(
            "network",
            t(fr="Mesures", en="Measurements"),
            [network_name(each) for each in NETWORKS],
            NETWORKS.index(network),
            kind="select",
        ),
        Control(
            "use",
            t(fr="Besoin (TS 22.104)", en="Need (TS 22.104)"),
            [f"{_limit(REQUIREMENTS[each])} – {use_name(each)}" for each in USES],
            USES.index(use),
            kind="select",
        ),
        Control(
            "breaks",
            t(fr="Coupures dans le modèle", en="Breaks in the model"),
            [_breaks(each) for each in BREAKS_PER_MINUTE],
        ),
    ]
    panel = ChartPanel(controls, _answer, _method(), _sources())
    table = _networks_table()
    return Explorer(_prediction(), panel, [list(table.headers), *(list(r) for r in table.rows)])


def network_name(network: MeasuredId) -> str:
    """Return what was measured, in words."""
    return {
        "private-driving": t(fr="5G privée, en roulant (ville)", en="Private 5G, driving (city)"),
        "private-poor-coverage": t(
            fr="5G privée, mauvaise couverture", en="Private 5G, poor coverage"
        ),
        "public-driving": t(
            fr="5G publique, en roulant (CICV5G)", en="Public 5G, driving (CICV5G)"
        ),
        "public-5g-driving": t(
            fr="5G publique, en roulant (NUWiNS)", en="Public 5G, driving (NUWiNS)"
        ),
        "lte-standing": t(fr="4G publique, à l’arrêt", en="Public 4G, standing still"),
        "wifi-odin": t(fr="Wi-Fi d’un robot, module Odin", en="A robot’s Wi-Fi, module Odin"),
        "wifi-nora": t(fr="Wi-Fi d’un robot, module Nora", en="A robot’s Wi-Fi, module Nora"),
    }[network]


def use_name(use: RequirementId) -> str:
    """Return what asks, in words."""
    return {
        "robot-standard": t(fr="Robot mobile, conduite courante", en="Mobile robot, standard"),
        "robot-remote": t(
            fr="Robot mobile, conduite à distance par vidéo",
            en="Mobile robot, remote control by video",
        ),
        "panel-data": t(fr="Panneau mobile, données", en="Mobile panel, data"),
        "robot-video": t(fr="Robot mobile, vidéo", en="Mobile robot, video"),
        "augmented-reality": t(fr="Réalité augmentée", en="Augmented reality"),
        "panel-stop": t(fr="Panneau mobile, arrêt d’urgence", en="Mobile panel, emergency stop"),
    }[use]


def share_asked(requirement: Requirement) -> float:
    """Return which share of the messages must be in time, 0 to 1."""
    return requirement.availability or UNPRINTED_SHARE


def verdict(network: MeasuredId, use: RequirementId) -> tuple[Finding, str]:
    """Return what the measurements say of a need, as a finding and in a sentence or two."""
    measured, requirement = MEASURED[network], REQUIREMENTS[use]
    asked = share_asked(requirement)
    found = judge(requirement, measured.percentiles_ms, measured.samples, asked)
    limit, share = _limit(requirement), percent(asked)
    if found.verdict == "met":
        return found, t(
            fr=f"Tenu : {_at_least(found.in_time)} des allers-retours en {limit}, pour {share} "
            "demandés.",
            en=f"Met: {_at_least(found.in_time)} of round trips within {limit}, where {share} "
            "is required.",
        )
    if found.verdict == "missed":
        late = percent(round(found.late, 6))
        return found, t(
            fr=f"Pas tenu : au moins {late} des allers-retours dépassent le double de {limit}.",
            en=f"Not met: at least {late} of round trips take more than twice {limit}.",
        )
    if found.verdict == "too-few":
        needed = number(samples_to_show(asked))
        return found, t(
            fr=f"Non prouvé : {whole(measured.samples)} mesures. Pour montrer {share}, il en faut "
            f"{needed}, sans un seul retard.",
            en=f"Not shown: {whole(measured.samples)} measurements. To show {share} you need "
            f"{needed}, without a single late one.",
        )
    return found, t(
        fr=f"Sans réponse : {_at_least(found.in_time)} des allers-retours en {limit}. Pour "
        f"{share}, les chiffres publiés ne suffisent pas.",
        en=f"No verdict: {_at_least(found.in_time)} of round trips within {limit}. The "
        f"published figures are not enough to show {share}.",
    )


def _at_least(share: float) -> str:
    """Return a share cut after three decimals of a percentage, not rounded up."""
    return percent(math.floor(round(share * 1e5, 4)) / 1e5)


def _prediction() -> Prediction:
    measured = MEASURED["private-driving"].percentiles_ms
    median, p99, rare = (_exact(measured[share]) for share in (0.5, 0.99, 0.999))
    guesses_ms = (35, 70, 200)
    guesses = [
        Guess(str(each), t(fr="environ ", en="about ") + quantity("delay", each))
        for each in guesses_ms
    ]
    nearest = min(guesses_ms, key=lambda each: abs(each - measured[0.999]))
    question = t(
        fr=f"Mesuré sur une 5G privée, un véhicule qui roule : la moitié des allers-retours en "
        f"{median}, 99 sur 100 en {p99}. Combien faut-il attendre pour en avoir 999 sur 1 000 ?",
        en="Measured on private 5G, with a moving vehicle: half of the round trips within "
        f"{median}, 99 in 100 within {p99}. How long do you have to wait to get 999 in "
        "1,000?",
    )
    why = t(
        fr=f"Mesuré : {rare}. De 99 à 99,9 %, le délai est multiplié par "
        f"{number(measured[0.999] / measured[0.99])}. Une coupure n’est pas un délai ordinaire, en "
        "plus long.",
        en=f"Measured: {rare}. From 99 to 99.9 % the delay is multiplied by "
        f"{number(measured[0.999] / measured[0.99])}. A break is not just an ordinary delay "
        "that lasts longer.",
    )
    return Prediction("traces-tail", question, guesses, lambda: (str(nearest), why))


def _answer(at: Mapping[str, int]) -> Answer:
    network, use = NETWORKS[at["network"]], USES[at["use"]]
    breaks = BREAKS_PER_MINUTE[at["breaks"]]
    _, words = verdict(network, use)
    return Answer(
        advice=words,
        figures=[_chart(network, use, breaks, words)],
        tables=[_networks_table(breaks), _uses_table(network)],
    )


def _chart(network: MeasuredId, use: RequirementId, breaks: float, words: str) -> Chart:
    limit_ms = REQUIREMENTS[use].latency_ms
    measured = sorted((ms, 1 - share) for share, ms in MEASURED[network].percentiles_ms.items())
    points = [(ms, max(rest, _FEWEST)) for ms, rest in measured]
    model = round_trips(breaks)
    delays = [_FROM_MS * (_TO_MS / _FROM_MS) ** (step / 150) for step in range(151)]
    curve = [(ms, model.late_share(ms)) for ms in delays]
    # Where the model has no message left, its curve ends.
    curve = [(ms, rest) for ms, rest in curve if rest > 0]
    name = network_name(network)
    return Chart(
        heading=t(fr="Qui est encore en route ?", en="Who is still on the way?"),
        title=t(
            fr=f"Part des allers-retours encore en route. {name} : {_in_words(network)}. {words}",
            en=f"Share of round trips still not back. {name}: {_in_words(network)}. {words}",
        ),
        reading=t(
            fr="Points : mesures publiées (p50, p95, p99, et plus loin si le nombre le permet). "
            "Traits verticaux : la limite dans un sens, et son double. À gauche du premier, chaque "
            "sens tient. À droite du second, l’un des deux sens est en retard à coup sûr.",
            en="Points: published measurements (p50, p95, p99, and beyond where their number "
            "allows). Vertical lines: the one-way limit, and twice that. Left of the "
            "first, each direction is on time. Right of the second, one of the two "
            "directions is certainly late.",
        ),
        x=Axis(
            t(fr="aller-retour (ms)", en="round trip (ms)"),
            _FROM_MS,
            _TO_MS,
            [(10, "10"), (100, "100"), (1000, number(1000)), (10_000, number(10_000))],
            log=True,
        ),
        y=Axis(
            t(fr="encore en route", en="still on the way"),
            _FEWEST,
            1,
            [(at, percent(at)) for at in (1, 0.1, 0.01, 0.001, 0.0001)],
            log=True,
        ),
        series=[
            Series(name, "line", points, style=1),
            Series(t(fr="percentiles mesurés", en="measured percentiles"), "dots", points, style=1),
            Series(t(fr="modèle : ", en="model: ") + _breaks(breaks), "line", curve, style=2),
        ],
        upright=[
            (limit_ms, quantity("delay", limit_ms)),
            (2 * limit_ms, f"2 × {quantity('delay', limit_ms)}"),
        ],
    )


def _in_words(network: MeasuredId) -> str:
    known = MEASURED[network].percentiles_ms
    return ", ".join(
        f"p{number(100 * share)} {_exact(known[share])}" for share in _SHARES if share in known
    )


def _networks_table(breaks: float = 0.0) -> Table:
    model = round_trips(breaks)
    rows = [
        [
            network_name(network),
            *(
                _exact(measured.percentiles_ms[share]) if share in measured.percentiles_ms else "–"
                for share in _SHARES
            ),
            whole(measured.samples),
            measured.source,
        ]
        for network, measured in MEASURED.items()
    ]
    rows.append(
        [
            t(fr="Modèle : ", en="Model: ") + _breaks(breaks),
            *(quantity("delay", model.percentile_ms(share)) for share in _SHARES),
            whole(len(model.sorted_ms)),
            t(fr="modèle radio du kit virtuel", en="radio model of the virtual kit"),
        ]
    )
    return Table(
        t(
            fr="Allers-retours. « – » : trop peu de mesures, ou non publié",
            en="Round trips. “–”: too few measurements, or not published",
        ),
        [
            t(fr="Réseau", en="Network"),
            "p50",
            "p95",
            "p99",
            t(fr="p99,9", en="p99.9"),
            t(fr="Nombre", en="Number"),
            t(fr="Source", en="Source"),
        ],
        rows,
    )


def _uses_table(network: MeasuredId) -> Table:
    return Table(
        t(fr="Ce que demande TS 22.104, dans un sens", en="What TS 22.104 asks, one way")
        + f" ; {network_name(network)}",
        [
            t(fr="Besoin", en="Need"),
            t(fr="Délai", en="Delay"),
            t(fr="Disponibilité", en="Availability"),
            t(fr="Temps de survie", en="Survival time"),
            t(fr="Tableau", en="Table"),
            t(fr="Verdict", en="Verdict"),
        ],
        [
            [
                use_name(use),
                _limit(one),
                "–" if one.availability is None else percent(one.availability),
                "–" if one.survival_ms is None else quantity("delay", one.survival_ms),
                one.clause,
                verdict(network, use)[1],
            ]
            for use, one in REQUIREMENTS.items()
        ],
    )


def _exact(delay_ms: float) -> str:
    """Return a published delay with the digits that were published."""
    if delay_ms == round(delay_ms):
        return f"{whole(delay_ms)}{NO_BREAK}ms"
    return t(fr=f"{delay_ms:g}".replace(".", ","), en=f"{delay_ms:g}") + f"{NO_BREAK}ms"


def _limit(requirement: Requirement) -> str:
    return quantity("delay", requirement.latency_ms)


def _breaks(per_minute: float) -> str:
    if not per_minute:
        return t(fr="aucune coupure", en="no breaks")
    if per_minute == 1:
        return t(fr="1 coupure par minute", en="1 break a minute")
    count = number(per_minute)
    return t(fr=f"{count} coupures par minute", en=f"{count} breaks a minute")


def _method() -> Sequence[str]:
    return [
        t(
            fr="TS 22.104 donne un délai dans un sens, et une disponibilité. Les mesures sont des "
            "allers-retours. D’où trois réponses : tenu, pas tenu, ou non prouvé. Par prudence, la "
            "disponibilité demandée vaut ici comme part de messages à l’heure ; un temps de survie "
            "la rend plus facile à tenir.",
            en="TS 22.104 gives a delay one way, and an availability. The measurements are "
            "round trips. Hence three verdicts: met, not met, or not shown. To be on the "
            "safe side, the required availability is taken here as the share of messages "
            "on time; a survival time makes it easier to meet.",
        ),
        t(
            fr="Pour la conduite d’un robot, le tableau 5.2-1 donne des intervalles : 40 à 500 ms "
            "pour la conduite courante, 10 à 100 ms pour la conduite à distance par vidéo. "
            "L’explorateur prend le bout le moins exigeant, et une part de messages de "
            f"{percent(UNPRINTED_SHARE)} (hypothèse).",
            en="For driving a robot, table 5.2-1 gives ranges: 40 to 500 ms for standard "
            "operation, 10 to 100 ms for remote control by video. The explorer takes the "
            "least demanding end of the range, and a share of messages of "
            f"{percent(UNPRINTED_SHARE)} (assumption).",
        ),
        t(
            fr="Pour montrer une part avec 95 % de confiance, il faut environ trois mesures par "
            "retard permis, sans un seul retard : 3 000 pour 99,9 %.",
            en="To show a share with 95 % confidence, you need about three measurements for "
            "each late one allowed, without a single late one: 3,000 for 99.9 %.",
        ),
        t(
            fr="CICV5G répond depuis un serveur distant, le modèle depuis le site : comparez la "
            "forme des courbes, pas leur niveau. Le modèle : cellule chargée à 30 %, coupures de "
            "120 ms en médiane (valeurs choisies).",
            en="CICV5G’s replies come from a distant server, the model’s from the site: "
            "compare the shape of the curves, not their level. The model: a cell loaded to "
            "30 %, breaks with a median of 120 ms (chosen values).",
        ),
    ]


def _sources() -> str:
    return t(
        fr="Sources : CICV5G (CC BY 4.0, doi 10.5281/zenodo.17475688), percentiles recalculés ; "
        "NUWiNS, Northeastern University, percentiles recalculés ; SSL A-Team, wiki du logiciel du "
        "robot (100 messages par seconde pendant 30 minutes) ; 3GPP TS 22.104, tableaux 5.2-1, 5.3 "
        "et 5.4.",
        en="Sources: CICV5G (CC BY 4.0, doi 10.5281/zenodo.17475688), percentiles recomputed; "
        "NUWiNS, Northeastern University, percentiles recomputed; SSL A-Team, robot "
        "firmware wiki (100 messages a second for 30 minutes); 3GPP TS 22.104, tables "
        "5.2-1, 5.3 and 5.4.",
    )
