"""What many learners' work says of questions, minutes and trainings."""
