"""Something is breaking: bursts of words over a brand's stream, and the causes that they tell. No Django, no clock."""

from tummler.minds.breaking.burst import TOLD, Burst, Bursts
from tummler.minds.breaking.meaning import alike_by
from tummler.minds.breaking.naming import shared_words, telling
from tummler.minds.breaking.stream import Said, Stream, said
from tummler.minds.breaking.tracker import Cause, Tracker

__all__ = [
    "TOLD", "Burst", "Bursts", "Cause", "Said", "Stream", "Tracker", "alike_by", "said", "shared_words", "telling",
]  # fmt: skip
