"""The warm parent and what it forks, each with the grader's side of it."""
