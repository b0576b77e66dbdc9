"""What is live: the hints that wake whoever waits; later presence, in-product help, sessions.

May import ``channels``, ``knowledge``, ``records``, ``networks``, ``minds``, ``common``. Touches happenings, to read.
"""
