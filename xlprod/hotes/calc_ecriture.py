"""What an action answers, written into a Calc document in one undo step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import uno
import unohelper
from com.sun.star.document import XUndoAction

from xlprod.classeurs.instantane import Case
from xlprod.classeurs.page import Page
from xlprod.erreurs import SaisieInvalide
from xlprod.hotes import calc_page
from xlprod.hotes.calc_formules import analyseur

Formules = Sequence[tuple[Case, str]]


def refuser_protege(document: Any, pages: Sequence[Page], formules: Formules) -> None:
    """Calc drops in silence what protection forbids: say it before anything is written."""
    if not pages and not formules:
        return
    if document.isReadonly():
        raise SaisieInvalide("ce classeur est ouvert en lecture seule : enregistrez-le sous un autre nom")
    if pages and document.isProtected():
        raise SaisieInvalide(
            "la structure de ce classeur est protégée, aucune feuille ne peut y être ajoutée : "
            "Outils ▸ Protéger la structure du classeur"
        )
    for nom in dict.fromkeys(case.feuille for case, _ in formules):
        if document.Sheets.getByName(nom).isProtected():
            raise SaisieInvalide(f"la feuille « {nom} » est protégée : Outils ▸ Protéger la feuille")


def ecrire(document: Any, titre: str, pages: Sequence[Page], formules: Formules) -> None:
    """Everything in one undo step; after a failure the document is as it was."""
    annulations = document.UndoManager
    annulations.enterUndoContext(titre)
    document.lockControllers()
    reussi = False  # not a context manager: Python cannot give an exception of UNO its traceback
    try:
        for case, formule in formules:
            _poser(document, case, formule)
        for page in pages:
            calc_page.ajouter(document, page)
        reussi = True
    finally:
        document.unlockControllers()
        annulations.addUndoAction(_Complement(document, titre, pages, formules))
        annulations.leaveUndoContext()
        if not reussi and annulations.isUndoPossible():
            annulations.undo()
            annulations.clearRedo()
    _montrer(document, pages)


class _Complement(unohelper.Base, XUndoAction):  # type: ignore[misc]
    """What Calc does not redo by itself: page style, view, and array formulas, which it garbles."""

    def __init__(self, document: Any, titre: str, pages: Sequence[Page], formules: Formules) -> None:
        self.document, self.Title, self.pages, self.formules = document, titre, pages, formules

    def undo(self) -> None:
        """Calc's own record is right in that direction."""

    def redo(self) -> None:
        annulations = self.document.UndoManager
        for case, formule in self.formules:
            annulations.lock()  # each time: setting an array formula takes the lock off
            _poser(self.document, case, formule)
            annulations.unlock()
        _montrer(self.document, self.pages)


def _poser(document: Any, case: Case, formule: str) -> None:
    """Put a formula, in Excel's writing, in a cell; an array formula is replaced over its whole area."""
    feuille = document.Sheets.getByName(case.feuille)
    cellule = feuille.getCellByPosition(case.colonne - 1, case.ligne - 1)
    jetons = analyseur(document).parseFormula(formule.removeprefix("="), cellule.CellAddress)
    if cellule.Formula.startswith("{"):
        matrice = feuille.createCursorByRange(cellule)
        matrice.collapseToCurrentArray()
        matrice.setArrayTokens(jetons)
    else:
        cellule.setTokens(jetons)


def _montrer(document: Any, pages: Sequence[Page]) -> None:
    """Set the new sheets up for paper and for the eye; the first one comes to the front."""
    contexte = uno.getComponentContext()
    lanceur = contexte.ServiceManager.createInstanceWithContext("com.sun.star.frame.DispatchHelper", contexte)
    controleur = document.CurrentController
    for page in reversed(pages):
        feuille = document.Sheets.getByName(page.nom)
        feuille.PageStyle = calc_page.style(document, page.paysage)
        controleur.setActiveSheet(feuille)
        controleur.freezeAtPosition(0, page.plan().entete)
        # A new sheet shows its grid.
        lanceur.executeDispatch(controleur.Frame, ".uno:ToggleSheetGrid", "", 0, ())
