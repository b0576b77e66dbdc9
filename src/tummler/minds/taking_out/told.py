"""What is told by a word before it: who somebody is elsewhere, the last figures of a number, a number in words."""

from __future__ import annotations

from collections.abc import Iterator

import regex

Span = tuple[int, int, str]

_CALLED = (
    r"user ?names?|user ?id|users?|log-?in(?: ?name)?|sign-?in|handle|nick(?:name)?|screen ?name|profile|account name|@|arroba|display name|alias|usuari[oa]|usuário|apelido|pseudo(?:nyme)?|identifiant|"
    r"nutzername|benutzer(?:name)?|nutzer|gebruikers?(?:naam)?|nome utente|utente|profilo|perfil|profil|uživatel\w*|användar(?:namn|e)?|brugernavn|bruger|brukernavn|bruker|käyttäjä\w*|felhasználó\w*|"
    r"kullanıcı(?: adı\w*)?|użytkownik\w*|nazwa użytkownika|login\w*|nume(?:le)? de utilizator|utilizator|логин\w*|ник\w*|пользовател\w*|користувач\w*|нік\w*|профил\w*|χρήστης?|όνομα χρήστη|"
    r"اسم المستخدم|المستخدم|حساب|שם משתמש|ユーザー名|アカウント|用户名|账号|昵称|아이디|사용자|닉네임|यूज़रनेम|ชื่อผู้ใช้|tên đăng nhập|nama pengguna|akun|"
    r"steam|psn|xbox|gamer ?tag|epic|paypal|venmo|revolut|ebay|vinted|etsy|snap(?:chat)?|viber|we ?chat|kakao|signal|spotify|instagram|insta|twitter|tik ?tok|mastodon|bluesky|facebook|strava|discord|telegram|reddit|threads|youtube|twitch|komoot|skype|konto|account|cuenta|conta|compte|as"
)
_FILL = r"(?:[\s:=\"'“„«»(,–-]{1,3}(?:is|was|es|ist|est|è|é|er|är|on|name|nombre|namens?|named|called|de|del|di|du|der|dein\w*|ihr\w*|your|tu|su|ton|votre|il tuo|je|uw|to|with|mit|con|avec|com|met|the|le|la|el|as|als|como|comme|come|account|konto|instagram)){0,3}"
#: Small letters with a mark or a figure among them are no word.
_PSEUDONYM = r"@?(?=[\w.-]{0,40}[_\d.-][\w.-]*)[\p{L}\d_][\p{L}\d_.-]{1,40}[\p{L}\d_]"
_WHO = regex.compile(rf"(?<!\p{{L}})(?i:{_CALLED}){_FILL}[\s,:=\"'“„«»(]{{1,3}}(?P<it>{_PSEUDONYM})")
_IS_WHO = regex.compile(
    rf"(?<!\p{{L}})(?i:{_CALLED})(?:\s?[:=]\s?|\s(?:is|was|es|ist|est|è|é|er|är|jest|on|to|called|named)\s|\s?[\"'“„«]\s?)[\"'“„«]?(?P<it>@?[\p{{L}}\d_][\p{{L}}\d_.-]{{3,40}})(?=[\"'”“»,.;!?)\s]|$)"
)
#: One word of small letters straight after what nothing but such a name follows.
_AFTER_WHO = regex.compile(
    r"(?<!\p{L})(?i:user ?name|log-?in name|nickname|usuario|usuário|pseudo|identifiant|nutzernamen?|benutzernamen?|gebruikersnaam|nome utente|användarnamnet?|brugernavnet?|brukernavnet?|käyttäjätunnus|felhasználónév|kullanıcı adı|логин|ник|account|profil)"
    r"\s(?P<it>@?[\p{Ll}\d][\p{Ll}\d_.-]{5,40})(?=[\s,.;!?]|$)"
)
_UNDERSCORED = regex.compile(r"(?<![\w/@.=?&-])(?=[\w.]*\p{Ll})[\p{L}\d][\p{L}\d.]*_[\p{L}\d_.]*[\p{L}\d](?![\w/=(])")
_PROFILE = regex.compile(
    r"(?<![\w@])(?:https?://)?(?:[\w-]{1,30}\.){0,2}(?:(?:instagram|facebook|fb|twitter|x|tiktok|linkedin|strava|youtube|threads|pinterest|reddit|t|vk|bsky|mastodon|twitch|github|komoot|wa|telegram|flickr|snapchat|ok|weibo|line|soundcloud|goodreads)"
    r"\.(?:com|net|me|app|social|org|tv|ru|de|ee|online))/(?:(?:u|user|users|profile|profiles|in|c|channel|athletes|people|add)/)?@?(?P<it>[\w%.-]*[\w%])"
    r"|(?<![\w@])(?:https?://)?(?:[\w-]{1,40}\.){1,3}[a-z]{2,12}/(?:@|~|(?:u|user|users|usuario|member|members|profile|profiles|profil|perfil|profilo|people|athletes?|id|author|nutzer|mitglied|membre)/)(?P<it>[\w%.-]*[\w%])",
    regex.IGNORECASE,
)
_ENDING = (
    r"end(?:ing|s|ed)?|finish\w*|last (?:four|4|three|3|two|2|five|5)?(?: (?:digits|numbers|figures))?|final|starts?|starting|begin\w*|acab\w+|termin\w*|finaliza\w*|últimos|ultimos|empieza|finit|finissant|terminant|termine|derniers|commen\w+|"
    r"endet|endend\w*|endziffern?|endung|letzten?|schluss|beginn\w*|finisc\w*|finale|ultime|ultimi|inizia\w*|eindig\w*|laatste|begint|kończ\w*|końcówk\w*|ostatni\w*|slut\w*|sista|siste|sidste|ender|loppu\w*|päätty\w*|viimeis\w*|"
    r"biten|son|sonu|konč\w*|končí|poslední\w*|posledn\w*|ultimele|termină|végződ\w*|utolsó|végű|λήγει|τελειώνει|τελευταία|закан\w*|оканч\w*|последни\w*|закінч\w*|останні\w*|завърш\w*|završ\w*|acaba|"
    r"المنتهي\w*|تنتهي|ينتهي|آخر|המסתיים|שמסתיים|המסתיימ\w*|נגמר\w*|ספרות|末尾|下4桁|下四桁|末4桁|尾号|后四位|尾數|끝자리|끝번호|अंतिम|आखिरी|ลงท้าย|ท้าย|đuôi|cuối|berakhir\w*|akhir\w*|akhiran|terakhir"
)
_LAST = regex.compile(
    rf"(?<!\p{{L}})(?i:{_ENDING})(?:[\s:.…\"“(]{{1,3}}\p{{L}}{{1,12}}){{0,4}}?[\s:.…*•xX#\"“(=-]{{0,6}}(?P<it>\d{{2,6}}(?:\s\d{{2,4}})?)(?![\d%]|[.,:]\d)",
    regex.IGNORECASE,
)
_LAST_EAST = regex.compile(
    r"(?:ลงท้าย(?:ด้วย)?|ท้าย|末尾|下4桁|下四桁|末4桁|尾号|后四位|尾數|끝자리|끝번호|بـ|ب)[が은는为是：:\s]{0,3}(?P<it>\d{2,6})(?!\d)|(?P<it>\d{3,4})(?=(?:で終わる|로 끝나|번으로 끝|으로 끝|结尾|का अंत|पर समाप्त|ile biten))"
)
_LAST_BEFORE = regex.compile(
    r"(?<!\p{L})(?i:auf|op|med|na|ile|på|mit|met|in|σε)\s(?:die\s)?(?P<it>\d{2,5})(?=\s(?i:endet|enden|endende\w*|ausgeht|eindigt|eindigend|slutar|slutter|ender|biten|päättyv\w*|končí|kończ\w*|végződ\w*))|(?P<it>\d{3,5})(?=[\s-]{0,2}(?i:ile biten|päättyv\w*|végű|-re végződ|-tel végződ|ra végződ|re végződ|no'lu kart))"
)
_MASKED = regex.compile(
    r"(?<![\p{L}\d*])(?:[*•●…]{1,4}|[#xX]{2,16}|\.{2,})(?:[*•●xX. -]{0,14})(?P<it>\d{2,6})(?![\p{L}\d%])|(?<![\d.])\.\.\s?(?P<it>\d{2,4})(?!\d)"
)
_HALF_MASKED = regex.compile(r"(?<![\w])\d{2,6}(?:[\s-]?[\dxX*•#]{2,4}){1,4}[\s-]?\d{2,5}(?!\w)")
_UNITED = regex.compile(
    r"\s?(?:days?|weeks?|months?|years?|hours?|hrs?|minutes?|mins?|km|%|€|£|\$|días|horas|meses|minutos|jours|mois|heures|tage|stunden|wochen|monate|minuten|giorni|mesi|ore|dagen|weken|maanden|dias|minuti|dni|dagar|dage|dager|週|日|天|개월|months)(?!\p{L})",
    regex.IGNORECASE,
)
_SPELLED = (
    r"oh?|zero|nought|one|two|three|four|five|six|seven|eight|nine|double|triple|treble|hundred|cero|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|doble|um|dois|três|quatro|sete|oito|nove|meia|"
    r"zéro|un|deux|trois|quatre|cinq|sept|huit|neuf|null|eins|zwo|zwei|drei|vier|fünf|sechs|sieben|acht|neun|due|tre|quattro|cinque|sei|sette|otto|nul|een|twee|drie|vijf|zes|zeven|negen|"
    r"dix|vingt|trente|quarante|cinquante|soixante|veinte|treinta|cuarenta|cincuenta|sesenta|setenta|ochenta|noventa|diez|ten|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|ноль|один|два|три|четыре|пять|шесть|семь|восемь|девять"
)
_IN_WORDS = regex.compile(
    rf"(?<![\p{{L}}\d])(?:(?:{_SPELLED}|\d{{1,4}})[\s,.–-]{{1,3}}){{4,16}}(?:{_SPELLED}|\d{{1,4}})(?![\p{{L}}\d])",
    regex.IGNORECASE,
)
_A_WORD = regex.compile(rf"(?<!\p{{L}})(?:{_SPELLED})(?!\p{{L}})", regex.IGNORECASE)
#: jonas (punkt) hartl: a point in words, in brackets or between two words.
_DOT = r"(?:\s?[\[({]\s?(?:dot|punto|point|ponto|punkt|kropka|piste|tečka|punct|pont)\s?[\])}]\s?|\s(?:dot|punto|ponto|punkt|kropka)\s)"
_AT_WORDS = regex.compile(
    rf"(?<![\w.+@-])(?:[\w+-]{{1,40}}{_DOT}){{0,3}}"
    r"[\w.+-]{1,64}(?:\s?[\[({<]\s?(?:at|arroba|arobase|ät|chiocciola|apenstaartje|собака|a)\s?[\])}>]\s?|\s(?:arroba|arobase|chiocciola|at(?=\s[\w-]{1,63}\s?[\[({]?\s?dot))\s)[\w-]{1,63}(?:(?:\.|\s?[\[({]?\s?(?:dot|punto|point|ponto|punkt)\s?[\])}]?\s?)(?=[\w-]*[a-z])[\w-]{2,24}){1,4}(?![\w@])|"
    r"(?<![\w.+@-])[\w.+-]{1,64}\s@\s?[\w-]{1,63}(?:\.[\w-]{2,24}){1,4}|(?<![\w.+@-])[\p{L}\d.+_-]{1,64}@[\p{L}\d-]{1,63}(?:\.[\p{L}\d-]{2,24}){1,4}",
    regex.IGNORECASE,
)


