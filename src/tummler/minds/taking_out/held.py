"""What one person holds for a while: a seat, a room, a code that was set for them, a case by its own short number."""

from __future__ import annotations

from collections.abc import Iterator

import regex

Span = tuple[int, int, str]

_SEATS = (
    r"seats?|asientos?|butaca|sitz(?:platz|plätze)?|si[eè]ges?|posto(?: resta)?(?:\scarrozza)?|posti|poltrona|assentos?|lugar(?:es)?|zitplaats(?:en)?|stoel|miejsc[ea]|fotel|sittplats|sæde|sete|paikka|koltuk|ülés|sedadlo|мест[оа]|місце|θέση|"
    r"المقعد|מושב\w*|ההושבה(?:\sשלך)?|座席|座位|좌석|berth|couchette|cuccetta|liegeplatz|carrozza|wagen|coach|carriage|voiture|coche|vagón|vagone|wagon|vagn|platz|plats|place|plaats"
)
_LETTERED = r"\d{1,3}\s?[A-Ka-k](?!\p{L})|[A-K]\s?\d{1,3}(?!\d)"
#: Seat 14C; carrozza 7, 11D; voiture 12, place 61: figures alone only after a word that means nothing but a seat.
_SEAT = regex.compile(
    rf"(?<!\p{{L}})(?i:{_SEATS})(?:\s(?i:is|are|es|ist|est|è|é|resta|bleibt|still|number|no\.?|nr\.?|n[º°.])){{0,2}}[\s:,(]{{1,3}}(?P<it>(?:\d{{1,3}},\s(?:(?i:{_SEATS})\s)?)?(?:{_LETTERED})(?:\s?(?:and|&|y|und|et|e|en|i|och|og|[,/])\s?(?:{_LETTERED}))*)"
    r"|(?<!\p{L})(?i:seats?|asientos?|butaca|sitzplatz|poltrona|assentos?|zitplaats|miejsca?|sittplats|sæde|sete|koltuk|мест[оа]|座席|座位|좌석)(?:\s(?i:is|es|ist|è|é|number|no\.?|nr\.?|n[º°.])){0,2}[\s:(]{1,3}(?P<it>\d{1,3})(?![\d%.,:]\d|\d|\s?(?:€|\p{Ll}))"
    r"|(?<!\p{L})(?i:you|they|he|she|them|him|her|mother|father|son|daughter|mère|père|fils|fille)\b[^.!?\n]{0,40}?\s(?i:in|into|to|en|nach|auf|a|al)\s(?P<it>\d{1,2}[A-K])(?!\p{L}|\d)"
)
_AND_SEAT = regex.compile(r"(?<=\s(?:in|into|to|and|&)\s)\d{1,2}[A-K](?![\p{L}\d])")
#: Room 212, Zimmer 14, habitación 318: where somebody sleeps or lies.
_ROOM = regex.compile(
    r"(?<!\p{L})(?<!(?i:meeting|conference|press|waiting|seminar)\s)(?i:rooms?|habitaci[oó]n|quarto|zimmer|chambre|camera|stanza|kamer|pokój|pokoju|rum|rom|værelse|huone|oda(?:nız)?|pokoj|szoba|номер[аеу]?|комнат\p{L}|حجرة|غرفة|חדר|cabin|kabine|cabina|cabine|hytte?n?|bungalow|pitch|emplacement|stellplatz|parcela|piazzola|ward|bed|locker)"
    r"(?:\s(?i:is|es|ist|est|è|é|number|no\.?|nr\.?|n[º°.])){0,2}[\s:(#]{1,3}(?P<it>\d{1,4}[A-Za-z]?)(?:['’]s)?(?![\p{L}\d%]|[.,:]\d|\s?(?:€|m²|people|personas|pax))"
)
_CODE_WORDS = r"codes?|\p{L}{0,9}koodi\p{L}*|cod(?:ul|ice)?|código|codice|kod(?:en|em|u)?|kód|koodi\p{L}*|pins?|passcode|password|passwort|otp|tan|sms-?code|senha|clave|contraseña|mot de passe|wachtwoord|hasło|parola|код|пароль|رمز|קוד|暗証番号|验证码|인증번호"
_CODE = regex.compile(
    rf"(?<!\p{{L}})(?<!(?i:error|promo|fehler|product|country|area|sort|dress|discount|tarif|post|zip|status|hs)[\s-]?)(?i:{_CODE_WORDS})"
    r"(?:\s\p{Ll}{1,10}){0,3}?(?:\s(?i:is|es|ist|est|è|é|to|now|von|de|del|da|du))?[\s:=(\"“]{1,3}(?P<it>\d{3}[\s-]\d{3,4}|\d{2}(?:[\s-]\d{2}){2}|\d{4,8}|(?=[A-Z\d-]*\d)[A-Z\d]{2,8}(?:-[A-Z\d]{2,8}){1,3}|(?=[A-Z\d]*\d)(?=[A-Z\d]*[A-Z])[A-Z\d]{4,8})(?![\p{L}\d%€]|[.,:]\d|\s?(?:€|£|\$))"
)
#: A case by a letter and a few figures, or in groups that are no money: C-118, 88.104.772, INF 77/0918, AM 0039117.
_CASES = (
    r"complaints,?|complaint|cases?|claims?|polic(?:y|ies)|polis(?:nummer)?|polizz[ae]|póliza|apólice|polis[ay]?|police|contrat|contratto|contrato|contract|siniestro|sinistro|sinistre|schade(?:nummer)?|schaden\p{L}*|dossier|expediente|parte|pratica|"
    r"tickets?|bilet\p{L}*|billet\p{L}*|biglietto|fahrkarte|booking|reserv\p{L}*|bikes?|v[ée]lo|fahrrad|rad|rower\p{L}*|bici(?:cleta|cletta)?|fiets|cykel|pnr\p{L}*(?:['’]\p{L}{1,5})?(?:\s\p{L}{1,8})?|boarding pass|loyalty|miles|points card|contador|zähler\p{L}*|compteur|contatore|meter|licznik\p{L}*|s/n|serial"
)
_CASE = regex.compile(
    rf"(?<!\p{{L}})(?i:{_CASES})(?:[\s:]{{1,2}}(?i:is|no\.?|number|nr\.?|n\s?[º°.]|num\.?|nummer|número|numéro|numero|id|ref\.?|s/n)){{0,3}}[\s:#(]{{1,3}}(?P<it>\p{{L}}{{0,4}}[\s/-]?\d[\dA-Z]*(?:[\s./-](?=[A-Z\d]*\d|[A-Z]{{2,4}}\s\d)[A-Z\d]+){{0,6}}(?:(?:,\s|\s(?:and|y|und|et|e|en|i|och|og)\s)\p{{Lu}}{{1,3}}-\d{{2,6}})*)(?![\p{{L}}\d%]|[.,:]\d|\s?(?:€|£|km))"
)
_PNR = regex.compile(
    r"(?<!\p{L})(?i:pnr|locator|localizador|record)(?:['’]?\p{Ll}{0,6})(?:\s\p{Ll}{1,8}){0,2}[\s:]{1,3}(?P<it>(?=[A-Z\d]*[A-Z])[A-Z\d]{5,7})(?![\p{L}\d])"
)
#: NightOwl#2207, as a game has it.
_GAMER = regex.compile(r"(?<![\p{L}\d#/])\p{L}[\p{L}\d_]{2,24}#\d{4}(?!\d)")
#: ROSSI/MARIO, as a ticket has it.
_TICKETED = regex.compile(r"(?<![\p{L}\d/-])\p{Lu}{3,20}/\p{Lu}{2,20}(?:\s(?:MR|MRS|MS|MISS))?(?![\p{L}\d/-])")
#: hxxps://…: a link that was made harmless is still theirs.
_TAMED = regex.compile(r"(?<!\p{L})hxxps?://[^\s<>()\"]{3,400}", regex.IGNORECASE)


