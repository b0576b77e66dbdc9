"""From a file of posts to posts: opened whatever it is packed and written in, read row by row, never held whole.

Touches no row. What can't be read is told by row and never stops the rest.
"""
