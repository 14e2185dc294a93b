"""The rules of `capture.analysis.findings` as data: text, severity and clause of each.

Budgets and thresholds that no specification fixes are called design values: they are chosen
for a campus of a few hundred devices, and may be changed here.
"""

from dataclasses import dataclass
from typing import Literal

from campus5g.language import Bilingual

Severity = Literal["info", "notice", "warning", "alarm"]
SEVERITIES: tuple[Severity, ...] = ("info", "notice", "warning", "alarm")
"""From the least to the most severe."""


@dataclass(frozen=True, slots=True)
class Rule:
    """The text and severity of one kind of finding."""

    id: str
    severity: Severity
    title: Bilingual
    reason: Bilingual
    """With placeholders for the figures in braces."""
    clause: str


@dataclass(frozen=True, slots=True)
class Budget:
    """How long a procedure may take, from its first message to its last."""

    procedure: str
    seconds: float
    source: str


@dataclass(frozen=True, slots=True)
class FloodLimit:
    """More PFCP requests of a kind than this within one second, from one peer, are a flood."""

    code: int
    requests: int
    only_unanswered: bool
    source: str


DESIGN_VALUE = "design value"

BUDGETS: tuple[Budget, ...] = (
    Budget("NG setup", 1.0, DESIGN_VALUE),
    Budget("registration", 1.5, DESIGN_VALUE),
    Budget("authentication", 0.5, DESIGN_VALUE),
    Budget("security mode", 0.5, DESIGN_VALUE),
    Budget("identity", 0.5, DESIGN_VALUE),
    Budget("service request", 0.5, DESIGN_VALUE),
    Budget("PDU session establishment", 1.0, DESIGN_VALUE),
    Budget("PDU session modification", 1.0, DESIGN_VALUE),
    Budget("PDU session release", 1.0, DESIGN_VALUE),
    Budget("PFCP association setup", 1.0, DESIGN_VALUE),
    Budget("PFCP session establishment", 0.2, DESIGN_VALUE),
    Budget("PFCP session modification", 0.2, DESIGN_VALUE),
    Budget("PFCP session deletion", 0.2, DESIGN_VALUE),
)

FLOOD_LIMITS: tuple[FloodLimit, ...] = (
    FloodLimit(1, 8, only_unanswered=False, source=DESIGN_VALUE),
    FloodLimit(50, 15, only_unanswered=True, source=DESIGN_VALUE),
    FloodLimit(52, 15, only_unanswered=True, source=DESIGN_VALUE),
    FloodLimit(54, 15, only_unanswered=True, source=DESIGN_VALUE),
)
"""Heartbeats come seconds apart, whatever the load. Session requests grow with the load, so
only unanswered ones count: a healthy core answers them all."""

STORM_FAILURES = 5
STORM_WINDOW_S = 60.0
"""Failed authentications of any UEs within this time (design value)."""