def find_told(text: str, own: frozenset[str]) -> Iterator[Span]:
    """Names elsewhere, links to them, last figures, numbers and e-mail addresses in words."""
    yield from _elsewhere(text, own)
    yield from _last_figures(text)
    for match in _IN_WORDS.finditer(text, timeout=2):
        if len(_A_WORD.findall(match.group())) >= 3:
            yield match.start(), match.end(), "phone"
    for match in _AT_WORDS.finditer(text, timeout=2):
        yield match.start(), match.end(), "email"


def _elsewhere(text: str, own: frozenset[str]) -> Iterator[Span]:
    for pattern in (_WHO, _IS_WHO, _AFTER_WHO):
        for match in pattern.finditer(text, timeout=2):
            written = match.group("it").rstrip(".-")
            end = match.start("it") + len(written)
            pseudonym = _is_pseudonym(written, marked=pattern is _WHO) and text[end : end + 1] != "@"
            if pseudonym and written.lstrip("@").casefold() not in own:
                yield match.start("it"), end, "handle"
    for match in _UNDERSCORED.finditer(text):
        if match.group().casefold() not in own:
            yield match.start(), match.end(), "handle"
    for match in _PROFILE.finditer(text):
        if match.group("it").casefold() not in own:
            yield match.start(), match.end(), "link"


