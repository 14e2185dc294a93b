"""Weak lines are named before the trainer reads; sound ones are left alone."""

import pytest

from campus5g.courseware.page.file_parts import FileField, TextField
from campus5g.courseware.project_file.weak_lines import empty_fields, weak_in
from campus5g.courseware.project_file.written import Value
from campus5g.language import Language, set_language
from campus5g.manifest import Text
from tests.courseware.project_file.harbour_file import field, parts

_ANY = Text(fr="x", en="x")


@pytest.fixture(autouse=True, params=["fr", "en"])
def language(request: pytest.FixtureRequest) -> "object":
    """The language of the sentences; what is written may be in either."""
    chosen: Language = request.param
    set_language(chosen)
    yield chosen
    set_language(None)


def text_field(check: str | None = None) -> FileField:
    """A text, read for something."""
    described = {"id": "x", "kind": "text", "title": _ANY, "prompt": _ANY, "example": _ANY}
    return TextField.model_validate({**described, "check": check})


def said(language: Language, fr: str, en: str) -> str:
    """The words that a sentence holds in a language."""
    return fr if language == "fr" else en


SOUND_REQUIREMENTS = [
    "De la télécommande à l’armoire du pont : un message toutes les 50 ms, 99,9 % en 100 ms.",
    "Du chariot au serveur, 10 messages par seconde ; aucun silence de plus de 1 s.",
    "Entre la caméra et le poste, 25 Hz, une image sur 1000 perdue au plus.",
    "From the remote control to the cabinet: every 50 ms, 99.9 % within 100 ms.",
    "Between the forklift and the server, one message a second, no gap longer than 2 s.",
]


@pytest.mark.parametrize("text", SOUND_REQUIREMENTS)
def test_a_requirement_that_can_be_checked_is_left_alone(text: str) -> None:
    assert weak_in(text_field("requirement"), text) == []


@pytest.mark.parametrize(
    ("text", "fr", "en"),
    [
        ("Toutes les 50 ms, 99,9 % en 100 ms.", "d’où à où", "From where to where"),
        ("De la grue au quai, 99,9 % en 100 ms.", "l’intervalle", "interval"),
        ("From the crane to the quay, every 50 ms.", "part de messages", "share of messages"),
        ("Du pont au poste, toutes les 50 ms, 99 % : temps réel.", "temps réel", "temps réel"),
        ("From A to B, every 50 ms, 99 %, fast.", "fast", "fast"),
    ],
)
def test_what_a_requirement_lacks_is_named_with_its_line(
    language: Language, text: str, fr: str, en: str
) -> None:
    ((line, sentence),) = weak_in(text_field("requirement"), text)

    assert line == text
    assert said(language, fr, en) in sentence


def test_a_row_of_a_table_says_it_in_its_columns() -> None:
    flow = {"from": "le chariot", "to": "le serveur", "interval": "200 ms", "silence": "1 s"}

    assert weak_in(field("requirements"), {"1": flow}) == []
    assert len(weak_in(field("requirements"), {"1": flow, "2": {"from": "le chariot"}})) == 3


@pytest.mark.parametrize(
    "text",
    [
        "La 5G est sûre.",
        "Le réseau privé est sécurisé, sans autre mesure.",
        "La 5G garantit la sécurité des piétons.",
        "L’arrêt d’urgence passe par la 5G.",
        "5G is safe.",
        "A private network is secure by design.",
        "5G guarantees the safety of people on foot.",
        "The emergency stop goes over 5G.",
    ],
)
def test_5g_called_safe_is_named_in_any_text(text: str) -> None:
    lines = [line for line, _ in weak_in(text_field(), f"Une phrase. {text}")]

    assert lines == [text]


@pytest.mark.parametrize(
    "text",
    [
        "La 5G n’est pas sûre par elle-même : sans liaison, le chariot freine seul.",
        "L’arrêt d’urgence ne passe pas par la 5G ; réseau coupé, il agit.",
        "5G is not a safety function; if the link fails, the forklift brakes by itself.",
        "The stop stays wired. When the network is down, cranes hold.",
    ],
)
def test_an_architecture_that_says_who_stops_the_machine_is_left_alone(text: str) -> None:
    assert weak_in(text_field("safety"), text) == []


