"""The explorers of the course *use-cases*: a folder for each module, with one for each explorer."""
