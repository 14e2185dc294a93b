"""Which labs a kit can carry."""

from campus5g.authoring.catalogue import catalogue
from campus5g.authoring.fitting import fitting
from campus5g.inventory import load_inventory
from campus5g.places import KITS


def test_the_virtual_kit_carries_every_lab() -> None:
    fits = fitting(load_inventory(KITS / "virtual.yaml"), catalogue())

    assert fits
    assert all(fit.fits for fit in fits)


def test_a_borrowed_network_shows_no_signalling() -> None:
    fits = {fit.lab.id: fit for fit in fitting(load_inventory(KITS / "borrowed.yaml"), catalogue())}

    assert "n2" in fits["packet-capture"].lacking_points
    assert not fits["packet-capture"].fits
