"""What a kit is made of: the inventory file, checked, and the addresses it lives at."""

from campus5g.inventory.addresses import ClaimedBlock, claim_block
from campus5g.inventory.loading import InventoryError, load_inventory
from campus5g.inventory.models import (
    CapturePoint,
    Cell,
    ControlAddress,
    Core,
    DevicePrograms,
    FunctionUrls,
    GatewayAddress,
    Gnb,
    Inventory,
    Limits,
    Outlet,
    Robot,
    Service,
    Slice,
    Ue,
    UserPlane,
    Vda5050,
)

__all__ = [
    "CapturePoint",
    "Cell",
    "ClaimedBlock",
    "ControlAddress",
    "Core",
    "DevicePrograms",
    "FunctionUrls",
    "GatewayAddress",
    "Gnb",
    "Inventory",
    "InventoryError",
    "Limits",
    "Outlet",
    "Robot",
    "Service",
    "Slice",
    "Ue",
    "UserPlane",
    "Vda5050",
    "claim_block",
    "load_inventory",
]
