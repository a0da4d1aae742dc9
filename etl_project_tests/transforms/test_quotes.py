"""Quotations and their speakers: hand-made cases in the languages that are read, and what holds for any text.

In the texts of the cases, names stand in braces: {Jane Doe} is a person, {o:Acme} an organisation, {p:Rome} a place; what follows
an equals sign is who it is, {Doe=Jane Doe}.
"""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl_project.transforms.quotes import Mention, Quote, find_quotes, fingerprint
from etl_project.transforms.quotes.marks import quotations

TYPES = {"": "person", "o:": "organisation", "p:": "place"}


def parse(marked: str) -> tuple[str, list[Mention]]:
    """A text without its braces, and the mentions that they marked."""
    text, mentions, at = "", [], 0
    for match in re.finditer(r"\{([op]:)?([^{}=]+)(?:=([^{}]+))?\}", marked):
        text += marked[at : match.start()]
        mentions.append(Mention(len(text), len(text) + len(match[2]), TYPES[match[1] or ""], match[3] or match[2]))
        text += match[2]
        at = match.end()
    return text + marked[at:], mentions


def read(marked: str, language: str | None = "en") -> list[Quote]:
    text, mentions = parse(marked)
    return find_quotes(text, mentions, language)


def spoken(marked: str, language: str | None = "en") -> list[tuple[str, str | None]]:
    """Words and entity of each quotation."""
    return [(quote.text, quote.entity) for quote in read(marked, language)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('He said: "We go."', ["We go."]),
        ("He said: “We go.”", ["We go."]),
        ("He said: 'We go.'", ["We go."]),
        ("He said: ‘We go.’", ["We go."]),
        ("Er sagte: „Wir gehen.“", ["Wir gehen."]),
        ("Er sagte: ‚Wir gehen.‘", ["Wir gehen."]),
        ("Er sagte: »Wir gehen.«", ["Wir gehen."]),
        ("Il a dit : « On y va. »", ["On y va."]),
        ("Il a dit : «On y va.»", ["On y va."]),
        ("Il a dit : ‹On y va.›", ["On y va."]),
        ("Hij zei: „We gaan.”", ["We gaan."]),
        ("Hon sa: ”Vi går.”", ["Vi går."]),
        ("Hon sa: »Vi går.»", ["Vi går."]),
        ("彼は「行こう」と言った", ["行こう"]),
        ("He said: “We go“", ["We go"]),  # closed with an opening mark
        ('He said: “We go"', ["We go"]),
        # apostrophes
        ("'We don't agree,' he said.", ["We don't agree,"]),
        ("‘We don’t agree,’ he said.", ["We don’t agree,"]),
        ("'The workers' rights matter,' he said.", ["The workers' rights matter,"]),
        ("The dogs' tails and the '90s rock 'n' roll of the boys' club", []),
        ("They called it 'heroes' day' and went.", ["heroes' day"]),
        # nested: the outer counts
        ("“He told me ‘go’ and ‘stay’,” she said.", ["He told me ‘go’ and ‘stay’,"]),
        ("'He told me \"go\", she says,' he said.", ['He told me "go", she says,']),
        ("„Sie rief ‚Halt!‘ und ging“, sagte er.", ["Sie rief ‚Halt!‘ und ging"]),
        ("« Il a crié “halte” », dit-il.", ["Il a crié “halte”"]),
        ("“He said “go” and went,” she said.", ["He said “go” and went,"]),
        # over paragraphs
        ("He said: “One.\n\n“Two.\n\n“Three.”", ["One.\nTwo.\nThree."]),
        ('He said: "One.\n"Two," he said.', ["One.\nTwo,"]),
        ("Er sagte: „Eins.\n„Zwei.“", ["Eins.\nZwei."]),
        ("Il a dit : « Un.\n» Deux. »", ["Un.\nDeux."]),
        ("He said: “One.”\n“Two.”", ["One.", "Two."]),
        # unbalanced
        ('He said: "We go.\nAnd so on.\nShe said: "We stay."', ["We stay."]),
        ("A “stray mark.\nNothing.\n“We go,” he said.", ["We go,"]),
        ('The 6" pipe is "fine", he said.', ["fine"]),
        ("We go,” he said. “We stay,” she said.", ["We stay,"]),
        ("", []),
        ('"', []),
        ('""', []),
        ("“ ”", []),
    ],
)
def test_marks(text: str, words: list[str]) -> None:
    assert [quote.words(text) for quote in quotations(text)] == words


