"""The explorers of the course *project*: a folder for each module, with one for each explorer."""
