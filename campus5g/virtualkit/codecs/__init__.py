"""Messages and identities as bytes, and back: NAS, NGAP, PFCP, GTP-U, RRC and IP."""
