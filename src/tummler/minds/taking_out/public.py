"""What looks personal and is everybody's: the brand's own lines, mailboxes and doors, as an answer tells them."""

from __future__ import annotations

import regex

_NUMBERS = frozenset({"phone", "order_number", "card", "postcode"})
_DOORS = frozenset({"address", "postcode"})
#: Called by everyone at no cost, or at the cost of a local call.
_FREE = regex.compile(
    r"(?:\+?44\s?|0)(?:800|808|845|844|843|870|871|330|333|343|344|345|370|300)\d?[\d\s-]{5,9}|(?:\+?1[\s.-]?)?\(?8(?:00|88|77|66|55|44|33)\)?[\s.-]\d{3}[\s.-]\d{4}|0 ?[89]00[\s/-]?[\d\s-]{4,9}|[89]0[0-9][\s.]\d{2,3}[\s.]\d{2,3}(?:[\s.]\d{2,3})?|"
    r"(?:1300|1800|1850|0818|0570|0120|4000|4004|3003|4020|1588|1544|1577|1600|1899|10086|10010|116)[\s-]?\d{3}(?:[\s-]?\d{2,4})?|444[\s-]?\d[\s-]?\d{3}|400[-\s]?\d{3,4}[-\s]?\d{3,4}|0850[\s-]?\d{3}[\s-]?\d{2}[\s-]?\d{2}|09[\s.]?69(?:[\s.]?\d\d){3}|8[\s(-]{0,2}800[\s)-]{0,2}\d[\d\s-]{6,9}|020[-\s]?\d{3,4}[-\s]?\d{2,3}|0[\s]?8\d\d[\s.]?\d{3}[\s.]?\d{3}"
)
#: Every router's own side.
_AT_HOME = regex.compile(r"(?:10|127|192\.168|172\.(?:1[6-9]|2\d|3[01]))(?:\.\d{1,3}){2,3}")
_A_MOBILE = regex.compile(r"\+|00|\(?0[67]|01[5-7]|6\d\d|7\d\d")
#: A line that is told to everyone, straight before its number.
_LINE = regex.compile(
    r"(?:(?:ring|call|phone|text|contact|reach|write to|mail|email|e-mail|message) us|hot ?line|help ?line|help ?desk|support line|phone lines?|(?<!\p{L})our (?:\p{L}+ ){0,2}(?:number|line|phone|lines|e-?mail|address|mailbox|inbox)|info(?:line|linia|linka|linje)?|customer (?:service|care|support)|free ?phone|emergenc\w*|switchboard|"
    r"llam(?:a|e|ad)(?:nos)?|llámanos|teléfono de atención|atención al cliente|escríbenos|escribe|nuestro \p{L}+|ligue|nosso \p{L}+|fale conosco|appelez(?:.nous)?|composez|notre \p{L}+|service client(?:s|èle)?|joign\p{L}+|écrivez|numéro vert|"
    r"(?<!wir )rufen sie(?: uns)?|ruf(?: uns)?(?: an)?|unsere[rnm]? \p{L}+|kundenservice|kundendienst|service.?nummer|notruf|bei fragen|fragen|chiam(?:aci|ate(?:ci)?|are il|i il)|numero verde|nostr[oa] \p{L}+|servizio clienti|scriv[ai](?:ci)?|bel(?: ons)?|klantenservice|onze? \p{L}+|mail(?:en)?(?: ons)?|"
    r"infolini\p{L}+|zadzwoń|nasz\p{L}* \p{L}+|ring(?: oss| os)|kundtjänst|kundeservice|vår\p{L}* \p{L}+|vores \p{L}+|asiakaspalvelu\p{L}*|müşteri hizmetleri\p{L}*|hattı\p{L}*|zavolejte|zákaznick\p{L}+|sunați|ügyfélszolgálat\p{L}*|εξυπηρέτηση\p{L}*|καλέστε|τηλεφωνικό κέντρο|горяч\p{L}+ лини\p{L}+|звоните|поддержк\p{L}+|гаряч\p{L}+ ліні\p{L}+|"
    r"خدمة العملاء|اتصل|שירות הלקוחות|מוקד|お問い合わせ|フリーダイヤル|サポート|客服(?:热线|电话)?|热线|고객센터|대표번호|हेल्पलाइन|ग्राहक सेवा|สายด่วน|คอลเซ็นเตอร์|tổng đài|hotline|layanan|truqui|truca)"
    r"(?:[\s:,(]{1,3}(?:free|on|at|via|under|unter|unter der|al|el|en el|no|pelo|para o|au|le|sur le|op|op het|pod|på|ao|auf|au numéro|is|es|ist|est|è|the|line|number|numer|nr|toll|gratis|a|für|immer|die|der|das|o|il|lo|dial|is:|in|e|estamos|για|по|за|номер|στο|на|de))*[\s:,(]{0,3}$",
    regex.IGNORECASE,
)
_INFO = regex.compile(
    r"(?:más info|more info|mehr infos?|plus d['’]infos?|info|meer info|altre info|mais info\p{L}*)\P{L}{1,2}(?:\p{L}{1,4}\s){0,3}$",
    regex.IGNORECASE,
)
_THEIR = regex.compile(
    r"\b(?:your|ur|his|her|their|him|tu|su|votre|ton|son|dein\p{L}*|ihr\p{L}*|suo|tuo|sua|tua|uw|jouw|je|seu|twój|pan[ai]|din|sizin|váš|ваш\p{L}*|your driver|courier|driver|repartidor|mensajero|técnico|technicien|livreur|fahrer|monteur|kurier|corriere|tecnico|koerier|estafeta|entregador)\s(?:\p{L}+\s){0,3}$",
    regex.IGNORECASE,
)
_OUR_DOOR = regex.compile(
    r"(?<!\p{L})(?:our|us at|we are|we're|estamos|somos|siamo|ci trovi|sind wir|wir sind|nous sommes|on est|wij zitten|we zitten|vi finns|vi ligger|jesteśmy|najdete nás|ne găsiți|nuestr[oa]s?|notre|nos|unser\p{L}*|nostr[oaie]|onze?\b|noss[oa]s?|nasz\p{L}*|vår\p{L}*|vores|våre?|наш\p{L}*)(?:\s[\p{L}-]{1,20}){0,5}[\s,:(]{1,3}$|"
    r"(?:\b(?:the )?(?:shop|store|branch|office|workshop|showroom|depot|station|tienda|oficina|sucursal|taller|estación|loja|agência|oficina|estação|boutique|magasin|agence|atelier|gare|laden|filiale|geschäft|werkstatt|bahnhof|büro|negozio|officina|stazione|sede|winkel|filiaal|werkplaats|station|sklep\p{L}*|salon\p{L}*|oddział\p{L}*|butik\p{L}*|affär\p{L}*|verkstad\p{L}*|"
    r"kauppa\p{L}*|myymälä\p{L}*|mağaza\p{L}*|prodejn\p{L}*|magazin\p{L}*|üzlet\p{L}*|bolt\p{L}*|κατάστημα|магазин\p{L}*|салон\p{L}*|parcel ?shop|packstation|pick.?up point|locker|botiga)"
    r"(?:\s(?:on|in|at|is at|is on|at the|in the|on the|en|de|del|da|do|na|no|du|sur|au|à|rue|está en|est au|in der|an der|am|im|der|die|in|di|via|aan|aan het|op|van|przy|på|ved|i|la|el|la calle|ist in der|w|na|στην?|на|sita in|que está en|que tenemos en|wij|we have (?:in|on|at)))*[\s:,(]{1,3}$)",
    regex.IGNORECASE,
)
_SHOP = regex.compile(
    r"(?:shop|store|branch|office|workshop|tienda|taller|loja|oficina|boutique|magasin|laden|filiale|werkstatt|geschäft|negozio|officina|winkel|werkplaats|sklep|butik\p{L}*|verkstad|kauppa|mağaza|prodejna|κατάστημα|магазин)\s",
    regex.IGNORECASE,
)
_OUR_MAIL = regex.compile(
    r"(?<!\p{L})(?:our|nuestr[oa]|notre|unser\p{L}*|nostr[oa]|ons|onze|noss[oa]|nasz\p{L}*|vår\p{L}*|vores|наш\p{L}*)(?:\s\p{L}{1,12}){1,3}[\s,:(]{1,3}$",
    regex.IGNORECASE,
)
_ROLE_WORDS = (
    "hej hei moi kundtjanst bonjour salut olá ola oi servus gruezi accueil reception rezeption empfang buchung citas turnos info help care support service services kontakt contact contacto contatto contato contacts hello hola hallo bonjour ciao hilfe aide ayuda ajuda aiuto hulp return returns sales shop store team press privacy datenschutz billing order orders claims claim atelier taller werkstatt workshop office customer customers "
    "customercare customerservice kunden kundenservice kundenservice klant klantenservice klanten noreply no reply mail admin reservas bookings booking feedback complaints kundservice kundeservice bok biuro pomoc obsluga sac suporte atendimento assistenza servizioclienti clienti clientes clients serviceclient "
    "lost lostproperty lostandfound accounts payments refunds refund warranty garantia garantie repairs repair delivery deliveries post postmaster hr jobs dpo legal asiakaspalvelu asiakas palvelu destek iletisim podpora suport soporte reclamos reclamaciones reclami retours retour devoluciones servis serwis media enquiries desk"
)
_ROLE = frozenset(_ROLE_WORDS.split())
_FREED = regex.compile(
    r"[\s,(]{1,3}(?:free|gratis|gratuit\p{L}*|kostenlos|gratuito|for free|toll.free|bezpłatn\p{L}*|ilmaiseksi|ücretsiz|бесплатно)",
    regex.IGNORECASE,
)


def is_everybodys(text: str, start: int, end: int, kind: str) -> bool:
    """Whether what was found is how everyone reaches the brand, by its shape or by what is said before it."""
    before = text[max(0, start - 60) : start]
    written = text[start:end]
    if kind == "email":
        pieces = regex.split(r"[._+-]", written.split("@")[0].casefold())
        return "@" in written and (
            all(piece in _ROLE or len(piece) < 3 for piece in pieces) or bool(_OUR_MAIL.search(before))
        )
    if _AT_HOME.fullmatch(written):
        return True
    written = regex.sub(r"^\p{Lu}{2,4}\s(?=\d)", "", written)
    if kind in _DOORS and _SHOP.match(written):
        return True
    if kind in _NUMBERS and not any(sign.isalpha() for sign in written):
        if _THEIR.search(before):
            return False
        if _FREE.fullmatch(written.strip(" .")):
            return True
        told = _LINE.search(before) or _INFO.search(before)
        if (
            bool(told or _FREED.match(text, end))
            and not _A_MOBILE.match(written)
            and sum(map(str.isdigit, written)) <= 12
        ):
            return True
    return kind in _DOORS and bool(_OUR_DOOR.search(before)) and not _THEIR.search(before)
