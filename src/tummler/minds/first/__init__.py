"""The first mind: rules and phrase lists, no model to fetch, thousands of posts a second.

May import ``common`` and the contract of minds only. Phrases are extended in ``phrases/<language>.toml``.
"""

from tummler.minds.first.mind import FirstMind

MIND = FirstMind()

__all__ = ["MIND", "FirstMind"]
