"""A running site as its visitors' browsers and its machine see it, without a browser."""

import re
from contextlib import ExitStack
from html import unescape
from pathlib import Path

import httpx
import psutil
from hub_pages import ask_for_server
from running_site import RunningSite

PORTAL = "/services/portal/"


def sign_in(site: RunningSite, visitors: ExitStack, name: str) -> httpx.Client:
    """Sign in as a browser does."""
    client = visit(site.address, visitors)
    answer = send_sign_in(client, name, site.sign_ins[name])
    assert answer.status_code == 200, answer.text
    return client


def visit(address: str, visitors: ExitStack) -> httpx.Client:
    """Return a browser that has nobody signed in yet."""
    return visitors.enter_context(httpx.Client(base_url=address, follow_redirects=True, timeout=60))


def send_sign_in(client: httpx.Client, name: str, phrase: str) -> httpx.Response:
    """Fill in the sign-in page, and return what comes of it."""
    client.get("/hub/login")
    return client.post(
        "/hub/login",
        params={"_xsrf": client.cookies["_xsrf"]},
        data={"username": name, "password": phrase},
    )


def open_server(client: httpx.Client, name: str) -> None:
    """Start the person's server, and follow the Hub's progress until it is ready."""
    ask_for_server(client)
    with client.stream("GET", f"/hub/api/users/{name}/server/progress") as events:
        assert any('"ready": true' in line for line in events.iter_lines())


def start_kernel(client: httpx.Client, name: str) -> None:
    """Start a kernel on the person's server, as a notebook does."""
    client.get(f"/user/{name}/lab").raise_for_status()
    token = client.cookies.get("_xsrf", path=f"/user/{name}/") or ""
    made = client.post(f"/user/{name}/api/kernels", headers={"X-XSRFToken": token})
    assert made.status_code == 201, made.text


def form_token(client: httpx.Client, page: str) -> str:
    """Return the token that a form of the portal must carry."""
    shown = client.get(PORTAL + page)
    token = re.search(r'name="form_token" value="([^"]+)"', shown.text)
    assert token, shown.text
    return unescape(token[1])


def press(client: httpx.Client, page: str, action: str = "") -> httpx.Response:
    """Send a form of a page of the portal.

    Args:
        client: somebody signed in.
        page: its address below the portal's.
        action: where the form goes, below the page; to the page itself if empty.
    """
    where = f"{PORTAL}{page}/{action}".rstrip("/")
    return client.post(where, data={"form_token": form_token(client, page)})


def read(client: httpx.Client, page: str) -> str:
    """Return the words of a page of the portal."""
    answer = client.get(PORTAL + page)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


def answers(client: httpx.Client) -> bool:
    """Return whether the portal shows a signed-in visitor."""
    try:
        answer = client.get(PORTAL)
    except httpx.HTTPError:
        return False
    return answer.status_code == 200 and answer.url.path == PORTAL


def processes_of(data: Path) -> list[psutil.Process]:
    """Return the processes that keep their state in a folder."""
    return [*commands_of(data)]


def commands_of(data: Path) -> dict[psutil.Process, list[str]]:
    """Return the processes that keep their state in a folder, with their command lines."""
    found = {}
    for process in psutil.process_iter():
        try:
            if process.environ().get("CAMPUS5G_DATA") == str(data):
                found[process] = process.cmdline()
        except psutil.Error:
            continue
    return found


def process_of(data: Path, program: str) -> psutil.Process:
    """Return the process that runs a program of a site, such as its Hub."""
    (found,) = [each for each, command in commands_of(data).items() if program in command]
    return found
