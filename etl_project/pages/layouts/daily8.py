"""daily8.ai: one main article with cards of related ones, and lists of the articles with a hashtag."""

from etl_project.pages.aggregator import AggregatorLayout
from etl_project.pages.lines import Kind, Version, Vocabulary

_ENGLISH = Vocabulary(
    time_icons=("time",),
    chrome={
        Kind.WORD: ("logo", "#", "Comments", "Download the app"),
        Kind.NOTICE: (
            "Orange background",
            "Try our AI features",
            "Explore what Daily8 AI can do…",
            "…Daily8 AI…",
            "No comments yet",
            "Get started now: Download the app",
            "Ready to dive into a world of global content…",
            "…Daily8 app…",
            "app-storeplay-store",
            "app-store",
            "play-store",
        ),
        Kind.RELATED: ("Related articles",),
        Kind.HASHTAGS: ("Hashtags",),
        Kind.HASHTAG_PAGE: ("Latest news with",),
    },
    byline_openers=("By", "BY"),
    buttons=("Save", "Share"),
)

# The English words are a captured page's. The Arabic ones are their likely translations: no Arabic page was at hand. One
# that is not met does no harm between others that are.
_ARABIC = Vocabulary(
    time_icons=("الوقت",),
    chrome={
        Kind.WORD: (
            "شعار",
            "الشعار",
            "تعليقات",
            "التعليقات",
            "حمل التطبيق",
            "تحميل التطبيق",
            "تنزيل التطبيق",
            "نزل التطبيق",
            "قم بتنزيل التطبيق",
        ),
        Kind.NOTICE: (
            "خلفية برتقالية",
            "جرب ميزات الذكاء الاصطناعي",
            "جرب ميزات الذكاء الاصطناعي لدينا",
            "جرب ميزات الذكاء الاصطناعي الخاصة بنا",
            "استكشف ما يمكن أن يفعله Daily8…",
            "لا توجد تعليقات بعد",
            "لا توجد تعليقات حتى الآن",
            "لا يوجد تعليقات بعد",
            "لا تعليقات بعد",
            "ابدأ الآن: حمل التطبيق",
            "ابدأ الآن: تحميل التطبيق",
            "ابدأ الآن: نزل التطبيق",
            "ابدأ الآن: قم بتنزيل التطبيق",
            "هل أنت مستعد للغوص في عالم من المحتوى…",
            "…تطبيق Daily8…",
        ),
        Kind.RELATED: ("مقالات ذات صلة", "المقالات ذات الصلة", "أخبار ذات صلة", "الأخبار ذات الصلة", "مواضيع ذات صلة"),
        Kind.HASHTAGS: ("هاشتاغز", "هاشتاغ", "هاشتاغات", "هاشتاجز", "هاشتاج", "الهاشتاغات", "وسوم", "الوسوم"),
        Kind.HASHTAG_PAGE: ("آخر الأخبار مع", "أحدث الأخبار مع", "آخر الأخبار عن"),
    },
)

LAYOUT = AggregatorLayout(
    name="daily8",
    hosts=("daily8.ai",),
    signature=(
        "Orange background",
        "Try Our AI Features",
        "Daily8 AI",
        "No comments yet...",
        "Get Started Now: Download the App",
        "Download Daily8 app",
        "Latest news with #",
        "آخر الأخبار مع #",
        "تطبيق Daily8",
        "//daily8.ai",
        "//www.daily8.ai",
    ),
    versions=(Version(number=1, valid_until=None, date_order="DMY", vocabularies=(_ENGLISH, _ARABIC)),),
)
