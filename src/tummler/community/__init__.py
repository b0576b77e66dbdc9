"""Peers: what may come before them, their claims and answers, and trust; what customers wish for; and thanks: the
book that they change hands in, by rules that are published, and who mostly thanks each other.

Imports knowledge, records, networks, minds, common. Touches peers, their claims, answers and looks; moves a need that a
peer answered; touches wishes, their versions and who supports them; alone writes the book of thanks.
"""
