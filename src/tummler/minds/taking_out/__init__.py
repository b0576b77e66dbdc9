"""What is personal in an answer, to be taken out before it is shown to everyone. Values in and out; no Django.

It would rather take too much than too little: a person looks at all of it, and puts back what is nobody's.
"""

from tummler.minds.taking_out.find import KINDS, NEVER_BACK, Found, find_to_take_out

__all__ = ["KINDS", "NEVER_BACK", "Found", "find_to_take_out"]
