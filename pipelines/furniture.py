"""What the furniture of a page is called: elements, class names and headings that hold no words of an article.

Tables only. The words are those that newsrooms and their systems use in markup, whatever the site; the headings are
those that readers see, in the languages that the web has most news in.
"""

import re

SILENT = (
    *("script", "style", "template", "noscript", "svg", "canvas", "math", "object", "embed", "applet", "iframe"),
    *("link", "meta", "map", "area", "select", "option", "input", "textarea", "progress", "output"),
    *("picture", "source", "img", "video", "audio", "time", "noindex"),
)
"""Elements that never hold an article's words; trafilatura drops them too, but after it has copied them twice."""

ASIDE = (
    *("nav", "footer", "aside", "menu", "dialog", "head", "button", "label", "fieldset", "legend"),
    *("figure", "figcaption"),
)
"""Elements that hold words of other kinds; where one was never closed, the article is in it."""

INLINE = (
    *("b", "i", "em", "strong", "u", "font", "small", "big", "abbr", "acronym", "cite", "mark", "ins", "bdi", "bdo"),
    *("dfn", "wbr", "nobr", "tt", "kbd", "samp", "var", "data", "hgroup", "address", "center"),
)
"""Elements whose words stay and whose markup nobody asks for."""

COMMENTS = re.compile(
    r"^(?:comments?(?!ary)|kommentare?\b|comol|disqus_thread|dsq-comments)|[ _-](?:comments?[-_]?(?:list|area|section|thread|container"
    r"|wrap(?:per)?|body|content)|(?:article|post|entry|user|reader)-comments?|respond|disqus)(?:[ _-]|$)",
    re.IGNORECASE,
)
"""The names of what readers wrote."""

GLUED = (
    *("newsletter", "cookie", "consent", "gdpr", "breadcrumb", "recirc", "sharedaddy", "social", "outbrain", "taboola"),
    *("subscri", "related", "recommend", "trending", "popup", "modal", "dropdown", "disclaimer", "disclosure"),
    *("pagination", "authorbio", "authorbox", "authorinfo", "aboutauthor"),
)
"""Parts of names that say it even where they are written as one word with others."""

FURNITURE = frozenset(
    [
        *("signup", "readmore", "readnext", "mostread", "megamenu", "login", "ad", "ads", "adv", "advert"),
        *("advertisement", "advertising", "advertorial", "promo", "promos", "promotion", "sponsor", "sponsored"),
        *("cta", "nav", "navigation", "navbar", "menu", "submenu", "foot", "footer", "share", "sharing", "tags"),
        *("tag", "taglist", "topics", "byline", "author", "authors", "date", "dateline", "timestamp", "published"),
        *("caption", "credit", "credits", "copyright", "bio", "toolbar", "tooltip", "carousel", "slider", "print"),
        *("toc", "donate", "donation", "follow", "poll", "quiz", "prev", "previous", "recent", "popular", "latest"),
        *("breaking", "banner", "footnote", "footnotes", "reply", "rating", "avatar", "overlay", "icon", "icons"),
        *("button", "btn", "viral", "attachment", "autor", "autoren", "auteur", "anzeige", "werbung", "teilen"),
        *("bildunterschrift", "bildzeile", "bildtext", "piefoto", "didascalia", "verwandt"),
    ]
)
"""A name that has one of these words between its hyphens is not the article's."""

FURNITURE_PAIRS = frozenset(
    [
        *("sign-up", "most-read", "most-popular", "most-viewed", "read-more", "read-next", "read-also", "more-on"),
        *("more-stories", "more-from", "more-news", "more-articles", "more-posts", "also-like", "also-read"),
        *("sr-only", "visually-hidden", "screen-reader", "logged-in", "support-us", "up-next", "next-post"),
        *("next-article", "next-up", "user-info", "user-profile", "site-header", "post-meta", "entry-meta"),
        *("article-meta", "story-meta", "page-meta", "blog-meta", "item-meta", "meta-data", "meta-info"),
        *("meta-author", "meta-date", "image-description", "rec-posts"),
    ]
)
"""Two such words that mean it only together."""

BESIDE = frozenset(
    [
        *("has-sidebar", "with-sidebar", "content-sidebar", "no-sidebar", "sidebar-enabled", "sidebar-wrap"),
        "sidebar-none",
    ]
)
"""Names of what has a sidebar, not of the sidebar."""

TEASERS = frozenset(
    [
        *("teaser", "teasers", "card", "cards", "excerpt", "summary", "listing", "premium"),
    ]
)
"""Names of blocks that show another article, or this one: their links decide."""

ARTICLE = re.compile(
    r"article[-_]{0,2}(?:body|content|text)|(?:entry|post|story|page)[-_]{0,2}(?:content|body|text)"
    r"|content[-_]{0,2}(?:main|body)|body-?text|rich-?text|full-?text",
    re.IGNORECASE,
)
"""The names of the block that holds the article."""

HIDDEN = frozenset(["hidden", "hide", "is-hidden", "d-none", "noprint", "no-print", "notloaded"])
SHOWN = (":block", ":flex", ":grid", ":inline")
"""Classes of what readers don't see, and of what is shown again on wide screens."""
