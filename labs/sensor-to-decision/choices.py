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
            "lockout": t(
                fr="Faire consigner la pompe, et vérifier qu’elle est arrêtée, avant de coller "
                "un capteur sur son palier.",
                en="Have the pump locked out, and check that it stands, before fixing a sensor "
                "to its bearing housing.",
            ),
            "housing": t(
                fr="Fixer le capteur et son câble sur une partie qui ne tourne pas, loin de "
                "l’accouplement.",
                en="Fix the sensor and its cable to a part that does not turn, away from the "
                "coupling.",
            ),
            "person": t(
                fr="Laisser une personne décider de l’arrêt : l’alarme l’informe, elle ne coupe "
                "pas la pompe.",
                en="Leave the decision to stop to a person: the alarm informs them, it does not "
                "cut the pump.",
            ),
            "running": t(
                fr="Régler le capteur pompe en marche, capot ouvert, puisque l’on mesure une "
                "vibration.",
                en="Adjust the sensor with the pump running and its guard open, since it is a "
                "vibration that is measured.",
            ),
            "protection": t(
                fr="Remplacer par l’alarme la protection thermique du moteur, devenue inutile.",
                en="Replace the motor’s thermal protection, now useless, by the alarm.",
            ),
            "shifts": t(
                fr="Relier chaque alarme au nom de l’opérateur du poste, pour savoir qui était là.",
                en="Link each alarm to the name of the operator on shift, to know who was there.",
            ),
        },
    )


def promise(draw: Draw) -> Choices:
    """Return what MQTT's QoS promises, of exercise 9."""
    return Choices.shuffled(
        draw,
        "mqtt",
        {
            "delivery": t(
                fr="Le message est remis au courtier, même après une coupure ; rien n’est dit du "
                "délai.",
                en="The message is handed to the broker, even after a cut; nothing is said of "
                "the delay.",
            ),
            "priority": t(
                fr="Le message passe avant les autres sur la radio, comme avec un 5QI prioritaire.",
                en="The message goes before others on the radio, as with a 5QI of high priority.",
            ),
            "deadline": t(
                fr="Le message arrive en moins d’un délai fixé, sinon il est jeté.",
                en="The message arrives within a fixed delay, or else it is thrown away.",
            ),
            "true": t(
                fr="La valeur qu’il porte est juste, et datée à la bonne heure.",
                en="The value that it carries is right, and dated at the right time.",
            ),
        },
    )


def leaks(draw: Draw) -> Choices:
    """Return ways of testing a threshold, of exercise 13."""
    return Choices.shuffled(
        draw,
        "split",
        {
            "windows": t(
                fr="Mélanger tous les relevés, puis en tirer la moitié pour l’essai : les deux "
                "moitiés ont les mêmes pompes.",
                en="Shuffle all readings and take half of them for the test: both halves have "
                "the same pumps.",
            ),
            "same": t(
                fr="Essayer le seuil sur les relevés qui ont servi à le choisir.",
                en="Test the threshold on the readings that it was chosen by.",
            ),
            "retry": t(
                fr="Changer le seuil jusqu’à ce que l’essai soit bon, et annoncer ce dernier "
                "résultat.",
                en="Change the threshold until the test comes out well, and announce that last "
                "result.",
            ),
            "pumps": t(
                fr="Choisir le seuil sur douze pompes, l’essayer sur quatre autres.",
                en="Choose the threshold by twelve pumps, test it on four others.",
            ),
            "later": t(
                fr="Choisir le seuil sur l’année passée, l’essayer sur les mois qui suivent.",
                en="Choose the threshold by last year, test it on the months that follow.",
            ),
            "rare": t(
                fr="Compter à part les pannes manquées, parce qu’elles sont rares et coûtent plus.",
                en="Count missed failures by themselves, because they are rare and cost more.",
            ),
        },
    )
