"""Names and causes of NGAP messages (TS 38.413, 8.1, 9.3.1.2 and 9.4.7)."""

from typing import Literal, NamedTuple


class Procedure(NamedTuple):
    """The messages of an elementary procedure; ``""`` for one that it lacks."""

    initiating: str
    successful: str
    unsuccessful: str
    direction: Literal["up", "down", ""]
    """Direction of the initiating message: ``up`` to the AMF, ``down`` to the NG-RAN node."""


PROCEDURES = {
    0: Procedure(
        "AMFConfigurationUpdate",
        "AMFConfigurationUpdateAcknowledge",
        "AMFConfigurationUpdateFailure",
        "down",
    ),
    1: Procedure("AMFStatusIndication", "", "", "down"),
    2: Procedure("CellTrafficTrace", "", "", "up"),
    3: Procedure("DeactivateTrace", "", "", "down"),
    4: Procedure("DownlinkNASTransport", "", "", "down"),
    5: Procedure("DownlinkNonUEAssociatedNRPPaTransport", "", "", "down"),
    6: Procedure("DownlinkRANConfigurationTransfer", "", "", "down"),
    7: Procedure("DownlinkRANStatusTransfer", "", "", "down"),
    8: Procedure("DownlinkUEAssociatedNRPPaTransport", "", "", "down"),
    9: Procedure("ErrorIndication", "", "", ""),
    10: Procedure("HandoverCancel", "HandoverCancelAcknowledge", "", "up"),
    11: Procedure("HandoverNotify", "", "", "up"),
    12: Procedure("HandoverRequired", "HandoverCommand", "HandoverPreparationFailure", "up"),
    13: Procedure("HandoverRequest", "HandoverRequestAcknowledge", "HandoverFailure", "down"),
    14: Procedure(
        "InitialContextSetupRequest",
        "InitialContextSetupResponse",
        "InitialContextSetupFailure",
        "down",
    ),
    15: Procedure("InitialUEMessage", "", "", "up"),
    16: Procedure("LocationReportingControl", "", "", "down"),
    17: Procedure("LocationReportingFailureIndication", "", "", "up"),
    18: Procedure("LocationReport", "", "", "up"),
    19: Procedure("NASNonDeliveryIndication", "", "", "up"),
    20: Procedure("NGReset", "NGResetAcknowledge", "", ""),
    21: Procedure("NGSetupRequest", "NGSetupResponse", "NGSetupFailure", "up"),
    22: Procedure("OverloadStart", "", "", "down"),
    23: Procedure("OverloadStop", "", "", "down"),
    24: Procedure("Paging", "", "", "down"),
    25: Procedure(
        "PathSwitchRequest", "PathSwitchRequestAcknowledge", "PathSwitchRequestFailure", "up"
    ),
    26: Procedure(
        "PDUSessionResourceModifyRequest", "PDUSessionResourceModifyResponse", "", "down"
    ),
    27: Procedure(
        "PDUSessionResourceModifyIndication", "PDUSessionResourceModifyConfirm", "", "up"
    ),
    28: Procedure(
        "PDUSessionResourceReleaseCommand", "PDUSessionResourceReleaseResponse", "", "down"
    ),
    29: Procedure("PDUSessionResourceSetupRequest", "PDUSessionResourceSetupResponse", "", "down"),
    30: Procedure("PDUSessionResourceNotify", "", "", "up"),
    31: Procedure("PrivateMessage", "", "", ""),
    32: Procedure("PWSCancelRequest", "PWSCancelResponse", "", "down"),
    33: Procedure("PWSFailureIndication", "", "", "up"),
    34: Procedure("PWSRestartIndication", "", "", "up"),
    35: Procedure(
        "RANConfigurationUpdate",
        "RANConfigurationUpdateAcknowledge",
        "RANConfigurationUpdateFailure",
        "up",
    ),
    36: Procedure("RerouteNASRequest", "", "", "down"),
    37: Procedure("RRCInactiveTransitionReport", "", "", "up"),
    38: Procedure("TraceFailureIndication", "", "", "up"),
    39: Procedure("TraceStart", "", "", "down"),
    40: Procedure(
        "UEContextModificationRequest",
        "UEContextModificationResponse",
        "UEContextModificationFailure",
        "down",
    ),
    41: Procedure("UEContextReleaseCommand", "UEContextReleaseComplete", "", "down"),
    42: Procedure("UEContextReleaseRequest", "", "", "up"),
    43: Procedure("UERadioCapabilityCheckRequest", "UERadioCapabilityCheckResponse", "", "down"),
    44: Procedure("UERadioCapabilityInfoIndication", "", "", "up"),
    45: Procedure("UETNLABindingReleaseRequest", "", "", "down"),
    46: Procedure("UplinkNASTransport", "", "", "up"),
    47: Procedure("UplinkNonUEAssociatedNRPPaTransport", "", "", "up"),
    48: Procedure("UplinkRANConfigurationTransfer", "", "", "up"),
    49: Procedure("UplinkRANStatusTransfer", "", "", "up"),
    50: Procedure("UplinkUEAssociatedNRPPaTransport", "", "", "up"),
    51: Procedure("WriteReplaceWarningRequest", "WriteReplaceWarningResponse", "", "down"),
    52: Procedure("SecondaryRATDataUsageReport", "", "", "up"),
    53: Procedure("UplinkRIMInformationTransfer", "", "", "up"),
    54: Procedure("DownlinkRIMInformationTransfer", "", "", "down"),
    55: Procedure("RetrieveUEInformation", "", "", "up"),
    56: Procedure("UEInformationTransfer", "", "", "down"),
    57: Procedure("RANCPRelocationIndication", "", "", "up"),
    58: Procedure(
        "UEContextResumeRequest", "UEContextResumeResponse", "UEContextResumeFailure", "up"
    ),
    59: Procedure(
        "UEContextSuspendRequest", "UEContextSuspendResponse", "UEContextSuspendFailure", "up"
    ),
    60: Procedure(
        "UERadioCapabilityIDMappingRequest", "UERadioCapabilityIDMappingResponse", "", "up"
    ),
    61: Procedure("HandoverSuccess", "", "", "down"),
    62: Procedure("UplinkRANEarlyStatusTransfer", "", "", "up"),
    63: Procedure("DownlinkRANEarlyStatusTransfer", "", "", "down"),
    64: Procedure("AMFCPRelocationIndication", "", "", "down"),
    65: Procedure("ConnectionEstablishmentIndication", "", "", "down"),
    66: Procedure(
        "BroadcastSessionModificationRequest",
        "BroadcastSessionModificationResponse",
        "BroadcastSessionModificationFailure",
        "down",
    ),
    67: Procedure("BroadcastSessionReleaseRequest", "BroadcastSessionReleaseResponse", "", "down"),
    68: Procedure(
        "BroadcastSessionSetupRequest",
        "BroadcastSessionSetupResponse",
        "BroadcastSessionSetupFailure",
        "down",
    ),
    69: Procedure(
        "DistributionSetupRequest", "DistributionSetupResponse", "DistributionSetupFailure", "up"
    ),
    70: Procedure("DistributionReleaseRequest", "DistributionReleaseResponse", "", "up"),
    71: Procedure(
        "MulticastSessionActivationRequest",
        "MulticastSessionActivationResponse",
        "MulticastSessionActivationFailure",
        "down",
    ),
    72: Procedure(
        "MulticastSessionDeactivationRequest", "MulticastSessionDeactivationResponse", "", "down"
    ),
    73: Procedure(
        "MulticastSessionUpdateRequest",
        "MulticastSessionUpdateResponse",
        "MulticastSessionUpdateFailure",
        "down",
    ),
    74: Procedure("MulticastGroupPaging", "", "", "down"),
    75: Procedure("BroadcastSessionReleaseRequired", "", "", "up"),
    76: Procedure(
        "TimingSynchronisationStatusRequest",
        "TimingSynchronisationStatusResponse",
        "TimingSynchronisationStatusFailure",
        "down",
    ),
    77: Procedure("TimingSynchronisationStatusReport", "", "", "up"),
    78: Procedure(
        "MTCommunicationHandlingRequest",
        "MTCommunicationHandlingResponse",
        "MTCommunicationHandlingFailure",
        "up",
    ),
    79: Procedure("RANPagingRequest", "", "", "down"),
    80: Procedure(
        "BroadcastSessionTransportRequest",
        "BroadcastSessionTransportResponse",
        "BroadcastSessionTransportFailure",
        "up",
    ),
}

