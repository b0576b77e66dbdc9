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
_PART = r"\p{Lu}[\p{L}\p{M}'’]*(?:-\p{Lu}?[\p{L}\p{M}'’]+)*"
_PARTICLES = r"de|del|de la|de los|de las|da|do|dos|das|van|von|van der|van den|van de|von der|vom|zu|zur|der|den|di|della|dello|degli|dal|du|des|le|la|el|al|bin|ben|ibn|ter|ten|te|op de|in het|y|e|av|af|ap|san|santa|st"
_NAME = rf"(?:(?i:van|von|de|el|al|la|le|den|der|ter|ten|di|da|dos|du|bin|ben)\s){{0,3}}{_PART}\.?(?:\s(?:(?i:{_PARTICLES})\s)?{_PART}(?:\.(?=\s\p{{Lu}}[\p{{L}}’']))?){{0,3}}"
_OTHER = r"[\p{Arabic}\p{Devanagari}\p{Hangul}\p{Han}\p{Katakana}\p{Hiragana}]{1,12}"
_GREETINGS = (
    r"hi|hello|hey|hiya|dear|morning|good morning|good afternoon|good evening|evening|afternoon|howdy|greetings|"
    r"hola|buenas|buenos d[ií]as|buenas tardes|buenas noches|querid[oa]|estimad[oa]|apreciad[oa]|"
    r"ol[áa]|oi|bom dia|boa tarde|boa noite|car[oa]|prezad[oa]|querid[oa]|"
    r"bonjour|bonsoir|salut|coucou|cher|ch[èe]re|bonne journ[ée]e|"
    r"hallo|moin|servus|gr[üu][ßs]+ (?:dich|sie|gott)|guten tag|guten morgen|guten abend|lieber?|sehr geehrter?|werter?|"
    r"ciao|buongiorno|buonasera|salve|gentile|egregi[oa]|hoi|beste|goedemorgen|goedemiddag|geachte|dag|hej|hei|"
    r"cze[śs][ćc]|dzie[ńn] dobry|witaj|drog[ia]|szanown[yai]|merhaba|selam|say[ıi]n|sevgili|namaste|namaskar|"
    r"здравствуйте|привет|добрый день|доброе утро|добрый вечер|уважаем(?:ый|ая)|дорог(?:ой|ая)|"
    r"g['’]day|hejsan|hallå|tjena|heisann|moikka|hejhej|hei hei|afternoon all|hola de nuevo|hiya|heya|ciao ciao|ahoi|guten tach|kia ora|yo|all[ôo]|gr[üu]e?zi|gr[üu]ss gott|hall[öo]chen|tach|gr[üu]ß dich|liebe[rs]?|hoi|heyhey|goeden? ?(?:morgen|avond|middag|dag)|lieve|k[æj]+re|kj[æa]re|god (?:morgen|dag|kveld|kväll|aften)|bästa|hyvä|terve|moi|hei|"
    r"kedves|tisztelt|jó napot|szia|sziasztok|bun[ăa](?: ziua| seara| dimineața)?|stimat[ăe]?|drag[ăaio]|v[áa]ž[ea]n[ýáa]|mil[ýáa]|ahoj|dobr[ýéy] (?:den|deň|dan|večer|ráno)|pozdrav\w*|poštovan[ai]|zdravo|živjo|spoštovan[ai]|tere|sveik[is]|labas|"
    r"γεια(?: σ(?:ου|ας))?|καλημ[έε]ρα(?: σας)?|καλησπέρα(?: σας)?|αγαπητ[ήέόε]|вітаю|доброго дня|добрий (?:день|вечір|ранок)|доброго ранку|шановн(?:ий|а)|дорог(?:ий|а)|здравейте|здрасти|"
    r"ch[àa]o(?: anh| chị| bạn)?|xin chào(?: anh| chị)?|h[ae]lo|hai|selamat (?:pagi|siang|sore|malam)|bon dia|bona tarda|benvolgu(?:t|da)|benvingu(?:t|da)|kaixo|ola|habari|jambo|kumusta|dia duit|kiitos|iyi günler|günaydın|iyi akşamlar|değerli|sayın|"
    r"boas|estimad[oa]|ilustr[ei]\w*|exm[oa]|spett(?:abile|\.)|carissim[oa]|bentornat[oa]|bienvenid[oa]|bem.vind[oa]|bienvenue|willkommen|welkom|welcome back|so sorry|very sorry|hi again|hello again|hola de nuevo|rebonjour|re-?bonjour|hallo nochmals?"
)
_HONORIFICS = (
    r"mr|mrs|ms|mx|miss|d\.?[ªº]|m\.ª|eng\.?[ºª]|heer|dr|prof|sir|madam|sr|sra|srta|don|doña|señora?|señorita|herrn?|frau|monsieur|madame|mme|mlle|m|"
    r"signora?|signorina|signor[ei]?|sig\.?(?:ra|na)?|dott\.?(?:ssa)?|avv|geom|ing|rag|senhora?|dona|seu|seo|exm[oa]\.?|lady|lord|rev|capt|cpt|sgt|pfr|mag|pr|master|maître|mtre|fräulein|lic|doctora?|profesora?|famil(?:y|ie|ia|le|ille)|família|famiglia|famille|rodzin\w*|señores|fru|frøken|fröken|rouva|herra|paní|pane|slečn[ao]|пан[еіу]?|пан[аи]|господж?[ао]|κύρι[εο]ς?|κυρία|κας?|κου|doamn[aăei]|domnul\w*|dl|dna|d-?na|gospodin\w*|gospođ?[ao]|г-жо|meneer|mevrouw|dhr|mw|pan[ia]?|panu|panią|panem|panie|bay|bayan|shri|smt|господин|госпожа|г-жа|г-н"
)
_TOLD = (
    r"heter|hedder|heißt|heet|se llama|s['’]appelle|si chiama|se chama|jmenuje se|nazywa się|numește|hos|my name is|my name's|i am|i'm|this is|it's|me llamo|mi nombre es|soy|le atiende|te atiende|je m['’]appelle|je suis|mon nom est|ich bin|ich heiße|"
    r"mein name ist|mi chiamo|sono|il mio nome è|me chamo|meu nome é|sou|aqui é|ik ben|mijn naam is|nazywam się|jestem|ben|benim adım|меня зовут|"
    r"in the name of|under the name(?: of)?|in your name|on the name|name(?:d)?|called|ask for|asked for|speak to|speak with|spoke to|spoke with|talk to|talked to|signed by|colleague|"
    r"my manager|husband|wife|son|daughter|partner|brother|sister|mother|father|mum|mom|dad|neighbou?r|account holder|passenger|rider|driver|guest|recipient|addressed to|"
    r"a nombre de|pregunta por|pregunte por|habla con|hable con|hablado con|hablaste con|compañer[oa]|titular|pasajer[oa]|conductor|marido|mujer|hij[oa]|herman[oa]|vecin[oa]|destinatari[oa]|"
    r"au nom de|demandez|parler à|parlé à|parlez à|collègue|titulaire|mari|femme|fils|fille|voisine?|passag[eè]re?|destinataire|conducteur|"
    r"auf den namen|kolleg(?:e|in|en)|kontoinhaber(?:in)?|fragen sie nach|frag nach|sprich mit|sprechen sie mit|sohn|tochter|nachbar(?:in|n|s)?|klingel(?:t|n)?(?: bei| mit)?|suona a|campanello|citofono|sonnez chez|sonnette|interphone|doorbell|buzzer|timbre|domofon|fahrer(?:in)?|empfänger(?:in)?|"
    r"a nome di|chied[ai] di|collega|intestatari[oa]|passegger[oa]|marito|moglie|figli[oa]|em nome d[eao]|fal[ea] com|colega|filh[oa]|passageir[oa]|vizinh[oa]|motorista|op naam van|vraag naar|collega|"
    r"family|famil(?:ie|le|ia)|household|flatmate|housemate|roommate|boyfriend|girlfriend|fiancée?|late husband|late wife|tenant|landlord|landlady|patient|member|payee|attention of|attn:?|fao|c/o|care of|signed for (?:as|by)|left (?:it )?with|handed to|registered to|belongs to|made out to|"
    r"(?:main|named|second) driver|beneficiary|bénéficiaire|beneficiari[oa]|begünstigte[rn]?|(?:middle|first|last|maiden|family) name|surname|(?:recorded|written|spelt|spelled|known) as|titular:?|will read|little|toddler|infant|menor|petite?|kleine[rn]?|piccol[oa]|"
    r"grandpa|grandma|granny|your nan|nanny|aunt(?:ie|y)|abuelit[oa]|tonton|tatie|"
    r"granddaughter|grandson|aunt|uncle|cousin|niece|nephew|abuel[oa]|tí[oa]|prim[oa]|sobrin[oa]|inquilin[oa]|espos[oa]|padre|madre|av[óô]|cônjuge|marido|mulher|mãe|pai|épou[sx]e?|conjoint|père|mère|locataire|ehemann|ehefrau|mann|vater|mutter|mieter|"
    r"partnerin|bruder|schwester|klingel(?:t)?(?: bei)?|padre|madre|fratello|sorella|vicin[oa]|compagn[oa]|buurman|buurvrouw|buren|familie|zoon|dochter|vrouw|man|broer|zus|collega|bewoner|sąsiad\w*|mąż|żona|syn|córka|granne\w*|nabo\w*|naapuri\w*|ring på hos|komşu\w*|eşi(?:niz)?|"
    r"soused\w*|vecin\w*|szomszéd\w*|συζυγ\w*|γείτον\w*|сосед\w*|муж\w*|жен\w*|сусід\w*|чоловік\w*|дружин\w*|получател\w*|одержувач\w*|intestat\w* a|ausgestellt auf|läuft auf|lautet auf|im namen|namens|met name|à l'attention de|a la atención de|a/c|aos cuidados de|z\.? ?hd\.?|t\.a\.v\.|"
    r"na nazwisko|adına|на имя|by|de parte de|gracias a|thanks to|grâce à|dank|grazie a|graças a"
)
#: Who comes to people, and is called by name.
_WHO_COMES = (
    r"driver|technician|engineer|fitter|courier|plumber|electrician|nurse|carer|mechanic|instructor|guide|host|contact|agent|advis[eo]r|helper|conductor[ae]?|repartidor[ae]?|técnic[oa]|mensajer[oa]|instalador[ae]?|enfermer[oa]|monitor[ae]?|"
    r"chauffeur|livreu[rs]e?|technicien(?:ne)?|plombier|infirmi[eè]re?|fahrer(?:in)?|techniker(?:in)?|monteur(?:in)?|kurier(?:in)?|ansprechpartner(?:in)?|autista|tecnico|corriere|idraulico|infermier[ea]|bezorger|koerier|chauffeur|kierowca|serwisant|monter|montör(?:en)?|montør(?:en)?|föraren?|sjåføren?|motorista|entregador[ae]?|técnic[oa]"
)
_THANKS = (
    r"thanks(?: again)?|thank you(?: so much| very much)?|cheers|sorry|apologies|welcome|glad|great|perfect|done|hope that helps|happy riding|bye|no worries|sure|of course|yes|no|ok|okay|right|"
    r"gracias|perdona|perdone|lo siento|disculpa|disculpe|de nada|listo|hecho|claro|sí|un saludo|saludos|vale|perfecto|buen viaje|"
    r"merci|d[ée]sol[ée]e?|de rien|c['’]est fait|oui|non|bien sûr|bonne route|danke|sorry|tut mir leid|entschuldigung|gern(?:e)?|ja|nein|erledigt|gute fahrt|grazie|scusa|scusi|mi dispiace|prego|fatto|"
    r"obrigad[oa]|desculp[ae]|de nada|pronto|feito|claro|sim|bedankt|dank je|sorry|graag gedaan|klaar|dziękuj[eę]|przepraszam|teşekkürler|üzgünüm|спасибо|извините|готово"
)  # fmt: skip
_CLOSINGS = (
    r"regards|best|best wishes|kind regards|warm regards|sincerely|cheers|yours|love|xx?|saludos(?: cordiales)?|un saludo|atentamente|un abrazo|abrazos|besos|cordialmente|cordialement|bien à vous|bises|"
    r"amicalement|bonne journée|viele grüße|liebe grüße|beste grüße|mit freundlichen grüßen|mfg|lg|vg|gruß|grüße|cordiali saluti|saluti|a presto|atenciosamente|abraços|abraço|cumprimentos|att|groet|groetjes|groeten|"
    r"met vriendelijke groet|pozdrawiam|saygılarımla|sevgiler|с уважением"
)
_ADDRESSED = (
    regex.compile(rf"(?<!\p{{L}})(?i:{_GREETINGS})[\s,]{{1,3}}(?:(?i:there|again|you|zusammen|kak|pak|bu|mbak|mas|anh|chị|bạn|cô|ông|bà|love|mate|my dear)[\s,]{{1,2}})?(?:(?i:{_HONORIFICS})\.?\s)?(?P<it>{_NAME})(?=\s*[,;:!.…?—–\n-]|\s*$|\s\p{{Lu}}?[\p{{Ll}}'’\p{{So}}(I])"),
    regex.compile(rf"(?<![\p{{L}}.])(?i:{_HONORIFICS})\.?\s(?P<it>{_NAME})"),
    regex.compile(rf"(?<!\p{{L}})(?i:{_HONORIFICS})\.?\s(?P<it>d['’]\p{{Lu}}\p{{L}}{{2,}})"),
    regex.compile(rf"(?<!\p{{L}})(?i:{_TOLD})(?:\s(?i:is|es|ist|est|è|é|señor|señora|mr|mrs|our|de|el|la|von))?(?:,\s|[\s:]{{1,2}})[\"“«„]?(?P<it>{_NAME})"),
    regex.compile(rf"(?<!\p{{L}})(?i:{_TOLD})(?:\s\p{{Ll}}+){{0,2}}[\s:]{{1,2}}[\"“«„]\s?(?P<it>\p{{Lu}}[^\"”»“\n]{{1,40}})[\"”»“]"),
    #: your driver today was Tendai; de monteur (Bas); serwisantowi Krzysztofowi
    regex.compile(rf"(?<!\p{{L}})(?i:{_WHO_COMES})(?:\s(?i:today|tomorrow|tonight|then|here|heute|morgen|hoy|mañana|aujourd['’]hui|demain|oggi|domani|vandaag|will|is|was|be|called|named|heißt|ist|war|es|era|será|se llama|s['’]appelle|c['’]est|était|è|sarà|si chiama|heet|is|to|był|jest)){{1,3}}[\s:(]{{1,2}}(?P<it>{_NAME})|(?<!\p{{L}})(?i:{_WHO_COMES})\s?[(]\s?(?P<it>{_NAME})\s?[)]|(?<!\p{{L}})(?i:serwisant\p{{L}}*|kurier\p{{L}}+|technik\p{{L}}+|tecnico|técnico|technicien|mécanicien|repartidor|fontanero|idraulico)\s(?P<it>\p{{Lu}}\p{{Ll}}{{2,}}(?:\s\p{{Lu}}\p{{Ll}}+)?)"),
    #: a booking under Achterberg
    regex.compile(rf"(?<!\p{{L}})(?i:book(?:ed|ing)|reserv(?:ed|ation)|table|room|tickets?|seats?|parcel|order|listed|filed|registered|reserviert|gebucht|läuft|réservée?|prenotat[oa]|geboekt|zarezerwowan\p{{L}}*)\s(?:(?i:is|are|ist|läuft|est|è)\s)?(?i:under|unter|sous|sotto|onder|pod)\s(?:(?i:the|dem|den|le|il|de|nom|name|namen|nome|naam|nazwiskiem|of|de|di|van)\s){{0,3}}(?P<it>{_NAME})"),
    regex.compile(rf"(?<!\p{{L}})(?i:{_THANKS})[,!.]?\s(?P<it>{_NAME})(?=\s*[,;:!.…?—–\n]|\s*$|\s(?i:x{{1,4}})(?!\p{{L}})|\s\p{{So}}|\s(?:for|so|and|but|we|I|that|your|the|por|que|pour|für|per|voor|za|:\))(?!\p{{L}}))"),
    regex.compile(rf"(?<![\p{{L}}'’-])(?P<it>{_PART}(?:\s{_PART})?)['’]s\s(?i:account|order|booking|deposit|refund|payment|complaint|request|appointment|visit|parcel|flat|house|car|van|dog|keys?|e-?mail|message|letter|case|bill|contract|insurance|subscription|card|bike|ticket|phone|address|parcel|refund|details|line|number|profile|claim|policy|meter|husband|wife|son|daughter|mother|father|seat|name)"),
    regex.compile(rf"^\s?(?:[\p{{L}}'’]{{1,14}}[ ,]{{1,2}}){{1,5}}?(?P<it>{_NAME})(?=\s?[!])"),
    regex.compile(rf"^\s?(?:[\p{{L}}'’]{{2,14}}\s){{1,3}}(?P<it>{_NAME})(?=,\s)"),
    regex.compile(rf"(?<=[\p{{Ll}}\d)»”\"]),\s(?P<it>{_NAME})(?=\s*(?:[!.…?;]|$|\n|,\s\p{{Ll}}|\p{{So}}|\s\p{{So}}|:\)|\s[:;]))"),
    regex.compile(rf"(?:(?<=^)|(?<=[.!?…\n]\s)|(?<=\n))(?P<it>{_NAME}),\s(?=\p{{Ll}}|I['’\s]|\p{{Lu}}\p{{Ll}}{{1,5}}\s)"),
    regex.compile(r"(?<![\p{L}.])(?P<it>(?:\p{Lu}\.\s?){1,2}(?:(?:de|van|von|der|den|di|da)\s){0,2}\p{Lu}[\p{Ll}'’]{2,}(?:-\p{Lu}\p{Ll}+)?)(?![\p{L}])"),
    regex.compile(r"(?<!\p{L})(?:مرحباً|مرحبا|أهلاً|أهلا|السيدة|السيد|الأستاذة|الأستاذ|الدكتورة|الدكتور|المهندسة|المهندس|الآنسة|أستاذة|أستاذ|عزيزي|عزيزتي|باسم)\s(?P<it>\p{Arabic}{2,12}(?:\s\p{Arabic}{2,12}){0,3}?)(?=\s?[،,.:!])"),
    regex.compile(rf"(?<![\p{{L}}'’-])(?P<it>{_PART}(?:\s{_PART})?)\s(?:Hanım|Bey|Hanim|Abla|Abi|úr|asszony|néni|bácsi|ji|san|sensei|sama)(?!\p{{L}})"),
    regex.compile(rf"(?<!\p{{L}})(?:Anh|Chị|Cô|Chú|Ông|Bà|Bạn|Pak|Bu|Bapak|Ibu|Kak|Mbak|Mas)\s(?P<it>{_NAME})"),
    regex.compile(r"(?<=,\s)(?:ο|η|τον|την|του|της)\s(?P<it>\p{Lu}\p{Greek}{2,14})(?=[,.])"),
    regex.compile(r"(?:הטכנאית?|השליחה?|הנהגת?|הנציגה?|החשמלאי)\s(?P<it>\p{Hebrew}{2,12})(?=\s(?:יגיע|תגיע|יתקשר|תתקשר|מגיע|בדרך))"),
    regex.compile(r"(?:^\s?|[,，!！~]\s?)(?P<it>\p{Han}{2,3})(?=[您你]好)"),
    regex.compile(r"(?P<it>\p{Lu}\p{Ll}{2,20}n)(?=\snimel(?:lä|le))"),
    regex.compile(rf"(?<!\p{{L}})(?i:abhol\p{{L}}*|liegt|hinterlegt|pick ?up|collect\p{{L}}*|ritir\p{{L}}*|recog\p{{L}}*)(?:[^.!?\n]|\.\s?\d|(?<=str)\.){{1,40}}?\s(?i:auf|on the name)\s(?P<it>{_NAME})(?=[\s,.;!?]|$)"),
    regex.compile(r"(?<!\p{L})(?i:desk|counter|reception|waiting|filed|kept|there)\s(?i:for you\s)?(?i:under)\s(?P<it>\p{Lu}[\p{L}'’-]{2,24})(?=[.,;!?]|$)"),
    regex.compile(r"(?:คุณ|นาย|นางสาว|นาง)\s?(?P<it>[\p{Thai}]{2,24}(?:\s[\p{Thai}]{2,24}(?=\s(?:ค่ะ|ครับ|นะ)))?)"),
    regex.compile(r"(?:שלום(?: רב)?|היי|הי|לכבוד|גברת|גב['׳]|מר|אדון|ד[\"״]ר|בשם)[\s,]{1,2}(?:(?:גברת|גב['׳]|מר)\s)?(?P<it>[\p{Hebrew}'׳]{2,14}(?:\s(?!הזמנ|החזר|המנוי|הטכנ|תודה|את|אני|אנחנו)[\p{Hebrew}'׳]{2,14}(?=[,.!]))?)"),
    regex.compile(r"(?P<it>(?!고객|회원|기사|손님)\p{Hangul}{2,4})\s?(?:고객|회원|사장|선생|손님|팀장|대리)\s?님"),
    regex.compile(r"(?P<it>\p{Devanagari}[\p{Devanagari}\p{M}]{1,14}(?:\s\p{Devanagari}[\p{Devanagari}\p{M}]{1,14})?)\s(?:जी|साहब|भाई|दीदी|मैडम|सर)(?![\p{Devanagari}\p{M}])"),
    regex.compile(r"(?P<it>\p{Han}{1,3})(?=先生|小姐|女士|太太|老师|同学|总)"),
    regex.compile(rf"(?:^|\n|[.!?…]\s)\s*(?i:{_CLOSINGS})[\s,.!–-]{{1,4}}(?P<it>{_NAME})"),
    regex.compile(r"(?P<it>(?:[\^~*]|(?<=\s)[—–-]{1,2}|(?<=\s)/)\s?\p{Lu}[\p{L}.'’-]{0,24}(?:\s\p{Lu}[\p{L}.'’-]{0,24}){0,2})(?=\s*$|\s*\n)"),
    regex.compile(r"(?P<it>[\^]\s?\p{L}{1,20})"),
    regex.compile(r"(?P<it>[\p{Han}\p{Katakana}\p{Hiragana}ー]{1,8}?)(?:さん|様|さま|くん|ちゃん|氏|先生|小姐|女士)|(?P<it>(?!고객|회원|기사|손님|담당|직원|선생)\p{Hangul}{2,4})\s?(?:님|씨)|(?P<it>\p{Han}{2,3})(?=先生|小姐|女士)"),
    regex.compile(rf"(?<!\p{{L}})(?:مرحباً|مرحبا|أهلاً|أهلا|السيدة|السيد|الأستاذة|الأستاذ|أستاذة|أستاذ|عزيزي|عزيزتي|شكرا|شكراً|يا|الأخ|الأخت|باسم|नमस्ते|हाय|हैलो|श्री|श्रीमती|प्रिय|धन्यवाद|您好|你好|亲爱的)(?![\p{{Arabic}}\p{{Devanagari}}])(?:\sيا|\sالسيدة?)?[\s،,]{{0,2}}(?P<it>{_OTHER}(?:\s\p{{Devanagari}}{{2,12}})?)(?:\sजी)?"),
)  # fmt: skip


