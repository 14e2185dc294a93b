"""The radio access network: gNBs, the air between them and the UEs, and which cell serves whom."""
