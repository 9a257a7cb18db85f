"""COM server of the classic Excel add-in: one object, on Windows only.

The VBA of the add-in sends every call of a worksheet function to ``Moteur.Calculer``, and every
click on the ribbon to ``Moteur.Agir`` (:mod:`.boutons`).  What COM does to values, read in
pywin32's sources, shapes this module:

* an error of a cell arrives as a bare integer (its scode), while every number of a cell is a float;
* a tuple returned by a method would be taken for output arguments: answers are lists;
* a cell error cannot travel inside an array: the array goes with the places of its errors, as
  text, and VBA puts true errors there.

pywin32 is imported by :func:`servir` and by the first click; the rest runs anywhere.
"""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
from collections.abc import Sequence
from functools import cached_property
from typing import Any

import udfs  # noqa: F401  (fills the registry)
from xlprod import registre
from xlprod.erreurs import ABSENT, VALEUR, ErreurXlprod
from xlprod.hotes import societe
from xlprod.registre import ErreurCellule

PROGID = "xlprod.Moteur"
CLSID = "{6B0B3C0E-5D5F-4C53-9C0E-7D1B0F6E2A41}"
MODULE = "xlprod.hotes.vba_com"
CLASSES = r"Software\Classes"
"""Under the user's own key: neither an administrator nor a choice of 32 or 64 bits is needed."""

NUMEROS = {VALEUR: 2015, ABSENT: 2042}
"""``CVErr`` numbers of the errors the engine gives."""
CODES = {
    2000: "#NUL!",
    2007: "#DIV/0!",
    2015: VALEUR,
    2023: "#REF!",
    2029: "#NOM?",
    2036: "#NOMBRE!",
    2042: ABSENT,
    2045: "#PROPAGATION!",
    2050: "#CALC!",
}
SCODE = -2146828288
"""scode of ``CVErr(0)``: 0x800A0000 as a signed integer."""
OMIS = -2147352572
"""scode of an omitted argument (DISP_E_PARAMNOTFOUND)."""

Reponse = list[Any]
"""``["valeur", value or rows, "row,column,number;…"]`` or ``["erreur", number, sentence]``."""


class Moteur:
    """The object that VBA creates under the name ``xlprod.Moteur``."""

    _public_methods_ = ("Calculer", "Agir", "Confirmer")

    def __init__(self) -> None:
        societe.assurer()

    @cached_property
    def _boutons(self) -> Any:
        """Imported at the first click: cells do not wait for it."""
        return importlib.import_module("xlprod.hotes.boutons").Boutons()

    def Calculer(self, nom: Any, arguments: Any) -> Reponse:  # noqa: N802  (a COM name)
        """Answer one call of a worksheet function; never raises."""
        return calculer(str(nom), arguments)

    def Agir(self, nom: Any, excel: Any) -> list[str]:  # noqa: N802  (a COM name)
        """Run the action of a button in ``excel``, its ``Application``; never raises."""
        reponse: list[str] = self._boutons.agir(str(nom), excel)
        return reponse

    def Confirmer(self, excel: Any) -> list[str]:  # noqa: N802  (a COM name)
        """Write what the action asked about, the person having said yes; never raises."""
        reponse: list[str] = self._boutons.confirmer(excel)
        return reponse


def calculer(nom: str, arguments: Sequence[Any] | None) -> Reponse:
    """Answer one call; ``arguments`` are COM values, None when there is none."""
    try:
        retour = registre.evaluer(nom, bruts(arguments or ()))
    except Exception as panne:  # a bug of ours is an error of its cell, with its sentence
        return _refus(VALEUR, f"erreur interne ({type(panne).__name__}) : {panne}")
    if retour.erreur is not None:
        return _refus(retour.erreur.code, retour.erreur.message)
    return valeur(retour.valeur)


def _refus(code: str, phrase: str) -> Reponse:
    return ["erreur", _numero(code), phrase]


def _numero(code: str) -> int:
    return NUMEROS.get(code, NUMEROS[VALEUR])


def bruts(arguments: Sequence[Any]) -> list[Any]:
    """Raw values for the registry; arguments omitted at the end are not passed at all."""
    valeurs = [_brut(a) for a in arguments]
    while valeurs and valeurs[-1] is None:
        valeurs.pop()
    return valeurs


