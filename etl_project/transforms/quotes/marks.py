"""Where quotations stand in a text: from an opening mark to the one that closes it.

Marks are matched paragraph by paragraph, and only pairs count, so that a mark too many or too few costs no more than its
own paragraph. A quotation that runs on opens every paragraph anew and closes in the last. Every mark is looked at once.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain

_DOUBLE = '"“”„‟'
_SINGLE = "'‘’‚‛"
_POINTED = "«»"
_CORNERS = "「」『』‹›"
_GROUP = {mark: group for group in (_DOUBLE, _SINGLE, _POINTED) for mark in group} | {
    mark: group for group in ("「」", "『』", "‹›") for mark in group
}
_CLOSERS = {
    '"': '"”',
    "“": '”"',
    "”": '”"',
    "„": '“”"',
    "‟": '”"',
    "'": "'’",
    "‘": "’'",
    "’": "’'",
    "‚": "‘’'",
    "‛": "’'",
    "«": "»",
    "»": "«»",
    "「": "」",
    "『": "』",
    "‹": "›",
    "›": "‹",
}
"""By what a quotation that opens with a mark may close."""
_ONLY_OPENING = "„‚「『"
_ONLY_CLOSING = "」』"
_MARK = re.compile(f"[{_DOUBLE}{_SINGLE}{_POINTED}{_CORNERS}]")
_PARAGRAPH = re.compile(r"[^\n]+")
_BEFORE_OPENING = frozenset("([{-–—−/:¿¡") | frozenset(_GROUP)
"""Besides white space, what may stand before an opening mark."""
_BEHIND_CLOSING = frozenset(")]}-–—−/.,;:!?…،؛。、") | frozenset(_GROUP)
_ENDS = frozenset(".,!?…;:。؟")
_ELISION = re.compile(r"(?:\d0s|em|til|till|cause|tis|twas|n|s|t|round|bout)\b", re.IGNORECASE)
"""What an apostrophe may begin in English and Dutch."""


@dataclass(frozen=True, slots=True)
class Marked:
    """Words between marks."""

    outer_start: int
    """The opening mark."""
    start: int
    """First character of the words."""
    end: int
    """Character behind their last."""
    outer_end: int
    """Character behind the closing mark."""
    reopened: tuple[int, ...] = ()
    """The marks that open its further paragraphs."""

    def words(self, text: str) -> str:
        """What it says: without the marks that open its paragraphs, each of these on a line."""
        cuts = [self.start, *chain.from_iterable((mark, mark + 1) for mark in self.reopened), self.end]
        lines = "".join(text[a:b] for a, b in zip(cuts[::2], cuts[1::2], strict=True)).split("\n")
        return "\n".join(stripped for line in lines if (stripped := line.strip()))


@dataclass(slots=True)
class _Opened:
    """A mark that may open a quotation, not yet closed."""

    at: int
    mark: str
    reopened: list[int] = field(default_factory=list)


def quotations(text: str) -> list[Marked]:
    """All that stands between quotation marks, in order; of one quotation inside another, the outer.

    >>> [text[q.start:q.end] for text in ["'We don't agree,' he said, “nor do you.”"] for q in quotations(text)]
    ["We don't agree,", 'nor do you.']
    """
    found: list[Marked] = []
    carried: list[_Opened] = []
    paragraphs = [match.span() for match in _PARAGRAPH.finditer(text) if not match[0].isspace()]
    for number, (start, end) in enumerate(paragraphs):
        following = paragraphs[number + 1] if number + 1 < len(paragraphs) else None
        pairs, opened = _match(text, start, end, carried)
        found += pairs
        carried = []
        for mark in opened:
            runs_on = following is not None and _reopens(text, following, mark)
            if runs_on:
                carried.append(mark)
            elif mark.reopened:  # its closing mark was forgotten, but its paragraphs tell
                found.append(_marked(text, mark, end, end))
    return list(_outermost(sorted(found, key=lambda quote: (quote.outer_start, -quote.outer_end))))


def _outermost(quotes: list[Marked]) -> Iterator[Marked]:
    end = 0
    for quote in quotes:
        if quote.outer_start >= end and quote.start < quote.end:
            end = quote.outer_end
            yield quote


def _marked(text: str, opened: _Opened, end: int, outer_end: int) -> Marked:
    start = opened.at + 1
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Marked(opened.at, start, end, outer_end, tuple(opened.reopened))


def _match(text: str, start: int, end: int, carried: list[_Opened]) -> tuple[list[Marked], list[_Opened]]:
    """Pairs that close in a paragraph, and what may run on into the next: of each kind of marks, one at most."""
    marks = [match.start() for match in _MARK.finditer(text, start, end)]
    pairs: list[Marked] = []
    stacks: dict[str, list[_Opened]] = {}
    last_pair: dict[str, int] = {}
    for opened in carried:
        reopening = next((at for at in marks if _GROUP[text[at]] == _GROUP[opened.mark]), None)
        if reopening is not None:
            marks.remove(reopening)
            opened.reopened.append(reopening)
            stacks[_GROUP[opened.mark]] = [opened]
    singles = [at for at in marks if text[at] in _SINGLE]
    strong = _strong_singles(text, start, end, singles)
    for at in marks:
        mark, group = text[at], _GROUP[text[at]]
        stack = stacks.setdefault(group, [])
        opens, closes = _may_open(text, at, start, end), _may_close(text, at, start, end)
        top = stack[-1] if stack else None
        if (
            top
            and closes
            and _closes(mark, top.mark, opens)
            and not (group == _SINGLE and _is_possessive(text, at, end, singles, strong))
        ):
            stack.pop()
            pairs.append(_marked(text, top, at, at + 1))
            last_pair[group] = top.at
        elif opens:
            if top and mark in "\"'’”" and not top.reopened:
                stack.pop()  # such marks do not nest: the one before was never closed
            stack.append(_Opened(at, mark))
    return pairs, [stack[-1] for group, stack in stacks.items() if stack and stack[-1].at > last_pair.get(group, -1)]


def _closes(mark: str, opening: str, opens: bool) -> bool:
    if mark in _CLOSERS[opening]:
        return True
    return mark == opening and mark in "“‘" and not opens  # as some write both


def _may_open(text: str, at: int, start: int, end: int) -> bool:
    mark = text[at]
    if mark in _ONLY_CLOSING or at + 1 >= end:
        return False
    if mark in _ONLY_OPENING:
        return True
    before, behind = text[at - 1] if at > start else " ", text[at + 1]
    if not (before.isspace() or before in _BEFORE_OPENING or _is_wide(before)):
        return False
    if mark in _SINGLE:
        return (
            not behind.isspace()
            and behind not in _ENDS - {"…"}
            and not (mark != "‘" and _ELISION.match(text, at + 1, end))
        )
    if mark in "”»" and behind.isspace():
        return False
    return behind not in _ENDS - {"…", "."}


def _may_close(text: str, at: int, start: int, end: int) -> bool:
    mark = text[at]
    if mark in _ONLY_OPENING:
        return False
    if mark in _ONLY_CLOSING:
        return True
    before, behind = text[at - 1] if at > start else " ", text[at + 1] if at + 1 < end else " "
    if mark in _SINGLE:
        return not before.isspace() and (behind.isspace() or behind in _BEHIND_CLOSING or _is_wide(behind))
    if before.isspace() and not behind.isspace() and behind.isalnum():
        return mark == "»"
    return True


def _is_wide(character: str) -> bool:
    """Of a writing without spaces between words."""
    return "\u3000" <= character <= "\u9fff"


def _strong_singles(text: str, start: int, end: int, singles: list[int]) -> list[int]:
    """For each single mark, the next one that surely closes something and before which none opens; -1 where none is."""
    found = [-1] * len(singles)
    following = -1
    for number in range(len(singles) - 1, -1, -1):
        at = singles[number]
        found[number] = following
        if _may_open(text, at, start, end):
            following = -1
        elif _may_close(text, at, start, end) and (
            text[at - 1] in _ENDS or at + 1 >= end or text[at + 1] in _BEHIND_CLOSING or text[at - 1] not in "sSxXzZ"
        ):
            following = at
    return found


def _is_possessive(text: str, at: int, end: int, singles: list[int], strong: list[int]) -> bool:
    """Whether a mark that might close is the apostrophe of "the workers' rights": then one that does follows."""
    if text[at - 1] not in "sSxXzZ" or not (at + 2 < end and text[at + 1].isspace() and text[at + 2].isalpha()):
        return False
    number = bisect_left(singles, at)
    return strong[number] >= 0


def _reopens(text: str, paragraph: tuple[int, int], opened: _Opened) -> bool:
    """Whether a paragraph begins with the mark by which a quotation runs on."""
    start, end = paragraph
    while start < end and text[start].isspace():
        start += 1
    return (
        start + 1 < end
        and _GROUP.get(text[start]) == _GROUP[opened.mark]
        and text[start] not in _ONLY_CLOSING
        and (text[start + 1].isalnum() or text[start] in _POINTED or text[start + 1] in _BEFORE_OPENING | _ENDS)
    )
