"""Names in bylines: the people in one, without roles, addresses and dates, and the organisations apart from them."""

import re
from functools import lru_cache
from html import unescape

from pipelines.sitename import is_site

AGENCIES = frozenset([
    "aap", "adn", "afp", "agencia_efe", "agence_france-presse", "ani", "ansa", "ap", "apa", "apa-ots", "apn", "associated_press", "ats",
    "belga", "bernama", "bloomberg", "bta", "cna", "ctk", "dapd", "ddp", "dpa", "dpa-afx", "dpa-infocom", "dts", "efe", "epd",
    "europa_press", "ians", "interfax", "itar-tass", "jiji", "jta", "kna", "keystone-sda", "kyodo", "lusa", "mti", "ntb", "nnn", "notimex",
    "npa", "pa", "pa_media", "pap", "press_association", "press_trust_of_india", "pti", "reuters", "ria_novosti", "ritzau", "sda", "sid",
    "sita", "stt", "swns", "tass", "telam", "thomson_reuters", "tanjug", "tt", "ukrinform", "uni", "upi", "wam", "xinhua", "yonhap",
    "agencies", "agencias", "agenturen", "agentur", "agences",
])  # fmt: skip
_BY = (
    r"(?:(?:written|reported|story|words|text|posted|published|created|submitted|edited|article|analysis|opinion|review|interview)\s+)?by"
    r"|(?:(?:(?:veröffentlicht|geschrieben|verfasst|erstellt|eingestellt)|(?:ein|eine)\s+\w+)\s+)?(?:von|vom)"
    r"|(?:(?:publicado|escrito|postado|elaborado|redactado)\s+)?por|(?:(?:publié|écrit|rédigé|propos recueillis)\s+)?par"
    r"|(?:(?:scritto|pubblicato|articolo|redazione|a\s+cura)\s+)?di|(?:scritto|pubblicato|inserito)\s+da"
    r"|de la redacción de|door|av|af|skrevet av|skriven av|przez|autor(?:stwa)?"
    r"|от|автор|بقلم|كتب|כתב|מאת|insights from"
)
_LABEL = r"(?:author|autor|auteur|autore|text|texto|texte|testo|tekst|written|words|story|автор|текст|文|撰文|作者|記者|记者)(?:s|es|in|en|a)?"
_OTHERS = re.compile(
    r"\b(?:(?:medically|fact|expert)[ -])?(?:reviewed|edited|checked|translated|photo\w*|foto\w*|data analysis|illustrat\w+|additional \w+"
    r"|übersetzt|bearbeitet|redigiert|mitarbeit)\s*(?:by|von|por|par|:)",
    re.IGNORECASE,
)
"""Before the names of those who did something else."""
_LEAD = re.compile(
    rf"^[\s:–—-]*(?:(?:[\w ]{{0,30}}\b(?:written|posted|published|veröffentlicht|geschrieben)\s+)?(?:{_BY})(?:\s*:\s*|\s+|$)"
    rf"|(?:{_LABEL})\s*[:：/]\s*|(?:autor(?:in)?|author|auteur|autore)\s+|(?:über den|about the) {_LABEL}\b[\s:–-]*)",
    re.IGNORECASE,
)
_AND = re.compile(r"^\s*(?:and|und|et|y|e|en|og|och|i|with|mit|sowie|&)\s+")
_SPLIT = re.compile(
    r"\s*(?:[,;|/•·、，\n]|\s(?:and|und|et|y|e|en|og|och|i|ja|with|mit|sowie|&)\s|\s[-–—]\s|\s+in\s+(?=[A-ZÄÖÜ]))\s*",
    re.IGNORECASE,
)
_POSTED = re.compile(
    r"^\s*(?:posted|published|veröffentlicht|eingestellt|erstellt|publié|publicado|pubblicato)\b[\w\s.,:]{0,60}?\s(?:by|von|par|por|da)\s+",
    re.IGNORECASE,
)
_BOTH = re.compile(r"^\s*(?:text|words|texto|texte|testo)\s*(?:&|und|and|y|et|e|/|\+)\s*\w{4,12}\s*:", re.IGNORECASE)
_DAYS = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|[md]o|di|mi|fr|sa|so"
_MONTHS = (
    r"jan(?:uary|uar)?|feb(?:ruary|ruar)?|mar(?:ch)?|märz|apr(?:il)?|may|mai|june?|juni|july?|juli|aug(?:ust)?|sept?(?:ember)?"
    r"|o[ck]t(?:ober)?|nov(?:ember)?|de[cz](?:ember)?"
)
_END = re.compile(
    r"\s*(?:\b(?:published|posted|updated?|publié|publicado|veröffentlicht|aktualisiert|stand|last (?:updated|modified))\b.*|\b\d.*|@.*"
    r"|\b(?:sagt|says|said|schrieb|writes|skrifar|schreibt)\b.*)$",
    re.IGNORECASE | re.DOTALL,
)
_TRAILING = re.compile(
    rf"(?:^|[\s,]+)(?:{_DAYS}|{_MONTHS}|at|on|am|um|le|el|il|den|sur|in|for|für|pour|para|기자|記者|记者)\.?$",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"https?://\S+|\S+@\S+|\[email[^\]]*\]")
