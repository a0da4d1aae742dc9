"""What class names, ids and short lines say of the text that they stand on.

Class words are English on most sites of the world; a few of other languages are added. Lines are in the languages of
the press that the pages come from.
"""

import re
from functools import lru_cache


def word_set(text: str) -> frozenset[str]:
    """The words of a text.

    >>> sorted(word_set("ul ol"))
    ['ol', 'ul']
    """
    return frozenset(text.split())


FURNITURE = 1
"""Not running text wherever it stands."""
DOUBT = 2
"""Seldom running text."""
CHROME = 4
"""Not running text even where it is most of the page: consent dialogues and readers' comments."""
TEASER = 8
"""A standfirst above the text, another article's below it."""
LEAD = 16
"""A standfirst."""
QUOTE = 32
"""A quotation set off from the text."""
PICTURE = 64
"""What belongs to a picture or video."""
HIDDEN = 128
"""Not shown, or only to screen readers."""
BYLINE = 256
"""Names the author."""
BODY = 512
"""The site calls it the article's text."""

_WORDS = {
    FURNITURE: """
        ad ads adv advert advertisement advertorial affiliate bio biography breadcrumb breadcrumbs byline caption
        captions carousel copyright credit credits dateline dialog disclaimer disclosure dropdown factbox feedback
        figcaption footer infobox legal masthead modal nav navbar navigation newsletter newsletters offcanvas outbrain
        pager pagination popover popular popup privacy promo promos promotion promotional recirc recirculation recommend recommendation recommendations
        recommended registration related relatedposts relateds respond share shares sharedaddy sharing signup sitemap
        skip social sponsor sponsored submenu subnav subscribe survey taboola tag tags taxonomy timestamp toolbar
        tooltip topnav trending
        anzeige annons correlati publicidad publicidade publicite reklama reklame relacionadas relacionados werbung
        """,
    DOUBT: """
        actions alert alerts app aside author authors bottom box btn button card cards categories category cta date
        download email field follow footnote form headline headlines hide info input item kicker label latest link
        links list menu message meta module more next notice prev published read recent rss sidebar sticky
        stories strapline time title tools topic topics widget
        """,
    CHROME: """
        comment comments commentlist consent cookie cookies coral didomi disqus gdpr kommentare onetrust viafoura
        """,
    TEASER: "excerpt teaser teasers",
    LEAD: """
        abstract chapeau chapo dek deck entradilla excerpt ingress intro introduction lead lede preamble sommario
        standfirst subheadline subline subtitle sumario summary teaser vorspann
        """,
    QUOTE: "blockquote pullquote quote",
    PICTURE: "figure gallery image img media photo photos picture slideshow thumb thumbnail video",
    BYLINE: "author authorname authors autor autore autores autoren auteur byline writer",
}
_ARTICLE, _TEXT, _ONE_WORD_BODY, _HIDING, _POST = (1 << bit for bit in range(16, 21))
"""Words that say something only together with another word of the same name, or class of the same element."""
_PARTS_OF_HINTS = {
    _ARTICLE: "article content entry news post story",
    _TEXT: "body content copy text",
    _ONE_WORD_BODY: "articlebody articlecontent articletext bodycopy bodytext storybody",
    _HIDING: "only hidden reader",
    _POST: "hentry publish",
}
_HIDDEN_WORDS = (frozenset({"sr", "only"}), frozenset({"visually", "hidden"}), frozenset({"screen", "reader"}))
_WORDPRESS_POST = frozenset({"hentry", "type-post", "status-publish"})

_HINTS_OF_WORD: dict[str, int] = {}
for _hint, _words in (*_WORDS.items(), *_PARTS_OF_HINTS.items()):
    for _word in word_set(_words):
        for _written in {_word, _word.capitalize(), _word.upper()}:
            _HINTS_OF_WORD[_written] = _HINTS_OF_WORD.get(_written, 0) | _hint

_KNOWN_WORDS = frozenset(_HINTS_OF_WORD)
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")


@lru_cache(maxsize=8_192)
def class_hints(names: str) -> int:
    """Hints in the class and id of an element, as the sum of the constants above.

    >>> class_hints("wide article__shareBar") == FURNITURE
    True
    """
    hints = _hints_of(_WORD.findall(names))
    if hints < _ARTICLE:
        return hints
    each = names.split()
    if hints & _POST and not _WORDPRESS_POST.isdisjoint(each):
        return 0  # WordPress lists the post's tags and categories in its class
    hints &= _ARTICLE - 1
    for name in each:
        hints |= _joint_hints(name)
    return hints


def _hints_of(words: list[str]) -> int:
    hints = 0
    for word in _KNOWN_WORDS.intersection(words):
        hints |= _HINTS_OF_WORD[word]
    return hints


