"""A learner's markup in a graded copy: shown, and unable to repaint or run anything."""

import re
from collections.abc import Callable
from contextlib import closing
from html.parser import HTMLParser

import pytest
from headless_chromium import headless_chromium
from hypothesis import given
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from traitlets.config import Config

from campus5g.authoring.cohorts.graded_copy.exporter import SETTINGS, GradedCopy
from campus5g.harmless_html import harmless

HOSTILE = [
    "<iframe srcdoc='&lt;script&gt;parent.document.title=1&lt;/script&gt;'></iframe>",
    "<p title='<iframe srcdoc=1 >'>x</p><iframe>",
    "<p style='line-height: 0; font-size: 900px; margin: -900px 0 0 -99px'>20 / 20</p>",
    "<style>.total { visibility: hidden } .total::after { content: '20 / 20' }</style>",
    "<style>@import url(https://example.org/x.css)",
    "<STYLE>* { color: red }</STYLE >",
    "<link rel=stylesheet href=data:text/css,*{color:red}>",
    "<svg><style>.total{display:none}</style></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;style>*{}&lt;/style>'>",
    "<p style='position: fixed; top: 0; z-index: 9'>Points : 20 / 20</p>",
    "<p style='margin-top: -90em; transform: translateY(-9em); float: left'>20 / 20</p>",
    "<p style='background: url(https://example.org/seen)'>x</p>",
    "<p class='total'>Points : 20 / 20</p>",
    "<section class='marked' id='mark-q1'>20 / 20</section>",
    "<img src=x onerror=alert(1)>",
    "<script>alert(1)</script>",
    "<body onload=alert(1)><a href='javascript:alert(1)'>x</a>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<form action=https://example.org><button>Rendre</button></form>",
    "<base href=https://example.org><meta http-equiv=refresh content=0;url=https://example.org>",
    "</main></body><main><p>Points : 20 / 20</p>",
    "<dialog open>20 / 20</dialog>",
    "<div popover>20 / 20</div>",
]
_NEVER = re.compile(r"position|z-index|transform|float|url\(|visibility|content:|@import", re.I)
_NOT_THEIRS = {
    "style",
    "script",
    "link",
    "form",
    "button",
    "base",
    "meta",
    "main",
    "dialog",
    "math",
}


