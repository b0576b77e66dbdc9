"""A file per noun; import them from here."""

from tummler.records.models.approval import Approval, ApprovalRule
from tummler.records.models.article import Article, ArticleWord
from tummler.records.models.brand import Brand, Topic
from tummler.records.models.channel import Channel, Cursor
from tummler.records.models.circle import Circle, CircleMember, CornerAnswer, Question
from tummler.records.models.conversation import Conversation
from tummler.records.models.corner import Feed, PlayNote, Shared, Source, SourceItem
from tummler.records.models.delivery import Delivery
from tummler.records.models.event import Event
from tummler.records.models.gesture import Gesture
from tummler.records.models.glance import Glance
from tummler.records.models.guest import Guest
from tummler.records.models.happening import Happening
from tummler.records.models.helped import Helped
from tummler.records.models.helper import Helper, User
from tummler.records.models.hold import Hold
from tummler.records.models.importing import Import, Upload
from tummler.records.models.incident import Incident, IncidentPost
from tummler.records.models.joining import Badge, Entrance, Invitation
from tummler.records.models.lawful import LawfulCopy
from tummler.records.models.ledger import (
    Cause,
    Due,
    Entry,
    Gift,
    Holder,
    Payout,
    Reward,
    Ring,
    Transfer,
)
from tummler.records.models.need import Need, SameHere, Word
from tummler.records.models.once import Once
from tummler.records.models.own_account import OwnAccount
from tummler.records.models.peer import Peer
from tummler.records.models.peering import (
    NoThanks,
    PeerAnswer,
    PeerBlock,
    PeerChoice,
    PeerClaim,
    PeerLook,
    PeerReport,
    PeerRules,
    Vouch,
)
from tummler.records.models.person import Account, Link, Person
from tummler.records.models.picture import Picture
from tummler.records.models.post import Post, PostVersion
from tummler.records.models.proof import (
    Customer,
    Door,
    Holding,
    LinkKey,
    OneTimeWord,
    Proof,
    SignIn,
    UsedLink,
    Visitor,
)
from tummler.records.models.protection import Blocked, LeftThread
from tummler.records.models.quest import Backing, Contribution, Quest, Quester, QuestPart
from tummler.records.models.reach import Reach
from tummler.records.models.reading import Correction, Reading
from tummler.records.models.reply import Reply
from tummler.records.models.tag import Demand, Stop, Tag, TagRequest
from tummler.records.models.teaching import Example, Lesson, Meaning, Proposal
from tummler.records.models.thanks import Thanks
from tummler.records.models.together import Call, Label, Labelled, Note, Presence
from tummler.records.models.tombstone import Tombstone
from tummler.records.models.view import SavedView
from tummler.records.models.wish import Credit, Objection, Wish, WishAnswer, WishSupport, WishVersion

__all__ = [
    "Account",
    "Approval",
    "ApprovalRule",
    "Article",
    "ArticleWord",
    "Backing",
    "Badge",
    "Blocked",
    "Brand",
    "Call",
    "Cause",
    "Channel",
    "Circle",
    "CircleMember",
    "Contribution",
    "Conversation",
    "CornerAnswer",
    "Correction",
    "Credit",
    "Cursor",
    "Customer",
    "Delivery",
    "Demand",
    "Door",
    "Due",
    "Entrance",
    "Entry",
    "Event",
    "Example",
    "Feed",
    "Gesture",
    "Gift",
    "Glance",
    "Guest",
    "Happening",
    "Helped",
    "Helper",
    "Hold",
    "Holder",
    "Holding",
    "Import",
    "Incident",
    "IncidentPost",
    "Invitation",
    "Label",
    "Labelled",
    "LawfulCopy",
    "LeftThread",
    "Lesson",
    "Link",
    "LinkKey",
    "Meaning",
    "Need",
    "NoThanks",
    "Note",
    "Objection",
    "Once",
    "OneTimeWord",
    "OwnAccount",
    "Payout",
    "Peer",
    "PeerAnswer",
    "PeerBlock",
    "PeerChoice",
    "PeerClaim",
    "PeerLook",
    "PeerReport",
    "PeerRules",
    "Person",
    "Picture",
    "PlayNote",
    "Post",
    "PostVersion",
    "Presence",
    "Proof",
    "Proposal",
    "Quest",
    "QuestPart",
    "Quester",
    "Question",
    "Reach",
    "Reading",
    "Reply",
    "Reward",
    "Ring",
    "SameHere",
    "SavedView",
    "Shared",
    "SignIn",
    "Source",
    "SourceItem",
    "Stop",
    "Tag",
    "TagRequest",
    "Thanks",
    "Tombstone",
    "Topic",
    "Transfer",
    "Upload",
    "UsedLink",
    "User",
    "Visitor",
    "Vouch",
    "Wish",
    "WishAnswer",
    "WishSupport",
    "WishVersion",
    "Word",
]
