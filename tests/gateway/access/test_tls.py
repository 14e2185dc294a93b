"""The gateway behind TLS: open to clients that trust its authority, a clear refusal for others."""

import ssl
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from typing import Protocol

import httpx
import pytest
import yaml
from authority import Authority, Files
from gateway_bench import TOKEN, VIRTUAL

from campus5g.inventory import claim_block, load_inventory
from campus5g.kit import KitError, connect
from campus5g.kit.authority import trusting
from campus5g.kit.starting import served
from campus5g.kit.starting.processes import Child
from campus5g.language import Language, set_language
from campus5g.places import KITS

ADDRESS = "127.0.0.1"

Serve = Callable[[Files], str]


class Network(Protocol):
    """The virtual kit of this test run, as far as these tests ask."""

    @property
    def block(self) -> object: ...


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authorities") / "kit")


@pytest.fixture(scope="module")
def serve(virtual_kit: Network) -> Iterator[Serve]:
    """Serve the virtual kit with a certificate, and return the gateway's address."""
    started: list[Child] = []

    def start(files: Files) -> str:
        place = ["--block", str(virtual_kit.block), "--host", ADDRESS, "--port", "0"]
        tls = ["--certificate", str(files.certificate), "--key", str(files.key)]
        gateway = Child(
            "campus5g.gateway",
            ["--inventory", str(VIRTUAL), *place, *tls, "--learner", "sacha"],
            environment={"CAMPUS5G_TOKEN": TOKEN, "CAMPUS5G_TOKEN_FILE": ""},
        )
        started.append(gateway)
        return str(gateway.ready()["url"])

    yield start
    for gateway in started:
        gateway.end()


@pytest.fixture(scope="module")
def url(serve: Serve, authority: Authority) -> str:
    """The address of a gateway with a valid certificate."""
    return serve(authority.certifies(ADDRESS))


def test_a_client_that_trusts_its_authority_measures_and_drives(
    url: str, authority: Authority
) -> None:
    with connect(url=url, token=TOKEN, ca_file=authority.file) as k:
        name, answered = k.name, all(device.ok for device in k.health())
        with k.robot().velocity() as drive:
            drive.send(0.0, 0.5)
            while not drive.state.moving:
                drive.hold(0.0, 0.5, 0.1)
            drive.stop()
        moving = k.robot().state().moving

    assert url.startswith(f"https://{ADDRESS}:")
    assert (name, answered, moving) == ("virtual", True, False)


