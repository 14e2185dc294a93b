"""The kit's edge: who may use which device, and one driver per device protocol."""
