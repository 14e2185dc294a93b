"""The client's address: trusted servers are believed, a browser's own claim is not."""

import pytest

from campus5g.errors import CampusError
from campus5g.site.hub.client_address import TRUSTED, TrustedProxies

BROWSER, CLAIM, FRONT = "203.0.113.7", "198.51.100.1", "192.0.2.10"


def trusted(*names: str) -> TrustedProxies:
    return TrustedProxies.of(names)


@pytest.mark.parametrize(
    ("peer", "forwarded_for", "client"),
    [
        (FRONT, BROWSER, BROWSER),
        (FRONT, "", FRONT),
        (FRONT, f"{CLAIM}, {BROWSER}", BROWSER),
        (FRONT, f"{CLAIM}, {BROWSER}, {FRONT}", BROWSER),
        (BROWSER, CLAIM, BROWSER),
        (BROWSER, f"{CLAIM}, {FRONT}", BROWSER),
        (FRONT, "unknown", FRONT),
        (FRONT, f"{CLAIM}, unknown", FRONT),
        (FRONT, f"{BROWSER},", FRONT),
        ("::ffff:192.0.2.10", BROWSER, BROWSER),
        (FRONT, "2001:db8::7", "2001:db8::7"),
    ],
)
def test_the_last_address_that_is_not_a_trusted_servers_counts(
    peer: str, forwarded_for: str, client: str
) -> None:
    assert trusted("192.0.2.0/24").client(peer, forwarded_for) == client


def test_by_default_servers_on_this_machine_are_trusted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv(TRUSTED, raising=False)

    proxies = TrustedProxies.of_site()

    assert proxies.trusts("127.0.0.1")
    assert proxies.trusts("::1")
    assert not proxies.trusts(FRONT)


def test_only_named_addresses_are_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(TRUSTED, f"{FRONT}, 2001:db8::/32")

    proxies = TrustedProxies.of_site()

    assert proxies.trusts(FRONT)
    assert proxies.trusts("2001:db8::7")
    assert not proxies.trusts("127.0.0.1")


def test_an_empty_setting_trusts_no_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(TRUSTED, "")

    assert not TrustedProxies.of_site().trusts("127.0.0.1")


@pytest.mark.parametrize("named", ["nginx", "192.0.2.300", "192.0.2.1/24"])
def test_an_invalid_address_is_reported_at_start(
    monkeypatch: pytest.MonkeyPatch, named: str
) -> None:
    monkeypatch.setenv(TRUSTED, named)

    with pytest.raises(CampusError, match=TRUSTED):
        TrustedProxies.of_site()
