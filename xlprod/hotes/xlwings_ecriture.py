"""What an action answers, written into classic Excel; when Excel refuses a part of it, nothing is kept."""

from __future__ import annotations

import contextlib
import itertools
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from macros.registre import Fichier, Reponse
from xlprod.classeurs.archive import ecriture_atomique
from xlprod.classeurs.instantane import Case
from xlprod.classeurs.page import Aspect, Page, Plan, Zone
from xlprod.classeurs.styles import POLICE
from xlprod.erreurs import ErreurXlprod, cause
from xlprod.hotes.xlwings_com import ecrire, lire, refus
from xlprod.trace import Cellule

if TYPE_CHECKING:
    from xlwings import App, Book, Range, Sheet

CENTRE, A4, DEBOUT, COUCHE = -4108, 9, 1, 2
"""xlCenter, xlPaperA4, xlPortrait, xlLandscape."""
MARGE = 28.35
"""One centimetre, in points."""


def appliquer(app: App, reponse: Reponse) -> str:
    """Write an answer; gives back what is to be said."""
    with _tranquille(app), ExitStack() as retour:
        phrases = [reponse.message]
        livre = app.books.active if app.api.ActiveWorkbook is not None else None
        if livre is not None:
            retour.callback(livre.api.ActiveSheet.Activate)
        elif reponse.pages:
            livre = app.books.add()
            retour.callback(livre.close)
        if livre is not None:
            _refuser_protege(livre, reponse)
            for case, formule in reponse.formules:
                _reecrire(livre, case, formule, retour)
            feuilles = [_page(livre, page, retour) for page in reponse.pages]
            if feuilles:
                feuilles[0].api.Activate()
        if reponse.fichier:
            phrases.append(_enregistrer(app, livre, reponse.fichier))
        if reponse.gabarit:
            _ouvrir_gabarit(app, reponse.gabarit)
        retour.pop_all()
    return "\n".join(filter(None, phrases))


@contextlib.contextmanager
def _tranquille(app: App) -> Iterator[None]:
    """Neither redrawing, nor the workbook's own macros, nor a column filled because one cell changed."""
    correction = app.api.AutoCorrect
    avant = correction.AutoFillFormulasInLists
    with app.properties(screen_updating=False, enable_events=False):
        correction.AutoFillFormulasInLists = False
        try:
            yield
        finally:
            correction.AutoFillFormulasInLists = avant


def _refuser_protege(livre: Book, reponse: Reponse) -> None:
    """What protection forbids, said before anything is written: Excel gives no reason."""
    if reponse.pages and livre.api.ProtectStructure:
        raise ErreurXlprod(
            "la structure de ce classeur est protégée, aucune feuille ne peut y être ajoutée : "
            "Révision ▸ Protéger le classeur, puis recommencez"
        )
    for nom in dict.fromkeys(case.feuille for case, _ in reponse.formules):
        if livre.sheets[nom].api.ProtectContents:
            raise ErreurXlprod(
                f"la feuille « {nom} » est protégée : ôtez la protection (Révision), puis recommencez"
            )


# --- formulas the user already has -----------------------------------------------------------


def _reecrire(livre: Book, case: Case, formule: str, retour: ExitStack) -> None:
    cellule = livre.sheets[case.feuille].range((case.ligne, case.colonne))
    objet, propriete = _place(cellule.api)
    retour.callback(ecrire, objet, propriete, lire(objet, propriete))
    ecrire(objet, propriete, formule)


def _place(cellule: Any) -> tuple[Any, str]:
    """Object and property that keep the way a cell computes: old array, spilled table, or one value."""
    if cellule.HasArray and not getattr(cellule, "HasSpill", False):
        return cellule.CurrentArray, "FormulaArray"
    if hasattr(cellule, "Formula2") and lire(cellule, "Formula2") == lire(cellule, "Formula"):
        return cellule, "Formula2"
    return cellule, "Formula"


# --- new sheets ------------------------------------------------------------------------------


def _page(livre: Book, page: Page, retour: ExitStack) -> Sheet:
    """Add a sheet after the last one."""
    feuilles = livre.api.Sheets
    # xlwings' own ``add(after=…)`` moves the user's last sheet, which fails when it is hidden
    neuve = feuilles.Add(Before=None, After=feuilles.Item(feuilles.Count))
    feuille = livre.sheets[neuve.Name]
    retour.callback(feuille.delete)
    feuille.name = page.nom
    plan = page.plan()
    _remplir(feuille, plan)
    _fenetre(livre.app, feuille, plan.entete)
    _impression(feuille, page.paysage, plan.entete)
    return feuille


