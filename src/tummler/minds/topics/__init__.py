"""A brand's own topics, learned from a handful of examples each; see :mod:`.learning`."""

from tummler.minds.topics.contract import NONE, Known, Taught, Told
from tummler.minds.topics.learning import learn

__all__ = ["NONE", "Known", "Taught", "Told", "learn"]
