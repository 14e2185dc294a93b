"""Who is taught: lists, accounts, invitations, and people of one name."""
