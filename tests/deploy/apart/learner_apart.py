"""A learner at a lab, as their browser and JupyterLab ask for it: by HTTP and WebSocket alone."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import httpx
import nbformat
from kernel_channel import execute, kernel_channel
from websockets.asyncio.client import ClientConnection

from campus5g.authoring.catalogue import Module
from campus5g.authoring.notebooks import read_notebook
from campus5g.authoring.trials.answers import answered
from campus5g.authoring.trials.solutions import typed_answers
from campus5g.draw import Draw

PORTAL = "/services/portal/"
# A loaded machine takes its time.
WITHIN_S = 900
_AGAIN_S = 0.5
# A kernel that has been asked to read a hint notes it as a click on its heading does.
_READS_A_HINT = "lab.hint({item!r}).read({step})"


class NotAnsweredError(Exception):
    """A page that a browser would show as an error of the moment."""


@dataclass
class LearnerApart:
    """Somebody with a browser.

    Args:
        name: of the account.
        phrase: the pass phrase.
        browser: at the site's public address.
    """

    name: str
    phrase: str
    browser: httpx.AsyncClient

    @property
    def _server(self) -> str:
        return f"/user/{self.name}"

    async def sign_in(self) -> None:
        """Sign in, and see one's own home page, which has the server started."""
        await self.browser.get("/hub/login")
        await self.browser.post(
            "/hub/login",
            params={"_xsrf": self.browser.cookies["_xsrf"]},
            data={"username": self.name, "password": self.phrase},
        )
        await self.page("")

    async def page(self, path: str) -> str:
        """Return a page of the portal."""
        return (await self.file(path)).decode()

    async def file(self, path: str) -> bytes:
        """Return what is at an address of the portal."""
        answer = await self.browser.get(PORTAL + path)
        assert answer.is_success, f"{path}: {answer.status_code} {answer.text}"
        assert answer.url.path == PORTAL + path, f"{path} led to {answer.url}"
        return answer.content

    async def press(self, path: str, to: str = "", *, asks: bool = False, **fields: Any) -> str:
        """Send a form of a page of the portal; return what is shown then.

        Args:
            path: of the page.
            to: where the form goes, if not to the page itself.
            asks: whether the page comes back with a question, and nothing is done yet.
            fields: of the form.
        """
        token = re.search(r'name="form_token" value="([^"]+)"', await self.page(path))
        assert token, path
        answer = await self.browser.post(
            PORTAL + (to or path), data={"form_token": token[1], **fields}
        )
        expected = answer.status_code == 422 if asks else answer.is_success
        assert expected, f"{path}: {answer.status_code} {answer.text}"
        return answer.text

    async def open(self, cohort: str, module: str) -> None:
        """Open a lab in JupyterLab, as soon as the server is there."""
        shown = f"{self._server}/lab/tree/{cohort}/{module}/{module}.ipynb"

        async def opened() -> bool:
            answer = await self.browser.get(f"{PORTAL}open/{cohort}/{module}")
            return answer.url.path == shown

        await until(opened, f"{self.name} sees {module} in JupyterLab")

    async def work(self, cohort: str, module: Module, draw: Draw, hints: list[str]) -> None:
        """Fill a lab in with the worked answers, save it, and run it with the kit from top to end.

        Args:
            cohort: the group.
            module: the lab.
            draw: this learner's.
            hints: the items whose first hint is read.
        """
        place = f"{cohort}/{module.id}/{module.id}.ipynb"
        contents = f"{self._server}/api/contents/{place}"
        released = nbformat.from_dict((await self._asked("GET", contents)).json()["content"])
        filled = answered(released, read_notebook(module.notebook), typed_answers(module, draw))
        await self._asked("PUT", contents, json={"type": "notebook", "content": filled})
        session = {"path": place, "name": place, "type": "notebook", "kernel": {"name": "python3"}}
        started = (await self._asked("POST", f"{self._server}/api/sessions", json=session)).json()
        number = started["kernel"]["id"]
        async with kernel_channel(self.browser, self._server, number, WITHIN_S) as kernel:
            for cell in filled.cells:
                if cell.cell_type == "code":
                    await _run(kernel, cell.source)
            for item in hints:
                await _run(kernel, _READS_A_HINT.format(item=item, step=1))
        await self._asked("DELETE", f"{self._server}/api/sessions/{started['id']}")

    async def hand_in(self, cohort: str, module: str) -> None:
        """Press the button in JupyterLab, again and again until it says that it is handed in."""
        form = {"course_id": cohort, "assignment_id": module}

        async def handed_in() -> bool:
            try:
                answer = await self._asked("POST", f"{self._server}/assignments/submit", data=form)
            except (httpx.HTTPError, NotAnsweredError):
                return False
            return bool(answer.json()["success"])

        await until(handed_in, f"{self.name} has handed in")

    async def _asked(self, method: str, path: str, **values: Any) -> httpx.Response:
        token = self.browser.cookies.get("_xsrf", path=f"{self._server}/") or ""
        answer = await self.browser.request(method, path, headers={"X-XSRFToken": token}, **values)
        if not answer.is_success:
            raise NotAnsweredError(f"{method} {path}: {answer.status_code} {answer.text[:300]}")
        return answer


async def until(true: Callable[[], Awaitable[object]], what: str) -> None:
    """Ask again and again, as a person at a browser does, until a condition holds."""
    try:
        async with asyncio.timeout(WITHIN_S):
            while not await true():  # noqa: ASYNC110 - another program's state: nothing tells
                await asyncio.sleep(_AGAIN_S)
    except TimeoutError:
        raise AssertionError(f"It does not come to this: {what}.") from None


async def _run(kernel: ClientConnection, code: str) -> None:
    """Run a cell to its end; it must not fail."""
    reply = await execute(kernel, code, WITHIN_S)
    assert reply["status"] == "ok", f"{code}\n{reply}"
