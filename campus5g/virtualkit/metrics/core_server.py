"""The HTTP servers of AMF, SMF and UPF: `/metrics` and the info API."""

import json
from collections.abc import Callable, Iterable, Mapping
from contextlib import AsyncExitStack
from ipaddress import IPv4Address
from urllib.parse import urlsplit

from campus5g.inventory import Core
from campus5g.virtualkit.codecs.identities import Plmn
from campus5g.virtualkit.core.amf.amf import Amf
from campus5g.virtualkit.metrics.core_families import CoreFamilies
from campus5g.virtualkit.metrics.core_info import LARGEST_PAGE, CoreInfo, Item, paged
from campus5g.virtualkit.metrics.exposition import CONTENT_TYPE, Family, exposed
from campus5g.virtualkit.metrics.n3_account import N3Account
from campus5g.virtualkit.metrics.n4_account import N4Account
from campus5g.virtualkit.metrics.nas_account import NasAccount
from campus5g.virtualkit.metrics.pages import Page, Query, serve_pages
from campus5g.virtualkit.ran.gnb import Gnb
from campus5g.virtualkit.scenarios.scenario import Subscriber
from campus5g.virtualkit.wire.link import Link

_HTTP_PORT = 80


class CoreMetrics:
    """Observes a core from its start, and serves its metrics.

    Args:
        core: the core's addresses.
        plmn: the core's PLMN.
        cells: each gNB with its address on N2, by gNB ID, the kit's own first.
        serving: returns the ID of the gNB that each UE is connected to, by SUPI.
        subscriber: returns the subscriber of a SUPI.
        amf: the AMF, whose messages are observed.
        n3, n4: the links that are observed.
    """

    def __init__(
        self,
        core: Core,
        plmn: Plmn,
        cells: Mapping[int, tuple[IPv4Address, Gnb]],
        serving: Callable[[], Mapping[str, int]],
        subscriber: Callable[[str], Subscriber | None],
        amf: Amf,
        n3: Link,
        n4: Link,
    ) -> None:
        self._core = core
        nas, on_n4, on_n3 = NasAccount(), N4Account(), N3Account(core.upf)
        amf.observers.append(nas)
        n4.watchers.append(on_n4.watch)
        n3.watchers.append(on_n3.watch)
        families = CoreFamilies(plmn.mcc + plmn.mnc, nas, on_n4, on_n3)
        info = CoreInfo(cells, serving, subscriber, nas, on_n4)
        self._families = {"amf": families.amf, "smf": families.smf, "upf": families.upf}
        self._info = {
            "amf": {"/ue-info": info.ues, "/gnb-info": info.gnbs},
            "smf": {"/pdu-info": info.sessions},
        }

    async def listen(self, stack: AsyncExitStack) -> None:
        """Serve the pages that the inventory has addresses for; the servers close with the stack.

        Raises:
            CampusError: when an address can't be used.
        """
        for (host, port), pages in self._pages().items():
            await serve_pages(host, port, pages, stack)

    def _pages(self) -> dict[tuple[str, int], dict[str, Page]]:
        """Return the pages of each address; functions with the same address share its page."""
        found: dict[tuple[str, int], dict[str, Page]] = {}

        def add(url: str, path: str, page: Page) -> None:
            address = urlsplit(url)
            server = address.hostname or "", address.port or _HTTP_PORT
            found.setdefault(server, {})[address.path.rstrip("/") + path] = page

        if (metrics := self._core.metrics_url) is not None:
            for url, names in metrics.functions.items():
                add(url, "", _metrics_page([self._families[name] for name in names]))
        if (info := self._core.info_url) is not None:
            for url, names in info.functions.items():
                for name in names:
                    for path, items in self._info.get(name, {}).items():
                        add(url, path, _info_page(items))
        return found


def _metrics_page(functions: Iterable[Callable[[], list[Family]]]) -> Page:
    def page(_: Query) -> tuple[str, str]:
        families = {family.name: family for function in functions for family in function()}
        return CONTENT_TYPE, exposed(families.values())

    return page


def _info_page(items: Callable[[], list[Item]]) -> Page:
    def page(query: Query) -> tuple[str, str]:
        found = paged(items(), _number(query, "page", 0), _number(query, "page_size", LARGEST_PAGE))
        return "application/json", json.dumps(found)

    return page


def _number(query: Query, name: str, default: int) -> int:
    try:
        return int(query.get(name, default))
    except ValueError:
        return default
