"""Functions for other processes to run; they must lie in a module that those can import."""

import ctypes
import os
import signal
import time
from collections.abc import Iterator


def letters(word: str) -> Iterator[str]:
    yield from word


def squares(numbers: int) -> list[int]:
    return [number * number for number in range(numbers)]


def process_id(item: int) -> Iterator[tuple[int, int]]:
    yield item, os.getpid()


def large(item: int) -> Iterator[bytes]:
    yield bytes([item % 256]) * 3_000_000


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
