"""Texts as people write to a brand, made from a seed: six languages, real lengths, words as rare as real ones."""

from __future__ import annotations

import random
from dataclasses import dataclass
from itertools import accumulate

from tummler.common.text import search_text

#: Language → how much of everything is written in it.
SHARES = {"en": 0.55, "es": 0.2, "de": 0.1, "fr": 0.07, "pt": 0.05, "ja": 0.03}

_CARE = {
    "en": (
        "my {thing} won't unlock at {place}, what do I do?", "how long does a refund take?",
        "third time this week the {thing} is broken", "your app logs me out every morning",
        "I was charged twice for the {thing}", "thanks, that worked!", "still not working, tried it twice",
        "is the {place} station closed today?", "can you cancel my order please", "great {thing}, love it",
        "nobody answers the phone since {place}", "the {thing} stopped in the rain near {place}",
    ),
    "es": (
        "no puedo desbloquear la {thing} en {place}, ¿qué hago?", "¿cuánto tarda la devolución?",
        "me han cobrado dos veces la {thing}", "gracias, ya funciona", "sigue sin funcionar",
        "¿está cerrada la estación de {place} hoy?", "la aplicación no me deja entrar desde ayer",
    ),
    "de": (
        "mein {thing} lässt sich in {place} nicht öffnen, was tun?", "wie lange dauert die Erstattung?",
        "ich wurde zweimal belastet", "danke, das hat geklappt", "geht immer noch nicht, schon der dritte Tag",
    ),
    "fr": (
        "mon {thing} ne se déverrouille pas à {place}, que faire ?", "combien de temps pour le remboursement ?",
        "j'ai été débité deux fois", "merci, ça marche", "toujours en panne, c'est la troisième fois",
    ),
    "pt": (
        "a {thing} não desbloqueia em {place}, o que faço?", "quanto demora o reembolso?",
        "fui cobrado duas vezes", "obrigado, funcionou", "continua sem funcionar desde ontem",
    ),
    "ja": ("{place}で自転車のロックが解除できません", "返金はいつ届きますか", "ありがとうございます、直りました"),
}  # fmt: skip
_THINGS = (
    "bike",
    "card",
    "lock",
    "battery",
    "helmet",
    "ticket",
    "parcel",
    "router",
    "invoice",
    "seat",
    "scooter",
    "app",
)
_PLACES = (
    "Harbour Road",
    "Calle Mayor",
    "Nordbahnhof",
    "Gare du Nord",
    "Rua Augusta",
    "新宿",
    "Platform 4",
    "Mill Lane",
)
_SOUNDS = (
    "ba", "ke", "li", "mo", "nu", "ra", "se", "ti", "vo", "ster", "gan", "pel", "dor", "mi", "ca", "len", "tra",
    "shi", "fo", "per", "ul", "en", "ar", "qui", "zo", "bri",
)  # fmt: skip
_POOL = 20_000
_VOCABULARY = 30_000


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and the same folded for search."""

    text: str
    folded: str


class Writer:
    """Writes posts. The same seed writes the same posts, in the same order."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(f"words {seed}")  # noqa: S311 - made data, not secrets
        vocabulary = [self._made_word() for _ in range(_VOCABULARY)]
        # The n-th most frequent word is about 1/n as frequent as the first.
        weights = list(accumulate(1 / (rank + 3) for rank in range(_VOCABULARY)))
        self._languages = list(SHARES)
        self._shares = list(accumulate(SHARES.values()))
        self._pools = {language: self._pool(language, vocabulary, weights) for language in SHARES}

    def _made_word(self) -> str:
        return "".join(self._random.choices(_SOUNDS, k=self._random.choice((1, 2, 2, 3, 3, 4))))

    def _pool(self, language: str, vocabulary: list[str], weights: list[float]) -> list[Sentence]:
        choice = self._random.choice
        made = []
        for number in range(max(200, int(_POOL * SHARES[language]))):
            if number % 2:
                text = choice(_CARE[language]).format(thing=choice(_THINGS), place=choice(_PLACES))
            else:
                count = self._random.randint(4, 14)
                text = " ".join(self._random.choices(vocabulary, cum_weights=weights, k=count)).capitalize() + "."
            made.append(Sentence(text, search_text(text)))
        return made

    def language(self) -> str:
        """A language, as often as it is written."""
        return self._random.choices(self._languages, cum_weights=self._shares)[0]

    def post(self, language: str, mention: str = "") -> tuple[str, str]:
        """A post in a language, and the same folded for search."""
        draw = self._random.random
        parts = self._random.choices(self._pools[language], k=1 + int(draw() * draw() * 5))
        texts, folded = [part.text for part in parts], [part.folded for part in parts]
        if mention:
            texts.insert(0, f"@{mention}")
            folded.insert(0, mention)
        luck = draw()
        if luck < 0.2:
            number = str(int(luck * 5_000_000))
            texts.append(f"#{number}")
            folded.append(number)
        elif luck < 0.3:
            texts.append("https://example.org/help/faq")
            folded.append("https example org help faq")
        elif luck < 0.4:
            texts.append("😡" if luck < 0.35 else "🙏")
        return " ".join(texts), " ".join(folded)
