"""The site's settings: sign-up, training provider, retention, booking, texts."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import BaseModel, ValidationError

from campus5g.language import t
from campus5g.site.portal.administration.office import InOffice
from campus5g.site.portal.problems import NotFoundError
from campus5g.site.portal.safety.forgery import FIELD, Meant, add_details
from campus5g.site.settings import Settings, keep, settings

router = APIRouter(prefix="/administration/settings")


@router.get("")
def show(office: InOffice, saved: str = "") -> Response:
    """Show all settings."""
    return office.page(
        "settings.html",
        settings=settings(office.records),
        typed={},
        problems={},
        saved=saved if saved in Settings.model_fields else "",
    )


@router.post("/{section}", dependencies=[Meant])
async def change(office: InOffice, section: str) -> Response:
    """Save a section, or show what is wrong beside each field."""
    if section not in Settings.model_fields:
        raise NotFoundError
    now = settings(office.records)
    form = await office.request.form()
    typed = {key: str(value).strip() for key, value in form.items() if key != FIELD}
    kind: type[BaseModel] = type(getattr(now, section))
    try:
        changed = kind.model_validate(_nested(typed))
    except ValidationError as error:
        problems = {
            "-".join(map(str, (section, *each["loc"]))): _problem_of(
                each["type"], each.get("ctx", {})
            )
            for each in error.errors()
        }
        return office.page(
            "settings.html",
            status=422,
            settings=now,
            typed={f"{section}-{key.replace('.', '-')}": value for key, value in typed.items()},
            problems=problems,
            saved="",
        )
    keep(office.records, now.model_copy(update={section: changed}))
    add_details(office.request, section=section)
    answer = office.see("settings")
    answer.headers["location"] += f"?saved={section}#{section}"
    return answer


def _nested(typed: dict[str, str]) -> dict[str, Any]:
    """Return fields with their languages (``certificate.fr``) joined into texts."""
    values: dict[str, Any] = {}
    for key, value in typed.items():
        name, _, language = key.partition(".")
        if language:
            values.setdefault(name, {})[language] = value
        else:
            values[name] = value
    return values


def _problem_of(kind: str, context: dict[str, Any]) -> str:
    match kind:
        case "greater_than_equal":
            return t(fr=f"Au moins {context['ge']}.", en=f"At least {context['ge']}.")
        case "less_than_equal":
            return t(fr=f"Au plus {context['le']}.", en=f"At most {context['le']}.")
        case "string_too_long":
            return t(
                fr=f"Pas plus de {context['max_length']} caractères.",
                en=f"At most {context['max_length']} characters.",
            )
        case "string_too_short":
            return t(fr="Écrivez un texte.", en="Enter some text.")
        case "string_pattern_mismatch":
            return t(
                fr="De la forme https://campus.example/, sans chemin.",
                en="Use the form https://campus.example/, without a path.",
            )
        case "int_parsing":
            return t(fr="Un nombre entier.", en="Enter an integer.")
        case _:
            return t(fr="Cette valeur n’est pas possible.", en="This value is not allowed.")
