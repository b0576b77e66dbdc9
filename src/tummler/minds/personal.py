"""Personal data said in public: cards, accounts, e-mails, phones, addresses, order numbers. Only where it stands.

It is found to help somebody to take it down, and for nothing else: marks, no copies. Numbers are checked by their own
rule (Luhn, ISO 7064) where they have one, so that prices, dates and model names are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from unicodedata import decimal

from tummler.minds.contract import Mark

#: The kinds, the gravest first; of two that overlap the graver stays.
KINDS = ("card", "iban", "id_number", "email", "order_number", "phone", "address")
#: What stands beyond in a text is not read.
LONGEST = 20_000
#: Fewer digits than that and there is none of it: most posts are done with when they are counted.
_FEWEST_DIGITS = {
    "card": 13, "iban": 2, "id_number": 6, "email": 0, "order_number": 3, "phone": 7, "address": 1,
}  # fmt: skip
_DIGIT = re.compile(r"\d")
_FOREIGN_DIGIT = re.compile(r"(?![0-9])\d")

_CARD = re.compile(r"(?<![\w-])\d(?:[ -]?\d){12,18}(?![\w-])")
_IBAN = re.compile(r"(?<!\w)[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?!\w)", re.IGNORECASE)
_EMAIL = re.compile(
    r"(?<![\w.+@-])[\w.+-]{1,64}(?:@|\s?[\[(]at[\])]\s?)[\w-]{1,63}(?:(?:\.|\s?[\[(]dot[\])]\s?)[\w-]{2,24}){1,4}(?![\w@])",
    re.IGNORECASE,
)
_MAIL_SIGN = re.compile(r"[\w+.-](?:@|\s?[\[(]at[\])])", re.IGNORECASE)
_SSN = re.compile(r"(?<![\w-])(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\w-])")
_DNI = re.compile(r"(?<!\w)[XYZxyz0-9]\d{7}[ -]?[A-Za-z](?!\w)")
_NATIONAL_INSURANCE = re.compile(r"(?<!\w)(?![DFIQUV])[A-Z](?![DFIOQUV])[A-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D](?!\w)")
_CODICE_FISCALE = re.compile(r"(?<!\w)[A-Z]{6}\d{2}[A-EHLMPRST]\d{2}[A-Z]\d{3}[A-Z](?!\w)", re.IGNORECASE)
_CPF = re.compile(r"(?<![\w.-])\d{3}\.\d{3}\.\d{3}-\d{2}(?![\w-])")
_DNI_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"
_PHONE = re.compile(r"(?<![\w.,:/#$€£-])(?:\+|00)?\(?\d{1,4}\)?(?:[ .\-/]?\(?\d{2,5}\)?){2,5}(?![\w-]|[.,:]\d)")
_PHONE_WORDS = re.compile(
    r"(?:phone|mobile|cell|call|ring|text|number|tel|whats ?app|contact|telefon\w*|handy|nummer|m[oó]vil|cel|celular|"
    r"tel[eé]fono|n[uú]mero|llam\w+|t[eé]l|t[eé]l[eé]phone|portable|appel\w+|telefone|cellulare|numero|هاتف|جوال|رقم|fon)"
    r"\W{0,4}(?:\w{1,12}\W{1,3}){0,3}$",
    re.IGNORECASE,
)
_ORDER = re.compile(
    r"(?:order|booking|reservation|confirmation|reference|ref|tracking|ticket|case|claim|policy|invoice|customer|"
    r"account|acct|a/c|parcel|shipment|pnr|pedido|reserva|referencia|factura|env[ií]o|expediente|cliente|incidencia|"
    r"bestell\w{0,10}|buchung\w{0,10}|auftrag\w{0,10}|kunden\w{0,8}|rechnung\w{0,8}|vorgang\w{0,8}|sendung\w{0,8}|"
    r"commande|r[eé]servation|dossier|facture|colis|encomenda|protocolo|fatura|ordine|prenotazione|fattura|pratica|"
    r"طلب|الطلب|طلبي|حجز|الحجز|شحنة|الشحنة|فاتورة|الفاتورة|ऑर्डर|बुकिंग)"
    r"(?:\s{0,2}(?:number|no|nr|num|id|code|n[uú]mero|nummer|num[eé]ro|numero|is|es|ist|est|was))*"
    r"\W{0,4}(?P<number>(?=[A-Z0-9/-]{0,20}\d)[A-Z0-9](?:[A-Z0-9]|[-/](?=[A-Z0-9])){4,30})(?![\w-])",
    re.IGNORECASE,
)
#: What the words before an order number begin with, and those of a street: without one of them nothing is looked for.
_ORDER_STEMS = (
    "order", "booking", "reserv", "réserv", "confirmation", "ref", "tracking", "ticket", "case", "claim", "policy",
    "invoice", "customer", "account", "acct", "a/c", "parcel", "shipment", "pnr", "pedido", "factur", "env",
    "expediente", "cliente", "incidencia", "bestell", "buchung", "auftrag", "kunden", "rechnung", "vorgang", "sendung",
    "commande", "dossier", "colis", "encomenda", "protocolo", "fatura", "ordine", "prenotazione", "fattura", "pratica",
    "طلب", "حجز", "شحنة", "فاتورة", "ऑर्डर", "बुकिंग",
)  # fmt: skip
#: A number in a link names a page; the link is somebody's own to take down.
_LINK = re.compile(r"(?:https?://|www\.)\S+|(?<![\w@.])(?:[\w-]{1,63}\.){1,4}[a-z]{2,12}/\S+", re.IGNORECASE)
#: Groups that are no phone where no word announces one: answers of a web server; so near each other, a row of things.
_ANSWERS = re.compile(r"(?:20[0146]|30[1-478]|40\d|41[0-8]|42[2-9]|451|50\d|511|52\d)")
_IN_A_ROW = 20
_YEARS = re.compile(r"(?:19|20)\d\d(?:[-/]\d{1,2}){0,2}")
_STREET = (
    r"street|st|road|rd|avenue|ave|lane|ln|drive|dr|court|ct|close|crescent|terrace|square|sq|boulevard|blvd|way|place|"
    r"pl|gardens|grove|hill|row|parkway|pkwy"
)
_ADDRESS = (
    re.compile(
        rf"(?<![\w.,:$€£])(?:(?:flat|apt|apartment|unit)\s?\w{{1,5}},?\s)?\d{{1,5}}[A-Za-z]?,?\s(?:[A-Z][\w'’.-]{{1,20}}\s){{1,3}}"
        rf"(?i:{_STREET})\b\.?(?:,?\s[A-Z][a-zà-ÿ'’-]{{1,20}}(?![\w]))?(?:,?\s(?:[A-Z]{{2}}\s)?\d{{5}}(?:-\d{{4}})?)?"
        r"(?:,?\s[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2})?"
    ),
    re.compile(r"(?<!\w)[A-Z]{1,2}\d[A-Z\d]?\s\d[A-Z]{2}(?!\w)"),
    re.compile(
        r"(?<!\w)(?i:calle|c/|avenida|avda\.?|plaza|paseo|rua|av\.|travessa|via|viale|piazza|corso)\s"
        r"(?:(?:de|del|la|los|las|da|do|dos|das|di|della|dei)\s){0,2}(?:[A-ZÀ-Ý][\w'’.-]{1,20}\s?){1,3},?\s?"
        r"(?:n[.º°o]{0,2}\s?)?\d{1,4}(?!\d)(?:,?\s\d{4,5}(?!\d)(?:-\d{3})?)?"
    ),
    re.compile(r"(?<![\w.,:])\d{1,4}(?:\s?(?:bis|ter))?,?\s(?i:rue|avenue|boulevard|impasse|all[ée]e|quai|chemin|place)\s[\w'’\s-]{3,40}?(?=,|\.|$|\n|\s\d{5})(?:,?\s?\d{5}(?!\d))?"),
    re.compile(
        r"(?<!\w)[A-ZÄÖÜ][\wäöüß.-]{1,30}(?:stra(?:ß|ss)e|str\.|weg|platz|allee|gasse|ring|damm|ufer)\s\d{1,4}\s?[a-z]?(?!\w)"
        r"(?:,?\s\d{5}(?!\d)(?:\s[A-ZÄÖÜ][\wäöüß-]{1,30})?)?"
    ),
)  # fmt: skip
_BRANCHES = (
    r"branch|store|shop|supermarket|restaurant|caf[eé]|pharmacy|station|depot|office|outlet|location|showroom|dealership|"
    r"gym|clinic|hospital|library|museum|hotel|bank|atm|cash machine|dock|stop|charger|charging point|locker|warehouse|"
    r"filiale|laden|gesch[aä]ft|markt|tankstelle|apotheke|bahnhof|haltestelle|tienda|sucursal|oficina|estaci[oó]n|parada|"
    r"gasolinera|farmacia|restaurante|magasin|boutique|agence|pharmacie|gare|negozio|stazione|fermata|ufficio|loja|"
    r"ag[eê]ncia|esta[cç][aã]o|farm[aá]cia"
)
#: A shop's street is nobody's home: "your branch at", "la tienda de la"; and "… Street store" after it.
_BRANCH_BEFORE = re.compile(
    rf"(?<!\w)(?:{_BRANCHES})(?:e?s|n)?,?\s(?:(?:at|on|in|near|by|off|located at|over on|down on|en|de|in der|an der|"
    r"am|auf der|dans|à|au|du|di|na|no|da|sita en)\s)?(?:(?:the|la|el|los|las|der|die|das)\s)?$",
    re.IGNORECASE,
)
_BRANCH_AFTER = re.compile(rf"\s(?:{_BRANCHES})s?(?!\w)", re.IGNORECASE)
#: … unless it is said to be their own, or where something is to go.
_THEIR_OWN = re.compile(
    r"(?<!\w)(?:my|our|live[sd]?|living|home|flat|apartment|deliver\w*|ship\w*|sen[dt]|mein\w*|unser\w*|wohne?n?|mi|"
    r"vivo|vivimos|nuestr\w+|mon|ma|notre|habite|livr\w+|mio|mia|abito|meu|minha|moro)(?!\w)",
    re.IGNORECASE,
)
_ADDRESS_STEMS: tuple[tuple[str, ...], ...] = (
    (), (),
    ("calle", "c/", "avenida", "avda", "plaza", "paseo", "rua", "av.", "travessa", "via", "piazza", "corso"),
    ("rue", "avenue", "boulevard", "impasse", "allée", "allee", "quai", "chemin", "place"),
    ("strass", "str.", "weg", "platz", "allee", "gasse", "ring", "damm", "ufer"),
)  # fmt: skip


def luhn(digits: str) -> bool:
    """Whether the last digit is the one that a card number of these digits ends on."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        number = int(digit) * (1 + place % 2)
        total += number - 9 * (number > 9)
    return total % 10 == 0


