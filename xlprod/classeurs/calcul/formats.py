"""Number formats as a French Excel writes them, turned into the writing engines read."""

from __future__ import annotations

import re

_LITTERAL = re.compile(r'""[^"]*""|\\.|\[[^\]]*\]')
_DECIMALES = re.compile(r"(?<=[0#?]),(?!##0)(?=[0#?])")
_MILLIERS = re.compile(r"(?<=#)[ \u00a0\u202f](?=##0)")


def format_anglais(format_: str) -> str:
    """``jj/mm/aaaa`` → ``dd/mm/yyyy``, ``# ##0,00`` → ``#,##0.00``; an English format is unchanged."""
    if format_.casefold() == "standard":
        return "General"
    morceaux, fin = [], 0
    for litteral in _LITTERAL.finditer(format_):
        morceaux += [_codes(format_[fin : litteral.start()]), litteral[0]]
        fin = litteral.end()
    return "".join([*morceaux, _codes(format_[fin:])])


def format_rendu(format_: str) -> bool:
    """Whether the engine prints an English format rightly: it cuts hours short and cannot print fractions."""
    return not re.search(r"[hHsS]|[?#]/", _LITTERAL.sub("", format_.replace("General", "")))


def _codes(codes: str) -> str:
    """Codes outside literals.  ``a`` alone is a year too, but not in ``am/pm``."""
    if re.search(r"[jJ]|[aA]{2}", codes):
        return codes.translate(str.maketrans("jJaA", "ddyy"))
    if "." in codes:
        return codes
    return _MILLIERS.sub(",", _DECIMALES.sub(".", codes))