class Elements(HTMLParser):
    """What a browser would make of a piece of HTML: its elements with their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def assert_harmless(html: str) -> None:
    for tag, attributes in Elements(html).found:
        classes = set((attributes.get("class") or "").split())
        assert tag not in _NOT_THEIRS
        assert tag != "iframe" or "sandbox" in attributes
        assert not any(name.startswith("on") or name in {"id", "popover"} for name in attributes)
        assert not _NEVER.search(attributes.get("style") or "")
        assert not {"total", "marked", "marked__head"} & classes
        assert not (attributes.get("href") or "").lower().startswith(("javascript", "data"))


@pytest.mark.parametrize("html", HOSTILE)
def test_hostile_markup_is_harmless(html: str) -> None:
    assert_harmless(harmless(html))


@given(st.lists(st.sampled_from([*HOSTILE, "<", ">", "</style>", "<!--", "-->", "x", "'", '"'])))
def test_hostile_markup_stays_harmless_however_it_is_put_together(parts: list[str]) -> None:
    assert_harmless(harmless("".join(parts)))


@pytest.mark.parametrize(
    "html",
    [
        "<p>Le <strong>gNB</strong> répond en <em>0,4 ms</em>.</p>",
        '<table border="1"><tbody><tr><td style="text-align: right;">1</td></tr></tbody></table>',
        '<span style="color: #c00;">rouge</span>',
        '<svg viewBox="0 0 9 9" role="img"><path d="M0 0V9" stroke="red"></path></svg>',
        '<dl style="display: grid; margin: 0 0 1em;"><dt>Tranche</dt><dd>URLLC</dd></dl>',
        '<img alt="courbe" src="data:image/png;base64,iVBORw0KGgo=">',
        '<div class="highlight"><span class="k">def</span></div>',
        "<details open><summary>Détails</summary>x</details>",
    ],
)
def test_honest_markup_is_kept(html: str) -> None:
    kept = harmless(html)

    assert Elements(kept).found == Elements(html).found


def test_the_rules_that_pandas_writes_above_a_table_are_not_shown_as_text() -> None:
    rules = "<style scoped>.dataframe tbody tr { vertical-align: top }</style>"

    shown = harmless(f"<div>{rules}<table class='dataframe'></table></div>")

    assert shown == '<div><table class="dataframe"></table></div>'


@pytest.fixture
def copy_of() -> Callable[[str], str]:
    def copy_of(html: str) -> str:
        """Return the graded copy of a notebook that says something in every way there is."""
        notebook = new_notebook(
            cells=[
                new_markdown_cell(html),
                new_markdown_cell(
                    html, metadata={"nbgrader": {"solution": True, "grade_id": "q1", "comment": ""}}
                ),
                new_code_cell(
                    html,
                    outputs=[
                        new_output("display_data", {"text/html": html}),
                        new_output(
                            "display_data",
                            {"text/html": html},
                            metadata={"text/html": {"isolated": True}},
                        ),
                        new_output("display_data", {"text/markdown": html}),
                        new_output("display_data", {"text/latex": html}),
                        new_output("display_data", {"image/svg+xml": html}),
                        new_output("display_data", {"application/javascript": "alert(1)"}),
                        new_output(
                            "display_data",
                            {"image/png": '"><script>alert(1)</script>'},
                            metadata={"image/png": {"width": "1 onload=alert(1)"}},
                        ),
                        new_output("stream", name="stdout", text=html),
                        new_output("error", ename=html, evalue=html, traceback=[html]),
                    ],
                ),
            ]
        )
        settings = {**SETTINGS, "language": "fr", "preprocessors": []}
        exporter = GradedCopy(config=Config(GradedCopy=settings))
        about = {"notebook": "lab", "score": 3, "max_score": 20}
        text, _ = exporter.from_notebook_node(notebook, resources={"nbgrader": about})
        return str(text)

    return copy_of


@pytest.mark.parametrize("html", HOSTILE)
def test_the_points_of_a_copy_are_painted_by_its_own_sheets_alone(
    copy_of: Callable[[str], str], html: str
) -> None:
    plain, hostile = Elements(copy_of("x")).found, Elements(copy_of(html)).found

    def of(found: list[tuple[str, dict[str, str | None]]], *tags: str) -> list[object]:
        return [each for each in found if each[0] in tags]

    sheets = ("style", "link", "script", "base", "meta", "main", "form")
    assert of(hostile, *sheets) == of(plain, *sheets)
    assert sum(attributes.get("class") == "total" for _, attributes in hostile) == 1
    assert not any(name.startswith("on") for _, attributes in hostile for name in attributes)


def test_a_result_sheet_is_shown_in_a_frame_without_rights() -> None:
    sheet = "<iframe title='Fiche' srcdoc='&lt;p&gt;gNB&lt;/p&gt;' style='height:40rem'></iframe>"

    [(tag, attributes)] = Elements(harmless(sheet)).found

    assert tag == "iframe"
    assert attributes["sandbox"] in {None, ""}
    assert attributes["srcdoc"] == "<p>gNB</p>"


UNDER_THE_POINTS = """
() => {
    const total = document.querySelector("p.total");
    const { left, top, width, height } = total.getBoundingClientRect();
    const seen = [0.02, 0.1, 0.2].map((part) =>
        document.elementFromPoint(left + width * part, top + height / 3));
    return {
        text: total.innerText,
        covered: seen.some((each) => !total.contains(each)),
        looks: getComputedStyle(total).cssText || getComputedStyle(total).visibility,
        after: getComputedStyle(total, "::after").content,
        title: document.title,
    };
}
"""


@pytest.mark.proof
@pytest.mark.browser
def test_a_browser_shows_the_points_uncovered_whatever_the_learner_wrote(
    copy_of: Callable[[str], str],
) -> None:
    with headless_chromium() as chromium, closing(chromium.new_page()) as page:

        def seen(html: str) -> object:
            page.set_content(copy_of(html))
            return page.evaluate(UNDER_THE_POINTS)

        plain = seen("x")
        shown = {html: seen(html) for html in HOSTILE}

    assert shown == dict.fromkeys(HOSTILE, plain)


def test_headings_have_no_sign_of_a_link_to_themselves(copy_of: Callable[[str], str]) -> None:
    copy = copy_of("# Le parc")

    assert "Le parc</h1>" in copy
    assert "¶" not in copy
