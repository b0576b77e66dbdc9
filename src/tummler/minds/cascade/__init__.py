"""The second mind: cheap heads on every post, the sentence model only where they are in doubt, rules for the reasons.

May import ``common``, the contract, the first mind's phrases and the sentence model only. Weights lie in ``weights/``;
``train`` makes them anew from data that may be shipped and from ``examples/``.
"""
