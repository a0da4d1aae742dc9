"""Kinds of publisher pages: scripts of the world, hidden text, paywalls, galleries, AMP."""

import pytest

from etl_project.pages.blocks import count_words
from etl_project.pages.generic import parse
from etl_project.pages.model import ArticleBlock, Page
from etl_project_tests.pages.articles import QUAY as PARAGRAPHS

TEXT = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
SECRET = "This sentence about the lighthouse was never meant to be read by anybody, as the editor took it out again."


def article(body: str, *, head: str = "", html: str = "<html lang='en'>") -> ArticleBlock:
    page = f"{html}<head><title>East quay to close</title>{head}</head><body><nav><a href='/'>Front page</a> <a href='/sport'>Sport</a></nav>{body}<footer><p>Ellery Observer, 4 Customs Quay</p></footer></body></html>"
    return parse(Page(text=page, media="html", url="https://observer.example/quay")).blocks[0]


SCRIPTS = {
    "Japanese": ("東埠頭、冬の間閉鎖へ", "港湾局は火曜日、東埠頭を冬の間閉鎖することを決めた。潜水士が水面下にひび割れを見つけたためだ。", "塩や木材を運ぶ船は西埠頭に回され、古いクレーン二基が十一月に移される予定だ。", "工事には一年半分の収入に当たる費用がかかる、と局長は述べた。"),
    "Chinese": ("东码头冬季关闭", "港务局星期二决定在冬季关闭东码头，因为潜水员在水线以下发现了裂缝。", "运送盐和木材的船只将改停西码头，两台旧起重机将于十一月迁往那里。", "局长表示，工程费用相当于港务局一年半的收入。"),
    "Korean": ("동쪽 부두 겨울 동안 폐쇄", "항만청은 화요일 잠수부들이 수면 아래에서 균열을 발견한 뒤 겨울 동안 동쪽 부두를 폐쇄하기로 했다.", "소금과 목재를 싣고 오는 배는 서쪽 부두로 보내지며 낡은 기중기 두 대가 십일월에 그곳으로 옮겨진다.", "청장은 공사비가 항만청의 일 년 반 수입과 맞먹는다고 말했다."),
    "Thai": ("ปิดท่าเรือฝั่งตะวันออก", "คณะกรรมการท่าเรือลงมติเมื่อวันอังคารให้ปิดท่าเทียบเรือฝั่งตะวันออกตลอดฤดูหนาว หลังนักประดาน้ำพบรอยร้าวใต้น้ำ", "เรือที่บรรทุกเกลือและไม้จะถูกส่งไปยังท่าเทียบเรือฝั่งตะวันตก ซึ่งปั้นจั่นเก่าสองตัวจะย้ายไปในเดือนพฤศจิกายน", "ประธานกล่าวว่าค่าซ่อมแซมเท่ากับรายได้ของท่าเรือหนึ่งปีครึ่ง"),
    "Lao": ("ປິດທ່າເຮືອຕາເວັນອອກ", "ຄະນະກຳມະການທ່າເຮືອໄດ້ຕັດສິນໃຈໃນວັນອັງຄານໃຫ້ປິດທ່າເຮືອຕາເວັນອອກໃນລະດູໜາວ ຫຼັງຈາກນັກດຳນ້ຳພົບຮອຍແຕກໃຕ້ນ້ຳ", "ເຮືອທີ່ຂົນສົ່ງເກືອແລະໄມ້ຈະຖືກສົ່ງໄປທ່າເຮືອຕາເວັນຕົກ ບ່ອນທີ່ປັ້ນຈັ່ນເກົ່າສອງໜ່ວຍຈະຖືກຍ້າຍໄປໃນເດືອນພະຈິກ", "ປະທານກ່າວວ່າຄ່າສ້ອມແປງເທົ່າກັບລາຍຮັບຂອງທ່າເຮືອໜຶ່ງປີເຄິ່ງ"),
    "Khmer": ("បិទផែខាងកើត", "គណៈកម្មការកំពង់ផែបានសម្រេចនៅថ្ងៃអង្គារបិទផែខាងកើតនៅរដូវរងា បន្ទាប់ពីអ្នកមុជទឹកបានរកឃើញស្នាមប្រេះក្រោមទឹក។", "នាវាដែលដឹកអំបិលនិងឈើនឹងត្រូវបញ្ជូនទៅផែខាងលិច ដែលរថយន្តស្ទូចចាស់ពីរនឹងត្រូវផ្លាស់ទីនៅខែវិច្ឆិកា។", "ប្រធានបាននិយាយថាការងារនេះចំណាយស្មើនឹងចំណូលមួយឆ្នាំកន្លះរបស់កំពង់ផែ។"),
    "Burmese": ("အရှေ့ဆိပ်ခံ ပိတ်မည်", "ဆိပ်ကမ်းအဖွဲ့သည် ရေငုပ်သမားများ ရေအောက်တွင် အက်ကြောင်းများတွေ့ပြီးနောက် ဆောင်းရာသီတွင် အရှေ့ဘက်ဆိပ်ခံကို ပိတ်ရန် အင်္ဂါနေ့တွင် ဆုံးဖြတ်ခဲ့သည်။", "ဆားနှင့် သစ်တင်လာသော သင်္ဘောများကို အနောက်ဘက်ဆိပ်ခံသို့ ပို့မည်ဖြစ်ပြီး ကရိန်းဟောင်းနှစ်လုံးကို နိုဝင်ဘာလတွင် ရွှေ့မည်ဖြစ်သည်။", "ကုန်ကျစရိတ်သည် ဆိပ်ကမ်း၏ တစ်နှစ်ခွဲဝင်ငွေနှင့် ညီမျှသည်ဟု ဥက္ကဋ္ဌက ပြောသည်။"),
    "Arabic": ("إغلاق الرصيف الشرقي", "قررت هيئة الميناء يوم الثلاثاء إغلاق الرصيف الشرقي طوال الشتاء بعد أن عثر الغواصون على شقوق تحت خط الماء.", "وسترسل السفن التي تحمل الملح والخشب إلى الرصيف الغربي حيث ستنقل رافعتان قديمتان في نوفمبر.", "وقالت رئيسة الهيئة إن الأعمال ستكلف ما تكسبه الهيئة في عام ونصف."),
    "Hebrew": ("הרציף המזרחי ייסגר", "רשות הנמל החליטה ביום שלישי לסגור את הרציף המזרחי לכל החורף לאחר שצוללנים מצאו סדקים מתחת לקו המים.", "אוניות שמביאות מלח ועץ יישלחו לרציף המערבי, שאליו יועברו בנובמבר שני עגורנים ישנים.", "יושבת ראש הרשות אמרה שהעבודות יעלו כהכנסות הרשות בשנה וחצי."),
    "Hindi": ("पूर्वी घाट बंद होगा", "बंदरगाह बोर्ड ने मंगलवार को पूर्वी घाट को सर्दियों भर बंद रखने का फैसला किया, क्योंकि गोताखोरों को पानी के नीचे दरारें मिलीं।", "नमक और लकड़ी लाने वाले जहाज पश्चिमी घाट भेजे जाएंगे, जहां दो पुरानी क्रेनें नवंबर में ले जाई जाएंगी।", "अध्यक्ष ने कहा कि इस काम पर बोर्ड की डेढ़ साल की कमाई खर्च होगी।"),
}  # fmt: skip