def find_names(text: str, names: Collection[str], own: frozenset[str]) -> Iterator[Span]:
    """Handles, names that are known from the conversation, names that are addressed or told, usual given names."""
    for match in _HANDLE.finditer(text):
        if match.group().lstrip("@").casefold() not in own:
            yield match.start(), match.end(), "handle"
    yield from _known(text, names, own)
    for match in _ADDRESSED[0].finditer(text, timeout=2):
        if match.group("it").casefold() in _lists()[0] | _lists()[1]:  # “Hi Will,”
            yield *match.span("it"), "name"
    for pattern in _ADDRESSED:
        for match in pattern.finditer(text, timeout=2):
            yield from _titled(text, _somebody(text, *match.span("it"), own))
    yield from _titled(text, _given(text, own))
    yield from _small(text, own)
    yield from _titled(text, _honoured(text))


#: Whatever follows one of these is a name, be it a word or small: Ms Will, Sig. Lo Russo, mr da costa.
_SURE = r"mrs?\.?|ms\.?|mx|sig\.?(?:ra|na)?\.?|sr\.|sra\.|d\.?ª|señora?|herrn?|mme|mlle|monsieur|madame|mevrouw|mw\.|meneer|dhr\.|(?:geachte|beste)\sheer"
_HONOURED = (
    regex.compile(
        rf"(?<![\p{{L}}.])(?i:{_SURE})\s(?P<it>(?:Lo|La|Li|Del?|Della|Di|Da)\s{_PART}|{_NAME}(?:\s[ye]\s{_PART}(?:\sde\s{_PART})?)?)"
    ),
    regex.compile(
        r"(?<![\p{L}.])(?:mrs?|ms|sra?\.|sig\.(?:ra)?|mme|mlle|dhr\.?|mevr\.?)\s(?P<it>(?:(?:de|da|di|del|van|von|der|den|la|le|el|al|dos|san)\s){0,3}\p{Ll}[\p{L}'’-]{2,})"
    ),
)


