"""Pages are read in the encoding that browsers would find, or that their bytes prove."""

import codecs
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl_project.readers.capture import Rejected
from etl_project.readers.encoding import decode_html, decode_text, storable

RUSSIAN = "Паром снова ходит с понедельника"
GERMAN = "Fähre fährt wieder – „endlich“"


def declaring(label: str, text: str = RUSSIAN) -> str:
    return f"<html><head><meta charset={label}></head><body>{text}</body></html>"


@pytest.mark.parametrize(
    ("label", "codec", "name"),
    [
        ("windows-1251", "cp1251", "windows-1251"),
        ("'Windows-1251'", "cp1251", "windows-1251"),
        ('"cp1251"', "cp1251", "windows-1251"),
        ("x-cp1251", "cp1251", "windows-1251"),
        ("koi8-r", "koi8-r", "koi8-r"),
        ("ISO-8859-5", "iso8859-5", "iso-8859-5"),
        ("ibm866", "cp866", "ibm866"),
        ("x-mac-cyrillic", "mac-cyrillic", "x-mac-cyrillic"),
        ("gb2312", "gb18030", "gb18030"),
        ("Shift_JIS", "cp932", "shift_jis"),
        ("euc-jp", "euc_jp", "euc-jp"),
        ("iso-2022-jp", "iso2022_jp", "iso-2022-jp"),
    ],
)
def test_declared_encoding_is_used(label: str, codec: str, name: str) -> None:
    page = declaring(label)
    assert decode_html(page.encode(codec)) == (page, name)


@pytest.mark.parametrize("label", ["iso-8859-1", "latin1", "us-ascii", "windows-1252"])
def test_latin_1_is_read_as_windows_1252(label: str) -> None:
    page = declaring(label, GERMAN)
    assert decode_html(page.encode("cp1252")) == (page, "windows-1252")


@pytest.mark.parametrize(
    "head",
    [
        '<meta http-equiv="Content-Type" content="text/html; charset=windows-1251">',
        '<META HTTP-EQUIV="Content-Type" CONTENT="text/html;charset=Windows-1251" />',
        "<!-- <meta charset=koi8-r> --><meta\ncharset = 'windows-1251'>",
    ],
)
def test_declaration_takes_many_forms(head: str) -> None:
    page = head + RUSSIAN
    assert decode_html(page.encode("cp1251")) == (page, "windows-1251")


def test_xml_declaration_counts() -> None:
    page = f'<?xml version="1.0" encoding="windows-1251"?><html>{RUSSIAN}</html>'
    assert decode_html(page.encode("cp1251")) == (page, "windows-1251")


@pytest.mark.parametrize("label", ["windows-1251", "iso-8859-1", "utf-16", "utf-8", "nonsense", "rot13", "utf-7"])
def test_utf8_is_read_so_whatever_is_declared(label: str) -> None:
    page = declaring(label)
    assert decode_html(page.encode()) == (page, "utf-8")


@pytest.mark.parametrize("label", ["nonsense", "rot13", "hex", "unicode_escape", "utf-8", "utf-16le", "euc-jp"])
def test_declaration_that_does_not_help_is_not_utf8(label: str) -> None:
    with pytest.raises(Rejected) as caught:
        decode_html(declaring(label).encode("cp1251"))
    assert caught.value.rejection.code == "not_utf8"


def test_declaration_after_the_first_1024_bytes_does_not_count() -> None:
    page = " " * 1024 + declaring("windows-1251")
    with pytest.raises(Rejected, match="utf-8"):
        decode_html(page.encode("cp1251"))


def test_text_files_declare_nothing() -> None:
    with pytest.raises(Rejected):
        decode_text(declaring("windows-1251").encode("cp1251"))


@pytest.mark.parametrize("decode", [decode_text, decode_html])
@pytest.mark.parametrize(
    ("mark", "codec", "name"),
    [
        (codecs.BOM_UTF8, "utf-8", "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le", "utf-16le"),
        (codecs.BOM_UTF16_BE, "utf-16-be", "utf-16be"),
    ],
)
def test_byte_order_mark_decides_and_is_no_part_of_the_text(decode: object, mark: bytes, codec: str, name: str) -> None:
    page = declaring("windows-1251")
    assert callable(decode)
    assert decode(mark + page.encode(codec)) == (page, name)