SPEAKERS = [
    # behind
    ("en", "'We don't agree,' said Foreign Minister {Sergey Lavrov}, who was in {p:Rome}.", "Sergey Lavrov"),
    ("en", "“We lost,” {Davis} said.", "Davis"),
    ("en", "“We lost,” coach {Billy Donovan} said on Monday.", "Billy Donovan"),
    ("en", "“We lost,” {o:Acme} analyst {Jane Doe} told reporters.", "Jane Doe"),
    ("en", "“We lost,” {Jane Doe}, a planner at {o:Acme} in {p:Rome}, said in a statement.", "Jane Doe"),
    ("en", "“We lost,” the minister, {Jane Doe}, said.", "Jane Doe"),
    ("en", "“We lost,” said the minister, {Jane Doe}.", "Jane Doe"),
    ("en", "“Why did we lose?” {Brooke} tearfully asked.", "Brooke"),
    ("en", "“We lost,” enthused {Brooke}.", "Brooke"),
    ("en", "“We lost,” said the {o:European Commission}.", "European Commission"),
    ("en", "“We all lost it.” — {Jane Doe}, planner", "Jane Doe"),
    ("en", "“We lost,” according to {Jane Doe}.", "Jane Doe"),
    ("en", "Sales rose “slightly” by a quarter, {Jane Doe} wrote.", "Jane Doe"),
    # before
    ("en", "{Lavrov} said: 'We lost.'", "Lavrov"),
    ("en", "{Ian Hamilton}, an expert in drugs at {o:York}, told {o:Newsweek}: “We lost.”", "Ian Hamilton"),
    ("en", "According to {Jane Doe}, “we have lost everything”.", "Jane Doe"),
    ("en", "{Jane Doe} of {o:Acme} said: “We lost.”", "Jane Doe"),
    (None, "{Jane Doe} of {o:Acme} said: “We lost.”", "Jane Doe"),
    ("en", "“We lost,” {Jane Doe} of the foreign ministry said.", "Jane Doe"),
    ("en", "{Jane Doe} called it “a disgrace”.", "Jane Doe"),
    ("en", "{Jane Doe} resigned, saying the plan was “a disgrace”.", "Jane Doe"),
    ("en", "{Jane Doe} stood up and said: “We lost.”", "Jane Doe"),
    ("en", "{Jane Doe}: “We lost everything.”", "Jane Doe"),
    ("en", "{Jane Doe}'s statement said: “We lost.”", "Jane Doe"),
    # other languages
    ("de", "„Wir haben verloren“, sagte {Angela Merkel} am Montag.", "Angela Merkel"),
    ("de", "„Wir haben verloren“, so {Merkel}.", "Merkel"),
    ("de", "„Wir haben verloren“, prognostizierte Trainer {Bönte}.", "Bönte"),
    ("de", "Dazu erklärte Ministerin {Anna Maier}: „Wir haben verloren.“", "Anna Maier"),
    ("de", "{Anna Maier} sagte: „Wir haben verloren.“", "Anna Maier"),
    ("de", "Laut {Anna Maier} ist das „ein guter Anfang“.", "Anna Maier"),
    ("fr", "« Nous avons perdu », a déclaré le ministre {Jean Dupont}.", "Jean Dupont"),
    ("fr", "« Nous avons perdu », explique {Jean Dupont}, ministre.", "Jean Dupont"),
    ("fr", "{Jean Dupont} a affirmé : « Nous avons perdu. »", "Jean Dupont"),
    ("fr", "Selon {Jean Dupont}, « nous avons tout perdu ».", "Jean Dupont"),
    ("es", "«Hemos perdido», dijo el ministro {Juan Pérez}.", "Juan Pérez"),
    ("es", "«Hemos perdido», ha dicho {Juan Pérez}.", "Juan Pérez"),
    ("es", "{Juan Pérez} afirmó: “Hemos perdido.”", "Juan Pérez"),
    ("it", "«Abbiamo perso», ha detto {Mario Rossi}.", "Mario Rossi"),
    ("it", "{Mario Rossi} ha dichiarato: «Abbiamo perso».", "Mario Rossi"),
    ("pt", "“Perdemos tudo”, disse o ministro {João Silva}.", "João Silva"),
    ("pt", "Segundo {João Silva}, “perdemos tudo o que tínhamos”.", "João Silva"),
    ("nl", "„We hebben verloren”, zei {Jan Smit}.", "Jan Smit"),
    ("sv", "”Vi har förlorat”, sade {Anna Ek}.", "Anna Ek"),
    ("ar", "وقال {سيرغي لافروف}: «لقد خسرنا كل شيء».", "سيرغي لافروف"),
    (None, "„Wir haben verloren“, sagte {Angela Merkel}.", "Angela Merkel"),
]