@lru_cache(maxsize=8_192)
def _joint_hints(name: str) -> int:
    """Hints of words that say something only beside another one in the same name."""
    words = _WORD.findall(name)
    parts = _hints_of(words)
    hints = 0
    if parts & _ONE_WORD_BODY or (parts & _ARTICLE and parts & _TEXT and len({word.lower() for word in words}) > 1):
        hints = BODY
    if parts & _HIDING and any(hidden <= {word.lower() for word in words} for hidden in _HIDDEN_WORDS):
        hints |= HIDDEN
    return hints


TAG_HINTS = {
    "nav": FURNITURE,
    "footer": FURNITURE,
    "aside": FURNITURE,
    "dialog": FURNITURE,
    "figcaption": FURNITURE,
    "figure": PICTURE,
    "header": DOUBT,
    "blockquote": QUOTE,
}
"""Hints of elements by their names."""

_PROMOTION_STARTS = """
    read (?:more|also|next|the full)|also read|see also|related (?:stor|article|content|link|news|topic|video)|related:|
    more (?:on|from|about) (?:this|the|our)|more:|watch:|listen:|must (?:read|watch)|recommended|don['’]t miss|
    subscribe|sign up|sign in|log in|register (?:now|for)|follow (?:us|me|our|\\w+ on)|like us|join (?:us|our)|share this|share on|
    click here|click to|download (?:our|the)|get (?:the latest|our|breaking)|advertisement|story continues|article continues|
    continue reading|if you (?:enjoyed|liked)|you (?:may|might) (?:also )?(?:like|be interested)|
    this (?:article|story|post) (?:was )?(?:originally|first) (?:appeared|published)|originally published|
    copyright|©|\\(c\\) \\d|all rights reserved|got a (?:story|tip)|for more stories|support our|why you can trust|
    (?:photo|image|picture|video|photograph)s?(?: by| credit| courtesy)?:|image source|
    lesen sie (?:auch|mehr|hier)|lies auch|mehr zum thema|mehr dazu|weitere (?:artikel|beiträge|themen|informationen zum)|auch interessant|
    das könnte (?:sie|dich)|anzeige$|empfohlener redaktioneller|an dieser stelle finde|jetzt (?:abonnieren|testen|registrieren)|
    (?:bild|foto|video|grafik)s?:|sendung:|dieses thema im programm|
    (?:à )?lire (?:aussi|également)|voir aussi|abonnez-vous|inscrivez-vous|publicité|crédits? photo|
    le[aeé]\\w* también|leia (?:também|mais)|te puede interesar|suscr[ií]b|publicidad|veja (?:também|mais)|saiba mais|
    compart[ei]|síguenos|siga(?:-nos| o)|
    leggi anche|iscriviti|pubblicità|potrebbe interessarti|
    lees (?:ook|meer|verder)|abonneer|läs (?:också|även|mer)|les (?:også|mer)|læs (?:også|mere)|lue myös|annons$|reklame$|
    czytaj (?:też|także|więcej|również)|zobacz (?:też|także|również)|přečtěte si|čtěte také|olvasd el|citește și|
    ayrıca (?:oku|bak)|ilginizi çekebilir|
    читайте (?:также|ещё|нас)|читать (?:также|далее)|подписывайтесь|подпишитесь|реклама$|читайте також|підписуйтесь|
    baca juga|xem thêm|関連記事|あわせて読みたい|広告|관련 ?기사|.{0,20}무단 ?전재|相关(?:阅读|新闻|报道)|延伸阅读|推荐阅读|
    (?:اقرأ|إقرأ|اقرأي|شاهد) أيضا|تابعونا|यह भी पढ़ें|ये भी पढ़ें|पढ़ें पूरी
"""
PROMOTION = re.compile(r"\W{0,4}(?:" + re.sub(r"\s*\n\s*", "", _PROMOTION_STARTS.strip()) + ")", re.IGNORECASE)
"""Start of a line that sends the reader elsewhere, or credits a picture."""

CREDIT = re.compile(
    r"[(\[*—–-]{0,2}\s?(?:"
    r"(?:with|mit|avec|con|com|met|med) (?!us\b|your?\b)|(?:sources?|quellen?|fonte|fuente|bron|kilde|källa|źródło|kaynak|источник)\s?:|"
    r"(?:additional |further )?(?:reporting|writing|contributions?) (?:by|from)|contribut(?:ed|ing)\b|(?:compiled|edited) (?:by|from)"
    r")",
    re.IGNORECASE,
)
"""Start of a line under a text that names who else wrote it."""

