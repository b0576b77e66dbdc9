"""Peers: what may come before them, their claims and answers, and trust; and what customers wish for.

Imports knowledge, records, minds, common. Touches peers, their claims, answers and looks; moves a need that a peer
answered; touches wishes, their versions and who supports them.
"""
