"""Personal numbers, dates, places and links by how they are written; wide, as whoever looks can put back."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import regex

Span = tuple[int, int, str]

_LINK = regex.compile(r"(?:https?://|www\.)[^\s<>()\[\]\"'⟦⟧]{3,2000}", regex.IGNORECASE)
#: What in a link belongs to one person: a value that is handed over, an address, an opaque or numbered part.
_TELLING = regex.compile(
    r"[?#&][^=\s]{1,60}=[^&\s]{3,}|@|%40|/(?=[\w~.-]*\d)(?=[\w~.-]*[a-z])[\w~.-]{8,}|/\d{4,}|/[\w-]{18,}",
    regex.IGNORECASE,
)
_SHORT_HOSTS = regex.compile(
    r"//(?:bit\.ly|t\.co|tinyurl\.com|goo\.gl|wa\.me|t\.me|lnkd\.in|youtu\.be)/", regex.IGNORECASE
)
_IPV4 = regex.compile(r"(?<![\w.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\w]|\.\d)")
_IPV6 = regex.compile(r"(?<![\w:])(?:[0-9a-f]{1,4}:){2,7}(?::?[0-9a-f]{1,4}){1,6}(?:/\d{1,3})?(?![\w:])|(?<![\w:])(?:[0-9a-f]{1,4}:){1,7}:(?:[0-9a-f]{1,4}(?::[0-9a-f]{1,4}){0,5})?(?![\w:])", regex.IGNORECASE)  # fmt: skip
_VERSION = regex.compile(r"(?:version|versión|versão|firmware|release|app|ios|android|v)\W{0,3}$", regex.IGNORECASE)
_MAC = regex.compile(r"(?<![\w:-])(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}(?![\w:-])", regex.IGNORECASE)
_CODE = r"(?=[\p{Lu}\d/.-]{0,24}\d)[\p{Lu}\d](?:[\p{Lu}\d]|[-/.](?=[\p{Lu}\d])){3,30}"

#: Words after which a number or a code is one person's own, in the languages that answers are written in.
_ORDER_WORDS = (
    r"key|fob|badge|bib|talon|талон\w*|koodi|ההזמנה|הזמנה|הפנייה|crime|incident|quote|quotation|anzeige\w*|denuncia|plainte|devis|presupuesto|preventivo|offerte|angebots?\w*|aangifte\w*|order|booking|reservation|confirmation|reference|ref|tracking|ticket|case|claim|policy|invoice|customer|client|"
    r"account|acct|parcel|shipment|pnr|locator|record|member(?:ship)?|loyalty|contract|voucher|coupon|serial|imei|passport|licen[cs]e|"
    r"pedido|reserva|localizador|referencia|seguimiento|factura|env[ií]o|expediente|cliente|incidencia|contrato|socio|abono|"
    r"pasaporte|bestell\w*|buchung\w*|auftrag\w*|kunden\w*|rechnung\w*|vorgang\w*|sendung\w*|vertrag\w*|fall|aktenzeichen|"
    r"ausweis\w*|gutschein\w*|commande|r[eé]servation|dossier|facture|colis|contrat|suivi|adh[eé]rent|abonn[eé]|encomenda|"
    r"protocolo|fatura|rastreio|chamado|ordine|prenotazione|fattura|pratica|spedizione|contratto|codice|bestelling|boeking|"
    r"klant\w*|factuur\w*|zending|zam[oó]wieni\w*|rezerwacj\w*|faktur\w*|zg[lł]oszeni\w*|sipariş|rezervasyon|takip|kargo|fatura|"
    r"заказ\w*|брон\w*|обращени\w*|номер\w*|договор\w*|накладн\w*|طلب|حجز|رقم|شحنة|فاتورة|تذكرة|आदेश|ऑर्डर|बुकिंग|टिकट|注文|予約|番号|注文番号|订单|訂單|"
    r"订单号|주문|예약|번호"
)
_NUMBER_WORDS = r"number|no|nr|num|id|code|n[uú]mero|nummer|num[eé]ro|numero|numer|is|es|ist|est|was|é|è|de|der|das|le|la|el|ваш|kodu|kod|numarası|numaranız|numara|kodem|lautet|ya|to|nº"
_ORDER = regex.compile(
    rf"(?<![\p{{Latin}}\p{{Cyrillic}}])(?:{_ORDER_WORDS})(?:\W{{1,3}}(?:{_NUMBER_WORDS}))*[^\p{{L}}\d\n]{{0,5}}(?:n[.º°ro]{{1,2}}\s?|№\s?|#\s?)?(?P<it>{_CODE})",
    regex.IGNORECASE,
)
#: A booking's letters alone: capitals, and announced.
_LOCATOR = regex.compile(
    rf"(?<![\p{{Latin}}\p{{Cyrillic}}])(?i:{_ORDER_WORDS})(?:\W{{1,3}}(?i:{_NUMBER_WORDS}))*\W{{1,4}}(?P<it>[A-Z]{{5,8}}|(?=[A-Z\d]*\d)(?=[A-Z\d]*[A-Z])[A-Z\d]{{5,8}})(?![\p{{L}}\d])"
)
#: Figures and capitals in groups: six figures or more in all.
_GROUPED = regex.compile(
    r"(?<![\p{Latin}\p{Cyrillic}\d.,:/$€£-])(?:[A-Z]{1,4}[\s-]{1,2}(?=[A-Z\d]*\d))?(?=[A-Z\d]*\d)[A-Z\d]{1,14}(?:[\s\u00a0./-](?=[A-Z\d]*\d)[A-Z\d]{1,14}){1,7}(?:[\s-][A-Z]{1,2}(?![\p{L}\d]))?(?![\p{Latin}\p{Cyrillic}\d]|[.,:]\d)"
)
#: Numbers by which a country, a bank or a network knows one person, however they are written.
_ACCOUNT = regex.compile(
    r"(?<![\d-])(?:\d{1,6}-\d{2,10}|\d{6,10})/\d{4}(?![\d/])|(?<!\p{L})(?i:ag(?:ência|\.)?)\s?\d{3,5}(?:-\d)?[\s,/]{1,3}(?i:cc|c/c|conta|cp)\.?\s?\d{3,12}(?:-[\dxX])?"
)
_LABELLED = regex.compile(
    r"(?<![\p{L}\d])[A-Z]{2,5}[\s:]{1,2}\d{6,22}(?![\p{L}\d])|(?<![\p{L}\d])\d{6,12}\(\d\)|(?<![\p{L}\d])[A-Z]{2,3}(?:\s\d{2,4}){2,5}(?![\p{L}\d]|[.,:]\d)|(?<![\p{L}\d])(?:ID|SN|NR|No|Ref)[\s:.]{1,2}\d{2,8}(?:-[A-Z\d]{2,8}){1,3}(?![\p{L}\d])|(?<![\p{L}\d])(?:N[°º]|Nr\.|No\.)\s?[\dA-Z]{1,8}(?:[-/.]\d{2,8}){1,3}(?![\p{L}\d])"
)
_KNOWN_BY = regex.compile(
    r"(?<![\p{L}])(?i:passport|passeport|pasaporte|passaporte|passaporto|pass-?nr\.?|reisepass\p{L}*|paspoort\p{L}*|ni number|national insurance|ssn|nhs number|dni|nie|nif|cif|cpf|cnpj|rut|rfc|curp|cédula|c[ée]dula|codice fiscale|c\.?f\.?|bsn|pesel|nip|personnummer|cpr|fødselsnummer|henkilötunnus\p{L}*|t\.?c\.? kimlik|kimlik\p{L}*|rodné číslo|cnp|αφμ|α\.φ\.μ\.?|инн|снилс|паспорт\p{L}*|іпн|"
    r"aadhaar|pan|iccid|imei|imsi|meid|eid|serial|s/n|sn|seriale|seriennummer|serien-?nr\.?|série|serie|serienummer|matricola|mac|frame|framenummer|rahmennummer|telaio|cadre|bastidor|quadro|meter|contador|compteur|zähler\p{L}*|contatore|meter\p{L}*|licznik\p{L}*|pod|pdr|pdl|prm|cups|mpan|mprn|ean|vin|chassis|sort code|blz|bic|konto(?:nummer|nr\.?)?|cuenta|rib|clabe|cbu|iban|job|docket|permit|rma|awb|guía|guia|waybill|job card|card|karte|karta|tarjeta|carte|cartão|tessera|pas|kaart|[\p{L}-]{3,24}(?:nummer|numret|nr\.?)|(?:číslo|cislo|numer|število|szám\p{L}*|numărul|αριθμός|номер|رقم|מספר|संख्या|नंबर)(?:\s\p{L}{1,14})?)"
    r"(?:[\s:#.]{1,3}(?i:number|no\.?|nr\.?|num\.?|n[º°]|id|is|es|ist|est|è|é|code|n\.|o|de|del|numéro|número|numero|nummer|der|die|mit|con|with|of|your|ends|bike))*[\s:#(№º°.\"“]{1,3}(?P<it>(?=[\p{L}\d/.:-]*\d)[\p{L}\d](?:[\p{L}\d/.:-]*[\p{L}\d])(?:\s(?=[A-Z\d/.-]*\d|[A-Z]{1,2}\s\d)[A-Z\d/.-]*[A-Z\d]){0,6}(?:\s[A-Z](?![\p{L}\d]))?)"
)
#: Letters first, then figures in groups, after a word that tells whose they are: dossier SAV-55 120 9.
_LETTERS_FIRST = regex.compile(
    rf"(?<!\p{{L}})(?i:{_ORDER_WORDS}|meter|contador|compteur|zähler\p{{L}}*|contatore|licznik\p{{L}}*|serial|frame|rahmen\p{{L}}*)(?:[\s:#.]{{1,3}}(?i:{_NUMBER_WORDS}))*[\s:#(]{{1,3}}"
    r"(?P<it>[A-Z]{1,4}[\s-]\d[\dA-Z/-]*(?:\s(?=[A-Z\d/-]*\d|[A-Z]{1,2}\s\d)[A-Z\d/-]{1,10}){0,5}(?:\s[A-Z](?![\p{L}\d]))?)(?![\p{L}\d])"
)
#: 4471#: what is typed at a door; and an extension.
_TYPED = regex.compile(r"(?<![\w#*/.-])[*#]?\d{3,8}[#*](?![\w*#])")
_EXTENSION = regex.compile(
    r"(?<!\p{L})(?i:ext\.?|extension|extensión|durchwahl|dw|interno|poste|ramal|lokal|wewn\.?|anknytning|doorkies\p{L}*)\s?[:.]?\s?(?P<it>\d{2,5})(?![\d%]|[.,]\d)"
)
#: What opens a door, or is good for one person alone.
_OPENER = regex.compile(
    r"(?<!\p{L})(?i:(?:door|gate|entry|entrance|building|key ?safe|key ?box|lock ?box|locker|alarm|voucher|gift|haustür|tür|schlüsselbox)[\s-]?code|(?:code|code d['’]accès|digicode)(?: de)?(?: la)? (?:porte|portail|immeuble|boîte)|digicode|código (?:de(?:l| la)? )?(?:portal|puerta|acceso|porta)|codice (?:del )?(?:portone|cancello|citofono)|(?:tür|haus|schlüssel)code|deurcode|kod do (?:domofonu|drzwi|bramy)|portkod\p{L}*|ovikoodi\p{L}*)"
    r"(?:\s(?i:is|es|est|ist|è|é|to|on|für|für die|of|:))?[\s:(\"“]{1,3}(?P<it>[*#]?(?=[A-Z\d#*-]*\d)[A-Z\d][A-Z\d#*-]{2,14}[A-Z\d#*])(?![\p{L}\d])"
)
_CODED = regex.compile(
    r"(?<!\p{L})(?<!(?i:error|promo|fehler|product|colour|country|area|dress)[\s-])(?i:code|código|codice|kod|koodi|kód|pin|passcode|password|passwort|contraseña|mot de passe|senha|wachtwoord)(?i:\s(?:is|es|est|ist|è|é))?[\s:(\"“]{1,3}(?P<it>(?=[A-Z\d-]*(?:[A-Z]\d|\d[A-Z]))[A-Z\d]{1,12}(?:-[A-Z\d]{1,12}){1,4})(?![\p{L}\d])"
)
_HASHED = regex.compile(
    r"(?<![\w&])(?:#|№\s?|n[º°]\s?|nr\.?\s)(?P<it>[A-Z]{0,4}[-/]?\d[\dA-Z/-]{2,24}\d)(?![\w])", regex.IGNORECASE
)
_MIXED = regex.compile(
    r"(?<![\p{Latin}\p{Cyrillic}\p{Greek}\p{Arabic}\p{Devanagari}\p{Hebrew}\d/@.-])(?=[\p{Lu}\d/_-]*\d[\p{Lu}\d/_-]*\d)(?=[\p{Lu}\d/_-]*\p{Lu})[\p{Lu}\d](?:[\p{Lu}\d]|[-/_](?=[\p{Lu}\d])){5,30}(?![\p{Latin}\p{Cyrillic}\p{Greek}\p{Arabic}\p{Devanagari}\p{Hebrew}\d])"
)
_IBAN = regex.compile(r"(?<![\p{L}\d])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?(?![\p{L}\d])")
#: Capitals that no word is made of: a booking's code, said without announcing it.
_CAPITALS = regex.compile(r"(?<![\p{L}\d@#/.-])(?=[A-Z]*(?:[QXZJ]|[^AEIOUY\W\d_]{4}))[A-Z]{5,8}(?![\p{L}\d])")
_BEFORE_POSTCODE = regex.compile(
    r"(?<!\p{L})\p{Lu}[\p{L}'’.-]{2,24}(?:\s(?:de|der|den|van|of|du|la|da|do|di)){0,2}(?:\s\p{Lu}[\p{L}'’.-]{2,24}){0,3},?\s\d{1,4}(?:[/-]\d{1,4})?\s?[a-z]?(?=,?\s\(?(?:\d{2}-\d{3}|\d{4,5}|\d{4}\s?[A-Z]{2}|\d{4}-\d{3}|[A-Z]{1,2}\d[A-Z\d]?\s\d[A-Z]{2})(?![\p{L}\d]))"
)
_UUID = regex.compile(
    r"(?<![\w-])[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}(?![\w-])|(?<![\w])(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{12,64}(?![\w])",
    regex.IGNORECASE,
)
_LONG = regex.compile(
    r"(?<![\p{Latin}\p{Cyrillic}\p{Greek}\p{Arabic}\p{Devanagari}\p{Hebrew}\d.,:/+-])\d{5,34}(?![\p{Latin}\p{Cyrillic}\p{Greek}\p{Arabic}\p{Devanagari}\p{Hebrew}\d]|[.,:]\d)"
)
_IN_GROUPS = regex.compile(
    r"(?<![\p{Latin}\p{Cyrillic}\p{Greek}\p{Arabic}\p{Devanagari}\p{Hebrew}\d.,/#$€£-])(?<!\d:)(?:\+|00)?\(?\d{1,9}\)?(?:(?:[ \u00a0.\-/–‑·]{1,3}|(?<=\)))\(?\d{1,9}\)?){1,8}(?![\p{Latin}\p{Cyrillic}\p{Greek}\p{Arabic}\p{Devanagari}\p{Hebrew}\d]|[.,:/-]\d)"
)
_NOT_CODES = regex.compile(
    r"(?:style|part(?: no\.?| number)?|item no\.?|art(?:\.|icle|ikel|ículo|icolo)?(?:[- ]?n[ro]\.?)?|sku|ean|filter|filtro|filtre|size|schlauch|reifen|pieza|teil(?:e?-?nr\.?)?|pièce|ricambio|onderdeel|(?:text|reply|send|sms|txt|answer)(?: \p{L}+)? (?:to|an|al|au|a|no|para|naar|till|til)|train|treno|tren|trein|zug|ave|tgv|error|fehler|erreur|errore|erro|model|modelo|modell|mod[eè]le|version|versión|firmware|type|tipo|typ|size|talla|gr[öo]ße|(?-i:ISO|DIN|EN|USB)|"
    r"code|código|line|línea|linie|ligne|bus|tram|gate|puerta|exit|salida|section|chapter|route|ruta|flight|vuelo)\W{0,3}$",
    regex.IGNORECASE,
)
_UNITS = regex.compile(
    r"\s?(?:km|m|cm|mm|kg|g|mg|l|ml|mah|wh|kwh|w|kw|v|gb|mb|kb|tb|hz|ghz|mhz|h|min|s|sec|°|%|€|\$|£|¥|eur|usd|gbp|euros?|dollars?|"
    r"points?|puntos|punkte|steps|pasos|users?|people|personas|times|veces|stations?|bikes?|years?|años|days?|d[ií]as|hours?|horas|minutes?|"
    r"minutos|seconds?|segundos|mal|stunden|tage|jahre|jours|heures|ans|giorni|ore|anni|dias|anos)(?!\p{L})",
    regex.IGNORECASE,
)
_YEAR = regex.compile(r"(?:19|20)\d\d(?:\s?[-/–]\s?(?:(?:19|20)?\d\d))?")
_TIMES = regex.compile(
    r"\d{1,2}\s?[-–/]\s?\d{1,2}|(?:[01]?\d|2[0-3])[.:][0-5]\d\s?[-–]\s?(?:[01]?\d|2[0-3])[.:][0-5]\d|24/7"
)
_MONTHS = (
    r"jan(?:uar[yi]?|vier|\.)?|feb(?:ruar[yi]?|rero|braio|\.)?|f[eé]vr(?:ier|\.)?|fevereiro|m[aä]r(?:ch|z|zo|s|ço|\.)?|mars|apr(?:il[e]?|\.)?|abr(?:il|\.)?|avr(?:il|\.)?|"
    r"ma[yi](?:o)?|mai|maggio|june?|juni[o]?|juin|giugno|junho|july?|juli[o]?|juillet|luglio|julho|aug(?:ust|\.)?|ago(?:sto|\.)?|ao[uû]t|sep(?:t(?:ember|embre|iembre|\.)?|\.)?|"
    r"settembre|setembro|o[ck]t(?:ober|obre|ubre|\.)?|ottobre|outubro|nov(?:ember|embre|iembre|embro|\.)?|de[cz](?:ember|embre|iembre|embro|\.)?|d[eé]cembre|dic(?:iembre|embre|\.)?|dicembre|enero|"
    r"stycznia|lutego|marca|kwietnia|maja|czerwca|lipca|sierpnia|września|października|listopada|grudnia|januari|februari|maart|mei|augustus|"
    r"января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря|gennaio|janeiro|março|ocak|şubat|mart|nisan|mayıs|haziran|temmuz|ağustos|eylül|ekim|kasım|aralık"
)
_OLD = r"(?:19\d\d|20(?:0\d|1[0-5]))"
_DATE = regex.compile(
    rf"(?<![\d])(?:\d{{1,2}}[./\s-]{{1,2}}\d{{1,2}}[./\s-]{{1,2}}{_OLD}|{_OLD}[./-]\d{{1,2}}[./-]\d{{1,2}}|\d{{1,2}}(?:st|nd|rd|th|er|º|°|\.)?\s?(?:of\s|de\s|di\s)?(?:{_MONTHS})(?:\s?,|\sde|\sdel|\sof)?\s?{_OLD}|"
    rf"(?:{_MONTHS})\s\d{{1,2}}(?:st|nd|rd|th)?,?\s{_OLD}|{_OLD}年\d{{1,2}}月\d{{1,2}}日)(?![\d])",
    regex.IGNORECASE,
)
_BORN = regex.compile(
    r"(?:birth\w*|born|d\.?o\.?b\.?|b-?day|nacimiento|naci\p{L}*|cumplea[ñn]os|nascimento|nasc\p{L}*|anivers[áa]rio|geboren\w*|geburts\w*|geb\.|naissance|né|née|"
    r"anniversaire|nascita|nato|nata|compleanno|geboorte\w*|verjaar\w*|urodz\w*|född|fødsels?\w*|född\w*|født|personnummer|cpr\w*|synty\w*|naroz\w*|nar\.|născut\w*|naștere\w*|szület\w*|γενν[ηή]\p{L}*|γέννησ\p{L}*|לידה|נולד\p{L}*|ngày sinh|sinh|lahir\w*|เกิด|naixement|nascut|rođen\w*|narodzen\w*|doğum\w*|рождени\w*|родил\w*|生年月日|誕生日|出生|생년월일|الميلاد|जन्म\w*)\W{0,4}(?:\p{L}{1,12}\W{1,3}){0,5}$",
    regex.IGNORECASE,
)
_ANY_DATE = regex.compile(
    rf"(?<!\d)(?:\d{{1,4}}[./-]\d{{1,2}}(?:[./-]\d{{1,4}})?|\d{{1,2}}(?:st|nd|rd|th|er|º|°|\.)?\s?(?:of\s|de\s|di\s)?(?:{_MONTHS})(?!\p{{L}})(?:(?:\s?,|\sde|\sdel)?\s?\d{{4}})?|(?:{_MONTHS})\s\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s\d{{4}})?|\d{{1,4}}年\d{{1,2}}月\d{{1,2}}日|\d{{6,8}}(?:[-+]\d{{4}})?|(?:{_MONTHS})(?:\s?,|\sde|\sdel|\sof)?\s(?:19|20)\d\d|\d{{1,2}}[./\s-][IVX]{{1,4}}[./\s-]\d{{2,4}}|(?:19|20)\d\d)(?!\d)",
    regex.IGNORECASE,
)
_BORN_AFTER = regex.compile(
    r"(?:[\s,(]{1,2}\p{L}{1,8}){0,4}[\s,(]{1,2}(?:birth\w*|d\.?o\.?b|born|nacimiento|cumpleaños|nascimento|aniversário|geburt\w*|naissance|anniversaire|nascita|compleanno|geboorte\w*|verjaardag|urodz\w*|рождени\w*)",
    regex.IGNORECASE,
)
_PLATE = regex.compile(
    r"(?<![\p{L}\d-])(?:[A-Z]{2}\d{2}\s?[A-Z]{3}|\d{4}[\s-]?[BCDFGHJKLMNPRSTVWXYZ]{3}|[A-ZÄÖÜ]{1,3}[- ]{1,3}[A-Z]{1,2}[- ]\d{1,4}[HE]?|[A-ZÄÖÜ]{1,3}-[A-Z]{1,2}\d{1,4}[HE]?|[A-Z]{2}[- ]?\d{3}[- ]?[A-Z]{2}|"
    r"\d{2}-\d{2}-[A-Z]{2}|[A-Z]{2}-\d{2}-\d{2}|\d{2}-[A-Z]{2}-\d{2}|[A-Z]{2}-\d{2}-[A-Z]{2}|[A-Z]{3}-?\d[A-Z\d]\d{2}|[A-Z]{2}[ -]?\d{1,2}[ -]?[A-Z]{1,2}[ -]?\d{4}|"
    r"\d{2}\s[A-Z]{1,3}\s\d{2,4}|[A-Z]-?\d{3}-?[A-Z]{2}|[A-Z]{1,2}-\d{3}-[A-Z]{1,2}|\d-[A-Z]{3}-\d{2,3}|\d{2}-[A-Z]{3}-\d|[A-Z]-\d{3}-[A-Z]{2})(?![\p{L}\d-])"
)
_PLATED = regex.compile(
    r"(?i:plates?|registration|rego?|vrn|vrm|number plates?|tag|registracij\p{L}*|registrering\p{L}*|regnr\.?|nummerplade\p{L}*|skilt\p{L}*|rekisteri\p{L}*|rendszám\p{L}*|spz|rz|înmatriculare|πινακίδ\p{L}*|госномер\p{L}*|номерн\p{L}+ знак\p{L}*|лоша|bil\p{L}*|bíl\p{L}*|samochód\p{L}*|autó\p{L}*|mașin\p{L}*|motorbike|vehicle|vehículo|véhicule|fahrzeug|veicolo|veículo|reg(?:istered)?|number ?plate|licen[cs]e plate|matr[íi]cula|kennzeichen|immatricul\w*|plaque|targa|placa|kenteken|tablic\w*|rejestr\w*|plakas?\w*|номер\w*|car|van|coche|auto|voiture|carro|furgoneta)"
    r"(?:\W{1,3}(?:is|number|no|nr|es|ist|est|è|é|del?|la|le|su|tu|your|with|con|avec|mit))*\W{1,4}(?P<it>(?=[A-ZÄÖÜ\d-]{0,10}[\s-]?[A-ZÄÖÜ\d-]*\d)[A-ZÄÖÜ\d]{1,8}(?:[\s-][A-ZÄÖÜ\d]{1,5}){0,2})(?![\p{L}\d])"
)
#: A plate some words after it is told of, in small letters as well.
_PLATED_WIDE = regex.compile(
    r"(?<!\p{L})(?i:plates?|reg|rego|registration|vrm|licen[cs]e plate|matr[íi]cula|kennzeichen|immatriculation|plaque|targa|placa|chapa|kenteken|rejestracj\p{L}*|tablic\p{L}*|plaka\p{L}*|registreringsn\p{L}*|regnr|nummerplade\p{L}*|rekisteri\p{L}*|rendszám\p{L}*|spz|înmatriculare|госномер\p{L}*|номер\p{L}* машин\p{L}*)"
    r"(?:[\s:,(\"“–-]{1,3}\p{L}{1,12}){0,4}?[\s:,(\"“–-]{1,3}(?P<it>(?=[A-ZÄÖÜ\d ·.-]{0,9}\d)[A-ZÄÖÜ\d]{1,4}(?:[ ·.-][A-Z\d]{1,4}){1,3}|(?i:(?=[a-z]*\d)(?=\d*[a-z])[a-z\d]{5,8}))(?![\p{L}\d])"
)
_EASTERN_PLATE = regex.compile(
    r"(?<![\p{L}\d])(?:[АВЕКМНОРСТУХІ]\s?\d{3}\s?[АВЕКМНОРСТУХ]{2}\s?\d{2,3}|[АВСЕНІКМОРТХ]{2}\s?\d{4}\s?[АВСЕНІКМОРТХ]{2}|[ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ]{3}[- ]\d{4})(?![\p{L}\d])|[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][·\s]?[A-Z\d]{5,6}|\p{Han}{2,3}\s?\d{3}\s?\p{Hiragana}\s?\d{2}-\d{2}|(?<!\d)\d{2,3}\p{Hangul}\s?\d{4}(?!\d)"
)
_POSTCODED = regex.compile(
    r"(?:post ?code|postal ?code|zip(?: ?code)?|c\.?p\.?|c[óo]digo postal|plz|postleitzahl|code postal|cap|cep|postcode|kod(?:em)? pocztow\w*|posta kodu|индекс\w*|郵便番号|邮编|우편번호)"
    r"(?:\W{1,3}(?:is|es|ist|est|è|é|ваш))*\W{0,4}(?P<it>[A-Z]{0,2}\d[\dA-Z]{1,6}(?:[\s-]\d?[A-Z\d]{2,4})?)(?![\p{L}\d])",
    regex.IGNORECASE,
)
_POSTCODE = regex.compile(
    r"(?<![\p{L}\d.,-])(?:[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}|\d{4}\s?[A-Z]{2}(?=[\s,.;]|$)|[ABCEGHJ-NPRSTVXY]\d[A-Z][\s-]?\d[A-Z]\d|\d{4}-\d{3}|\d{5}-\d{3,4}|\d{2}-\d{3}(?=\s\p{Lu}|\))|〒?\s?\d{3}-\d{4}|[A-Z]{1,2}-\d{4,5}(?=\s\p{Lu})|"
    r"\d{4,5}(?=\s\p{Lu}\p{Ll}{2,})|(?<=\p{Lu}\p{Ll}{1,20},?\s(?:[A-Z]{2}\s)?)\d{5}|(?<=\p{Lu}\p{Ll}{1,20},?\s)[A-Z]{2}\s\d{5}(?:-\d{4})?)(?![\p{L}\d-])"
)
_WAYS = r"calle|c/|avenida|avda\.?|av\.|plaza|pza\.?|paseo|ronda|camino|rua|travessa|praça|alameda|estrada|via|viale|piazza|corso|vicolo|largo|ulica|ul\.|aleja|al\.|plac|улиц[аеу]|ул\.|проспект|пр\.|carrer|rambla|شارع"
_ADDRESSES = (
    regex.compile(rf"(?<!\p{{L}})(?i:{_WAYS})\s(?:(?i:de|del|la|las|los|el|da|do|dos|das|di|della|dei|do|d['’]|l['’])\s?){{0,2}}[\p{{Lu}}\p{{Arabic}}\d][\p{{L}}\d'’.-]{{0,24}}(?:\s(?:(?i:de|del|la|las|los|da|do|dos|di|della|y|e|i)\s){{0,2}}[\p{{Lu}}\p{{Arabic}}][\p{{L}}'’.-]{{1,24}}){{0,3}},?\s?(?:n[.º°ro]{{0,2}}\s?|д\.\s?|nº\s?|nr\s)?\d{{1,4}}(?:[\s/-]?[a-zA-Z](?!\p{{L}}))?(?:[,/]\s?(?:\d{{1,2}}[ºª°]?\s?[-]?\s?[A-Za-zªº]?(?![\p{{L}}\d])|кв\.\s?\d+|m\.\s?\d+|piso\s\d+\S?|apto\.?\s\d+|int\.?\s\d+)){{0,2}}(?:\s?(?i:izq|izda|dcha|drcha|der|dta|ctro|int|ext|esq|dto|bajo)(?!\p{{L}})\.?)?"),
    regex.compile(r"(?<![\p{L}-])\p{Lu}[\p{L}.-]{1,30}(?:[\s-]\p{Lu}?[\p{L}.-]{2,24}){0,2}?-?(?i:stra(?:ß|ss)e|str\.|weg|platz|allee|gasse|ring|damm|ufer|straat|laan|plein|gracht|kade|dijk|steeg|gatan|gata|vej|veien|gade|vägen|sokak|caddesi|sk\.|cad\.)(?:\s(?:no|nr)[:.]?)?\s?\d{1,4}\s?[a-zA-Z]?(?![\p{L}\d])"),
    regex.compile(r"(?<!\p{L})(?:Am|An der|Im|In der|Auf der|Unter den|Zum|Zur|Alte[rs]?|Neue[rs]?|Große[rs]?|Kleine[rs]?|Kurfürsten|Rue|Boulevard|Quai|Chemin)\s\p{Lu}[\p{L}-]{2,24}(?:\s\p{Lu}[\p{L}-]{2,24})?\s\d{1,4}\s?[a-z]?(?![\p{L}\d])"),
    regex.compile(r"(?<![\p{L}\d.,:])\d{1,4}(?:\s?(?:bis|ter|[a-d]))?,?\s(?i:rue|avenue|av\.|boulevard|bd\.?|impasse|all[ée]e|quai|chemin|place|cours|route|square|passage|villa)\s(?:(?:de|du|des|la|le|les|de la|d['’]|l['’])\s?){0,3}\p{Lu}?[\p{L}'’-]{2,24}(?:[\s-]\p{Lu}[\p{L}'’-]{1,24}){0,3}"),
    regex.compile(r"(?<![\p{L}\d.,:$€£])(?:(?i:flat|apt\.?|apartment|unit|suite|room)\s?\w{1,5},?\s)?\d{1,5}[a-zA-Z]?(?:[-/]\d{1,4})?,?\s(?:(?:N|S|E|W|North|South|East|West|Old|Upper|Lower|St\.?)\s)?(?:\p{Lu}[\p{L}'’.-]{1,20}\s){1,3}(?i:street|st|road|rd|avenue|ave|lane|ln|drive|dr|court|ct|close|crescent|cres|terrace|square|sq|boulevard|blvd|way|place|pl|gardens|grove|hill|row|parkway|pkwy|mews|quay|walk|rise|view|park|circle|cir|trail|highway|hwy|nagar|marg|colony|sector)\b\.?(?:,?\s(?i:flat|apt\.?|apartment|unit|suite|#)\s?#?\w{1,5})?"),
    regex.compile(r"(?<![\p{L}\d])(?i:flat|apt\.?|apartment|unit|suite|piso|apto\.?|etage|wohnung|appartement|p\.?\s?o\.?\s?box|postfach|apartado(?: de correos)?|bo[iî]te postale|b\.p\.)\s(?:no\.?\s)?#?\d{1,6}\p{L}?(?![\p{L}\d])"),
    regex.compile(r"(?<!\p{L})\p{Lu}[\p{L}.'’-]{1,24}(?:\s\p{Lu}[\p{L}.'’-]{1,24}){0,3}\s(?:Caddesi|Cad\.|Sokak|Sokağı|Sok\.|Sk\.|Bulvarı|Blv\.|Mahallesi|Mah\.|utca|út|tér|ulice|náměstí|Straße|Str\.|Platz|Allee|Weg|Street|Road|Avenue|Laan|Straat|Plein)\s(?:(?:No|Nr|no)[:.]?\s?)?\d{1,4}(?:/\d{1,4})?[a-z]?(?![\p{L}\d])"),
    regex.compile(r"[\p{Han}]{1,4}[都道府県市省][\p{Han}]{1,5}[区市町村][\p{Han}\p{Katakana}]{0,8}\d{1,4}(?:[-−ー丁目番地号\d]{0,12})"),
    regex.compile(r"(?<![\p{L}\d])(?:House|Plot|H\.?\s?No\.?|Door|मकान|Casa|Quadra|Lote)\s(?:No\.?\s)?[A-Z]?-?\d{1,5}[A-Z/-]{0,3}\d{0,4}(?:,\s\p{Lu}[\p{L}\s\d-]{3,30}?(?=[,.\n]))?"),
)  # fmt: skip


def find_numbers(text: str, own: frozenset[str]) -> Iterator[Span]:
    """Every stretch of a text that is written like something of one person; they may lie over each other."""
    links = [match.span() for match in _LINK.finditer(text)]
    yield from _links(text, own)

    def free(start: int, end: int) -> bool:
        return not any(first < end and start < last for first, last in links)

    for look in _LOOKS:
        for start, end, kind in look(text):
            if free(start, end):
                yield start, end, kind


def _links(text: str, own: frozenset[str]) -> Iterator[Span]:
    for match in _LINK.finditer(text):
        link = match.group().rstrip(".,;:!?…")
        if (
            _TELLING.search(link.split("//", 1)[-1].partition("/")[2].join(("/", "")))
            or "@" in link
            or _SHORT_HOSTS.search(link)
            or ("?" in link and "=" in link)
        ):
            yield match.start(), match.start() + len(link), "link"


def _machines(text: str) -> Iterator[Span]:
    for pattern in (_IPV4, _IPV6, _MAC):
        for match in pattern.finditer(text):
            written = match.group()
            if pattern is _IPV6 and not any(sign.isdigit() for sign in written):
                continue
            if pattern is _IPV6 and "::" not in written and written.count(":") < 3:
                continue  # a time of day
            if not _VERSION.search(text[max(0, match.start() - 14) : match.start()]):
                yield match.start(), match.end(), "ip"


def _dates(text: str) -> Iterator[Span]:
    for match in _DATE.finditer(text):
        yield match.start(), match.end(), "birthday"
    for match in _ANY_DATE.finditer(text):
        written = match.group()
        told_after = regex.search(r"\d[./-]\d", written) and _BORN_AFTER.match(text, match.end())
        if told_after or _BORN.search(text[max(0, match.start() - 60) : match.start()]):
            yield match.start(), match.end(), "birthday"


def _plates(text: str) -> Iterator[Span]:
    for match in _PLATE.finditer(text):
        yield match.start(), match.end(), "plate"
    for match in _PLATED_WIDE.finditer(text, timeout=2):
        written = match.group("it")
        if (
            sum(map(str.isdigit, written)) >= 2
            and any(map(str.isalpha, written))
            and 4 <= sum(map(str.isalnum, written)) <= 9
        ):
            yield *match.span("it"), "plate"
    for match in _EASTERN_PLATE.finditer(text):
        yield match.start(), match.end(), "plate"
    for match in _PLATED.finditer(text):
        if sum(sign.isdigit() for sign in match.group("it")) >= 2:
            yield *match.span("it"), "plate"


def _places(text: str) -> Iterator[Span]:
    for pattern in _ADDRESSES:
        for match in pattern.finditer(text):
            yield match.start(), match.start() + len(match.group().rstrip(" ,.")), "address"
    for match in _BEFORE_POSTCODE.finditer(text):
        yield match.start(), match.end(), "address"
    for match in _POSTCODED.finditer(text):
        yield *match.span("it"), "postcode"
    for match in _POSTCODE.finditer(text):
        written = match.group()
        if not _YEAR.fullmatch(written) and not _UNITS.match(text, match.end()):
            yield match.start(), match.end(), "postcode"


def _figures(written: str) -> int:
    return sum(map(str.isdigit, written))


def _orders(text: str) -> Iterator[Span]:
    """Numbers that are announced."""
    for pattern in (_LABELLED, _ACCOUNT):
        for match in pattern.finditer(text):
            yield match.start(), match.end(), "order_number"
    for match in _KNOWN_BY.finditer(text, timeout=2):
        if _figures(match.group("it")) >= 4 and not _UNITS.match(text, match.end()):
            yield *match.span("it"), "order_number"
    for match in _LETTERS_FIRST.finditer(text, timeout=2):
        if _figures(match.group("it")) >= 4:
            yield *match.span("it"), "order_number"
    for pattern in (_ORDER, _LOCATOR, _HASHED):
        for match in pattern.finditer(text):
            written = match.group("it")
            enough = _figures(written) >= 3 or (len(written) >= 8 and "-" in written)
            if not _YEAR.fullmatch(written) and (pattern is _LOCATOR or enough):
                yield *match.span("it"), "order_number"


def _openers(text: str) -> Iterator[Span]:
    """What is typed at a door or after a number."""
    for pattern in (_OPENER, _CODED):
        for match in pattern.finditer(text, timeout=2):
            yield *match.span("it"), "order_number"
    for match in _TYPED.finditer(text):
        yield match.start(), match.end(), "order_number"
    for match in _EXTENSION.finditer(text):
        yield *match.span("it"), "phone"


def _codes(text: str) -> Iterator[Span]:
    """Numbers that are told by their shape alone."""
    for match in _IBAN.finditer(text):
        yield match.start(), match.end(), "iban"
    for match in _GROUPED.finditer(text):
        least = 8 if _BRAND.search(text[max(0, match.start() - 24) : match.start()]) else 7
        mixed = any(map(str.isalpha, match.group())) and _figures(match.group()) >= least
        if mixed and not _told_otherwise(text, match.start(), match.end()):
            yield match.start(), match.end(), "order_number"
    for pattern in (_MIXED, _UUID, _CAPITALS):
        for match in pattern.finditer(text):
            if not _told_otherwise(text, match.start(), match.end()):
                yield match.start(), match.end(), "order_number"


def _digits(text: str) -> Iterator[Span]:
    for match in _LONG.finditer(text):
        if not _told_otherwise(text, match.start(), match.end()):
            yield match.start(), match.end(), "order_number"
    for match in _IN_GROUPS.finditer(text):
        written = match.group()
        digits = sum(map(str.isdigit, written))
        plain = _YEAR.fullmatch(written) or _TIMES.fullmatch(written) or _dated(written)
        if (
            digits >= 7
            and not plain
            and not regex.fullmatch(r"\d{2}(?:[/-]\d{2,3})?-\d{3}", written)
            and not _UNITS.match(text, match.end())
        ):
            yield match.start(), match.end(), "phone"


_RECENT = regex.compile(r"\d{1,2}([./-])\d{1,2}\1(?:20)?\d\d|20\d\d([./-])\d{1,2}\2\d{1,2}")
_THOUSANDS = regex.compile(r"\d{1,3}(?:[., \u00a0]\d{3})+")


def _dated(written: str) -> bool:
    return bool(_RECENT.fullmatch(written) or (_THOUSANDS.fullmatch(written) and "." in written))


#: “Shimano BT-E8036”: a code after a name is what something is called.
_BRAND = regex.compile(r"(?<=\p{Ll}[,:]?\s|\d\s|[(])\p{Lu}\p{Ll}+(?:\s\p{Lu}\p{L}*)?\s$")
#: Where every noun begins large, a name of a thing can't be told by that.
_GERMAN = regex.compile(r"(?<!\p{L})(?:der|das|und|ist|nicht|Ihr|wir|Sie|dein)(?!\p{L})")
_CUE = regex.compile(
    rf"(?<![\p{{Latin}}\p{{Cyrillic}}])(?:{_ORDER_WORDS}|\p{{L}}*n(?:umme)?r\.?)\P{{L}}{{0,3}}$", regex.IGNORECASE
)


def _told_otherwise(text: str, start: int, end: int) -> bool:
    """A model, an error, a distance: a number of nobody."""
    few = sum(map(str.isdigit, text[start:end])) <= (5 if not _GERMAN.search(text) else 0)
    if regex.fullmatch(r"\d{2}(?:[/-]\d{2,3})?-\d{3}", text[start:end]):
        return True  # a tyre's size
    if few and _BRAND.search(text[max(0, start - 24) : start]) and not _CUE.search(text[max(0, start - 40) : start]):
        return True
    if end - start >= 9 and sum(map(str.isdigit, text[start:end])) >= 8:
        return bool(_UNITS.match(text, end))
    return bool(_NOT_CODES.search(text[max(0, start - 16) : start]) or _UNITS.match(text, end))


_LOOKS: tuple[Callable[[str], Iterator[Span]], ...] = (
    _machines,
    _dates,
    _plates,
    _places,
    _orders,
    _openers,
    _codes,
    _digits,
)