def _honoured(text: str) -> Iterator[Span]:
    for pattern in _HONOURED:
        for match in pattern.finditer(text, timeout=2):
            yield match.start("it"), match.start("it") + len(match.group("it").rstrip(".")), "name"


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


_SAID = regex.compile(rf"(?:{_GREETINGS}|{_THANKS}|{_CLOSINGS})", regex.IGNORECASE)


_LARGE_AGAIN = regex.compile(r"\s(?:(?:la|las|los|der|den)\s)?\p{Lu}")


def _somebody(text: str, start: int, end: int, own: frozenset[str]) -> Iterator[Span]:
    """The words of a stretch as far as they can be a name."""
    first = last = -1
    for match in regex.finditer(r"[\p{L}\p{M}'’.^~*/-]+", text[start:end]):
        word = match.group().strip(".'’^~*/-—– ").casefold()
        if word in _nobody() or word in own or _SAID.fullmatch(word):
            if first < 0:
                continue
            if match.group().islower() and _LARGE_AGAIN.match(text, start + match.end()):
                continue  # Sáenz de Tejada
            break
        first = match.start() if first < 0 else first
        last = match.end()
    if first >= 0 and (last - first > 1 or regex.match(r"\p{Han}", text[start + first])):
        yield start + first, start + last, "name"


