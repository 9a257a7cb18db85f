"""What the tests of classic Excel's buttons share: a workbook in a model of Excel, an action of their own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import xlsxwriter

from macros.registre import ACTIONS, Action, Deroule, Fichier, Reponse
from tests import instantane_fichier
from tests.excel_com import Excel
from xlprod.classeurs.instantane import Case, Instantane
from xlprod.classeurs.page import Colonne, Ligne, Page
from xlprod.hotes import xlwings_com
from xlprod.hotes.xlwings_lecture import lire_classeur
from xlprod.registre import PREFIXE_CLASSIQUE

RACINE = Path(__file__).resolve().parent.parent
EXEMPLE = RACINE / "workbooks" / "exemples" / "film_2_5_M_classique.xlsm"
CHARGES = Case("Équipe", 6, 18)
"""A cell of the example that our function computes."""
SOMME = Case("Devis", 2, 1)
"""A formula of the small workbook."""

Ouvrir = Callable[..., Excel]
Declarer = Callable[..., None]


def petit(dossier: Path) -> Path:
    """Two sheets, one formula: what a test of the host itself needs."""
    source = dossier / "petit.xlsx"
    with xlsxwriter.Workbook(source) as classeur:
        devis = classeur.add_worksheet("Devis")
        devis.write_row("A1", ["Poste", "Montant"])
        devis.write_formula("A2", "=1+1", value=2)
        classeur.add_worksheet("Listes").write_string("A1", "x")
    return source


def ouvreur(dossier: Path) -> Ouvrir:
    """Opens a copy of a workbook, the small one unless told; ``selection`` is its active cell."""
    (dossier / "Documents").mkdir()
    modele = petit(dossier)

    def ouvrir(fichier: Path | None = modele, selection: Case | None = None) -> Excel:
        copie = dossier / fichier.name if fichier else None
        if fichier and copie and not copie.exists():
            copie.write_bytes(fichier.read_bytes())
        excel = Excel(copie, dossier / "Documents")
        if selection:
            feuille = excel.com.ActiveWorkbook.Sheets(selection.feuille)
            feuille.Activate()
            feuille.Cells(selection.ligne, selection.colonne).Select()
        return excel

    return ouvrir


def declarant(monkeypatch: Any) -> Declarer:
    """Registers an action of the test, « essai », that gives this answer."""

    def declarer(reponse: Reponse, fichier: bool = False) -> None:
        def corps(classeur: Instantane) -> Deroule:
            yield "essai"
            if fichier:
                return replace(reponse, fichier=Fichier("copie.xlsx", classeur.octets))
            return reponse

        action = Action("essai", "Aide", "Essai", "Essai", "E", "Help", corps, fichier)
        monkeypatch.setitem(ACTIONS, "essai", action)

    return declarer


def page(nom: str = "Essai", format_: Any = "texte", *contenus: Any) -> Page:
    """A page with traps in its title, subtitle and header."""
    return Page(nom, "=titre", "00123", (Colonne("-1", 10, format_),), [Ligne((c,)) for c in contenus])


def cellules(classeur: Instantane, quoi: str) -> dict[Case, Any]:
    """``valeurs`` or ``formules`` that are not blank, by place."""
    return {
        Case(f.nom, f.ligne + i, f.colonne + j): c
        for f in classeur.feuilles
        for i, rangee in enumerate(getattr(f, quoi))
        for j, c in enumerate(rangee)
        if c is not None
    }


def du_fichier(selection: Case) -> Instantane:
    """The example, read without Excel."""
    lu = instantane_fichier.lire(EXEMPLE, selection, PREFIXE_CLASSIQUE, dt.date.today())
    return instantane_fichier.comme_excel(lu)


def application(excel: Excel) -> Any:
    """xlwings' ``App``."""
    return xlwings_com.application(excel.com)


def etat(excel: Excel) -> Any:
    """All that a refused action must leave as it was."""
    app = excel.com
    classeur = lire_classeur(application(excel))
    return (
        cellules(classeur, "valeurs"),
        cellules(classeur, "formules"),
        classeur.titres,
        app.ActiveSheet.Name,
        app.ScreenUpdating,
        app.EnableEvents,
        app.AutoCorrect.AutoFillFormulasInLists,
        app.Calculation,
    )
