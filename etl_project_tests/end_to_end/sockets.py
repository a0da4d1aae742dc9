"""Which processes a server consists of, and where they listen (Linux)."""

import ipaddress
import struct
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

LISTEN = "0A"
"""State of a socket in /proc/net/tcp: include/net/tcp_states.h."""

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address


def processes(session: int) -> dict[int, str]:
    """The processes of a session, and whatever they have started: their ids and command lines."""
    parents: dict[int, int] = {}
    sessions: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):  # it has ended meanwhile
                # Behind the name in brackets, which may hold anything: state, parent, group, session.
                _, parent, _, its_session = (entry / "stat").read_text().rpartition(")")[2].split()[:4]
                parents[int(entry.name)], sessions[int(entry.name)] = int(parent), int(its_session)
    found = {pid for pid, its_session in sessions.items() if its_session == session}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    commands: dict[int, str] = {}
    for pid in found:
        with suppress(OSError):
            commands[pid] = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    return commands


def listening(pids: Iterable[int]) -> set[tuple[IPAddress, int]]:
    """Addresses and ports at which any of the processes takes TCP connections."""
    held = set()
    for pid in pids:
        with suppress(OSError):  # it has ended meanwhile, or this descriptor was closed
            for descriptor in Path(f"/proc/{pid}/fd").iterdir():
                with suppress(OSError):
                    held.add(str(descriptor.readlink()))
    return {place for inode, place in _listeners().items() if f"socket:[{inode}]" in held}


def _listeners() -> dict[str, tuple[IPAddress, int]]:
    """Every listening TCP socket of this machine, by its inode."""
    found = {}
    for table in (Path("/proc/net/tcp"), Path("/proc/net/tcp6")):
        for line in table.read_text().splitlines()[1:] if table.exists() else []:
            fields = line.split()
            if fields[3] == LISTEN:
                address, _, port = fields[1].partition(":")
                found[fields[9]] = (_address(address), int(port, 16))
    return found


def _address(written: str) -> IPAddress:
    """An address as /proc/net has it: words of 32 bits, each in the byte order of this machine.

    >>> str(_address("0100007F"))  # on a little-endian machine
    '127.0.0.1'
    """
    words = [int(written[at : at + 8], 16) for at in range(0, len(written), 8)]
    address = ipaddress.ip_address(struct.pack(f"={len(words)}I", *words))
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address
