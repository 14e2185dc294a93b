"""pcap and pcapng, read in pieces or from files, and written as pcapng.

dpkt and python-pcapng read whole files only: neither takes the pieces of a live stream, says where
a cut file stops making sense, or bounds what a block may fill in memory.
"""
