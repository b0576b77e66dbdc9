"""The networks: a folder each, values in and out.

May import ``common`` only; networks do not know each other. Touches the network it speaks to, never a row.
"""
