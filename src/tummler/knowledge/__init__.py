"""What a solved need teaches: articles and finding them. Empty until a need can teach (search is in ``records``).

May import ``channels``, ``records``, ``networks``, ``minds``, ``common``.
"""
