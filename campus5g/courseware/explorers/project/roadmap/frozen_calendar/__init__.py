"""The explorer `frozen_calendar`."""
