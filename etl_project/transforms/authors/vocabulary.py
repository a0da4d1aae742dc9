"""Words that bylines are made of besides names, in the languages of the larger newspapers. Add to them freely."""

import re


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


AND = (
    "and",
    "with",
    "und",
    "mit",
    "et",
    "avec",
    "con",
    "com",
    "och",
    "og",
    "ja",
    "en",
    "ve",
    "dan",
    "и",
    "та",
    "і",
    "و",
)
"""Words between two names, in small letters."""
AND_CAPITALISED = ("And", "With", "Und", "AND", "WITH", "UND", "MIT", "ET", "AVEC")
"""Those of them that are no names when capitalised, as Dan is."""
AND_INSIDE_NAMES = ("y", "e", "i", "Y")
"""Words between two names that also stand inside one: José Ortega y Gasset."""

OPENERS = (
    *("authors?", "auteurs?", "autor(?:es|en|a)?", "autore", "textes?", "tekst", "testo", "words"),
    *(
        "von",
        "par",
        "por",
        "di",
        "de",
        "door",
        "av",
        "af",
        "przez",
        "oleh",
        "penulis",
        "yazan",
        "от",
        "автор(?:ы)?",
        "текст",
    ),
    *("بقلم", "كتب", "كتبت", "كتبها", "إعداد", "اعداد", "تقرير", "تحقيق", "حوار", "حاوره", "حاورته", "متابعة", "מאת"),
)
"""Patterns of words before the first name, other than by."""

OTHER_WORK = (
    *(r"photo(?:s|graphs?|graphy)?", r"foto(?:s|grafie|grafía)?", "videos?", "graphics?", r"illustrat(?:ions?|ed)"),
    *(
        r"images?",
        r"pictures?",
        r"camera",
        r"edit(?:ed|ing)",
        r"translat(?:ed|ion)",
        r"reviewed",
        r"medically reviewed",
    ),
    *(r"fact[- ]check(?:ed|ing)?", r"additional reporting", r"contribut(?:ed|ions?)", r"produc(?:ed|tion) by"),
    *(
        r"(?:last |first )?(?:updated?|published|posted|modified)",
        "ترجمة",
        "تصوير",
        "фото",
        "摄影",
        "攝影",
        "撮影",
        "사진",
    ),
)
"""Patterns that open a clause on who did something else than write, or when."""

TITLES = _words("dr prof professor mr mrs ms sir dame lord herr frau mme د أ.د")
DEGREES = ("Ph.?D", "M.?D", "MBA", "M.?Sc", "CFA", "MP", "MEP", "OBE", "CBE")

AFTER_A_NAME = (
    *(
        "in",
        "at",
        "of",
        "for",
        "from",
        "on",
        "via",
        "reports?",
        "writes?",
        "is",
        "has",
        "covers",
        "Updated",
        "Published",
        "Posted",
    ),
    *("für", "aus", "bei", "pour", "à", "para", "desde", "fra", "w", "z", "в", "из", "для", "في", "من"),
)
"""Patterns of words, in this case of letters, behind which something else is said than the name."""

ROLES = _words(
    """
    writer writers reporter reporters correspondent correspondents editor editors journalist journalists columnist
    columnists contributor contributors producer producers photographer analyst critic presenter anchor host blogger
    commentator freelancer intern staff staffer redakteur redakteurin reporterin korrespondent korrespondentin autorin
    journaliste correspondant correspondante envoyé envoyée rédacteur rédactrice redactor redactora periodista corresponsal
    enviado enviada giornalista inviato inviata corrispondente jornalista repórter redaktør redaktör корреспондент
    корреспондентка обозреватель редактор журналист مراسل مراسلة محرر محررة كاتب كاتبة صحفي صحفية
    """
)
ROLE_QUALIFIERS = _words(
    """
    political politics senior junior chief deputy assistant associate foreign world international national local business
    economics economy finance financial money science health technology tech sports sport football cricket education
    environment climate defence defense diplomatic security crime legal justice religion media culture arts film music
    travel food fashion features opinion investigations investigative data home affairs europe asia africa america middle
    east washington westminster london moscow beijing digital online special guest lead managing executive news breaking
    social video the a our and royal consumer property energy transport industry global general assignment spécial spéciale
    especial
    """
)
"""Words before a role: Chief Political Correspondent."""

