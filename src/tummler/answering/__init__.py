"""From a draft to a post that stands on the network: compose, promise, gate, deliver, prove.

May import ``channels``, ``knowledge``, ``records``, ``networks``, ``common``. Touches replies and deliveries, and the
networks when it delivers.
"""
