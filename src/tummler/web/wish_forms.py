"""A wish as it stands in its form, and back."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest

from tummler.acts.articles import LONGEST_QUESTION
from tummler.common.hashtags import is_word
from tummler.community.wishes import Wording
from tummler.records.models import Wish, WishVersion
from tummler.web.taking_part import line, lines

#: So long the parts of a wish can be.
TITLE, TEXT, BECAUSE, DOES, SAYS, ANSWER = 140, 2000, 160, 160, 1000, 6000


@dataclass(frozen=True, slots=True)
class Form:
    """What stands in the fields."""

    kind: str
    title: str = ""
    text: str = ""
    because: str = ""
    name: str = ""
    does: str = ""
    says: str = ""
    answer: str = ""
    over: int = 0

    @property
    def texts(self) -> tuple[str, ...]:
        """Everything that was written."""
        named = f"#{self.name}" if self.name else ""
        every = (self.title, self.text, self.because, named, self.does, self.says, self.answer)
        return tuple(one for one in every if one)

    def wrong(self) -> str:
        """Why it can't be taken, as a code; "" if it can."""
        if not self.title:
            return "title"
        if self.kind == "tag" and not is_word(self.name):
            return "name"
        return ""

    def wording(self, language: str) -> Wording:
        """As the room takes it."""
        draft: dict[str, str] = {}
        if self.kind == "tag":
            draft = {"name": self.name, "does": self.does, "says": self.says}
        elif self.kind == "answer":
            draft = {"question": self.title, "answer": self.answer}
        draft = {name: said for name, said in draft.items() if said}
        return Wording(self.title, self.text, draft, self.because, language)

    def says_the_same(self, version: WishVersion) -> bool:
        """Whether nothing is different in it."""
        mine = self.wording("")
        return (mine.title, mine.text, mine.draft) == (version.title, version.text, version.draft)


def empty(kind: str, name: str = "") -> Form:
    """A wish that nobody has written yet."""
    return Form(kind if kind in Wish.Kind.values else "fix", name=name.lstrip("#")[:60])


def form_of(wish: Wish, version: WishVersion) -> Form:
    """How it stands, to be written better."""
    draft = version.draft
    return Form(
        wish.kind, version.title, version.text, "", draft.get("name", ""), draft.get("does", ""), draft.get("says", ""),
        draft.get("answer", ""), version.number,
    )  # fmt: skip


def typed(request: HttpRequest, kind: str) -> Form:
    """What was sent."""
    over = request.POST.get("over", "")
    return Form(
        kind=kind if kind in Wish.Kind.values else "fix",
        title=line(request, "title", min(TITLE, LONGEST_QUESTION)),
        text=lines(request, "text", TEXT),
        because=line(request, "because", BECAUSE),
        name=line(request, "name", 60).lstrip("#＃"),
        does=line(request, "does", DOES),
        says=lines(request, "says", SAYS),
        answer=lines(request, "answer", ANSWER),
        over=int(over) if over.isdecimal() and len(over) < 5 else 0,
    )