NO_NAMES = _words(
    """
    news newsroom newswire desk team editorial agency agencies agence agentur wire wires service services network media
    magazine journal times herald tribune gazette chronicle telegraph newspaper online web website digital tv television
    radio broadcasting studio group inc ltd llc gmbh company corporation foundation institute university department
    ministry council committee office association society redaktion redakcja redakce redactie rédaction redaction redacción
    redacao redação redazione redaksi nachrichten zeitung agenzia agencia agência agencja anonymous unknown admin
    administrator webmaster sponsored advertorial content click subscribe listen live редакция агентство новости новостей
    газета издание وكالة وكالات الوكالة صحيفة جريدة قناة شبكة موقع تحرير التحرير أخبار الأخبار مجلة إذاعة تلفزيون فريق قسم هيئة
    """
)
"""Words of outlets, desks and pages that are hardly ever part of a person's name."""

PLACES = _words(
    """
    new-york los-angeles san-francisco san-diego las-vegas new-orleans washington-dc hong-kong new-delhi tel-aviv abu-dhabi
    kuala-lumpur buenos-aires mexico-city cape-town são-paulo sao-paulo rio-de-janeiro addis-ababa phnom-penh st-petersburg
    saint-petersburg south-africa south-korea north-korea sri-lanka new-zealand united-states united-kingdom united-nations
    european-union northern-ireland saudi-arabia white-house san-juan santo-domingo san-salvador panama-city kuwait-city
    vatican-city santa-fe
    """
)
"""Places of several words that stand behind names, with hyphens for spaces."""

BUTTONS = ("Save", "Share", "Follow", "Listen", "Subscribe", "Print", "Comments?", "Email", "Tweet", "Read more")
"""Patterns of a page's buttons, which rendering leaves behind a byline."""

PARTICLES = _words(
    "de del della di da do dos das du des van von der den ter ten te zu zur zum vom la le lo los las el al ul bin ibn bint "
    "ben abu af av y e i und wa ole"
)
"""Words in small letters inside names."""
SUFFIXES = _words("jr jr. sr sr. ii iii iv")

EAST_ASIAN_ROLES = "本[报報]记者|记者|記者|通讯员|编辑|編輯|編集委員|撰文|作者|報道|报道|取材|특파원|논설위원|(?:선임|객원|인턴)?기자|외\\s*\\d+\\s*명"
EAST_ASIAN_LABELS = _words("文 图 圖 글 編 责编")
EAST_ASIAN_OUTLETS = re.compile(
    "新[闻聞]|通信|通[讯訊]|[日時时早晩晚周週][報报]|ニュース|デジタル|オンライン|支局|本社|取材班|編集[部局]|编辑部|報道[部局]|中心|뉴스|신문|일보|방송|편집|통신"
)
CHINESE_SURNAMES = frozenset(
    "王李张張刘劉陈陳杨楊赵趙黄黃周吴吳徐孙孫胡朱高林何郭马馬罗羅梁宋郑鄭谢謝韩韓唐冯馮于董萧蕭程曹袁邓鄧许許傅沈曾彭吕呂苏蘇"
    "卢盧蒋蔣蔡贾賈丁魏薛叶葉阎余潘杜戴夏钟鍾汪田任姜范方石姚谭譚廖邹鄒熊金陆陸郝孔白崔康毛邱秦江史顾顧侯邵孟龙龍万萬段雷"
    "钱錢汤湯尹黎易常武乔喬贺賀赖賴龚龔文"
)
"""The hundred or so most frequent; two words that both begin with one are two Chinese names, not a Japanese one."""
ARABIC_NAMES_WITH_WAW = _words(
    "وليد وسام وائل وفاء وجدي وحيد وديع وردة وسيم وصفي وضاح وعد ولاء وهيب وهبة ورد وجيه وداد وفيق ولي والي وليم وطفاء وسن وصال"
)
"""Names that begin with the letter which, written before a word, means and."""
