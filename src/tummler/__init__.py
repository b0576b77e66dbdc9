"""Tummler: social customer care on the open social web."""

__version__ = "0.1.0"
