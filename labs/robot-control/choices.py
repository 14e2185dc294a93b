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
            "hand": t(
                fr="Garder une main près de l’arrêt d’urgence du robot pendant tout l’essai.",
                en="Keep a hand near the robot’s emergency stop throughout the trial.",
            ),
            "announce": t(
                fr="Vérifier que la zone est vide et annoncer chaque départ.",
                en="Check that the area is empty and announce every start.",
            ),
            "blocks": t(
                fr="Mettre le robot sur cales avant de couper sa radio.",
                en="Put the robot on blocks before cutting its radio.",
            ),
            "slowly": t(
                fr="Entrer dans la zone pendant qu’il roule, à condition de marcher lentement.",
                en="Enter the area while it drives, as long as you walk slowly.",
            ),
            "button": t(
                fr="Compter sur le bouton de la page comme arrêt d’urgence.",
                en="Rely on the button on the page as the emergency stop.",
            ),
            "lease": t(
                fr="Se fier au bail : sans ordre, la passerelle arrête le robot dans tous les cas.",
                en="Trust the lease: without commands the gateway stops the robot in every case.",
            ),
        },
    )


def runs(draw: Draw) -> Choices:
    """Return reasons for the factor 1 − p, of exercise 13."""
    return Choices.shuffled(
        draw,
        "runs",
        {
            "begins": t(
                fr="Une suite de pertes ne compte qu’une fois : l’ordre d’avant est arrivé.",
                en="A run of losses counts once: the command before it arrived.",
            ),
            "margin": t(
                fr="C’est une marge de sécurité : mieux vaut compter un peu moins d’arrêts.",
                en="It is a safety margin: better to count a few stops less.",
            ),
            "again": t(
                fr="Il faut qu’un ordre arrive pendant l’arrêt, sinon la passerelle n’arrête rien.",
                en="A command has to arrive during the stop, or the gateway stops nothing.",
            ),
            "jitter": t(
                fr="Cela compense la gigue, qui avance une partie des ordres.",
                en="It makes up for jitter, which brings some commands forward.",
            ),
        },
    )


def chain(draw: Draw) -> Choices:
    """Return who may stop the robot, of exercise 16."""
    return Choices.shuffled(
        draw,
        "chain",
        {
            "lease": t(
                fr="la passerelle, quand le bail expire", en="the gateway, when the lease expires"
            ),
            "closed": t(
                fr="la passerelle, quand la connexion se ferme",
                en="the gateway, when the connection closes",
            ),
            "stopper": t(
                fr="l’arrêteur, le second processus", en="the stopper, the second process"
            ),
            "itself": t(fr="le robot lui-même", en="the robot itself"),
            "call": t(
                fr="l’appel drive.stop(), à la fin du programme",
                en="the call drive.stop(), at the end of the program",
            ),
        },
    )
