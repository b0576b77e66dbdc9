"""Bluesky and Mastodon, made up: for looking around. Each has the real one's traits and cuts answers as it does.

May import the two real networks, the contract and ``common``; no Django. Touches files of one folder and no socket.
``people`` are those who write there.
"""
