"""The project file as a document: what it says, as a PDF and for Word."""
