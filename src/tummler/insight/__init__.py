"""What happened, measured as help, in rollups read from happenings: not built yet.

May import ``channels``, ``knowledge``, ``records``, ``networks``, ``minds``, ``common``.
"""
