"""Which AT commands a learner may send.

Allowed: questions, radio off and on, and how the modem reports. Nothing that
detaches or rewrites a SIM, changes networks or bands, reflashes, resets or
unlocks. Sources: 3GPP TS 27.007 and Quectel's RM5xx AT manual.
"""

import re

_QUESTIONS = (
    "C5GREG",
    "CCLK",
    "CEREG",
    "CFUN",
    "CGACT",
    "CGATT",
    "CGDCONT",
    "CGEREP",
    "CMEE",
    "COPS",
    "CPIN",
    "CREG",
    "CSCON",
    "QNWINFO",
    "QUIMSLOT",
)
_REPORTS = (
    "C5GQOSRDP",
    "CESQ",
    "CGCONTRDP",
    "CGMI",
    "CGMM",
    "CGMR",
    "CGPADDR",
    "CGSN",
    "CIMI",
    "CSQ",
    "QCAINFO",
    "QCSQ",
    "QNWINFO",
    "QRSRP",
    "QRSRQ",
    "QSINR",
    "QTEMP",
)
_SETTINGS = (
    r"C5GREG=[0-3]",
    r"CEREG=[0-5]",
    r"CFUN=[01]",
    r"CGEREP=[0-2](,[01])?",
    r"CGPADDR=\d{1,2}",
    r"CMEE=[0-2]",
    r"CREG=[0-3]",
    r'QENG="(servingcell|neighbourcell)"',
    r"(C5GREG|CFUN|CMEE)=\?",
)
_ALLOWED = re.compile(
    rf"(\+({'|'.join(_QUESTIONS)})\?|\+({'|'.join(_REPORTS)})|\+({'|'.join(_SETTINGS)})|I)",
    re.IGNORECASE,
)
_LINE = re.compile(r"AT(?P<parts>[ -~]{0,200})", re.IGNORECASE)
_SEMICOLON = re.compile(r';(?=(?:[^"]*"[^"]*")*[^"]*$)')


def allowed(command: str) -> bool:
    """Say whether a whole command line, which may join several with ``;``, is allowed."""
    line = _LINE.fullmatch(command.strip(" "))
    if line is None:
        return False
    parts = line["parts"].replace(" ", "")
    return not parts or all(_ALLOWED.fullmatch(part) for part in _SEMICOLON.split(parts))
