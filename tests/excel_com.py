"""Excel's objects as pywin32 shows them to xlwings, without Excel: pyOpenVBA's model of them answers.

That model was measured on Excel by its author: what typing a text does, what a format keeps, what a
sheet refuses.  It is asked here in COM's terms: tuples of rows, integers for errors, None for nothing.
Members that it lacks are added at the end, each a plain value.

This Excel is French: a number format or a formula that is not asked in US English, as VBA does, is refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pyopenvba.apps.excel import ExcelApplication
from pyopenvba.apps.excel._io import load_workbook, save_workbook
from pyopenvba.apps.excel._model import Application, ExcelObject, RowsOf, Workbook, Workbooks, Worksheet
from pyopenvba.exceptions import VBARuntimeError
from pyopenvba.interpreter._inventory import member_exists
from pyopenvba.interpreter._objects import MemberSpec, VBAObject
from pyopenvba.interpreter._values import EMPTY, MISSING, NOTHING, NULL, VBAArray, VBAErrorValue, VBAInt

from tests.pywin32_factice import ErreurCom
from xlprod.hotes import vba_com, xlwings_com

LANGUE = {"NumberFormat", "Formula", "Formula2", "FormulaArray", "RefersTo"}
"""Properties whose text depends on a language."""
INDEXES = {"Item", "Range", "Resize"}
"""Properties that are asked with an argument."""
INCONNU = 438
"""Error of VBA: no such member."""


class Com:
    """An object of Excel."""

    def __init__(self, objet: VBAObject) -> None:
        self.__dict__["objet"] = objet

    def __getattr__(self, nom: str) -> Any:
        if nom.startswith("_"):
            raise AttributeError(nom)
        spec = self.objet.vba_member(nom)
        if spec is not None and (spec.kind == "method" or (spec.parameters and nom in INDEXES)):
            return lambda *args, **nommes: self._appeler(nom, *args, **nommes)
        valeur = self._appeler(nom)
        return f"{valeur} en français" if nom in LANGUE else valeur

    def __setattr__(self, nom: str, valeur: Any) -> None:
        if nom in LANGUE:
            raise ErreurCom(f"Impossible de définir la propriété {nom} de la classe Range")
        self._poser(nom, valeur)

    def __call__(self, *args: Any) -> Any:
        return self._appeler("Item", *args)

    def __iter__(self) -> Iterator[Any]:
        return map(vers_com, self.objet.vba_iterate())

    @property
    def _oleobj_(self) -> Invocation:
        return Invocation(self)

    def _appeler(self, nom: str, *args: Any, **nommes: Any) -> Any:
        with _refus(nom):
            valeurs = {n: vers_vba(v) for n, v in nommes.items()}
            return vers_com(self.objet.vba_get(nom, [vers_vba(a) for a in args], valeurs))

    def _poser(self, nom: str, valeur: Any) -> None:
        with _refus(nom):
            self.objet.vba_set(nom, EMPTY if valeur is None else vers_vba(valeur))


class Invocation:
    """``IDispatch``: the one way to say in which language to ask."""

    def __init__(self, com: Com) -> None:
        self.com = com

    def GetIDsOfNames(self, langue: int, nom: str) -> str:  # noqa: N802
        return nom

    def Invoke(self, nom: str, langue: int, genre: int, rendu: bool, *args: Any) -> Any:  # noqa: N802
        assert langue == xlwings_com.ANGLAIS
        if genre == 2:
            return self.com._appeler(nom, *args)
        return self.com._poser(nom, *args)


class _refus:  # noqa: N801
    """Errors of VBA as pywin32 raises them."""

    def __init__(self, nom: str) -> None:
        self.nom = nom

    def __enter__(self) -> None:
        return None

    def __exit__(self, genre: Any, panne: Any, trace: Any) -> None:
        if isinstance(panne, VBARuntimeError):
            if panne.number == INCONNU:
                raise AttributeError(self.nom) from panne
            raise ErreurCom(panne.description) from panne


def vers_com(valeur: Any) -> Any:
    """What pywin32 makes of a value of VBA."""
    if isinstance(valeur, VBAObject):
        return Com(valeur)
    if isinstance(valeur, VBAArray):
        (h1, h2), (g1, g2) = valeur.bounds
        return tuple(
            tuple(vers_com(valeur.get([i, j])) for j in range(g1, g2 + 1)) for i in range(h1, h2 + 1)
        )
    if isinstance(valeur, VBAErrorValue):
        return vba_com.SCODE + valeur.number
    if valeur in (EMPTY, NOTHING, NULL):
        return None
    return int(valeur) if isinstance(valeur, VBAInt) else valeur


def vers_vba(valeur: Any) -> Any:
    """What a value of pywin32 is to VBA."""
    if isinstance(valeur, Com):
        return valeur.objet
    if isinstance(valeur, list | tuple):
        tableau = VBAArray([(1, len(valeur)), (1, len(valeur[0]))])
        for i, ligne in enumerate(valeur, 1):
            for j, cellule in enumerate(ligne, 1):
                tableau.set([i, j], vers_vba(cellule))
        return tableau
    if valeur is None:
        return MISSING
    return VBAInt(valeur, "Long") if isinstance(valeur, int) and not isinstance(valeur, bool) else valeur


# --- what the model lacks ------------------------------------------------------------------------


class Valeurs(ExcelObject):  # type: ignore[misc,unused-ignore]
    """An object of Excel of which only the values that are set matter; Excel's own list says which exist."""

    def __init__(self, genre: str, **valeurs: Any) -> None:
        self.vba_type_name = genre
        self.valeurs = valeurs

    def vba_get(self, name: str, args: Any = (), named: Any = None) -> Any:
        assert member_exists(self.vba_type_name, name, "excel"), name
        return self.valeurs[name]

    def vba_set(self, name: str, value: Any, *args: Any, **named: Any) -> None:
        assert member_exists(self.vba_type_name, name, "excel"), name
        self.valeurs[name] = value