@pytest.mark.parametrize(("language", "text", "speaker"), SPEAKERS, ids=[text[:60] for _, text, _ in SPEAKERS])
def test_attribution_to_a_name(language: str | None, text: str, speaker: str) -> None:
    (quote,) = read(text, language)
    assert quote.entity == speaker
    assert quote.confidence is not None and 0 < quote.confidence <= 1
    assert quote.method is not None


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("“We lost the case,” said a spokesman for {Lavrov}.", "a spokesman for Lavrov"),
        ("“We lost the case,” said {Lavrov}'s spokesman.", "Lavrov's spokesman"),
        ("“We lost the case,” police said.", "police"),
        ("A spokeswoman for {o:Acme} said: “We lost the case.”", "A spokeswoman for Acme"),
        ("“We lost the case,” {p:Moscow} said.", "Moscow"),
        ("“We lost the case,” {Jane Doe} and {John Roe} said.", "Jane Doe and John Roe"),
        ("“We lost the case,” said Wilhelmina Unknown.", "Wilhelmina Unknown"),
        ("“We lost the case,” they said.", "they"),
        # two men who fit
        (
            "{John Roe} met {Peter Poe} after the talks. “We lost the case,” the other's lawyer said.",
            "the other's lawyer",
        ),
    ],
)
def test_who_is_not_an_entity_keeps_his_words(text: str, speaker: str) -> None:
    (quote,) = read(text)
    assert (quote.speaker, quote.entity) == (speaker, None)


def test_an_interrupted_utterance_has_one_speaker() -> None:
    quotes = read("“We lost,” {Jane Doe} said, “and they won.”")
    assert [(q.text, q.entity, q.method, q.is_partial) for q in quotes] == [
        ("We lost,", "Jane Doe", "between", False),
        ("and they won.", "Jane Doe", "between", False),
    ]


def test_a_speaker_goes_on_in_the_next_sentence_and_paragraph() -> None:
    quotes = read("“We lost,” {Jane Doe} said. “They won.”\n“It is what it is.”\nNothing was decided.")
    assert [(q.text, q.entity, q.method) for q in quotes] == [
        ("We lost,", "Jane Doe", "after"),
        ("They won.", "Jane Doe", "continued"),
        ("It is what it is.", "Jane Doe", "carried"),
    ]


def test_a_speaker_does_not_go_on_past_another() -> None:
    quotes = read("“We lost,” {Jane Doe} said. {John Roe} arrived late. {Ann Poe} wept.\n“It is over now for us.”")
    assert quotes[1].entity is None


def test_the_sentence_before_may_tell_who_speaks() -> None:
    assert spoken("{Lavrov} was blunt. 'We lost the case.'") == [("We lost the case.", "Lavrov")]
    assert spoken("{Lavrov} met {Kerry}. 'We lost the case of all cases.'") == [
        ("We lost the case of all cases.", None)
    ]


def test_two_speakers_in_one_paragraph_are_kept_apart() -> None:
    assert spoken("“We lost,” said {Jane Doe}. “We won,” said {John Roe}, and {Ann Poe} called it “a farce”.") == [
        ("We lost,", "Jane Doe"),
        ("We won,", "John Roe"),
        ("a farce", "Ann Poe"),
    ]


@pytest.mark.parametrize(
    ("language", "text", "entity"),
    [
        ("en", "{Jane Doe} came first. “We lost,” she said.", "Jane Doe"),
        ("en", "{Jane Doe} met {John Roe}. “We lost,” he said.", "John Roe"),
        ("en", "Mr {Roe} met Ms {Doe}. “We lost,” she said.", "Doe"),
        ("en", "{John Roe}, {Peter Poe} and {Mark Coe} met. “We lost,” he said.", None),
        ("en", "{o:Acme} closed. “We lost,” it said.", "Acme"),
        ("de", "{Anna Maier} kam zuerst. „Wir haben verloren“, sagte sie.", "Anna Maier"),
        ("fr", "{Jean Dupont} est arrivé. « Nous avons perdu », a-t-il ajouté.", "Jean Dupont"),
        ("fr", "{Marie Curie} est arrivée. « Nous avons perdu », dit-elle.", "Marie Curie"),
        ("es", "{Ana García} llegó. «Hemos perdido», dijo ella.", "Ana García"),
        ("es", "«Hemos perdido», dijo {Ana García}. «No volverá», añadió.", "Ana García"),
        ("it", "{Maria Rossi} è arrivata. «Abbiamo perso», ha detto lei.", "Maria Rossi"),
        ("en", "Actor {Jane Doe} and judge {John Roe} sat down. “We lost,” the judge said.", "John Roe"),
        (
            "en",
            "{Jane Doe}, minister of trade, met {John Roe}, minister of labour. “We lost,” the minister said.",
            None,
        ),
        ("en", "“We lost,” the minister said.", None),
    ],
)
def test_pronouns_and_descriptions(language: str, text: str, entity: str | None) -> None:
    quote = read(text, language)[-1]
    assert quote.entity == entity
    assert quote.speaker is not None


