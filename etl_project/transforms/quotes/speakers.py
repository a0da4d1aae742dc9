"""Which of the persons and bodies that an article names a speaker is.

A name is the one that it names. A pronoun is the last that fits where but one does, and a description ("the minister")
is whom the article has called so. Where two fit, it is nobody.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from etl_project.transforms.quotes.attribution import Grammar, Subject
from etl_project.transforms.quotes.tokens import Kind, Mention, Token
from etl_project.transforms.quotes.vocabulary import FEMININE, MASCULINE, MEN, WOMEN

_SENTENCES_BACK = 7
_DEFINITE = frozenset(
    {"the", "der", "die", "das", "le", "la", "l", "el", "lo", "il", "i", "o", "a", "de", "het", "den", "det"}
)
_ROMANCE = frozenset({"le", "la", "l", "el", "lo", "il", "i", "o", "a"})
_VAGUE = frozenset(
    {
        "man",
        "woman",
        "person",
        "people",
        "spokesman",
        "spokeswoman",
        "spokesperson",
        "source",
        "official",
        "officials",
        "group",
    }
)


@dataclass
class Speakers:
    """Who is who in one text."""

    text: str
    grammar: Grammar
    sentences: Sequence[Sequence[Token]]
    genders: dict[str, str] = field(default_factory=dict)
    """m or f, by entity, where its names or titles tell."""
    offices: dict[str, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))
    """Who was called by a word, and where first: by word, then by entity."""
    _named_at: dict[int, Mention] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for sentence in self.sentences:
            for at, token in enumerate(sentence):
                if token.mention and token.mention.type == "person":
                    self._named_at[token.mention.start] = token.mention
                    self._learn_gender(sentence, at, token.mention)
                    self._learn_offices(sentence, at, token.mention)

    def _learn_gender(self, sentence: Sequence[Token], at: int, mention: Mention) -> None:
        before = sentence[at - 1].lower if at else ""
        names = self.text[mention.start : mention.end].casefold().split()
        gender = ""
        if before in MASCULINE or names[0].strip(".") in MASCULINE:
            gender = "m"
        elif before in FEMININE or names[0].strip(".") in FEMININE:
            gender = "f"
        elif len(names) > 1:
            gender = "m" if names[0] in MEN else "f" if names[0] in WOMEN else ""
        if gender:
            self.genders.setdefault(mention.entity, gender)

    def _learn_offices(self, sentence: Sequence[Token], at: int, mention: Mention) -> None:
        words: list[Token] = []
        for token in reversed(sentence[max(0, at - 6) : at]):
            if token.kind is not Kind.WORD or self.grammar.is_verb(token):
                break
            words.append(token)
        if at + 2 < len(sentence) and sentence[at + 1].kind is Kind.COMMA:
            for token in sentence[at + 2 : at + 10]:
                if token.kind not in (Kind.WORD, Kind.NAME) or self.grammar.is_verb(token):
                    break
                words.append(token)
        for token in words:
            self.offices[token.lower].setdefault(mention.entity, mention.start)

    def resolve(self, subject: Subject, sentence: int, last_speaker: Mention | None) -> tuple[Mention | None, float]:
        """The person or body that a subject is, and how sure that is; (None, 1) where nobody for certain.

        Args:
            sentence: number of the sentence that the subject stands in.
            last_speaker: who was quoted before.
        """
        if subject.name is not None:
            return subject.name.mention, 1.0
        first = subject.tokens[0]
        if subject.is_pronoun:
            words = self.grammar.words
            if first.lower in words.he:
                return self._person(first, sentence, last_speaker, "m")
            if first.lower in words.she:
                return self._person(first, sentence, last_speaker, "f")
            if first.lower == "it":
                return self._body(first, sentence)
            return None, 1.0
        return self._described(subject)

    def _person(
        self, pronoun: Token, sentence: int, last_speaker: Mention | None, gender: str
    ) -> tuple[Mention | None, float]:
        fits = {gender, ""}
        seen = 0
        for number in range(sentence, max(-1, sentence - _SENTENCES_BACK), -1):
            tokens = self.sentences[number]
            if number < sentence:
                tokens = self._before_pronoun(tokens, gender)
            names = [
                (at, token.mention)
                for at, token in enumerate(tokens)
                if token.mention
                and token.mention.type == "person"
                and token.end <= pronoun.start
                and self.genders.get(token.mention.entity, "") in fits
            ]
            if not names:
                continue
            seen += 1
            entities = {mention.entity for _, mention in names}
            known = {mention.entity for _, mention in names if self.genders.get(mention.entity)}
            if (
                last_speaker
                and last_speaker.entity in entities
                and (len(entities) == 1 or known <= {last_speaker.entity})
            ):
                return last_speaker, 0.9
            lead = self.grammar.topic(tokens)
            if len(entities) == 1 and (known or (lead and lead.name and lead.name.mention)):
                return names[-1][1], 0.85 if known else 0.75
            if len(known) == 1:
                return next(mention for _, mention in names if mention.entity in known), 0.7
            if len(entities) == 1 and self._rivals(number, fits) <= entities:
                return names[-1][1], 0.7
            if lead and lead.name and lead.name.mention and lead.name.mention.entity in entities:
                return lead.name.mention, 0.65
            return None, 1.0
        if last_speaker and last_speaker.type == "person" and self.genders.get(last_speaker.entity, "") in fits:
            return last_speaker, 0.7
        return None, 1.0

    def _before_pronoun(self, tokens: Sequence[Token], gender: str) -> Sequence[Token]:
        """What precedes the same pronoun in a sentence: whoever is named behind it is another."""
        same = self.grammar.words.he if gender == "m" else self.grammar.words.she
        end = next(
            (at for at, token in enumerate(tokens) if token.kind is Kind.WORD and token.lower in same), len(tokens)
        )
        return tokens[:end]

    def _rivals(self, sentence: int, fits: set[str]) -> set[str]:
        """Persons who fit in the sentences before."""
        return {
            token.mention.entity
            for number in range(max(0, sentence - 4), sentence)
            for token in self.sentences[number]
            if token.mention and token.mention.type == "person" and self.genders.get(token.mention.entity, "") in fits
        }

    def _body(self, pronoun: Token, sentence: int) -> tuple[Mention | None, float]:
        for number in range(sentence, max(-1, sentence - 3), -1):
            bodies = {
                token.mention.entity: token.mention
                for token in self.sentences[number]
                if token.mention and token.mention.type in ("organisation", "company") and token.end <= pronoun.start
            }
            if len(bodies) == 1:
                return next(iter(bodies.values())), 0.75
            if bodies:
                lead = self.grammar.of_sentence(self.sentences[number], None)
                return (lead.name.mention, 0.7) if lead and lead.name else (None, 1.0)
        return None, 1.0

    def _described(self, subject: Subject) -> tuple[Mention | None, float]:
        tokens = subject.tokens
        if any(token.kind is not Kind.WORD for token in tokens) or tokens[0].lower not in _DEFINITE or len(tokens) > 5:
            return None, 1.0
        # Romance languages begin with the noun, Germanic ones end with it.
        head = tokens[1 if tokens[0].lower in _ROMANCE and len(tokens) > 1 else -1].lower
        if head in _VAGUE:
            return None, 1.0
        words = (head, head[:2]) if head[:2].isdigit() else (head,)
        called = {
            entity: at for word in words for entity, at in self.offices.get(word, {}).items() if at < tokens[0].start
        }
        if len(called) != 1:
            return None, 1.0
        (at,) = called.values()
        return self._named_at[at], 0.8
