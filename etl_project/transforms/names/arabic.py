"""Names in Arabic, which has no capitals: behind titles, by first names, and by the words that bodies and places begin with."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from etl_project.transforms.names import gazetteers

_WORD = re.compile(r"[\u0621-\u064a\u064b-\u0652]+")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_TITLES = _words("""
    الرئيس رئيس الوزير وزير وزيرة الملك الأمير الأميرة الشيخ الدكتور الدكتورة السيد السيدة المهندس المهندسة القاضي المدير مدير مديرة
    المتحدث المتحدثة السفير اللواء العقيد النائب النائبة الكاتب الكاتبة المدرب اللاعب الفنان الفنانة المخرج الباحث الباحثة المزارع
    المزارعة الأستاذ الأستاذة الحاج المحامي المحامية رئيسة المديرة الخبير الخبيرة العمدة قال قالت وقال وقالت
    """)
_BODIES = _words(
    "وزارة جامعة بلدية مجلس هيئة منظمة حزب جمعية اتحاد نادي معهد مؤسسة محكمة لجنة وكالة صحيفة قناة مدرسة مستشفى متحف نقابة تعاونية"
)
_FIRMS = _words("شركة مصرف بنك مجموعة مصنع")
_PLACES = _words("مدينة قرية محافظة نهر سهل مرفأ ميناء جزيرة بحيرة جبل شارع ساحة وادي بلدة خليج واحة محطة مطار")
_STOP = _words(
    "في من على إلى عن أن إن التي الذي كان كانت هذا هذه ذلك تلك ثم قد لم لن لا ما هو هي بعد قبل مع بين حتى كل أو أم إلا خلال"
)


class Part(NamedTuple):
    """A name in an Arabic text."""

    start: int
    end: int
    type: str
    method: str
    confidence: float


def arabic_names(text: str) -> Iterator[Part]:
    """Names that the words around them, or a first name, tell; they never overlap."""
    matches = list(_WORD.finditer(text))
    first_names = gazetteers.first_names()
    at = 0
    while at < len(matches):
        word = matches[at][0]
        bare = word[1:] if word[:1] == "و" and word not in first_names else word
        cut = len(word) - len(bare)
        if bare in first_names and len(bare) > 2 and (end := _name_end(text, matches, at, first_names)) > at + 1:
            yield Part(matches[at].start() + cut, matches[end - 1].end(), "person", "first name", 0.75)
            at = end
            continue
        for heads, kind in ((_BODIES, "organisation"), (_FIRMS, "company"), (_PLACES, "place")):
            if bare in heads and (end := _definite_end(text, matches, at)) > at + 1:
                method = "place word" if kind == "place" else "body word"
                yield Part(matches[at].start() + cut, matches[end - 1].end(), kind, method, 0.65)
                at = end - 1
                break
        at += 1


def _name_end(text: str, matches: list[re.Match[str]], at: int, first_names: frozenset[str]) -> int:
    """End of a person's name: more first names, and one word with the article, or a family name, last."""
    titled = at > 0 and matches[at - 1][0] in _TITLES
    end = at + 1
    while end < len(matches) and end < at + 4 and text[matches[end - 1].end() : matches[end].start()] == " ":
        word = matches[end][0]
        if word in first_names or word in ("بن", "ابن", "أبو", "عبد"):
            end += 1
        elif (
            (word.startswith("ال") and word.endswith("ي") and len(word) > 4)
            or word in gazetteers.last_names()
            or (titled and word.startswith("ال") and word not in _STOP)
        ):
            return end + 1
        else:
            break
    return end


def _definite_end(text: str, matches: list[re.Match[str]], at: int) -> int:
    """End of a name that goes on with words that have the article."""
    end = at + 1
    while end < len(matches) and end < at + 3 and text[matches[end - 1].end() : matches[end].start()] == " ":
        if not matches[end][0].startswith("ال") or matches[end][0] in _STOP or len(matches[end][0]) < 4:
            break
        end += 1
    return end
