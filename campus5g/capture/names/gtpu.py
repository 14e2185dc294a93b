"""Names of GTP-U control messages (TS 29.281, 6.1)."""

MESSAGES = {
    1: "Echo Request",
    2: "Echo Response",
    26: "Error Indication",
    31: "Supported Extension Headers Notification",
    253: "Tunnel Status",
    254: "End Marker",
}
