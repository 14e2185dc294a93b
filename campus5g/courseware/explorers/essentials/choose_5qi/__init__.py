"""The explorer `choose_5qi`."""