#: “Camden Street”, “Victoria Station”: nobody, whoever it was called after.
_PLACE_AFTER = regex.compile(
    r"(?:\s\p{Lu}\p{Ll}+)?\s(?i:street|st\.|road|rd|lane|avenue|square|station|airport|centre|center|mall|park|bridge|terminal|depot|store|shop|branch|bus|line|hospital|university|straße|platz|bahnhof|allee|gare)(?!\p{L})"
)


def _given(text: str, own: frozenset[str]) -> Iterator[Span]:
    usual, words = _lists()
    following = regex.compile(rf"(?:\s(?:(?:{_PARTICLES})\s)?{_PART}){{0,2}}")
    for match in regex.finditer(r"(?<![\p{L}\d@#/.'’-])\p{Lu}[\p{L}]+(?:-\p{Lu}\p{L}+)?(?![\p{L}\d@])", text):
        word = match.group().casefold()
        if word in own:
            continue
        parts = word.split("-")
        if _PLACE_AFTER.match(text, match.end()):
            continue
        inside = not regex.search(r"(?:^|[.!?…:\n•]\s*|[\"“«(]\s*)$", text[max(0, match.start() - 8) : match.start()])
        parts = [part.removesuffix("s") if len(part) > 5 and part not in usual else part for part in parts]  # Torbjörns
        if (any(part in usual for part in parts) and all(part in usual or part in words for part in parts)) or (
            word in words and inside
        ):
            after = following.match(text, match.end())
            end = after.end() if after else match.end()
            yield from _somebody(text, match.start(), end, own)


