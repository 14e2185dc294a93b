"""The file of prices: invented ranges, those that a trainer collected, and a damaged file."""

from datetime import date
from pathlib import Path

import pytest
import yaml

from campus5g.courseware.explorers.project.business_case.prices import (
    PRICES,
    PricesError,
    prices,
)
from campus5g.courseware.explorers.project.business_case.shown import prices_source
from campus5g.language import LANGUAGES, Language, set_language

COLLECTED = {
    "low": 9,
    "likely": 13,
    "high": 18,
    "date": date(2026, 3, 12),
    "source": "Two quotations",
    "by": "J. Martin",
}


def edited(folder: Path, **price: object) -> Path:
    """The file, with another price for a 5G antenna."""
    content = yaml.safe_load(PRICES.read_text(encoding="utf-8"))
    content["private_5g"]["antenna_keur"].update(price)
    file = folder / "prices.yaml"
    file.write_text(yaml.safe_dump(content), encoding="utf-8")
    return file


def test_the_committed_file_holds_invented_prices_only() -> None:
    assert prices().collected == []


def test_a_collected_price_replaces_the_invented_one(tmp_path: Path) -> None:
    antenna = prices(edited(tmp_path, collected=COLLECTED)).private_5g.antenna_keur
    assert (antenna.range.low, antenna.range.likely, antenna.range.high) == (9, 13, 18)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_says_who_collected_a_price_when_and_where(
    tmp_path: Path, language: Language
) -> None:
    set_language(language)
    said = prices_source(prices(edited(tmp_path, collected=COLLECTED)))
    set_language(None)
    assert all(each in said for each in ("J. Martin", "2026-03-12", "Two quotations"))


@pytest.mark.parametrize("missing", ["date", "source", "by"])
def test_a_collected_price_without_date_source_or_name_is_refused(
    tmp_path: Path, missing: str
) -> None:
    incomplete = {key: value for key, value in COLLECTED.items() if key != missing}
    with pytest.raises(PricesError, match=r"prices\.yaml"):
        prices(edited(tmp_path, collected=incomplete))


@pytest.mark.parametrize("range_", [[20, 12, 8], [8, 12], [-1, 2, 3], [1, 2, float("nan")]])
def test_a_range_out_of_order_or_not_of_amounts_is_refused(
    tmp_path: Path, range_: list[float]
) -> None:
    with pytest.raises(PricesError):
        prices(edited(tmp_path, exercise=range_))


@pytest.mark.parametrize("content", ["", "a: [", "- 1", "private_5g: {}"])
def test_a_damaged_file_is_one_clear_sentence(tmp_path: Path, content: str) -> None:
    file = tmp_path / "prices.yaml"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(PricesError):
        prices(file)