def _last_figures(text: str) -> Iterator[Span]:
    """Of a card, an account or a phone; a year or a day that something ends on is none."""
    for pattern in (_LAST, _LAST_EAST, _LAST_BEFORE, _MASKED):
        for match in pattern.finditer(text, timeout=2):
            if not _UNITED.match(text, match.end("it")) and not _A_YEAR.search(match.group()):
                yield *match.span("it"), "order_number"
    for match in _HALF_MASKED.finditer(text, timeout=2):
        if regex.search(r"[xX*•#]{2}", match.group()):
            yield match.start(), match.end(), "card"


def _is_pseudonym(written: str, *, marked: bool) -> bool:
    """No number, no word, no name that another rule knows better."""
    if len(written) < 3 or written.replace(".", "").isdigit():
        return False
    signs = regex.search(r"[_\d.]", written[1:])
    if marked:
        return bool(signs or regex.search(r"^[_\d]|-.*\d|\d.*-", written))
    return bool(signs) or not (written in _PLAIN or written[0].isupper() or written.endswith(_FORMS))


_A_YEAR = regex.compile(
    r"(?:\b(?:in|by|until|during|end of|en|em|im|bis|fin|nel|fino al|eind)\s)(?:19|20)[0-4]\d$", regex.IGNORECASE
)
#: How a word ends that tells what became of an account.
_FORMS = ("ing", "ed", "ado", "ada", "ido", "ato", "iert", "eerd", "ent")
#: What may stand where a name elsewhere would.
_PLAIN_WORDS = (
    "again anymore opnieuw nieuw weer already still locked blocked open active closed wrong right correct okay fine ready safe gone empty free gratis not only also then with from your this that what which page settings "
    "bereits wieder jetzt gesperrt offen aktiv correcto bloqueado activo abierto cerrado bloqué actif ouvert fermé fermée bloqueada ativa ativo bloccato attivo geblokkeerd actief gesloten zablokowane required needed public private "
    "temporarily automatically correctly currently details number balance holder owner online anymore password oder und and with mit avec para pour voor utente ancora nuovamente nuevamente novamente encore toujours"
)
_PLAIN = frozenset(_PLAIN_WORDS.split())
