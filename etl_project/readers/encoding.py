"""From bytes to text: which encoding, and what is no text at all."""

import codecs
import re
from collections.abc import Sequence

from charset_normalizer import from_bytes

from etl_project.readers.capture import Rejected

_MAGIC = {
    b"\x89PNG\r\n": "a PNG image",
    b"GIF87a": "a GIF image",
    b"GIF89a": "a GIF image",
    b"\xff\xd8\xff": "a JPEG image",
    b"%PDF-": "a PDF document",
    b"PK\x03\x04": "a ZIP archive",
    b"\x1f\x8b": "gzip data, whose name should end in .gz",
    b"\xfd7zXZ\x00": "an XZ archive",
    b"\x28\xb5\x2f\xfd": "a Zstandard archive",
    b"7z\xbc\xaf\x27\x1c": "a 7-Zip archive",
    b"Rar!\x1a\x07": "a RAR archive",
    b"\x7fELF": "a program",
    b"SQLite format 3\x00": "an SQLite database",
}
"""First bytes of what is often found under a wrong name; from the WHATWG's MIME Sniffing standard and file(1)."""
_CONTROLS = bytes({*range(0x01, 0x09), 0x0B, *range(0x0E, 0x1B), *range(0x1C, 0x20)})
"""MIME Sniffing's "binary data bytes", without NUL."""
_MAX_CONTROL_SHARE = 0.01
"""Scraped text has a stray control character now and then; random bytes have one in nine."""

_DECLARATION_BYTES = 1024
"""How far into a page browsers look for a declared encoding."""
_DECLARATIONS = (
    re.compile(rb"""^\s*<\?xml\s[^>]*?encoding\s*=\s*["']\s*([\w.:-]+)"""),
    re.compile(rb"""<meta\s[^>]*?charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE),
)
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)

_LANGUAGE = re.compile(rb"""<html\s[^<>]*?\blang\s*=\s*["']?\s*([a-zA-Z]{2,3})\b""", re.IGNORECASE)
_CODEC_OF_LANGUAGE = (
    {"ar": "cp1256", "fa": "cp1256", "he": "cp1255", "el": "cp1253", "tr": "cp1254", "th": "cp874", "vi": "cp1258"}
    | {"ja": "cp932", "ko": "cp949"}
    | dict.fromkeys(("et", "lt", "lv"), "cp1257")
    | dict.fromkeys(("be", "bg", "kk", "ky", "mk", "ru", "sr", "tg", "tt", "uk"), "cp1251")
    | dict.fromkeys(("bs", "cs", "hr", "hu", "pl", "ro", "sk", "sl"), "cp1250")
    | dict.fromkeys(("da", "de", "en", "es", "fi", "fr", "is", "it", "nl", "no", "nb", "pt", "sv"), "cp1252")
)
"""What browsers take for pages of a language that declare nothing, in Windows' variants
(https://html.spec.whatwg.org/multipage/parsing.html#determining-the-character-encoding, last step)."""
_DETECTABLE = (
    *(f"cp{page}" for page in range(1250, 1259)),
    *("koi8_r", "cp932", "euc_jp", "gb18030", "cp949", "big5hkscs", "cp874"),
)
_DETECTION_BYTES = 200_000
_ASCII = bytes(range(128))
_MIN_EVIDENCE = 30
"""Bytes from 128 without which any guess would do."""
_MAX_CHAOS = 0.05
"""charset-normalizer's share of what looks like mojibake, above which a guess is not taken."""

_LABELS = {
    "windows-31j": "cp932",
    "windows-874": "cp874",
    "windows-949": "cp949",
    "iso-8859-8-i": "iso8859-8",
    "cp-1251": "cp1251",
}
"""Labels of the WHATWG's Encoding standard that Python does not know."""
_READ_AS = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "utf-16": "utf-8",
    "utf-16-le": "utf-8",
    "utf-16-be": "utf-8",
}
"""Encodings that the standard reads as a larger one (or, declared within the page, as what they cannot be)."""
_NAMES = (
    {"utf-8": "utf-8", "utf-16-le": "utf-16le", "utf-16-be": "utf-16be"}
    | {"gb18030": "gb18030", "big5hkscs": "big5", "cp932": "shift_jis", "cp949": "euc-kr"}
    | {"euc_jp": "euc-jp", "iso2022_jp": "iso-2022-jp", "koi8-r": "koi8-r", "koi8-u": "koi8-u", "cp866": "ibm866"}
    | {"mac-roman": "macintosh", "mac-cyrillic": "x-mac-cyrillic", "cp874": "windows-874"}
    | {f"cp{page}": f"windows-{page}" for page in range(1250, 1259)}
    | {f"iso8859-{part}": f"iso-8859-{part}" for part in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)}
)
"""Python's codec → the Encoding standard's name, for every encoding that browsers read."""

_NOT_TEXT = re.compile("[\x00\ud800-\udfff]")


def decode_text(content: bytes) -> tuple[str, str]:
    """The text that the bytes of a text page hold, and its encoding: UTF-8, or UTF-16 with a byte order mark.

    Raises:
        Rejected: ``binary``, ``nul_bytes``, ``not_utf8`` or ``empty``.
    """
    return _decode(content, ())