def _remplir(feuille: Sheet, plan: Plan) -> None:
    hauteur, largeur = len(plan.cellules), len(plan.largeurs)
    table = feuille.range((1, 1), (hauteur, largeur))
    table.value = [[_ecrite(c) for c in rangee] for rangee in plan.cellules]
    table.font.name = POLICE
    table.api.VerticalAlignment = CENTRE
    # formats come after the values: a number written in a cell of texts would become a text
    for zone, format_ in plan.formats:
        ecrire(_plage(feuille, zone).api, "NumberFormat", format_)
    _habiller(table, Aspect())
    for zone, aspect in plan.aspects:
        _habiller(_plage(feuille, zone), aspect)
    for rang, largeur_ in enumerate(plan.largeurs, 1):
        feuille.range((1, rang)).column_width = largeur_
    table.rows.autofit()


def _ecrite(cellule: Cellule) -> Cellule:
    """A value as Excel must receive it: the apostrophe keeps it from reading a text as something else."""
    if isinstance(cellule, str):
        return f"'{cellule}" if cellule else None
    return float(cellule) if isinstance(cellule, int) and not isinstance(cellule, bool) else cellule


def _plage(feuille: Sheet, zone: Zone) -> Range:
    return feuille.range((zone.haut, zone.gauche), (zone.bas, zone.droite))


def _habiller(plage: Range, aspect: Aspect) -> None:
    if aspect.fond:
        plage.color = aspect.fond
    if aspect.encre:
        plage.font.color = aspect.encre
    plage.font.bold = aspect.gras
    plage.font.size = aspect.taille
    plage.wrap_text = aspect.renvoi


def _fenetre(app: App, feuille: Sheet, entete: int) -> None:
    """No grid, the header always in sight."""
    feuille.api.Activate()
    fenetre = app.api.ActiveWindow
    fenetre.DisplayGridlines = False
    fenetre.SplitColumn, fenetre.SplitRow = 0, entete
    fenetre.FreezePanes = True


def _impression(feuille: Sheet, paysage: bool, entete: int) -> None:
    """A4, one page wide; without a printer Excel refuses all or part of it, and the sheet stays good."""
    mise_en_page = feuille.api.PageSetup
    reglages = {
        "PaperSize": A4,
        "Orientation": COUCHE if paysage else DEBOUT,
        "Zoom": False,
        "FitToPagesWide": 1,
        "FitToPagesTall": False,
        "PrintTitleRows": f"${entete}:${entete}",
        "LeftMargin": MARGE,
        "RightMargin": MARGE,
        "TopMargin": MARGE,
        "BottomMargin": 2 * MARGE,
        "FooterMargin": MARGE,
        "CenterFooter": "page &P / &N",
    }
    for propriete, valeur in reglages.items():
        try:
            setattr(mise_en_page, propriete, valeur)
        except Exception as panne:
            if refus(panne) is None:
                raise


# --- other workbooks -------------------------------------------------------------------------


def _enregistrer(app: App, livre: Book | None, fichier: Fichier) -> str:
    """Save a workbook under a free name, beside the user's own if that is a folder, and open it."""
    ouverts = {ouvert.name.casefold() for ouvert in app.books}
    panne = OSError("aucun dossier")
    for dossier in _dossiers(app, livre):
        libres = (
            dossier / nom
            for nom in _noms(fichier.nom)
            if nom.casefold() not in ouverts and not (dossier / nom).exists()
        )
        try:
            chemin = next(libres)
            with ecriture_atomique(chemin) as flux:
                flux.write(fichier.octets)
        except OSError as refusee:
            panne = refusee
            continue
        try:
            app.books.open(chemin)
        except Exception as erreur:
            if (phrase := refus(erreur)) is None:
                raise
            return f"Enregistré sans être ouvert ({phrase}) : {chemin}"
        return f"Enregistré : {chemin}"
    raise ErreurXlprod(f"« {fichier.nom} » ne peut pas être enregistré : {cause(panne)}")


def _dossiers(app: App, livre: Book | None) -> Iterator[Path]:
    """Where a new file may go: a workbook kept on OneDrive has an address for a folder."""
    voisin = livre.api.Path if livre is not None else ""
    if voisin and "://" not in voisin:
        yield Path(voisin)
    yield Path(app.api.DefaultFilePath)


def _noms(nom: str) -> Iterator[str]:
    """``devis.xlsx``, ``devis (2).xlsx``…"""
    yield nom
    voulu = PurePath(nom)
    yield from (f"{voulu.stem} ({rang}){voulu.suffix}" for rang in itertools.count(2))


def _ouvrir_gabarit(app: App, nom: str) -> None:
    """A new workbook, not saved yet, with our functions spelt as classic Excel knows them."""
    from xlprod.classeurs import gabarit
    from xlprod.classeurs.gabarit.formules import CLASSIQUE

    ecrire = gabarit.modeles().get(nom.removesuffix(".xlsx"))
    if ecrire is None:
        raise ErreurXlprod(f"modèle « {nom} » inconnu")
    with tempfile.TemporaryDirectory(prefix="xlprod-", ignore_cleanup_errors=True) as dossier:
        modele = gabarit.calculer(ecrire, Path(dossier) / nom, CLASSIQUE)
        app.api.Workbooks.Add(str(modele))
