"""A core's metrics in Prometheus' text format, and Open5GS' info API, over HTTP."""

import asyncio
import re
from collections.abc import Iterator
from typing import Any

import httpx
from pydantic import BaseModel, Field

from campus5g.inventory import Core

ANSWER_S = 10.0
LARGEST_PAGE_BYTES = 4 << 20
INFO_PATHS = {
    "ues": ("amf", "/ue-info"),
    "gnbs": ("amf", "/gnb-info"),
    "sessions": ("smf", "/pdu-info"),
}

_SAMPLE = re.compile(
    r"(?P<name>[a-zA-Z_:][\w:]*)(?:\{(?P<labels>.*)\})?[ \t]+(?P<value>\S+)(?:[ \t]+-?\d+)?[ \t]*"
)
_LABEL = re.compile(r'\s*(?P<name>[a-zA-Z_]\w*)\s*=\s*"(?P<value>(?:[^"\\]|\\.)*)"\s*,?')
_ESCAPE = re.compile(r"\\(.)")


class CoreMetricsError(Exception):
    """A core that does not answer, or not as expected."""


class CoreSample(BaseModel):
    """One number from one network function."""

    function: str = Field(description="`amf`, `smf`, `upf`; `core` where they share an address.")
    name: str
    labels: dict[str, str]
    value: float


class CoreMetrics:
    """Asks the network functions of one core.

    Args:
        core: their addresses.
    """

    def __init__(self, core: Core) -> None:
        self._core = core

    @property
    def known(self) -> bool:
        """Whether the inventory has an address for metrics."""
        return self._core.metrics_url is not None

    async def samples(self) -> list[CoreSample]:
        """Ask every function once.

        Raises:
            CoreMetricsError: a function does not answer, or not with metrics.
        """
        urls = self._core.metrics_url.functions if self._core.metrics_url else {}
        async with _client() as client:
            pages = await asyncio.gather(*(_page(client, url) for url in urls))
        return [
            CoreSample(function=function, name=name, labels=labels, value=value)
            for names, page in zip(urls.values(), pages, strict=True)
            for function in [names[0] if len(names) == 1 else "core"]
            for name, labels, value in read_samples(page)
        ]

    async def info(self) -> dict[str, list[dict[str, Any]]]:
        """Ask for the connected ``ues``, ``gnbs`` and ``sessions``; empty without an info API.

        Raises:
            CoreMetricsError: a function does not answer, or not with JSON.
        """
        found: dict[str, list[dict[str, Any]]] = {}
        async with _client() as client:
            for name, (function, path) in INFO_PATHS.items():
                base = getattr(self._core.info_url, function, None)
                found[name] = await _items(client, f"{base}{path}?page=-1") if base else []
        return found


def read_samples(text: str) -> Iterator[tuple[str, dict[str, str], float]]:
    """Yield name, labels and value of each number in Prometheus' text format 0.0.4.

    NaN and infinities are left out.

    Raises:
        CoreMetricsError: a line is not in that format.
    """
    for line in text.split("\n"):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        sample = _SAMPLE.fullmatch(line)
        if sample is None:
            raise CoreMetricsError("an answer that is not in Prometheus' text format")
        try:
            value = float(sample["value"])
        except ValueError as error:
            raise CoreMetricsError("a metric whose value is not a number") from error
        if value - value == 0:
            labels = {
                label["name"]: _ESCAPE.sub(_unescaped, label["value"])
                for label in _LABEL.finditer(sample["labels"] or "")
            }
            yield sample["name"], labels, value


def _unescaped(escape: re.Match[str]) -> str:
    return "\n" if escape[1] == "n" else escape[1]


def _client() -> httpx.AsyncClient:
    return httpx.AsyncClient(timeout=ANSWER_S, trust_env=False)


async def _page(client: httpx.AsyncClient, url: str) -> str:
    try:
        async with asyncio.timeout(ANSWER_S), client.stream("GET", url) as answer:
            answer.raise_for_status()
            body = bytearray()
            async for piece in answer.aiter_bytes():
                body += piece
                if len(body) > LARGEST_PAGE_BYTES:
                    raise CoreMetricsError("an answer that is too long")
    except TimeoutError as error:
        raise CoreMetricsError("no answer in time") from error
    except httpx.HTTPStatusError as error:
        raise CoreMetricsError(f"answer {error.response.status_code}") from error
    except httpx.HTTPError as error:
        raise CoreMetricsError(str(error) or type(error).__name__) from error
    return body.decode("utf-8", "replace")


async def _items(client: httpx.AsyncClient, url: str) -> list[dict[str, Any]]:
    page = await _page(client, url)
    try:
        items = _Info.model_validate_json(page).items
    except ValueError as error:
        raise CoreMetricsError("an answer that is not of the info API") from error
    return items


class _Info(BaseModel):
    items: list[dict[str, Any]]