TRUNCATION = re.compile(
    r"(?:continue reading(?! the main)|read the (?:full|whole|rest)|subscribe (?:now )?to (?:read|continue)|to continue reading|"
    r"sign (?:in|up) to (?:read|continue)|(?:this|the full) (?:article|story) is (?:for|only|available) |"
    r"already a subscriber|for subscribers only|subscribers? only|"
    r"weiterlesen|jetzt weiterlesen|weiter lesen mit|nur für abonnenten|bereits (?:abonnent|kunde)|diesen artikel (?:weiter)?lesen|"
    r"jetzt (?:abonnieren|registrieren),? um|als abonnent|"
    r"lire la suite|pour lire la suite|réservée? (?:aux|à nos) abonnés|il vous reste|déjà abonné|abonnez-vous pour|"
    r"suscr[ií]bete para|hazte suscriptor|contenido exclusivo para|seguir leyendo|continuar leyendo|sigue leyendo|solo para suscriptores|para assinantes|continue lendo|"
    r"continua a leggere|per gli abbonati|riservato agli abbonati|"
    r"lees verder|voor abonnees|läs vidare|för prenumeranter|les videre|for abonnenter|læs videre|"
    r"czytaj dalej|dostęp dla prenumeratorów|читать далее|(?:только|доступ\w*) (?:для|по) подпис|по подписке|оформите подписку|devamını oku|"
    r"続きを読む|有料会員|続きが読め|会員限定|전체 ?기사|阅读全文|付费阅读|订阅后|订阅即可|登录后(?:继续)?阅读|仅限(?:会员|订阅)|تابع القراءة|لمتابعة القراءة|للمشتركين)",
    re.IGNORECASE,
)
"""Words with which a site says that the text goes on for subscribers, or on another page."""

SUBSCRIPTION = re.compile(
    r"subscri|member|sign (?:in|up)|abonn|kunde|suscr[ií]|assina|prenumer|подпис|اشتر|مشترك|有料|会員|付费|订阅|会员|登录",
    re.IGNORECASE,
)
"""Those among them that name subscribers."""

SENTENCE_END = re.compile(r"[.!?…。！？؟।۔។။:][\'\"”’»)\]\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]*$")
"""End of a line that ends as a sentence does, in any script that marks it; marks of direction may follow."""

BY = re.compile(
    r"(?:(?:written|posted|published|words|story|report|article|authored|geschrieben|verfasst|écrit|publié|escrito|publicado|scritto|"
    r"geschreven|skriven|skrevet) )?(?:by|von|par|por|di|da|door|av|af|przez|oleh|text|tekst|author|autor|автор)\b:?\s+",
    re.IGNORECASE,
)
"""Beginning of a byline."""

_TIME = r"\d{1,2}[:.h]\d{2}(?::\d{2})?(?:\s?[ap]\.?m\.?)?"
SHORT_DATE = re.compile(
    rf"(?<![\d./-])\d{{1,2}}([./-])\d{{1,2}}\1\d{{2}}(?![\d./-])(?:,?\s?[-–|·•]?\s?{_TIME}(?!\d))?", re.IGNORECASE
)
"""A calendar day whose year has two digits."""

_MONTHS = r"[^\W\d_]{3,12}\.?"
DATE = re.compile(
    r"(?<!\d)(?:"
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{4}\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日|\d{4}\.\s?\d{1,2}\.\s?\d{1,2}|"
    r"\d{1,2}[-/.]\s?\d{1,2}[-/.]\s?\d{4}|"
    rf"\d{{1,2}}(?:st|nd|rd|th|º|er)?\.?\s(?:de\s|d[’'])?{_MONTHS},?\s(?:de\s|del\s)?\d{{4}}|"
    rf"{_MONTHS}\s\d{{1,2}}(?:st|nd|rd|th)?,?\s\d{{4}}"
    r")(?!\d)"
    rf"(?:,?\s?(?:T|at|um|à|às|a las|alle|ore|kl\.?|[-–|·•])?\s?{_TIME}(?!\d))?",
    re.IGNORECASE,
)
"""A calendar day with its year as people write it, in digits of any script, and the time of day where it follows."""

MAX_TITLE_CHARACTERS = 1_000
MAX_BYLINE_CHARACTERS = 150


def names_author(line: str) -> bool:
    """Whether a line is "by" and a name: most of its words, but for a date, are capitalised."""
    begins = BY.match(line)
    if not begins or len(line) > MAX_BYLINE_CHARACTERS:
        return False
    words = DATE.sub("", line[begins.end() :]).split()
    return bool(words) and words[0][0].isupper() and 2 * sum(word[0].isupper() for word in words) > len(words)


ERROR_TITLE = re.compile(
    r"\W*(?:(?:error )?(?:40[0134]|410|429|50[0234])\b|page not found|not found|access denied|forbidden|just a moment|"
    r"attention required|are you a (?:robot|human)|verify you are|service unavailable|bad gateway|seite nicht gefunden|"
    r"page introuvable|página no encontrada|página não encontrada|pagina non trovata)",
    re.IGNORECASE,
)
"""Title of a page that a server shows instead of the one asked for."""
