"""``tummler bench``: what is fast and what isn't, each figure beside a named baseline, on data made from a seed.

May import what ``cli`` may. Works in a folder (on PostgreSQL: in databases) of its own; the real rows are not
touched.
"""
