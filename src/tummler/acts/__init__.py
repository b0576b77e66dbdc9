"""One function per thing someone does: checks rights, calls rooms in one transaction, writes one happening.

The only place where rooms meet. May import every room below; touches what they touch.
"""
