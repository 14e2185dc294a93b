"""A small quiz in a separate course, as an author writes it, without findings."""

from itertools import cycle
from typing import Any

from campus5g.authoring.catalogue import CourseManifest, Module, ModuleManifest
from campus5g.courseware.quiz.model import Quiz
from campus5g.places import COURSES

OBJECTIVES = ("hear", "see")
DIFFICULTIES = ("easy", "medium", "hard")


def words(text: str) -> dict[str, str]:
    return {"fr": text, "en": text}


def single(name: str, lengths: tuple[int, ...] = (8, 6, 10, 9), **fields: Any) -> dict[str, Any]:
    """A question whose first choice is right; choices have the given lengths."""
    choices = [
        {"id": f"c{number}", **words("x" * length), "feedback": words("why")}
        for number, length in enumerate(lengths)
    ]
    return {
        "id": name,
        "part": "final",
        "kind": "single",
        "objectives": [OBJECTIVES[0]],
        "difficulty": "medium",
        "prompt": words(name),
        "choices": choices,
        "answer": "c0",
        **fields,
    }


def bank(each: int, **fields: Any) -> list[dict[str, Any]]:
    """Questions of the final, a number for each objective, the right choice of changing length."""
    lengths = cycle([(11, 6, 10, 9), (5, 6, 10, 9), (8, 6, 10, 9), (9, 6, 10, 9)])
    return [
        single(
            f"{objective}-{number}",
            next(lengths),
            objectives=[objective],
            difficulty=DIFFICULTIES[number % len(DIFFICULTIES)],
            **fields,
        )
        for objective in OBJECTIVES
        for number in range(each)
    ]


def quiz(draw: int | None, items: list[dict[str, Any]]) -> Quiz:
    final = {"draw": draw, "points": 4} if draw else None
    return Quiz.model_validate({"id": "harbour-radio", "final": final, "items": items})


def module(name: str = "radio", course: tuple[str, ...] = ("first", "radio", "last")) -> Module:
    manifest = {
        "id": name,
        "title": words("Radio"),
        "summary": words("Radio"),
        "minutes": 10,
        "level": "beginner",
        "audience": ["operator"],
        "objectives": [{"id": each, **words(each)} for each in OBJECTIVES],
        "items": [{"id": "final", "points": 4, "kind": "automatic", "title": words("Final")}],
    }
    around = {"id": "harbour", "title": words("H"), "summary": words("H"), "modules": course}
    return Module(
        f"harbour-{name}",
        ModuleManifest.model_validate(manifest),
        COURSES / "harbour" / name,
        CourseManifest.model_validate(around),
    )
