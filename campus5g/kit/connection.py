"""HTTP to a kit's gateway: every call has a time limit, every error says what to do."""

import contextlib
import getpass
import os
import ssl
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from campus5g.kit.authority import (
    ca_file_from_surroundings,
    certificate_refused,
    trusting,
    untrusted,
)
from campus5g.kit.closing import Closing
from campus5g.kit.errors import KitError, KitRefusedError
from campus5g.kit.evidence import work_in
from campus5g.kit.in_clear import check_not_in_clear
from campus5g.kit.interrupting import Interrupted, perhaps_done
from campus5g.language import current_language, t

if TYPE_CHECKING:
    import httpx

CONNECT_S = 15.0
ANSWER_S = 15.0


class GatewayConnection(Closing):
    """The calls of one client to one gateway.

    Args:
        url: the gateway's address.
        token: its access token.
        ca_file: the authority to trust for an ``https`` address; by default the one that
            ``CAMPUS5G_CA_FILE`` names, else those of this machine.

    Raises:
        KitError: the address or the token is malformed, the token would travel in clear, or the
            authority can't be read.
    """

    def __init__(self, url: str, token: str, ca_file: Path | None = None) -> None:
        import httpx

        from campus5g.kit.pausing import PausingTransport

        if not _is_address(url):
            raise KitError(
                t(
                    fr=f"« {url} » n’est pas l’adresse d’un kit.",
                    en=f"“{url}” is not the address of a kit.",
                ),
                t(
                    fr="Une adresse s’écrit comme http://127.0.5.2:8765.",
                    en="An address looks like http://127.0.5.2:8765.",
                ),
            )
        if not _is_token(token):
            raise KitError(
                t(
                    fr="Il manque le jeton d’accès de ce kit.",
                    en="This kit's access token is missing.",
                ),
                t(
                    fr="Donnez-le : connect(url=…, token=…), ou dans CAMPUS5G_KIT_TOKEN.",
                    en="Give it: connect(url=…, token=…), or in CAMPUS5G_KIT_TOKEN.",
                ),
            )
        check_not_in_clear(url)
        self.url = url
        self._work = _work()
        self.tls: ssl.SSLContext | None = None
        """The TLS context for an ``https`` gateway, for WebSockets too; None for ``http``."""
        if urlsplit(url).scheme == "https":
            self.tls = trusting(ca_file or ca_file_from_surroundings())
        self._client = httpx.Client(
            base_url=url,
            headers={
                "Authorization": f"Bearer {token}",
                "User-Agent": f"campus5g ({quote(_user())})",
                **self._work,
            },
            timeout=httpx.Timeout(ANSWER_S, connect=CONNECT_S),
            transport=PausingTransport(self.tls),
            trust_env=False,
        )

    def call(self, method: str, path: str, body: object = None, timeout_s: float = ANSWER_S) -> Any:
        """Make a call and return its JSON.

        Raises:
            KitError: the gateway does not answer in time, or refuses.
        """
        try:
            with self._explained():
                answer = self._client.request(
                    method,
                    path,
                    json=body,
                    headers=_language(),
                    timeout=self._limit(timeout_s),
                )
        except KeyboardInterrupt:
            raise Interrupted(path, "" if method == "GET" else perhaps_done()) from None
        _check(answer)
        return answer.json() if answer.content else None

    @contextlib.contextmanager
    def lines(self, path: str, silence_s: float, order: object = None) -> Iterator[Iterator[str]]:
        """Open a stream of lines; a longer silence is an error.

        An order is posted; the lines are then its results.

        Raises:
            KitError: the gateway does not answer, refuses, or breaks off.
        """
        with (
            self._explained(),
            self._client.stream(
                "GET" if order is None else "POST",
                path,
                json=order,
                headers=_language(),
                timeout=self._limit(silence_s),
            ) as answer,
        ):
            if answer.is_error:
                answer.read()
            _check(answer)
            yield answer.iter_lines()

    def download(self, path: str, file: Path) -> None:
        """Write the body of an answer to a file.

        Raises:
            KitError: the gateway does not answer, refuses, or breaks off.
        """
        with (
            self._explained(),
            self._client.stream("GET", path, headers=_language()) as answer,
            file.open("wb") as target,
        ):
            if answer.is_error:
                answer.read()
            _check(answer)
            for piece in answer.iter_bytes():
                target.write(piece)

    def served(self, operation: str, order: Mapping[str, Any]) -> tuple[str, bytes] | None:
        """Return the id and the artefact of an earlier measurement, or None to measure now.

        Args:
            operation: the gateway's name for it, for example ``latency``.
            order: what is measured, and how.
        """
        return None

    def kept_as(self, served: str, name: str) -> Path | None:
        """Return the evidence of a measurement, or None to fetch it from the gateway.

        Args:
            served: the measurement's id.
            name: the name to keep it under.
        """
        return None

    def close(self) -> None:
        """Close all connections."""
        self._client.close()

    @contextlib.contextmanager
    def _explained(self) -> Iterator[None]:
        import httpx

        try:
            yield
        except httpx.ConnectError as error:
            raise self.refused(error) from error
        except httpx.TimeoutException as error:
            raise KitError(
                t(
                    fr=f"Le kit ({self.url}) n’a pas répondu à temps.",
                    en=f"The kit ({self.url}) did not answer in time.",
                ),
                t(
                    fr="Réessayez ; `k.show()` montre l’état de chaque appareil.",
                    en="Try again; `k.show()` shows the state of each device.",
                ),
            ) from error
        except (httpx.TransportError, httpx.StreamError, RuntimeError) as error:
            if isinstance(error, RuntimeError) and not self._client.is_closed:
                raise
            raise self.unreachable() from error

    @property
    def headers(self) -> dict[str, str]:
        """The headers to open a WebSocket to the same gateway."""
        names = ("Authorization", "User-Agent")
        return {name: self._client.headers[name] for name in names} | self._work | _language()

    def refused(self, error: Exception) -> KitError:
        """Return the error for a connection that could not be made, by the reason."""
        certificate = certificate_refused(error)
        return self.unreachable() if certificate is None else untrusted(self.url, certificate)

    def unreachable(self) -> KitError:
        """Return the error for a gateway that does not answer."""
        return KitError(
            t(
                fr=f"Le kit ({self.url}) ne répond pas ou plus.",
                en=f"The kit ({self.url}) does not answer, or no longer does.",
            ),
            t(
                fr="Relancez `k = kit.connect()`, puis la cellule. Si cela se répète, prévenez "
                "votre formateur.",
                en="Run `k = kit.connect()` again, then the cell. If this happens again, tell your "
                "trainer.",
            ),
        )

    def _limit(self, seconds: float) -> "httpx.Timeout":
        import httpx

        return httpx.Timeout(seconds, connect=CONNECT_S)


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return False


def _is_token(token: str) -> bool:
    """Return whether a text can be sent as a bearer token (RFC 6750, 2.1)."""
    return bool(token) and token.isascii() and token.isprintable() and " " not in token


def _check(answer: "httpx.Response") -> None:
    if not answer.is_error:
        return
    try:
        body = answer.json()
        problem, remedy = str(body["problem"]), str(body["remedy"])
    except (ValueError, KeyError, TypeError):
        problem = t(
            fr=f"Cette adresse n’est pas celle d’un kit (réponse {answer.status_code}).",
            en=f"This is not the address of a kit (status {answer.status_code}).",
        )
        remedy = t(fr="Vérifiez l’adresse du kit.", en="Check the kit's address.")
        raise KitError(problem, remedy) from None
    raise KitRefusedError(answer.status_code, problem, remedy)


def _work() -> dict[str, str]:
    """Return the header that says for which lab this notebook measures."""
    from campus5g.evidence.work import HEADER

    try:
        work = work_in(Path.cwd())
    except OSError:  # the folder was removed meanwhile
        return {}
    return {} if work is None else {HEADER: work.as_header()}


def _language() -> dict[str, str]:
    return {"Accept-Language": current_language()}


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"uid {os.getuid()}"
