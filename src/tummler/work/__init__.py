"""What goes on by itself: stages, loops, delivery threads, the schedule.

May import ``acts`` and everything below; not ``web``, ``cli`` or ``project``.
"""
