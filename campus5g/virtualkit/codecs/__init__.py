"""Encoding and decoding of messages and identities: NAS, NGAP, PFCP, GTP-U, RRC and IP."""
