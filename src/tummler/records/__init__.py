"""The rows: models, their states, who may see and do what, reads across tables.

May import ``common`` only. Touches the database, never a network.
"""
