"""Peers: what may come before them, their claims and answers, and the trust that grows with help given.

Imports records, minds, common. Touches peers, their claims, answers and looks; moves a need that a peer answered.
"""
