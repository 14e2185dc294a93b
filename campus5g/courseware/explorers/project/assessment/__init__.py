"""The companies of the project course's assessment: what their case draws. No explorers."""
