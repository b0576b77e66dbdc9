"""The command line: parse, do one act or run one loop, print.

May import ``acts`` and everything below, and through ``project`` the wiring that runs a server.
"""