def _propriete(classe: type[ExcelObject], nom: str, defaut: Any) -> None:
    """Add a property; ``defaut`` makes its first value."""
    assert member_exists(classe.vba_type_name, nom, "excel"), nom
    cle = f"com_{nom}"

    def lire(objet: Any) -> Any:
        return vars(objet).setdefault(cle, defaut())

    def ecrire(objet: Any, valeur: Any) -> None:
        vars(objet)[cle] = valeur

    classe.vba_add_member(MemberSpec(nom, "property", lire, ecrire))


def _ajouter(classeurs: Any, modele: Any = MISSING) -> Any:
    """``Workbooks.Add``, of a template too: its copy has no file yet."""
    if modele is MISSING:
        return Workbooks.Add(classeurs)
    livre = load_workbook(classeurs.application, Path(modele))
    livre.name, livre.path = f"{Path(modele).stem}1", ""
    classeurs.books.append(livre)
    classeurs.application.activate_book(livre)
    return livre


def _ouvrir(classeurs: Any, chemin: Any, *autres: Any) -> Any:
    """``Workbooks.Open``, its other arguments left out."""
    assert set(autres) <= {MISSING}
    return Workbooks.Open(classeurs, chemin)


def _copier(livre: Any, chemin: Any) -> Any:
    save_workbook(livre, Path(chemin))
    return EMPTY


for _nom, _defaut in {
    "Cursor": lambda: VBAInt(-4143, "Long"),
    "Hwnd": lambda: VBAInt(0, "Long"),
    "ActiveProtectedViewWindow": lambda: NOTHING,
    "DefaultFilePath": str,
    "AutoCorrect": lambda: Valeurs("AutoCorrect", AutoFillFormulasInLists=True),
}.items():
    _propriete(Application, _nom, _defaut)
_propriete(Workbook, "Date1904", bool)
_propriete(Worksheet, "PageSetup", lambda: Valeurs("PageSetup"))
RowsOf.vba_add_member(MemberSpec("AutoFit", "method", lambda lignes: EMPTY))
Workbook.vba_add_member(MemberSpec("SaveCopyAs", "method", _copier, parameters=("Filename",)))
Workbooks._vba_members["open"] = MemberSpec("Open", "method", _ouvrir, varargs=True)
Workbooks._vba_members["add"] = MemberSpec("Add", "method", _ajouter, parameters=("Template",))


class Excel:
    """One Excel, the workbook ``fichier`` open in it."""

    def __init__(self, fichier: Path | None, documents: Path) -> None:
        self.interprete = ExcelApplication.open(fichier) if fichier else ExcelApplication()
        self.application = self.interprete.application
        self.com = Com(self.application)
        self.com.DefaultFilePath = str(documents)

    @property
    def feuilles(self) -> list[str]:
        return [feuille.Name for feuille in self.com.ActiveWorkbook.Sheets]
