"""To whom the words around a quotation give it: before it, behind it, around it, or by carrying on from what precedes.

Nothing is parsed. A quotation is attributed where a verb of saying, or a phrase such as "according to", stands where
attributions stand, next to somebody who can be its subject; where the words around are not of such a form, nobody said it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from etl_project.transforms.quotes.tokens import Kind, Token
from etl_project.transforms.quotes.vocabulary import NOUNLIKE, PASSIVE, RELATIVE, Vocabulary

_LONGEST_NOUN_PHRASE = 12
_FARTHEST_VERB = 18
"""Tokens between a verb and the quotation that it introduces."""


_DOCUMENTS = frozenset(
    {"report", "statement", "letter", "post", "tweet", "blog", "message", "announcement", "filing", "study"}
)
"""What speaks for whom it is of: TNO's report said."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Who says something."""

    tokens: tuple[Token, ...]
    """As the article writes it."""
    name: Token | None = None
    """The name that it is; none of a pronoun, a description, or of two together."""
    is_pronoun: bool = False


NOBODY = Subject(())
"""Of a verb without one: who was spoken of last."""


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who says a quotation, by which verb, found how."""

    subject: Subject
    verb: tuple[Token, ...]
    method: str
    confidence: float


@dataclass(frozen=True)
class Grammar:
    """Finds subjects and verbs by the words of a language."""

    words: Vocabulary

    def is_verb(self, token: Token) -> bool:
        """Whether a token is a verb by which somebody says something."""
        return token.kind is Kind.WORD and (_verb(token.lower, self.words) is not None)

    def is_preposition(self, token: Token) -> bool:
        return token.kind is Kind.WORD and not token.is_capital and token.lower in self.words.prepositions

    def is_pronoun(self, token: Token) -> bool:
        return token.kind is Kind.WORD and token.lower in self.words.pronouns

    def is_filler(self, token: Token) -> bool:
        """An auxiliary or adverb between a subject and its verb."""
        return (
            token.kind is Kind.WORD
            and not (token.is_capital and len(token.lower) > 9)
            and (token.lower in self.words.auxiliaries or (token.lower.endswith("ly") and len(token.lower) > 4))
        )

    # -- behind a quotation -------------------------------------------------------------------------------------------

    def behind(self, tokens: Sequence[Token], is_joined: bool, ends_freely: bool) -> Attribution | None:
        """What directly follows a quotation: `said X`, `X said`, `according to X`, `— X`.

        Args:
            tokens: from the quotation to the end of its sentence, or the next quotation.
            is_joined: a comma, or the like, joins them.
            ends_freely: the quotation ends with a full stop, so that a capital begins another sentence.
        """
        at = 0
        is_dashed = False
        while at < len(tokens) and tokens[at].kind in (Kind.COMMA, Kind.DASH):
            is_joined = True
            is_dashed |= tokens[at].kind is Kind.DASH
            at += 1
        tokens = tokens[at:]
        if not tokens:
            return None
        is_person = tokens[0].mention is not None and tokens[0].mention.type == "person"
        if is_dashed and is_person and (len(tokens) == 1 or tokens[1].kind is Kind.COMMA):
            return Attribution(Subject(tuple(tokens[:1]), tokens[0]), (), "after", 0.9)
        if phrase := self.phrase_at(tokens, 0):
            subject = self._according(tokens, 0, phrase)
            return Attribution(subject, tuple(tokens[:phrase]), "according", 0.9) if subject and is_joined else None
        start = 0
        while start < min(len(tokens), 3) and self.is_filler(tokens[start]):
            start += 1
        # il-forms: "a-t-il déclaré", "dit-il"
        if (inverted := self._inverted(tokens)) and is_joined:
            return inverted
        if start < len(tokens) and self.is_verb(tokens[start]) and not tokens[start].is_capital:
            if not is_joined:
                return None
            subject = self.forward(tokens, start + 1)
            if subject is None and self.words.drops_pronouns:
                subject = NOBODY
            return Attribution(subject, tuple(tokens[start : start + 1]), "after", 0.95) if subject else None
        if not is_joined or (ends_freely and tokens[0].kind is Kind.WORD and tokens[0].is_capital and at == 0):
            return None
        if ends_freely and tokens[0].kind is Kind.NAME and at == 0:
            return None
        return self._subject_first(tokens, "after", 0.95) or (self._unknown_verb(tokens) if at else None)

    def _unknown_verb(self, tokens: Sequence[Token]) -> Attribution | None:
        """A word that nobody listed, where none but a verb of saying stands: `…, enthused X.`"""
        if len(tokens) < 2 or (len(tokens) > 2 and tokens[2].kind is not Kind.COMMA):
            return None
        for verb, speaker in (tokens[:2], tokens[1::-1]):
            is_person = speaker.mention is not None and speaker.mention.type == "person"
            is_word = verb.kind is Kind.WORD and not verb.is_capital and len(verb.lower) > 3
            if is_person and is_word and not self.is_preposition(verb) and not self.is_filler(verb):
                return Attribution(Subject((speaker,), speaker), (verb,), "after", 0.85)
        return None

    def _inverted(self, tokens: Sequence[Token]) -> Attribution | None:
        """French verbs with their pronoun behind a hyphen."""
        parts = tokens[0].lower.split("-") if tokens[0].kind is Kind.WORD else []
        if len(parts) < 2 or parts[-1] not in self.words.pronouns:
            return None
        verb = tokens[:1]
        if _verb(parts[0], self.words) is None:
            if parts[0] not in ("a", "ont", "avait", "aurait") or len(tokens) < 2:
                return None
            position = next((n for n in range(1, min(4, len(tokens))) if self.is_verb(tokens[n])), None)
            if position is None:
                return None
            verb = tokens[position : position + 1]
        offset = tokens[0].end - len(parts[-1])
        pronoun = Token(Kind.WORD, offset, tokens[0].end, parts[-1])
        return Attribution(Subject((pronoun,), is_pronoun=True), tuple(verb), "after", 0.95)

    def _subject_first(self, tokens: Sequence[Token], method: str, confidence: float) -> Attribution | None:
        """`X, who …, said`: the first verb whose subject begins the tokens."""
        for at in range(1, min(len(tokens), 30)):
            token = tokens[at]
            if token.kind in (Kind.QUOTE, Kind.COLON, Kind.STOP):
                return None
            if self.is_verb(token) and not token.is_capital:
                subject = self.backward(tokens, at)
                if subject is None:
                    continue
                first = subject.tokens[0]
                # Titles may stand before a name, nothing that is a sentence of its own.
                if not self._is_title(tokens[: tokens.index(first)]):
                    return None
                return Attribution(subject, (token,), method, confidence)
        return None

    def closing(self, tokens: Sequence[Token]) -> Attribution | None:
        """`…, the authors wrote.` at the end of a sentence of which the quotation is a part."""
        for at in range(len(tokens) - 1, 0, -1):
            if tokens[at].kind is Kind.QUOTE:
                return None
            if tokens[at].kind is not Kind.COMMA or len(tokens) - at > 14:
                continue
            rest = tokens[at + 1 :]
            if len(rest) < 2:
                return None
            if self.phrase_at(rest, 0):
                subject = self._according(rest, 0, self.phrase_at(rest, 0))
                return (
                    Attribution(subject, tuple(rest[: self.phrase_at(rest, 0)]), "according", 0.85) if subject else None
                )
            if self.is_verb(rest[0]) and not rest[0].is_capital and rest[0].lower not in NOUNLIKE:
                subject = self.forward(rest, 1)
                return Attribution(subject, (rest[0],), "after", 0.85) if subject else None
            found = self._subject_first(rest, "after", 0.85)
            if found and rest.index(found.verb[0]) <= 6:
                return found
            return None
        return None

    # -- before a quotation -------------------------------------------------------------------------------------------

    def before(self, tokens: Sequence[Token], speaker_of_first: Subject | None) -> Attribution | None:
        """What introduces a quotation: `X said: `, `X called it `, `according to X, `.

        Args:
            tokens: from the beginning of the sentence to the quotation.
            speaker_of_first: who said the quotation with which the sentence begins, if it does.
        """
        if not tokens:
            return None
        is_introduced = tokens[-1].kind in (Kind.COLON, Kind.COMMA)
        for at in range(len(tokens) - 1, max(-1, len(tokens) - _FARTHEST_VERB - 2), -1):
            token = tokens[at]
            if token.kind is not Kind.WORD or (token.is_capital and at > 0):
                continue
            is_participle = token.lower in self.words.participles
            is_labelling = token.lower in self.words.labelling
            if not (self.is_verb(token) or is_participle or (is_labelling and len(tokens) - at < 9)):
                continue
            if is_labelling and is_introduced and not self.is_verb(token) and tokens[-1].kind is Kind.COMMA:
                continue
            previous = tokens[at - 1] if at else None
            if previous and previous.kind is Kind.WORD and previous.lower in PASSIVE and not is_participle:
                if is_labelling or token.lower in ("told", "asked", "said", "quoted", "read"):
                    return None
                continue
            if (
                is_participle
                and previous
                and previous.kind is Kind.WORD
                and not (
                    previous.lower in self.words.ands or previous.lower in ("by", "en") or previous.lower in _DOCUMENTS
                )
            ):
                continue
            is_infinitive = bool(previous and previous.kind is Kind.WORD and previous.lower == "to")
            if token.lower in NOUNLIKE and previous and previous.kind is Kind.WORD and not self.is_pronoun(previous):
                continue
            distance = len(tokens) - at
            confidence = 0.95 if distance <= 8 or is_introduced else 0.85
            if is_participle or is_infinitive:
                subject = self.of_sentence(tokens[:at], speaker_of_first)
                if subject is None:
                    return None
                return Attribution(subject, (token,), "before", min(confidence, 0.85))
            subject = self.backward(tokens, at)
            if subject is None and previous and previous.kind is Kind.WORD and previous.lower in self.words.ands:
                subject = self.of_sentence(tokens[:at], speaker_of_first)
                confidence = min(confidence, 0.85)
            is_far = not is_introduced and distance > 10
            if (
                (subject is None or (subject.name is None and not subject.is_pronoun))
                and self.words.verb_comes_first
                and not is_far
            ):
                inverted = self.forward(tokens[:-1] if is_introduced else tokens, at + 1)
                if inverted and (inverted.name or inverted.is_pronoun or subject is None):
                    subject = inverted
            if subject is None and self.words.drops_pronouns and (at <= 1 or (is_introduced and distance <= 2)):
                return Attribution(NOBODY, (token,), "before", 0.9)
            if subject is None:
                continue
            if is_labelling and distance == 1 and subject.name is None and not subject.is_pronoun:
                return None  # "a film called"
            return Attribution(subject, (token,), "before", confidence)
        for at in range(len(tokens)):
            if length := self.phrase_at(tokens, at):
                if at > 0 and tokens[at].lower == "so":
                    continue
                if subject := self._according(tokens, at, length):
                    return Attribution(subject, tuple(tokens[at : at + length]), "according", 0.85)
        if tokens[-1].kind is Kind.COLON:
            subject = self.of_sentence(tokens[:-1], None)
            if subject and (subject.name is None or (subject.name.mention and subject.name.mention.type == "person")):
                is_label = len(tokens) - 1 <= len(subject.tokens) + 2
                return Attribution(subject, (), "label" if is_label else "before", 0.8 if is_label else 0.7)
        return None

    def of_sentence(self, tokens: Sequence[Token], speaker_of_first: Subject | None) -> Subject | None:
        """The subject with which a sentence begins: a pronoun, or a name behind titles."""
        if tokens and tokens[0].kind is Kind.QUOTE:
            return speaker_of_first
        start = 0
        # "But", "Then" and the like may come first
        while (
            start < min(2, len(tokens))
            and tokens[start].kind is Kind.WORD
            and (tokens[start].lower in self.words.conjunctions | self.words.ands or self.is_filler(tokens[start]))
        ):
            start += 1
        rest = tokens[start:]
        if rest and self.is_pronoun(rest[0]):
            return Subject((rest[0],), is_pronoun=True)
        for at, token in enumerate(rest[:9]):
            if token.kind is Kind.NAME and token.mention and token.mention.type != "place":
                following = rest[at + 1] if at + 1 < len(rest) else None
                if following and following.kind is Kind.POSSESSIVE:
                    return None
                if following and following.kind is Kind.WORD and following.lower in self.words.ands:
                    return None
                if following and following.kind is Kind.COMMA and at + 2 < len(rest) and _is_person(rest[at + 2]):
                    return None  # the first of a list
                if token.mention.type != "person" and following and following.kind is Kind.NAME:
                    continue
                if not self._is_title(rest[:at]):
                    return None
                if token.mention.type != "person" and any(t.kind is Kind.NAME for t in rest[at + 1 : at + 5]):
                    continue  # the name of the firm that somebody is of
                return Subject((token,), token)
            if token.kind not in (Kind.WORD, Kind.NAME):
                return None
            if self.is_preposition(token) and token.lower not in ("of", "de", "for", "von", "du", "des"):
                return None
        return None

    def topic(self, tokens: Sequence[Token]) -> Subject | None:
        """Of whom a sentence tells: its subject, or that of what somebody says in it."""
        for at, token in enumerate(tokens):
            if self.is_verb(token) and not token.is_capital:
                subject = self.backward(tokens, at)
                if subject and subject.name:
                    return subject
        for at in range(1, min(len(tokens) - 2, 9)):
            # "Its captain, X, was gracious."
            if tokens[at].kind is Kind.COMMA and tokens[at + 1].mention and tokens[at + 2].kind is Kind.COMMA:
                return self._in_apposition(tokens[: at + 3], at + 2)
            if tokens[at].kind not in (Kind.WORD, Kind.NAME, Kind.POSSESSIVE):
                break
        return self.of_sentence(tokens, None)

    # -- subjects -----------------------------------------------------------------------------------------------------

    def phrase_at(self, tokens: Sequence[Token], at: int) -> int:
        """How many tokens a phrase such as "according to" takes there; 0 where there is none."""
        for phrase in self.words.according.get(tokens[at].lower, ()) if len(tokens) > at else ():
            if len(tokens) > at + len(phrase) and all(
                tokens[at + n].kind is Kind.WORD and tokens[at + n].lower == word for n, word in enumerate(phrase)
            ):
                return len(phrase)
        return 0

    def _according(self, tokens: Sequence[Token], at: int, length: int) -> Subject | None:
        """Whom a phrase names; of one that has other meanings, too, only somebody with a name."""
        subject = self.forward(tokens, at + length)
        return None if subject and subject.name is None and tokens[at].lower in ("pour", "para") else subject

    def _is_title(self, tokens: Sequence[Token]) -> bool:
        """Whether tokens can stand before a name as title, office or trade."""
        if len(tokens) > 10:
            return False
        last = tokens[-1] if tokens else None
        if last and (self.is_preposition(last) or (last.kind is Kind.POSSESSIVE and last.end - last.start < 2)):
            return False
        for token in tokens:
            if token.kind not in (Kind.WORD, Kind.NAME, Kind.POSSESSIVE, Kind.COMMA, Kind.QUOTE):
                return False
            if token.kind is Kind.WORD and not token.is_capital:
                if token.lower in self.words.conjunctions or self.is_verb(token) or self.is_pronoun(token):
                    return False
                if token.lower in self.words.prepositions and token.lower not in (
                    "of",
                    "for",
                    "de",
                    "des",
                    "du",
                    "der",
                    "von",
                    "für",
                    "di",
                    "del",
                    "da",
                    "do",
                    "van",
                    "at",
                ):
                    return False
        return True

    def forward(self, tokens: Sequence[Token], start: int) -> Subject | None:
        """The subject that begins at a token: behind a verb, say."""
        end = start
        while (
            end < len(tokens)
            and end - start < _LONGEST_NOUN_PHRASE
            and tokens[end].kind
            in (
                Kind.WORD,
                Kind.NAME,
                Kind.POSSESSIVE,
            )
        ):
            token = tokens[end]
            if (
                token.kind is Kind.WORD
                and not token.is_capital
                and (
                    token.lower in RELATIVE - self.words.articles - self.words.prepositions
                    or token.lower in self.words.conjunctions
                )
            ):
                break
            end += 1
        phrase = tokens[start:end]
        if not phrase:
            return None
        first = phrase[0]
        if self.is_pronoun(first):
            return Subject((first,), is_pronoun=True)
        if self.is_preposition(first):
            return None
        for at, token in enumerate(phrase):
            if token.kind is not Kind.NAME or token.mention is None:
                continue
            if at and self.is_preposition(phrase[at - 1]):
                if token.mention.type == "person":
                    return self._described(phrase, tokens, end)
                continue
            following = phrase[at + 1] if at + 1 < len(phrase) else None
            if following and following.kind is Kind.POSSESSIVE:
                if token.mention.type == "person":
                    return self._described(phrase, tokens, end)
                continue
            if token.mention.type == "person":
                if any(self.is_preposition(t) and t.lower in ("with", "to", "in", "on", "mit") for t in phrase[:at]):
                    return self._described(phrase, tokens, end)
                if following and following.kind is Kind.WORD and following.lower in self.words.ands:
                    return Subject(tuple(phrase[: at + 3]))
                return Subject((token,), token)
        for at, token in enumerate(phrase):
            if token.kind is Kind.NAME and token.mention and self._is_alone(phrase, at):
                if token.mention.type == "place":
                    return Subject((token,))
                return Subject((token,), token)
            if token.kind is Kind.NAME or not (
                token.kind is Kind.WORD and (token.is_capital or token.lower in self.words.articles)
            ):
                break
        return self._described(phrase, tokens, end)

    def _is_alone(self, phrase: Sequence[Token], at: int) -> bool:
        """Whether no noun follows a name, to which it would only be an attribute."""
        if at + 1 >= len(phrase):
            return True
        following = phrase[at + 1]
        return (
            following.kind is Kind.WORD
            and not following.is_capital
            and (
                following.lower in self.words.prepositions
                or following.lower in self.words.conjunctions | self.words.ands
                or self.is_filler(following)
            )
        )

    def _described(self, phrase: Sequence[Token], tokens: Sequence[Token], end: int) -> Subject | None:
        """A description, or the name that stands behind it in apposition."""
        if end < len(tokens) - 1 and tokens[end].kind is Kind.COMMA:
            name = tokens[end + 1]
            is_last = end + 2 >= len(tokens) or tokens[end + 2].kind is not Kind.WORD
            if name.kind is Kind.NAME and name.mention and name.mention.type == "person" and is_last:
                return Subject((name,), name)
        cut = len(phrase)
        for at in range(1, len(phrase)):
            token = phrase[at]
            if self.is_preposition(token) and token.lower not in (
                "of",
                "for",
                "de",
                "des",
                "du",
                "d",
                "von",
                "vom",
                "für",
                "di",
                "del",
                "della",
                "da",
                "do",
                "van",
            ):
                cut = at
                break
            if self.is_verb(token) and not token.is_capital:
                cut = at
                break
        phrase = phrase[:cut]
        while phrase and (self.is_filler(phrase[-1]) or phrase[-1].lower in self.words.ands):
            phrase = phrase[:-1]
        if not phrase or len(phrase) > 8:
            return None
        first = phrase[0]
        if (
            first.kind is Kind.WORD
            and not first.is_capital
            and first.lower not in self.words.articles
            and len(phrase) > 4
        ):
            return None
        if (
            first.kind is Kind.WORD
            and (
                first.lower in self.words.conjunctions | self.words.ands
                or first.lower.isdigit()
                or self.is_filler(first)
            )
            and first.lower not in self.words.articles
        ):
            return None
        if all(t.kind is Kind.WORD and t.lower in self.words.articles for t in phrase):
            return None
        return Subject(tuple(phrase))

    def backward(self, tokens: Sequence[Token], verb: int) -> Subject | None:
        """The subject of the verb at a position, before it."""
        at = verb - 1
        while at >= 0 and (self.is_filler(tokens[at]) or tokens[at].lower in PASSIVE):
            at -= 1
        if at < 0:
            return None
        token = tokens[at]
        if token.kind is Kind.WORD:
            if self.is_pronoun(token):
                return Subject((token,), is_pronoun=True)
            if token.lower in RELATIVE and at >= 1:
                antecedent = at - 1 if tokens[at - 1].kind is not Kind.COMMA else at - 2
                if antecedent >= 0 and tokens[antecedent].kind is Kind.NAME:
                    return self._named(tokens, antecedent)
                return None
            if token.lower in self.words.conjunctions | self.words.ands or (
                self.is_verb(token) and not token.is_capital
            ):
                return None
            if (
                at >= 1
                and self.is_pronoun(tokens[at - 1])
                and not token.is_capital
                and tokens[at - 1].lower in self.words.he | self.words.she
            ):
                return Subject((tokens[at - 1],), is_pronoun=True)  # and an adverb
            if (
                at >= 2
                and token.lower in _DOCUMENTS
                and tokens[at - 1].kind is Kind.POSSESSIVE
                and tokens[at - 2].mention
            ):
                return self._named(tokens, at - 2)
            return self._of_somewhere(tokens, at) or self._description_before(tokens, at)
        if token.kind is Kind.NAME:
            return self._named(tokens, at)
        if token.kind in (Kind.COMMA, Kind.DASH):
            return self._in_apposition(tokens, at)
        return None

    def _named(self, tokens: Sequence[Token], at: int) -> Subject | None:
        token = tokens[at]
        assert token.mention is not None
        before = tokens[at - 1] if at else None
        if before and self.is_preposition(before):
            return self._of_somewhere(tokens, at) or self._description_before(tokens, at)
        if before and before.kind is Kind.WORD and before.lower in self.words.ands and at >= 2:
            other = tokens[at - 2]
            if other.kind is Kind.NAME:
                return Subject((other, before, token))
            if other.kind is Kind.COMMA:
                return Subject((token,), token if token.mention.type != "place" else None)
            # "lead researcher and NASA planetary scientist X" is one, "his wife and X" are two
            if not (
                other.kind is Kind.WORD and not any(t.lower in self.words.articles for t in tokens[max(0, at - 5) : at])
            ):
                return None
        if token.mention.type == "place":
            return Subject((token,))
        if token.mention.type != "person" and before and before.kind is Kind.WORD and before.lower in ("'", "’"):
            return None
        return Subject((token,), token)

    def _of_somewhere(self, tokens: Sequence[Token], at: int) -> Subject | None:
        """`X of the ministry said`: the name with which a clause begins, and a preposition behind it."""
        name = next((n for n in range(at - 1, max(-1, at - 9), -1) if _is_person(tokens[n])), None)
        if name is None or not self.is_preposition(tokens[name + 1]):
            return None
        between = tokens[name + 1 : at + 1]
        if any(self.is_verb(token) or token.kind not in (Kind.WORD, Kind.NAME) for token in between):
            return None
        start = name
        while start > 0 and tokens[start - 1].kind in (Kind.WORD, Kind.NAME):
            start -= 1
        return Subject((tokens[name],), tokens[name]) if self._is_title(tokens[start:name]) else None

    def _in_apposition(self, tokens: Sequence[Token], closing: int) -> Subject | None:
        """`X, head of something, said`: the name before the comma to which the one before the verb belongs."""
        for at in range(closing):
            token = tokens[at]
            if token.kind is not Kind.NAME or token.mention is None or token.mention.type == "place":
                continue
            if at + 1 >= closing or tokens[at + 1].kind not in (Kind.COMMA, Kind.DASH):
                continue
            start = at
            while (
                start > 0
                and tokens[start - 1].kind in (Kind.WORD, Kind.NAME, Kind.POSSESSIVE)
                and tokens[start - 1].lower not in self.words.conjunctions
            ):
                start -= 1
            if token.mention.type != "person" and any(
                t.kind is Kind.NAME and t.mention and t.mention.type == "person" for t in tokens[at + 1 : closing]
            ):
                continue
            if self._is_title(tokens[start:at]):
                return Subject((token,), token)
        last = tokens[closing - 1] if closing else None
        if last and last.mention and last.mention.type == "person":
            # "the minister, X, said"
            comma = next((at for at in range(closing - 2, 0, -1) if tokens[at].kind is Kind.COMMA), 0)
            if comma and tokens[comma - 1].kind is Kind.WORD and self._is_title(tokens[comma + 1 : closing - 1]):
                return Subject((last,), last)
        start = closing
        for at in range(closing):
            if tokens[at].kind in (Kind.COMMA, Kind.DASH):
                start = at
                break
        first = tokens[0]
        if first.kind is Kind.WORD and first.lower in self.words.articles and 1 < start <= 8:
            return Subject(tuple(tokens[:start]))
        return None

    def _description_before(self, tokens: Sequence[Token], at: int) -> Subject | None:
        """A description that ends at a position: `the minister`, `a spokesman for X`, `police`."""
        low = at
        while (
            low > 0
            and at - low < _LONGEST_NOUN_PHRASE
            and tokens[low - 1].kind in (Kind.WORD, Kind.NAME, Kind.POSSESSIVE)
        ):
            if tokens[low - 1].kind is Kind.WORD and (
                tokens[low - 1].lower in self.words.conjunctions or self.is_pronoun(tokens[low - 1])
            ):
                break
            if self.is_verb(tokens[low - 1]) and not tokens[low - 1].is_capital:
                break
            low -= 1
        position = at
        while position >= low:
            token = tokens[position]
            if token.kind is Kind.WORD and token.lower in self.words.articles:
                if position > low and self.is_preposition(tokens[position - 1]):
                    # Of "a spokesman for the ministry" the article that counts is the first.
                    outer = next(
                        (n for n in range(position - 2, low - 1, -1) if tokens[n].lower in self.words.articles), None
                    )
                    if outer is None:
                        if low > 0 or position - low < 3:
                            return None
                        return self._head(tokens[low : at + 1])
                    position = outer
                    continue
                return self._head(tokens[position : at + 1])
            position -= 1
        phrase = tokens[low : at + 1]
        if low > 0 and tokens[low - 1].kind is Kind.QUOTE and phrase[0].start == tokens[low - 1].end + 1:
            return None
        if len(phrase) > 5 or any(t.kind is Kind.WORD and t.lower in NOUNLIKE for t in phrase[-1:]):
            return None
        if self.is_preposition(phrase[0]) or self.is_filler(phrase[0]):
            return None
        return Subject(tuple(phrase))

    def _head(self, phrase: Sequence[Token]) -> Subject | None:
        """A description, as long as it is not a name with something before it."""
        if len(phrase) < 2:
            return None
        return Subject(tuple(phrase))


def _is_person(token: Token) -> bool:
    return token.mention is not None and token.mention.type == "person"


def _verb(word: str, words: Vocabulary) -> str | None:
    if word in words.verbs:
        return word
    if word[:1] in ("و", "ف") and word[1:] in words.verbs:
        return word[1:]
    return None
