"""What addresses are decorated with: the marks of those who passed a link on, and the forms a page is also served in.

Tables only. A rule takes off what never tells two articles apart; `id`, `p`, `page`, `article` and the like stay.
"""

import re

TRACKING = frozenset(
    """
    fbclid gclid gclsrc dclid gbraid wbraid msclkid twclid ttclid yclid ysclid igshid igsh li_fat_id epik srsltid
    wickedid rb_clickid irclickid _openstat vero_id vero_conv mkt_tok _hsenc _hsmi hsctatracking __hstc __hssc
    __hsfp ml_subscriber ml_subscriber_hash oly_enc_id oly_anon_id ck_subscriber_id mc_cid mc_eid mc_tc _ga _gl _gac
    gs_l ref ref_src ref_url ref_ referer referrer cmpid cmp_id cmp icid int_cid intcid intcmp ncid s_cid sc_cid
    sc_campaign sc_channel sc_content sc_country sc_outcome sc_publisher sc_medium ito xtor xts wt_mc wt_zmc wtrid
    wt.mc_id wt.rss_f wt.z_author ftag ftcamp ft_orig smid smtyp smprod sr_share ocid cvid soc_src soc_trk
    guccounter guce_referrer guce_referrer_sig spm __twitter_impression share_id shareid share_from xing_share
    sara_ecid sara_ref sara_source trk trkcampaign dicbo tblci taid oborigurl fb_action_ids fb_action_types
    fb_source fb_ref fb_comment_id action_object_map action_type_map action_ref_map campaign_id emc_id maca
    phpsessid jsessionid usqp amp_js_v amp_gsa amp_latest_update_time mbid mod_rss rss_id tracking_source trackingid
    cx_testid cx_testvariant cx_artpos cx_tag echobox
    """.split()  # noqa: SIM905
)
"""Names of query parameters, lower case, that say how a reader came."""

TRACKING_PREFIXES = (
    "utm_",
    "utm-",
    "at_",
    "ns_",
    "pk_",
    "piwik_",
    "mtm_",
    "matomo_",
    "hsa_",
    "sfmc_",
    "ga_",
    "itm_",
    "stm_",
)
"""How such names begin."""

MARKED = frozenset(
    {"source", "src", "from", "via", "partner", "share", "mod", "feature", "output", "campaign", "origin"}
)
"""Names of query parameters that say how a reader came when their value is, or begins with, one of MARKS."""

MARKS = tuple(
    """
    rss feed atom twitter facebook whatsapp telegram linkedin reddit youtube email mail newsletter social share push
    homepage hp_ googlenews applenews flipboard
    """.split()  # noqa: SIM905
)
"""How the values begin that name a channel and not a part of the publication."""

PARAMETERS = {
    parameter: word
    for word, parameters in {
        "amp": "amp amp= amp=1 amp=true amp=yes isamp=1 outputtype=amp output=amp output_type=amp format=amp view=amp "
        "type=amp _amp=true _amp=1 m=amp mode=amp service=amp",
        "print": "print print= print=1 print=true print=yes print=y view=print mode=print format=print action=print "
        "output=print type=print printable=1 printable=true printpage=1 print_view=1 druck=1 drucken=1 imprimir=1 "
        "page=print do=print tmpl=component isprint=1 printversion=1 print-posts=print",
        "mobile": "m=1 mobile=1 mobile=true view=mobile device=mobile nomobile=1 ismobile=1 version=mobile mobil=1",
    }.items()
    for parameter in parameters.split()
}
"""Whole query parameters, lower case, that ask for another form of the same page."""

SUBDOMAINS = re.compile(r"(https?://)(amp|m|mobile|mobil|touch|wap)\.([^/?]+.*)")
"""Hosts that serve such a form; only where what follows is a registered domain of its own."""

PRINT_WORDS = (
    "print printable print-version printversion drucken druckversion imprimir imprimer stampa drukuj tisk yazdir"
)

REWRITES: tuple[tuple[str, str, re.Pattern[str], str], ...] = tuple(
    (word, hint, re.compile(pattern, re.IGNORECASE), replacement)
    for word, hint, pattern, replacement in (
        # what the caches of AMP pages hold: the address of the page stands in theirs, /s/ for https
        ("amp", ".ampproject.", r"https://[\w.-]+\.cdn\.ampproject\.org/(?:[a-z]/)?s/", "https://"),
        ("amp", ".ampproject.", r"https://[\w.-]+\.cdn\.ampproject\.org/[a-z]/", "http://"),
        ("amp", "/amp/s/", r"https?://(?:www\.)?(?:google|bing)\.[a-z.]{2,6}/amp/s/", "https://"),
        ("amp", "/amp/", r"https?://(?:www\.)?(?:google|bing)\.[a-z.]{2,6}/amp/", "http://"),
        ("amp", "/amp", r"(://[^/?]+/[^?]*[^/?])/amp(?:/|\.html)?(?=\?|\Z)", r"\1"),
        ("amp", "/amp/", r"(://[^/?]+)/amp(?=/[^/?])", r"\1"),
        ("amp", ".amp", r"(://[^/?]+/[^?]*[^/?])\.amp(?:(?=\.html?)|(?=/?(?:\?|\Z)))", r"\1"),
        *(
            ("print", f"/{form}", rf"(://[^/?]+/[^?]*[^/?])/{form}(?:/|\.html?)?(?=\?|\Z)", r"\1")
            for form in PRINT_WORDS.split()
        ),
        # after a number only: a slug may well end in "the-small-print"
        ("print", "print.htm", r"(://[^/?]+/[^?]*\d)[-_,]print(?=\.html?(?:\?|\Z))", r"\1"),
        ("print", "druck.htm", r"(://[^/?]+/[^?]*\d)[-_,]druck(?=\.html?(?:\?|\Z))", r"\1"),
        ("tracking", ";jsessionid", r";jsessionid=[^/?]*", ""),
    )
)
"""Word, a text in lower case without which it can't apply, pattern and replacement on the whole address.

Each makes the address shorter, so that they come to an end.
"""

HINTS = ("?", "://amp.", "://m.", "://mobil", "://touch.", "://wap.", *{hint for _, hint, _, _ in REWRITES})
"""What an address holds to which any rule may apply: most hold nothing."""


def word_of(parameter: str) -> str:
    """The rule that a query parameter falls under, or "" for one that belongs to the address.

    >>> word_of("utm_source=rss"), word_of("source=rss"), word_of("source=2026-44"), word_of("p=3")
    ('tracking', 'tracking', '', '')
    """
    parameter = parameter.lower()
    name, _, value = parameter.partition("=")
    if name in TRACKING or name.startswith(TRACKING_PREFIXES) or (name in MARKED and value.startswith(MARKS)):
        return "tracking"
    return PARAMETERS.get(parameter, "")
