"""The terms of an article: what it is about, as words that can be counted.

Headline and beginning of the text, folded; what stands in the headline, and what is a name, counts more. A word is a run of letters and
digits, or a number with its separators; a script without spaces gives pairs of characters instead. Of Arabic the article
and what is written together with it is taken off, since "الميناء" and "ميناء" are one word.

How rare a term is tells most of what it is worth, so the lists of stop words are small; they are there for the languages
of few articles, whose commonest words are as rare as names.
"""

import polars as pl

from etl_project.transforms.texts import without_joiners

BODY_CHARACTERS = 1000
"""So much of a text is read: news tells what happened first."""
EMPHASIS = 2
"""A word in the headline counts as many times, and so does one that the text writes with a capital wherever it has it: a
name, for the most part, and names are what tells one earthquake from another. Headlines tell no names, as some papers
write All of Their Words With Capitals."""
MAX_CHARACTERS = 40
"""Longer terms are addresses and debris."""

_UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
_TOKEN = rf"[{_UNSPACED}ー]+|\d+(?:[.,]\d+)*|[\p{{L}}\p{{M}}\p{{N}}]+"
_ARABIC_MARKS = "[\u0640\u064b-\u065f\u0670]"
_ARABIC_PREFIX = "^[وف]?(?:ال|بال|كال|لل)([\u0621-\u064a]{2,})$"
_STOP_WORDS = {
    "en": """
    the a an and or but if of to in on at by for from with as into over after before about between under against during
    through than then that this these those it its is are was were be been being has have had do does did will would can
    could may might must should shall not no nor so up out off down he she they them his her their we our us you your who
    which what when where why how all any each more most other some such only also there here just said says say new
    """,
    "fr": """
    le la les un une des du de et ou mais si dans en au aux par pour avec sur sous sans ce cette ces cet il elle ils elles
    se sa son ses leur leurs qui que quoi dont où ne pas plus est sont été être avait avoir ont fait comme entre après
    avant chez vers nous vous notre votre leur tout tous toute toutes aussi même lui mes mon ma
    """,
    "de": """
    der die das den dem des ein eine einer eines einem einen und oder aber wenn in im an am auf aus bei mit nach seit von vom
    zu zum zur für über unter gegen durch um ohne ist sind war waren wird werden wurde wurden hat haben hatte hatten nicht
    kein keine auch noch nur schon so wie als dass er sie es wir ihr ihre sein seine sich man mehr dieser diese dieses
    """,
    "es": """
    el los las una unos unas del al y o u pero si en por para con sin sobre entre desde hasta tras ante que quien cual como
    cuando donde no ni más muy ya es son fue fueron ser ha han había está están este esta estos estas ese esa su sus lo
    """,
    "pt": """
    os as um uma do da dos das no na nos nas ao aos à às pelo pela mas com sem sob até após não mais muito já é são foi
    foram seu sua seus suas ele ela eles elas isso este também
    """,
    "it": """
    il lo gli uno della dello dei degli delle nel nella nei nelle dal dalla dai alla allo ai agli alle sul sulla con per tra
    fra che chi cui non più anche è sono era erano stato stata essere hanno suo sua loro questo questa come ma
    """,
    "nl": """
    het een en van op te aan met voor door bij naar uit over onder tegen tot om dat die dit deze is zijn was waren wordt
    worden werd heeft hebben had niet geen ook nog wel maar als dan er hij zij ze wij hun haar
    """,
    "ru": """
    и в во на с со к ко о об от до из у за по под над для при не ни что как это этот эта эти он она они его её ее их был
    была было были быть а но или же бы так уже
    """,
    "ar": """
    في من على إلى الى عن مع هذا هذه ذلك تلك التي الذي الذين هو هي هم أن ان إن لا لم لن ما كان كانت قد بعد قبل بين عند أو او ثم كل
    حتى أي و
    """,
}


def article_terms(articles: pl.DataFrame) -> pl.DataFrame:
    """Rows of core.article_terms, without run_id.

    Args:
        articles: article_key, title, body, first_load_date and load_date.

    Returns:
        `terms` of each article in alphabetical order, and `counts`: how often each stands there, headlines more.
    """
    stop_words = sorted({word for words in _STOP_WORDS.values() for word in words.split()})
    tokens = (
        pl.concat(
            (
                articles.select("article_key", text="title", is_title=pl.lit(True)),
                articles.select(
                    "article_key", text=pl.col("body").str.slice(0, BODY_CHARACTERS), is_title=pl.lit(False)
                ),
            )
        )
        .lazy()
        .select("article_key", "is_title", token=_clean(pl.col("text")).str.extract_all(_TOKEN))
        .explode("token")
        .drop_nulls()
    )
    in_title, has_capital = pl.col("is_title"), pl.col("token").str.contains(r"^\p{Lu}")
    is_name = (pl.col("in_text") > 0) & (pl.col("in_text") == pl.col("with_capital"))
    weight = (EMPHASIS * pl.col("in_title") + pl.col("in_text")) * pl.when(is_name).then(EMPHASIS).otherwise(1)
    counted = (
        tokens.group_by("article_key", term=pl.col("token").str.to_lowercase())
        .agg(in_title=in_title.sum(), in_text=(~in_title).sum(), with_capital=(has_capital & ~in_title).sum())
        .select("article_key", "term", weight=weight.cast(pl.Int32))
        .collect()
    )
    is_unspaced = pl.col("term").str.contains(f"^[{_UNSPACED}]")
    words = counted.filter(~is_unspaced).with_columns(pl.col("term").str.replace(_ARABIC_PREFIX, "$1"))
    pairs = _pairs(counted.filter(is_unspaced))
    terms = (
        pl.concat((words, pairs))
        .filter(pl.col("term").str.len_chars().is_between(2, MAX_CHARACTERS), ~pl.col("term").is_in(stop_words))
        .group_by("article_key", "term")
        .agg(pl.col("weight").sum())
        .sort("article_key", "term")
        .group_by("article_key", maintain_order=True)
        .agg(terms="term", counts="weight")
    )
    return (
        articles.select("article_key", "load_date", day="first_load_date")
        .join(terms, on="article_key", how="left", maintain_order="left")
        .with_columns(pl.col("terms", "counts").fill_null([]))
        .select("article_key", "day", "terms", "counts", "load_date")
    )


def _clean(text: pl.Expr) -> pl.Expr:
    return without_joiners(text).str.normalize("NFKC").str.replace_all(_ARABIC_MARKS, "")


def _pairs(runs: pl.DataFrame) -> pl.DataFrame:
    """The pairs of neighbouring characters of each run; a single character stays alone."""
    distinct = runs.select(pl.col("term").unique())
    pairs = pl.Series(
        [[run[place : place + 2] for place in range(max(1, len(run) - 1))] for run in distinct["term"]],
        dtype=pl.List(pl.String),
    )
    return (
        runs.join(distinct.with_columns(pair=pairs), on="term")
        .select("article_key", term="pair", weight="weight")
        .explode("term")
    )
