"""Signalling messages: NGAP, NAS, PFCP, GTP-U control and SBI, read from tshark's output."""
