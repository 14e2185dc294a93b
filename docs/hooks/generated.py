"""Fills the reference pages that are read off the program: commands and the gateway's API."""

import shutil
from functools import cache
from pathlib import Path

from commands import command_reference
from gateway_api import gateway_reference
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.pages import Page

from campus5g.look import TOKENS_FILE

PARTS = {
    "{{ campus5g commands }}": cache(lambda: command_reference("campus5g")),
    "{{ autograder commands }}": cache(lambda: command_reference("autograder")),
    "{{ gateway api }}": cache(gateway_reference),
}


def on_page_markdown(markdown: str, page: Page, **_: object) -> str:
    """Put each generated part where a page asks for it, alone on its line."""
    for mark, part in PARTS.items():
        if f"\n{mark}\n" in f"{markdown}\n":
            markdown = markdown.replace(mark, part())
    return markdown


def on_post_build(config: MkDocsConfig, **_: object) -> None:
    """Copy the colours that portal and pages share beside the site's own style sheet."""
    shutil.copy(TOKENS_FILE, Path(config.site_dir) / "look" / "tokens.css")
