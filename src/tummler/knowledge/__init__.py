"""What a solved need teaches: articles, the meaning of posts, and what is like what.

May import ``channels``, ``records``, ``networks``, ``minds``, ``common``.
"""
