"""Who asked the vault what, and when: one line for each query, and no value in it."""

from __future__ import annotations

import json
import os
import pwd
import re
from datetime import UTC, datetime
from pathlib import Path

# What may hold a value, in the order in which a reader of SQL would meet it.
_VALUES = re.compile(
    r"""
    (?P<comment> --[^\n]* | /\*.*?(?:\*/|$) )
    | (?P<name> "[^"]*(?:"|$) )
    | \be'(?:[^'\\]|\\.|'')*(?:'|$)
    | '[^']*(?:'|$)
    | \$(?P<tag>\w*)\$.*?(?:\$(?P=tag)\$|$)
    | (?<![\w.])\d[\d_.]*(?:e[+-]?\d+)?
    """,
    re.DOTALL | re.IGNORECASE | re.VERBOSE,
)


def _shape(found: re.Match[str]) -> str:
    if found["comment"]:
        return " "
    if found["name"]:
        return found[0] if re.fullmatch(r'"\w+"', found[0]) else '"?"'
    return "?"


def audit_line(query: str, out: Path | None, purpose: str = "") -> str:
    """The line of a query: when, the login that asked, the query without its literals,
    the file that the answer went to (null: the screen), and the purpose that it was
    released for (null: for none).
    """
    shape = _VALUES.sub(_shape, query)
    return json.dumps(
        {
            "asked_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "asked_by": pwd.getpwuid(os.getuid()).pw_name,
            "query": " ".join(shape.split()),
            "out": str(out.absolute()) if out else None,
            "purpose": purpose or None,
        }
    )


def append(log: Path, line: str) -> None:
    """Adds a line to the audit log (mode 0600), on disk when this returns.

    Raises OSError when it cannot be written: then nothing must be answered.
    """
    handle = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(handle, f"{line}\n".encode())
        os.fsync(handle)
    finally:
        os.close(handle)
