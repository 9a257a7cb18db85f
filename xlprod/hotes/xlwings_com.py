"""Excel on Windows as a COM server is handed it: an xlwings ``App``, American English, French errors."""

from __future__ import annotations

import atexit
import importlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import xlwings

ANGLAIS = 0x409
"""US English.  pywin32 asks in the user's language, and Excel in French then wants ``jj/mm/aaaa`` and
``Standard``; VBA itself always asks in this one."""
_LIRE, _ECRIRE = 2, 4
"""DISPATCH_PROPERTYGET, DISPATCH_PROPERTYPUT."""


def application(pointeur: Any) -> xlwings.App:
    """The ``Application`` that VBA passes; xlwings and pywin32 are imported by the first call."""
    pywin32 = importlib.import_module("win32com.client")
    xw = importlib.import_module("xlwings")
    # xlwings ends, when Python exits, every Excel that shows no workbook: one may be starting or saving
    atexit.unregister(xw._xlwindows.cleanup)
    app: xlwings.App = xw.App(impl=xw._xlwindows.App(xl=pywin32.Dispatch(pointeur)))
    return app


def lire(objet: Any, propriete: str) -> Any:
    """Value of a property whose text depends on a language, in English."""
    com = objet._oleobj_
    return com.Invoke(com.GetIDsOfNames(0, propriete), ANGLAIS, _LIRE, True)


def ecrire(objet: Any, propriete: str, valeur: Any) -> None:
    """Set a property whose text depends on a language, given in English."""
    com = objet._oleobj_
    com.Invoke(com.GetIDsOfNames(0, propriete), ANGLAIS, _ECRIRE, False, valeur)


def refus(panne: Exception) -> str | None:
    """What Excel says when it refuses something, in its own language; None for any other failure."""
    if not hasattr(panne, "hresult"):
        return None
    # (code, program, sentence, help file, help page, code)
    details: Sequence[Any] = getattr(panne, "excepinfo", None) or ()
    phrase = details[2] if len(details) > 2 else None
    dit = phrase or getattr(panne, "strerror", None) or "sans dire pourquoi"
    return f"Excel a refusé : {str(dit).strip().rstrip('.')}"
