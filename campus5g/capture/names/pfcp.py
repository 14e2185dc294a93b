"""Names and causes of PFCP messages (TS 29.244, 7.3 and 8.2.1)."""

MESSAGES = {
    1: "PFCP Heartbeat Request",
    2: "PFCP Heartbeat Response",
    3: "PFCP PFD Management Request",
    4: "PFCP PFD Management Response",
    5: "PFCP Association Setup Request",
    6: "PFCP Association Setup Response",
    7: "PFCP Association Update Request",
    8: "PFCP Association Update Response",
    9: "PFCP Association Release Request",
    10: "PFCP Association Release Response",
    11: "PFCP Version Not Supported Response",
    12: "PFCP Node Report Request",
    13: "PFCP Node Report Response",
    14: "PFCP Session Set Deletion Request",
    15: "PFCP Session Set Deletion Response",
    16: "PFCP Session Set Modification Request",
    17: "PFCP Session Set Modification Response",
    50: "PFCP Session Establishment Request",
    51: "PFCP Session Establishment Response",
    52: "PFCP Session Modification Request",
    53: "PFCP Session Modification Response",
    54: "PFCP Session Deletion Request",
    55: "PFCP Session Deletion Response",
    56: "PFCP Session Report Request",
    57: "PFCP Session Report Response",
}

CAUSES = {
    1: "Request accepted (success)",
    2: "More Usage Report to send",
    3: "Request partially accepted",
    64: "Request rejected (reason not specified)",
    65: "Session context not found",
    66: "Mandatory IE missing",
    67: "Conditional IE missing",
    68: "Invalid length",
    69: "Mandatory IE incorrect",
    70: "Invalid Forwarding Policy",
    71: "Invalid F-TEID allocation option",
    72: "No established PFCP Association",
    73: "Rule creation / modification failure",
    74: "PFCP entity in congestion",
    75: "No resources available",
    76: "Service not supported",
    77: "System failure",
    78: "Redirection requested",
    79: "All dynamic addresses are occupied",
    80: "Unknown Pre-defined Rule",
    81: "Unknown Application ID",
    82: "L2TP tunnel establishment failure",
    83: "L2TP session establishment failure",
    84: "L2TP tunnel release",
    85: "L2TP session release",
    86: "PFCP session restoration failure",
    87: "L2TP tunnel establishment failure - Tunnel Auth failure",
    88: "L2TP session establishment failure - Session Auth failure",
    89: "L2TP tunnel establishment failure - LNS not reachable",
}

ACCEPTED = frozenset({1, 2, 3})
"""Causes that are not failures."""

BY_CONTROL_PLANE = frozenset({3, 16, 50, 52, 54})
"""Request types that only an SMF sends; the response type is one higher."""

BY_USER_PLANE = frozenset({12, 56})
"""Request types that only a UPF sends; the response type is one higher."""