def iban(text: str) -> bool:
    """Whether the check digits of an international account number are right."""
    plain = text.replace(" ", "").upper()
    if not 15 <= len(plain) <= 34 or not plain.isascii():
        return False
    return int("".join(str(int(sign, 36)) for sign in plain[4:] + plain[:4])) % 97 == 1


def cpf(text: str) -> bool:
    """Whether the two check digits of a Brazilian taxpayer's number are right."""
    digits = [int(sign) for sign in _digits(text)]
    for length in (9, 10):
        rest = sum(digit * (length + 1 - place) for place, digit in enumerate(digits[:length])) * 10 % 11 % 10
        if rest != digits[length]:
            return False
    return len(set(digits)) > 1


def read_personal(text: str) -> tuple[Mark, ...]:
    """Marks over the personal data of a post, in its order, none over another; ``why`` is the kind."""
    cut = text[:LONGEST]
    if not cut.isascii():  # digits of other scripts count as ours, each in its place
        cut = _FOREIGN_DIGIT.sub(lambda digit: str(decimal(digit.group())), cut)
    digits = len(_DIGIT.findall(cut))
    kept: list[Mark] = []
    for kind in KINDS:
        if digits < _FEWEST_DIGITS[kind]:
            continue
        for start, end in _FINDERS[kind](cut):
            if all(end <= other.start or start >= other.end for other in kept):
                kept.append(Mark(start, end, kind))
    return tuple(sorted(kept, key=lambda mark: mark.start))


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign in "0123456789")


