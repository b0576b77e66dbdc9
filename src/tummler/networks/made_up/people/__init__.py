"""Who writes in the made-up places: people with a concrete trouble each, who judge what they are told.

They see what everybody sees: the posts that stand there. What they want to be told is in ``troubles.toml``, how it can
be said in ``concepts.toml``, who they are in ``cast.toml``.
"""
