"""The words of addresses, by what a page under them is. Whole segments of a path, in lower case and without accents."""

MEDIA = {
    "gallery": """
        gallery galleries photogallery photo-gallery photo-galleries photos photo pictures in-pictures slideshow
        slideshows image images galerie galerien bildergalerie bildergalerien bilder fotostrecke fotostrecken
        fotogalerie fotogalerien foto fotos diaporama diaporamas galeria galerias fotogaleria fotogalerias galleria
        gallerie fotogallery fotogalerij fotoserie bildspel bildserie billeder billedserie kuvat kuvagalleria
        fotogaleria-zdjec zdjecia galeria-zdjec galerija foto-galeri fotogaleri galeri fotoreportazh fotogalereya
        shashin xiangce""",
    "video": """
        video videos video-news videonews videocenter videoclips videoclip clip clips watch watch-live livestream
        live-stream live-tv livetv webtv tv-live mediathek en-direct-video videolar video-galeri videogaleri
        videoteca videogalerie wideo videa videot videoer nettv shorts reels reel web-stories webstories web-story
        visual-stories webstory shipin douga vod fast-video multimedia-video""",
    "audio": """
        audio audios podcast podcasts podkast podkasts podcasty poddar listen listen-live ecouter escuchar ascolta
        luister lyssna hoeren audiothek radio-live liveradio webradio sounds radioplayer podcasts-audio""",
    "login": """
        login log-in signin sign-in signup sign-up sign_in sign_up logout log-out signout register registration
        registrieren registrierung registro registrazione inscription anmelden anmeldung abmelden einloggen
        connexion se-connecter deconnexion iniciar-sesion accedi accesso entrar inloggen aanmelden logga-in logg-inn
        log-ind kirjaudu prihlaseni prihlasit logowanie zaloguj giris giris-yap uye-girisi vhod voyti account
        accounts my-account myaccount mein-konto konto meinkonto mon-compte mi-cuenta micuenta compte cuenta conta
        mijn-account mina-sidor min-side oma-tili user users profile-settings my-profile subscribe subscription
        subscriptions abo abos abonnement abonnements abonnieren abonnez-vous abonner abonner-paa s-abonner
        suscribete suscripcion suscripciones suscribirse suscriptor abbonati abbonamenti abbonamento assine
        assinatura assinaturas abonneren prenumerera prenumeration tilaa tilaus predplatne predplatit prenumerata
        subskrypcja abonelik podpiska donate donation spenden spende membership members member mitglied oauth oauth2
        sso auth authenticate paywall checkout password reset-password forgot-password wp-login.php wp-login
        wp-admin cdn-cgi""",
}
"""Whatever stands under these is no article, or one that only its subscribers see."""

LISTS = {
    "search": """
        search suche suchen recherche rechercher buscar buscador busca busqueda ricerca cerca zoeken zoek sok sog
        haku hledat hledani vyhledavani szukaj wyszukaj wyszukiwarka arama ara poisk sousuo kensaku""",
    "tag": """
        tag tags tagged topic topics thema themen themenseite themenseiten tema temas etiqueta etiquetas etichetta
        mot-cle mots-cles sujet sujets argomento argomenti hashtag keyword keywords stichwort stichworte schlagwort
        schlagworte onderwerp onderwerpen trefwoord amne emne emner aihe aiheet avainsana temat tematy stitek stitky
        etiket etiketler konu metka metki tegi teg all-about player players team teams organisation
        organization dossier dossiers theme themes biaoqian zhuanti""",
    "author": """
        author authors autor autoren autore autori autores auteur auteurs autorin verfasser redacteur redacteurs
        journalist journalists journaliste journalistes journalista journalisten reporter reporters redakteur
        redakteure byline contributor contributors columnist columnists columnista columnistas firma firmas writer
        writers writer-profile staff by por profile profiles profil profile-author skribent skribenter forfatter
        forfattere kirjoittaja kirjoittajat toimittaja toimittajat autorzy redaktor redaktori yazar yazarlar avtor
        avtory kisha""",
}
"""A name follows these, and its page lists articles; articles may stand further down."""