def _titled(text: str, found: Iterator[Span]) -> Iterator[Span]:
    """A title goes with its name, and so does whoever is named with it."""
    for start, end, kind in found:
        small = _BEFORE_NAME.search(text, max(0, start - 24), start)
        first = small.start() if small else start
        title = _TITLE.search(text, max(0, first - 40), first)
        possessive = _POSSESSIVE.match(text, end)
        last = possessive.end() if possessive else end
        yield title.start() if title else first, last, kind
        other = _AND_WHO.match(text, last)
        if other:
            yield *other.span("it"), kind


_POSSESSIVE = regex.compile(r"['’]s(?!\p{L})")
_AND_WHO = regex.compile(
    rf",?\s(?:and|not|&|y|et|und|e|og|och|i|och|ja|και|и|та|en|a|și|és|ve)\s(?P<it>{_PART}(?:\s{_PART})?)(?=[,!.:;]|\s(?:at|from|have|are|were|who)|$)"
)
_BEFORE_NAME = regex.compile(
    r"(?<![\p{L}.])(?:(?:El|Al|La|Le|De|Van|Von|Der|Den|Du|Di|Da|Dos|Ben|Bin|Ter|Ten|St|van|von)\s(?:(?:de|den|der|het|la)\s)?)+$"
)
_TITLE = regex.compile(
    rf"(?<![\p{{L}}.])(?:(?i:{_HONORIFICS}|d|tonton|tata|tatie|ma['’]?am|signorina|grand(?:pa|ma|dad)|granny|nan|nonn[oa]|abuel[oa]|oma|opa|mamie|papi[e]?|vov[óôo]|av[óô]|babcia|dziadek|mormor|farfar|uncle|aunt(?:ie)?|onkel|tante|zia|zio|t[íi][oa])\.?\s(?:(?:and|&|und|et|y|e|en)\s)?){{1,3}}$"
)
_CALLING = regex.compile(
    rf"(?:(?<!\p{{L}})(?i:{_GREETINGS}|{_THANKS})[\s,!]{{1,3}}|[,.!?]\s|^|\s)(?P<it>\p{{Ll}}{{3,14}})(?=\s?[,!.?]|\s*$|\n)|(?<!\p{{L}})(?i:hi|hey|hiya|hello|hola|oi|ciao|salut|hoi|hallo|hej|moin|thanks|cheers|sorry)\s(?P<it>\p{{Ll}}{{3,14}})(?!\p{{L}})"
)


