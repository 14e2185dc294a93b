"""Administration: accounts, kits, retention, the log, and the site's health."""