OUTCOMES: tuple[Literal["initiating", "successful", "unsuccessful"], ...] = (
    "initiating",
    "successful",
    "unsuccessful",
)
"""The alternatives of NGAP-PDU, in the order of their numbers."""

RADIO_NETWORK_CAUSES = {
    0: "unspecified",
    1: "txnrelocoverall-expiry",
    2: "successful-handover",
    3: "release-due-to-ngran-generated-reason",
    4: "release-due-to-5gc-generated-reason",
    5: "handover-cancelled",
    6: "partial-handover",
    7: "ho-failure-in-target-5GC-ngran-node-or-target-system",
    8: "ho-target-not-allowed",
    9: "tngrelocoverall-expiry",
    10: "tngrelocprep-expiry",
    11: "cell-not-available",
    12: "unknown-targetID",
    13: "no-radio-resources-available-in-target-cell",
    14: "unknown-local-UE-NGAP-ID",
    15: "inconsistent-remote-UE-NGAP-ID",
    16: "handover-desirable-for-radio-reason",
    17: "time-critical-handover",
    18: "resource-optimisation-handover",
    19: "reduce-load-in-serving-cell",
    20: "user-inactivity",
    21: "radio-connection-with-ue-lost",
    22: "radio-resources-not-available",
    23: "invalid-qos-combination",
    24: "failure-in-radio-interface-procedure",
    25: "interaction-with-other-procedure",
    26: "unknown-PDU-session-ID",
    27: "unknown-qos-flow-ID",
    28: "multiple-PDU-session-ID-instances",
    29: "multiple-qos-flow-ID-instances",
    30: "encryption-and-or-integrity-protection-algorithms-not-supported",
    31: "ng-intra-system-handover-triggered",
    32: "ng-inter-system-handover-triggered",
    33: "xn-handover-triggered",
    34: "not-supported-5QI-value",
    35: "ue-context-transfer",
    36: "ims-voice-eps-fallback-or-rat-fallback-triggered",
    37: "up-integrity-protection-not-possible",
    38: "up-confidentiality-protection-not-possible",
    39: "slice-not-supported",
    40: "ue-in-rrc-inactive-state-not-reachable",
    41: "redirection",
    42: "resources-not-available-for-the-slice",
    43: "ue-max-integrity-protected-data-rate-reason",
    44: "release-due-to-cn-detected-mobility",
    45: "n26-interface-not-available",
    46: "release-due-to-pre-emption",
    47: "multiple-location-reporting-reference-ID-instances",
    48: "rsn-not-available-for-the-up",
    49: "npn-access-denied",
    50: "cag-only-access-denied",
    51: "insufficient-ue-capabilities",
    52: "redcap-ue-not-supported",
    53: "unknown-MBS-Session-ID",
    54: "indicated-MBS-session-area-information-not-served-by-the-gNB",
    55: "inconsistent-slice-info-for-the-session",
    56: "misaligned-association-for-multicast-unicast",
    57: "eredcap-ue-not-supported",
    58: "two-rx-xr-ue-not-supported",
}