_ROLE = re.compile(
    r"\w*(?:redakteur|korrespondent|reporter|journalist|chef|leiter)(?:in)?s?\b|\b(?:editors?|reporters?|correspondents?|writers?|redakteur(?:in)?|redakt[øö]r|korrespondent(?:in)?|journalist(?:in|e|a)?|columnist"
    r"|director|manager|officer|specialist|expert|marketing|head of|chef(?:redakteur)?|leiter(?:in)?|professor|producer|intern|founder|ceo"
    r"|senior|chief|guest|freelance|contributor|photograph(?:er|s|y)?|photos?|fotos?|fotograf\w*|fotografías?|bild(?:er)?|illustrations?"
    r"|grafik|images?|video|podcast|getty|istock|comments?|kommentare?|share|follow|subscribe|contact|download|e-?mail|read(?:ing)?|view|minutes?|min|ago|hours?|gmt"
    r"|uhr|name|required|erforderlich|website|reply|antworten|says|sagt|about|über|more|mehr|alle|all|show|zeige|beiträge|artikel|articles?"
    r"|posts?|updated?|published|posted|reviewed|medically|fact|checked|null|undefined|unknown|anonymous|admin(?:istrator)?|user|redirect"
    r"|cookies?|login|anmelden|links?|related|topics?|copied|copy|scholar|disclosure|newsletter|abo|the|author|autor(?:in)?|profile?|bio|twitter|facebook|linkedin|instagram)\b"
    r"|\badmin|admin\b|https?:|www\.|[@<>{}=#$%^*_+~\[\]\\]|\d",
    re.IGNORECASE,
)
_BODY = re.compile(
    r"\b(?:staff|team|redaktion(?:s\w*)?|redacci[óo]n|r[ée]daction|redazione|redactie|redação|redaksjonen|desk|newsroom|newsdesk|bureau"
    r"|editorial|board|agenc(?:y|ies|ia|ias|e)|agentur|ajans[ıi]?|presse|press|news|zeitung|tageszeitung|nachrichten|magazin(?:e)?|media|medien|times"
    r"|post|herald|tribune|gazette|journal|daily|online|digital|blog|tv|radio|group|inc|ltd|llc|gmbh|ag|e\.?v|university|universität"
    r"|institute?|institut|foundation|association|center|centre|department|ministry|council|committee|union|club|company|studio|store|shop"
    r"|news ?paper|network|service|official|partners|solutions|health|clinic|academy|school|college)\b"
    r"|\w\.(?:com|org|net|de|at|ch|info|is|eu|tv|co|be|nl|fr|it|io|news)\b|編集部|新聞|デジタル|通信|日報|时报|社$",
    re.IGNORECASE,
)
_PARTICLES = frozenset([
    "de", "da", "do", "dos", "das", "du", "des", "del", "della", "delle", "di", "la", "le", "el", "al", "van", "von", "vom", "zu", "zum",
    "zur", "der", "den", "dem", "ten", "ter", "te", "bin", "ben", "ibn", "bint", "abu", "af", "av", "y", "e", "i", "und", "and", "d'", "l'",
    "'t", "st.", "mac", "mc", "dit", "dr.", "prof.", "dr", "prof",
])  # fmt: skip
LONGEST = 60
"""Characters of a name; what is longer is a sentence."""


@lru_cache(maxsize=512)
def is_agency(name: str) -> bool:
    """Whether a name is that of a news agency.

    >>> is_agency("The Associated Press"), is_agency("dpa"), is_agency("Ada Apt")
    (True, True, False)
    """
    key = re.sub(r"^the |[()]", "", name.strip().lower()).replace(" ", "_")
    return key in AGENCIES


