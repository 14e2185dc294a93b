"""The specimen page: tones, parts of the library, and scenes in all that they must survive."""

import contextlib
import re
import webbrowser
from collections.abc import Callable, Iterable
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from campus5g.authoring.catalogue import Module
from campus5g.errors import CampusError
from campus5g.look import BASE_FILE, TOKENS_FILE
from campus5g.manifest import ManifestError
from campus5g.scenes.drawing import inline_svg, tones
from campus5g.scenes.library import library
from campus5g.scenes.scene import Scene, load_scene

# The page shows light and dark side by side, whatever the reader prefers.
_DARK = re.compile(
    r"@media screen and \(prefers-color-scheme: ?dark\) ?\{(?:[^{}]*\{[^{}]*\})*\s*\}"
)
_TONE = re.compile(r"--([a-z0-9-]+):light-dark")
_ID = re.compile(r'(id="|href="#|aria-labelledby=")scene-')

_STYLE = """
:root, .c5s { color-scheme: light; }
body { margin: 0 auto; max-width: 80rem; padding: var(--space-3); background: var(--ground);
  color: var(--ink); font: var(--text) / 1.5 var(--font); }
h2 { margin: var(--space-4) 0 var(--space-1); }
.tones, .parts { display: grid; gap: var(--space-1); margin: 0; padding: 0; list-style: none;
  grid-template-columns: repeat(auto-fill, minmax(9rem, 1fr)); }
.tones span { display: block; height: 3rem; border-radius: var(--radius); }
.parts li { padding: var(--space-1); background: var(--surface); border-radius: var(--radius); }
.parts svg { display: block; width: 100%; height: 8rem; }
.parts p, .tones p { margin: 0; font-size: var(--text-small); overflow-wrap: anywhere; }
.soft { color: var(--ink-soft); }
.views { display: grid; gap: var(--space-2); grid-template-columns: 1fr 1fr; }
.views svg { display: block; width: 100%; aspect-ratio: 12 / 5; border-radius: var(--radius); }
.views figure { margin: 0; }
.views .large { grid-column: 1 / -1; }
.views .phone svg { width: 320px; aspect-ratio: 8 / 5; }
.views .mono svg { filter: grayscale(1); }
.trouble { color: var(--danger); }
"""


def specimen(modules: Iterable[Module]) -> str:
    """Return the page as HTML that needs no other file."""
    look = "".join(_DARK.sub("", each.read_text("utf-8")) for each in (TOKENS_FILE, BASE_FILE))
    shown = "".join(map(_shown, modules))
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>The look · Campus 5G</title><style>{look}{tones()}{_STYLE}</style></head><body>"
        f"<h1>The look of drawings</h1><h2>Scenes</h2>{shown}"
        f'<h2>Tones</h2><ul class="tones">{_tones()}</ul>'
        f"<h2>Parts</h2>{_parts()}</body></html>"
    )


def _shown(module: Module) -> str:
    title = f"<h3>{escape(module.id)}</h3>"
    try:
        scene = load_scene(module.folder)
    except ManifestError as error:
        return f'{title}<p class="trouble">{escape(str(error))}</p>'
    if scene is None:
        return f'{title}<p class="soft">No scene: campus5g new scene {escape(module.id)}</p>'
    views = (
        ("large", "In light", False),
        ("", "In dark", True),
        ("mono", "On a monochrome printer", False),
        ("phone", "On a phone", False),
        ("phone", "On a phone, in dark", True),
    )
    drawn = "".join(
        f'<figure class="{name}">{_drawn(scene, f"{module.id}-{place}", night)}'
        f'<figcaption class="soft">{words}</figcaption></figure>'
        for place, (name, words, night) in enumerate(views)
    )
    said = f"<p>{escape(scene.shows.en)}</p><p lang='fr'>{escape(scene.shows.fr)}</p>"
    return f'{title}<div class="views">{drawn}</div>{said}'


def _drawn(scene: Scene, name: str, night: bool) -> str:
    """Return a scene with ids of its own: a page of the campus has one, this one has many."""
    shown = scene.model_copy(update={"night": scene.night or night})
    return _ID.sub(rf"\g<1>{name}-", inline_svg(shown, "en"))


def _tones() -> str:
    names = dict.fromkeys(_TONE.findall(tones()))
    return "".join(
        f'<li class="c5s"><span style="background: var(--{name})"></span>'
        f'<span class="c5s c5s--night" style="background: var(--{name})"></span><p>{name}</p></li>'
        for name in names
    )


def _parts() -> str:
    kinds: dict[str, list[str]] = {}
    for name, part in library().items():
        box = " ".join(f"{number:g}" for number in part.box)
        kinds.setdefault(part.kind, []).append(
            f'<li><svg class="c5s" viewBox="{box}" role="img" aria-label="{escape(part.title)}">'
            f"{part.content}</svg><p><strong>{name}</strong></p>"
            f'<p class="soft">{escape(part.title)}</p></li>'
        )
    return "".join(
        f'<h3>{kind.capitalize()}</h3><ul class="parts">{"".join(drawn)}</ul>'
        for kind, drawn in kinds.items()
    )


class SpecimenServer:
    """Shows the page on the loopback address, made again at each request.

    Args:
        page: makes it.
        port: 0 takes any free one.

    Raises:
        CampusError: the port is taken.
    """

    def __init__(self, page: Callable[[], str], port: int) -> None:
        class Answer(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if self.path != "/":
                    self.send_error(404)
                    return
                try:
                    text = page()
                except CampusError as error:
                    text = f"<!DOCTYPE html><title>The look</title><p>{escape(str(error))}</p>"
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, *_: object) -> None:
                """Requests of the author's own browser are not worth a line."""

        try:
            self._server = ThreadingHTTPServer(("127.0.0.1", port), Answer)
        except OSError as error:
            raise CampusError(
                f"The look can't be shown on port {port} ({error.strerror}).",
                "Leave --port out, or give another one.",
            ) from error
        self.address = f"http://127.0.0.1:{self._server.server_port}/"

    def run(self, *, open_browser: bool) -> None:
        """Answer until Ctrl-C."""
        with self._server:
            if open_browser:
                webbrowser.open(self.address)
            with contextlib.suppress(KeyboardInterrupt):
                self._server.serve_forever()