TRANSPORT_CAUSES = {
    0: "transport-resource-unavailable",
    1: "unspecified",
}

NAS_CAUSES = {
    0: "normal-release",
    1: "authentication-failure",
    2: "deregister",
    3: "unspecified",
    4: "uE-not-in-PLMN-serving-area",
    5: "mobile-IAB-not-authorized",
    6: "iAB-not-authorized",
}

PROTOCOL_CAUSES = {
    0: "transfer-syntax-error",
    1: "abstract-syntax-error-reject",
    2: "abstract-syntax-error-ignore-and-notify",
    3: "message-not-compatible-with-receiver-state",
    4: "semantic-error",
    5: "abstract-syntax-error-falsely-constructed-message",
    6: "unspecified",
}

MISC_CAUSES = {
    0: "control-processing-overload",
    1: "not-enough-user-plane-processing-resources",
    2: "hardware-failure",
    3: "om-intervention",
    4: "unknown-PLMN-or-SNPN",
    5: "unspecified",
}

CAUSES = {
    "ngap.radioNetwork": ("radioNetwork", RADIO_NETWORK_CAUSES),
    "ngap.transport": ("transport", TRANSPORT_CAUSES),
    "ngap.nas": ("nas", NAS_CAUSES),
    "ngap.protocol": ("protocol", PROTOCOL_CAUSES),
    "ngap.misc": ("misc", MISC_CAUSES),
}
"""tshark field: the cause group and its values."""
