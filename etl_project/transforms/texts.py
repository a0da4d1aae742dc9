"""Text in comparable form: expressions that clean it, cut it and count it."""

import polars as pl

_INVISIBLE = (
    r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"  # controls that are no white space
    r"\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffc]"
)
"""Control characters, soft hyphens, bidirectional controls, zero-width spaces, and marks of embedded objects."""
_LINE_END = r"\r\n?|[\x0b\x0c\x85\u2028\u2029]"
_JOINER = r"[\u200c\u200d]"
"""Zero-width (non-)joiners: Persian, the scripts of India and emoji are spelt with them inside a word."""
_UNSPACED = r"[\p{Han}\p{Hiragana}\p{Katakana}]"
_UNSPACED_SYLLABIC = r"[\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]"
_CHARACTERS_PER_SYLLABIC_WORD = 5
_WORD = r"[\p{L}\p{N}][^\s–—…]*"

LEAD_LENGTH = 400
"""Characters."""


def paragraphs(text: pl.Expr) -> pl.Expr:
    """Running text with one paragraph a line: NFC, single spaces, no empty lines and nothing invisible."""
    return (
        text.str.replace_all(_LINE_END, "\n")
        .str.replace_all(_INVISIBLE, "")
        .str.normalize("NFC")
        .str.replace_all(rf"(^|\s){_JOINER}+", "$1")
        .str.replace_all(rf"{_JOINER}+(\s|$)", "$1")
        .str.replace_all(r"[^\S\n]+", " ")
        .str.replace_all(r" *\n[ \n]*", "\n")
        .str.strip_chars(" \n")
    )


def one_line(text: pl.Expr) -> pl.Expr:
    """A headline or label on one line, otherwise as `paragraphs`; null where nothing is left."""
    line = paragraphs(text).str.replace_all("\n", " ", literal=True)
    return pl.when(line != "").then(line)


def without_joiners(text: pl.Expr) -> pl.Expr:
    """Text without zero-width joiners and non-joiners, which one page writes and another leaves out."""
    return text.str.replace_all(_JOINER, "")


def folded_words(text: pl.Expr) -> pl.Expr:
    r"""The words (``\w+``) of a text, with compatibility forms and case folded, separated by spaces.

    Texts that differ in punctuation, quotes, spacing or line breaks only have the same words.
    """
    return (
        without_joiners(text)
        .str.normalize("NFKC")
        .str.to_lowercase()
        .str.replace_all(r"[\W_]+", " ")
        .str.strip_chars(" ")
    )


def spaced_characters(text: pl.Expr) -> pl.Expr:
    """Text with a space on either side of each character of a script that is written without spaces between words."""
    return (
        text.str.replace_all(rf"({_UNSPACED}|{_UNSPACED_SYLLABIC})", " $1 ")
        .str.replace_all(r" +", " ")
        .str.strip_chars(" ")
    )


def lead(body: pl.Expr) -> pl.Expr:
    """First paragraph of a clean body, cut at `LEAD_LENGTH` characters behind a word; null where there is none.

    A paragraph without a space within that length is cut where the length ends.
    """
    first = body.str.extract(r"^([^\n]+)")
    start = first.str.slice(0, LEAD_LENGTH)
    # One character more tells whether the last word is whole.
    whole_words = first.str.slice(0, LEAD_LENGTH + 1).str.extract(r"^(.*\S)\s+\S*$")
    return pl.when(first.str.len_chars() <= LEAD_LENGTH).then(first).otherwise(pl.coalesce(whole_words, start))


def word_count(text: pl.Expr) -> pl.Expr:
    """Words in a text.

    Where words are parted by spaces, a word begins with a letter or a digit and ends at a space or a dash. Of Han,
    Hiragana and Katakana each character counts as one word, as word processors count and as Unicode's default word
    boundaries part the first two (UAX #29). Thai, Lao, Khmer and Burmese, which need a dictionary, are estimated at
    five characters a word.
    """
    syllabic = text.str.count_matches(_UNSPACED_SYLLABIC)
    spaced = text.str.replace_all(rf"{_UNSPACED}|{_UNSPACED_SYLLABIC}", " ")
    return (
        spaced.str.count_matches(_WORD)
        + text.str.count_matches(_UNSPACED)
        + (syllabic / _CHARACTERS_PER_SYLLABIC_WORD).ceil()
    ).cast(pl.Int32)