@pytest.mark.parametrize("lines", SCRIPTS.values(), ids=SCRIPTS.keys())
def test_articles_in_scripts_of_the_world_are_found_whole(lines: tuple[str, ...]) -> None:
    title, *paragraphs = lines
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    block = article(
        f"<main><h1>{title}</h1>{text}</main><aside><a href='/a'>{title}</a></aside>",
        head=f"<meta property='og:title' content='{title}'><meta property='og:type' content='article'>",
    )

    assert (block.title, block.body) == (title, "\n".join(paragraphs))


@pytest.mark.parametrize("lines", SCRIPTS.values(), ids=SCRIPTS.keys())
def test_a_sentence_has_words_in_any_script(lines: tuple[str, ...]) -> None:
    assert all(8 <= count_words(paragraph) <= 80 for paragraph in lines[1:])


def test_marks_of_direction_stay_in_the_text_and_hide_nothing() -> None:
    text = TEXT.replace("Odile Marrant", "\u2067Odile Marrant\u2069")

    assert article(f"<main><h1>East quay to close</h1>{text}</main>").body.count("\u2067Odile Marrant\u2069") == 1


@pytest.mark.parametrize("marks", ["\u200f{}\u200f", "\u202b{}\u202c", "\u2067{}\u2069"])
def test_marks_of_direction_do_not_hide_the_end_of_a_sentence(marks: str) -> None:
    title, *paragraphs = SCRIPTS["Arabic"]
    lines = [marks.format(paragraph) for paragraph in paragraphs]
    text = "".join(f"<div>{line}</div>" for line in lines)
    head = "<meta property='og:type' content='article'>"

    assert article(f"<main><h1>{title}</h1>{text}</main>", head=head).body == "\n".join(lines)


