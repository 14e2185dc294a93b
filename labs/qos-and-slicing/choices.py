"""What this lab's questions offer to choose from, in the learner's own order."""

from campus5g import t
from campus5g.courseware.lab.choices import Choices
from campus5g.draw import Draw

CURES = {
    "distance": "server",
    "port": "filter",
    "radio": "antenna",
    "rate": "maximum",
    "refused": "admission",
}
"""The remedy of each trouble."""


def safety(draw: Draw) -> Choices:
    """Return the moves of exercise 1."""
    return Choices.shuffled(
        draw,
        "safety",
        {
            "at-noon": t(
                fr="Appliquer la nouvelle politique à midi, pour voir tout de suite si elle aide.",
                en="Apply the new policy at noon, to see at once whether it helps.",
            ),
            "window": t(
                fr="L’appliquer en fenêtre convenue : chaque équipement concerné perd sa session "
                "quelques secondes.",
                en="Apply it in an agreed window: each device concerned loses its session for "
                "some seconds.",
            ),
            "back": t(
                fr="Garder l’ancienne politique et noter qui la remet, et comment.",
                en="Keep the former policy, and note who puts it back, and how.",
            ),
            "top-class": t(
                fr="Donner à tous la classe la plus haute, pour ne léser personne.",
                en="Give everybody the highest class, so that nobody is at a disadvantage.",
            ),
            "phones": t(
                fr="Couper les téléphones de la cantine pendant l’essai : on verra mieux.",
                en="Cut the canteen’s phones off during the trial: one sees better.",
            ),
        },
    )


def useless(draw: Draw) -> Choices:
    """Return the complaints of exercise 12."""
    return Choices.shuffled(
        draw,
        "useless",
        {
            "weak": t(
                fr="Derrière les bobines : RSRP −118 dBm, délai haut à toute heure.",
                en="Behind the coils: RSRP −118 dBm, a high delay at any hour.",
            ),
            "router": t(
                fr="Le routeur entre cœur et serveur est à 100 % ; la cellule est à 20 %.",
                en="The router between core and server is at 100 %; the cell is at 20 %.",
            ),
            "far": t(
                fr="Cellule vide : le serveur est à 60 ms, et le délai est de 60 ms de trop.",
                en="Empty cell: the server is 60 ms away, and the delay is 60 ms too long.",
            ),
            "canteen": t(
                fr="À midi, signal bon partout : le délai triple avec les téléphones.",
                en="At noon, with a good signal everywhere: the delay triples with the phones.",
            ),
            "backup": t(
                fr="La nuit, une sauvegarde montante remplit la cellule ; les capteurs tardent.",
                en="At night a backup fills the cell’s uplink; the sensors are late.",
            ),
        },
    )


def slice_effect(draw: Draw) -> Choices:
    """Return what the slice may have changed, in exercise 14."""
    return Choices.shuffled(
        draw,
        "slice-effect",
        {
            "share": t(
                fr="La tranche seule n’a rien changé au délai ; sa part radio, si.",
                en="The slice alone changed nothing in the delay; its radio share did.",
            ),
            "name": t(
                fr="La tranche seule a suffi : la part radio n’a rien ajouté.",
                en="The slice alone was enough: the radio share added nothing.",
            ),
            "neither": t(
                fr="Ni l’une ni l’autre : seul un 5QI change un délai.",
                en="Neither did: only a 5QI changes a delay.",
            ),
            "core": t(
                fr="Les deux ont raccourci le chemin dans le cœur de réseau.",
                en="Both shortened the path in the core network.",
            ),
        },
    )


def trouble(draw: Draw) -> Choices:
    """Return the troubles that the crane of exercise 15 may have."""
    return Choices.shuffled(
        draw,
        "trouble",
        {
            "radio": t(fr="Le signal de la caméra est faible.", en="The camera’s signal is weak."),
            "port": t(
                fr="La vidéo ne passe pas par le port que la politique connaît.",
                en="The video does not use the port that the policy knows.",
            ),
            "refused": t(
                fr="Le gNB a refusé le débit garanti.",
                en="The gNB has refused the guaranteed rate.",
            ),
            "distance": t(
                fr="Le serveur est loin, derrière le cœur.",
                en="The server is far away, behind the core.",
            ),
            "rate": t(
                fr="Le débit maximal du flux est trop bas : l’UPF jette le reste.",
                en="The flow’s maximum rate is too low: the UPF drops the rest.",
            ),
        },
    )


def remedy(draw: Draw) -> Choices:
    """Return the remedies of exercise 16."""
    return Choices.shuffled(
        draw,
        "remedy",
        {
            "antenna": t(
                fr="Déplacer la caméra, ou lui donner une antenne mieux placée.",
                en="Move the camera, or give it an antenna in a better place.",
            ),
            "filter": t(
                fr="Mettre dans la politique le port que la vidéo utilise vraiment.",
                en="Put the port that the video really uses into the policy.",
            ),
            "admission": t(
                fr="Garantir moins, ou convenir de qui cède sa place.",
                en="Guarantee less, or agree on who gives way.",
            ),
            "server": t(
                fr="Rapprocher le serveur : sur le site.",
                en="Bring the server closer: onto the site.",
            ),
            "maximum": t(
                fr="Monter le débit maximal du flux à ce que la caméra envoie.",
                en="Raise the flow’s maximum rate to what the camera sends.",
            ),
        },
    )
