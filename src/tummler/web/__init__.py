"""The pages: parse, do one act, render.

May import ``acts`` and everything below; not ``work``, ``cli`` or ``project``. Touches requests and templates.
"""
