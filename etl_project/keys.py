"""Stable keys: hex of a 128-bit hash of a row's natural key.

MD5 is used because it is 128 bits, fixed for ever by RFC 1321, and built into both Python and DuckDB, so that an
analyst can recompute any key in SQL: ``md5(a || chr(31) || coalesce(b, ''))``. It guards identity, not secrets.
"""

import hashlib

SEPARATOR = "\x1f"
"""ASCII unit separator: joins the parts of a natural key."""


def stable_key(*parts: str | int | None) -> str:
    """Key of a natural key, as 32 hex digits. A part that is None counts as the empty string.

    >>> stable_key("2026-11-02/page.txt", 0)
    'c8c4f25f064dccfc690642c08289eb6e'
    """
    text = SEPARATOR.join("" if part is None else str(part) for part in parts)
    return hashlib.md5(text.encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()
