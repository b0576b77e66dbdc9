"""The first step of setting up, as it is sent: who you are."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.text import slugify
from django.utils.translation import get_language_info, gettext_lazy as _

from tummler.common.colour import ink_on
from tummler.records.models import Brand

#: Languages in which we can tell a question from chatter, the most spoken first.
LANGUAGES = ("en", "es", "de", "fr", "pt", "hi")
COLOUR = "#F2B01E"
#: A word that is heard on a whole network must not be a syllable of others.
SHORTEST = 4

_EMPTY = _("This is still empty.")
TAKEN = _("Somebody signs in with this address already.")


def language_choices() -> list[tuple[str, str]]:
    """Codes with the languages' own names."""
    return [(code, str(get_language_info(code)["name_local"]).capitalize()) for code in LANGUAGES]


def clean_colour(colour: str) -> str:
    """#RRGGBB in capitals. Raises ValidationError, in words, for what no ink can be read on."""
    try:
        ink_on(colour)
    except ValueError as error:
        words = _("Neither dark nor white ink can be read on this. Take one that is lighter or darker.")
        raise forms.ValidationError(words) from error
    return colour.upper()


class Begin(forms.Form):
    """You are this brand, and this person owns it."""

    name = forms.CharField(max_length=80, error_messages={"required": _EMPTY})
    helper_name = forms.CharField(max_length=80, error_messages={"required": _EMPTY})
    email = forms.EmailField(
        error_messages={"required": _EMPTY, "invalid": _("That is no e-mail address.")}, max_length=254
    )
    password = forms.CharField(max_length=1000, strip=False, error_messages={"required": _EMPTY})
    colour = forms.CharField(max_length=7, initial=COLOUR)
    languages = forms.MultipleChoiceField(
        choices=language_choices, error_messages={"required": _("One at least."), "invalid_choice": _("One of these.")}
    )
    words = forms.CharField(required=False, max_length=2000)

    def clean_colour(self) -> str:
        """Only one that something can be read on."""
        return clean_colour(str(self.cleaned_data["colour"]))

    def clean_password(self) -> str:
        """Ten characters or more, and not one that everybody uses."""
        password = str(self.cleaned_data["password"])
        validate_password(password)
        return password

    def clean_name(self) -> str:
        """On one line."""
        return " ".join(str(self.cleaned_data["name"]).split())

    def all_words(self) -> list[str]:
        """What to listen for: what follows from the name, and what was added."""
        added = split_words(str(self.cleaned_data["words"]))
        return list(dict.fromkeys([*suggest_words(str(self.cleaned_data["name"])), *added]))


def split_words(text: str) -> list[str]:
    """Words as people list them: with commas, or a line each."""
    return [word for part in re.split(r"[,;\n]", text) if (word := " ".join(part.split()).casefold()[:60])]


def suggest_words(name: str) -> list[str]:
    """A brand's name as people write it: in one word, as a tag, without accents, with a letter too few."""
    said = " ".join(name.casefold().split())
    joined = "".join(sign for sign in said if sign.isalnum())
    plain = slugify(said).replace("-", " ")
    found = [
        said,
        joined,
        f"#{joined}" if joined else "",
        plain,
        plain.replace(" ", ""),
        re.sub(r"(\w)\1", r"\1", said),
    ]
    return [word for word in dict.fromkeys(found) if _long_enough(word)]


def suggest_tag(brand: Brand) -> str:
    """The hashtag for answers from colleagues' own accounts: theirs, or one that follows from the name."""
    if brand.helper_tag:
        return f"#{brand.helper_tag}"
    name = "".join(part[:1].upper() + part[1:] for part in re.split(r"[\W_]+", brand.name) if part)
    return f"#{name[:40]}Helps" if name else ""


def _long_enough(word: str) -> bool:
    return len(word) > 1 if word.startswith("#") else len(word) >= SHORTEST


def kept_words(words: Iterable[str], *, add: str = "", drop: str = "") -> list[str]:
    """The list with some added or one dropped."""
    return [word for word in dict.fromkeys([*words, *split_words(add)]) if word != drop]