def decode_html(content: bytes, charset: str | None = None) -> tuple[str, str]:
    """The text that the bytes of an HTML page hold, and its encoding, by the name that browsers give it.

    A byte order mark decides; else what is UTF-8 is read so, whatever it declares, for whoever saves a page often
    converts it and leaves the declaration; else the encoding that the server named; else the one that the page declares in
    its first 1,024 bytes, both read as in the WHATWG's Encoding standard. Bytes below 128 alone say nothing, so there the declaration goes first (ISO-2022-JP). A page
    that declares nothing of use is read in the encoding that browsers take for its language, or the likeliest one, where
    the bytes then make sense.

    Args:
        charset: what the server named, if anything.

    Raises:
        Rejected: ``binary``, ``nul_bytes``, ``not_utf8`` or ``empty``.
    """
    found = (_codec(charset or ""), _declared_codec(content[:_DECLARATION_BYTES]))
    declared = [codec for codec in found if codec]
    try:
        return _decode(content, declared)
    except Rejected as rejection:
        is_open = rejection.rejection.code == "not_utf8" and {*declared} <= {"utf-8"}
        codec = _detected_codec(content) if is_open else None
        if codec is None:
            raise
        return _decode(content, [codec])


def usable(page: str | None) -> str:
    """A page that came as characters.

    Raises:
        Rejected: ``missing_content``, ``nul_bytes`` or ``empty``.
    """
    if page is None:
        raise Rejected("missing_content", "The record has neither html nor text.")
    if "\0" in page:
        raise Rejected("nul_bytes", "The page holds NUL characters.")
    if not page or page.isspace():
        raise Rejected("empty", "There is nothing in the page.")
    return page


def storable(text: str) -> str:
    """`text` with U+FFFD for every lone surrogate and NUL, which JSON can write and no database can hold.

    Length and positions stay.
    """
    return _NOT_TEXT.sub("\ufffd", text)


def reject_magic(content: bytes) -> None:
    """Refuse what begins like a well-known binary format.

    Raises:
        Rejected: ``binary``.
    """
    for magic, kind in _MAGIC.items():
        if content.startswith(magic):
            raise Rejected("binary", f"It is no page but {kind}.")


def _decode(content: bytes, declared: Sequence[str]) -> tuple[str, str]:
    reject_magic(content)
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        candidates = ["utf-16-le" if content.startswith(codecs.BOM_UTF16_LE) else "utf-16-be"]
        content = content[2:]
    else:
        _reject_controls(content)
        candidates = ["utf-8"]
        if content.startswith(codecs.BOM_UTF8):
            content = content[3:]
        else:
            others = [codec for codec in dict.fromkeys(declared) if codec != "utf-8"]
            candidates = others + candidates if content.isascii() else candidates + others
    decoded = ((_uncut(content, codec), _NAMES[codec]) for codec in candidates)
    text, encoding = next((pair for pair in decoded if pair[0] is not None), (None, ""))
    if text is None:
        names = " or ".join(_NAMES[codec] for codec in candidates)
        raise Rejected("not_utf8", f"It cannot be decoded as {names}.")
    if "\0" in text:
        raise Rejected("nul_bytes", "It holds NUL bytes: it is damaged, binary, or UTF-16 without a byte order mark.")
    if not text or text.isspace():
        raise Rejected("empty", "There is nothing in it.")
    return text, encoding


def _reject_controls(content: bytes) -> None:
    controls = len(content) - len(content.translate(None, _CONTROLS))
    if controls > _MAX_CONTROL_SHARE * len(content):
        raise Rejected("binary", f"It is no text: {controls:,} of its {len(content):,} bytes are control characters.")


def _uncut(content: bytes, codec: str) -> str | None:
    """Decoded, less a last character that the end of the file cuts in two; None where it is not of this encoding."""
    decoder = codecs.getincrementaldecoder(codec)()
    try:
        text = decoder.decode(content)
    except UnicodeDecodeError:
        return None
    cut_character, _ = decoder.getstate()
    # A lone high byte after nothing but ASCII is no cut character of UTF-8: it is another encoding's last letter.
    return None if cut_character and codec == "utf-8" and text.isascii() else text


def _detected_codec(content: bytes) -> str | None:
    """Python's codec for the encoding that bytes are likely in; None where none makes sense of them."""
    sample = content[:_DETECTION_BYTES]
    if len(sample.translate(None, _ASCII)) < _MIN_EVIDENCE:
        return None
    language = _LANGUAGE.search(sample)
    usual = _CODEC_OF_LANGUAGE.get(language[1].decode("ascii").lower()) if language else None
    for codecs_ in ([usual] if usual else [], list(_DETECTABLE)):
        best = from_bytes(sample, cp_isolation=codecs_).best() if codecs_ else None
        if best is not None and best.chaos <= _MAX_CHAOS:
            codec = codecs.lookup(best.encoding).name
            return codec if codec in _NAMES else None
    return None


def _declared_codec(head: bytes) -> str | None:
    """Python's codec for the encoding that a page declares; None where it declares none that browsers read."""
    head = _COMMENT.sub(b"", head)
    found = next((match for pattern in _DECLARATIONS if (match := pattern.search(head))), None)
    if found is None:
        return None
    return _codec(found[1].decode("ascii"))


def _codec(label: str) -> str | None:
    """Python's codec for an encoding by its name; None where browsers do not read it."""
    label = label.lower().removeprefix("x-")
    try:
        codec = codecs.lookup(_LABELS.get(label, label)).name
    except LookupError:
        return None
    codec = _READ_AS.get(codec, codec)
    return codec if codec in _NAMES else None
