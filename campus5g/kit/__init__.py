"""The learner's side of a kit.

A lab starts with ``from campus5g import kit; k = kit.connect(); k.show()``.
"""

from campus5g.kit.connecting import connect
from campus5g.kit.errors import KitError
from campus5g.kit.interventions import Ledger
from campus5g.kit.kit import Kit
from campus5g.kit.measuring.capturing import KitCapture
from campus5g.kit.measuring.keeping import Keepable, Kept, Measured
from campus5g.kit.measuring.signal import SignalResult
from campus5g.kit.measuring.survey import SurveyResult
from campus5g.kit.modem import Modem
from campus5g.kit.modem_dialogue import ModemAnswer, ModemDialogue
from campus5g.kit.robots.motion import Path, Scan
from campus5g.kit.robots.robot import Robot
from campus5g.kit.robots.robot_state import RobotState
from campus5g.kit.scenario import KnownScenario, Scenario
from campus5g.kit.ue import Registration, Ue, UeStatus
from campus5g.kit.work_order import WorkOrder

__all__ = [
    "Keepable",
    "Kept",
    "Kit",
    "KitCapture",
    "KitError",
    "KnownScenario",
    "Ledger",
    "Measured",
    "Modem",
    "ModemAnswer",
    "ModemDialogue",
    "Path",
    "Registration",
    "Robot",
    "RobotState",
    "Scan",
    "Scenario",
    "SignalResult",
    "SurveyResult",
    "Ue",
    "UeStatus",
    "WorkOrder",
    "connect",
]
