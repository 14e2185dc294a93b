"""The radio access network: gNBs, the air interface to the UEs, and mobility between cells."""
