"""The words for recorded signalling: its messages, and the pieces that they are made of."""

from campus5g.courseware.explorers.recordings import Nas, Piece
from campus5g.language import t

_CAUSES = {
    "20": ("preuve fausse", "wrong proof"),
    "21": ("défi déjà vu", "challenge seen before"),
}
"""5GMM causes 20 and 21 (TS 24.501, 9.11.3.2): MAC failure, synch failure."""


def message_name(message: Nas) -> str:
    """Return what a message is called."""
    return {
        "registration-request": t(fr="Demande d’inscription", en="Registration request"),
        "authentication-request": t(fr="Défi du réseau", en="The network’s challenge"),
        "authentication-response": t(fr="Réponse de la carte", en="The card’s answer"),
        "authentication-failure": t(fr="Refus de la carte", en="The card’s refusal"),
        "security-mode-command": t(fr="Choix des algorithmes", en="Choice of algorithms"),
        "security-mode-complete": t(fr="Accord de l’appareil", en="The device agrees"),
        "registration-accept": t(fr="Inscription acceptée", en="Registration accepted"),
    }[message.name]


def piece_name(piece: Piece) -> str:
    """Return what a piece is called."""
    return {
        "message": t(fr="Type de message", en="Message type"),
        "mac": t(fr="Sceau du message", en="Seal on the message"),
        "network": t(fr="Pays et réseau", en="Country and network"),
        "scheme": t(fr="Schéma de masquage", en="Concealment scheme"),
        "home-key": t(fr="Numéro de la clé du réseau", en="Network key number"),
        "msin": t(fr="Numéro de la carte", en="Card number"),
        "one-time-key": t(fr="Clé à usage unique", en="One-time key"),
        "ciphertext": t(fr="Numéro de la carte, chiffré", en="Card number, encrypted"),
        "tag": t(fr="Sceau de l’identité masquée", en="Seal on the concealed identity"),
        "algorithms-known": t(fr="Algorithmes de l’appareil", en="The device’s algorithms"),
        "algorithms": t(fr="Algorithmes choisis", en="Algorithms chosen"),
        "rand": t(fr="Défi (RAND)", en="Challenge (RAND)"),
        "autn-sequence": t(fr="Compteur masqué (AUTN)", en="Concealed counter (AUTN)"),
        "autn-mac": t(fr="Preuve du réseau (AUTN)", en="The network’s proof (AUTN)"),
        "response": t(fr="Preuve de la carte (RES*)", en="The card’s proof (RES*)"),
        "auts": t(fr="Compteur de la carte (AUTS)", en="The card’s counter (AUTS)"),
        "cause": t(fr="Raison du refus", en="Reason for the refusal"),
        "imeisv": t(fr="Numéro de l’appareil (IMEISV)", en="Device number (IMEISV)"),
        "tmsi": t(fr="Identité temporaire (5G-TMSI)", en="Temporary identity (5G-TMSI)"),
        "slice": t(fr="Tranche", en="Slice"),
    }[piece.id]


def piece_value(piece: Piece) -> str:
    """Return what a piece says."""
    if piece.id == "scheme":
        none, profile = t(fr="aucune", en="none"), t(fr="profil A", en="profile A")
        return f"{piece.value} ({profile if piece.value == '1' else none})"
    if piece.id == "cause":
        fr, en = _CAUSES[piece.value]
        return f"{piece.value} ({t(fr=fr, en=en)})"
    return piece.value


def piece_about(piece: Piece) -> str:
    """Return what a piece is for, in a sentence."""
    return {
        "message": t(
            fr="Dit ce que le message demande.", en="Says what the message is asking for."
        ),
        "mac": t(
            fr="Prouve que le message n’a pas été changé. Il n’empêche pas de le lire.",
            en="Proves that nobody has changed the message. It does not stop anyone reading it.",
        ),
        "network": t(
            fr="Toujours en clair : il faut savoir à quel réseau porter la demande.",
            en="Always in the clear: the request has to find its way to the right network.",
        ),
        "scheme": t(
            fr="0 : l’identité est en clair. 1 : profil A. 2 : profil B.",
            en="0: the identity is in the clear. 1: profile A. 2: profile B.",
        ),
        "home-key": t(
            fr="Dit au cœur avec laquelle de ses clés ouvrir l’identité.",
            en="Tells the core which of its keys opens the identity.",
        ),
        "msin": t(
            fr="La fin de l’IMSI. Deux chiffres par octet, le premier à droite : 01 s’écrit 10.",
            en="The end of the IMSI. Two digits per byte, the first one on the right: 01 is "
            "written 10.",
        ),
        "one-time-key": t(
            fr="Tirée au sort pour cette inscription. La suivante en aura une autre.",
            en="Drawn at random for this registration. The next one will have another.",
        ),
        "ciphertext": t(
            fr="Seul le cœur, qui garde la clé privée, peut le lire.",
            en="Only the core, which holds the private key, can read it.",
        ),
        "tag": t(
            fr="Révèle toute modification de l’identité.", en="Reveals any change to the identity."
        ),
        "algorithms-known": t(
            fr="Ce que l’appareil sait employer pour chiffrer et sceller.",
            en="What the device can use to encrypt and to seal.",
        ),
        "algorithms": t(
            fr="NEA0 ne chiffre rien. NIA2 scelle chaque message.",
            en="NEA0 encrypts nothing. NIA2 seals every message.",
        ),
        "rand": t(
            fr="Un nombre tiré au sort par le cœur.", en="A random number drawn by the core."
        ),
        "autn-sequence": t(
            fr="Compte les défis : un ancien est reconnu.",
            en="Counts the challenges, so that an old one is recognised.",
        ),
        "autn-mac": t(
            fr="Calculée avec la clé K. La carte refait le calcul.",
            en="Computed with the key K. The card computes it again to check.",
        ),
        "response": t(
            fr="Calculée avec la clé K et le défi. Le cœur compare.",
            en="Computed with the key K and the challenge. The core checks it against its own.",
        ),
        "auts": t(
            fr="Où en est la carte, scellé : le cœur reprend à partir de là.",
            en="Where the card’s count stands, sealed: the core carries on from there.",
        ),
        "cause": t(fr="Ce que la carte reproche au défi.", en="What is wrong with the challenge."),
        "imeisv": t(
            fr="Le numéro du matériel, et non celui de la carte SIM.",
            en="The equipment’s number, not the SIM card’s.",
        ),
        "tmsi": t(
            fr="Remplace l’identité dans les échanges suivants. Le cœur en change.",
            en="Used instead of the permanent identity from then on. The core changes it.",
        ),
        "slice": t(fr="La part du réseau demandée.", en="The share of the network asked for."),
    }[piece.id]