def find_held(text: str, own: frozenset[str]) -> Iterator[Span]:
    """Seats and rooms as addresses for a while; codes, cases and bookings by their short numbers; names on tickets."""
    yield from _stays(text)
    yield from _numbers(text)
    for pattern, kind in ((_TICKETED, "name"), (_GAMER, "handle")):
        for match in pattern.finditer(text):
            yield *match.span(), kind
    for match in _TAMED.finditer(text):
        yield match.start(), match.start() + len(match.group().rstrip(".,;:!?")), "link"


def _stays(text: str) -> Iterator[Span]:
    """A seat or a room, with the word that says what it is where that stands close."""
    for pattern in (_SEAT, _ROOM):
        for match in pattern.finditer(text, timeout=2):
            close = match.end("it") - match.start() < 40 and "." not in match.group()
            yield match.start() if close else match.start("it"), match.end("it"), "address"
    if _SEAT.search(text, timeout=2):
        for match in _AND_SEAT.finditer(text):
            yield *match.span(), "address"


def _numbers(text: str) -> Iterator[Span]:
    for pattern in (_CODE, _PNR):
        for match in pattern.finditer(text, timeout=2):
            yield *match.span("it"), "order_number"
    for match in _CASE.finditer(text, timeout=2):
        written = match.group("it")
        if sum(map(str.isdigit, written)) >= (3 if written[:1].isalpha() else 5):
            yield *match.span("it"), "order_number"
