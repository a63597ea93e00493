"""How hard a lesson is to read: LIX, a figure that needs no dictionary, and its long sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from courses.markdown import inline_children, parse
from courses.sentences import SENTENCES

WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*|\d+(?:[.,\s]\d{3})*(?:[.,]\d+)?")
# “art. 5”, “nr. 12”, “dr. ing.”: a full stop before a small letter or a digit ends nothing.
SENTENCE_END = re.compile(r"[.!?…]+[”»\")\]]*(?=\s+[^\s\da-zăâîșț]|\s*$)")
LONG_WORD_LETTERS = 6


@dataclass(frozen=True)
class Sentence:
    """A sentence of a lesson: its first line (from 1) and its words."""

    line: int
    words: tuple[str, ...]


@dataclass(frozen=True)
class Readability:
    """The running text of a lesson counted; titles, tables and sources are left out."""

    sentences: tuple[Sentence, ...]

    @property
    def words(self) -> int:
        """How many words."""
        return sum(len(sentence.words) for sentence in self.sentences)

    @property
    def words_a_sentence(self) -> Fraction:
        """Mean length of a sentence; 0 without text."""
        return Fraction(self.words, len(self.sentences)) if self.sentences else Fraction(0)

    @property
    def lix(self) -> int:
        """Words a sentence plus the percentage of words over six letters (Björnsson 1968).

        Under 40 is easy, 50 is a newspaper, over 60 is an official text. Made for Swedish and
        used for many languages; compare lessons of one language with each other only.

        >>> measure("Casa este mare. Vecinii povestesc seara.").lix
        36
        """
        if not self.words:
            return 0
        long_words = sum(
            len(word) > LONG_WORD_LETTERS for sentence in self.sentences for word in sentence.words
        )
        return round(self.words_a_sentence + Fraction(100 * long_words, self.words))

    def sentence(self, lang: str) -> str:
        """The figures in words, in `ro` or `en`."""
        wording = SENTENCES["lesson_reading"]["en" if lang == "en" else "ro"]
        mean = f"{float(self.words_a_sentence):.1f}"
        return wording.format(
            words=self.words,
            mean=mean if lang == "en" else mean.replace(".", ","),
            lix=self.lix,
        )


def measure(markdown: str) -> Readability:
    """The readability of a lesson."""
    return Readability(
        tuple(
            sentence
            for lines in _running_text(markdown)
            for sentence in _sentences(lines)
            if sentence.words
        )
    )


def _running_text(markdown: str) -> Iterator[list[tuple[str, int]]]:
    """Paragraphs and list items: pieces of text, each with its line."""
    table = False
    before = ""
    for token in parse(markdown).tokens:
        if token.type == "footnote_block_open":
            return
        if token.type in ("table_open", "table_close"):
            table = token.nesting == 1
        if token.type == "inline" and not table and before != "heading_open":
            yield [
                (child.content or " ", line)
                for child, line in inline_children(token)
                if child.type in ("text", "code_inline", "softbreak", "hardbreak")
            ]
        before = token.type


def _sentences(pieces: list[tuple[str, int]]) -> Iterator[Sentence]:
    text = "".join(piece for piece, _ in pieces)
    start = 0
    for end in [*(match.end() for match in SENTENCE_END.finditer(text)), len(text)]:
        words = WORD.search(text, start, end)
        if words:
            yield Sentence(_line_at(pieces, words.start()), tuple(WORD.findall(text[start:end])))
        start = end


def _line_at(pieces: list[tuple[str, int]], offset: int) -> int:
    for piece, line in pieces:
        if offset < len(piece):
            return line
        offset -= len(piece)
    return pieces[-1][1]
