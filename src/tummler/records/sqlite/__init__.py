"""Django's SQLite with the writers of one process standing in line; see ``base``."""
