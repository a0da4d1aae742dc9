"""Functions for other processes to run; they must lie in a module that those can import."""

import ctypes
import os
import signal
import time
from collections.abc import Iterator

import numpy as np


def letters(word: str) -> Iterator[str]:
    yield from word


def squares(numbers: int) -> list[int]:
    return [number * number for number in range(numbers)]


def process_id(item: int) -> Iterator[tuple[int, int]]:
    yield item, os.getpid()


def large(item: int) -> Iterator[bytes]:
    yield bytes([item % 256]) * 3_000_000


def short_of_memory(word: str) -> Iterator[str]:
    yield word[0]
    raise MemoryError


ENOUGH = 2_000
"""Megabytes after which greed gives up: should nothing stop it, the machine's other work shall not suffer."""


def megabytes(number: int) -> Iterator[int]:
    yield len(bytearray(b"x") * (number * 1_000_000))


def greedy(item: str) -> Iterator[str]:
    """Yields ``began``, and takes memory until it is refused; what happens then is the item."""
    yield "began"
    held: list[object] = []
    for _ in range(ENOUGH // 10):
        time.sleep(0.02)  # for a busy machine's pool to see it grow
        match item:
            case "python":
                held.append(bytearray(b"x") * 10_000_000)
            case "numpy":
                held.append(np.ones(10_000_000, dtype=np.uint8))
            case "at once":
                held.append(bytearray(ENOUGH * 1_000_000))
            case "aborts" | "writes to nothing":
                libc = ctypes.CDLL(None)
                libc.malloc.restype = ctypes.c_void_p
                place = libc.malloc(10_000_000)
                if place is None and item == "aborts":
                    libc.abort()
                ctypes.memset(place or 0, 1, 10_000_000)
    yield f"took {ENOUGH} MB"


class KillsWhileItIsSent:
    """Stands for a lack of memory at the worst moment: while a result is pickled."""

    def __reduce__(self) -> str:
        os.kill(os.getpid(), signal.SIGKILL)
        return ""


def hostile(word: str) -> Iterator[object]:
    """Yields the word's letters, but some letters do harm."""
    for letter in word:
        match letter:
            case "!":
                os.kill(os.getpid(), signal.SIGKILL)
            case "0":
                ctypes.string_at(0)  # segmentation fault
            case "x":
                os._exit(3)
            case "z":
                time.sleep(600)
            case "8":
                signal.pthread_sigmask(signal.SIG_BLOCK, set(signal.Signals))
                while True:  # hears no signal but SIGKILL
                    pass
            case "~":
                yield KillsWhileItIsSent()
            case "?":
                raise ValueError("a mistake in the function")
            case "λ":
                yield lambda: None  # cannot be pickled
            case _:
                yield letter


def slow(word: str) -> Iterator[str]:
    """Its letters, one every half second."""
    for letter in word:
        time.sleep(0.5)
        yield letter


class Unsendable(Exception):
    """Does not come out of a pickle."""

    def __init__(self, one: str, two: str) -> None:
        super().__init__(one)


def failing(item: str) -> Iterator[str]:
    raise KeyError(item) if item != "unsendable" else Unsendable(item, item)
    yield item


def process_id_and_no_more(item: int) -> Iterator[int]:
    yield os.getpid()
    time.sleep(600)