def is_organisation(name: str, sites: frozenset[str] = frozenset()) -> bool:
    """Whether what signs an article is an agency, a desk or the publication itself: no person.

    >>> is_organisation("BR24 Redaktion"), is_organisation("dpa/lsw"), is_organisation("Ada Marsh")
    (True, True, False)
    """
    return (
        is_agency(name)
        or is_agency(re.split(r"[/-]", name)[0])
        or is_site(name, sites, slack=0)
        or bool(_BODY.search(name))
    )


def split_names(byline: str, sites: frozenset[str] = frozenset(), *, stated: bool = False) -> tuple[str, ...]:
    """The people named in a byline, without roles, addresses, agencies and the names in `sites`.

    Where the page's own data has it as a name (`stated`), one word may be a name, and a name may be in lower case.

    >>> split_names("By Ada Marsh and Ben O'Dell, Senior Reporter")
    ('Ada Marsh', "Ben O'Dell")
    >>> split_names("Von Jörg Tal | dpa | https://example.test/tal")
    ('Jörg Tal',)
    """
    people = [name for name in _parts(byline) if _is_person(name, sites, stated)]
    loud = [name for name in people if name.isupper() and " " in name]
    if len(loud) < len(people):  # among names in small letters, one in capitals is a station or an agency
        return tuple(name for name in people if name not in loud)
    return tuple(dict.fromkeys(name.title() for name in people))


def signatories(byline: str) -> tuple[str, ...]:
    """Whoever signs an article, people or not, as its byline has them.

    >>> signatories("Von Jörg Tal, dpa"), signatories("By the Harbour Desk")
    (('Jörg Tal', 'dpa'), ('the Harbour Desk',))
    """
    parts = _parts(byline)
    if not re.search(r"[,;|/\n]", byline) and len(parts) > 1 and is_organisation(byline) and byline.count(" ") < 8:
        return (" ".join(byline.split()),)
    return tuple(name for name in parts if _signs(name)) or parts[:1]


def signers(byline: str, people: tuple[str, ...]) -> tuple[str, ...]:
    """The people who sign an article and the agencies in its byline with them; without people, whoever the byline names.

    >>> signers("Von Jörg Tal, dpa", ("Jörg Tal",)), signers("von APA", ())
    (('Jörg Tal', 'dpa'), ('APA',))
    """
    named = signatories(byline)
    return (*people, *(name for name in named if is_agency(name) and name not in people)) if people else named


def _parts(byline: str) -> tuple[str, ...]:
    """The names in a byline, whoever they are of, each once."""
    text = re.sub(r"\([^)]*\)?", " ", _ADDRESS.sub(" ", unescape(byline[:1000])))
    text = _OTHERS.split(_POSTED.sub("", _BOTH.sub("", text)))[0]
    names = []
    for part in _SPLIT.split(text):
        name = part
        while (shorter := _LEAD.sub("", _AND.sub("", name), count=1)) != name:
            name = shorter
        name = _END.sub("", name)
        while (shorter := _TRAILING.sub("", name, count=1)) != name:
            name = shorter
        if name := " ".join(name.split()).strip(' .:*-–—|«»"“”\u00a0'):
            names.append(name)
    return tuple(dict.fromkeys(names))


def _signs(name: str) -> bool:
    """Whether a part of a byline is a name of any kind, no role or sentence."""
    body = is_organisation(name) and name.count(" ") < 6 and not (_ROLE.search(name) and not is_agency(name))
    return body or _is_person(name, frozenset(), True)


def _is_person(name: str, sites: frozenset[str], stated: bool) -> bool:
    """Whether a name can be that of a person."""
    words = name.split()
    if len(name) > LONGEST or len(words) > 6 or len(name) < 2 or _ROLE.search(name) or is_organisation(name, sites):
        return False
    if not all(letter.isalpha() or letter in " .'’‘-·‐" for letter in name):
        return False
    if len(words) == 1:
        uncased = name.lower() == name.upper()  # Chinese, Korean: a whole name is one word
        return stated or (uncased and len(name) <= 24)
    cased = [word for word in words if word.lower() not in _PARTICLES]
    return bool(cased) and (stated or all(not word[0].islower() for word in cased))
