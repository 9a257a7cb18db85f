"""Excel without Excel: a classic workbook computed by its own VBA, in pyOpenVBA's interpreter.

pyOpenVBA opens the file, works its formulas out and runs its macros.  What is missing there is put
in: calls of the workbook's functions go to its VBA, and ``CreateObject("xlprod.Moteur")`` gives the
object that COM would create, with the values that COM would hand over.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import coordinate_to_tuple
from pyopenvba.apps.excel import ExcelApplication
from pyopenvba.apps.excel._engine_book import scalar
from pyopenvba.formula._calc import registry
from pyopenvba.formula._calc.values import Array, Empty, Reference
from pyopenvba.interpreter._objects import VBAObject, method
from pyopenvba.interpreter._values import EMPTY, MISSING, VBAArray, VBAErrorValue, VBAInt, error

from xlprod.hotes import vba_com
from xlprod.registre import PREFIXE_CLASSIQUE

FAUX = 987654.0


class Moteur(VBAObject):  # type: ignore[misc,unused-ignore]
    """The COM object; counts the calls of each function."""

    def __init__(self) -> None:
        self.appels: Counter[str] = Counter()

    @method  # type: ignore[untyped-decorator,unused-ignore]
    def Calculer(self, nom: Any, arguments: Any) -> Any:  # noqa: N802  (a COM name)
        self.appels[nom] += 1
        return _vers_vba(vba_com.Moteur().Calculer(nom, _vers_com(arguments)))


def _vers_com(valeur: Any) -> Any:
    """What pywin32 hands over: tuples, floats, the integers of errors, None."""
    if isinstance(valeur, VBAArray):
        if valeur.dimensions == 1:
            return tuple(_vers_com(valeur.get([i])) for i in range(*_bornes(valeur, 0)))
        return tuple(
            tuple(_vers_com(valeur.get([i, j])) for j in range(*_bornes(valeur, 1)))
            for i in range(*_bornes(valeur, 0))
        )
    if isinstance(valeur, VBAErrorValue):
        return vba_com.SCODE + valeur.number
    if valeur is EMPTY:
        return None
    assert isinstance(valeur, str | bool | float), valeur
    return valeur


def _bornes(tableau: VBAArray, rang: int) -> tuple[int, int]:
    bas, haut = tableau.bounds[rang]
    return bas, haut + 1


def _vers_vba(valeur: Any) -> Any:
    """What VBA receives of a list, or of rows of equal width."""
    if isinstance(valeur, list):
        if valeur and all(isinstance(ligne, list) for ligne in valeur):
            tableau = VBAArray([(0, len(valeur) - 1), (0, len(valeur[0]) - 1)])
            for i, ligne in enumerate(valeur):
                for j, cellule in enumerate(ligne):
                    tableau.set([i, j], _vers_vba(cellule))
            return tableau
        return VBAArray([(0, len(valeur) - 1)], items=[_vers_vba(v) for v in valeur])
    return VBAInt(valeur, "Long") if isinstance(valeur, int) and not isinstance(valeur, bool) else valeur


class Classeur:
    """An open classic workbook and its engine."""

    def __init__(self, fichier: Path, monkeypatch: Any) -> None:
        self.excel = ExcelApplication.open(fichier)
        self.moteur: Moteur | None = Moteur()
        monkeypatch.setattr(self.excel.interpreter.host, "create", self._creer)
        for module in self.excel.interpreter.modules.values():
            for nom in module.procedures:
                if nom.upper().startswith(PREFIXE_CLASSIQUE):
                    appeler = _fonction(self.excel, nom)
                    fonction = registry.Function(nom.upper(), appeler, (registry.R,), 0, 255)
                    monkeypatch.setitem(registry.FUNCTIONS, nom.upper(), fonction)

    def _creer(self, nom: str) -> VBAObject:
        if self.moteur is None or nom != vba_com.PROGID:
            raise error(429, "Un composant ActiveX ne peut pas créer d'objet")
        return self.moteur

    def saisir(self, feuille: str, adresse: str, valeur: Any) -> None:
        (choisie,) = (f for f in self.excel.workbook.sheets_ if f.name == feuille)
        choisie.cells_[coordinate_to_tuple(adresse)].value = valeur

    def recalculer(self) -> tuple[dict[str, dict[str, Any]], Counter[str]]:
        """Ctrl+Alt+F9: value of every formula by sheet and cell, each first made wrong; calls by function."""
        formules = [
            (feuille.name, position, cellule)
            for feuille in self.excel.workbook.sheets_
            for position, cellule in feuille.cells_.items()
            if cellule.formula
        ]
        for _, _, cellule in formules:
            cellule.value, cellule.stale = FAUX, True
        avant = Counter(self.moteur.appels) if self.moteur else Counter()
        calculateur = self.excel.workbook.calculator
        calculateur.calculate_all()
        valeurs: dict[str, dict[str, Any]] = {}
        for nom, (ligne, colonne), _ in formules:
            valeur = scalar(calculateur.value_of(nom, ligne, colonne))
            valeurs.setdefault(nom, {})[f"{get_column_letter(colonne)}{ligne}"] = valeur
        return valeurs, (self.moteur.appels - avant if self.moteur else Counter())


def calculer(fichier: Path, monkeypatch: Any) -> tuple[dict[str, dict[str, Any]], Counter[str]]:
    """First recalculation of a workbook just opened."""
    return Classeur(fichier, monkeypatch).recalculer()


def _fonction(excel: ExcelApplication, nom: str) -> Any:
    """The VBA function as the formulas call it: cells reach it as ranges."""

    def appeler(contexte: Any, *arguments: Any) -> Any:
        rendu = excel.interpreter.run(nom, [_argument(excel, a) for a in arguments])
        if isinstance(rendu, VBAArray):
            (h1, h2), (g1, g2) = rendu.bounds
            return Array([[scalar(rendu.get([i, j])) for j in range(g1, g2 + 1)] for i in range(h1, h2 + 1)])
        return scalar(rendu)

    return appeler


def _argument(excel: ExcelApplication, argument: Any) -> Any:
    if isinstance(argument, Reference):
        aire = argument.area
        feuille = next(f for f in excel.workbook.sheets_ if f.name.lower() == aire.sheet.lower())
        coins = [feuille.vba_get("Cells", p) for p in ([aire.top, aire.left], [aire.bottom, aire.right])]
        return feuille.vba_get("Range", coins)
    return MISSING if isinstance(argument, Empty) else argument
