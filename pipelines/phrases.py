"""What the furniture of a page says to its readers, in many languages: lines and headings that are no part of an article.

Tables only, by language. Headings lead away from the article; labels stand alone on a line; prompts and notes begin or
hold a phrase that no reporter writes of the world.
"""

import re

FURNITURE = frozenset(
    """share|share this|share this article|share on facebook|tweet|print|print this page|email|save|listen|get short url|short url|copy link
    |advertisement|sponsored|read more|read also|see also|related|related articles|related posts|more on this story|recommended|most read
    |comments|no comments|leave a comment|post a comment|0 comments|add comment|view comments|subscribe|sign up|newsletter|follow us
    |article content|story continues below|continue reading|back to top|top of page|home|next article|previous article|older post
    |newer post|loading|skip to content|noticia relacionada|embed|hauptinhalt|embedded content
    |anzeige|teilen|drucken|kommentare|keine kommentare|mehr zum thema|lesen sie auch|artikel teilen|merken|startseite
    |empfohlener redaktioneller inhalt|passer la publicité|la suite après cette publicité|article réservé aux abonnés
    |publicité|partager|imprimer|commentaires|aucun commentaire|à lire aussi|lire aussi|s'abonner|publicidad|compartir|imprimir|comentarios
    |no hay comentarios|sin comentarios|lea también|le puede interesar|leggi anche|condividi|stampa|commenti|leia também|compartilhe
    |czytaj więcej|czytaj także|zobacz także|lees ook|läs mer|les også|læs også|читайте также|baca juga|関連記事|관련기사""".replace(
        "\n    ", ""
    ).split("|")
)
"""Whole lines that are furniture wherever they stand. Lower case, without end punctuation."""

CREDIT = re.compile(
    r"^(?:©|\(c\)\s|copyright\b|(?:photo|foto|image|bild|picture|fotos?|credit|illustration|photograph)s?\s*(?:by|credit|von|:|/|©|de\b)"
    r"|photo illustration\b)|\((?:photo|foto|image|bild|picture|illustration|credit)s?\s?:\s?[^()]{2,60}\)$"
    r"|^(?:图为|圖為|资料图|資料圖|資料照|写真は|사진[은=:]).*|^\[ ?[^\[\]]{10,140} ?\]$|^[^。]{0,60}。?[^。]{2,12} (?:摄|攝)$"
    r"|[.!?…。]\s?(?:photo|foto|фото|bild|picture|image|imagen|immagine|图|写真)s?\s?[:：] ?\S.{1,50}$",
    re.IGNORECASE,
)
"""Lines that say whose a picture is."""

POSTED = re.compile(
    r"^(?:posted|publié|publicado|gepostet|опубликовано)\s+(?:by|par|por|von)\b.{0,80}$|^—\s.{2,60}\(@\w+\)",
    re.IGNORECASE,
)
"""Who posted an embedded post."""


def _any(*alternatives: str, start: str = "", end: str = "") -> re.Pattern[str]:
    """One pattern of alternatives."""
    return re.compile(f"{start}(?:{'|'.join(alternatives)}){end}", re.IGNORECASE)


