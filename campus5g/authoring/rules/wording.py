"""Plain text: the length of sentences, and the reading ease of passages and questions."""

from collections.abc import Iterator, Sequence

from campus5g.authoring.catalogue import Module
from campus5g.authoring.final_quiz import quiz_of
from campus5g.authoring.findings import Finding
from campus5g.authoring.rules.passages import Passage
from campus5g.authoring.rules.prose import sentences_of
from campus5g.authoring.rules.quiz import texts_of
from campus5g.authoring.rules.reading import reading_ease, words_of
from campus5g.courseware.quiz.model import QUIZ_FILE, QuizError
from campus5g.language import LANGUAGES, Language
from campus5g.manifest import Text

# Authors aim at 25 words; an enumeration after a colon may take a few more.
LONGEST_SENTENCE_WORDS = 40

# Kandel-Moles and Flesch: the texts of Campus 5G have 75 to 95 in French and 60 to 85 in English.
# Below these a reader of a trade paper stumbles.
LEAST_EASE: dict[Language, float] = {"fr": 60.0, "en": 50.0}

# Shorter passages say nothing about the ease of reading.
_MEASURED_WORDS = 60

_QUOTED_LETTERS = 90


def wording_findings(passages: Sequence[Passage], module: Module) -> Iterator[Finding]:
    """Find sentences that are too long, and passages that are hard to read."""
    for passage in passages:
        if passage.language is None:
            continue
        sentences = passage.prose.sentences
        for sentence in filter(_too_long, sentences):
            yield passage.finding(
                f"A sentence has {_length(sentence)} words: {quoted(sentence)}", _SHORTEN
            )
        ease = reading_ease(sentences, passage.language)
        measured = sum(len(words_of(sentence)) for sentence in sentences) >= _MEASURED_WORDS
        if measured and ease < LEAST_EASE[passage.language]:
            language = passage.language
            hardest = min(sentences, key=lambda each: reading_ease([each], language))
            yield passage.finding(
                f"It is hard to read: {ease:.0f} of 100, and {LEAST_EASE[language]:.0f} is the "
                f"least. Hardest: {quoted(hardest)}",
                "Use shorter sentences and the words of the floor.",
            )
    yield from _question_findings(module)


def quoted(sentence: str) -> str:
    """Return the start of a sentence in quotes."""
    shown = sentence[:_QUOTED_LETTERS].rstrip()
    return f"“{shown}…”" if len(shown) < len(sentence.rstrip()) else f"“{shown}”"


_SHORTEN = f"Cut it in two; {LONGEST_SENTENCE_WORDS} words are the most, 25 the aim."


def _question_findings(module: Module) -> Iterator[Finding]:
    try:
        quiz = quiz_of(module)
    except QuizError:
        return
    for item in quiz.items if quiz else []:
        for text in texts_of(item):
            for sentence in _sentences(text):
                if _too_long(sentence):
                    yield Finding(
                        f"Question {item.id}: a sentence has {_length(sentence)} words: "
                        f"{quoted(sentence)}",
                        _SHORTEN,
                        file=QUIZ_FILE,
                    )


def _sentences(text: Text) -> Iterator[str]:
    for language in LANGUAGES:
        yield from sentences_of(getattr(text, language))


def _length(sentence: str) -> int:
    return len(sentence.split())


def _too_long(sentence: str) -> bool:
    return _length(sentence) > LONGEST_SENTENCE_WORDS
