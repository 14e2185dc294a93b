"""Explorers: a prediction, then a model that the learner tries by hand.

Each is a model, a pure function in `models`, and a widget that shows it. A notebook calls them
by one line: ``explorers.technology_map()``.
"""

from campus5g.courseware.explorers.network_spider import network_spider
from campus5g.courseware.explorers.technology_map import technology_map

__all__ = ["network_spider", "technology_map"]
