"""What a quiz's page shows, in the page's language: plain data for the widget and the fallback."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from campus5g.courseware.quiz.answers import Try
from campus5g.courseware.quiz.drawing import shuffled
from campus5g.courseware.quiz.feedback import told, verdict
from campus5g.courseware.quiz.figure import svg_of
from campus5g.courseware.quiz.model import Hints, Item, Option
from campus5g.language import current_language, t

View = dict[str, Any]


def item_view(item: Item, folder: Path, seed: str) -> View:
    """Return a question as it is shown: no answer, no feedback; choices in the seed's order."""
    view: View = {"id": item.id, "kind": item.kind, "prompt": str(item.prompt)}
    match item.kind:
        case "single" | "multiple":
            mixed = item.choices if item.keep_order else shuffled(item.choices, seed, item.id)
            view["choices"] = _options(mixed)
        case "order":
            view["choices"] = _options(_not_solved(item.choices, item.answer, f"{seed}/{item.id}"))
        case "match":
            view["terms"] = _options(item.terms)
            view["choices"] = _options(shuffled(item.choices, seed, item.id))
        case "numeric":
            view["units"] = list(item.units)
        case "hotspot":
            view["svg"] = svg_of(item.figure, folder)
            view["alt"] = str(item.figure.alt)
            view["choices"] = [
                {
                    **option,
                    "box": [region.x, region.y, region.width, region.height],
                }
                for option, region in zip(_options(item.regions), item.regions, strict=True)
            ]
    if item.hints:
        view["hints"] = hint_steps(item.hints)
    return view


def hint_steps(hints: Hints) -> list[View]:
    """Return the three steps of a hint, each with its heading."""
    return [
        {"head": t(fr="Un coup de pouce", en="A nudge"), "text": str(hints.nudge)},
        {"head": t(fr="La méthode", en="The method"), "text": str(hints.method)},
        {"head": t(fr="Un exemple traité", en="A worked example"), "text": str(hints.example)},
    ]


def result_view(item: Item, tried: Try) -> View:
    """Return what is told of the latest answer to a formative question."""
    lines = told(item, tried.answer, tried.share)
    words = {
        "right": t(fr="C’est juste", en="That is right"),
        "partly": t(fr="En partie juste", en="Partly right"),
        "wrong": t(fr="Pas encore", en="Not yet"),
    }
    word = verdict(tried.share)
    return {
        "answer": tried.answer,
        "verdict": word,
        "head": words[word],
        "lines": [{"right": line.right, "about": line.about, "text": line.text} for line in lines],
    }


def part_words() -> dict[str, str]:
    """Return the words of a page with formative questions."""
    return {
        **common_words(),
        "check": t(fr="Vérifier", en="Check"),
        "again": t(fr="Réessayer", en="Try again"),
        "first": t(fr="Répondez d’abord.", en="Answer first."),
        "right": t(fr="juste", en="right"),
        "wrong": t(fr="à revoir", en="look again"),
    }


def final_words() -> dict[str, str]:
    """Return the words of a final's page; ``{…}`` is filled in by the page."""
    return {
        **common_words(),
        "start": t(fr="Commencer", en="Start"),
        "startAgain": t(fr="Commencer la deuxième tentative", en="Start the second attempt"),
        "attempt": t(fr="Tentative {n} sur {of}", en="Attempt {n} of {of}"),
        "intro": t(
            fr="{n} questions, une par écran. Vos réponses sont gardées au fur et à mesure : "
            "vous pouvez fermer la page et revenir.",
            en="{n} questions, one per screen. Your answers are kept as you go: you can close "
            "the page and come back later.",
        ),
        "tries": t(
            fr="Vous avez deux tentatives, avec d’autres questions. La meilleure compte.",
            en="You have two attempts, with different questions each time. The better one counts.",
        ),
        "oneMore": t(
            fr="Il vous reste une tentative, avec d’autres questions. La meilleure compte.",
            en="You have one attempt left, with different questions. The better attempt counts.",
        ),
        "review": t(fr="Relire avant de remettre", en="Review before handing in"),
        "reviewLead": t(
            fr="Relisez : vous pouvez revenir à chaque question.",
            en="Review: you can go back to any question.",
        ),
        "answered": t(fr="répondue", en="answered"),
        "open": t(fr="sans réponse", en="no answer yet"),
        "handIn": t(fr="Remettre mes réponses", en="Hand in my answers"),
        "sure": t(
            fr="Une fois remises, vos réponses ne changent plus.",
            en="Once handed in, your answers can no longer be changed.",
        ),
        "sureOpen": t(
            fr="Questions sans réponse : {n}. Une fois remises, vos réponses ne changent plus.",
            en="Questions not answered: {n}. Once handed in, your answers can no longer be "
            "changed.",
        ),
        "confirm": t(fr="Oui, remettre", en="Yes, hand in"),
        "back": t(fr="Non, relire encore", en="No, review again"),
        "done": t(fr="C’est remis", en="Handed in"),
        "doneLead": t(
            fr="La correction de votre formateur donnera les points.",
            en="Your trainer’s grading gives the points.",
        ),
        "previous": t(fr="Précédente", en="Previous"),
        "next": t(fr="Suivante", en="Next"),
        "kept": t(fr="Réponse gardée.", en="Answer kept."),
        "keepOrder": t(fr="Cet ordre me convient", en="Keep this order"),
    }


def options_text(options: Sequence[View]) -> list[str]:
    """Return the words of some options."""
    return [str(option["text"]) for option in options]


def common_words() -> dict[str, str]:
    """Return the words of every page with questions."""
    return {
        "language": current_language(),
        "question": t(fr="Question {n} sur {of}", en="Question {n} of {of}"),
        "several": t(fr="Plusieurs réponses possibles", en="More than one answer is possible"),
        "yourAnswer": t(fr="Votre réponse", en="Your answer"),
        "unit": t(fr="Unité", en="Unit"),
        "choose": t(fr="Choisissez…", en="Choose…"),
        "up": t(fr="Monter", en="Up"),
        "down": t(fr="Descendre", en="Down"),
        "moved": t(fr="{what} : place {n} sur {of}", en="{what}: place {n} of {of}"),
        "orderHow": t(
            fr="Déplacez chaque étape avec les boutons.", en="Move each step using its buttons."
        ),
        "spotHow": t(
            fr="Touchez la figure, ou choisissez dans la liste.",
            en="Touch the figure, or choose from the list.",
        ),
        "hint": t(fr="Un indice ?", en="A hint?"),
        "lost": t(
            fr="La page n’a plus de contact : votre dernière réponse n’est peut-être pas gardée. "
            "Rechargez la page, les réponses gardées sont là.",
            en="The page has lost contact: your latest answer may not have been kept. Reload "
            "the page: the answers that were kept are still there.",
        ),
    }


def _options(options: Sequence[Option]) -> list[View]:
    return [{"id": option.id, "text": str(option)} for option in options]


def _not_solved(
    steps: Sequence[Option], answer: Sequence[str] | None, seed: str
) -> Sequence[Option]:
    """Shuffle steps so that they do not stand in their right order, where that is known."""
    mixed = shuffled(steps, seed)
    if [step.id for step in mixed] == answer:
        return mixed[::-1]
    return mixed
