"""How many articles a second of one processor's time are read for names.

    python -m benchmarks.reading.speed [--repeat 20]

The texts are the sample articles, and the annotated real ones where they are there. Loading the lists of names is told apart.
"""

import argparse
from time import process_time

from benchmarks.reading.floors import present_sets
from benchmarks.reading.predict import texts
from etl_project.transforms.names import read_names
from etl_project_tests.annotations import read_rows

_CHARACTERS = 3_000
"""An article of usual length."""


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


if __name__ == "__main__":
    main()
