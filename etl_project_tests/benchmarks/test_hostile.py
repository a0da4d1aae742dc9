"""Damaged files are read, parsed and accounted for; and the account finds what is missing."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.extraction.fuzz import HOSTILE
from benchmarks.reliability.hostile import Mutant, Original, all_originals, fault_in_account, mutate, try_pages
from etl_project.extraction import Extract, extract
from etl_project.readers import Limits, Share

DAY = "2026-11-02"
LINES = b'{"text": "one"}\n\n[]\n{"text": "three"}'


def test_damaged_files_are_survived_and_accounted_for() -> None:
    figures = try_pages(300, seed=2)
    assert figures.is_clean, str(figures)
    assert figures.files == 300 <= figures.pages
    assert {"ok", "partial", "not_utf8", "invalid_json"} <= set(figures.outcomes)
    assert str(figures).startswith("300 damaged files with ")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds the memory of a process")
def test_pages_beyond_their_memory_are_told_from_mistakes_of_the_parser() -> None:
    originals = [Original(".html", "", HOSTILE[name]().encode()) for name in ("links", "one line", "class names")]
    figures = try_pages(6, seed=1, megabytes=50, of=originals)
    assert figures.is_clean, str(figures)
    assert figures.outcomes["out_of_memory"] >= 1
    assert figures.pages == 6


def test_a_seed_makes_the_same_files_again() -> None:
    originals = all_originals()
    assert mutate(originals, 1, 7) == mutate(originals, 1, 7)
    assert len({mutate(originals, seed, 7).content for seed in range(20)}) == 20


def taken_apart(root: Path, mutant: Mutant) -> list[Extract]:
    (root / DAY).mkdir()
    (root / DAY / mutant.name).write_bytes(mutant.content)
    return list(extract(Share(f"{DAY}/{mutant.name}"), raw_root=root, limits=Limits(), publisher_labels=frozenset()))


def test_every_byte_is_in_one_capture(tmp_path: Path) -> None:
    mutant = Mutant("p.jsonl", LINES, b"")
    whole = taken_apart(tmp_path, mutant)
    assert len(whole) == 3 and fault_in_account(mutant, whole) is None
    assert "[]" in str(fault_in_account(mutant, [whole[0], whole[2]]))
    assert "twice" in str(fault_in_account(mutant, [whole[0], *whole]))
    assert fault_in_account(mutant, whole[:2]) == "bytes from 19 on"
    assert fault_in_account(mutant, [])


def test_what_is_held_back_has_its_reason(tmp_path: Path) -> None:
    mutant = Mutant("p.html", b"", b"")
    (held,) = taken_apart(tmp_path, mutant)
    assert fault_in_account(mutant, [held]) is None
    assert fault_in_account(mutant, [replace(held, quarantine=[])]) == "quarantined with 0 reasons"
    assert fault_in_account(mutant, [replace(held, captures=[])]) == "a page without its capture"