_WHAT = (
    r"(?:articles?|stor(?:y|ies)|(?:blog )?posts?|news|reading|reads?|content|topics?|links?|coverage|resources?|videos?|guides|blogs?"
    r"|insights|picks|headlines|tags|searches|(?:from|on|in|by)\b.*|like this)"
)
ELSEWHERE = _any(
    rf"(?:related|recommended|more|similar|popular|latest|recent|trending|featured|other|further|top|most[ -](?:read|popular|viewed|shared)"
    rf"|must|editor['’]?s?['’]?|our|the) (?:(?:latest|related|recent|popular|top|recommended) )?{_WHAT}",
    r"related|recommended|trending|popular|most (?:read|popular)|see also|read (?:more|next|also|on)|also (?:read|see|of interest)|up next"
    r"|what to read next|(?:keep|continue) reading|don['’]?t miss|you (?:may|might|could) (?:also )?(?:like|love|enjoy|be interested).*"
    r"|(?:people|others) also .*|if you (?:liked|enjoyed).*",
    r"share(?: (?:this|on|the|with|via)\b.*)?|follow (?:us|me)\b.*|stay (?:connected|informed|up to date|in the loop)\b.*|connect with us\b.*"
    r"|subscribe\b.*|sign ?up\b.*|join (?:our|the|us)\b.*|get (?:our|the) .*newsletter.*|.{0,25}newsletters?",
    r"(?:\d+ )?(?:comments?|responses?|replies|thoughts on\b.*)(?: ?\(\d+\))?|(?:leave|post|add|write) a (?:reply|comment)"
    r"|join the (?:conversation|discussion)|no comments(?: yet)?|discussion|advertisement|sponsored|footnotes?|post navigation",
    r"about (?:the )?(?:authors?|writers?|contributors?|reviewers?)|author(?:['’]?s)?(?: bio(?:graphy)?)?|written by\b.*|meet the authors?"
    r"|contributors?|tags?|topics?|filed under|categories",
    r"(?:ähnliche|verwandte|weitere|empfohlene|neueste|aktuelle|meist ?gelesene|beliebte|passende|andere|die meistgelesenen) "
    r"(?:artikel|beiträge|themen|nachrichten|meldungen|news|links|inhalte|videos|ratgeber|informationen).*|ähnliche"
    r"|das könnte (?:sie|dich|euch|ihnen)\b.*|mehr (?:zum thema|dazu|aus|von|zu|zum|zur|über|artikel|news)\b.*"
    r"|lesen sie (?:auch|mehr|weiter).*|lies auch.*|auch interessant.*|zum thema|schon gelesen|meistgelesen|top[ -]themen.*"
    r"|(?:\d+ |keine )?kommentare?.*|über (?:den autor|die autorin).*|der autor|die autorin|zur person|links? zum thema|empfehlungen.*"
    r"|teilen|schlagwörter|themen",
    r"(?:à )?lire aussi.*|à lire\b.*|sur le même (?:sujet|thème).*|articles? (?:liés|similaires|associés|récents|recommandés|connexes).*"
    r"|les plus (?:lus|populaires|consultés).*|dans la même rubrique.*|voir aussi.*|(?:\d+ )?commentaires?.*|à propos de l['’]auteur.*"
    r"|l['’]auteure?|partager.*|nos newsletters.*|.*vidéos? sur le sujet|pour aller plus loin",
    r"(?:artículos?|noticias?|temas|entradas|contenidos?|publicaciones) (?:relacionad[oa]s?|similares|recientes|destacad[oa]s).*"
    r"|(?:tambi[eé]n )?(?:te|le) (?:puede|podría) interesar.*|m[aá]s (?:noticias|leíd[oa]s|vist[oa]s|sobre|información en|en)\b.*"
    r"|l(?:ee|ea) (?:también|más).*|ver también.*|(?:\d+ )?comentarios?.*|sobre el autor.*|lo más (?:leído|visto).*|compart[ei]r?.*|etiquetas",
    r"(?:articoli|notizie|contenuti) (?:correlat|simil|recent|consigliat).*|leggi anche.*|(?:ti )?potrebbe(?:ro)? (?:anche )?interessar.*"
    r"|(?:i|le) più lett[ie].*|(?:\d+ )?commenti.*|sull['’]autore.*|condividi.*|approfondimenti",
    r"leia (?:também|mais).*|(?:artigos?|notícias|conteúdos?|matérias) (?:relacionad|semelhantes|recentes).*|(?:as )?mais lidas.*"
    r"|veja (?:também|mais).*|saiba mais.*|comentários?.*|você (?:também )?(?:pode|vai) gostar.*|compartilhe.*|sobre o autor.*",
    r"lees (?:ook|meer|verder).*|gerelateerd.*|meer (?:over|van|uit|nieuws|lezen).*|(?:meest|best) gelezen.*|reacties.*|aanbevolen.*",
    r"läs (?:även|också|mer).*|relaterat.*|mest läst.*|kommentarer.*|l[eæ]s (?:også|mere?).*|relatert\b.*|relaterte.*|relaterede.*"
    r"|mest l(?:est|æst).*|se også.*|lue (?:myös|lisää).*|aiheesta.*",
    r"(?:czytaj|zobacz|przeczytaj) (?:też|także|więcej|również).*|powiązane.*|najczęściej czytane.*|komentarze.*|polecane.*"
    r"|čtěte (?:také|více|dál).*|související.*|mohlo by vás.*|kapcsolódó.*|citește și.*|articole similare.*",
    r"читайте (?:также|ещё|еще|також).*|(?:материалы )?(?:по|за) тем[еою]+\b.*|похожие.*|комментарии.*|смотрите также.*|самое читаемое.*"
    r"|διαβάστε (?:επίσης|ακόμα).*|σχετικά άρθρα.*",
    r"ilgili (?:haberler|içerikler|konular).*|bunlar da ilginizi.*|çok okunanlar.*|yorumlar.*|baca juga.*|(?:artikel|berita) terkait.*"
    r"|tin liên quan.*|xem thêm.*|đọc thêm.*",
    r"関連(?:記事|ニュース|リンク|キーワード|トピックス).*|あわせて読みたい.*|おすすめ.*|.*ランキング|人気記事.*|コメント.*"
    r"|相关(?:新闻|阅读|文章|报道|推荐).*|延伸阅读.*|推荐阅读.*|相關(?:新聞|文章|報導).*|延伸閱讀.*|(?:网友)?评论.*|留言.*"
    r"|관련\s?(?:기사|뉴스).*|추천\s?(?:기사|뉴스).*|많이 본.*|댓글.*|함께 읽.*",
    r"اقرأ أيضا.*|(?:مواضيع|أخبار|مقالات) ذات صلة.*|التعليقات.*|כתבות נוספות.*|עוד בנושא.*|תגובות.*",
    start=r"^[\W\d_]*",
    end=r"[\W\d_]*$",
)
"""Headings of what leads away from an article: other stories, sharing, comments, the author."""

