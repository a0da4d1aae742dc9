"""Read the quotations of a text: the words, who says them, and how that was found."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from etl_project.keys import stable_key
from etl_project.text import fold
from etl_project.transforms.quotes.attribution import NOBODY, Attribution, Grammar
from etl_project.transforms.quotes.marks import Marked, quotations
from etl_project.transforms.quotes.speakers import Speakers
from etl_project.transforms.quotes.tokens import Kind, Mention, Token, tokenise
from etl_project.transforms.quotes.vocabulary import vocabulary

_WORD = re.compile(r"[^\W_]+")
_TERMINAL = tuple(".!?…。！？؟")
_JOINING = tuple(",?!…-–—،,、？！؟")
_LONGEST_SENTENCE = 150
"""In tokens; so that a text without full stops is not searched over and over."""
_SENTENCES_BACK = 6


@dataclass(frozen=True, slots=True)
class Quote:
    """Words that somebody said."""

    text: str
    start: int
    end: int
    is_partial: bool
    speaker: str | None
    """As the text writes it."""
    entity: str | None
    """`Mention.entity` of the person or body that this is."""
    verb: str | None
    method: str | None
    confidence: float | None

    @property
    def fingerprint(self) -> str:
        """Hash of the words, whatever marks, case and punctuation they are written with."""
        return fingerprint(self.text)


def fingerprint(text: str) -> str:
    """Hash of the folded words of a quotation.

    >>> fingerprint("“We don’t agree,”") == fingerprint("We don't agree")
    True
    """
    folded = fold(text)
    return stable_key(" ".join(_WORD.findall(folded.replace("'", ""))) or folded)


def find_quotes(text: str, mentions: Sequence[Mention] = (), language: str | None = None) -> list[Quote]:
    """Quotations of a text in order, those that somebody is likely to have said.

    Args:
        mentions: where the text names persons, bodies and places.
        language: ISO 639-1 code, if known.

    >>> (quote,) = find_quotes("“We don’t agree,” said Sergey Lavrov.", [Mention(23, 36, "person", "lavrov")], "en")
    >>> quote.text, quote.speaker, quote.entity, quote.verb, quote.method
    ('We don’t agree,', 'Sergey Lavrov', 'lavrov', 'said', 'after')
    """
    marked = quotations(text)
    if not marked:
        return []
    return _Reader(text, marked, mentions, Grammar(vocabulary(language))).read()


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a quotation stands."""

    paragraph: int
    at: int
    """Its token in the paragraph."""
    start: int
    """First token of its sentence."""
    end: int
    """Token behind the last."""
    index: int
    """Number of the sentence in the paragraph."""
    sentence: int
    """Number of the sentence in the text."""


@dataclass
class _Said:
    """A quotation and what is known of its speaker."""

    attribution: Attribution
    entity: Mention | None
    sureness: float


