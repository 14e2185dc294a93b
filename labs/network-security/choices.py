"""What this lab's questions offer to choose from, in the learner's own order."""

from campus5g import t
from campus5g.courseware.lab.choices import Choices
from campus5g.draw import Draw


def charter(draw: Draw) -> Choices:
    """Return the acts of exercise 1."""
    return Choices.shuffled(
        draw,
        "charter",
        {
            "kit": t(
                fr="Rejouer un message sur le kit virtuel, pendant cet atelier.",
                en="Replay a message on the virtual kit, during this lab.",
            ),
            "ordered": t(
                fr="À l’usine : capturer N2 pendant l’incident, sur ordre écrit du responsable du "
                "réseau, fichier remis à la sécurité.",
                en="At the plant: capture N2 during the incident, on the written order of the "
                "network’s owner, file handed to the security team.",
            ),
            "log": t(
                fr="Lire le journal du cœur dont vous avez la charge, pour chercher une SIM volée.",
                en="Read the log of the core that you are in charge of, to look for a stolen SIM.",
            ),
            "scan": t(
                fr="Balayer le réseau des automates de l’usine, de nuit, pour voir s’il est "
                "protégé, sans accord écrit.",
                en="Sweep the plant’s PLC network at night to see whether it is protected, without "
                "written consent.",
            ),
            "back": t(
                fr="Répondre à l’intrus : entrer à votre tour dans son appareil.",
                en="Answer the intruder: enter their device in turn.",
            ),
            "colleague": t(
                fr="Suivre le téléphone d’un collègue que vous soupçonnez, sans en parler.",
                en="Follow the phone of a colleague whom you suspect, without telling anybody.",
            ),
        },
    )


FIRST_HOUR = ("keep", "bar", "cut", "verify", "report")
"""The order of the first hour's acts."""


def first_hour(draw: Draw) -> Choices:
    """Return the acts of exercise 8."""
    return Choices.shuffled(
        draw,
        "first-hour",
        {
            "keep": t(
                fr="Noter l’heure, lancer une capture, mettre le journal du cœur à l’abri.",
                en="Note the time, start a capture, put the core’s log in a safe place.",
            ),
            "bar": t(
                fr="Interdire l’abonnement au cœur.",
                en="Bar the subscription at the core.",
            ),
            "cut": t(
                fr="Couper : désenregistrer l’appareil, sa session tombe.",
                en="Cut: deregister the device, its session falls.",
            ),
            "verify": t(
                fr="Vérifier qu’aucun paquet de son adresse ne sort plus.",
                en="Verify that no packet from its address comes out any more.",
            ),
            "report": t(
                fr="Rendre compte, avec la preuve, puis remplacer la SIM à la porte.",
                en="Report, with the proof, then replace the SIM at the gate.",
            ),
        },
    )