def test_an_architecture_without_a_word_on_failure_is_named(language: Language) -> None:
    ((_, sentence),) = weak_in(text_field("safety"), "Un cœur sur le site, trois antennes.")

    assert said(language, "si la liaison manque", "if the link fails") in sentence


SOUND_RANGE = {
    "low": "30",
    "likely": "45,5",
    "high": "80",
    "date": "2026-03-01",
    "source": "devis de l’intégrateur",
}


@pytest.mark.parametrize(
    ("changed", "fr", "en"),
    [
        ({"low": "", "high": ""}, "Un seul chiffre", "single figure"),
        ({"high": "beaucoup"}, "pas un nombre", "not a number"),
        ({"likely": "90"}, "entre le bas et le haut", "between the low and the high"),
        ({"low": "45.5", "high": "45,5"}, "pas de fourchette", "no range"),
        ({"date": "l’an dernier"}, "pas de date", "no date"),
        ({"source": ""}, "pas de source", "no source"),
    ],
)
def test_a_budget_line_without_its_range_date_or_source_is_named(
    language: Language, changed: dict[str, str], fr: str, en: str
) -> None:
    cells = {name: text for name, text in {**SOUND_RANGE, **changed}.items() if text}

    ((line, sentence),) = weak_in(field("costs"), {"radio": cells})

    assert said(language, "Antennes et cœur", "Antennas and core") in line
    assert said(language, fr, en) in sentence


def test_a_range_with_date_and_source_is_left_alone() -> None:
    assert weak_in(field("costs"), {"radio": SOUND_RANGE}) == []
    assert weak_in(field("gain"), {"value": SOUND_RANGE}) == []


def test_a_choice_that_never_looked_at_doing_without_5g_is_named(language: Language) -> None:
    scored = {"coverage": {"weight": "8", "private-5g": "5", "today": "2"}}

    ((line, sentence),) = weak_in(field("matrix"), scored)

    assert line == said(language, "Refaire le Wi-Fi", "Redo the Wi-Fi")
    assert said(language, "sans 5G", "without 5G") in sentence
    assert weak_in(field("matrix"), {"coverage": {**scored["coverage"], "wifi": "3"}}) == []


def test_points_beyond_their_scale_are_named() -> None:
    ((line, _),) = weak_in(
        field("matrix"), {"cost": {"weight": "8", "private-5g": "50", "wifi": "3"}}
    )

    assert line.endswith("50")


@pytest.mark.parametrize(
    "text",
    [
        "Mars : essai. Si plus de 1 % des messages manquent, on arrête.",
        "June: trial. If fewer than 99 % arrive within 100 ms, we stop.",
        "Si la licence n’est pas accordée avant le 30 septembre, on arrête.",
        "If there is no licence on 30 September at the latest, we stop.",
    ],
)
def test_a_plan_with_a_stop_rule_is_left_alone(text: str) -> None:
    assert weak_in(text_field("stop-rules"), text) == []


@pytest.mark.parametrize(
    ("text", "fr", "en"),
    [
        ("Mars : essai. Juin : déploiement.", "pas de règle d’arrêt", "no stop rule"),
        ("Si l’essai déçoit, on arrête.", "pas de chiffre", "no figure"),
        ("Si l’essai déçoit le 20 mai, on arrête.", "pas de chiffre", "no figure"),
        ("If the trial of May 2026 disappoints, we stop.", "pas de chiffre", "no figure"),
    ],
)
def test_a_plan_that_can_not_be_stopped_is_named(
    language: Language, text: str, fr: str, en: str
) -> None:
    ((_, sentence),) = weak_in(text_field("stop-rules"), text)

    assert said(language, fr, en) in sentence


@pytest.mark.parametrize("value", ["", {}, None])
def test_what_is_empty_is_not_weak(value: Value | None) -> None:
    assert all(weak_in(each, value) == [] for part in parts() for each in part.fields)


def test_required_fields_left_empty_are_listed() -> None:
    names = [each.id for each in empty_fields(parts(), {"complaint": "Deux."})]

    assert "complaint" not in names
    assert "hall" not in names
    assert "costs" in names
