"""The market of needs: what is open, in which order, who is on it.

May import ``channels``, ``knowledge``, ``records``, ``common``. Touches needs and claims.
"""
