"""The AMF: it admits gNBs and UEs, over NGAP and NAS; one module for each of its procedures."""