MENTIONS = (
    *("affiliate link", "affiliate commission", "earn a commission", "earn a small commission", "earn commission"),
    *("receive a commission", "receive a small commission", "get a commission", "earn an affiliate commission"),
    *("at no extra cost to you", "at no additional cost to you", "no cost to you", "sign up for our", "sign up for my"),
    *("sign up to our", "subscribe to our", "straight to your inbox", "in your inbox", "newsletter here"),
    *("externer inhalt", "externen inhalt", "daten an drittplattformen", "contenu externe", "contenu bloqué"),
    "contenido externo",
)
"""What short lines inside a text mention that are no part of it: disclosures, prompts, consents. Lower case."""

INSIDE = _any(
    r"(?:sign up|subscribe|register)\b.{0,60}\b(?:newsletter|updates|inbox|email|podcast|channel|alerts?|free|today|now|here)",
    r"(?:read (?:more|also|next)|also read|see also|related|more|watch|listen|don['’]t miss|must read|recommended)\s?(?::|\||–|—|»|>)",
    r"(?:lesen sie (?:auch|hier|mehr|dazu)|mehr (?:dazu|zum thema)|auch interessant|zum artikel|(?:à )?lire aussi|voir aussi|lea también"
    r"|lee también|te puede interesar|más información|leggi anche|leia (?:também|mais)|veja (?:também|mais)|saiba mais|lees ook"
    r"|läs (?:också|även|mer)|l[eæ]s også|(?:czytaj|zobacz) (?:też|także|więcej|również)|читайте (?:также|ещё|еще|також)|baca juga)"
    r"(?: ?[:|–—»>]| (?-i:[A-ZÀ-ÞА-Я„\"«]))",
    r"(?:関連記事|【関連|あわせて読みたい|相关阅读|相關新聞|延伸閱讀|관련기사|اقرأ أيضا)",
    start="^",
)
"""How short lines inside a text begin that lead elsewhere."""

