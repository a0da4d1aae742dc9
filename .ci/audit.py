"""Ask OSV (osv.dev) which pinned packages have known vulnerabilities: `python .ci/audit.py constraints.txt …`.

Ends with 0 where none has, or where OSV cannot be reached, and says which; with 1 where one has.
"""

import argparse
import http
import http.client
import json
import re
import sys
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

SERVICE = "https://api.osv.dev/v1/querybatch"
TIMEOUT_SECONDS = 60
_PIN = re.compile(r"([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?==([^\s;\\]+)")

Pin = tuple[str, str]
"""Name and version of a package."""
Ask = Callable[[dict[str, Any]], Any]
"""Sends a question to OSV, and returns its answer."""


class NotAuditedError(Exception):
    """OSV does not answer, or not as it is documented; nothing is known then."""


def pins(constraints: str) -> set[Pin]:
    """What a constraints file with hashes pins.

    >>> pins("lxml==6.0.0 ; python_version < '4' \\\\\\n    --hash=sha256:00\\n# a==1")
    {('lxml', '6.0.0')}

    Raises:
        ValueError: a line of it is no pin, and so would not be audited.
    """
    found = set()
    for line in constraints.splitlines():
        if line.strip() and not line.startswith(("#", " ")):
            pin = _PIN.match(line)
            if not pin:
                raise ValueError(f"It is no pin: {line}")
            found.add((pin[1], pin[2]))
    return found


def vulnerabilities(packages: set[Pin], ask: Ask) -> dict[Pin, list[str]]:
    """Identifiers of the advisories on each package that has any.

    Raises:
        NotAuditedError: the answer is not what OSV's documentation says.
    """
    found: dict[Pin, list[str]] = {}
    waiting = [(package, None) for package in sorted(packages)]
    while waiting:
        answer = ask({"queries": [_query(package, token) for package, token in waiting]})
        try:
            results = answer["results"]
            if len(results) != len(waiting):
                raise ValueError(f"{len(results)} answers to {len(waiting)} questions")
            for (package, _), result in zip(waiting, results, strict=True):
                if advisories := [advisory["id"] for advisory in result.get("vulns", [])]:
                    found.setdefault(package, []).extend(advisories)
            # An answer in several pages is asked for page by page.
            waiting = [
                (package, result["next_page_token"])
                for (package, _), result in zip(waiting, results, strict=True)
                if result.get("next_page_token")
            ]
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise NotAuditedError(f"its answer is not understood: {type(error).__name__} {error}") from None
    return found


def _query(package: Pin, page_token: str | None) -> dict[str, Any]:
    name, version = package
    query: dict[str, Any] = {"package": {"name": name, "ecosystem": "PyPI"}, "version": version}
    return query | ({"page_token": page_token} if page_token else {})


def post(service: str, question: dict[str, Any]) -> Any:
    """The answer of the OSV service at an http(s) address.

    Raises:
        NotAuditedError: there is none.
    """
    if not service.startswith(("https://", "http://")):
        raise ValueError(f"{service} is no http(s) address")
    request = urllib.request.Request(  # noqa: S310 - see above
        service, data=json.dumps(question).encode(), headers={"Content-Type": "application/json"}
    )
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as response:  # noqa: S310 - see above
            return json.load(response)
    except urllib.error.HTTPError as error:
        if error.code == http.HTTPStatus.BAD_REQUEST:
            raise  # the question is at fault, and so is this script
        raise NotAuditedError(f"it answers with HTTP status {error.code}") from None
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise NotAuditedError(str(error)) from None


def main() -> int:
    """Audit, say what came of it, and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("constraints", nargs="+", type=Path, help="file of pinned packages")
    parser.add_argument("--service", default=SERVICE, help="address of OSV's batch query")
    arguments = parser.parse_args()
    packages = set().union(*(pins(file.read_text(encoding="utf-8")) for file in arguments.constraints))
    try:
        found = vulnerabilities(packages, lambda question: post(arguments.service, question))
    except NotAuditedError as error:
        print(
            f"NOT AUDITED: of the {len(packages)} pinned packages nothing is known, for OSV cannot be asked ({error})."
        )
        return 0
    for (name, version), advisories in sorted(found.items()):
        print(f"{name} {version}: {', '.join(f'https://osv.dev/{advisory}' for advisory in advisories)}")
    if found:
        print(
            f"Of {len(packages)} pinned packages {len(found)} have known vulnerabilities: `make constraints` renews them."
        )
        return 1
    print(f"Audited: OSV knows of no vulnerability in the {len(packages)} pinned packages.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
