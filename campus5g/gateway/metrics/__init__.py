"""What core and gNB tell of themselves, streamed while it is told."""
