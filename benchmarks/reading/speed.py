"""How many articles a second of one processor's time are read for names, and whether hostile texts cost quotations more than their length.

    python -m benchmarks.reading.speed [--repeat 20]

The texts are the sample articles, and the annotated real ones where they are there. Loading the lists of names is told apart.
"""

import argparse
from time import process_time

from benchmarks.reading.floors import present_sets
from benchmarks.reading.predict import texts
from etl_project.transforms.names import read_names
from etl_project.transforms.quotes import find_quotes
from etl_project_tests.annotations import read_rows

_CHARACTERS = 3_000
"""An article of usual length."""
_HOSTILE = (
    '"',
    "'",
    "“",
    "„",
    "«",
    "'a' ",
    '"a" b ',
    '"a," he said. ',
    "“a\n",
    "he said, ",
    '"a" and ',
    " ",
    "- ",
    "(",
    "a-",
    "x\n",
)
"""What a text that is to cost much may be full of."""


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeat", type=int, default=20)
    repeat = parser.parse_args().repeat
    begun = process_time()
    read_names("Warm-up", "Joe Biden met the EU in Seoul, and in القاهرة.", "en")
    print(f"lists of names loaded in {process_time() - begun:.1f} s")
    print(f"{'set':10}{'articles':>10}{'characters':>12}{'names':>8}{'a second':>10}{f'of {_CHARACTERS}':>10}")
    for name in present_sets():
        rows = read_rows(name)
        bodies = texts(rows)
        articles = [(bodies[row["id"]], row["language"]) for row in rows]
        size = sum(len(text.body) for text, _ in articles)
        for text, language in articles:  # other languages' lists
            read_names(text.title, text.body, language)
        begun = process_time()
        for _ in range(repeat):
            names = sum(len(read_names(text.title, text.body, language)) for text, language in articles)
        seconds = (process_time() - begun) / repeat
        print(
            f"{name:10}{len(articles):10}{size:12}{names:8}{len(articles) / seconds:10.0f}{size / _CHARACTERS / seconds:10.0f}"
        )

    print("\nquotations in texts that are full of one thing: time for 80,000 characters by that for 10,000")
    for unit in _HOSTILE:
        times = []
        for size in (10_000, 80_000):
            begun = process_time()
            find_quotes(unit * (size // len(unit)), [], "en")
            times.append(process_time() - begun)
        print(f"{unit!r:20}{times[1] / times[0]:6.1f}   {times[1]:.2f} s")


if __name__ == "__main__":
    main()
