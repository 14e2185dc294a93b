"""The modems: an AT server for each UE, on TCP and on a pseudo-terminal."""