def test_the_environment_names_the_authority_too(
    url: str, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CAMPUS5G_KIT_URL", url)
    monkeypatch.setenv("CAMPUS5G_KIT_TOKEN", TOKEN)
    monkeypatch.setenv("CAMPUS5G_CA_FILE", str(authority.file))

    with connect() as k:
        assert k.name == "virtual"


def test_without_its_authority_it_is_refused_in_both_languages(url: str, tmp_path: Path) -> None:
    another = Authority(tmp_path / "another").file
    languages: tuple[Language, ...] = ("fr", "en")
    said: dict[Language, KitError] = {}

    for language, believed in product(languages, (None, another)):
        set_language(language)
        with pytest.raises(KitError) as refused:
            connect(url=url, token=TOKEN, ca_file=believed)
        said[language] = refused.value
        assert "CAMPUS5G_CA_FILE" in refused.value.remedy

    assert said["fr"].problem == (
        f"Le certificat du kit ({url}) n’est pas signé par l’autorité attendue."
    )
    assert said["en"].problem == (
        f"The certificate of the kit ({url}) is not signed by the expected authority."
    )


def test_a_websocket_is_refused_as_a_call_is(
    url: str, authority: Authority, tmp_path: Path
) -> None:
    with connect(url=url, token=TOKEN, ca_file=authority.file) as k:
        drive = k.robot().velocity()
        # As if another gateway had taken the address since the kit was connected.
        k._connection.tls = trusting(Authority(tmp_path / "another").file)
        with pytest.raises(KitError, match="not signed by the expected authority"), drive:
            pass


def test_an_expired_certificate_is_refused(serve: Serve, authority: Authority) -> None:
    url = serve(authority.certifies(ADDRESS, days=-1))

    with pytest.raises(KitError, match="has expired") as refused:
        connect(url=url, token=TOKEN, ca_file=authority.file)

    assert "operate.md" in refused.value.remedy


def test_the_certificate_of_another_address_is_refused(serve: Serve, authority: Authority) -> None:
    url = serve(authority.certifies("127.0.0.9"))

    with pytest.raises(KitError, match="belongs to another address"):
        connect(url=url, token=TOKEN, ca_file=authority.file)


def test_a_file_that_is_not_an_authority_is_reported(tmp_path: Path) -> None:
    empty = tmp_path / "ca.crt"
    empty.write_text("")

    for file in (empty, tmp_path / "missing.crt"):
        with pytest.raises(KitError, match="authority can't be read"):
            connect(url=f"https://{ADDRESS}:9", token=TOKEN, ca_file=file)


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion")
def test_only_tls_1_2_or_later_is_accepted(url: str, authority: Authority) -> None:
    def version(lowest: ssl.TLSVersion, highest: ssl.TLSVersion) -> str:
        context = ssl.create_default_context(cafile=authority.file)
        # Security level 0 is what lets a client offer TLS 1.1 at all.
        context.set_ciphers("DEFAULT:@SECLEVEL=0")
        context.minimum_version, context.maximum_version = lowest, highest
        with (
            httpx.Client(verify=context, trust_env=False) as client,
            client.stream("GET", url) as answer,
        ):
            spoken = answer.extensions["network_stream"].get_extra_info("ssl_object")
            return str(spoken.version())

    assert version(ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_2) == "TLSv1.2"
    assert version(ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3) == "TLSv1.3"
    with pytest.raises(httpx.ConnectError, match=r"EOF|(?i:alert)"):
        version(ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1)
    with httpx.Client(trust_env=False) as client, pytest.raises(httpx.RemoteProtocolError):
        client.get(url.replace("https", "http", 1))


def refusal(*arguments: str, inventory: Path = VIRTUAL) -> KitError:
    """Start a gateway that must refuse to start, and return its output."""
    gateway = Child(
        "campus5g.gateway",
        ["--inventory", str(inventory), "--host", ADDRESS, "--port", "0", *arguments],
        environment={"CAMPUS5G_TOKEN": TOKEN, "CAMPUS5G_TOKEN_FILE": ""},
    )
    with pytest.raises(KitError) as refused:
        gateway.ready()
    return refused.value


def test_a_certificate_needs_its_key(authority: Authority) -> None:
    files = authority.certifies(ADDRESS)

    alone = refusal("--certificate", str(files.certificate))

    assert alone.problem == "A certificate needs its key, and a key needs its certificate."


def test_a_key_of_another_certificate_is_reported(authority: Authority) -> None:
    one, other = authority.certifies(ADDRESS), authority.certifies("127.0.0.9")

    wrong = refusal("--certificate", str(one.certificate), "--key", str(other.key))
    missing = refusal("--certificate", str(one.certificate), "--key", f"{one.key}.not")

    assert "can't be used with the key" in wrong.problem
    assert "No such file" in missing.problem


def test_an_inventory_that_asks_for_tls_is_not_served_in_the_clear(tmp_path: Path) -> None:
    kit = load_inventory(VIRTUAL).model_dump(mode="json")
    kit["gateway"]["tls"] = True
    file = tmp_path / "hall-1.yaml"
    file.write_text(yaml.safe_dump(kit))

    said = refusal(inventory=file)

    assert "asks for TLS, but there is no certificate" in said.problem
    assert load_inventory(file).gateway.url.startswith("https://")


@pytest.mark.parametrize("kit", ["bench", "borrowed", "classroom"])
def test_the_reference_kits_are_reached_by_https(kit: str) -> None:
    assert load_inventory(KITS / f"{kit}.yaml").gateway.url.startswith("https://192.168.")


def test_a_kit_that_is_served_by_hand_is_found_with_its_authority(
    authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CAMPUS5G_DATA", str(tmp_path))
    monkeypatch.setenv("CAMPUS5G_CA_FILE", str(authority.file))
    with claim_block("tests of TLS") as block:
        kit = load_inventory(VIRTUAL).moved_to(block.network).model_dump(mode="json")
        kit |= {"name": "hall-1", "kind": "real"}
        kit["gateway"]["tls"] = True
        file = tmp_path / "hall-1.yaml"
        file.write_text(yaml.safe_dump(kit))
        files = authority.certifies(kit["gateway"]["host"])
        with served.serve(str(file), certificate=files.certificate, key=files.key):
            monkeypatch.delenv("CAMPUS5G_CA_FILE")
            found = served.find_served("hall-1")
            with connect("hall-1") as k:
                name = k.name

    assert found is not None
    assert (found.ca_file, name) == (authority.file, "hall-1")
