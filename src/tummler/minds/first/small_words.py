"""The small words of some languages: they tell a language where a text is too short or too mixed for letters alone."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

#: Folded as :mod:`line` folds (no accents). A word of several languages counts for each.
_WORDS = {
    "en": (
        "the and you i to of is it that in my for on this me with be have not are was so just but do what we your all "
        "they will can get like its when if up out about how from or an she he his her been has had at by as would "
        "there their who why dont im cant did am lol omg u ur no now one our them us than then too more people know "
        "want need going still got because good day today love new think back time really see never"
    ),
    "es": (
        "el la los las de que y no en un una por con para es lo se me mi su te al del como mas pero le ya este esta "
        "muy si yo hay todo cuando sin bien porque eso ser son hoy o ella nos ni ha tu a donde esto soy estoy estan "
        "tan solo siempre nada algo vida dia gracias jajaja jaja ahora quien tiene tengo hace hacer va voy asi usted"
    ),
    "fr": (
        "le la les de des du un une et je tu il elle on nous vous ils est pas que qui pour dans sur avec ce cette ca "
        "ne me ma mon mes sa son ses en au aux plus mais ou si tout tous fait trop bien tres jai cest suis sont ai as "
        "a quand comme faire par etre ya y lui leur meme merci rien deja encore quoi mdr ptn parce moi toi va vais"
    ),
    "de": (
        "der die das und ich du er sie es wir ihr nicht ist in den dem ein eine einen zu mit auf fur von im am an auch "
        "so wie was wenn aber oder nur noch mal ja nein schon bin bist sind war hat habe haben wird werden kann man "
        "mich mir dich dir sich uns bei nach aus als doch jetzt heute immer mein meine dein kein keine gut sehr dass da"
    ),
    "it": (
        "il lo la i gli le di che e non un una per con sono mi ti si ma come piu anche se della del nel alla al dei "
        "delle ho hai ha abbiamo questo questa quando solo tutto tutti bene molto cosa chi dove perche ancora sempre "
        "fare fatto mai io tu lui lei noi voi ci ne da su era essere oggi grazie poi gia cosi o e mio mia governo"
    ),
    "pt": (
        "o a os as de que e nao em um uma por com para eu voce vc se me meu minha do da no na dos das nos nas mais mas "
        "ele ela isso esse essa ta to pra ja so tem tudo quando muito como foi ser vai vou ter bem estou esta aqui "
        "hoje sim nem ate quem porque pq n q mto sempre gente dia nada tao agora eh ne kkkk kkk bom boa obrigado ao pelo"
    ),
    "nl": (
        "de het een en ik je niet dat is van in op te zijn voor met er maar aan wat die nog ook als om dan al naar wel "
        "zo mijn heb geen hoe bij uit kan dit we ze jij hij mij waar nu meer goed toch over was hebben moet gaat"
    ),
}  # fmt: skip

#: Hindi in Latin letters, in the spellings of phones. The second group are English words, too, or names.
_HINDI = ["hai", "hain", "hei", "hu", "hoon", "hun", "hua", "hui", "huye", "tha", "thi", "thay", "nahi", "nahin", "nhi", "nahii", "nehi", "kya", "kyu", "kyun", "kyon", "kyunki", "kyuki", "kyoki", "kyonki", "mera", "meri", "mere", "mujhe", "muje", "mujhko", "mujhse", "tumhe", "tumhara", "tumhari", "tumhare", "tumse", "tera", "teri", "tere", "tujhe", "tujhko", "aap", "aapka", "aapki", "aapke", "aapko", "aapne", "aapse", "apka", "apki", "apke", "apko", "apna", "apni", "apne", "apun", "hum", "humein", "humko", "hume", "hamara", "hamari", "hamare", "humara", "humari", "humare", "hmare", "hmara", "hmari", "unka", "unki", "unke", "unko", "unse", "uska", "uski", "uske", "usko", "usne", "usse", "iska", "iski", "iske", "isko", "isse", "isne", "kisi", "kisko", "kiska", "kiski", "kisne", "koi", "kuch", "kuchh", "kch", "bhi", "bhii", "yeh", "woh", "vo", "bhai", "bhaiya", "bhaiyo", "bhaijaan", "behen", "yaar", "yaaro", "yaaron", "dost", "doston", "dosto", "karo", "karna", "karne", "karta", "karte", "karti", "kare", "karega", "karenge", "karegi", "karke", "krke", "kiya", "kiye", "kro", "krna", "krne", "krta", "krte", "krdo", "kardo", "kijiye", "kariye", "karu", "karun", "karunga", "karungi", "karoge", "karwa", "krwa", "raha", "rahe", "rahi", "rha", "rhe", "rhi", "rahega", "rahenge", "gaya", "gaye", "gayi", "gyi", "gye", "jaa", "jao", "jaata", "jate", "jaate", "jati", "jaati", "jayega", "jaega", "jayenge", "jayegi", "jaenge", "jaana", "jaane", "aaya", "aaye", "aayi", "aao", "aana", "aata", "aate", "aati", "ayega", "aayega", "aayenge", "aane", "lekin", "magar", "agar", "phir", "fir", "abhi", "kab", "kaise", "kese", "kaisa", "kaisi", "kahan", "kaha", "kidhar", "idhar", "udhar", "yahan", "yaha", "wahan", "waha", "vaha", "kitna", "kitne", "kitni", "kaun", "kon", "konsa", "kaunsa", "itna", "itne", "itni", "utna", "bahut", "bohot", "bahot", "bhut", "bht", "boht", "bhot", "zyada", "jyada", "jada", "thoda", "thodi", "thode", "accha", "acha", "achha", "achchha", "achchi", "achhe", "achi", "acchi", "ache", "theek", "thik", "thek", "sahi", "galat", "sabhi", "sabko", "sabse", "sabka", "sabki", "sirf", "bilkul", "matlab", "paisa", "paise", "paiso", "rupaye", "rupay", "wapas", "vapas", "wapis", "jaldi", "dekho", "dekha", "dekh", "dekhna", "dekhte", "dekhke", "dekhiye", "dikha", "suno", "suna", "sunke", "bolo", "bola", "bol", "bolte", "bolna", "bole", "bolta", "bolti", "batao", "bata", "batana", "bataye", "batata", "kehna", "kehte", "kahte", "kehta", "kehti", "kaho", "diya", "diye", "dete", "dena", "dene", "dega", "denge", "dijiye", "detey", "liya", "liye", "lena", "lete", "lene", "lega", "lenge", "milega", "mila", "milte", "milta", "milti", "milna", "milenge", "chahiye", "chahie", "chahta", "chahte", "chahti", "chaiye", "hoga", "hogi", "honge", "hota", "hoti", "hote", "hona", "hone", "hogaya", "hogya", "hogayi", "hojaye", "hojayega", "wala", "wali", "vale", "vala", "walo", "valo", "aaj", "parso", "subah", "shaam", "raat", "raato", "logo", "logon", "ladki", "ladka", "ladke", "ladkiya", "baat", "baatein", "baate", "baaton", "zindagi", "jindagi", "pyar", "pyaar", "khush", "khushi", "dhanyavad", "dhanyawad", "shukriya", "namaste", "namaskar", "bharat", "mein", "mai", "mei", "maine", "meine", "mene", "tune", "tumne", "usne", "humne", "hamne", "sakta", "sakte", "sakti", "skta", "skte", "skti", "aur", "tak", "saath", "bina", "baad", "pehle", "pahle", "pehla", "naya", "naye", "nayi", "purana", "bada", "bade", "badi", "chota", "chhota", "chote", "kaam", "naam", "pata", "pta", "yaad", "samajh", "samjha", "samjhe", "samjho", "maa", "baap", "beti", "bete", "bhagwan", "sarkar", "khana", "khane", "khaya", "khao", "pagal", "sala", "saala", "saale", "kutta", "kutte", "bakwas", "bekar", "ghatiya", "kamine", "kamina", "maza", "mazaa", "maja", "haan", "jisko", "jiska", "jiske", "jisne", "jinhe", "inhe", "unhe", "inka", "inke", "inko", "yahi", "wahi", "vahi", "aise", "aisa", "aisi", "waise", "vaise", "tarah", "wajah", "vajah", "laga", "lagta", "lagti", "lagte", "lagao", "rakho", "rakha", "rakhna", "rakhte", "kyo", "isliye", "isiliye", "chalo", "chal", "chale", "chalta", "chalte", "chalti", "jeet", "jeeto", "jeete", "jeetega", "haara", "maaro", "maro", "marne", "maara", "bhejo", "bheja", "bhej", "padh", "padhna", "padho", "padhte", "likha", "likh", "likho", "kabhi", "hamesha", "waqt", "vakt", "samay", "sach", "jhoot", "jhooth", "bura", "bure", "jaye", "jaaye", "jae", "bolunga", "dunga", "lunga", "aaunga", "jaunga", "jaungi", "ek", "teen", "char", "paanch", "kayi", "kai", "baar", "andar", "bahar", "bahr", "upar", "neeche", "niche", "bacha", "bache", "bachcha", "bachche", "bacho", "bachho", "kahani", "londa", "londe", "launda", "haseen", "bachpan", "agle", "pichle", "laut", "gali", "gaali", "chutiya", "bhakt", "neta", "chunav", "desi", "jaan", "jaanu", "dil", "dilli", "bete", "papa", "mummy", "mata", "shadi", "shaadi", "hansi", "dard", "gussa", "dhoka", "khatam", "shuru", "khud", "khudi", "sunday", "wahiyat", "mast", "faadu", "faddu", "dhasu", "zabardast", "jabardast", "badhiya", "badhia", "bdhiya", "gareeb", "garib", "chai", "pani", "roti", "garmi", "thand", "barish", "sardi", "ghante", "mahine", "hafte", "saal", "din", "kal", "ghar", "desh", "kare", "kari", "hue", "sab", "khul", "khula", "band", "sune", "lag", "bhag", "bhaag", "ruk", "ruko", "aankh", "aankhe", "haath", "hath", "pair", "sar", "sir", "jee", "jii", "miya", "miyan", "janab", "kripya", "madad", "sahayata", "paani", "bijli", "bill", "net", "nikal", "nikla", "nikle", "nikalo", "utha", "uthao", "baith", "baitho", "soja", "sote", "sona", "jag"]
_ENGLISH_TOO = frozenset(
    ["hum", "hun", "hue", "hui", "sunday", "papa", "mummy", "sir", "sar", "bill", "net", "band", "din", "dil", "kal", "sab", "hath", "pair", "jag", "sona", "bole", "mata", "kari", "kare", "chal", "bata", "bol", "char", "vo", "mei", "mai", "maya", "sahi", "bina", "mila", "mere", "tune", "desi", "miya", "khan", "lag", "bhag", "tak", "aur", "jada", "kai", "jae", "pata", "rahi", "kaha", "waha", "dena", "saal", "soja", "ek", "naye", "kaho", "maro", "rahe", "dete", "lete", "dost", "milan"]
)
_PARTICLES = frozenset(
    ["ka", "ki", "ke", "ko", "se", "me", "mai", "main", "m", "h", "k", "na", "to", "ye", "wo", "ho", "hi", "par", "pe", "ya", "ab", "jo", "ji", "han", "haa", "tu", "b", "ma", "ne", "tum"]
)
_WORD = re.compile(r"[^\W\d_]+")


@cache
def _sets() -> Mapping[str, frozenset[str]]:
    return {language: frozenset(words.split()) for language, words in _WORDS.items()}


@cache
def _hindi() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    sure = frozenset(_HINDI) - _ENGLISH_TOO - _PARTICLES
    english = (_sets()["en"] | frozenset(["of", "is", "at", "by", "was", "were", "are"])) - {"to", "me", "main", "so", "do", "am"}
    return sure, _ENGLISH_TOO | _PARTICLES, english


def shares(words: Sequence[str]) -> dict[str, float]:
    """For each language the share of the words that are among its small ones."""
    spoken = [word for word in words if word.isalpha()]
    if not spoken:
        return {}
    return {language: sum(word in small for word in spoken) / len(spoken) for language, small in _sets().items()}


def roman_hindi(words: Sequence[str]) -> float:
    """How much speaks for Hindi in Latin letters; from 1 it is. English words beside it are no reason against."""
    spoken = [word for word in words if word.isascii() and word.isalpha()]
    if not spoken:
        return 0.0
    sure, also, english = _hindi()
    found = len({word for word in spoken if word in sure})
    perhaps = len({word for word in spoken if word in also})
    against = sum(word in english for word in spoken)
    score = 0.75 * found + 0.3 * min(perhaps, 3 + found) - 0.12 * against
    return score + (0.3 if found and len(spoken) <= 3 else 0.0)
