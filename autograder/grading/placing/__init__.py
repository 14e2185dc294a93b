"""Where a test runs, decided from the author's notebook before any learner's code does."""
