"""The packets of a capture as scapy and pyshark packets."""
