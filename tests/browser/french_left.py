"""French words on a page that is to be English."""

import re

from playwright.sync_api import Page

# What is shown or read aloud of the page, but for what is marked as French.
_TEXTS = """() => {
  const body = document.body.cloneNode(true);
  body.querySelectorAll("[lang=fr], script, style, template").forEach((each) => each.remove());
  const read = ["aria-label", "alt", "title", "placeholder", "aria-valuetext"];
  const attributes = [...body.querySelectorAll("*")].flatMap(
    (each) => read.map((name) => each.getAttribute(name) ?? ""));
  const options = [...document.querySelectorAll("option")].map((each) => each.textContent);
  return [document.title, body.textContent, ...attributes, ...options].join("\\n");
}"""
# Frequent French words that do not occur in English.
_WORDS = re.compile(
    r"\b(le|la|les|des|une|du|est|sont|pour|avec|dans|sur|vous|votre|vos|nous|ce|cette|"
    r"mon|ma|mes|aux|qui|que|pas|ou|où|à|être|voir|rendre|jour|heure)\b"
)


def french_left(page: Page) -> list[str]:
    """Return the lines of a page that have French words in them, with what marks them."""
    return [
        f"{found[0]}: {line.strip()[:100]}"
        for line in page.evaluate(_TEXTS).splitlines()
        if (found := _WORDS.search(line))
    ]
