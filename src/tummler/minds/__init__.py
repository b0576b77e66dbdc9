"""The models that read text: values in and out.

May import ``common`` only. Touches no row and no network.
"""