def _cards(text: str) -> Iterator[tuple[int, int]]:
    for found in _CARD.finditer(text):
        digits = _digits(found.group())
        if digits[0] in "23456" and len(set(digits)) > 1 and luhn(digits):
            yield found.span()


def _ibans(text: str) -> Iterator[tuple[int, int]]:
    for found in _IBAN.finditer(text):
        words = found.group().split(" ")
        for last in range(len(words), 0, -1):
            shorter = " ".join(words[:last])
            if iban(shorter):
                yield found.start(), found.start() + len(shorter)
                break


def _id_numbers(text: str) -> Iterator[tuple[int, int]]:
    for pattern in (_SSN, _NATIONAL_INSURANCE, _CODICE_FISCALE):
        for found in pattern.finditer(text):
            yield found.span()
    for found in _CPF.finditer(text):
        if cpf(found.group()):
            yield found.span()
    for found in _DNI.finditer(text):
        plain = found.group().upper().replace(" ", "").replace("-", "")
        digits = plain[:-1].translate({ord("X"): "0", ord("Y"): "1", ord("Z"): "2"})
        if digits.isascii() and digits.isdigit() and _DNI_LETTERS[int(digits) % 23] == plain[-1]:
            yield found.span()


def _emails(text: str) -> Iterator[tuple[int, int]]:
    if _MAIL_SIGN.search(text) is None:
        return
    for found in _EMAIL.finditer(text):
        yield found.span()


