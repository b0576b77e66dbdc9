"""Between rows and networks: a Channel row as the contract's Connection, values as JSON and back.

May import ``records``, ``networks`` and ``common``. Touches rows; opens no connection by itself.
"""
