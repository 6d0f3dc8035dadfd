"""dbt's own pages, as one file that asks nobody for anything."""

from __future__ import annotations

import re
from pathlib import Path

# Whatever the page would fetch, or tell, the browser refuses.
POLICY = (
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\';'
    " script-src 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline';"
    ' img-src data:; font-src data:">'
)
# To whom the page would report who reads it.
COLLECTORS = re.compile(r"fishtownanalytics\.sinter-collect\.com|fuzzed\.getdbt\.com")


def offline(page: str, folders: list[Path]) -> str:
    """The page of `dbt docs generate --static` for handing on.

    page: its text; folders: of this machine, which it need not name. Raises ValueError
    when it is not such a page.
    """
    head, found, rest = page.partition("<head>")
    if not found:
        raise ValueError("This is no page of `dbt docs generate --static`.")
    text = head + found + POLICY + COLLECTORS.sub("nobody.invalid", rest)
    for folder in sorted(map(str, folders), key=len, reverse=True):
        text = text.replace(folder, "")
    return text
