"""The trainer's desk: groups, who is in them, what is handed out, graded and handed back."""
