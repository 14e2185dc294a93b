"""Fills pages that are kept elsewhere: commands, the gateway's API, files at the top level."""

import re
import shutil
from functools import cache
from pathlib import Path

from commands import command_reference
from gateway_api import gateway_reference
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.pages import Page

from campus5g.look import TOKENS_FILE

TOP_LEVEL = Path(__file__).parents[2]
IN_ENGLISH_ONLY = """*Cette page n’existe qu’en anglais.*
{ .language-note }"""
PARTS = {
    "{{ campus5g commands }}": cache(lambda: command_reference("campus5g")),
    "{{ autograder commands }}": cache(lambda: command_reference("autograder")),
    "{{ gateway api }}": cache(gateway_reference),
}
FETCHED = re.compile(r"<(?:script|img|iframe|link rel=.(?:stylesheet|preload))[^>]+https?://[^>]*>")
FILE = re.compile(r"^\{\{ top-level (\S+) \}\}$", re.MULTILINE)


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, **_: object) -> str:
    """Put each part where a page asks for it, alone on its line; name pages without French."""
    for mark, part in PARTS.items():
        if mark in markdown.splitlines():
            markdown = markdown.replace(mark, part())
    markdown = FILE.sub(lambda match: top_level(match[1]), markdown)
    if config.theme.get("language") == "fr" and not page.file.src_uri.endswith(".fr.md"):
        title, _, text = markdown.partition("\n")
        markdown = f"{title}\n\n{IN_ENGLISH_ONLY}\n{text}"
    return markdown


def on_post_page(output: str, page: Page, **_: object) -> str:
    """Refuse a page that would fetch something from another machine."""
    if fetched := FETCHED.search(output):
        raise PluginError(f"{page.file.src_uri} would fetch {fetched[0]}: keep a copy in docs/.")
    return output


def on_post_build(config: MkDocsConfig, **_: object) -> None:
    """Copy the colours that portal and pages share beside the site's own style sheet."""
    shutil.copy(TOKENS_FILE, Path(config.site_dir) / "look" / "tokens.css")


def top_level(name: str) -> str:
    """Return a file of the top level, its links as they are within the docs.

    Links to files that are not part of the docs become plain names.
    """
    text = (TOP_LEVEL / name).read_text(encoding="utf-8")
    text = re.sub(r"\]\(docs/", "](", text)
    return re.sub(r"\[([^\]]+)\]\((?!https?:|#|[^)]*\.md)[^)]+\)", r"\1", text)
