"""The core network: AMF, SMF, UPF and UDM, each driven by the messages that reach it."""
