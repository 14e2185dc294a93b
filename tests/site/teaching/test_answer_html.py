"""Written answers are shown as their author saw them, and do nothing else."""

import pytest

from campus5g.site.teaching.answer_html import answer_html


def test_an_answer_is_shown_as_markdown_with_its_own_lines() -> None:
    html = answer_html("Le **pont** attend :\nau quai.\n\n| Poste | Débit |\n|---|--:|\n| A | 2 |")

    assert "<strong>pont</strong> attend :<br>" in html
    assert "<td>2</td>" in html
    assert "style" not in html


def test_headings_stay_below_those_of_the_page() -> None:
    assert answer_html("# Ma note : 20/20") == "<p><strong>Ma note : 20/20</strong></p>\n"


def test_a_link_opens_elsewhere_and_tells_nobody_where_from() -> None:
    assert answer_html("[plan](https://example.org)") == (
        '<p><a target=_blank rel=noreferrer href="https://example.org">plan</a></p>\n'
    )


@pytest.mark.parametrize(
    "harm",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<style>.marks { display: none }</style>",
        "<iframe srcdoc='<p>'></iframe>",
        '<form action="/desk"><button>ok</button></form>',
        '<b class="mark mark--done" style="position: fixed">12 / 12</b>',
        "[x](javascript:alert(1))",
        "![x](javascript:alert(1))",
        "![x](https://example.org/seen.png)",
        '[x](https://example.org "<a href=javascript:alert(1)>")',
        "`<script>`",
        "[x]: javascript:alert(1)\n\n[x]",
    ],
)
def test_what_a_learner_writes_runs_nothing_and_fetches_nothing(harm: str) -> None:
    html = answer_html(harm)

    for tag in ("<script", "<img", "<style", "<iframe", "<form", "<button", "<b "):
        assert tag not in html
    assert 'href="javascript' not in html
