"""The inventory of a kit, read and checked, and the addresses of virtual kits."""

from campus5g.inventory.acceptance import Acceptance, Coverage, Rates, RoundTrips
from campus5g.inventory.addresses import ClaimedBlock, claim_block
from campus5g.inventory.five_qis import GUARANTEED_5QIS
from campus5g.inventory.hosts import Host, Role
from campus5g.inventory.inventory import Inventory
from campus5g.inventory.joining import Joining
from campus5g.inventory.loading import InventoryError, joined_elsewhere, load_inventory
from campus5g.inventory.models import (
    Bearing,
    CapturePoint,
    Cell,
    ControlAddress,
    Core,
    DevicePrograms,
    DumpcapPoint,
    FunctionUrls,
    GatewayAddress,
    Gnb,
    Limits,
    Machine,
    NeighbourGnb,
    Outlet,
    PcapOverIpPoint,
    Robot,
    Sensors,
    Service,
    Slice,
    Ue,
    UserPlane,
    Vda5050,
)
from campus5g.inventory.policy import Arp, FlowRule, Policy, PolicyError, load_policy
from campus5g.inventory.variation import Variation, chance, varied

__all__ = [
    "GUARANTEED_5QIS",
    "Acceptance",
    "Arp",
    "Bearing",
    "CapturePoint",
    "Cell",
    "ClaimedBlock",
    "ControlAddress",
    "Core",
    "Coverage",
    "DevicePrograms",
    "DumpcapPoint",
    "FlowRule",
    "FunctionUrls",
    "GatewayAddress",
    "Gnb",
    "Host",
    "Inventory",
    "InventoryError",
    "Joining",
    "Limits",
    "Machine",
    "NeighbourGnb",
    "Outlet",
    "PcapOverIpPoint",
    "Policy",
    "PolicyError",
    "Rates",
    "Robot",
    "Role",
    "RoundTrips",
    "Sensors",
    "Service",
    "Slice",
    "Ue",
    "UserPlane",
    "Variation",
    "Vda5050",
    "chance",
    "claim_block",
    "joined_elsewhere",
    "load_inventory",
    "load_policy",
    "varied",
]
