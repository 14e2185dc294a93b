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
            "question": t(
                fr="Interroger un modem pendant que l’appareil travaille.",
                en="Query a modem while its device is working.",
            ),
            "swap": t(
                fr="Prévenir l’exploitant, éteindre l’appareil, puis changer la carte SIM.",
                en="Tell the operator, switch the device off, then change the SIM card.",
            ),
            "cable": t(
                fr="Changer un câble d’antenne une fois le modem éteint.",
                en="Replace an antenna cable once the modem is off.",
            ),
            "unplug": t(
                fr="Débrancher l’antenne d’un modem en service pour voir le signal baisser.",
                en="Unplug the antenna of a modem in service to watch the signal drop.",
            ),
            "pins": t(
                fr="Essayer quelques codes PIN sur une carte inconnue.",
                en="Try a few PINs on an unknown card.",
            ),
            "restart": t(
                fr="Redémarrer le modem de l’AGV entre deux bobines, sans le dire : c’est rapide.",
                en="Restart the AGV’s modem between two coils without telling anyone: it is quick.",
            ),
        },
    )


def swap(draw: Draw) -> Choices:
    """Return what the network may see after a change, then why, of exercise 4."""
    return Choices.shuffled(
        draw,
        "swap",
        {
            "other-other": t(
                fr="Un autre abonné, avec un autre appareil.",
                en="Another subscriber, with another device.",
            ),
            "same-other": t(
                fr="Le même abonné, avec un autre appareil.",
                en="The same subscriber, with another device.",
            ),
            "other-same": t(
                fr="Un autre abonné, avec le même appareil.",
                en="Another subscriber, with the same device.",
            ),
            "same-same": t(
                fr="Le même abonné, avec le même appareil.",
                en="The same subscriber, with the same device.",
            ),
        },
        {
            "apart": t(
                fr="L’IMSI est dans la carte, l’IMEI dans le modem.",
                en="The IMSI is in the card, the IMEI in the modem.",
            ),
            "in-modem": t(
                fr="L’IMSI et l’IMEI sont tous deux dans le modem ; la carte n’a que la clé.",
                en="IMSI and IMEI are both in the modem; the card only holds the key.",
            ),
            "in-card": t(
                fr="L’IMSI et l’IMEI sont tous deux dans la carte.",
                en="IMSI and IMEI are both in the card.",
            ),
            "bound": t(
                fr="Le réseau lie une carte au premier appareil qui l’a portée.",
                en="The network binds a card to the first device that carried it.",
            ),
        },
    )


def cause(draw: Draw) -> Choices:
    """Return the first steps, then the evidence for them, of exercise 7."""
    return Choices.shuffled(
        draw,
        "cause",
        {
            "core": t(
                fr="Faire vérifier dans le cœur la clé et les droits de sa carte SIM.",
                en="Have its SIM card’s key and rights checked in the core.",
            ),
            "cable": t(
                fr="Appareil éteint, contrôler son antenne et le câble, puis voir si un voisin "
                "entend une cellule.",
                en="With the device off, check its antenna and cable, then see whether a "
                "neighbour hears a cell.",
            ),
            "place": t(
                fr="Relever le RSRP à quelques mètres de là, et chercher ce qui masque l’antenne.",
                en="Read the RSRP a few metres away, and look for what shadows the antenna.",
            ),
            "interferer": t(
                fr="Faire chercher par l’équipe radio qui d’autre émet sur ce canal.",
                en="Have the radio team look for who else transmits on this channel.",
            ),
        },
        {
            "answered-no": t(
                fr="Le réseau a répondu : demande et réponse ont traversé la radio.",
                en="The network replied: both request and reply crossed the radio.",
            ),
            "heard-nothing": t(
                fr="Le modem n’entend aucune cellule : rien n’est parti.",
                en="The modem hears no cell: nothing was sent.",
            ),
            "too-low": t(
                fr="Il est servi, mais la cellule arrive sous le seuil du site.",
                en="It is served, but the cell is received below the site’s threshold.",
            ),
            "covered": t(
                fr="La cellule arrive bien, mais elle dépasse trop peu ce qui l’entoure.",
                en="The cell is received well, but barely stands out from what surrounds it.",
            ),
        },
    )
