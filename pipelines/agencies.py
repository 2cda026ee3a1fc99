"""News agencies and how they are credited: a table, and the credit that an article gives."""

import re

AGENCIES = {
    "AAP": "australian associated press",
    "Adnkronos": "",
    "AFP": "agence france-presse|agence france presse",
    "Agerpres": "",
    "AGI": "agenzia italia",
    "Anadolu": "anadolu agency|anadolu ajansı|anadolu agentur",
    "ANI": "asian news international",
    "ANP": "algemeen nederlands persbureau",
    "ANSA": "",
    "Antara": "",
    "AP": "associated press",
    "APA": "austria presse agentur",
    "Belga": "belga news agency",
    "Bernama": "",
    "Bloomberg": "bloomberg news",
    "BNO": "bno news",
    "BTA": "bulgarian news agency",
    "CNA": "central news agency|中央社",
    "CP": "canadian press|la presse canadienne",
    "CTK": "czech news agency|česká tisková kancelář|čtk",
    "dpa": "deutsche presse-agentur|deutsche presse agentur|german press agency",
    "DPP": "",
    "EFE": "agencia efe",
    "Europa Press": "europa press",
    "FNB": "faktabyrån",
    "HINA": "",
    "IANS": "indo-asian news service",
    "Interfax": "интерфакс",
    "IPS": "inter press service",
    "IRNA": "",
    "Jiji": "jiji press|時事通信|時事",
    "KCNA": "朝鮮中央通信",
    "KNA": "katholische nachrichten-agentur",
    "Kyodo": "kyodo news|共同通信|共同",
    "Lusa": "agência lusa",
    "MTI": "magyar távirati iroda",
    "NTB": "norsk telegrambyrå",
    "PA": "press association|pa media|pa news agency",
    "PAP": "polska agencja prasowa",
    "PTI": "press trust of india",
    "RIA Novosti": "ria novosti|риа новости",
    "Reuters": "thomson reuters|reuters",
    "Ritzau": "",
    "SDA": "keystone-sda|schweizerische depeschenagentur",
    "ATS": "keystone-ats",
    "SID": "sport-informations-dienst",
    "STT": "suomen tietotoimisto",
    "STA": "slovenska tiskovna agencija",
    "TASR": "",
    "Tanjug": "танјуг",
    "TASS": "тасс",
    "Telam": "télam",
    "TT": "tt nyhetsbyrån",
    "Ukrinform": "укрінформ",
    "UNB": "united news of bangladesh",
    "UPI": "united press international",
    "VNA": "vietnam news agency|ttxvn",
    "Xinhua": "xinhua news agency|新华社|新華社|新华网",
    "Yonhap": "yonhap news agency|연합뉴스|聯合",
}
"""Name of each agency, as it is written in a credit, and its other names, in any case."""


def _names() -> str:
    """An expression for any name of any agency, a group each."""
    either = []
    for place, (name, others) in enumerate(AGENCIES.items()):
        spelled = f"|(?i:{others})" if others else ""
        short = re.escape(name) if len(name) <= 4 else f"(?:{re.escape(name)}|{re.escape(name.upper())})"
        either.append(rf"(?P<a{place}>(?<!\w){short}(?!\w){spelled})")
    return "|".join(either)


_NAME = re.compile(_names())

_MARKED = re.compile(r"[(/\[（【]([^()/\[\]（）【】\n]{2,50})[)/\]）】]|^([^\n–—-]{2,40}) ?[–—-] ", re.MULTILINE)
"""Where a dateline names an agency: LONDON (AP) —, /PAP/, 【共同】, dpa – …"""

_SOURCE = re.compile(
    r"(?:^|\W)(?:sources?|quellen?|fuentes?|fontes?|fonti|bron|källa|kilde|lähde|źródło|zdroj|forrás|sursa|источник|джерело|kaynak|sumber"
    r"|来源|來源|出典|출처|with (?:material|files|reporting) (?:from|by)|mit material (?:von|der)|avec|con información de|reporting by"
    r"|contributed|credit)\b",
    re.IGNORECASE,
)
"""What stands beside an agency's name at the end of a text."""

_FIRST = re.compile(
    r"(?:(?:first|originally) (?:published|appeared)(?: (?:in|on|by|at))?|republished from|erschien zuerst (?:bei|in|auf|im)"
    r"|(?:initialement|d['’]abord) publié (?:dans|sur|par)|publicad[oa] originalmente (?:en|por)|pubblicato originariamente (?:su|da)"
    r"|publicado originalmente (?:em|no|na|por)|eerder verschenen (?:in|op|bij))\s+(?:the |by |la |le |el |der |die |das )?([^.,;()\n]{2,60})",
    re.IGNORECASE,
)
"""How a reprint names the publication that had it first."""

LONGEST = max(len(name) for agency in AGENCIES.items() for name in "|".join(agency).split("|"))
"""Characters of the longest name."""

HEAD, TAIL = 250, 500
"""Characters of a text in which an article is credited."""


def credit(byline: str, text: str) -> str:
    r"""The agency, or the publication, that an article gives as where it comes from; '' where it gives none.

    >>> credit("", "LONDON (AP) — The quay is open."), credit("Von dpa", "Der Kai ist offen."), credit("Ada Lane", "A quay.")
    ('AP', 'dpa', '')
    >>> credit("", "A quay.\nThis article was originally published by The Courier, on Monday.")
    'Courier'
    """
    if found := _FIRST.search(text[-TAIL:]) or _FIRST.search(text[:HEAD]):
        return found[1].strip()
    if found := _NAME.search(byline):
        return _of(found)
    for place in _MARKED.finditer(text[:HEAD]):
        if found := _NAME.search(place[1] or place[2]):
            return _of(found)
    return _at_the_end(text[-TAIL:])


def _at_the_end(tail: str) -> str:
    """The agency that the last lines of a text credit: beside a word for source, or as all that a line says."""
    for line in tail.split("\n")[-4:]:
        beside = _SOURCE.search(line)
        found = _NAME.search(line) if beside or len(line) <= LONGEST + 6 else None  # the dear search last
        if found and (beside or len(line) <= len(found[0]) + 6):
            return _of(found)
    return ""


def _of(found: re.Match[str]) -> str:
    """The agency whose name was found."""
    assert found.lastgroup
    return list(AGENCIES)[int(found.lastgroup[1:])]
