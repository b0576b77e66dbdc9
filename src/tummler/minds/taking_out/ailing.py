"""What is said of somebody's health: it never stays with an answer that everyone reads."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from tummler.minds.health import says_health

Span = tuple[int, int, str]

#: Said of one person, whatever stands between: your late husband's knee operation.
_OF_SOMEBODY = (
    r"your|his|her|their|my|y?our|has an?|have an?|had an?|with an?|depends on|recover\p{L}* from|because of|due to|the|an?|su|sus|tu|tus|la|el|las|los|una?|por|votre|vos|ton|ta|tes|son|sa|le|une?|des|de|du|"
    r"ihre?[rnms]?|deine?[rnms]?|seine?[rnms]?|die|der|eine?[rnms]?|wegen|seu|sua|o|os|as|uma?|il|lo|la|suo|tuo|una?|uw|je|zijn|haar|een|din|ditt|hans|hennes"
)
_AILMENTS = (
    r"(?:(?:nut|peanut|food|egg|milk|latex|penicillin) )?allerg(?:y|ies)|(?:(?:hip|knee|heart|back|eye|shoulder) )?(?:operation|surgery|replacement)|pregnanc(?:y|ies)|miscarriage|diagnosis|illness|injur(?:y|ies)|sprain(?:ed)? ?(?:ankle|wrist|knee)?|(?:broken|fractured) (?:arm|leg|hip|wrist|ankle|foot|rib|collarbone|bone)|fractured?|(?:home )?dialysis(?: machine)?|"
    r"chemo(?:therapy)?|radiotherapy|insulin|inhaler|epipen|pacemaker|oxygen(?: concentrator)?|medication|prescription|asthma|diabetes|diabetic|epilep(?:sy|tic)|cancer|tumou?r|stroke|heart (?:attack|condition)|dementia|alzheimer['’]?s?|parkinson['’]?s?|depression|anxiety|panic attacks?|adhd|autis(?:m|tic)|wheelchair|walking frame|hearing aids?|guide dog|piles|"
    r"blood (?:pressure|test)s?|cataracts?|migraines?|arthritis|coeliac|celiac|hospital stay|disabilit(?:y|ies)|"
    r"alergias?|operaci[oó]n(?: de (?:la )?\p{L}+)?|embarazo|aborto|diagnóstico|enfermedad|lesi[oó]n|esguince|fractura(?: de \p{L}+)?|(?:pierna|brazo|cadera|muñeca) rot[ao]|diálisis|quimio(?:terapia)?|insulina|medicaci[oó]n|asma|diabetes|epilepsia|cáncer|ictus|demencia|depresi[oó]n|ansiedad|silla de ruedas|cataratas|marcapasos|minusvalía|discapacidad|"
    r"allergie(?: \p{L}+ \p{L}+)?|opération(?: (?:du|de la|de l['’]) ?\p{L}+)?|grossesse|fausse couche|diagnostic|maladie|blessure|entorse|fracture(?: (?:du|de la) \p{L}+)?|(?:jambe|bras|hanche) cassée?|dialyse|chimio(?:thérapie)?|insuline|traitement|asthme|diabète|épilepsie|cancer|avc|démence|dépression|fièvre|fauteuil roulant|cataracte|intolérant\p{L}* au \p{L}+|handicap|"
    r"\p{L}*allergie|(?:\p{L}+-?)?operation|schwangerschaft|fehlgeburt|diagnose|krankheit|erkrankung|verletzung|\p{L}*bruch|gebrochene[nrs]? (?:bein|arm|hüfte|fuß)|dialyse|chemo(?:therapie)?|insulin|medikamente?|asthma|diabetes|epilepsie|krebs\p{L}*|schlaganfall|herzinfarkt|demenz|depression|angststörung|rollstuhl|rollator|herzschrittmacher|behinderung|schwerbehindertenausweis|"
    r"cirurgia(?: (?:do|da|no|na) \p{L}+)?|gravidez|doença|entorse|fratura(?: (?:do|da) \p{L}+)?|(?:perna|braço) partid[ao]|diálise|quimioterapia|remédios?|epilepsia|câncer|cancro|avc|depressão|ansiedade|cadeira de rodas|pressão alta|"
    r"allergi[ae]|operazione(?: (?:al|alla) \p{L}+)?|intervento (?:al|alla) \p{L}+|gravidanza|malattia|infortunio|distorsione|frattura(?: (?:del|della) \p{L}+)?|(?:gamba|braccio) rott[ao]|dialisi|chemio(?:terapia)?|farmaci|asma|diabete|epilessia|tumore|ictus|demenza|depressione|ansia|sedia a rotelle|ricovero(?: per \p{L}+(?: (?:del|della) \p{L}+)?)?|invalidità|"
    r"operatie|zwangerschap|ziekte|blessure|gebroken (?:been|arm|heup|pols)|medicijnen|bloedverdunners|astma|kanker|beroerte|dementie|depressie|rolstoel"
)
_OF_ONE = regex.compile(
    rf"(?<!\p{{L}})(?i:{_OF_SOMEBODY})\s(?:\p{{L}}[\p{{L}}'’-]*\s){{0,2}}?(?P<it>(?i:{_AILMENTS})(?:\s(?:in|en|im|a|em)\s(?:January|February|March|April|May|June|July|August|September|October|November|December))?)(?!\p{{L}})"
)
#: “with Ms Will” tells of nobody's sclerosis.
_A_TITLE = regex.compile(r"(?<!\p{L})Ms\.?(?:\s|$)")


def find_ailing(text: str, own: frozenset[str]) -> Iterator[Span]:
    """Words that tell of somebody's health, as the reading of posts knows them, and what somebody has or had."""
    for mark in says_health(text):
        if not _A_TITLE.search(text, mark.start, mark.end):
            yield mark.start, mark.end, "health"
    for match in _OF_ONE.finditer(text, timeout=2):
        yield *match.span("it"), "health"
