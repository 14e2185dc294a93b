"""Which AT commands a learner may send, and why the others are refused.

Allowed: questions, radio off and on, and how the modem reports. Nothing that
detaches or rewrites a SIM, changes networks or bands, reflashes, resets or
unlocks. Sources: 3GPP TS 27.007 and Quectel's RM5xx AT manual.
"""

import re
from enum import StrEnum

from campus5g.language import t

_QUESTIONS = (
    "C5GREG",
    "CCLK",
    "CEREG",
    "CFUN",
    "CGACT",
    "CGATT",
    "CGDCONT",
    "CGEREP",
    "CGREG",
    "CMEE",
    "COPS",
    "CPIN",
    "CREG",
    "CSCON",
    "QNWINFO",
    "QRSRP",
    "QRSRQ",
    "QSINR",
    "QUIMSLOT",
)
_REPORTS = (
    "C5GQOSRDP",
    "CEER",
    "CESQ",
    "CGCONTRDP",
    "CGMI",
    "CGMM",
    "CGMR",
    "CGPADDR",
    "CGSN",
    "CIMI",
    "CLAC",
    "CSQ",
    "GMI",
    "GMM",
    "GMR",
    "GSN",
    "QCAINFO",
    "QCSQ",
    "QGMR",
    "QNWINFO",
    "QRSRP",
    "QRSRQ",
    "QSINR",
    "QSPN",
    "QTEMP",
)
_SETTINGS = (
    r"C5GREG=[0-3]",
    r"CEREG=[0-5]",
    r"CFUN=[01]",
    r"CGEREP=[0-2](,[01])?",
    r"CGPADDR=\d{1,2}",
    r"CGREG=[0-2]",
    r"CMEE=[0-2]",
    r"COPS=3,[0-2]",
    r"CREG=[0-3]",
    r'QENG="(servingcell|neighbourcell)"',
    r'QNWPREFCFG="(mode_pref|nr5g_band|nsa_nr5g_band|lte_band|nr5g_disable_mode)"',
    r"(C5GREG|CEREG|CESQ|CFUN|CGATT|CGDCONT|CGEREP|CGREG|CMEE|CREG|CSQ|QENG|QNWPREFCFG)=\?",
)
_ALLOWED = re.compile(
    rf"(\+({'|'.join(_QUESTIONS)})\?|\+({'|'.join(_REPORTS)})|\+({'|'.join(_SETTINGS)})|I)",
    re.IGNORECASE,
)
_LINE = re.compile(r"AT(?P<parts>[ -~]{0,200})", re.IGNORECASE)
_SEMICOLON = re.compile(r';(?=(?:[^"]*"[^"]*")*[^"]*$)')


class Reason(StrEnum):
    """Why a command is refused; the value is written to the log."""

    NO_COMMAND_LINE = "no command line"
    SEARCHES = "searches for networks"
    LEAVES = "leaves or changes the network"
    SIM = "touches the SIM"
    REWRITES = "resets or rewrites the modem"
    CALLS = "calls or sends messages"
    CONNECTION = "belongs to the gateway's connection"
    UNLISTED = "not on the list"

    @property
    def sentence(self) -> str:
        """The reason, for the learner."""
        return _sentences()[self]


_REASONS = {
    Reason.SEARCHES: r"\+COPS=\?",
    Reason.LEAVES: r"\+(COPS|CGATT|CGACT|CGDCONT|CFUN=4|CPOL|CPLS|CEMODE|QNWPREFCFG|QNWLOCK|QCFG"
    r"|QCELLLOCK|CNMP|QICSGP).*",
    Reason.SIM: r"\+(CPIN|CLCK|CPWD|CRSM|CSIM|CCHO|CCHC|CGLA|CPBW|QUIMSLOT|QSIMDET|QPINC).*",
    Reason.REWRITES: r"(\+(CFUN|QFOTADL|QPOWD|QPRTPARA|QRST|EGMR|QNVFW|QNVW|QMBNCFG|QUSBCFG"
    r"|QDOWNLOAD|QADBKEY|IPR|CCLK).*|&F.*|&W.*|Z.*)",
    Reason.CALLS: r"(D.*|H.*|A.*|\+(CMGS|CMGW|CMSS|CUSD|CHLD|VTS).*)",
    Reason.CONNECTION: r"(E|V|Q|S|O|X|&C|&D)\d*.*",
}
_TELLING = {reason: re.compile(pattern, re.IGNORECASE) for reason, pattern in _REASONS.items()}


def refusal(command: str) -> Reason | None:
    """Return why a command line, which may join several commands with ``;``, is refused.

    Returns:
        None if the line may be sent.
    """
    line = _LINE.fullmatch(command.strip(" "))
    if line is None:
        return Reason.NO_COMMAND_LINE
    parts = line["parts"].replace(" ", "")
    refused = [part for part in _SEMICOLON.split(parts) if not _ALLOWED.fullmatch(part)]
    if not parts or not refused:
        return None
    return next(
        (reason for reason, telling in _TELLING.items() if telling.fullmatch(refused[0])),
        Reason.UNLISTED,
    )


def _sentences() -> dict[Reason, str]:
    return {
        Reason.NO_COMMAND_LINE: t(
            fr="ce n’est pas une ligne de commande AT",
            en="it is not a line of AT commands",
        ),
        Reason.SEARCHES: t(
            fr="une recherche de réseaux coupe les données pendant plusieurs minutes",
            en="a network search interrupts data for minutes",
        ),
        Reason.LEAVES: t(
            fr="elle ferait quitter ou changer de réseau à l’équipement",
            en="it would make the device leave its network, or change networks",
        ),
        Reason.SIM: t(
            fr="elle touche à la carte SIM, qui peut se bloquer définitivement",
            en="it accesses the SIM card, which could be blocked for good",
        ),
        Reason.REWRITES: t(
            fr="elle redémarre, réinitialise ou réécrit le modem",
            en="it restarts, resets or rewrites the modem",
        ),
        Reason.CALLS: t(
            fr="elle appelle ou envoie un message", en="it makes a call or sends a message"
        ),
        Reason.CONNECTION: t(
            fr="elle règle la liaison série, qui appartient à la passerelle",
            en="it configures the serial line, which belongs to the gateway",
        ),
        Reason.UNLISTED: t(fr="elle n’est pas sur la liste", en="it is not on the list"),
    }