PLACES = {
    "section": """
        section sections category categories kategorie kategorien categoria categorie categorias rubrik rubriken
        rubrique rubriques rubrica rubriche rubryka seccion secciones secao sezione sezioni sektion seksjon osasto
        kategori kategoria kategorija rubrika page pages seite pagina series serie special specials spezial speciale
        especial especiales collection collections sitemap newsticker most-read most-popular meistgelesen latest
        latest-news neueste ultimas-noticias derniers-articles ultime-notizie kat hub""",
    "calendar": """
        calendar events event kalender veranstaltung veranstaltungen veranstaltungskalender termine calendrier
        evenement evenements eventos evento eventi calendario evenementen evenemang arrangementer tapahtumat
        tapahtuma kalendar kalendarz udalosti akce wydarzenia etkinlik etkinlikler takvim afisha whats-on tv-guide
        tv-programm tvprogramm programme-tv tv-gids programmazione programacion fixtures standings livescore
        livescores live-scores scoreboard spielplan tabelle tabellen classement classements clasificacion
        classifiche liveticker-ergebnisse tippspiel""",
    "shop": """
        shop store stores boutique tienda negozio loja winkel butik obchod sklep magaza kauppa webshop onlineshop
        cart basket warenkorb panier carrito carrello tickets gutschein gutscheine gutscheincode coupon coupons
        voucher vouchers discount-code discountcode discount-codes promo-codes codes-promo code-promo codice-sconto
        cupones kortingscode rabattcode rabattkoder classifieds stellenmarkt stellenanzeigen kleinanzeigen
        immobilienmarkt traueranzeigen annonces clasificados annunci classificados ogloszenia jobs job-board""",
    "page": """
        about about-us aboutus about-me contact contact-us contacts contactus kontakt kontakte impressum imprint
        masthead legal-notice mentions-legales privacy privacy-policy privacypolicy privacy-notice privacy-center
        datenschutz datenschutzerklaerung datenschutzhinweise terms terms-of-use terms-of-service
        terms-and-conditions terms-conditions termsofuse agb nutzungsbedingungen cookie cookies cookie-policy
        cookie-settings cookie-notice faq faqs help help-center hilfe aide ayuda ajuda aiuto support feedback
        advertise advertising advertise-with-us adverts advertisers advertising-info werbung werben mediadaten
        anzeigen publicite publicidad publicidade pubblicita reklama reklame annonsere annonsera mainonta reklam
        careers karriere-bei-uns work-with-us lavora-con-noi trabaja-con-nosotros accessibility
        accessibility-statement barrierefreiheit accessibilite accesibilidad accessibilita toegankelijkheid legal
        aviso-legal nota-legal note-legali politica-de-privacidad politica-de-cookies politica-de-privacidade
        informativa-privacy protection-donnees cgu cgv conditions-generales chi-siamo contatti contacto contato
        contactez-nous nous-contacter contactar quienes-somos qui-sommes-nous a-propos sobre-nosotros sobre
        quem-somos over-ons colofon adverteren om om-oss om-os yhteystiedot tietoa-meista tietosuoja o-nas
        o-projekte kontakty redakce redakcja redaktion la-redaction redazione redaccion redacao reklama-na-saite
        polityka-prywatnosci regulamin podminky ochrana-osobnich-udaju kunye iletisim hakkimizda gizlilik
        gizlilik-politikasi ethics editorial-guidelines editorial-policy code-of-conduct code-of-ethics
        corrections-policy syndication licensing newsletter newsletters newslettery boletines infolettre nieuwsbrief
        nieuwsbrieven nyhetsbrev nyhedsbrev uutiskirje bulten rss rss-feeds app apps mobile-apps epaper e-paper
        eedition e-edition print-edition puzzles crossword crosswords sudoku juegos giochi spellen comments
        comment-page forum forums community do-not-sell ad-choices adchoices notifications share sharer mailto
        email-alerts licence impressum-datenschutz privacidad kvkk sitemap.html yapp gaiyou kaisha company-info""",
}
"""Pages that are found under these words, unless an article's date or number follows."""

ARTICLES = frozenset(
    """
    article articles artikel artikelen articolo articoli articulo articulos artigo artigos artikkeli artikkel artykul clanek clanky
    statya makale haber story stories post posts noticia noticias-detalle notizia nyhet nyheder-artikel uutinen wiadomosc zprava nota
    nachricht meldung actualite breve kiji wenzhang
    """.split()  # noqa: SIM905
)
"""What stands under these is an article, whatever it is called."""

FEEDS = frozenset(
    {"feed", "feeds", "rss", "rss2", "atom", "rdf", "feed.xml", "index.xml", "feed.json", "rss.xml", "rss.php"}
)
"""Last parts of addresses of feeds."""

FILES = frozenset(
    """
    pdf jpg jpeg png gif webp avif svg ico bmp tif tiff mp3 mp4 m4a m4v mov avi wmv webm ogg oga ogv wav flac aac m3u8 zip gz tgz rar 7z
    tar exe dmg apk doc docx xls xlsx csv ppt pptx odt ods epub mobi txt xml json js css woff woff2 ttf eot ics vcf swf
    """.split()  # noqa: SIM905
)
"""Endings of addresses of files that are no pages."""

WORDS = {word: reason for table in (PLACES, LISTS, MEDIA) for reason, words in table.items() for word in words.split()}

FRONTS = frozenset(
    {"index", "default", "home", "homepage", "startseite", "start", "accueil", "inicio", "main", "hjem", "front"}
)
"""First segments that are the front page by another name."""

LANGUAGES = frozenset(
    """
    aa af am ar as az be bg bn bo br bs ca cs cy da de dv el en eo es et eu fa fi fil fo fr fy ga gd gl gu ha he hi hr ht hu hy id ig is
    it ja jp ka kk km kn ko kr ku ky la lb lo lt lv mg mi mk ml mn mr ms mt my nb ne nl nn no ny oc om or pa pl ps pt qu ro ru rw sd si sk
    sl sm sn so sq sr st su sv sw ta te tg th ti tk tl tr tt ug uk ur uz vi wo xh yi yo zh cn zu
    """.split()  # noqa: SIM905
)
"""First segments that stand for a language, alone or with a region: en, pt-br, zh_hant."""
