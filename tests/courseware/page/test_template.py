"""The page as the browser gets it: text, activities as they arrive, failures in plain words."""

import json
import logging
import re
from collections.abc import AsyncIterator
from copy import deepcopy
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import pytest
from crane_order import crane_order, page_of
from jinja2 import Environment, FileSystemLoader
from nbformat import NotebookNode, from_dict
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from tornado.web import HTTPError
from traitlets.config import Config
from voila.exporter import VoilaExporter
from voila.paths import collect_template_paths

from campus5g.authoring.page_manifest import as_yaml, page_manifest
from campus5g.courseware.page.content import PageContent, page_content
from campus5g.courseware.page.manifest import Neighbour
from campus5g.courseware.page.serving import TEMPLATE, configure_pages, jupyter_path, lay_out
from campus5g.language import Language
from campus5g.manifest import Text

FAILURE = new_output(
    "error", ename="RuntimeError", evalue="the secret reason", traceback=["the secret reason"]
)
PLOT = new_output("display_data", data={"text/plain": "a plot"})


class Elements(HTMLParser):
    """The elements of a page, in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name == tag]


@pytest.fixture(autouse=True)
def template_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUPYTER_PATH", jupyter_path())


async def html_of(
    language: Language = "fr",
    outputs: tuple[NotebookNode, ...] = (),
    other: dict[str, str] | None = None,
    page: PageContent | None = None,
    home: str = "",
    hand_in_to: str = "",
) -> str:
    """Render a module as Voilà does; its first cell brings these outputs."""
    config = Config()
    configure_pages(config, home=home)
    cell = new_code_cell("the_code()", outputs=deepcopy(list(outputs)))
    notebook = new_notebook(cells=[cell])
    notebook.metadata["page"] = from_dict(
        {
            **(page or page_of(crane_order(), language)).as_data(),
            "other_language": other,
            "hand_in_to": hand_in_to,
        }
    )

    async def start(_notebook: NotebookNode) -> str:
        return "a-kernel"

    async def executed(_notebook: NotebookNode, _kernel: str) -> AsyncIterator[NotebookNode]:
        for each in notebook.cells:
            yield each

    exporter = VoilaExporter(
        template_paths=collect_template_paths(["voila", "nbconvert"], TEMPLATE),
        template_name=TEMPLATE,
        base_url="/user/sacha/",
    )
    rendered = exporter.generate_from_notebook_node(
        notebook,
        resources={"base_url": "/user/sacha/", **config.VoilaConfiguration.resources},
        extra_context={"kernel_start": start, "cell_generator": executed},
        page_config={},
    )
    return "".join([piece async for piece, _ in rendered])


async def test_the_page_shows_no_code_or_internals() -> None:
    html = await html_of(outputs=(PLOT,))

    assert "the_code" not in html
    words = re.sub(r"<script.*?</script>|<style.*?</style>|<[^>]*>", "", html, flags=re.DOTALL)
    assert not re.search(r"kernel|noyau|notebook|jupyter", words, re.IGNORECASE)


@pytest.mark.parametrize("language", ["fr", "en"])
async def test_the_page_declares_its_language_and_nests_its_headings(
    language: Language,
) -> None:
    page = Elements(await html_of(language))

    assert page.named("html") == [{"lang": language}]
    levels = [int(tag[1]) for tag, _ in page.found if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


async def test_nothing_is_loaded_from_another_machine() -> None:
    page = Elements(await html_of(outputs=(PLOT,)))

    loaded = [
        str(attributes.get("src") or attributes.get("href"))
        for tag, attributes in page.found
        if tag in ("script", "link", "img", "iframe") and (attributes.keys() & {"src", "href"})
    ]

    assert loaded
    assert all(address.startswith(("/user/sacha/", "data:")) for address in loaded)


async def test_the_front_end_is_ours_and_told_its_kernel() -> None:
    html = await html_of(outputs=(PLOT,))

    config = re.search(r'id="jupyter-config-data"[^>]*>\s*({.*?})\s*</script>', html, re.DOTALL)
    assert config is not None
    assert json.loads(config[1]) == {"baseUrl": "/user/sacha/", "kernelId": "a-kernel"}
    loaded = [str(each.get("src")) for each in Elements(html).named("script") if "src" in each]
    ours = "/user/sacha/voila/templates/campus5g/static/"
    assert all(address.startswith(ours) for address in loaded)
    # By its version, a browser keeps it until it changes.
    assert loaded[-1].startswith(f"{ours}built/front_end.js?v=")


async def test_all_text_comes_before_the_first_activity() -> None:
    html = await html_of(outputs=(PLOT,))

    assert html.index("Sur mon lieu de travail</h2>") < html.index('id="jupyter-config-data"')
    assert html.index("</main>") < html.index("arrived-0")


async def test_words_that_tell_a_predictions_answer_are_hidden_behind_a_sentence() -> None:
    cells = [new_code_cell("explorers.nines()"), new_markdown_cell("La réponse est B.")]
    content = page_content(
        new_notebook(cells=cells), page_manifest(crane_order(), [crane_order()]), Path()
    )

    html = await html_of(page=content)

    assert "quand vous aurez parié" in html
    assert re.search(r'<div data-covered-by="0" hidden>\s*<p>La réponse est B\.</p>', html)


async def test_a_failure_is_one_plain_sentence_with_its_cause_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.ERROR):
        html = await html_of(outputs=(FAILURE,))

    assert "data-trouble" in html
    assert "Cette activité n’a pas pu s’ouvrir." in html
    assert "secret reason" not in html
    assert "RuntimeError" not in html
    assert "the secret reason" in caplog.text
    assert "quay-crane-order" in caplog.text


async def test_warnings_printed_by_a_cell_are_hidden() -> None:
    warning = new_output("stream", name="stderr", text="DeprecationWarning")

    assert "DeprecationWarning" not in await html_of(outputs=(warning,))


async def test_glossary_terms_are_explained_in_place_and_at_the_end() -> None:
    page = Elements(await html_of("en"))

    words = [word.get("popovertarget") for word in page.named("button") if "popovertarget" in word]
    explained = {each.get("id") for each in page.named("div") if "popover" in each}
    assert set(words) == explained == {"word-slice"}
    assert len(page.named("dt")) == 1


@pytest.mark.parametrize(
    ("fetched_to", "settings", "course"),
    [
        ("demo/quay-crane-order", {"assignment_list_manager": object()}, "demo"),
        ("quay-crane-order", {"assignment_list_manager": object()}, ""),
        ("demo/quay-crane-order", {}, ""),
    ],
)
def test_a_module_is_handed_in_to_the_course_it_was_fetched_from(
    tmp_path: Path, fetched_to: str, settings: dict[str, object], course: str
) -> None:
    module = crane_order()
    folder = tmp_path / fetched_to
    folder.mkdir(parents=True)
    text = as_yaml(page_manifest(module, [module]))
    (folder / "module.yaml").write_text(text, encoding="utf-8")
    config = Config()
    configure_pages(config)
    server = SimpleNamespace(
        contents_manager=SimpleNamespace(root_dir=str(tmp_path)),
        settings=settings,
        xsrf_token=b"token",
        voila_configuration=config.VoilaConfiguration,
    )

    laid_out = lay_out(server, new_notebook(), fetched_to)

    assert laid_out.metadata.page.hand_in_to == course
    assert laid_out.metadata.page.title == "Une grue attend son ordre"
    assert laid_out.metadata.page.other_language is None
    with pytest.raises(HTTPError):
        lay_out(server, new_notebook(), "elsewhere")


def on_a_site(files: Path, exchange: Path) -> SimpleNamespace:
    """Return what a page sees of its learner's server: their files, and a site's exchange."""
    config = Config()
    configure_pages(config, home="/services/portal/")
    config.Exchange.root = str(exchange)
    return SimpleNamespace(
        contents_manager=SimpleNamespace(root_dir=str(files)),
        settings={"assignment_list_manager": object()},
        xsrf_token=b"token",
        voila_configuration=config.VoilaConfiguration,
        config=config,
    )


@pytest.mark.parametrize(
    ("fetched", "released", "address"),
    [
        (True, False, "/services/portal/open/demo/quay-next"),
        (False, True, "/services/portal/open/demo/quay-next"),
        (False, False, None),
    ],
)
def test_the_foot_of_a_module_leads_only_to_what_was_handed_out(
    tmp_path: Path, fetched: bool, released: bool, address: str | None
) -> None:
    files, exchange = tmp_path / "files", tmp_path / "exchange"
    folder = files / "demo" / "quay-crane-order"
    folder.mkdir(parents=True)
    manifest = page_manifest(crane_order(), [crane_order()])
    neighbour = Neighbour(id="quay-next", title=Text(fr="La suite", en="What follows"))
    text = as_yaml(manifest.model_copy(update={"next": neighbour}))
    (folder / "module.yaml").write_text(text, encoding="utf-8")
    if fetched:
        (files / "demo" / "quay-next").mkdir()
        (files / "demo" / "quay-next" / "quay-next.ipynb").write_text("{}", encoding="utf-8")
    if released:
        (exchange / "demo" / "outbound" / "quay-next").mkdir(parents=True)
    server = on_a_site(files, exchange)

    page = lay_out(server, new_notebook(), "demo/quay-crane-order").metadata.page

    assert page.previous is None
    assert (page.next and page.next.href) == address


def test_where_the_next_module_is_not_open_the_foot_leads_to_the_first_later_one_that_is(
    tmp_path: Path,
) -> None:
    files, exchange = tmp_path / "files", tmp_path / "exchange"
    folder = files / "demo" / "quay-crane-order"
    folder.mkdir(parents=True)
    closed, opened, last = (
        Neighbour(id=f"quay-{each}", title=Text(fr=each, en=each))
        for each in ("closed", "opened", "last")
    )
    manifest = page_manifest(crane_order(), [crane_order()])
    text = as_yaml(manifest.model_copy(update={"next": closed, "later": [opened, last]}))
    (folder / "module.yaml").write_text(text, encoding="utf-8")
    for each in (opened, last):
        (exchange / "demo" / "outbound" / each.id).mkdir(parents=True)
    server = on_a_site(files, exchange)

    page = lay_out(server, new_notebook(), "demo/quay-crane-order").metadata.page

    assert page.next.href == "/services/portal/open/demo/quay-opened"


@pytest.mark.parametrize("reader", ["learner", "trainer", "author"])
async def test_every_page_on_a_site_leads_home_and_only_teachers_present(reader: str) -> None:
    content = page_of(crane_order(), "fr")

    html = await html_of(
        page=content,
        home="" if reader == "author" else "/services/portal/",
        hand_in_to="demo" if reader == "learner" else "",
    )

    page = Elements(html)
    ways_home = [a for a in page.named("a") if a.get("href") == "/services/portal/"]
    classes = [each.get("class") for each in ways_home]
    assert classes == ([] if reader == "author" else ["brand", "bar__home", "neighbour"])
    presents = [each for each in page.named("button") if "data-presents" in each]
    assert len(presents) == (0 if reader == "learner" else 1)
    notes = [a.get("href") for a in page.named("a") if "data-present-notes" in a]
    address = "/services/portal/library/quay-crane-order/notes?language=fr"
    assert notes == ([address] if reader == "trainer" else [])


@pytest.mark.parametrize("edition", [True, False])
def test_a_learners_page_leads_to_its_other_edition_by_the_portal(
    tmp_path: Path, edition: bool
) -> None:
    files, exchange = tmp_path / "files", tmp_path / "exchange"
    folder = files / "demo" / "quay-crane-order"
    folder.mkdir(parents=True)
    text = as_yaml(page_manifest(crane_order(), [crane_order()]))
    (folder / "module.yaml").write_text(text, encoding="utf-8")
    if edition:
        (exchange / "demo" / "editions" / "en" / "quay-crane-order").mkdir(parents=True)
    server = on_a_site(files, exchange)

    other = lay_out(server, new_notebook(), "demo/quay-crane-order").metadata.page.other_language

    opens = "/services/portal/open/demo/quay-crane-order?lang=en"
    assert other == ({"language": "en", "href": opens} if edition else None)


@pytest.mark.parametrize(("language", "offered"), [("fr", "English"), ("en", "Français")])
async def test_the_switch_names_the_other_language_in_that_language(
    language: Language, offered: str
) -> None:
    other = {"language": "en" if language == "fr" else "fr", "href": "../../b/m/m.ipynb"}

    html = await html_of(language, other=other)

    (switch,) = [a for a in Elements(html).named("a") if a.get("class") == "bar__language"]
    assert (switch["lang"], switch["href"]) == (other["language"], "../../b/m/m.ipynb")
    assert f">{offered}</a>" in html


async def test_without_another_language_there_is_no_switch() -> None:
    assert "bar__language" not in await html_of()


async def test_the_drawing_stands_before_the_words_and_has_its_tones() -> None:
    content = page_of(crane_order(), "fr")
    content.scene = '<svg class="c5s" role="img"><title>Un quai</title></svg>'
    content.scene_shows = "Un quai & un navire"

    html = await html_of(page=content)

    assert html.index("<title>Un quai") < html.index("<h1>")
    assert ".s-steel{" in html
    assert "Un quai &amp; un navire" in html
    assert "opening__scene" not in await html_of()


@pytest.mark.parametrize(
    ("home", "ways"), [("", ["", ""]), ("/services/portal/", ["", "/services/portal/"] * 2)]
)
def test_a_page_that_is_not_there_leads_back_home_where_there_is_one(
    home: str, ways: list[str]
) -> None:
    config = Config()
    configure_pages(config, home=home)
    folders = collect_template_paths(["voila"], TEMPLATE)
    page = Environment(loader=FileSystemLoader(folders), autoescape=True).get_template("404.html")

    html = page.render(status_code=404, **config.ServerApp.jinja_template_vars)

    assert [link["href"] for link in Elements(html).named("a")] == ways
