"""What this lab's questions offer to choose from, in the learner's own order."""

from campus5g import t
from campus5g.courseware.lab.choices import Choices
from campus5g.draw import Draw


def safety(draw: Draw) -> Choices:
    """Return the moves of exercise 1."""
    return Choices.shuffled(
        draw,
        "safety",
        {
            "announce": t(
                fr="Annoncer le parcours au pontier et au cariste, et convenir d’un signe d’arrêt.",
                en="Tell the crane and truck drivers your route, and agree on a sign to stop.",
            ),
            "stand": t(
                fr="S’arrêter hors des voies pour lire l’écran, puis repartir.",
                en="Stop off the lanes to read the screen, then walk on.",
            ),
            "people": t(
                fr="Ne noter que l’heure et la place du modem, jamais qui travaillait là.",
                en="Note only the time and the place of the modem, never who worked there.",
            ),
            "under": t(
                fr="Passer sous la charge du pont, à condition d’être rapide.",
                en="Pass under the crane’s load, as long as you are quick.",
            ),
            "screen": t(
                fr="Marcher les yeux sur l’écran pour ne manquer aucun relevé.",
                en="Walk with your eyes on the screen so as not to miss a reading.",
            ),
            "boost": t(
                fr="Augmenter la puissance de l’antenne le temps de la mesure, sans le dire.",
                en="Raise the antenna’s power while you measure, without telling anyone.",
            ),
        },
    )


def means(draw: Draw) -> Choices:
    """Return what may answer the questions of exercise 6."""
    return Choices.shuffled(
        draw,
        "means",
        {
            "milliwatts": t(
                fr="la moyenne en milliwatts, remise en dBm",
                en="the mean in milliwatts, converted back to dBm",
            ),
            "decibels": t(
                fr="la moyenne (ou la médiane) des dBm", en="the mean (or the median) of the dBm"
            ),
            "share": t(
                fr="aucune moyenne : la part des places sous la limite",
                en="no mean: the share of places below the limit",
            ),
            "largest": t(fr="le plus fort des relevés", en="the strongest reading"),
        },
    )


def criteria(draw: Draw) -> Choices:
    """Return sentences for an acceptance, of exercise 17."""
    return Choices.shuffled(
        draw,
        "criteria",
        {
            "grid": t(
                fr="Un relevé au milieu de chaque carré de 6 m, allées et bords compris.",
                en="A reading in the middle of every square of 6 m, aisles and edges included.",
            ),
            "loaded": t(
                fr="Parc plein, un jour ouvré, entre 10 h et 14 h.",
                en="Yard full, on a working day, between 10 a.m. and 2 p.m.",
            ),
            "both": t(
                fr="RSRP et SINR au-dessus de leurs limites dans 95 % des carrés, borne basse de "
                "l’intervalle comprise.",
                en="RSRP and SINR above their limits in 95 % of the squares, lower end of the "
                "interval included.",
            ),
            "modem": t(
                fr="Modem nommé, sur un mât de 1,5 m, vérifié au poteau avant et après.",
                en="A named modem on a mast of 1.5 m, checked at the post before and after.",
            ),
            "bars": t(
                fr="Quatre barres partout sur le téléphone du chef de projet.",
                en="Four bars everywhere on the project manager’s phone.",
            ),
            "mean": t(
                fr="Un RSRP moyen meilleur que la limite.", en="A mean RSRP better than the limit."
            ),
            "calm": t(
                fr="Parc vide, pour que rien ne gêne la mesure.",
                en="Yard empty, so that nothing disturbs the measurement.",
            ),
        },
    )
