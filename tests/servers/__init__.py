"""Real servers on loopback for tests and for trying things by hand, started and stopped as context managers.

May import the standard library, the test dependencies and nothing of `tummler`; touches only loopback,
temporary folders and `.cache/servers`. `python -m tests.servers --help` starts them in the foreground.
"""
