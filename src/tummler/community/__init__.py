"""Peers, thanks, proposals, quests: not built yet.

May import ``channels``, ``knowledge``, ``records``, ``networks``, ``minds``, ``common``.
"""
