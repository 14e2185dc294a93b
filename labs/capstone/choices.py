"""What this lab's questions offer to choose from, in the learner's own order."""

from campus5g import t
from campus5g.courseware.lab.choices import Choices
from campus5g.draw import Draw

MOVES = {
    "height": ("quick", "window"),
    "process": ("at-once", "idle"),
    "traffic": ("lane", "escort"),
}
"""The move that each constraint forbids, and the one that does the same job within it."""


def safety(draw: Draw) -> Choices:
    """Return the moves of exercise 1; which is forbidden depends on the constraint."""
    return Choices.shuffled(
        draw,
        "safety",
        {
            "remote": t(
                fr="Mesurer d’abord depuis la salle de commande : personne n’entre dans la zone.",
                en="Measure from the control room first: nobody enters the area.",
            ),
            "window": t(
                fr="Monter à l’antenne pendant l’arrêt des engins, consignés, nacelle et "
                "harnais ; un chariot arrêté peut perdre sa session.",
                en="Go up to the antenna while vehicles are stopped and locked out, with lift and "
                "harness; a stopped vehicle may lose its session.",
            ),
            "idle": t(
                fr="Changer la politique entre deux opérations, l’exploitant prévenu, personne "
                "en hauteur ni sur la voie.",
                en="Change the policy between two operations, production informed, nobody at "
                "height or in the lane.",
            ),
            "escort": t(
                fr="Rejoindre le lecteur après le poste, par le passage balisé, avec le chef de "
                "zone.",
                en="Go to the reader after the shift, by the marked walkway, with the head of "
                "the area.",
            ),
            "quick": t(
                fr="Monter vite, sans nacelle, pendant que les chariots tournent : cinq minutes.",
                en="Go up quickly, without a lift, while vehicles are running: five minutes.",
            ),
            "at-once": t(
                fr="Appliquer la politique en pleine manœuvre : deux secondes sans session.",
                en="Apply the policy during a manoeuvre: two seconds without a session.",
            ),
            "lane": t(
                fr="Traverser la voie des chariots à pied pour lire le modem de près.",
                en="Cross the vehicles’ lane on foot to read the modem from near.",
            ),
        },
    )


def cause(draw: Draw, device: str) -> Choices:
    """Return the causes that a device's complaint may have."""
    return Choices.shuffled(
        draw,
        f"cause-{device}",
        {
            "shadowed": t(
                fr="Du métal s’est mis devant son antenne.", en="Metal stands before its antenna."
            ),
            "interfered": t(
                fr="Quelqu’un émet près de lui sur la même porteuse.",
                en="Somebody transmits near it on the same carrier.",
            ),
            "port": t(
                fr="La politique connaît un autre port que le sien.",
                en="The policy knows another port than its own.",
            ),
            "refused": t(
                fr="Le gNB a refusé le débit garanti de son flux.",
                en="The gNB has refused its flow’s guaranteed rate.",
            ),
            "ceiling": t(
                fr="Le débit maximal de son flux est trop bas.",
                en="Its flow’s maximum rate is too low.",
            ),
            "slow": t(fr="Son programme envoie trop rarement.", en="Its program sends too seldom."),
            "empty": t(
                fr="Son programme envoie des messages sans contenu.",
                en="Its program sends messages without content.",
            ),
            "stopped": t(
                fr="Son programme n’envoie plus rien.", en="Its program sends nothing any more."
            ),
        },
        scattered=True,
    )


def condition(draw: Draw) -> Choices:
    """Return the conditions of an acceptance test, in exercise 13."""
    return Choices.shuffled(
        draw,
        "condition",
        {
            "noon": t(
                fr="à midi, cantine à table, zone en production",
                en="at noon, with the canteen at lunch and the area in production",
            ),
            "sunday": t(
                fr="dimanche, zone vide, pour ne gêner personne",
                en="on Sunday, in an empty area, so as to disturb nobody",
            ),
            "supplier": t(
                fr="quand le fournisseur le propose, avec son rapport",
                en="when the supplier proposes it, with the supplier’s report",
            ),
            "mean": t(
                fr="à toute heure, sur la moyenne de la journée",
                en="at any hour, on the mean of the day",
            ),
        },
    )