class _Reader:
    """Goes through a text once, from quotation to quotation."""

    def __init__(self, text: str, marked: list[Marked], mentions: Sequence[Mention], grammar: Grammar) -> None:
        self.text, self.marked, self.grammar = text, marked, grammar
        self.paragraphs = tokenise(text, marked, mentions)
        self.sentences: list[list[Token]] = []
        self.places: dict[int, _Place] = {}
        self.bounds: list[list[tuple[int, int]]] = []
        """The sentences of each paragraph."""
        for number, tokens in enumerate(self.paragraphs):
            self.bounds.append(self._sentences(tokens))
            for index, (start, end) in enumerate(self.bounds[-1]):
                for at in range(start, end):
                    if tokens[at].kind is Kind.QUOTE:
                        self.places[tokens[at].quote] = _Place(number, at, start, end, index, len(self.sentences))
                self.sentences.append(tokens[start:end])
        self.speakers = Speakers(text, grammar, self.sentences)
        self.said: dict[int, _Said] = {}
        self.shared: dict[int, _Said] = {}

    def words(self, number: int) -> str:
        return self.marked[number].words(self.text)

    def _sentences(self, tokens: list[Token]) -> list[tuple[int, int]]:
        bounds, start = [], 0
        for at, token in enumerate(tokens):
            following = tokens[at + 1] if at + 1 < len(tokens) else None
            ends = token.kind is Kind.STOP
            if token.kind is Kind.QUOTE and following is not None:
                last = self.text[self.marked[token.quote].end - 1]
                ends = last in _TERMINAL and (
                    following.kind is Kind.QUOTE
                    or (following.is_capital and (last == "." or not self._is_tail(tokens, at + 1)))
                )
            if (ends and not (following and following.kind is Kind.STOP)) or at - start >= _LONGEST_SENTENCE:
                bounds.append((start, at + 1))
                start = at + 1
        if start < len(tokens):
            bounds.append((start, len(tokens)))
        return bounds

    def _is_tail(self, tokens: list[Token], at: int) -> bool:
        """Whether `Brooke asked` stands there, behind a question."""
        end = next(
            (n for n in range(at, min(at + 12, len(tokens))) if tokens[n].kind in (Kind.STOP, Kind.QUOTE)), at + 12
        )
        found = self.grammar.behind(tokens[at:end], is_joined=True, ends_freely=False)
        return found is not None

    def read(self) -> list[Quote]:
        quotes = []
        last: Mention | None = None
        for number, marked in enumerate(self.marked):
            said = self._who(number, last)
            if said is not None:
                self.said[number] = said
                if said.entity:
                    last = said.entity
            if self._is_said(number, said):
                quotes.append(self._quote(number, marked, said))
        return quotes

    def _quote(self, number: int, marked: Marked, said: _Said | None) -> Quote:
        quote = Quote(
            self.words(number), marked.start, marked.end, self._is_partial(number), None, None, None, None, None
        )
        if said is None:
            return quote
        attribution = said.attribution
        tokens = attribution.subject.tokens
        verb = attribution.verb
        return replace(
            quote,
            speaker=self.text[tokens[0].start : tokens[-1].end],
            entity=said.entity.entity if said.entity else None,
            verb=self.text[verb[0].start : verb[-1].end] if verb else None,
            method=attribution.method,
            confidence=round(attribution.confidence * said.sureness, 2),
        )

    # -- who says it ----------------------------------------------------------------------------------------------------

    def _who(self, number: int, last: Mention | None) -> _Said | None:
        if number in self.shared:
            return self.shared[number]
        place = self.places[number]
        at, end = place.at, place.end
        tokens = self.paragraphs[place.paragraph]
        before = tokens[place.start : at]
        behind_end = next((n for n in range(at + 1, end) if tokens[n].kind in (Kind.STOP, Kind.QUOTE)), end)
        behind = tokens[at + 1 : behind_end]
        attribution = self._stated(number, before, behind, tokens, at, end)
        if attribution is None:
            return self._carried(number, place)
        if attribution.subject is NOBODY:
            return self._dropped(attribution, place)
        entity, sureness = self.speakers.resolve(attribution.subject, place.sentence, last)
        said = _Said(attribution, entity, sureness)
        if (
            attribution.method == "after"
            and behind_end < end
            and tokens[behind_end].kind is Kind.QUOTE
            and tokens[behind_end - 1].kind in (Kind.COMMA, Kind.COLON, Kind.DASH)
            and not self._attributes_again(behind, attribution)
        ):
            both = replace(attribution, method="between")
            said = _Said(both, entity, sureness)
            self.shared[tokens[behind_end].quote] = said
        return said

    def _attributes_again(self, behind: Sequence[Token], attribution: Attribution) -> bool:
        used = max(token.end for token in (*attribution.subject.tokens, *attribution.verb))
        words = self.grammar.words
        return any(
            token.start >= used
            and (self.grammar.is_verb(token) or token.lower in words.participles or token.lower in words.labelling)
            for token in behind
        )

    def _stated(
        self, number: int, before: Sequence[Token], behind: Sequence[Token], tokens: Sequence[Token], at: int, end: int
    ) -> Attribution | None:
        """What the quotation's own sentence says."""
        first = self.said.get(before[0].quote) if before and before[0].kind is Kind.QUOTE else None
        speaker_of_first = first.attribution.subject if first else None
        introduced = self.grammar.before(before, speaker_of_first)
        is_close = introduced is not None and (
            before[-1].kind is Kind.COLON or (introduced.verb and before.index(introduced.verb[-1]) >= len(before) - 3)
        )
        if is_close:
            return introduced
        last = self.text[self.marked[number].end - 1]
        following = behind[0] if behind else None
        is_lower = following is not None and following.kind is Kind.WORD and not following.is_capital
        is_joined = last in _JOINING or (last == "." and is_lower)
        is_joined |= not before and is_lower and len(self.words(number).split()) >= 4 and not self._is_title(number)
        if (
            following
            and following.lower not in self.grammar.words.conjunctions | self.grammar.words.ands
            and (found := self.grammar.behind(behind, is_joined, last == "."))
        ):
            return found
        if introduced:
            return introduced
        rest = tokens[at + 1 : end]
        while rest and rest[-1].kind is Kind.STOP:
            rest = rest[:-1]
        return self.grammar.closing(rest)

    def _dropped(self, attribution: Attribution, place: _Place) -> _Said | None:
        """A verb without a subject has that of the quotation, or sentence, before."""
        paragraph, index = place.paragraph, place.index
        carried = None
        if index:
            sentences = self.bounds[paragraph][max(0, index - _SENTENCES_BACK) : index]
            carried = self._from_before(paragraph, sentences, 0.9)
        elif paragraph:
            carried = self._from_before(paragraph - 1, self.bounds[paragraph - 1][-_SENTENCES_BACK:], 0.85)
        if carried is None:
            return None
        return replace(carried, attribution=replace(carried.attribution, verb=attribution.verb))

    # -- carried over ---------------------------------------------------------------------------------------------------

    def _carried(self, number: int, place: _Place) -> _Said | None:
        """Who said what precedes, where the quotation is a sentence by itself and nobody else comes between."""
        paragraph, index = place.paragraph, place.index
        behind = self.paragraphs[paragraph][place.at + 1 : place.end]
        alone = place.start == place.at and all(token.kind is Kind.STOP for token in behind)
        if not alone or not self._is_sentence(number):
            return None
        if index:
            return self._from_before(paragraph, self.bounds[paragraph][max(0, index - _SENTENCES_BACK) : index], 0.9)
        if paragraph == 0:
            return None
        return self._from_before(paragraph - 1, self.bounds[paragraph - 1][-_SENTENCES_BACK:], 0.75)

    def _from_before(self, paragraph: int, sentences: Sequence[tuple[int, int]], sureness: float) -> _Said | None:
        tokens = self.paragraphs[paragraph]
        is_same_paragraph = sureness > 0.8
        passed: list[Token] = []
        for start, end in reversed(sentences):
            sentence = tokens[start:end]
            quoted = [token.quote for token in sentence if token.kind is Kind.QUOTE]
            if not quoted:
                if not passed and sentence[-1].kind is Kind.COLON:
                    found = self.grammar.before(sentence, None)
                    if found:
                        return self._new(found, paragraph, start, 0.9)
                passed = [*sentence, *passed]
                continue
            said = self.said.get(quoted[-1])
            if said is None:
                return None
            others = {t.mention.entity for t in passed if t.mention and t.mention.type == "person"}
            if others - ({said.entity.entity} if said.entity else set()):
                return self._from_narration(passed) if is_same_paragraph else None
            if said.entity and said.entity.type != "person" and not is_same_paragraph:
                sureness -= 0.05
            factor = sureness if not passed else sureness - 0.15
            method = "continued" if is_same_paragraph else "carried"
            attribution = replace(said.attribution, method=method, confidence=said.attribution.confidence * factor)
            return _Said(attribution, said.entity, said.sureness)
        return self._from_narration(passed)

    def _new(self, attribution: Attribution, paragraph: int, start: int, factor: float) -> _Said:
        first = self.paragraphs[paragraph][start].start
        number = bisect_left(self.sentences, first, key=lambda sentence: sentence[0].start)
        entity, sureness = self.speakers.resolve(attribution.subject, number, None)
        return _Said(attribution, entity, sureness * factor)

    def _from_narration(self, passed: Sequence[Token]) -> _Said | None:
        """`Lavrov was blunt.`: one person, and the subject."""
        persons = {token.mention.entity for token in passed if token.mention and token.mention.type == "person"}
        if told := self._told(passed):
            return told
        subject = self.grammar.of_sentence(passed, None)
        if len(persons) != 1 or subject is None or subject.name is None or subject.name.mention is None:
            return None
        if subject.name.mention.type != "person" or len(passed) > 14:
            return None
        return _Said(Attribution(subject, (), "carried", 0.65), subject.name.mention, 1.0)

    def _told(self, passed: Sequence[Token]) -> _Said | None:
        """`X said he was glad.`: who says the sentence before in other words, goes on in his own."""
        verbs = [at for at, token in enumerate(passed) if self.grammar.is_verb(token) and not token.is_capital]
        if not verbs or any(token.kind is Kind.STOP for token in passed[:-1]):
            return None
        subject = self.grammar.backward(passed, verbs[0]) or self.grammar.forward(passed, verbs[0] + 1)
        if subject is None or (subject.name is None and not subject.is_pronoun):
            return None
        attribution = Attribution(subject, (passed[verbs[0]],), "carried", 0.75)
        number = bisect_left(self.sentences, passed[0].start, key=lambda sentence: sentence[0].start)
        entity, sureness = self.speakers.resolve(subject, number, None)
        return _Said(attribution, entity, sureness) if entity and entity.type == "person" else None

    # -- what is a quotation -----------------------------------------------------------------------------------------

    def _is_sentence(self, number: int) -> bool:
        words = self.words(number)
        return words.endswith((*_TERMINAL, *_JOINING)) and (words[:1].isupper() or not words[:1].islower())

    def _is_title(self, number: int) -> bool:
        """Whether all longer words begin with a capital, as in the title of a work."""
        words = [word for word in self.words(number).split() if word[:1].isalpha()]
        long = [word for word in words if len(word) > 3]
        return bool(words) and words[0][:1].isupper() and all(word[:1].isupper() for word in long) and len(words) <= 12

    def _is_partial(self, number: int) -> bool:
        place = self.places[number]
        first = self.text[self.marked[number].start]
        if number in self.shared:
            return False
        previous = self.paragraphs[place.paragraph][place.at - 1] if place.at > place.start else None
        return first.islower() or not (previous is None or previous.kind in (Kind.COLON, Kind.COMMA, Kind.DASH))

    def _is_said(self, number: int, said: _Said | None) -> bool:
        words = self.words(number)
        count = len(words.split())
        if not _WORD.search(words):
            return False
        if said is not None:
            is_loose = said.attribution.confidence < 0.9 and self._is_partial(number)
            return not (is_loose and self._is_title(number) and not words.endswith(("!", "?")))
        return count >= 5 and self._is_sentence(number) and not self._is_title(number)
