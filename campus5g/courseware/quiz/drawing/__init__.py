"""What a learner's draw decides: the questions of a paper, the order of choices, the case."""
