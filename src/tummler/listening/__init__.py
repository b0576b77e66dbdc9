"""From what a network said to posts in conversations: receive, normalise, thread, identify.

May import ``channels``, ``knowledge``, ``records``, ``networks``, ``common``. Touches events, posts, conversations,
accounts and people; reads networks.
"""
