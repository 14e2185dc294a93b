"""Why a launch is refused: a sentence and a remedy for the person who clicked."""

import jwt
from ltiauthenticator.lti13.error import InvalidAudienceError, TokenError, ValidationError
from tornado.web import HTTPError

from campus5g.errors import CampusError
from campus5g.language import t


def why(error: Exception, platform: str) -> CampusError:
    """Return what to tell of an error of the library's.

    Args:
        error: a validation error, or the HTTP error that it raises for state and nonce.
        platform: what people call the platform.
    """
    if isinstance(error, InvalidAudienceError):
        return other_tool(platform)
    if isinstance(error, TokenError):
        return _of_token(error, platform)
    if isinstance(error, HTTPError):
        return used_or_lost(platform)
    return incomplete(platform)


def _of_token(error: ValidationError, platform: str) -> CampusError:
    cause = error.__context__
    if isinstance(cause, jwt.PyJWKClientConnectionError):
        return CampusError(
            t(
                fr=f"Les clés de {platform} ne peuvent pas être lues en ce moment.",
                en=f"The keys of {platform} can’t be read at the moment.",
            ),
            t(
                fr="Réessayez dans quelques minutes ; ensuite, prévenez l’administration du site.",
                en="Try again in some minutes; after that, tell the site’s administrator.",
            ),
        )
    if isinstance(cause, jwt.InvalidIssuerError):
        return unknown_platform()
    if cause is None or isinstance(cause, jwt.ExpiredSignatureError):
        return CampusError(
            t(fr="Ce lancement date de trop longtemps.", en="This launch is too old."),
            _again(platform),
        )
    return CampusError(
        t(
            fr=f"La signature de ce lancement n’est pas celle de {platform}.",
            en=f"The signature of this launch is not that of {platform}.",
        ),
        _tell_administrator(),
    )


def unknown_platform() -> CampusError:
    """Refuse a platform that the settings don't name."""
    return CampusError(
        t(
            fr="Ce site ne connaît pas la plateforme d’où vous venez.",
            en="This site does not know the platform that you come from.",
        ),
        _tell_administrator(),
    )


def other_tool(platform: str) -> CampusError:
    """Refuse what is meant for another client."""
    return CampusError(
        t(
            fr=f"Ce lancement de {platform} est destiné à un autre outil que ce site.",
            en=f"This launch from {platform} is meant for another tool than this site.",
        ),
        _tell_administrator(),
    )


def used_or_lost(platform: str) -> CampusError:
    """Refuse a launch that this browser did not begin, or that has been used."""
    return CampusError(
        t(
            fr="Ce lancement a déjà servi, ou n’a pas été commencé par ce navigateur.",
            en="This launch has been used, or was not begun by this browser.",
        ),
        _again(platform),
    )


def incomplete(platform: str) -> CampusError:
    """Refuse what lacks something that LTI 1.3 asks for."""
    return CampusError(
        t(
            fr="Il manque quelque chose à ce lancement.",
            en="Something is missing from this launch.",
        ),
        _again(platform),
    )


def not_vouched_for(platform: str) -> CampusError:
    """Refuse a browser that the platform itself would not vouch for."""
    return CampusError(
        t(
            fr=f"{platform} n’a pas confirmé qui vous êtes.",
            en=f"{platform} did not confirm who you are.",
        ),
        t(
            fr=f"Reconnectez-vous à {platform}, puis ouvrez l’activité de nouveau.",
            en=f"Sign in to {platform} again, then open the activity once more.",
        ),
    )


def nobody(platform: str) -> CampusError:
    """Refuse a launch without a person in it."""
    return CampusError(
        t(
            fr=f"{platform} n’a pas dit qui vous êtes.",
            en=f"{platform} did not say who you are.",
        ),
        t(
            fr=f"Connectez-vous à {platform} avec votre compte, et non comme visiteur.",
            en=f"Sign in to {platform} with your account, not as a guest.",
        ),
    )


def closed_account() -> CampusError:
    """Refuse somebody whose account was closed or erased."""
    return CampusError(
        t(
            fr="Votre compte sur ce site est fermé.",
            en="Your account on this site is closed.",
        ),
        t(
            fr="Si c’est une erreur, demandez à l’administration du site de le rouvrir.",
            en="If that is a mistake, ask the site’s administrator to open it again.",
        ),
    )


def no_such_group(cohort: str) -> CampusError:
    """Refuse a group that is not there, is over, or is not open to launches."""
    return CampusError(
        t(
            fr=f"Le groupe « {cohort} » n’existe pas ou ne vous est pas ouvert.",
            en=f"The group “{cohort}” does not exist or is not open to you.",
        ),
        t(
            fr="Signalez-le à la personne qui a préparé cette activité (paramètre « cohort »).",
            en="Tell the person who set up this activity (parameter “cohort”).",
        ),
    )


def no_such_module(module: str) -> CampusError:
    """Refuse a module that is not there, or not in the group."""
    return CampusError(
        t(
            fr=f"Le module « {module} » n’est pas proposé ici.",
            en=f"The module “{module}” is not on offer here.",
        ),
        t(
            fr="Signalez-le à la personne qui a préparé cette activité (paramètre « module »).",
            en="Tell the person who set up this activity (parameter “module”).",
        ),
    )


def _again(platform: str) -> str:
    return t(
        fr=f"Revenez dans {platform} et ouvrez l’activité de nouveau, dans une nouvelle fenêtre.",
        en=f"Go back to {platform} and open the activity again, in a new window.",
    )


def _tell_administrator() -> str:
    return t(
        fr="Prévenez l’administration du site : le réglage des deux côtés est à comparer.",
        en="Tell the site’s administrator: the settings of both sides are to be compared.",
    )