@pytest.mark.parametrize("codec", ["utf-8", "utf-16"])
def test_character_cut_by_the_end_is_left_out(codec: str) -> None:
    assert decode_text(RUSSIAN.encode(codec)[:-1])[0] == RUSSIAN[:-1]


def test_byte_that_is_no_utf8_in_the_middle_is_not_forgiven() -> None:
    with pytest.raises(Rejected, match="utf-8"):
        decode_text(RUSSIAN.encode() + b"\xd0 " + RUSSIAN.encode())


def test_some_control_characters_are_no_reason() -> None:
    text = "\x0b\x1f" + "words and words " * 100 + "\x1b[0m"
    assert decode_text(text.encode()) == (text, "utf-8")


@given(st.text(min_size=1, max_size=50).filter(lambda text: not text.isspace() and text[0] != "\ufeff"))
def test_utf8_comes_back_unless_it_is_no_page(text: str) -> None:
    try:
        assert decode_text(text.encode()) == (text, "utf-8")
    except Rejected as error:
        assert error.rejection.code in ("binary", "nul_bytes")


@given(st.binary())
def test_any_bytes_give_text_or_a_reason(content: bytes) -> None:
    for decode in (decode_text, decode_html):
        try:
            text, _ = decode(content)
        except Rejected as error:
            assert error.rejection.code in ("binary", "nul_bytes", "not_utf8", "empty")
        else:
            assert text.encode("utf-8") and "\0" not in text


@given(st.text(st.characters(exclude_categories=[])))
def test_storable_text_keeps_its_length_and_can_be_encoded(text: str) -> None:
    clean = storable(text)
    assert len(clean) == len(text)
    assert "\0" not in clean
    clean.encode("utf-8")


@pytest.mark.parametrize(
    ("codec", "name", "language", "text"),
    [
        ("cp1251", "windows-1251", "", "Портовое управление решило закрыть восточный причал на зиму: водолазы нашли трещины под водой. "),
        ("koi8-r", "koi8-r", "", "Портовое управление решило закрыть восточный причал на зиму: водолазы нашли трещины под водой. "),
        ("cp932", "shift_jis", "", "港湾局は火曜日、東埠頭を冬の間閉鎖することを決めた。潜水士が水面下にひび割れを見つけたためだ。"),
        ("euc_jp", "euc-jp", "", "港湾局は火曜日、東埠頭を冬の間閉鎖することを決めた。潜水士が水面下にひび割れを見つけたためだ。"),
        ("gb18030", "gb18030", "", "港务局星期二决定在冬季关闭东码头，因为潜水员在水线以下发现了裂缝。"),
        ("cp949", "euc-kr", "ko", "항만청은 화요일 잠수부들이 수면 아래에서 균열을 발견한 뒤 겨울 동안 동쪽 부두를 폐쇄하기로 했다. "),
        ("cp1256", "windows-1256", "ar", "قررت هيئة الميناء يوم الثلاثاء إغلاق الرصيف الشرقي طوال الشتاء بعد أن عثر الغواصون على شقوق. "),
        ("cp1254", "windows-1254", "tr", "Liman yönetimi, dalgıçların çatlaklar bulmasının ardından doğu rıhtımını kış boyunca kapatmaya karar verdi. "),
        ("cp1252", "windows-1252", "fr", "Le bac a repris lundi après neuf hivers. « Enfin », a déclaré la présidente du port, très émue. "),
    ],
)  # fmt: skip
def test_an_encoding_that_nothing_declares_is_detected(codec: str, name: str, language: str, text: str) -> None:
    html = f"<html{f' lang={language}' if language else ''}><head><title>x</title></head><body><p>{text * 6}</p></body></html>"

    assert decode_html(html.encode(codec)) == (html, name)


def test_bytes_that_make_no_sense_in_any_encoding_are_held_back() -> None:
    noise = bytes((number * 7919) % 128 + 128 for number in range(2_000))
    with pytest.raises(Rejected) as rejected:
        decode_html(b"<html><body><p>" + noise)
    assert rejected.value.rejection.code == "not_utf8"


def test_text_files_are_not_guessed_at() -> None:
    with pytest.raises(Rejected):
        decode_text((RUSSIAN * 20).encode("cp1251"))


def test_looking_for_a_language_takes_time_in_proportion_to_the_page() -> None:
    start = time.process_time()
    decode_html(b"<html " * 33_000 + (RUSSIAN * 20).encode("cp1251"))

    assert time.process_time() - start < 2
