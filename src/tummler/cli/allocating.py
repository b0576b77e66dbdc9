"""How the C library keeps memory that was given back to it."""

from __future__ import annotations

import ctypes

#: From glibc's malloc.h. https://man7.org/linux/man-pages/man3/mallopt.3.html
_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8
_ARENAS = 2
_LARGE = 256 * 1024


def give_memory_back() -> None:
    """Have a process of two dozen threads give back what a burst took; only glibc has to be told.

    By itself it keeps a heap for each thread, and after one large piece was freed keeps all later ones up to that size:
    each batch of posts that is read leaves megabytes behind.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_ARENA_MAX, _ARENAS)
        mallopt(_MMAP_THRESHOLD, _LARGE)
        mallopt(_TRIM_THRESHOLD, _LARGE)
