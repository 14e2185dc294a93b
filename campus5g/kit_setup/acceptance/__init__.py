"""Acceptance: measure a kit against its inventory's marks before it is lent."""

from campus5g.kit_setup.acceptance.accepting import Outcome, accept
from campus5g.kit_setup.acceptance.bundle import CONCLUSIONS, new_bundle
from campus5g.kit_setup.acceptance.check import Check
from campus5g.kit_setup.acceptance.report import write_report

__all__ = ["CONCLUSIONS", "Check", "Outcome", "accept", "new_bundle", "write_report"]
