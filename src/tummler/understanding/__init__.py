"""Is this a need, what kind, about what, how urgent, in which language; and did an answer help.

May import ``channels``, ``knowledge``, ``records``, ``minds``, ``common``. Touches readings, needs and words.
"""
