"""xlwings' own code for Windows, imported anywhere: pywin32 is replaced by what that code needs to load.

What it then calls are the objects a test hands it as Excel's (:mod:`tests.excel_com`).
"""

from __future__ import annotations

import ctypes
import importlib
import sys
from types import ModuleType
from typing import Any
from unittest import mock


class ErreurCom(Exception):
    """``pywintypes.com_error``: (hresult, words of Windows, Excel's details, argument)."""

    def __init__(self, phrase: str | None = None, hresult: int = -2147352567) -> None:
        details = (0, "Microsoft Excel", phrase, "xlmain11.chm", 0, -2146827284)
        super().__init__(hresult, "Une exception s’est produite.", details, None)
        self.hresult, self.strerror, self.excepinfo, self.argerror = self.args


class Horodatage:
    """``pywintypes.TimeType``: no value of a cell is one, since ``Value2`` is read."""


class Objet:
    """``win32com``'s classes of objects: ours are none of them."""


def modules() -> dict[str, ModuleType]:
    """Stand-ins by name, for ``sys.modules``."""
    contenus: dict[str, dict[str, Any]] = {
        "pywintypes": {"com_error": ErreurCom, "TimeType": Horodatage, "error": ErreurCom, "IID": str},
        "pythoncom": {
            "com_error": ErreurCom,
            "ole_error": ErreurCom,
            "CoInitialize": lambda: None,
            "__file__": "pythoncom.dll",
        },
        "win32api": {},
        "win32con": {},
        "win32gui": {},
        "win32timezone": {},
        "win32process": {"GetWindowThreadProcessId": lambda fenetre: (0, 4242)},
        "win32com": {},
        "win32com.client": {
            "Dispatch": lambda objet: objet,
            "DispatchEx": None,
            "CDispatch": Objet,
            "CoClassBaseClass": Objet,
            "DispatchBaseClass": Objet,
        },
    }
    crees = {nom: ModuleType(nom) for nom in contenus}
    for nom, contenu in contenus.items():
        vars(crees[nom]).update(contenu)
    crees["win32com"].client = crees["win32com.client"]  # type: ignore[attr-defined]
    return crees


def charger() -> Any:
    """``xlwings._xlwindows``, from the installed xlwings."""
    factices = {nom: module for nom, module in modules().items() if nom not in sys.modules}
    dlls = {nom: mock.MagicMock() for nom in ("PyDLL", "oledll", "windll")}
    sys.modules.update(factices)
    try:
        with mock.patch.multiple(ctypes, create=True, **dlls):
            return importlib.import_module("xlwings._xlwindows")
    finally:
        for nom in factices:
            del sys.modules[nom]
