"""What a vehicle recorded before a halt: the case of each learner, drawn for its questions."""
