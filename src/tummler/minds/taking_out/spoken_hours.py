"""Hours in words: half past eleven, a las diez menos veinte, Viertel nach sieben, wpół do ósmej."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import regex

_EN = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_ES = "una|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce"
_FR = "une|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|quinze|seize|midi|minuit"
_PT = "uma|duas|três|quatro|cinco|seis|sete|oito|nove|dez|onze|doze"
_IT = "una|due|tre|quattro|cinque|sei|sette|otto|nove|dieci|undici|dodici"
_DE = "eins?|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf"
_NL = "één|een|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf"
_NORTH = "ett?|en|två|to|tre|fyra|fire|fem|sex|seks|sju|syv|åtta|åtte|otte|nio|ni|tio|ti|elva|elleve|tolv"
_PATTERNS = tuple(
    regex.compile(rf"(?<!\p{{L}})(?:{one})(?!\p{{L}})", regex.IGNORECASE)
    for one in (
        rf"(?:half|(?:a )?quarter|five|ten|twenty|twenty[- ]five|just)\s(?:past|to|after|before|gone)\s(?:{_EN})|(?:{_EN})\so['’]clock|half\s(?:{_EN})",
        rf"a\slas?\s(?:{_ES})(?:\s(?:y|menos)\s(?:media|cuarto|\p{{L}}+))?",
        rf"(?:{_FR})(?:\sheures?)?\s(?:moins\s(?:le\squart|\p{{L}}+)|et\s(?:demie?|quart))|à\s(?:{_FR})\sheures?(?:\s\p{{L}}+)?",
        rf"às?\s(?:{_PT})(?:\s(?:e|menos)\s(?:meia|(?:um\s)?quarto|\p{{L}}+))?(?:\shoras?)?",
        rf"all['’e]\s?(?:{_IT})(?:\s(?:e|meno)\s(?:mezzo|mezza|un\squarto|tre\squarti|\p{{L}}+))?",
        rf"(?:halb|dreiviertel|viertel(?:\s(?:nach|vor))?|(?:fünf|zehn|zwanzig)\s(?:nach|vor)(?:\shalb)?)\s(?:{_DE})|um\s(?:{_DE})\suhr|(?:{_DE})\suhr(?:\s\p{{L}}+)?",
        rf"(?:half|kwart\s(?:over|voor)|(?:vijf|tien)\s(?:over|voor)(?:\shalf)?)\s(?:{_NL})|om\s(?:{_NL})\suur",
        rf"(?:halv|kvart(?:er)?\s(?:i|över|over|på)|(?:fem|tio|ti)\s(?:i|över|over|på)(?:\shalv)?)\s(?:{_NORTH})",
        r"(?:wpół\sdo|kwadrans\spo|za\skwadrans)\s\p{L}+|o\s\p{L}+ej(?:\s(?:rano|wieczorem))?",
        r"(?:bir|iki|üç|dört|beş|altı|yedi|sekiz|dokuz|on|on\sbir|on\siki)\s(?:buçuk\p{L}*|\p{L}+\s(?:çeyrek|kala|geçe)\p{L}*)|(?:öğle|ikindi|akşam|sabah)\s(?:vakti|üzeri)",
        r"\p{Greek}{2,10}\s(?:και|παρά)\s(?:τέταρτο|μισή)",
    )
)  # fmt: skip
_BEFORE = regex.compile(r"\p{L}[\p{L}\p{M}'’-]*")


def spoken_hours(text: str, is_day: Callable[[str], bool]) -> Iterator[tuple[int, int, bool]]:
    """Where an hour is said in words; with the day that is said up to six words before it, and whether there is one."""
    for pattern in _PATTERNS:
        for match in pattern.finditer(text, timeout=2):
            start = match.start()
            near = max(text.rfind(mark, 0, start) for mark in ".!?\n") + 1
            words = list(_BEFORE.finditer(text, max(near, start - 48), start))[-6:]
            day = next((word.start() for word in words if is_day(word.group().casefold())), None)
            yield (start if day is None else day), match.end(), day is not None
