"""The explorer `saving_proof`."""
