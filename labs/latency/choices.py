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
            "frame": t(
                fr="Changer la trame en pleine production, pour comparer tout de suite.",
                en="Change the frame during production, to compare at once.",
            ),
            "notice": t(
                fr="Prévenir, puis envoyer un petit paquet toutes les 15 ms à un AGV à l’arrêt.",
                en="Give notice, then send a small packet every 15 ms to an AGV at rest.",
            ),
            "fill": t(
                fr="Saturer la cellule avec le trafic de test, pendant qu’une grue travaille.",
                en="Fill the cell with test traffic while a crane is working.",
            ),
            "keep": t(
                fr="Garder chaque mesure signée, avec ses conditions : trame, charge, cadence.",
                en="Keep each measurement signed, with its conditions: frame, load, rate.",
            ),
            "fast": t(
                fr="Envoyer dix mille paquets par seconde, pour que la mesure dure moins.",
                en="Send ten thousand packets a second, so that the measurement is over sooner.",
            ),
        },
    )


def cause(draw: Draw) -> Choices:
    """Return the explanations of the slowest packets, of exercise 7."""
    return Choices.shuffled(
        draw,
        "cause",
        {
            "path": t(
                fr="Le cœur et les câbles : ces paquets ont pris un chemin plus long.",
                en="Core and wires: these packets took a longer path.",
            ),
            "asking": t(
                fr="Une longue attente avant la demande, et une émission ratée, donc répétée.",
                en="A long wait before the request, and a failed transmission that was repeated.",
            ),
            "queue": t(
                fr="La file derrière d’autres utilisateurs : la cellule était pleine.",
                en="The queue behind other users: the cell was full.",
            ),
            "slots": t(
                fr="Les créneaux descendants : le site a envoyé au mauvais moment.",
                en="The downlink slots: the site sent at the wrong moment.",
            ),
            "signal": t(
                fr="Un signal plus faible à cet instant : une modulation plus lente, donc une "
                "émission plus longue.",
                en="A weaker signal at that moment: a slower modulation, so a longer transmission.",
            ),
            "size": t(
                fr="Leur taille : les plus lents étaient plus longs à émettre que les autres.",
                en="Their size: the slowest took longer to send than the others.",
            ),
        },
    )


def teeth(draw: Draw) -> Choices:
    """Return the explanations of the saw-tooth, of exercise 10."""
    return Choices.shuffled(
        draw,
        "teeth",
        {
            "request": t(
                fr="L’AGV ne peut demander à émettre qu’à instants fixes : un paquet qui vient "
                "juste avant attend peu, un paquet qui vient juste après attend un tour entier.",
                en="The AGV may ask to send only at fixed times: a packet that comes just before "
                "waits little, one that comes just after waits a whole turn.",
            ),
            "batch": t(
                fr="Le cœur de réseau traite les paquets par lots, et vide son lot à instants "
                "fixes.",
                en="The core network handles packets in batches, and empties its batch at fixed "
                "times.",
            ),
            "clock": t(
                fr="L’horloge du kit recule d’un cran à chaque période.",
                en="The kit’s clock goes back a notch each period.",
            ),
            "harq": t(
                fr="Les répétitions HARQ reviennent toujours au même endroit de la période.",
                en="HARQ repetitions always come back at the same point of the period.",
            ),
            "timer": t(
                fr="L’ordinateur ne réveille le programme qui envoie qu’à instants fixes.",
                en="The computer wakes the program that sends at fixed times only.",
            ),
            "turns": t(
                fr="Les autres appareils passent à tour de rôle, l’AGV toujours en dernier.",
                en="The other devices take turns, and the AGV always comes last.",
            ),
        },
    )


def trouble(draw: Draw) -> Choices:
    """Return the faults that the site of exercise 19 may have."""
    return Choices.shuffled(
        draw,
        "trouble",
        {
            "requests": t(
                fr="L’appareil ne peut demander à émettre que rarement.",
                en="The device may ask to send only rarely.",
            ),
            "queue": t(
                fr="D’autres appareils remplissent la cellule.",
                en="Other devices fill the cell.",
            ),
            "breaks": t(
                fr="La liaison radio se coupe par moments.",
                en="The radio link breaks now and then.",
            ),
            "in-step": t(
                fr="La mesure va au pas du réseau : elle ne voit qu’un point des dents.",
                en="The measurement is in step with the network: it sees one point of the teeth "
                "only.",
            ),
            "dropped": t(
                fr="Un équipement du trajet jette un paquet de temps en temps.",
                en="A device on the path drops a packet now and then.",
            ),
        },
    )
