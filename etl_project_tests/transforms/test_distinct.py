import polars as pl

from etl_project.transforms.distinct import over_distinct


def test_each_combination_is_asked_for_once() -> None:
    calls: list[tuple[str | None, int]] = []

    def join(word: str | None, number: int) -> list[str]:
        calls.append((word, number))
        return [f"{word}{number}"]

    frame = pl.DataFrame({"word": ["b", None, "b", "a", None], "number": [1, 1, 1, 1, 1]})
    result = over_distinct(frame, ["word", "number"], join, pl.List(pl.String()))
    assert result.to_list() == [["b1"], ["None1"], ["b1"], ["a1"], ["None1"]]
    assert sorted(calls, key=str) == [("a", 1), ("b", 1), (None, 1)]


def test_empty_frame_keeps_the_type() -> None:
    frame = pl.DataFrame(schema={"word": pl.String})
    result = over_distinct(frame, ["word"], str.upper, pl.String())
    assert result.dtype == pl.String
    assert result.is_empty()
