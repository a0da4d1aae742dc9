"""The language of a text: what the page declares, against what the words say.

Templates declare the language of the site, so an English article on a Japanese site is declared Japanese; short or
mixed texts mislead any detector. Detection is naive Bayes over byte sequences (M. Lui and T. Baldwin, langid.py: An
Off-the-shelf Language Identification Tool, ACL 2012) in the package py3langid, whose model ships with it; its scores,
divided by the square root of the text's length, are probabilities that hold for short and long texts alike.
"""

from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

SAMPLE_LENGTH = 200
"""Characters of a text that are looked at. On the 266 pages of two public test sets, more of them changed nothing."""
_SURE = 0.9
"""Probability from which the words overrule what the page declares."""
_LIKELY = 0.6
"""Probability from which the words are believed where the page declares nothing."""
_KIN = ({"bs", "hr", "sr"}, {"id", "ms"}, {"no", "nn"}, {"xh", "zu"})
"""Languages that a few lines hardly tell apart: among them, the declaration stands."""
_NOT_NEWS = {"an", "eo", "la", "sa", "vo", "wa"}
"""Languages of the model that hardly any newspaper is written in, but that short texts are mistaken for."""
_SAME = {"in": "id", "iw": "he", "ji": "yi", "jw": "jv", "mo": "ro", "nb": "no", "sh": "sr"}
"""Withdrawn codes; and Norwegian Bokmål, which most pages, and the detector, call Norwegian."""
_ISO_639_2 = """
aa/aar ab/abk ae/ave af/afr ak/aka am/amh an/arg ar/ara as/asm av/ava ay/aym az/aze ba/bak be/bel bg/bul bh/bih bi/bis
bm/bam bn/ben bo/bod/tib br/bre bs/bos ca/cat ce/che ch/cha co/cos cr/cre cs/ces/cze cu/chu cv/chv cy/cym/wel da/dan
de/deu/ger dv/div dz/dzo ee/ewe el/ell/gre en/eng eo/epo es/spa et/est eu/eus/baq fa/fas/per ff/ful fi/fin fj/fij fo/fao
fr/fra/fre fy/fry ga/gle gd/gla gl/glg gn/grn gu/guj gv/glv ha/hau he/heb hi/hin ho/hmo hr/hrv ht/hat hu/hun hy/hye/arm
hz/her ia/ina id/ind ie/ile ig/ibo ii/iii ik/ipk io/ido is/isl/ice it/ita iu/iku ja/jpn jv/jav ka/kat/geo kg/kon ki/kik
kj/kua kk/kaz kl/kal km/khm kn/kan ko/kor kr/kau ks/kas ku/kur kv/kom kw/cor ky/kir la/lat lb/ltz lg/lug li/lim ln/lin
lo/lao lt/lit lu/lub lv/lav mg/mlg mh/mah mi/mri/mao mk/mkd/mac ml/mal mn/mon mr/mar ms/msa/may mt/mlt my/mya/bur na/nau
nb/nob nd/nde ne/nep ng/ndo nl/nld/dut nn/nno no/nor nr/nbl nv/nav ny/nya oc/oci oj/oji om/orm or/ori os/oss pa/pan
pi/pli pl/pol ps/pus pt/por qu/que rm/roh rn/run ro/ron/rum ru/rus rw/kin sa/san sc/srd sd/snd se/sme sg/sag si/sin
sk/slk/slo sl/slv sm/smo sn/sna so/som sq/sqi/alb sr/srp ss/ssw st/sot su/sun sv/swe sw/swa ta/tam te/tel tg/tgk th/tha
ti/tir tk/tuk tl/tgl tl/fil tn/tsn to/ton tr/tur ts/tso tt/tat tw/twi ty/tah ug/uig uk/ukr ur/urd uz/uzb ve/ven vi/vie
vo/vol wa/wln wo/wol xh/xho yi/yid yo/yor za/zha zh/zho/chi zh/cmn zu/zul
"""
"""ISO 639-1 codes, with their terminological and bibliographic codes in ISO 639-2; and two that news sites also use."""
_ISO_639_1 = {code: codes[0] for codes in (entry.split("/") for entry in _ISO_639_2.split()) for code in codes}


def language(text: str, declared: str | None = None) -> str | None:
    """ISO 639-1 code of a text's language; None where neither the page nor the words tell.

    Words that are sure (probability of at least 0.9) overrule what the page declares, except among close kin; without
    a declaration, likely ones (0.6) will do. A declared language that the detector does not know stands.

    >>> language("Der Rat stimmt über die Brücke ab", "en-GB"), language("OK", "pt_BR"), language("12:30")
    ('de', 'pt', None)
    """
    code = language_code(declared)
    if code is not None and code not in _detector().labels:
        return code
    detected, probability = _detector().classify(text[:SAMPLE_LENGTH])
    if code is None:
        return str(detected) if probability >= _LIKELY else None
    if probability < _SURE or any({code, detected} <= kin for kin in _KIN):
        return code
    return str(detected)


def language_code(declared: str | None) -> str | None:
    """ISO 639-1 code of a language as pages declare it (``en-GB``, ``pt_BR``, ``deu``); None for anything else.

    >>> language_code("zh-Hant-TW"), language_code("ENG"), language_code("x-default")
    ('zh', 'en', None)
    """
    subtag = (declared or "").replace("_", "-").replace(",", "-").split("-")[0].strip().lower()
    code = _ISO_639_1.get(subtag, subtag)
    code = _SAME.get(code, code)
    return code if code in _ISO_639_1 else None


@cache
def _detector() -> LanguageIdentifier:
    detector = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    detector.set_languages([code for code in detector.labels if code in _ISO_639_1.values() and code not in _NOT_NEWS])
    return detector