AFTER = _any(
    r"^\W*(?:sign up|subscribe|register|log ?in|join (?:our|us|the|over|\d)|download (?:our|the)|follow (?:us|me|@|our|\w+ on)|get in touch"
    r"|e?-?mail (?:us|me)|contact (?:us|our|me)|send (?:us|your)|(?:do you )?have (?:a|an|any)\b.{0,60}\?|got a\b|click here"
    r"|for (?:more|all the latest) (?:stories|news|information|details|on)|share your|let us know|tell us|leave a comment|support (?:our|us)"
    r"|donate|become a member|book (?:a|your)\b|get (?:started|our|the latest|your|real-?time)|start (?:your|a)\b|learn more\b|need help\b"
    r"|thanks? (?:you )?for (?:reading|your)|was this\b|enjoyed this|if you (?:liked|enjoyed|found)"
    r"|this (?:article|story|post|piece|report|content|page|site|website|work) (?:was|is|has|first|originally|may|contains)"
    r"|the (?:views|opinions) expressed|disclaimer|disclosure|copyright|©|all rights reserved|licen[sc]ed under"
    r"|our (?:website|standards|community|newsletter)|you can (?:also|unsubscribe|follow|find)"
    r"|by (?:signing|clicking|subscribing|submitting|providing)|please (?:bookmark|note|enable|log|sign|consider)|read (?:more|next|also|our)"
    r"|more (?:from|on|about|stories)|see (?:also|more)|originally published|(?:last )?(?:updated|modified|reviewed|published)\b"
    r"|posted (?:in|on|by)|filed under|tags?:|categor(?:y|ies):|written by|about the author"
    r"|(?:image|photo|featured image|cover image) (?:credit|by|courtesy))",
    r"\bnewsletters?\b|\bunsubscribe\b|\ball rights reserved|\bprivacy policy|\bterms (?:of|and) (?:use|service|conditions)|\baffiliate\b",
    r"\b(?:abonnieren|abonnement|e-?paper|anmelden|registrieren sie|kostenlos (?:testen|lesen)|fehler (?:gefunden|auf)|kommentarfunktion"
    r"|netiquette|leserbrief|mit (?:agenturmaterial|material (?:von|der))|quellen?:|teilen sie|dieser (?:artikel|text|beitrag) (?:ist|erschien"
    r"|wurde|erscheint)|dieses thema im programm|aus dem (?:englischen|französischen)|ihre meinung)",
    r"\b(?:abonnez|abonnés?\b|inscrivez|s['’]abonner|sur un (?:autre|seul) appareil|multicomptes?|il vous reste|suscr[ií]b|suscripci[oó]n"
    r"|tu cuenta|inici(?:ar|a) sesi[oó]n|otro dispositivo|reg[ií]str(?:ate|arse)|iscrivi(?:ti)?|abbonat[ioe]|abbonamento"
    r"|riproduzione riservata|assine|assinante|prenumer|logga in|abonner deg|abonn[eé]r)",
    r"有料会員|会員限定|無料(?:で|会員)|ログイン|無断転載|著作権|フォローする|キャンペーン|무단\s?전재|재배포|저작권|구독|URL이?\s?복사"
    r"|未经授权|版权所有|版權|转载|轉載|本文来源|责任编辑|責任編輯",
    r"subskryb|prenumerat|подпис(?:ыва|ат|к)|haber(?:ler)?i? (?:abone|özetlen)|\babone",
)
"""Lines after the last paragraph: prompts, notes on the article and on the site, offers of a subscription."""
