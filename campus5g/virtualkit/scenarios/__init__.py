"""Scenarios: YAML files beside the model that they are read into."""