@pytest.mark.parametrize(
    "hidden",
    [
        f"<p hidden>{SECRET}</p>",
        f"<p aria-hidden='true'>{SECRET}</p>",
        f"<div style='color: red; display : none'><p>{SECRET}</p></div>",
        f"<p style='visibility:hidden'>{SECRET}</p>",
        f"<p style='DISPLAY: NONE'>{SECRET}</p>",
        f"<p class='visually-hidden'>{SECRET}</p>",
        f"<p class='sr-only'>{SECRET}</p>",
        f"<template><p>{SECRET}</p></template>",
        f"<noscript><p>{SECRET}</p></noscript>",
        f"<p>The tide was low.<span hidden> {SECRET}</span></p>",
        f"<!-- <p>{SECRET}</p> -->",
    ],
)
def test_hidden_text_never_enters_a_body(hidden: str) -> None:
    body = article(f"<main><h1>East quay to close</h1>{TEXT}{hidden}<p>{PARAGRAPHS[0]} Again.</p></main>").body

    assert SECRET not in body
    assert PARAGRAPHS[1] in body


def test_what_details_fold_away_is_text() -> None:
    body = article(
        f"<main><h1>East quay to close</h1>{TEXT}<details><summary>More</summary><p>{SECRET}</p></details></main>"
    ).body

    assert body.startswith("\n".join(PARAGRAPHS))


@pytest.mark.parametrize(
    "ld",
    [
        '{"@type": "NewsArticle", "headline": "East quay to close", "isAccessibleForFree": false}',
        '{"@type": "NewsArticle", "headline": "East quay to close", "isAccessibleForFree": "False"}',
        '{"@type": "NewsArticle", "headline": "East quay to close", "isAccessibleForFree": "http://schema.org/False"}',
        '{"@type": "NewsArticle", "headline": "East quay to close", "hasPart": {"@type": "WebPageElement", "isAccessibleForFree": false, "cssSelector": ".paywall"}}',
        '{"@type": "NewsArticle", "headline": "East quay to close", "hasPart": [{"@type": "WebPageElement", "isAccessibleForFree": "false", "cssSelector": ".paywall"}]}',
    ],
    ids=["boolean", "text", "address", "part", "list of parts"],
)
def test_a_declared_paywall_is_told(ld: str) -> None:
    block = article(
        f"<main><h1>East quay to close</h1>{TEXT}</main>", head=f'<script type="application/ld+json">{ld}</script>'
    )

    assert block.is_paywalled


def test_a_stub_that_ends_in_an_invitation_is_cut_off_by_a_paywall() -> None:
    block = article(
        f"<main><h1>East quay to close</h1><p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1]}</p>"
        "<div class='offer'><p>Subscribe to continue reading</p></div></main>",
        head="<meta property='og:type' content='article'>",
    )

    assert (block.body, block.is_paywalled, block.is_truncated) == ("\n".join(PARAGRAPHS[:2]), True, True)


@pytest.mark.parametrize(
    "invitation",
    [
        "Jetzt abonnieren, um den ganzen Artikel zu lesen",
        "Cet article est réservé à nos abonnés",
        "Suscríbete para leer la noticia completa",
        "Материал доступен по подписке",
        "Оформите подписку, чтобы читать дальше",
        "اشترك لمتابعة القراءة",
        "هذا المقال متاح للمشتركين",
        "订阅后阅读全部内容",
        "登录后继续阅读",
    ],
)
def test_invitations_in_other_languages_are_known(invitation: str) -> None:
    block = article(
        f"<main><h1>East quay to close</h1><p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1]}</p>"
        f"<div class='offer'><a href='/abo'>{invitation}</a></div></main>",
        head="<meta property='og:type' content='article'>",
    )

    assert (block.body, block.is_paywalled, block.is_truncated) == ("\n".join(PARAGRAPHS[:2]), True, True)


def test_a_free_article_is_neither() -> None:
    block = article(f"<main><h1>East quay to close</h1>{TEXT}</main>")

    assert (block.is_paywalled, block.is_truncated) == (False, False)


def test_slides_of_a_gallery_are_one_article() -> None:
    slides = "".join(
        f"<li class='slide'><figure><img src='{number}.jpg'></figure><h2>Picture {number}</h2><p>{text}</p></li>"
        for number, text in enumerate(PARAGRAPHS)
    )
    block = article(
        f"<main><h1>East quay to close</h1><ul class='slides'>{slides}</ul></main>",
        head="<meta property='og:type' content='article'>",
    )

    assert [line for line in block.body.split("\n") if line in PARAGRAPHS] == PARAGRAPHS


def test_an_amp_page_is_read_like_any_other() -> None:
    block = article(
        "<amp-sidebar layout='nodisplay'><ul><li><a href='/a'>Lamps</a></li></ul></amp-sidebar>"
        f"<main><h1>East quay to close</h1><amp-img src='q.jpg'></amp-img>{TEXT}<amp-ad><p>Boats for hire by the hour.</p></amp-ad></main>",
        head='<link rel="canonical" href="https://observer.example/quay"><style amp-custom>p{color:red}</style>',
        html="<html amp lang='en'>",
    )

    assert (block.title, block.body) == ("East quay to close", "\n".join(PARAGRAPHS))
