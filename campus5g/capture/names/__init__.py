"""Names and causes of messages, as the specifications give them."""
