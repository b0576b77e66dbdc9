"""Names of people in a text: those who are known to be in its conversation, and those that are addressed or told."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cache
from pathlib import Path

import regex

Span = tuple[int, int, str]

_HANDLE = regex.compile(
    r"(?<![\p{L}\d/@._-])@[\p{L}\d_](?:[\p{L}\d._-]{0,60}[\p{L}\d_])?(?:@[\w.-]+\w)?|(?<![\w/])u/[\w-]{2,30}"
)
#: A name is one to four words that begin large, small words of nobility between them.
_PART = r"\p{Lu}[\p{L}'’]*(?:-\p{Lu}?[\p{L}'’]+)*"
_NAME = rf"{_PART}\.?(?:\s(?:(?:de|del|de la|da|do|dos|das|van|von|van der|van den|di|della|el|al|bin|y|e)\s)?{_PART}){{0,3}}"
_OTHER = r"[\p{Arabic}\p{Devanagari}\p{Hangul}\p{Han}\p{Katakana}\p{Hiragana}]{1,12}"
_GREETINGS = (
    r"hi|hello|hey|hiya|dear|morning|good morning|good afternoon|good evening|evening|afternoon|howdy|greetings|"
    r"hola|buenas|buenos d[ií]as|buenas tardes|buenas noches|querid[oa]|estimad[oa]|apreciad[oa]|"
    r"ol[áa]|oi|bom dia|boa tarde|boa noite|car[oa]|prezad[oa]|querid[oa]|"
    r"bonjour|bonsoir|salut|coucou|cher|ch[èe]re|bonne journ[ée]e|"
    r"hallo|moin|servus|gr[üu][ßs]+ (?:dich|sie|gott)|guten tag|guten morgen|guten abend|lieber?|sehr geehrter?|werter?|"
    r"ciao|buongiorno|buonasera|salve|gentile|egregi[oa]|hoi|beste|goedemorgen|goedemiddag|geachte|dag|hej|hei|"
    r"cze[śs][ćc]|dzie[ńn] dobry|witaj|drog[ia]|szanown[yai]|merhaba|selam|say[ıi]n|sevgili|namaste|namaskar|"
    r"здравствуйте|привет|добрый день|доброе утро|добрый вечер|уважаем(?:ый|ая)|дорог(?:ой|ая)"
)
_HONORIFICS = (
    r"mr|mrs|ms|mx|miss|dr|prof|sir|madam|sr|sra|srta|don|doña|señora?|señorita|herrn?|frau|monsieur|madame|mme|mlle|m|"
    r"signora?|sig|sigra|dott|senhora?|dona|seu|meneer|mevrouw|dhr|mw|pan[ia]?|panu|bay|bayan|shri|smt|господин|госпожа|г-жа|г-н"
)
_TOLD = (
    r"my name is|my name's|i am|i'm|this is|it's|me llamo|mi nombre es|soy|le atiende|te atiende|je m['’]appelle|je suis|mon nom est|ich bin|ich heiße|"
    r"mein name ist|mi chiamo|sono|il mio nome è|me chamo|meu nome é|sou|aqui é|ik ben|mijn naam is|nazywam się|jestem|ben|benim adım|меня зовут|"
    r"in the name of|under the name(?: of)?|in your name|on the name|name(?:d)?|called|ask for|asked for|speak to|speak with|spoke to|spoke with|talk to|talked to|signed by|colleague|"
    r"my manager|husband|wife|son|daughter|partner|brother|sister|mother|father|mum|mom|dad|neighbou?r|account holder|passenger|rider|driver|guest|recipient|addressed to|"
    r"a nombre de|pregunta por|pregunte por|habla con|hable con|hablado con|hablaste con|compañer[oa]|titular|pasajer[oa]|conductor|marido|mujer|hij[oa]|herman[oa]|vecin[oa]|destinatari[oa]|"
    r"au nom de|demandez|parler à|parlé à|parlez à|collègue|titulaire|mari|femme|fils|fille|voisine?|passag[eè]re?|destinataire|conducteur|"
    r"auf den namen|kolleg(?:e|in|en)|kontoinhaber(?:in)?|fragen sie nach|frag nach|sprich mit|sprechen sie mit|sohn|tochter|nachbar(?:in)?|fahrer(?:in)?|empfänger(?:in)?|"
    r"a nome di|chied[ai] di|collega|intestatari[oa]|passegger[oa]|marito|moglie|figli[oa]|em nome d[eao]|fal[ea] com|colega|filh[oa]|passageir[oa]|vizinh[oa]|motorista|op naam van|vraag naar|collega|"
    r"na nazwisko|adına|на имя|by|de parte de|gracias a|thanks to|grâce à|dank|grazie a|graças a"
)
_THANKS = (
    r"thanks(?: again)?|thank you(?: so much| very much)?|cheers|sorry|apologies|welcome|glad|great|perfect|done|hope that helps|happy riding|bye|no worries|sure|of course|yes|no|ok|okay|right|"
    r"gracias|perdona|perdone|lo siento|disculpa|disculpe|de nada|listo|hecho|claro|sí|un saludo|saludos|vale|perfecto|buen viaje|"
    r"merci|d[ée]sol[ée]e?|de rien|c['’]est fait|oui|non|bien sûr|bonne route|danke|sorry|tut mir leid|entschuldigung|gern(?:e)?|ja|nein|erledigt|gute fahrt|grazie|scusa|scusi|mi dispiace|prego|fatto|"
    r"obrigad[oa]|desculp[ae]|de nada|pronto|feito|claro|sim|bedankt|dank je|sorry|graag gedaan|klaar|dziękuj[eę]|przepraszam|teşekkürler|üzgünüm|спасибо|извините|готово"
)  # fmt: skip
_CLOSINGS = (
    r"regards|best|best wishes|kind regards|warm regards|sincerely|cheers|yours|love|xx?|saludos(?: cordiales)?|un saludo|atentamente|un abrazo|abrazos|besos|cordialmente|cordialement|bien à vous|bises|"
    r"amicalement|bonne journée|viele grüße|liebe grüße|beste grüße|mit freundlichen grüßen|mfg|lg|vg|gruß|grüße|cordiali saluti|saluti|a presto|atenciosamente|abraços|abraço|cumprimentos|att|groetjes|groeten|"
    r"met vriendelijke groet|pozdrawiam|saygılarımla|sevgiler|с уважением"
)
_ADDRESSED = (
    regex.compile(rf"(?<!\p{{L}})(?i:{_GREETINGS})[\s,]{{1,3}}(?:(?i:{_HONORIFICS})\.?\s)?(?P<it>{_NAME})(?=\s*[,;:!.…?—–\n-]|\s*$|\s[\p{{Ll}}\p{{So}}(])"),
    regex.compile(rf"(?<![\p{{L}}.])(?i:{_HONORIFICS})\.?\s(?P<it>{_NAME})"),
    regex.compile(rf"(?<!\p{{L}})(?i:{_TOLD})(?:\s(?i:is|es|ist|est|è|é|señor|señora|mr|mrs|our|de|el|la|von))?[\s:]{{1,2}}[\"“«„]?(?P<it>{_NAME})"),
    regex.compile(rf"(?<!\p{{L}})(?i:{_THANKS})[,!.]?\s(?P<it>{_NAME})(?=\s*[,;:!.…?—–\n]|\s*$|\s\p{{So}})"),
    regex.compile(rf"(?<=[\p{{Ll}}\d)»”\"]),\s(?P<it>{_NAME})(?=\s*(?:[!.…?;]|$|\n|,\s\p{{Ll}}|\p{{So}}|\s\p{{So}}|:\)|\s[:;]))"),
    regex.compile(rf"(?:(?<=^)|(?<=[.!?…\n]\s)|(?<=\n))(?P<it>{_NAME}),\s(?=\p{{Ll}})"),
    regex.compile(rf"(?:^|\n|[.!?…]\s)\s*(?i:{_CLOSINGS})[\s,.!–-]{{1,4}}(?P<it>{_NAME})"),
    regex.compile(r"(?P<it>(?:[\^~*]|(?<=\s)[—–-]{1,2}|(?<=\s)/)\s?\p{Lu}[\p{L}.'’-]{0,24}(?:\s\p{Lu}[\p{L}.'’-]{0,24}){0,2})(?=\s*$|\s*\n)"),
    regex.compile(r"(?P<it>[\^]\s?\p{L}{1,20})"),
    regex.compile(r"(?P<it>[\p{Han}\p{Katakana}\p{Hiragana}ー]{1,8}?)(?:さん|様|さま|くん|ちゃん|氏|先生|小姐|女士)|(?P<it>\p{Hangul}{2,4})\s?(?:님|씨)|(?P<it>\p{Han}{2,3})(?=先生|小姐|女士)"),
    regex.compile(rf"(?<!\p{{L}})(?:مرحباً|مرحبا|أهلاً|أهلا|السيدة|السيد|الأستاذة|الأستاذ|أستاذة|أستاذ|عزيزي|عزيزتي|شكرا|شكراً|يا|الأخ|الأخت|باسم|नमस्ते|श्री|श्रीमती|प्रिय|धन्यवाद|您好|你好|亲爱的)(?![\p{{Arabic}}\p{{Devanagari}}])(?:\sيا|\sالسيدة?)?[\s،,]{{0,2}}(?P<it>{_OTHER}(?:\s\p{{Devanagari}}{{2,12}})?)(?:\sजी)?"),
)  # fmt: skip


def find_names(text: str, names: Collection[str], own: frozenset[str]) -> Iterator[Span]:
    """Handles, names that are known from the conversation, names that are addressed or told, usual given names."""
    for match in _HANDLE.finditer(text):
        if match.group().lstrip("@").casefold() not in own:
            yield match.start(), match.end(), "handle"
    yield from _known(text, names, own)
    for pattern in _ADDRESSED:
        for match in pattern.finditer(text, timeout=2):
            yield from _somebody(text, *match.span("it"), own)
    yield from _given(text, own)


def _known(text: str, names: Collection[str], own: frozenset[str]) -> Iterator[Span]:
    """A whole name however it is written; a part of one where it begins large, and is no word of the language."""
    for name in names:
        whole = name.strip().lstrip("@^~ ").strip()
        if len(whole) < 2 or whole.casefold() in own:
            continue
        for match in regex.finditer(rf"(?<![\p{{L}}\d])@?{regex.escape(whole)}(?![\p{{L}}\d])", text, regex.IGNORECASE):
            if match.group()[0].isupper() or not whole.isalpha() or len(whole) > 3:
                yield match.start(), match.end(), "name"
        for part in regex.findall(r"\p{L}[\p{L}'’]+", whole):
            if len(part) >= 3 and part.casefold() not in _nobody() and part.casefold() not in own:
                large = regex.escape(part[0].upper() + part[1:])
                either = rf"(?:{large}|{large.lower()})" if part.casefold() in _lists()[0] else large
                for match in regex.finditer(rf"(?<![\p{{L}}\d]){either}(?:['’]s)?(?![\p{{L}}\d])", text):
                    yield match.start(), match.end(), "name"


def _somebody(text: str, start: int, end: int, own: frozenset[str]) -> Iterator[Span]:
    """The words of a stretch as far as they can be a name."""
    first = last = -1
    for match in regex.finditer(r"[\p{L}\p{M}'’.^~*/-]+", text[start:end]):
        word = match.group().strip(".'’^~*/-—– ").casefold()
        if word in _nobody() or word in own:
            if first < 0:
                continue
            break
        first = match.start() if first < 0 else first
        last = match.end()
    if first >= 0:
        yield start + first, start + last, "name"


def _given(text: str, own: frozenset[str]) -> Iterator[Span]:
    usual, words = _lists()
    following = regex.compile(rf"(?:\s(?:(?:de|del|de la|da|dos|van|von|di|el|al)\s)?{_PART}){{0,2}}")
    for match in regex.finditer(r"(?<![\p{L}\d@#/.'’-])\p{Lu}[\p{L}]+(?:-\p{Lu}\p{L}+)?(?![\p{L}\d@])", text):
        word = match.group().casefold()
        if word in own:
            continue
        parts = word.split("-")
        inside = not regex.search(r"(?:^|[.!?…:\n•]\s*|[\"“«(]\s*)$", text[max(0, match.start() - 8) : match.start()])
        if all(part in usual for part in parts) or (word in words and inside):
            after = following.match(text, match.end())
            end = after.end() if after else match.end()
            yield from _somebody(text, match.start(), end, own)


@cache
def _lists() -> tuple[frozenset[str], frozenset[str]]:
    """Usual given names; and those that are words as well, which count inside of a sentence alone."""
    lines = Path(__file__).with_name("given_names.txt").read_text("utf-8").splitlines()
    usual: set[str] = set()
    also_words: set[str] = set()
    into = usual
    for line in lines:
        if line.startswith("# words"):
            into = also_words
        elif not line.startswith("#"):
            into.update(line.casefold().split())
    return frozenset(usual - also_words), frozenset(also_words)


@cache
def _nobody() -> frozenset[str]:
    """Words that begin large beside a greeting and are nobody."""
    lines = Path(__file__).with_name("nobody.txt").read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())
