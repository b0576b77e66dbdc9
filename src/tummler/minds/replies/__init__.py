"""What a reply of ours does: answers here, asks for details, sends away, only apologises, only thanks. No Django.

To teach a language, add ``phrases/<tag>.toml``; to teach a way of saying it, a line in one.
"""

from tummler.minds.replies.act import ReplyAct, away_marks, read_reply, where_to
from tummler.minds.replies.twins import ALIKE, alike

__all__ = ["ALIKE", "ReplyAct", "alike", "away_marks", "read_reply", "where_to"]
