"""The AMF: NGAP and NAS procedures with gNBs and UEs, one module for each."""