def _orders(text: str) -> Iterator[tuple[int, int]]:
    folded = text.casefold()
    if not any(stem in folded for stem in _ORDER_STEMS):
        return
    links = [found.span() for found in _LINK.finditer(text)] if "." in text else []
    for found in _ORDER.finditer(text):
        number, at = found.group("number"), found.start("number")
        if any(start <= at < end for start, end in links):
            continue
        if not _YEARS.fullmatch(number) and sum(map(str.isdigit, number)) >= 3:
            yield found.span("number")


def _phones(text: str) -> Iterator[tuple[int, int]]:
    """Long enough, written like one, or announced by a word."""
    for found in _PHONE.finditer(text):
        written = found.group()
        count = len(_digits(written))
        abroad = written.startswith(("+", "00"))
        grouped = len(re.findall(r"\d+", written)) >= 3 or (written.startswith("0") and count >= 10)
        told = _PHONE_WORDS.search(text[max(0, found.start() - 50) : found.start()]) is not None
        plain = grouped and count >= 9 and not _counted_up(written)
        if 7 <= count <= 15 and not _YEARS.match(written) and (abroad or told or plain):
            yield found.span()


def _counted_up(written: str) -> bool:
    """Whether its groups are numbers of three digits each that stand side by side: error codes, channels, seats."""
    groups = written.split(" ")
    if any(len(group) != 3 or not group.isdigit() for group in groups):
        return False
    if len(groups) > 3 or all(map(_ANSWERS.fullmatch, groups)):
        return True
    numbers = [int(group) for group in groups]
    return numbers == sorted(set(numbers)) and numbers[-1] - numbers[0] <= _IN_A_ROW


def _addresses(text: str) -> Iterator[tuple[int, int]]:
    folded = text.casefold()
    for pattern, stems in zip(_ADDRESS, _ADDRESS_STEMS, strict=True):
        if stems and not any(stem in folded for stem in stems):
            continue
        for found in pattern.finditer(text):
            end = found.start() + len(found.group().rstrip(" ,."))
            if not _of_a_branch(text, found.start(), end):
                yield found.start(), end


def _of_a_branch(text: str, start: int, end: int) -> bool:
    """Whether a street is where a shop is, and not where somebody lives."""
    before = text[max(0, start - 80) : start]
    if _BRANCH_BEFORE.search(before) is None and _BRANCH_AFTER.match(text, end) is None:
        return False
    return _THEIR_OWN.search(re.split(r"[.!?\n]", before)[-1]) is None


_FINDERS: dict[str, Callable[[str], Iterator[tuple[int, int]]]] = {
    "card": _cards,
    "iban": _ibans,
    "id_number": _id_numbers,
    "email": _emails,
    "order_number": _orders,
    "phone": _phones,
    "address": _addresses,
}
