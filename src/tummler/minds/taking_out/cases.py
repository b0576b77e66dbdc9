"""What belongs to one person's case: amounts that they paid or get back, hours at which somebody comes to them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import regex

from tummler.minds.taking_out.spoken_hours import spoken_hours

Span = tuple[int, int, str]

_SIGNS = r"[£€$¥₹₽₺₴₪₫฿₦₱₵₸]|R\$|A\$|C\$|US\$|S\$|HK\$|NT\$|MX\$|NZ\$|RM|Ksh|Rp\.?|zł|Kč|kr\.?|Ft|Rs\.?|Rp\.?|лв\.?|円|元|원|บาท|ש״ח|ש\"ח"
_NAMES = (
    r"eur|usd|gbp|chf|pln|sek|nok|dkk|czk|huf|ron|inr|brl|mxn|cad|aud|nzd|try|tl|uah|rub|jpy|cny|rmb|krw|aed|sar|ils|zar|clp|ars|cop|"
    r"euros?|e?uroa|pounds?|quid|dollars?|bucks|(?<=,\d\d\s)e|pence|cents?|reais|real|pesos?|soles|francs?|franken|rappen|cent|libras?|dólares|dollari|sterline|livres|"
    r"balles|pavos|mäuse|piek|nicker|złot\w*|kron\w*|korun\w*|forint\w*|lei|leva|lira|rupees?|rupiah|yen|yuan|won|dirhams?|riyals?|ريال|درهم|جنيه|دينار|ευρώ|λεπτά|евро|руб\w*|р\.|грн|гривень|гривн\w*|रुपये|रुपए|रु\.?|đồng|đ|vnđ|块|ウォン|rand"
)
_FIGURE = r"\d{1,3}(?:[ .,'’٬\u00a0\u202f]\d{3})+(?:[.,٫]\d{1,2})?|\d{1,7}(?:[.,٫]\d{1,2})?"
_AMOUNT = regex.compile(
    rf"(?<![\p{{Latin}}\p{{Cyrillic}}\p{{Greek}}\p{{Arabic}}\d.,])(?:(?:{_SIGNS})\s?(?:{_FIGURE})(?:,-|\.-)?(?![\d])(?:\s?k\b)?|(?:eur|usd|gbp|chf|pln|sek|nok|dkk|inr|cad|aud|kes|ngn|ghs|zar|sgd|myr|aed|sar|mxn|brl)\s?(?:{_FIGURE})(?!\d)|"
    rf"\d{{1,4}}\s?[€£]\s?\d\d(?!\d)|(?:{_FIGURE})\s?(?:euros?|pounds?|quid|dollars?|bucks|libras|dólares|reais|francs?|franken|lei|kr\.?|zł)\s\d\d(?!\d)|\d{{1,6}}:[-–](?!\d)|\d{{1,3}}(?:[ .]\d{{3}})*,[-–](?!\d)|\d{{1,4}}\scon\s\d\d(?!\d)|\d{{1,4}}[.,]\d\d(?=\s(?:and|y|und|et|e|en|och|og|i)\s\d{{1,4}}[.,]\d\d\s?(?:(?:{_NAMES})(?!\p{{L}})|{_SIGNS}))|(?:{_FIGURE})(?:,-|\.-|,–)?\s?(?:(?:{_NAMES})(?!\p{{L}})|(?:{_SIGNS})(?:-\p{{Ll}}{{1,5}})?)|(?:{_FIGURE})\s?[kK]č)",
    regex.IGNORECASE,
)
#: Said before an amount it is one person's, whatever else is said.
_OWED = regex.compile(
    r"new (?:total|premium|balance)|(?:el|la) suy[oa]|il suo|beitrag neu|neuer beitrag|"
    r"refund|reimburs|credit(?:ed|s)?\b|in credit|balance|owe|payment from|back to|vuelven?|vuelta|volta[m]?|reviennent|revient|torna(?:no)?|zurück|terug|last bill|your bill|overpa|overcharg|charged|arrears|direct debit|declin|settled|left to pay|paid|goodwill|compensat\w* of|payout|sent back|deposit of|"
    r"reembols|devol[uv]|abono de|abonad|saldo|adeud|cobrad|pagad|pagaste|debes|te debemos|indemniz|ressarc|estorn|restitu|cobrou|pagou|pago[su]?\b|em dívida|"
    r"rembours|solde|avoir|prélev|débité|crédit[ée]?|trop.perçu|facture|facturé|réglé|versé|"
    r"erstatt|gutschrift|guthaben|gutgeschrieben|abgebucht|überwies|abschlag|nachzahl|rückzahl|offen(?:e[rn]?)? betrag|bezahlt|storniert|zurück(?:gezahlt|überw)|"
    r"rimbors|accredit|addebit|restitui|pagat[oi]|stornat|terugbeta|teruggest|tegoed|saldo|afgeschreven|te ?veel|bijgeschr|betaald|termijnbedrag|"
    r"zwrot|zwróc|nadpłat|saldo|pobra|återbetal|tillgodo|dragits|refusion|refunder|tilbagebetal|tilgode|tilbakebetal|hyvit|palaut|iade|bakiye|vrác|přeplat|vratk|ramburs|restitu|"
    r"visszatér|visszautal|επιστρ|επιστροφή|πιστώ|χρέωσ|υπόλοιπο|возвра|верну|списа|баланс|повер(?:н|т)|відшкод|استرد|أعدنا|مبلغ|رصيد|استرجاع|החזר|זיכ|יתרה|"
    r"返金|ご請求|残高|退款|退还|扣款|余额|환불|청구|잔액|वापस|रिफंड|बकाया|คืนเงิน|hoàn|kembali|amount|beløb|belopp|betrag|montant|importe|importo|valor de|bedrag|kwot|tutar|částk|sum[ae]|összeg|ποσό|сумм|сума|gehen an|goes to|wraca|vrát|बिल|आपका|refund|itzul|vrnjen|povrat|възстанов",
    regex.IGNORECASE,
)
#: Said about an amount it is everybody's price.
_PRICED_BEFORE = regex.compile(
    r"excess (?:is|of)|excess|franquicia(?: es)? de|franquicia|franchise|eigen risico|selbst(?:beteiligung|behalt)|comisión\P{L}*|commission[ei]?|bedeli|\p{L}*avgiften(?: är)?|forfait|plafond|penale|anuidade|bonus von|"
    r"min(?:imum)?\.? (?:spend|order)|फ़ीस|फीस|mindestbestellwert|pedido mínimo|"
    r"cost(?:s|ing|ed)?|price[ds]?|priced at|from(?: only| just)?|starts?(?: at)?|start from|as little as|(?:for )?(?:just|only)|fee(?: is| of)?|sale|standard|normally|usually|otherwise|over|under|above|"
    r"up to|minimum|at least|max\w*|tariff|plan|subscription|abonnement|abonnemang|abbonamento|assinatura|suscripción|rrp|sells? for|shipping|postage|copay|it['’]s|charge is|toll|gebühr|envío|frete|spedizione|verzending|frakt|extra|service|ticket|pass|delivery is|per|"
    r"cuestan?|cuesta|vale[n]?|precio|desde|por|sale a|a partir de|tarifa|más de|menos de|normalmente|gratis a partir de|custa[m]?|preço|a partir de|acima de|sai por|coûte(?:nt)?|coute|prix|à partir de|dès|sinon|est à|reste à|pour|tarif|"
    r"kostet|kosten|kost|preis|ab|für|sonst|normal(?:erweise)?|tarif|statt|nur|costa(?:no)?|prezzo|da|con|oltre|altrimenti|solo|prijs|vanaf|voor|boven|maar|anders|dagkaart is|"
    r"kosztuje|cena|od|kostar|koster|pris|fra|från|för|maksaa|alkaen|hinta|ücreti?|fiyat\w*|stojí|cena|poplatek je|costă|preț|kerül|ára|κοστίζει|κοστίζουν|από|стоит|стоимость|цена|от|коштує|ціна|від|"
    r"السعر|سعر|تكلف\w*|עולה|料金は?|価格は?|价格|费用|요금은?|가격은?|कीमत|शुल्क|ราคา|giá|harga\w*|biaya|val|costa",
    regex.IGNORECASE,
)
_PRICED_AFTER = regex.compile(
    r"\s?(?:/|per\b|(?:admin |booking |delivery |cancellation |late )?(?:fee|charge|surcharge|gebühr|frais|tasa|taxa)|a(?:n|ll)? (?:month|day|year|hour|week|piece|ride)|each|monthly|yearly|extra|for (?:next|one|each|the|a|an|two|up|both)\b|normally|cheaper|al mes|por |al día|a la |la hora|cada |más|o más|mensuales|a hora|ao mês|ao dia|à l'|par |de l'heure|en plus|"
    r"pro |im (?:monat|jahr)|je |am tag|extra|al mese|all'|al giorno|a persona|in più|per |het stuk|miesięcznie|za |w miesiącu|i måneden|i månaden|om måneden|ayda|aylık|měsíčně|pe lună|havonta|το μήνα|в месяц|за |на місяць|شهري|"
    r"每|／|ずつ)",
    regex.IGNORECASE,
)
_FEE = regex.compile(
    r"\s?(?:admin |booking |delivery |cancellation |late )?(?:fee|surcharge|gebühr|frais)\b", regex.IGNORECASE
)
#: A sentence that tells what things cost goes on doing so.
_PRICES = regex.compile(
    r"cost|price|fee|sell|kost|preis|versand|wechsel|cuesta|precio|vale|preço|custa|coût|coute|prix|tarif|prezzo|prijs|cena|koster|kostar|hinta|fiyat|ücret|ár\b|стоит|цена|ціна|价|料金|価格|가격|कीमत|ราคา|giá|harga|service|from|plan\b|abonnement|ticket|billet|bigliett|entrada",
    regex.IGNORECASE,
)
_LIKE_A_PRICE = regex.compile(r"[.,]9[59](?!\d)")
_IS_PRICED = regex.compile(
    r"(?:pieces?|pezzi|unidades|stück|pièces|stuks|sizes?|each|a pair)\s(?:a|à|at|je|zu|per|for|von)?\s?$|\p{L}+\s(?:is|are|ist|sind|est|è|é|es|está a|à|a)\s$",
    regex.IGNORECASE,
)
_ODD = regex.compile(r"[.,](?!00|50|90|95|99)\d\d(?!\d)")
_ENDS = regex.compile(r"[.!?…。！？](?:\s|$)|\n|(?<=[。！？])|।")

#: “a refund of 45.20”: no sign, and an amount all the same.
_FIGURES_TOLD = (
    r"one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|"
    r"dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|quince|veinte|veinti\p{L}+|treinta|cuarenta|cincuenta|sesenta|setenta|ochenta|noventa|cien|ciento|doscient[oa]s|trescient[oa]s|cuatrocient[oa]s|quinient[oa]s|seiscient[oa]s|setecient[oa]s|ochocient[oa]s|novecient[oa]s|mil|duzent[oa]s|trezent[oa]s|quatrocent[oa]s|quinhent[oa]s|seiscent[oa]s|setecent[oa]s|oitocent[oa]s|novecent[oa]s|dois|duas|quatro|sete|oito|nove|dez|doze|vinte|trinta|cinquenta|"
    r"deux|trois|quatre|cinq|sept|huit|neuf|dix|douze|quinze|seize|vingt|trente|quarante|cinquante|soixante|cent|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|\p{L}*(?:zehn|zwanzig|dreißig|vierzig|fünfzig|sechzig|siebzig|achtzig|neunzig|hundert)|"
    r"две|три|четыре|пять|шесть|семь|восемь|девять|десять|\p{L}+надцать|двадцать|тридцать|сорок|\p{L}+десят|девяносто|сто|двести|триста|четыреста|\p{L}+сот|тысяч\p{L}*|dwa|trzy|cztery|pięć|sześć|siedem|osiem|dziewięć|dziesięć|\p{L}+naście|dwadzieścia|trzydzieści|czterdzieści|\p{L}+dziesiąt|sto|dwieście|trzysta|czterysta|\p{L}+set|tysiąc\p{L}*|"
    r"due|quattro|cinque|sette|otto|dieci|dodici|quindici|venti\p{L}*|trenta|quaranta|cinquanta|\p{L}{0,9}cento\p{L}{0,12}|mille|\p{L}{2,9}mila|twee|drie|vijf|zes|zeven|acht|negen|tien|twaalf|vijftien|\p{L}*(?:twintig|dertig|veertig|vijftig|honderd)"
)
#: Money in words: forty euros, a fiver.
_IN_WORDS = regex.compile(
    rf"(?<!\p{{L}})(?:(?:{_FIGURES_TOLD})(?:[\s-](?:y|and|und|e|et)?\s?(?:{_FIGURES_TOLD})){{0,4}}\s(?:euros?|pounds?|quid|dollars?|bucks|pence|cents?|francs?|franken|libras|dólares|reais|pesos|sterline|dollari|złot\p{{L}}*|рубл\p{{L}}*|kroner|kronor)"
    rf"(?:\s(?:and\s|y\s|und\s|et\s|e\s)?(?:{_FIGURES_TOLD})(?:[\s-](?:{_FIGURES_TOLD}))?(?:\s(?:pence|cents?|céntimos|centimes))?)?|a\s(?:fiver|tenner))(?!\p{{L}})",
    regex.IGNORECASE,
)
#: “you pay 1.90”: no sign, and theirs.
_PAID = regex.compile(
    r"(?<!\p{L})(?:you(?:['’]ve| have| only| now| still| just){0,2}\s(?:pay|paid|owe)|(?:was|were|been) charged|charged you|zahl(?:st|en|t)(?:\s(?:du|sie|ihr))?|bezahlt|pagas|pagaste|has pagado|debes|paga|pagou|você pagou|tu paies|vous payez|payé|paghi|hai pagato|betaalt?(?:\sje)?|zapłacił\p{L}*|betalar|betaler|devuelvo (?:los|las)|zahlst \p{L}{1,12} \p{L}{1,16})"
    r"\s(?:(?:only|just|nur|noch|sólo|solo|só|que|nog|maar|bara|kun|tylko)\s){0,2}(?P<it>\d{1,4}[.,]\d\d)(?![\d%])|(?<!\p{L})(?:you paid|hai pagato|has pagado|pagaste|tu as payé|vous avez payé|hast (?:du )?bezahlt|você pagou)\s(?P<it>\d{2,4})(?![\d%.,:]\d|\d|\s?\p{Ll}{4,})",
    regex.IGNORECASE,
)
_BARE = regex.compile(
    r"(?:charged?|fare|penalty|penali[sz]aci[oó]n|pendiente|afschrijving|factura|invoice|betrag|bedrag|importe?o?|amount|should['’]?(?:ve| have) been|refund|credit|balance|reembolso|saldo|abono|remboursement|solde|crédit|gutschrift|erstattung|guthaben|rimborso|credito|terugbetaling|tegoed|zwrot|estorno)\s(?:(?:of|de|di|von|van|über|is|es|est|ist|è|é|now|due|für|za|pendiente:?|pending:?)[\s:]{1,2}){0,2}(?P<it>\d{1,3}(?:[ .,]\d{3})*[.,]\d\d)(?![\d%])",
    regex.IGNORECASE,
)
_CLAUSE = regex.compile(r"[,;:(–—]\s|\s(?:and|en|y|e|et|und|i|och|og|ja|ve|a|și|és|και|и|та)\s")

#: Somebody comes to them, or is waited for.
_COMES = regex.compile(
    r"at home|your (?:home|place|house|door)|su casa|en casa|a casa|chez vous|à domicile|zu ihnen|bei ihnen|zuhause|bij u|thuis|hemma|hjemme|le atendemos|nurse|perito|technician|plumber|fitter|installer|electrician|surveyor|mechanic|courier|driver|deliver|visit|appointment|appt|schedul|slot|book(?:ed|ing) (?:you )?in|pick ?up|pick(?:ed)? it up|collect|be with you|come (?:to|round|out|by|and|over)|"
    r"coming (?:to|round|out)|at yours|at your (?:home|place|door|house)|call(?:ing)? (?:you )?back|callback|install|someone will|arriving|will arrive|our man|our team|sched|rebook|meet you|drop it|"
    r"técnico|instalador|fontanero|electricista|repartidor|mensajero|cita|visita|entrega|recog|pasar[áa]|acudir|domicilio|instalaci|agendad|turno|estafeta|entregador|técnica|agendamento|coleta|recolha|passa(?:rá)?|"
    r"technicien|livreur|plombier|dépann|rendez.?vous|rdv|passer|passage|livr|viendra|installat|créneau|enlèvement|"
    r"techniker|monteur|handwerker|installateur|termin|liefer|kommt|abhol|zusteller|bote|spedit|besuch|kurier|einbau|rückruf|"
    r"tecnico|idraulico|corriere|appuntamento|consegna|ritir|verrà|viene|sopralluogo|intervento|"
    r"monteur|bezorg|afspraak|langs|ophalen|opgehaald|lever|koerier|komt|installat|"
    r"serwisant|technik|kurier|monter|wizyt|dostaw|przyjedzie|przyjdzie|termin|tekniker|montör|montør|bud(?:et)?\b|levera|lever|besök|besøk|besøg|kommer|hämta|hent|asentaja|kuljettaja|käynti|toimit|saapu|"
    r"teknisyen|kurye|randevu|gelecek|teslim|technik|kurýr|termín|návštěv|přijede|tehnician|curier|vizit|programar|livr|vine|szerelő|futár|időpont|érkez|jön|τεχνικός|ραντεβού|κούριερ|παράδοση|έρθει|συνεργείο|"
    r"мастер|курьер|техник|приед|визит|доставк|монт[её]р|майстер|кур['’]?єр|приїде|фахівець|доставит|فني|الفني|موعد|مندوب|زيارة|توصيل|سيصل|טכנאי|שליח|ביקור|תור|יגיע|"
    r"訪問|お届け|配達|技術者|工事|予約|伺|师傅|上门|配送|预约|安装|送达|방문|기사|배송|설치|예약|तकनीशियन|मैकेनिक|आएग|डिलीवरी|विज़िट|ช่าง|นัด|จัดส่ง|มาถึง|kỹ thuật|thợ|hẹn|giao|đến|teknisi|kurir|kunjungan|datang|antar|tècnic|vindrà|monter|dolaz|mojster|майстор",
    regex.IGNORECASE,
)
#: The hours of a place or of a line are everybody's.
_OPENS = regex.compile(
    r"open|opening|we(?: a|')re there|reach us|hours|clos(?:e|es|ed)\b|shut|lines?\b|office|shop|store|weekdays|every day|daily|we answer|на линии|на связи|на зв'язку|last (?:one|train|bus)|leaves? (?:every|at)|departs?|trains?|bus(?:es)?|runs?|hourly|every|weekend|available|check.?in|check.?out|deadline|sale|offer|promo|webinar|event|maintenance|outage|mon(?:day)?\s?(?:-|–|to)\s?(?:fri|sat|sun)|24/7|"
    r"\babr[ei]n?\b|abierto|horario|cerramos|cierra|tienda|aberto|funciona|fecha|loja|ouvert|ouvre|ferme|horaires|boutique|magasin|geöffnet|öffnungs|offen|schließt|laden|filiale|erreichbar|hotline|"
    r"apert|apre|chiu|orari|negozio|sportello|rispondiamo|geopend|open|winkel|bereikbaar|gesloten|czynn|otwart|infolinia|godziny otwarcia|öppe|åben|åpen|auki|avoin|açık|mağaza|otevřeno|deschis|nyitva|ανοιχτ|ωράριο|открыт|работает|режим работы|відчинен|працює|"
    r"مفتوح|ساعات العمل|פתוח|営業|受付時間|营业|영업|운영|खुला|समय:|เปิด|mở cửa|buka|obert",
    regex.IGNORECASE,
)
_RELATIVE = (
    "today tonight tomorrow yesterday next coming yesterday ontem ayer hier gestern ieri gisteren wczoraj igår i går dün včera tegnap χθες вчера вчора أمس אתמול kemarin hôm qua morning afternoon evening noon midday weekend week hoy mañana tarde próximo próxima que viene manhã amanhã hoje tarde próxima feira demain aujourd'hui matin "
    "après-midi soir prochain heute morgen vormittag nachmittag vormittags nachmittags mittag mittags abend abends früh nächsten nächste kommenden kommende oggi domani mattina mattino pomeriggio sera prossimo prossima vandaag morgen "
    "ochtend middag avond 's ochtends volgende komende dziś jutro rano popołudniu wieczorem najbliższy imorgon idag i morgen i dag förmiddag eftermiddag formiddag ettermiddag huomenna tänään aamulla iltapäivällä yarın bugün sabah öğleden sonra "
    "akşam zítra dnes dopoledne odpoledne ráno mâine azi dimineața dimineață seară prânz holnap ma délelőtt délután αύριο σήμερα πρωί απόγευμα μεσημέρι завтра сегодня утром днём дня вечером утра вечера завтра сьогодні ранку вечора غدا غداً اليوم صباحا صباحاً مساء مساءً ظهرا "
    "מחר היום בבוקר בערב kal subah shaam कल आज सुबह शाम दोपहर พรุ่งนี้ วันนี้ เช้า บ่าย ngày mai sáng chiều tối besok pagi siang sore malam hari demà matí tarda "
    "now later"
)
_OF_THE_DAY = frozenset(_RELATIVE.casefold().split())
_AFTERWARDS_WORDS = "között körül arasında arası civarı välillä"
_AFTERWARDS = frozenset(_AFTERWARDS_WORDS.split())
_MONTH_FIGURES = frozenset(f"{month:02}" for month in range(1, 13)) | {"1", "2", "3", "4", "5", "6", "7", "8", "9"}
_UNTIL_WORDS = "to until till til hasta a al até às à au aux jusqu'à bis fino alle tot t do до по až până -ig μέχρι έως إلى עד के तक ถึง đến sampai hingga thru through"
_UNTIL = frozenset(_UNTIL_WORDS.split())
_LINKS = (
    "da do dia st nd rd th er d this ce cet cette esta este dieser diesen diese deze questa questo denna denne mellom zwischen neste kommande mezi tento tuto між bu đến đêm gün sabahı a m z t/m between and from to at on the of by around about approx till until til or before after in for de a las los el la del y entre desde hasta al as às e entre das até o dia em na no aos com pelas pela le et de du au à vers les jusqu'à jour jusque "
    "am den dem um von bis zwischen und gegen der zum ab ca circa il dalle alle le ore tra fra e dal del giorno verso l' op om van tot tussen en uur rond de w we o od do między a godz godzinie godzinach dnia około den kl klokken mellem mellan "
    "och og till til på vid ved ml. klo välillä ja saat arası arasında ile günü v ve mezi až hod hodin pe la între și ora orele ziua între óra órakor között és -án -én με από έως μεταξύ και στις τις την ώρα в во с до по между и около к на о з із між та від "
    "بين و من إلى الساعة في يوم ב בין ל עד בשעה ביום को बजे से के बीच और तक เวลา ถึง ที่ วันที่ ระหว่าง น lúc từ giờ pukul jam antara dan tanggal entre les i dia"
)
_TOLD_HOURS_WORDS = (
    "one two three four five six seven eight nine ten eleven twelve una dos tres cuatro cinco seis siete ocho nueve diez once doce duas quatro sete oito nove dez onze doze deux trois quatre cinq sept huit neuf dix onze douze "
    "eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf due tre quattro cinque sei sette otto nove dieci undici dodici twee drie vier vijf zes zeven acht negen tien elf twaalf ett två tre fyra fem sex sju åtta nio tio elva tolv"
)
_TOLD_HOURS = frozenset(_TOLD_HOURS_WORDS.split())
_UNIT = "tiden között körül arasında arası civarı välillä half quarter past halb viertel dreiviertel mezza mezzo quarto cuarto media meia quart demie demi kwart kwartier halv kvart пол am pm a.m p.m a.m. p.m. h hs hrs hr hour uhr uur o'clock oclock heures heure horas hora hod godz órakor giờ น ч час часов година годині ώρα π.μ μ.μ sharp ish teraz klo kl saat ore óra ص م π.μ. μ.μ. बजे uurtje hrs. h."
_WORD = regex.compile(
    r"t/m|\d{1,2}[:.h][0-5]\d(?!\d|[./]\d)(?:\.(?=[\s,]))?|\d{1,4}(?:[:.,/h-]\d{1,4}){0,2}(?:\.(?=[\s,]|$))?|[\p{L}\p{M}]+(?:['’.-](?=\p{L})[\p{L}\p{M}]+)*\.?|[^\s]"
)
_MONEY = regex.compile(rf"\s?(?:{_SIGNS}|%|(?:{_NAMES}|km|kg|gb|mm|cm)(?!\p{{L}}))", regex.IGNORECASE)
_CLOCK = regex.compile(r"(?:[01]?\d|2[0-4])[:.h][0-5]\d|\d{1,2}h")
_DAY = regex.compile(
    r"(?:0?[1-9]|[12]\d|3[01])[./-](?:0?[1-9]|1[0-2])(?:[./-](?:20)?\d\d)?\.?|20\d\d-\d\d-\d\d|(?:0?[1-9]|[12]\d|3[01])\."
)
_EAST = regex.compile(
    r"(?:(?:\d{4}[年년]\s?)?\d{1,2}[月월]\s?\d{1,2}[日号일]\s?(?:[（(]?[月火水木金土日월화수목금토일一二三四五六][)）]?|[\p{Han}]曜日|\p{Hangul}요일)?\s?[のに,、]?\s?|(?:明日|明天|内일|내일|今日|今天|오늘|后天|(?:本|下)?(?:周|星期)[一二三四五六日天]|[月火水木金土日]曜日?の?|[월화수목금토일]요일)\s?の?\s?)?"
    r"(?:午前|午後|上午|下午|晚上|早上|中午|오전|오후|저녁)?\s?\d{1,2}(?:[:：]\d{2}|[時点點시])(?:半|반|\s?\d{1,2}[分분])?(?:\s?(?:[~〜～\-–—到至から]+|부터|에서)\s?(?:午前|午後|上午|下午|오전|오후)?\s?\d{1,2}(?:[:：]\d{2}|[時点點시])(?:半|반|\s?\d{1,2}[分분])?)?"
)

#: 09:40 on the 17th; on the 17th at ten past nine has no figures, and isn't told by this.
_ORDINAL = regex.compile(
    r"(?<!\d)\d{1,2}(?:[:.]\d\d)?\s?(?:am|pm)?\son\s(?:\p{L}+day,?\s)?the\s\d{1,2}(?:st|nd|rd|th)(?!\p{L})|(?<!\p{L})(?:on\s)?the\s\d{1,2}(?:st|nd|rd|th)(?:\sof\s\p{L}+)?,?\s(?:at|from|around|after|before)\s\d{1,2}(?:[:.]\d\d)?\s?(?:am|pm|o['’]clock)?(?![\d\p{L}])"
)
_THAI = regex.compile(
    r"(?:พรุ่งนี้|วันนี้|มะรืนนี้|วัน(?:จันทร์|อังคาร|พุธ|พฤหัส(?:บดี)?|ศุกร์|เสาร์|อาทิตย์))(?:นี้|หน้า|ที่\s?\d{1,2})?\s?(?:ตอน|เวลา|ช่วง|เช้า|บ่าย|เย็น){0,2}\s?\d{1,2}(?:[:.]\d\d)?\s?(?:โมง(?:เช้า|เย็น)?|น\.|ทุ่ม|นาฬิกา)?"
)


def find_of_case(text: str, own: frozenset[str]) -> Iterator[Span]:
    """Amounts and appointments; what everybody pays and when everybody may come stays."""
    for pattern in (_BARE, _PAID):
        for match in pattern.finditer(text):
            yield *match.span("it"), "amount"
    for pattern in (_AMOUNT, _IN_WORDS):
        for match in pattern.finditer(text, timeout=2):
            if _is_theirs(text, match.start(), match.end()):
                yield match.start(), match.end(), "amount"
    for start, end, exact in _hours(text):
        if _is_visit(text, start, end, exact):
            point = regex.search(r"(?<![ap]\.m|\d\.\d\d)\.$", text[start:end])
            yield start, end - bool(point), "appointment"


def _is_visit(text: str, start: int, end: int, exact: bool) -> bool:
    """Whether somebody comes to them then, or it is one hour of one day and no place opens at it."""
    first = _begins(text, start)
    before, after = text[first:start], text[end : _stops(text, end)]
    earlier = text[_begins(text, max(0, first - 2)) : first] if first > 1 else ""
    comes = _COMES.search(before + " " + after) or (_COMES.search(earlier) and not _OPENS.search(before + after))
    near = before[-48:]
    if comes and (not _OPENS.search(near) or _COMES.search(near)):
        return True
    return exact and not _OPENS.search(before + " " + after[:40])


def _begins(text: str, at: int) -> int:
    """Where the sentence begins that a place stands in."""
    last = 0
    for match in _ENDS.finditer(text, max(0, at - 240), at):
        last = match.end()
    return max(last, at - 240, 0)


def _stops(text: str, at: int) -> int:
    match = _ENDS.search(text, at, min(len(text), at + 240))
    return match.start() if match else min(len(text), at + 240)


def _is_theirs(text: str, start: int, end: int) -> bool:
    before, after = text[_begins(text, start) : start], text[end : _stops(text, end)]
    clause = regex.split(r"[,;:(–—]\s", before)[-1]
    said = list(_OWED.finditer(before))
    if _YOURS.search(before) and not _PRICED_AFTER.match(after):
        return True
    if _FEE.match(after):
        return False
    if _PRICED_AFTER.match(after) and not _OWED.search(clause):
        return False
    priced = _priced(before)
    if priced >= 0:
        if _OWED.search(_CLAUSE.split(after)[0][:26]):
            return True
        return bool(said and said[-1].end() >= priced - 24 and _OWED.search(clause))
    if said or _OWED.search(_CLAUSE.split(after)[0][:48]):
        return True
    if _LIKE_A_PRICE.search(text[start:end]) or _IS_PRICED.search(before):
        return False
    return not _PRICES.search(before[-90:]) or bool(_ODD.search(text[start:end]))


#: “Your £17.99 was returned.”
_YOURS = regex.compile(
    r"(?<!\p{L})(?:your|ur|tus?|dein\p{L}{0,2}|votre|vos|tes|tuoi|uw|jouw|seus|teus)\s$", regex.IGNORECASE
)
_STRONG = ("cost", "kost", "vale", "cena", "prix", "pris", "over", "fee")


def _priced(before: str) -> int:
    """Where a word of prices ends close before an amount, or -1; a short word has to touch it."""
    near = before[-34:]
    ahead = len(before) - len(near)
    found = -1
    for match in _PRICED_BEFORE.finditer(near):
        whole = not before[: ahead + match.start()][-1:].isalpha() and not near[match.end() : match.end() + 1].isalpha()
        if whole and (
            len(match.group()) > 4
            or match.group().casefold().startswith(_STRONG)
            or before.endswith(match.group() + " ")
        ):
            found = ahead + match.end()
    return found


def _hours(text: str) -> Iterator[tuple[int, int, bool]]:
    """Runs of words that together say when, an hour among them; and whether it is one hour of one day."""
    yield from spoken_hours(text, lambda word: word in _words()[0] or word in _OF_THE_DAY)
    for pattern in (_THAI, _ORDINAL):
        for match in pattern.finditer(text):
            yield match.start(), match.end(), True
    for match in _EAST.finditer(text):
        yield match.start(), match.end(), bool(regex.match(r"\P{L}*(?:\d+[月월]|[明内내下])", match.group()))
    run: list[tuple[int, int, str]] = []
    for match in _WORD.finditer(text):
        sort = _sort(match.group())
        if sort == "b":  # "am" is a half of the day in one language and a small word in another
            sort = "u" if run and run[-1][2] in "cnr" else "l"
        if (
            sort
            and sort in "cnr"
            and (text[match.start() - 1 : match.start()] in tuple("£€$¥₹#") or _MONEY.match(text, match.end()))
        ):
            sort = ""
        if sort:
            run.append((match.start(), match.end(), sort))
            continue
        yield from _said_when(run)
        run = []
    yield from _said_when(run)


def _said_when(run: list[tuple[int, int, str]]) -> Iterator[tuple[int, int, bool]]:
    while run and run[-1][2] in "l,t-":
        run = run[:-1]
    while len(run) > 1 and run[0][2] == "l" and run[1][2] == ",":
        run = run[1:]
    while run and run[0][2] in ",u-":
        run = run[1:]
    sorts = "".join(sort for *_, sort in run).replace("w", "n")
    if "nn" in sorts or "ne" in sorts or sorts.count("n") + sorts.count("c") > 6 or regex.search(r"d,?[t-]d", sorts):
        return  # figures alone, or from Monday to Friday
    day = regex.search("[dDe]", sorts)
    if sorts[:1] == "t" and not day:
        return  # until an hour, of any day
    if sorts.endswith(("le", "te")) and regex.search("[dDe]", sorts[:-2]):
        sorts = sorts[:-1] + "n"  # “on Friday at 11.”
    links = sorts.replace("t", "l").replace("-", "l")
    hour = "c" in sorts or regex.search(r"n,?u|l,?n|nl?[,l]?n", links)
    if (
        "c" in sorts
        or ("r" in sorts and (day or "u" in sorts))
        or (hour and day)
        or regex.search(r"nu|n[l,]nu|un", links)
    ):
        yield run[0][0], run[-1][1], bool(day)


@cache
def _sort(word: str) -> str:
    """What a word is in saying when: a day, a date, an hour, a figure, a unit, a link, a mark; or nothing."""
    plain = word.casefold().rstrip(".")
    if word[0].isdigit():
        return _sort_of_figure(word, plain)
    if word in "-–—":
        return "-"
    if word in ",()/&":
        return ","
    days, units, links = _words()
    sorts = (
        ("t", plain in _UNTIL),
        ("u", plain in _AFTERWARDS),
        ("b", plain in units and plain in links),
        ("w", plain in _TOLD_HOURS and plain not in days),
        ("d", plain in days),
        ("D", plain in _OF_THE_DAY),
        ("u", plain in units),
        ("l", plain in links),
    )
    return next((sort for sort, is_it in sorts if is_it), "")


def _sort_of_figure(word: str, plain: str) -> str:
    if _CLOCK.fullmatch(plain):
        return "e" if word.endswith(".") and "." in plain and plain.split(".")[1] in _MONTH_FIGURES else "c"
    if regex.fullmatch(r"\d{1,2}-\d{1,2}", plain):
        return "r"
    if _DAY.fullmatch(word):
        return "e"
    return "n" if regex.fullmatch(r"[0-5]?\d|20[2-4]\d", plain) else ""


#: Days as they stand in a sentence, and shorter.
_INFLECTED = (
    "ti středu sobotu neděli pondělí úterý čtvrtek pátek środę sobotę niedzielę wtorek среду пятницу субботу воскресенье понедельник вторник четверг середу п'ятницу п’ятницу суботу неділю понеділок вівторок четвер hétfőn kedden szerdán csütörtökön pénteken szombaton vasárnap "
    "maanantaina tiistaina keskiviikkona torstaina perjantaina lauantaina sunnuntaina pazartesi salı çarşamba perşembe cuma cumartesi pazar luni marți miercuri joi vineri sâmbătă duminică wed weds tues thur thurs lunes miércoles segunda terça quarta quinta sexta mo di mi do fr sa so ma wo vr za zo"
)


@cache
def _words() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    lines = Path(__file__).with_name("days.txt").read_text("utf-8").splitlines()
    days = {word for line in lines if not line.startswith("#") for word in line.split()}
    links = {word.rstrip(".") for word in _LINKS.casefold().split()}
    units = frozenset(word.rstrip(".") for word in _UNIT.split())
    return (
        frozenset(
            word for word in days if len(word) > 3 or (word not in links and (len(word) > 2 or not word.isascii()))
        )
        | set(_INFLECTED.split()),
        units,
        frozenset(links),
    )
