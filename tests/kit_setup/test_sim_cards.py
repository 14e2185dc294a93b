"""SIM keys: from a private list to the card writer's input, without being disclosed."""

import csv
from pathlib import Path

import pytest

from campus5g.errors import CampusError
from campus5g.inventory import load_inventory
from campus5g.kit_setup.sim_cards import card_writer_csv, read_keys
from campus5g.places import KITS

K, OPC = "00112233445566778899aabbccddeeff", "ffeeddccbbaa99887766554433221100"
HEAD = "imsi,iccid,adm,k,opc\n"
CARD = f"999700000000001,8988211000000000001,12345678,{K},{OPC}\n"


def private(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "keys.csv"
    file.write_text(text)
    file.chmod(0o600)
    return file


def test_the_writer_gets_each_device_with_its_card(tmp_path: Path) -> None:
    written = card_writer_csv(
        load_inventory(KITS / "bench.yaml"), read_keys(private(tmp_path, HEAD + CARD))
    )

    assert written.splitlines()[1] == (
        f"camera,999700000000001,999,70,8988211000000000001,12345678,,{K},{OPC}"
    )


def test_a_hexadecimal_adm_is_not_written_where_the_writer_reads_digits(tmp_path: Path) -> None:
    card = CARD.replace("12345678", "00112233AABBCCDD")

    written = card_writer_csv(
        load_inventory(KITS / "bench.yaml"), read_keys(private(tmp_path, HEAD + card))
    )

    (row,) = csv.DictReader(written.splitlines())
    assert (row["adm1"], row["pin_adm_hex"]) == ("", "00112233AABBCCDD")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (HEAD + CARD.replace(OPC, "short"), ":2: k and opc"),
        (HEAD + CARD.replace(OPC, ""), ":2: no opc"),
        (HEAD + CARD + CARD, ":3: IMSI 999700000000001 is there twice"),
    ],
)
def test_a_wrong_row_is_reported_without_its_keys(
    tmp_path: Path, text: str, complaint: str
) -> None:
    with pytest.raises(CampusError) as caught:
        read_keys(private(tmp_path, text))

    assert complaint in caught.value.problem
    assert K not in str(caught.value)


def test_keys_that_others_may_read_are_refused(tmp_path: Path) -> None:
    file = private(tmp_path, HEAD + CARD)
    file.chmod(0o644)

    with pytest.raises(CampusError, match="Others may read"):
        read_keys(file)


def test_a_card_never_shows_its_keys(tmp_path: Path) -> None:
    (card,) = read_keys(private(tmp_path, HEAD + CARD)).values()

    assert K not in repr(card)


def test_a_device_without_a_card_is_reported(tmp_path: Path) -> None:
    with pytest.raises(CampusError, match="No card for"):
        card_writer_csv(
            load_inventory(KITS / "classroom.yaml"), read_keys(private(tmp_path, HEAD + CARD))
        )
