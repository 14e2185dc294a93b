"""The gateway of a kit: access to its devices, and one driver per device protocol."""
