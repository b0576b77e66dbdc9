"""What codes mean, in words: duty of care, rights, and why something was not delivered."""

from __future__ import annotations

from django.utils.translation import gettext as _, gettext_noop as noop

_CARE = {
    "self_harm": noop("Someone may be in danger:"),
    "threat": noop("Someone may be in danger:"),
    "violence": noop("Someone may be in danger:"),
    "child": noop("A child may be in danger:"),
    "press": noop("The press asks:"),
    "legal": noop("A legal matter:"),
}


def care_words(care: str) -> str:
    """What the named person is rung for."""
    return _(_CARE.get(care, "Someone may be in danger:"))


_MAY_CARE = {
    "self_harm": noop("Maybe someone is in danger."),
    "threat": noop("Maybe someone threatens."),
    "violence": noop("Maybe someone is in danger."),
    "child": noop("Maybe a child is in danger."),
    "press": noop("Maybe the press asks."),
    "legal": noop("Maybe a legal matter."),
}


def may_care_words(care: str) -> str:
    """What the named person has a look for."""
    return _(_MAY_CARE.get(care, "Maybe someone is in danger."))


_NOT_ALLOWED = {
    "lift_brake": noop("Only the owner lifts the brake."),
    "connect_channel": noop("An owner or a lead connects channels."),
    "check_channel": noop("An owner or a lead checks channels."),
    "pause_channel": noop("An owner or a lead pauses channels."),
    "change_settings": noop("An owner or a lead changes this."),
    "import_posts": noop("An owner or a lead imports posts."),
    "invite_helper": noop("An owner or a lead asks others in."),
    "change_view": noop("Who made it, an owner or a lead changes this."),
    "listens_only": noop("You only listen: nothing leaves until the owner presses “Begin to answer”."),
    "listen_only": noop("An owner or a lead begins to listen only."),
    "begin_to_answer": noop("Only the owner begins to answer."),
    "made_up": noop("This brand is made up: it connects nobody real."),
    "end_looking_around": noop("Only who looks around ends it."),
    "newcomer": noop("Not yet: once a colleague says that they know you."),
    "take_back_vouching": noop("Who said that they know them, an owner or a lead takes it back."),
    "open_entrance": noop("Only the owner opens ways in."),
    "end_invitation": noop("Whose link it is, an owner or a lead ends it."),
    "blocked_for_all": noop("They are blocked for all: nobody answers them. An owner or a lead ends that."),
    "block_for_all": noop("An owner or a lead blocks for all."),
    "block_account": noop("An owner or a lead blocks accounts."),
}


def not_allowed_words(act: str) -> str:
    """Who may do it, when this helper may not."""
    return _(_NOT_ALLOWED.get(act, "This isn’t yours to do."))