def _brut(argument: Any) -> Any:
    """A block of cells is a tuple of rows; a row written ``{1;2}`` in a formula is a flat tuple."""
    if not isinstance(argument, list | tuple):
        return _lue(argument)
    lignes = argument if argument and isinstance(argument[0], list | tuple) else [argument]
    return [[_lue(cellule) for cellule in ligne] for ligne in lignes]


def _lue(cellule: Any) -> Any:
    if isinstance(cellule, int) and not isinstance(cellule, bool):
        if cellule == OMIS:
            return None
        if (numero := cellule - SCODE) in CODES:
            return ErreurCellule(CODES[numero])
    return cellule


def valeur(calculee: Any) -> Reponse:
    """Answer that holds a value or rows of equal width; an empty table is one blank cell."""
    if not isinstance(calculee, list):
        return ["valeur", _rendue(calculee), ""]
    largeur = max((len(ligne) for ligne in calculee), default=0) or 1
    lignes = [[*ligne, *[""] * (largeur - len(ligne))] for ligne in calculee or [[""]]]
    reperes = [
        f"{i},{j},{_numero(cellule.code)}"
        for i, ligne in enumerate(lignes)
        for j, cellule in enumerate(ligne)
        if isinstance(cellule, ErreurXlprod)
    ]
    return ["valeur", [[_rendue(cellule) for cellule in ligne] for ligne in lignes], ";".join(reperes)]


def _rendue(cellule: Any) -> Any:
    if cellule is None or isinstance(cellule, ErreurXlprod):
        return ""  # COM would make a Null of None, and Excel an error of Null
    return float(cellule) if isinstance(cellule, int) and not isinstance(cellule, bool) else cellule


# --- Windows -------------------------------------------------------------------------------


def cles(commande: str) -> dict[str, str]:
    """Default values of the registry keys, relative to :data:`CLASSES`; ``commande`` starts the server."""
    return {
        PROGID: "xlprod",
        rf"{PROGID}\CLSID": CLSID,
        rf"CLSID\{CLSID}": "xlprod",
        rf"CLSID\{CLSID}\ProgID": PROGID,
        rf"CLSID\{CLSID}\LocalServer32": commande,
        rf"CLSID\{CLSID}\PythonCOM": f"{MODULE}.Moteur",
    }


def commande() -> str:
    """What Windows runs when Excel asks for the engine: this Python, without a console."""
    programme = sys.executable
    if programme.lower().endswith("python.exe"):
        programme = programme[: -len("python.exe")] + "pythonw.exe"
    return subprocess.list2cmdline([programme, "-m", MODULE])


def inscrire() -> None:
    """Declare the server to Windows for this user."""
    winreg: Any = importlib.import_module("winreg")
    for chemin, texte in cles(commande()).items():
        with winreg.CreateKey(winreg.HKEY_CURRENT_USER, rf"{CLASSES}\{chemin}") as cle:
            winreg.SetValueEx(cle, None, 0, winreg.REG_SZ, texte)


def desinscrire() -> None:
    """Undo :func:`inscrire`; nothing if it was not done."""
    winreg: Any = importlib.import_module("winreg")
    for chemin in sorted(cles(""), key=len, reverse=True):  # a key goes after those it holds
        try:
            winreg.DeleteKey(winreg.HKEY_CURRENT_USER, rf"{CLASSES}\{chemin}")
        except FileNotFoundError:
            continue


def inscrit() -> str:
    """Command that Windows would run for the engine; empty when it is not declared."""
    winreg: Any = importlib.import_module("winreg")
    chemin = rf"{CLASSES}\CLSID\{CLSID}\LocalServer32"
    try:
        with winreg.OpenKey(winreg.HKEY_CURRENT_USER, chemin) as cle:
            return str(winreg.QueryValueEx(cle, None)[0])
    except FileNotFoundError:
        return ""


def servir() -> None:
    """Serve one call at a time until Excel releases the engine."""
    importlib.import_module("win32com.server.localserver").serve([CLSID])


ACTIONS = {"inscrire": inscrire, "desinscrire": desinscrire}


def main(arguments: Sequence[str]) -> int:
    """``inscrire``, ``desinscrire``, or the server itself (Windows then adds ``-Embedding``)."""
    action = arguments[0] if arguments else "-Embedding"
    if os.name != "nt":
        print("Le complément Excel classique ne fonctionne que sous Windows.", file=sys.stderr)
        return 1
    if action.lower() in ("-embedding", "/embedding"):
        servir()
    elif action in ACTIONS:
        ACTIONS[action]()
    else:
        print(f"« {action} » inconnu : {' ou '.join(ACTIONS)} attendu", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
