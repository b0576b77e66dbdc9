"""Addresses as they are written in many countries, and whatever of a door, a floor or a postcode follows them."""

from __future__ import annotations

from collections.abc import Iterator

import regex

Span = tuple[int, int, str]

_CAP = r"\p{Lu}[\p{L}'’.-]{1,24}"
_SMALL = r"(?:de la|de los|de las|del|de|da|do|dos|das|di|della|dei|degli|du|des|la|le|les|el|van de|van den|van der|van|den|der|of|the|més|y|e|i|och|und|a|'s|’s)"
_RUN = rf"(?:{_CAP}|\d{{1,2}}(?:st|nd|rd|th))(?:[\s-](?:{_SMALL}\s)?(?:{_CAP}|\d{{1,2}}(?:st|nd|rd|th))){{0,4}}"
_NO = r"(?:(?:lote|lt\.|bloco|bl\.|quadra|portal|km|n[.º°ro]{0,3}|no\.?|nr\.?|num\.?|number|č\.?|д\.|дом|буд\.|số|numara|№)\s?)?(?:s/n|б/н|\d{1,5})(?:\s?[-–/]\s?\d{1,4})?(?:\s?[a-zA-ZА-я](?![\p{L}.:]))?(?:[/-][A-Za-z\d]{1,4})?"
_EN = r"street|st|road|rd|avenue|ave|lane|ln|drive|dr|court|ct|close|crescent|cres|terrace|square|sq|boulevard|blvd|way|place|pl|gardens|grove|hill|row|parkway|pkwy|mews|quay|walk|rise|view|park|circle|cir|trail|highway|hwy|green|cottages?|paddocks?|yard|wharf|estate|house|buildings|mansions|apartments|towers?|villas?|fields?|croft|mead(?:ow)?s?|gate|end|bank|vale|heights|parade|esplanade|loop|bend|run|pike|alley|path|passage|farm|barn|lodge|mill|hall|chase|drove|brae|wynd|glen|nook|heath|common|side|fold|garth|orchard|wall|market|broadway|strand|harbour|dock|marina|causeway|ride|oval|precinct|plaza|arcade|reach|acres?|downs?|crossing|corner|ridge|lawns?|leas?|leys?|broad|cross|nagar|marg|colony|sector|enclave|bagh|vihar|puram"
_WAY_WORDS = (
    r"calle|gran v[ií]a|c/|cl\.|cra\.?|carrera|avenida|avda\.?|av\.?|plaza|pza\.?|pl\.|paseo|p[ºo]\.?|ronda|camino|travesía|glorieta|calz\.?|calzada|privada|cerrada|jirón|jr\.|pasaje|rua|r\.|travessa|tv\.|trav\.|praça|pç\.|alameda|al\.|estrada|largo|beco|rodovia|"
    r"via|viale|v\.le|piazza|p\.zza|corso|c\.so|vicolo|strada|contrada|piazzale|lungarno|ulica|ul\.|aleja|aleje|al\.|plac|pl\.|os\.|osiedle|улиц[аеуы]|ул\.?|проспект[еа]?|просп?\.|пр-т|пр\.|пер\.|переулок|бульвар[еа]?|бул\.|шоссе|вулиц[яіюи]|вул\.|площадь|пл\.|наб\.|carrer|c\.|rambla|passeig|"
    r"strada|str\.|bulevardul|bd\.|b-dul|calea|șos\.|aleea|intrarea|οδ[όο]ς|οδού|λεωφ\.?|λεωφόρος|jl\.?|jalan|gg\.|gang|đường|phố|ngõ|hẻm|kalea|etorbidea|ulice|třída|tř\.|nám\.|náměstí|bul\.|trg|rue|avenue|boulevard|boul\.|bd\.?|quai|chemin|ch\.|allée|all\.|impasse|place|cours|square|route|rte|passage|sentier|rang|kapel\p{L}*"
)
_SUFFIXES = (
    r"stra(?:ß|ss)e|str\.|strasse|weg|platz|allee|gasse|ring|damm|ufer|steig|pfad|chaussee|graben|markt|hof|berg|tal|feld|wall|park|garten|wiese|winkel|twiete|stieg|kamp|brücke|tor|"
    r"straat|laan|plein|gracht|kade|dijk|steeg|singel|pad|dreef|hof|markt|wal|burgwal|kalea|etorbidea|hiribidea|bidea|enparantza|weide|park|gatan|gata|gränd|vägen|väg|torget|torg|plan|allén|allé|stigen|backen|"
    r"gade|vej|stræde|torv|plads|alle|vænge|have|toften|veien|vei|gate|gaten|gt\.|plass|svingen|lia|tie|katu|kuja|polku|tori|ranta|kaari|bulevardi|penger|utca|u\.|út|útja|tér|tere|körút|krt\.|sor|sokak|sok\.|sokağı|cadde|caddesi|cad\.|bulvarı|blv\.|mahallesi|mah\."
)
_ADDRESS_WORDS = r"address(?:ed to)?|adres(?:s|se|sen|a|u|em|y|ine|iniz|ul)?|dirección|domicilio|endereço|morada|indirizzo|osoit\p{L}+|c[íi]m(?:re|en|ed|e|ére|ünk)?|διεύθυνσ\p{L}+|адрес\p{L}*|العنوان|عنوان|לכתובת|כתובת|पता|पते|住所|地址|주소|ที่อยู่|địa chỉ|alamat|adreça|helbide\p{L}*|naslov\p{L}*"
_TAIL = regex.compile(
    r"(?:(?:\.?,\s?|\.?\s)(?:(?:flat|apt|apart\p{L}*|unit|suite|ste|room|floor|fl|app?|appt|appartement|apto|ap|depto|dpto|departamento|int|interior|interno|scala|sc|piano|esc|escalera|portal|pta|puerta|piso|bloque|blq|bl|torre|local|sala|conj|cj|casa|lote|quadra|qd|bloco|andar|fração|lgh|tr|og|opg|etage|et|stiege|stg|top|tür|tur|whg|wohnung|haus|aufgang|"
    r"bus|bte|bât|bâtiment|étage|escalier|esc|porte|hall|résidence|кв|квартира|корп|корпус|к|стр|под|подъезд|эт|этаж|оф|m|lok|kl|klatka|daire|d|kat|k|blok|bl|ap|et|sc|em|emelet|fszt|fsz|ajtó|όροφος|όρ|rt|rw|no|lantai|lt|phòng|tầng|byt|patro|as|rappu|porta|planta|"
    r"ground|first|second|third|top|upper|lower)[.:]?\s?(?:floor\s?)?[#º.]?\s?(?-i:\p{Lu}|\d)[\p{L}\d]{0,3}(?:[/-]\p{L}?\d{1,3})?(?![\p{L}\d])\.?"
    r"|#\s?[\w-]{1,8}|\d{1,2}(?:er|ème|eme|e|ste|de)(?!\p{L})(?:\s(?:étage|floor|piso|verdieping|etage))?|\d{1,2}(?:n|r|t|è|a|ª|º)\s\d{1,2}[aª](?!\p{L})|\d{1,3}(?=,\s(?:FI-)?\d{5}(?!\d))|(?:st|\d{1,2})\.?\s?t[vh](?!\p{L})\.?|\d{1,2}\s(?:tr|trp|trappor|sal|krs|kerros|piętro|patro|emelet|étage|piano|piso)(?!\p{L})\.?|(?:links|rechts|mitte|gauche|droite|face)(?!\p{L})|\d{1,3}\s?(?:[ºª°]|\.[ºª°]|\.)(?:\s?(?:[A-Z](?![\p{L}])|izq\p{L}*|der\p{L}*|dcha|drcha|esq\p{L}*|piano|dto|dt|fte|frente|ctro|centro|tv|th|mf|piso|andar|sal|em|floor|étage|stock|og|verdieping|etaj|kat)(?!\p{L})\.?)?|[IVX]{1,4}\s?[./-]\s?\d{0,3}\.?|[IVX]{1,4}(?![\p{L}])|"
    r"(?:bis|ter|quater|bajo|bajos|dto|esq|dcha|izda|izq|dta|ático|entlo|entresuelo|principal|hinterhaus|vorderhaus|seitenflügel|gartenhaus|rdc|rez.de.chaussée|parterre|hochparterre|eg|dg|\d{1,2}\.?\s?og|rc|r/c|cave|sótano|fsz|parter|huis|hs|boven|beneden|st\.? ?tv|kl\.?|oeste|este|norte|sur|ouest|est|nord|sud|west|east|north|south|n\.?w\.?|s\.?w\.?|n\.?e\.?|s\.?e\.?)(?![\p{L}\d])\.?|[A-Z]\s?\d{1,3}(?![\p{L}\d])|[A-Z](?=[\s,.;]|$)(?!\s\p{Ll})))+"
    r"|(?:[/-]\s?(?:\d{1,4}\p{L}?|[IVX]{1,4}|[a-zA-Z]\d?)(?![\p{L}\d]))+",
    regex.IGNORECASE,
)
_POST = regex.compile(
    r"[\s,(–-]{1,4}(?:c\.?\s?p\.?\s?|cep\s?|plz\s?|pin\s?|kode pos\s?|zip\s?|〒\s?|(?:[A-Z]{1,3}-))?(?P<it>\d{3}\s\d{2,3}|\d{2}-\d{3}|\d{4}-\d{3}|\d{5}-\d{3,4}|\d{4}\s?[A-Z]{2}|\d{4,6}|[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}|[A-Z]\d{1,2}\s?[A-Z\d]{4}|[A-Z]\d[A-Z]\s?\d[A-Z]\d|LV-\d{4}|[A-Z]{2}-\d{4,5})(?![\p{L}\d]|[.,]\d)"
)
_POST_ALONE = regex.compile(
    r"(?<![\p{L}\d.,-])(?P<it>\d{3}\s\d{2})(?=,?\s\p{Lu}\p{Ll}{2,})|(?<![\p{L}\d])(?P<it>[ACDEFHKNPRTVWXY]\d[\dW]\s?[\dA-Z]{4})(?![\p{L}\d])"
)
_PATTERNS = (
    #: 14 Larkhill Terrace; 8 The Paddocks, Little Hampden Lane
    regex.compile(
        rf"(?<![\p{{L}}\d.,:/$€£-])(?:(?i:flat|apt\.?|apartment|unit|suite|room)\s?\w{{1,5}},?\s)?\d{{1,5}}[a-zA-Z]?(?:[-/]\d{{1,4}}[a-z]?)?,?\s(?:(?:The|Old|Upper|Lower|N|S|E|W|NE|NW|SE|SW|St)\.?\s)?(?:{_CAP}\s){{0,4}}?(?i:{_EN})\b\.?(?!\s(?i:hours|days))(?:,\s(?:{_CAP}\s){{0,3}}(?i:{_EN})\b\.?|,\s(?:{_CAP}\s)?{_CAP}(?=[,.;)]|\s(?:and|is|was|has|in|on|at)\s|$))?"
    ),
    #: at 27 Cobden; to 5 Llys y Coed, Penarth
    regex.compile(
        rf"(?<!\p{{L}})(?i:at|address(?: is| was)?|live[sd]? (?:at|in)|moved (?:to|from)|deliver(?:ed|y)? (?:it )?to|sent (?:it )?to|going to|goes to|posted? (?:it )?to|ship(?:ped)? (?:it )?to|left at|outside|in front of|door of)[\s:(]{{1,2}}(?P<it>\d{{1,5}}[a-zA-Z]?,?\s(?!(?i:{'|'.join(('january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october', 'november', 'december', 'am', 'pm', 'gmt', 'mbps', 'eur', 'gbp', 'usd'))})(?!\p{{L}})){_RUN}(?:,\s{_RUN})?)"
    ),
    #: The Old Forge, Church Lane; Unit 6, Harrow Industrial Estate
    regex.compile(
        rf"(?<!\p{{L}})(?i:blk\.?|block|lot|plot|house|villa|shop|stand)\s(?i:no\.?\s)?\d{{1,5}}[A-Z]?,?\s(?:{_CAP}\s){{0,4}}(?i:{_EN})\b\.?(?:\s\d{{1,3}}[A-Z]?)?"
    ),
    #: résidence Les Tilleuls, bât. C; edificio Torre Sur, 4
    regex.compile(
        rf"(?<!\p{{L}})(?i:résidence|lotissement|immeuble|lieu.dit|domaine|hameau|urbanización|urb\.|edificio|edif\.|conjunto|condom[ií]nio|edifício|palazzo|residence|cascina|località|loc\.|osiedle|os\.|wohnpark|haus)\s{_RUN}(?=,?\s(?i:bât|bat|esc|n[º°.]|apt|appt|apto|ap|torre|bloque|blq|bl|portal|scala|int|piano|\d))(?:,?\s\d{{1,4}}(?![\d%]|\s?(?:€|kg|km)))?"
    ),
    regex.compile(
        r"(?<![\p{L}])(?:(?:στ(?:ην|ον|ο|η)|οδού?|επί)\s)?(?P<it>\p{Lu}[\p{Greek}\p{M}]{3,20}(?:\s\p{Lu}[\p{Greek}\p{M}]{2,20})?\s\d{1,3}[Α-ΩA-Z]?(?![\p{L}\d]))|(?<!\p{L})(?:на|по|у|в)\s(?P<it>\p{Lu}\p{Cyrillic}{3,20}(?:\s\p{Lu}\p{Cyrillic}{2,20})?(?<=ой|ая|ском|ской|ова|ого|ий|ей|ина|ева|ку|ці|ській|цькій|у)\s\d{1,3}(?![\p{L}\d]))"
    ),
    regex.compile(
        rf"(?<!\p{{L}})(?:(?i:flat|apt\.?|apartment|unit|suite|room|plot)\s?\w{{1,5}}|(?:The\s)?{_CAP}(?:\s{_CAP}){{0,2}}),\s(?:\d{{1,4}}\s)?(?:{_CAP}\s){{1,3}}(?i:{_EN})\b"
    ),
    #: Torrent de l'Olla 77, entl. 2a: whatever way it is, with a floor or a door after it.
    regex.compile(
        rf"(?<![\p{{L}}-])(?P<it>{_CAP}(?:[\s-](?:{_SMALL}\s)?(?:[dlDL]['’])?{_CAP}){{0,3}},?\s\d{{1,4}}[a-zA-Z]?)(?=,\s?(?:(?i:apt|apto|app|ap|flat|piso|planta|esc|portal|pta|puerta|entl|entlo|bajos?|int|interno|scala|piano|appt|bât|étage|whg|wohnung|lgh|kv|кв|daire|byt|lok|m)\.?\s?[\p{{L}}\d]|\d{{1,2}}\s?[ºª°]|\d{{1,2}}\.?\s(?i:og|stock|sal|tr|etage|krs|piętro|piano|étage|em)\b|(?i:st|kl)\.?\s?t[vh]))"
    ),
    #: Ty Gwyn, Heol y Felin, before a British postcode.
    regex.compile(
        rf"(?<![\p{{L}}-])(?P<it>{_CAP}(?:\s(?:(?:y|yr|of|the|on|upon|le|in|an|na)\s)?{_CAP}){{0,3}},\s{_CAP}(?:\s(?:(?:y|yr|of|the|on|upon|le|in|an|na)\s)?{_CAP}){{0,3}})(?:,\s{_CAP}(?:\s{_CAP})?)?,?\s(?=[A-Z]{{1,2}}\d[A-Z\d]?\s?\d[A-Z]{{2}}(?![\p{{L}}\d]))"
    ),
    #: Calle Mayor 5; Rua do Salitre, 114; ul. Długa 5/7; вул. Лесі Українки, 14
    regex.compile(
        rf"(?<![\p{{L}}\d])(?i:{_WAY_WORDS})(?:(?<=[./])\s?|\s)(?:(?i:{_SMALL}|d['’]|l['’]|dell['’]|all['’])\s?){{0,3}}[\p{{Lu}}\p{{Arabic}}\p{{Thai}}\d][\p{{L}}\p{{M}}\d'’.-]{{0,24}}(?:[\s-](?:(?i:{_SMALL})\s)?(?i:[dl]['’])?[\p{{Lu}}\p{{Arabic}}][\p{{L}}'’.-]{{0,24}}){{0,5}},?\s?{_NO}"
    ),
    #: 36 bis rue des Martyrs; 1875, boul. René-Lévesque Ouest
    regex.compile(
        r"(?<![\p{L}\d.,:])\d{1,5}(?:\s?(?:bis|ter|quater|[a-dA-D]))?,?\s(?i:rue|avenue|av\.?|boulevard|boul\.?|bd\.?|impasse|all[ée]e|all\.|quai|chemin|ch\.|place|pl\.|cours|route|rte|square|passage|villa|cité|résidence|sentier|faubourg|fbg|rang|montée|esplanade)\s(?:(?:de|du|des|la|le|les|de la|d['’]|l['’])\s?){0,3}\p{L}[\p{L}'’-]{1,24}(?:[\s-](?:(?:de|du|des|la|le|les|d['’]|l['’])\s?)?\p{Lu}[\p{L}'’-]{0,24}){0,4}"
    ),
    #: Bergstr. 9; Lindenlaan 40; Storgatan 14; Kossuth Lajos utca 12
    regex.compile(
        rf"(?<![\p{{L}}-])(?:\p{{Lu}}[\p{{L}}'’-]{{1,24}}[\s-]){{0,3}}?\p{{Lu}}[\p{{L}}'’-]{{1,30}}?(?:(?i:{_SUFFIXES})|\s(?:Straße|Platz|Allee|Weg|Ring|Ufer|Damm|Markt|Hof|Straat|Laan|Plein|Gracht|Kade|Dijk|Singel|Allé|Alle|Vænge|Stræde|Vei|Veg|Väg|Vägen|Gatan|Gata|Vegen|Veien|Gaten|Gården|Tie|Katu|Plads|Plass|Torg|Torget|Gate|Gade|(?i:utca|u\.|út|útja|tér|tere|körút|krt\.|sor|sokak|sok\.|sokağı|cadde|caddesi|cad\.|bulvarı|blv\.|mahallesi|mah\.|vej|gade|straße|str\.|väg|gata)))(?!\p{{L}})\s(?:(?i:no|nr|no:|nr:|numara)[:.]?\s?)?{_NO}"
    ),
    regex.compile(
        r"(?<!\p{L})(?:Am|An der|An den|Im|In der|In den|Auf der|Auf dem|Unter den|Zum|Zur|Alte[rs]?|Neue[rs]?|Große[rs]?|Kleine[rs]?|Lange|Hohe[rs]?|Obere[rs]?|Untere[rs]?|Oude|Nieuwe|Grote|Kleine|Korte|Lange|Stora|Lilla|Store|Lille|Gamle|Nye|Gamla|Nya)\s\p{Lu}[\p{L}-]{2,24}(?:\s\p{Lu}[\p{L}-]{2,24})?\s\d{1,4}\s?[a-z]?(?![\p{L}\d])"
    ),
    #: Words that tell an address, and what follows them with a figure in it.
    regex.compile(
        rf"(?<!\p{{L}})(?i:{_ADDRESS_WORDS})(?:\s(?i:is|was|es|ist|est|è|é|on|are|la|die|der|de|:))?(?:\s\p{{Ll}}{{2,14}}(?=:))?[\s:(„\"«]{{1,3}}(?:は|是|为)?(?P<it>(?=[^.!?\n]{{0,60}}\d)[\p{{Lu}}\p{{Arabic}}\p{{Hebrew}}\p{{Devanagari}}\p{{Thai}}\p{{Han}}\p{{Hangul}}\d][^!?;()\"“”«»\n।。]{{2,70}}?\d[\p{{L}}\d/-]{{0,4}})(?=[\s,.;)।。]|$|[\p{{Han}}\p{{Hangul}}])"
    ),
    #: Kwiatowa Mah. 7. Sok. No: 14/3
    regex.compile(
        r"(?<!\p{L})\p{Lu}\p{L}{2,20}(?:\s\p{Lu}\p{L}{2,20})?\s(?:Mah|Mh|Mahallesi)\.?,?(?:\s[\p{L}\d]{1,20}\.?,?){0,6}?\s(?i:no)\s?:?\s?\d{1,4}(?:/\d{1,4})?"
    ),
    #: with the neighbour at no. 43; portal 7; bloco C
    regex.compile(
        r"(?<!\p{L})(?i:neighbou?rs?|next door|nachbar\p{L}*|buren|buurman|buurvrouw|vecin\p{L}*|voisine?s?|vicin[oaie]|sąsiad\p{L}*|nabo\p{L}*|grann\p{L}*|vizinh\p{L}*|naapur\p{L}*|szomszéd\p{L}*|soused\p{L}*)(?:\s\p{L}{1,12}){0,3}?\s(?P<it>(?i:no\.?|number|nr\.?|nummer|número|numero|numéro|n[º°]\.?|num\.?|nº)\s?\d{1,4}\p{L}?)(?![\p{L}\d])|"
        r"(?<!\p{L})(?i:leaves?|left|lives?|dropped|liegt|lebt|wohnt|ligt|woont|vive|habite|abita|mieszka|bor)[^.!?\n]{0,40}?\s(?i:at|in|on|auf|op|en el|au|al|i|på|pod)\s(?P<it>(?i:number|no\.|nummer|numéro|número|numero|nr\.?|numerem)\s\d{1,4}\p{L}?)(?![\p{L}\d])|"
        r"(?<!\p{L})(?i:your|su|tu|vuestra|ihr\p{L}*|dein\p{L}*|votre|ton|ta|tuo|tua|suo|sua|uw|je|din|ditt|twój|twoja)\s(?:\p{L}{2,12}\s){0,3}?(?i:plot|berth|pitch|locker|garage|bay|seat|cabin|stall|stellplatz|spind|plaza|asiento|taquilla|casier|posto|armadietto|kluis|plads|plats)(?:\s(?i:is|number|no\.?|nr\.?|ist|es|est|è))?\s(?P<it>\d{1,4}\p{Lu}?|\p{Lu}\d{1,3})(?![\p{L}\d])|"
        r"(?<!\p{L})(?i:portal|portería|escalera|bloque|bloco|klatka|scala|stiege|uppgång|opgang|oppgang|подъезд|під['’]їзд|entrance|staircase)\s(?P<it>\d{1,3}\p{Lu}?|\p{Lu})(?![\p{L}\d]|\.\d)"
    ),
    regex.compile(
        r"(?:पता|पते|पता है)[:\s]{1,2}(?P<it>[^।\n]{4,60}?)(?=(?:,?\s?पिन|।|$|\n))|(?<!\p{Devanagari})(?P<it>(?:मकान|फ्लैट|प्लॉट|घर)\s(?:नं\.?|नंबर|संख्या)?\s?[\p{L}\d/-]{1,8}(?:,\s[\p{Devanagari}\p{M}\d\s-]{2,24}){0,3})"
    ),
    regex.compile(
        r"(?:רחוב|רח['׳]|שדרות|שד['׳]|דרך)\s(?P<it>[\p{Hebrew}'\"׳״]{2,16}(?:\s[\p{Hebrew}'\"׳״]{2,16}){0,2}\s\d{1,4})|(?<!\p{Hebrew})(?P<it>(?:רחוב|רח['׳]|שדרות|שד['׳]|דרך)\s[\p{Hebrew}'\"׳״]{2,16}(?:\s[\p{Hebrew}'\"׳״]{2,16}){0,2}\s\d{1,4})"
    ),
    regex.compile(
        r"(?:شارع|حي|طريق|بناية|عمارة|شقة|فيلا|برج)\s[\p{Arabic}\s،\d]{2,50}?\d{1,4}(?!\d)|(?:شارع|حي)\s\p{Arabic}{2,14}(?:\s\p{Arabic}{2,14})?"
    ),
    regex.compile(
        r"(?:[\p{Han}]{2,4}[都道府県市省])?(?:[\p{Han}\p{Katakana}]{1,6}[市区郡町村县]){1,3}[\p{Han}\p{Katakana}\p{Hiragana}]{0,10}[\d〇一二三四五六七八九十]{1,4}(?:[-−ー丁目番地号の\d]{0,14})(?:[\p{Katakana}ー]{2,14}\s?\d{0,4}号?室?)?|[\p{Han}]{2,8}[路街道巷弄]\s?\d{1,5}\s?[号號](?:[\p{Han}\d-]{0,14}[室楼层号栋])?"
    ),
    regex.compile(
        r"(?:\p{Hangul}{2,6}(?:특별시|광역시|시|도)\s)?(?:\p{Hangul}{1,6}[시군구]\s){0,2}\p{Hangul}{1,8}(?:\d{1,3}번?)?[로길](?:\s?\d{1,3}번?길)?\s?\d{1,4}(?:-\d{1,4})?(?:,?\s?\d{1,4}동)?(?:\s?\d{1,4}호)?"
    ),
    regex.compile(
        r"(?:\d{1,4}(?:/\d{1,4})?\s)?(?:ถนน|ถ\.|ซอย|ซ\.|หมู่บ้าน|คอนโด)\s?[\p{Thai}\d]{2,24}(?:\s\d{1,4})?|(?<!\p{Thai})บ้านเลขที่\s?\d{1,4}(?:/\d{1,4})?|(?:số|Số)\s\d{1,4}[A-Z]?(?:/\d{1,4})?\s(?:(?:đường|phố|ngõ)\s)?\p{Lu}[\p{L}\s]{2,30}?(?=[,.]|$)|\d{1,4}[A-Z]?(?:/\d{1,4})?\s(?:đường|phố)\s(?:\p{Lu}\p{L}+\s?){1,4}"
    ),
)


