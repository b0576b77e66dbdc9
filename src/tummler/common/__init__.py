"""Small things that every room needs: clock, ids, text, http, html, log, kill points.

May import nothing of ours. Touches no row and no network by itself.
"""
