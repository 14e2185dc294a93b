"""The explorer `parcel`."""