def find_places(text: str, own: frozenset[str]) -> Iterator[Span]:
    """Each address with its door, and the postcode after it."""
    for pattern in _PATTERNS:
        for match in pattern.finditer(text, timeout=2):
            start, end = match.span("it") if "it" in match.groupdict() and match.group("it") else match.span()
            if not _is_street(text[start:end]):
                continue
            tail = _TAIL.match(text, end)
            end = tail.end() if tail else end
            end = start + len(text[start:end].rstrip(" ,"))
            yield start, end, "address"
            post = _POST.match(text, end)
            if post:
                yield *post.span("it"), "postcode"
            town = _TOWN.match(text, post.end() if post else end)
            if town:
                yield start, town.end("it"), "address"
    for match in _POST_ALONE.finditer(text):
        yield *match.span("it"), "postcode"


#: Where the street is: Gran Vía 81, Bilbao; Quellengasse 4, 2340 Mödling.
_TOWN = regex.compile(
    r"(?:,\s|(?<=\d\p{L}{0,2})\s)(?P<it>\p{Lu}\p{Ll}{2,}(?:[\s-](?:(?:de|del|am|an|der|upon|sur|la|le|in|im)[\s-]){0,2}\p{Lu}\p{Ll}{2,}){0,2})(?=\s*(?:[.,;:!?)]|$|\n)|\s\p{Ll})"
)
_NO_STREET = regex.compile(
    r"(?i)(?:\d+\s(?:hour|day|week|month|year|minute|percent|point|euro|pound)s?\b)|.*\b(?:km|kg|mm)\b"
)


def _is_street(written: str) -> bool:
    return not _NO_STREET.match(written)