#: “omg zadie 😭”, “haii noor,”: whoever comes right after such a word is called, however small they are written.
_CHATTED = regex.compile(
    r"(?<!\p{L})(?i:h+a*i+|h+e+y+a*|h+e+l+o+|h+o+l+[ai]+|y+o+|o+m+g|so+z|sr+y|sorry|aw+|sala+m+|selam+|hall?o+|ho+i+|moin+|ciao+|c+o+u+c+o+u+|salut+|bjr|oi+e*|opa+|hej+|tbh|ngl|gg|thx|ty|cheers|raga|migaaa*)\s(?P<it>\p{Ll}{3,14})(?=\s?(?:,|\p{So}|\p{Emoji_Presentation}))"
)
_EVERYONE_WORDS = (
    "there all everyone everybody again love mate hun hon babe babes pal lads ladies girl girls team you your folks guys friend friends people bro sis dude man boss fam "
    "zusammen alle allen leute ihr freunde todos todas chicos chicas gente amigo amiga amigos amigas cariño guapa guapo tutti tutte ragazzi raga bella bello amore cara caro mes tous toutes les belle beau amis "
    "pessoal galera amor linda lindo iedereen allemaal schat jongens alla allihopa alle sammen wszystkim kochani arkadaşlar herkese canım about for that this what but and yes no not so the we it its sorry thanks then well"
)
_EVERYONE = frozenset(_EVERYONE_WORDS.split())


def _small(text: str, own: frozenset[str]) -> Iterator[Span]:
    """A usual given name in small letters where somebody is called by it, or everything is written small."""
    if regex.match(r"\P{L}*\p{Ll}", text):
        for match in regex.finditer(r"(?<![\p{L}\d@#/._-])\p{Ll}{4,14}(?![\p{L}\d@]|['’]\p{L}{2})", text):
            if match.group() in _lists()[0] - _nobody() - own:
                yield *match.span(), "name"
    for match in _CHATTED.finditer(text, timeout=2):
        if match.group("it") not in _EVERYONE | _nobody() | own:
            yield *match.span("it"), "name"
    for match in _CALLING.finditer(text, timeout=2):
        word = match.group("it")
        before = regex.search(r"(?<!\p{L})\p{Ll}{1,3}\s$", text[: match.start("it")])
        if word in _lists()[0] and not before and word not in _nobody() and word not in own:
            yield *match.span("it"), "name"


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
