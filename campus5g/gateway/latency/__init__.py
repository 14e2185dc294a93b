"""Round-trip times to a device: STAMP, irtt and ICMP, streamed sample by sample."""
