"""An editor says which items of a source the newsletter wants."""

import pytest

from digest.gather.wanted import wanted
from digest.model import SourceError
from tests.gather.reading import source


def test_without_a_wish_everything_is_wanted() -> None:
    assert wanted(source(), "Anything")


@pytest.mark.parametrize(
    ("title", "is_wanted"), [("Digital news", True), ("DIGITAL", True), ("Digitally", False), ("Bins", False)]
)
def test_a_word_means_the_whole_word(title: str, is_wanted: bool) -> None:
    assert wanted(source(include=["digital"]), title) is is_wanted


def test_a_phrase_may_be_spaced_in_any_way() -> None:
    assert wanted(source(include=["service standard"]), "The service  standard")


def test_a_category_counts_like_the_title() -> None:
    assert wanted(source(include=["digital"]), "Bins", ["Waste", "Digital"])
    assert not wanted(source(exclude=["waste"]), "Bins", ["Waste"])


def test_exclude_beats_include() -> None:
    assert not wanted(source(include=["digital"], exclude=["vacancy"]), "Digital vacancy")


def test_a_pattern_between_slashes_is_a_regular_expression() -> None:
    assert wanted(source(include=["/^week ?notes/"]), "Weeknotes 12")
    assert not wanted(source(include=["/^week ?notes/"]), "My weeknotes")


def test_signs_in_a_word_mean_themselves() -> None:
    assert wanted(source(include=["C++"]), "C++ in councils")
    assert not wanted(source(include=["a.b"]), "axb")


def test_a_pattern_that_could_take_for_ever_is_refused() -> None:
    with pytest.raises(SourceError, match="repeat inside a repeat"):
        wanted(source(include=["/(a+)+$/"]), "a" * 40)
