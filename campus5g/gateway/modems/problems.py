"""The errors of requests to modems."""

from http import HTTPStatus

from campus5g.gateway.modems.policy import Reason
from campus5g.gateway.problems import GatewayError, not_answering
from campus5g.language import t


def command_refused(command: str, reason: Reason) -> GatewayError:
    """Return the error for a command that is not allowed."""
    return GatewayError(
        HTTPStatus.FORBIDDEN,
        t(
            fr=f"La commande « {command} » n’est pas autorisée sur ce kit : {reason.sentence}.",
            en=f"The command “{command}” is not allowed on this kit: {reason.sentence}.",
        ),
        t(
            fr="Vous pouvez interroger le modem (AT+CESQ, AT+C5GREG?…) et couper ou remettre "
            "sa radio (AT+CFUN=0, AT+CFUN=1).",
            en="You may query the modem (AT+CESQ, AT+C5GREG?…) and switch its radio off and "
            "on (AT+CFUN=0, AT+CFUN=1).",
        ),
    )


def modem_busy(ue: str) -> GatewayError:
    """Return the error for a modem that is busy with another command."""
    return GatewayError(
        HTTPStatus.CONFLICT,
        t(
            fr=f"Le modem de {ue} est occupé par une autre commande.",
            en=f"The modem of {ue} is busy with another command.",
        ),
        t(
            fr="Attendez qu’elle se termine, puis recommencez.",
            en="Wait until it finishes, then try again.",
        ),
    )


def modem_silent(ue: str, detail: str) -> GatewayError:
    """Return the error for a modem that does not answer."""
    return not_answering(
        t(
            fr=f"Le modem de {ue} ne répond pas ({detail}).",
            en=f"The modem of {ue} does not answer ({detail}).",
        )
    )
