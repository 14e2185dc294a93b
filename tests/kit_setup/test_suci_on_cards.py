"""The home network's keys that provisioning makes, and the script that puts them on cards."""

import base64
import json
import re
import secrets
import subprocess
from pathlib import Path

import pytest
import yaml
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from in_process import run_here

from campus5g.commands.main import main
from campus5g.errors import CampusError
from campus5g.kit_setup.provisioning import PROVISIONING
from campus5g.kit_setup.suci_on_cards import (
    PROFILES,
    concealing_script,
    read_public_key,
    revealing_script,
)
from campus5g.virtualkit.security import concealment

FOLDER = "/etc/open5gs/hnet"
MSIN = bytes.fromhex("0000000010")
CORE_READS = {
    "a": ("PRIVATE KEY", 48, "302e020100300506032b656e04220420"),
    "b": ("EC PRIVATE KEY", 121, "30770201010420"),
}
"""PEM label, length and first octets that Open5GS 2.7 insists on."""


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    """What the role's own commands make, in another folder."""
    tasks = yaml.safe_load((PROVISIONING / "roles/open5gs/tasks/main.yml").read_text())
    for task in tasks:
        command = task.get("ansible.builtin.command", {}).get("argv")
        for item in task.get("loop", []) if command else []:
            words = item["argv"] if isinstance(item, dict) else command
            filled = [word.replace("{{ item }}", str(item)) for word in words]
            placed = [word.replace(FOLDER, str(tmp_path)) for word in filled]
            subprocess.run(placed, check=True, capture_output=True)
    return tmp_path


def private_key(file: Path) -> bytes:
    key = load_pem_private_key(file.read_bytes(), None)
    if isinstance(key, X25519PrivateKey):
        return key.private_bytes_raw()
    assert isinstance(key, EllipticCurvePrivateKey)
    return key.private_numbers().private_value.to_bytes(32)


@pytest.mark.parametrize("profile", PROFILES)
def test_the_core_can_read_the_keys_that_are_made_for_it(keys: Path, profile: str) -> None:
    label, length, begins = CORE_READS[profile]

    text = (keys / f"campus5g-{profile}.key").read_text()

    (body,) = re.findall(f"-----BEGIN {label}-----(.*?)-----END {label}-----", text, re.DOTALL)
    octets = base64.b64decode(body)
    assert len(octets) == length
    assert octets.hex().startswith(begins)


@pytest.mark.parametrize("profile", PROFILES)
def test_what_a_card_conceals_with_its_key_the_core_reveals(keys: Path, profile: str) -> None:
    scheme = concealment.PROFILES["A" if profile == "a" else "B"]
    on_card = read_public_key("a" if profile == "a" else "b", keys / f"campus5g-{profile}.pub")

    hidden = concealment.conceal(scheme, on_card, MSIN, secrets.token_bytes(32))

    at_core = private_key(keys / f"campus5g-{profile}.key")
    assert concealment.reveal(scheme, at_core, hidden) == MSIN


def test_the_core_s_udm_has_the_keys_by_the_identifiers_that_cards_name(
    keys: Path, tmp_path: Path
) -> None:
    files = [f"--profile-{each}={keys / f'campus5g-{each}.pub'}" for each in PROFILES]
    script = tmp_path / "conceal.pysim"

    done = run_here(main, "campus5g", "kit", "suci", *files, "-o", str(script))

    assert done.returncode == 0, done.stderr
    assert script.stat().st_mode & 0o077 == 0
    (written,) = re.findall(r"update_binary_decoded '(.*)'", script.read_text())
    on_card = json.loads(written)
    template = (PROVISIONING / "roles/open5gs/templates/udm.yaml.j2").read_text()
    at_core = {each["id"]: each for each in yaml.safe_load(template)["udm"]["hnet"]}
    for scheme in on_card["prot_scheme_id_list"][:-1]:
        key = on_card["hnet_pubkey_list"][scheme["key_index"] - 1]
        assert at_core[key["hnet_pubkey_identifier"]]["scheme"] == scheme["identifier"]
    assert [each["identifier"] for each in on_card["prot_scheme_id_list"]] == [2, 1, 0]


def test_the_device_computes_the_identity_and_not_the_card() -> None:
    assert concealing_script({"a": bytes(32)}).endswith(
        "select EF.UST\nust_service_activate 124\nust_service_deactivate 125\n"
    )


def test_without_keys_cards_are_told_to_conceal_nothing() -> None:
    assert revealing_script().endswith(
        "select EF.UST\nust_service_deactivate 124\nust_service_deactivate 125\n"
    )


@pytest.mark.parametrize(("profile", "other"), [("a", "b"), ("b", "a")])
def test_a_key_of_the_other_profile_is_refused(keys: Path, profile: str, other: str) -> None:
    file = keys / f"campus5g-{other}.pub"

    with pytest.raises(CampusError, match=f"not a public key of profile {profile.upper()}"):
        read_public_key("a" if profile == "a" else "b", file)


@pytest.mark.parametrize("text", ["", "no key"])
def test_what_is_no_key_is_refused_with_where_to_find_one(tmp_path: Path, text: str) -> None:
    file = tmp_path / "key.pub"
    file.write_text(text)

    with pytest.raises(CampusError) as caught:
        read_public_key("a", file)

    assert "/etc/open5gs/hnet/campus5g-a.pub" in caught.value.remedy