@pytest.mark.parametrize(
    "text",
    [
        "The so-called “shadow fleet” has grown again.",
        "She sang “I Will Always Love You” at the opening.",
        "The film “Dancing with the Stars” was shown in {p:Rome}.",
        "A film called “The Long Road Home” was shown.",
        "He was known as ‘the Fox’ in town.",
    ],
)
def test_scare_quotes_and_titles_are_nobodys_words(text: str) -> None:
    assert read(text) == []


def test_a_quotation_without_attribution_is_kept_without_speaker() -> None:
    (quote,) = read("“We have all lost more than we can say.”\nThe case went on.")
    assert (quote.speaker, quote.entity, quote.verb, quote.method, quote.confidence) == (None, None, None, None, None)


def test_parts_of_a_sentence_are_partial() -> None:
    assert [
        q.is_partial for q in read("{Jane Doe} called it “a disgrace”. {Jane Doe} said: “We lost.” “We won,” she said.")
    ] == [
        True,
        False,
        False,
    ]


def test_verbs_are_as_written() -> None:
    assert [q.verb for q in read("“We lost,” warned {Doe}. {Doe} added: “We won.”")] == [
        "warned",
        "added",
    ]


def test_the_same_words_have_one_fingerprint() -> None:
    same = {
        fingerprint(text)
        for text in ("We don't agree.", "we don’t agree,", "“We don’t  agree”", "WE DON'T\nAGREE!", "We don't agree")
    }
    assert len(same) == 1
    assert fingerprint("We do agree") not in same
    assert fingerprint("…") != fingerprint("?")


text = st.text(alphabet="aA sS.,:?!\n\"'“”„‘’‚«»‹›「」—-()é0 ", max_size=200) | st.text(max_size=80)
words = st.lists(
    st.sampled_from(
        [
            "he",
            "said",
            "Jane Doe",
            "Acme",
            "the",
            "minister",
            "of",
            ",",
            ".",
            ":",
            "\n",
            '"',
            "“",
            "”",
            "'",
            "’s",
            "and",
            "who",
            "according to",
            "(",
            ")",
            "„",
            "«",
            "»",
            "adding",
            "—",
            "?",
            "was",
        ]
    ),
    max_size=60,
).map(" ".join)


@settings(max_examples=300, deadline=None)
@given(
    text=text | words,
    language=st.sampled_from(["en", "de", "fr", "es", "it", "pt", "ar", "pl", None, "xx"]),
    at=st.lists(st.tuples(st.integers(0, 80), st.integers(0, 12)), max_size=6),
)
def test_whatever_the_text_spans_are_in_it_and_behind_marks(
    text: str, language: str | None, at: list[tuple[int, int]]
) -> None:
    mentions = [
        Mention(start, start + size, ("person", "organisation", "place")[size % 3], str(start)) for start, size in at
    ]
    mentions += [Mention(m.start(), m.end(), "person", "doe") for m in re.finditer("Jane Doe", text)]
    end = 0
    for quote in find_quotes(text, mentions, language):
        assert end <= quote.start < quote.end <= len(text)
        assert text[: quote.start].rstrip()[-1] in "\"'“”„‟‘’‚‛«»‹›「『"
        assert not text[quote.start].isspace() and not text[quote.end - 1].isspace()
        assert quote.text.replace("\n", "") == re.sub("\n", "", quote.text)
        assert all(line and line in text for line in quote.text.split("\n"))
        assert (quote.entity is None or quote.speaker is not None) and (quote.speaker is None or quote.speaker in text)
        assert (quote.speaker is None) == (quote.confidence is None)
        end = quote.end


def test_line_ends_of_any_kind_lose_no_words() -> None:
    assert spoken("{Doe} said: “One two.\r\n\r\n“Three four.”") == [("One two.\nThree four.", "Doe")]
