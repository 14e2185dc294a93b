"""What networks cost over some years: by hand, as properties, and as the module says."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campus5g.courseware.explorers.project.business_case.break_even_area.model import (
    AREAS_HA,
    DEVICES,
    crossing_ha,
    map_of_cheapest,
)
from campus5g.courseware.explorers.project.business_case.costs import (
    NETWORKS,
    Adjusted,
    NetworkId,
    Site,
    antennas,
    break_even,
    cheapest,
    cost,
)
from campus5g.courseware.explorers.project.business_case.prices import prices

PRICES = prices()
ON_SITE: tuple[NetworkId, ...] = ("private_5g", "wifi")
SHOP = Site(3, 25)
SITES = st.builds(Site, st.floats(0.1, 150), st.integers(1, 1000), st.integers(1, 10))


def total(network: NetworkId, site: Site, **factors: float) -> int:
    return round(cost(network, site, PRICES, adjusted=Adjusted(**factors)).total_keur)


def test_a_small_site_with_5g_worked_out_by_hand() -> None:
    # One antenna at 12 and a core at 60; 25 modems at 0.5; 1.5 kW at 120 euros a MWh.
    found = cost("private_5g", SHOP, PRICES)
    assert found.parts_keur == pytest.approx(
        [72, 12.5, 35, 5 * 14, 5 * (0.15 * 72 + 1), 5 * 0.04 * 84.5, 5 * 1.5 * 8.76 * 0.12]
    )


@pytest.mark.parametrize(
    ("network", "area_ha", "count"),
    [("private_5g", 4, 1), ("private_5g", 4.1, 2), ("wifi", 3, 12), ("public", 100, 0)],
)
def test_antennas_come_by_whole_numbers(network: NetworkId, area_ha: float, count: int) -> None:
    assert antennas(network, area_ha) == count


@given(st.sampled_from(NETWORKS), SITES)
def test_low_prices_cost_no_more_than_likely_ones_nor_these_than_high_ones(
    network: NetworkId, site: Site
) -> None:
    low, likely, high = (
        cost(network, site, PRICES, level).total_keur
        for level in ("low", "likely", "high")  # type: ignore[arg-type]
    )
    assert 0 < low <= likely <= high


@given(st.sampled_from(NETWORKS), SITES, st.floats(0.1, 50))
def test_a_larger_site_never_costs_less(network: NetworkId, site: Site, more_ha: float) -> None:
    larger = Site(site.area_ha + more_ha, site.devices + 1, site.years)
    smaller_keur = cost(network, site, PRICES).total_keur
    assert cost(network, larger, PRICES).total_keur > smaller_keur


@given(SITES)
def test_no_network_is_cheaper_than_the_cheapest(site: Site) -> None:
    best = cost(cheapest(NETWORKS, site, PRICES), site, PRICES).total_keur
    assert best <= min(cost(each, site, PRICES).total_keur for each in NETWORKS)


@pytest.mark.parametrize(
    ("lines", "quantity"),
    [
        ((200, 5, 50, 15), 15),
        ((100, 2, 40, 5), 20),
        ((10, 5, 50, 15), 0),
        ((10, 15, 50, 5), 0),
        ((200, 15, 50, 5), None),
        ((50, 5, 50, 5), None),
    ],
)
def test_a_break_even_by_hand(
    lines: tuple[float, float, float, float], quantity: float | None
) -> None:
    assert break_even(*lines) == quantity


# Each example looks for a crossing, quarter by quarter of a hectare.
@settings(max_examples=10)
@given(st.integers(1, 1000))
def test_from_the_crossing_on_5g_stays_the_cheapest(devices: int) -> None:
    from_ha = crossing_ha(ON_SITE, devices, PRICES, Adjusted())
    assert from_ha is not None
    assert all(
        cheapest(ON_SITE, Site(area, devices), PRICES) == "private_5g"
        for area in (from_ha, from_ha + 0.25, from_ha + 7, 150)
        if area <= 150
    )
    just_below = [Site(from_ha - quarter / 4, devices) for quarter in range(1, 5)]
    assert "wifi" in {cheapest(ON_SITE, site, PRICES) for site in just_below}


def test_the_map_has_a_network_for_each_of_its_sites() -> None:
    found = map_of_cheapest(NETWORKS, PRICES, Adjusted())
    assert set(found) == {(area, devices) for area in AREAS_HA for devices in DEVICES}
    assert set(found.values()) == set(NETWORKS)


class TestWhatTheModuleSays:
    def test_a_quotation_of_84_becomes_273_with_153_to_545_around_it(self) -> None:
        found = cost("private_5g", SHOP, PRICES)
        assert (round(found.quoted_keur), round(found.total_keur)) == (84, 273)
        assert round(found.total_keur / found.quoted_keur, 1) == 3.2
        assert found.total_keur - found.quoted_keur > 2 / 3 * found.total_keur
        assert round(cost("private_5g", SHOP, PRICES, "low").total_keur) == 153
        assert round(cost("private_5g", SHOP, PRICES, "high").total_keur) == 545

    def test_people_double_from_70_to_140_and_weigh_about_what_the_equipment_does(self) -> None:
        once = cost("private_5g", SHOP, PRICES)
        twice = cost("private_5g", SHOP, PRICES, adjusted=Adjusted(people=2))
        assert (once.people_keur, twice.people_keur) == (70, 140)
        assert once.equipment_keur == 72

    def test_on_40_ha_wifi_grows_to_653_and_5g_to_498(self) -> None:
        assert total("wifi", SHOP) == 122
        assert total("wifi", Site(40, 25)) == 653
        assert total("private_5g", Site(40, 25)) == 498

    def test_subscriptions_cost_54_and_are_the_cheapest_on_all_areas_with_25_devices(self) -> None:
        assert total("public", SHOP) == 54
        assert {cheapest(NETWORKS, Site(area, 25), PRICES) for area in AREAS_HA} == {"public"}

    def test_with_400_devices_subscriptions_cost_616_and_wifi_190_on_3_ha(self) -> None:
        assert total("public", Site(3, 400)) == 616
        assert total("wifi", Site(3, 400)) == 190

    def test_a_thousand_devices_cost_subscriptions_most(self) -> None:
        grown = {each: total(each, Site(3, 1000)) - total(each, SHOP) for each in NETWORKS}
        assert max(grown, key=lambda each: grown[each]) == "public"

    def test_the_break_even_goes_from_23_to_93_ha_when_antennas_cost_twice(self) -> None:
        assert crossing_ha(ON_SITE, 25, PRICES, Adjusted()) == 23
        assert crossing_ha(ON_SITE, 25, PRICES, Adjusted(antenna=2)) == 93

    def test_nowhere_does_one_of_both_cost_four_times_the_other(self) -> None:
        ratios = [
            cost("private_5g", Site(area, 25), PRICES).total_keur
            / cost("wifi", Site(area, 25), PRICES).total_keur
            for area in AREAS_HA
        ]
        assert (round(ratios[0], 1), round(1 / ratios[-1], 1)) == (2.9, 1.8)
        assert all(1 / 4 < ratio < 4 for ratio in ratios)

    def test_on_3_ha_5g_costs_2_2_times_wifi_and_five_times_subscriptions(self) -> None:
        assert round(total("private_5g", SHOP) / total("wifi", SHOP), 1) == 2.2
        assert round(total("private_5g", SHOP) / total("public", SHOP)) == 5