RULES: tuple[Rule, ...] = (
    Rule(
        "identity-in-clear",
        "notice",
        Bilingual(fr="Identité permanente en clair", en="Permanent identity in the clear"),
        Bilingual(
            fr="Le SUCI utilise le schéma nul : le MSIN {msin} est lisible dans {message}.",
            en="The SUCI uses the null scheme: the MSIN {msin} is readable in {message}.",
        ),
        "TS 33.501, 6.12.2 and C.2",
    ),
    Rule(
        "identity-response-in-clear",
        "warning",
        Bilingual(
            fr="Identité envoyée en clair à la demande du réseau",
            en="Identity sent in the clear at the network’s request",
        ),
        Bilingual(
            fr="Une réponse d’identité porte {identity} sans protection. "
            "C’est aussi ce que demande une fausse station de base.",
            en="An identity response carries {identity} without protection. "
            "A false base station asks for exactly this.",
        ),
        "TS 33.501, 6.12.4; TS 24.501, 5.4.3",
    ),
    Rule(
        "null-ciphering",
        "notice",
        Bilingual(fr="NAS sans chiffrement", en="NAS without ciphering"),
        Bilingual(
            fr="Le réseau a choisi NEA0 : tous les messages NAS qui suivent sont lisibles.",
            en="The network chose NEA0: every NAS message that follows is readable.",
        ),
        "TS 33.501, 5.5.1",
    ),
    Rule(
        "null-integrity",
        "alarm",
        Bilingual(fr="NAS sans protection d’intégrité", en="NAS without integrity protection"),
        Bilingual(
            fr="Le réseau a choisi NIA0, admis seulement pour un appel d’urgence sans "
            "authentification : n’importe qui peut forger des messages NAS.",
            en="The network chose NIA0, allowed only for an unauthenticated emergency call: "
            "anyone can forge NAS messages.",
        ),
        "TS 33.501, 5.5.2",
    ),
    Rule(
        "algorithm-downgrade",
        "warning",
        Bilingual(fr="Algorithme affaibli", en="Algorithm downgrade"),
        Bilingual(
            fr="{chosen} est choisi alors que l’UE offre {offered} et que le réseau a choisi "
            "{elsewhere} pour un autre UE.",
            en="{chosen} is chosen although the UE offers {offered} and the network chose "
            "{elsewhere} for another UE.",
        ),
        "TS 33.501, 6.7.2",
    ),
    Rule(
        "replayed-capabilities-differ",
        "alarm",
        Bilingual(
            fr="Capacités de sécurité modifiées en chemin",
            en="Security capabilities changed in transit",
        ),
        Bilingual(
            fr="L’UE a envoyé {sent}, le réseau lui répète {replayed} : quelqu’un a pu "
            "retirer des algorithmes.",
            en="The UE sent {sent}, the network replays {replayed}: someone may have removed "
            "algorithms.",
        ),
        "TS 33.501, 6.7.2; TS 24.501, 5.4.2.3",
    ),
    Rule(
        "mac-failure",
        "warning",
        Bilingual(
            fr="Le réseau n’a pas été reconnu par l’UE", en="The UE did not accept the network"
        ),
        Bilingual(
            fr="Échecs d’authentification de cause 20 (MAC failure) : {count}. La clé de la SIM et "
            "celle du cœur diffèrent, ou il s’agit d’un faux réseau.",
            en="Authentication failures with cause 20 (MAC failure): {count}. The SIM’s key and "
            "the core’s differ, or it is a false network.",
        ),
        "TS 24.501, 5.4.1.3.6; TS 33.501, 6.1.3.3",
    ),
    Rule(
        "authentication-storm",
        "alarm",
        Bilingual(fr="Rafale d’échecs d’authentification", en="Storm of authentication failures"),
        Bilingual(
            fr="{count} échecs d’authentification, dont {most} en {window_s:.0f} s "
            "(seuil : {limit}).",
            en="{count} authentication failures, {most} of them within {window_s:.0f} s "
            "(limit: {limit}).",
        ),
        "TS 33.501, 6.1.3; design value",
    ),
    Rule(
        "pfcp-unexpected-establishment",
        "alarm",
        Bilingual(
            fr="Sessions PFCP demandées par un intrus",
            en="PFCP sessions requested by an intruder",
        ),
        Bilingual(
            fr="Session Establishment Request de {source} vers {destination} ({count}) : {why}.",
            en="Session Establishment Request from {source} to {destination} ({count}): {why}.",
        ),
        "TS 29.244, 6.3.2 and 6.4",
    ),
    Rule(
        "pfcp-unexpected-modification",
        "alarm",
        Bilingual(
            fr="Sessions PFCP modifiées par un intrus", en="PFCP sessions modified by an intruder"
        ),
        Bilingual(
            fr="Session Modification Request de {source} vers {destination} ({count}) : {why}.",
            en="Session Modification Request from {source} to {destination} ({count}): {why}.",
        ),
        "TS 29.244, 6.3.3 and 6.4",
    ),
    Rule(
        "pfcp-unexpected-deletion",
        "alarm",
        Bilingual(
            fr="Sessions PFCP supprimées par un intrus", en="PFCP sessions deleted by an intruder"
        ),
        Bilingual(
            fr="Session Deletion Request de {source} vers {destination} ({count}, dont {accepted} "
            "acceptées) : {why}.",
            en="Session Deletion Request from {source} to {destination} ({count}, {accepted} of "
            "them accepted): {why}.",
        ),
        "TS 29.244, 6.3.4 and 6.4",
    ),
    Rule(
        "pfcp-flood",
        "alarm",
        Bilingual(fr="Inondation PFCP", en="PFCP flood"),
        Bilingual(
            fr="{source} envoie à {destination} jusqu’à {most} {message} en 1 s "
            "(seuil : {limit}) ; {count} en tout, dont {unanswered} sans réponse.",
            en="{source} sends {destination} up to {most} {message} within 1 s (limit: {limit}); "
            "{count} in all, {unanswered} of them without a response.",
        ),
        "TS 29.244, 6.2.2 and 6.4; design value",
    ),
    Rule(
        "teid-without-session",
        "alarm",
        Bilingual(
            fr="Trafic dans un tunnel sans session", en="Traffic in a tunnel without a session"
        ),
        Bilingual(
            fr="De {source} vers {destination}, TEID {teid} (paquets : {packets}) : aucun message "
            "ne l’a annoncé depuis le démarrage du réseau.",
            en="From {source} to {destination}, TEID {teid} (packets: {packets}): no message "
            "announced it since the network started.",
        ),
        "TS 29.281, 5.1 and 7.3.1; TS 23.501, 5.8.2",
    ),
    Rule(
        "teid-older-than-capture",
        "info",
        Bilingual(
            fr="Tunnel sans annonce dans la capture", en="Tunnel not announced in the capture"
        ),
        Bilingual(
            fr="De {source} vers {destination}, TEID {teid} (paquets : {packets}) : sa session "
            "peut être plus ancienne que la capture.",
            en="From {source} to {destination}, TEID {teid} (packets: {packets}): its session may "
            "be older than the capture.",
        ),
        "TS 29.281, 5.1",
    ),
    Rule(
        "teid-refused",
        "warning",
        Bilingual(fr="TEID inconnu de son destinataire", en="TEID unknown to its receiver"),
        Bilingual(
            fr="{destination} répond « Error Indication » pour le TEID {teid} "
            "(réponses : {count}).",
            en="{destination} answers “Error Indication” for TEID {teid} (answers: {count}).",
        ),
        "TS 29.281, 7.3.1",
    ),
    Rule(
        "procedure-rejected",
        "warning",
        Bilingual(fr="Procédure refusée", en="Procedure rejected"),
        Bilingual(
            fr="{procedure} : refus avec la cause {cause} ; cas : {count}.",
            en="{procedure}: rejected with cause {cause}; cases: {count}.",
        ),
        "TS 24.501, 9.11.3.2 and 9.11.4.2; TS 38.413, 9.3.1.2; TS 29.244, 8.2.1",
    ),
    Rule(
        "requests-unanswered",
        "warning",
        Bilingual(fr="Demandes sans réponse", en="Requests without an answer"),
        Bilingual(
            fr="{message} de {sender} : sans réponse {count} sur {total}. Le pair est arrêté, "
            "surchargé ou injoignable.",
            en="{message} from {sender}: {count} of {total} without an answer. The peer is down, "
            "overloaded or out of reach.",
        ),
        "TS 29.244, 6.4; TS 24.501, 10.2 and 10.3",
    ),
    Rule(
        "peer-unreachable",
        "warning",
        Bilingual(fr="Pair injoignable", en="Peer unreachable"),
        Bilingual(
            fr="{reporter} refuse ce que {source} envoie en {service} à {destination} "
            "(ICMP : {reason}) ; {count} fois.",
            en="{reporter} refuses what {source} sends in {service} to {destination} "
            "(ICMP: {reason}); {count} times.",
        ),
        "RFC 792; RFC 4443, 3.1",
    ),
    Rule(
        "sctp-aborted",
        "warning",
        Bilingual(fr="Association SCTP interrompue", en="SCTP association aborted"),
        Bilingual(
            fr="{source} interrompt son association avec {destination} ({cause}) ; {count} fois. "
            "Tous les UE de cette liaison sont coupés.",
            en="{source} aborts its association with {destination} ({cause}); {count} times. "
            "Every UE on this link is cut off.",
        ),
        "RFC 9260, 9.1 and 3.3.10",
    ),
    Rule(
        "sctp-refused",
        "warning",
        Bilingual(fr="Association SCTP refusée", en="SCTP association refused"),
        Bilingual(
            fr="{source} refuse l’association que {destination} demande ({cause}) ; {count} fois. "
            "Rien n’écoute sur ce port, ou l’adresse est fausse.",
            en="{source} refuses the association that {destination} asks for ({cause}); {count} "
            "times. Nothing listens on that port, or the address is wrong.",
        ),
        "RFC 9260, 8.4 and 5.1",
    ),
    Rule(
        "false-base-station",
        "alarm",
        Bilingual(fr="Signes d’une fausse station de base", en="Signs of a false base station"),
        Bilingual(
            fr="Plusieurs signes chez cet UE : {signs}.",
            en="Several signs at this UE: {signs}.",
        ),
        "TS 33.501, 5.3.2, 6.7.2 and annex E",
    ),
    Rule(
        "gnb-announced-twice",
        "alarm",
        Bilingual(fr="Deux gNB portent la même identité", en="Two gNBs with the same identity"),
        Bilingual(
            fr="{second} s’annonce comme le gNB {gnb}, alors que {first}, qui porte cette "
            "identité, est encore à l’œuvre : l’un des deux est faux ou mal configuré.",
            en="{second} announces itself as gNB {gnb} while {first}, which has this identity, is "
            "still at work: one of the two is false or misconfigured.",
        ),
        "TS 38.413, 8.7.1 and 9.3.1.5",
    ),
    Rule(
        "slow-procedure",
        "notice",
        Bilingual(fr="Procédure lente", en="Slow procedure"),
        Bilingual(
            fr="{procedure} : plus de {budget_s:g} s ({origin}) ; cas : {count}, le plus long "
            ": {longest_s:.3f} s.",
            en="{procedure}: longer than {budget_s:g} s ({origin}); cases: {count}, the longest: "
            "{longest_s:.3f} s.",
        ),
        "TS 23.502; design value",
    ),
    Rule(
        "kgnb-in-clear",
        "info",
        Bilingual(fr="K_gNB lisible sur N2", en="K_gNB readable on N2"),
        Bilingual(
            fr="{message} porte la clé du gNB en clair : N2 doit être protégé par IPsec ou DTLS, "
            "ou physiquement.",
            en="{message} carries the gNB’s key in the clear: N2 must be protected by IPsec or "
            "DTLS, or physically.",
        ),
        "TS 33.501, 9.2",
    ),
)

RULE_BY_ID = {rule.id: rule for rule in RULES}
