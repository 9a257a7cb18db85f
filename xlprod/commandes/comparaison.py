"""``xlprod diff``: the contracts of a workbook under the laws of two dates."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from macros import diff
from xlprod.classeurs.archive import ClasseurIllisible
from xlprod.classeurs.page import Colonne, Ligne, Page
from xlprod.cli import ILLISIBLE, MAUVAIS_USAGE, REFUS, Arret, ecrire_json, progres
from xlprod.commandes.classeurs import exiger_libre
from xlprod.comparaison.bilan import Bilan
from xlprod.comparaison.dates import lois
from xlprod.comparaison.pages import pages
from xlprod.erreurs import ErreurXlprod, cause
from xlprod.hotes import fichier
from xlprod.rapports import pages as rapport

COLONNES_ECRAN = 5
"""Columns shown on a terminal: the texts of the law are in the report."""
LARGEUR_ECRAN = 60
ENTIERES = ("alerte", "discret")
"""Sentences, that a terminal must not cut."""


def comparer(
    classeur: Path,
    avant: dt.date | None,
    apres: dt.date | None,
    personne: str,
    sortie: Path | None,
    ecraser: bool,
    en_json: bool,
) -> int:
    """Say what changes; 1 when a contract is not in the total."""
    _exiger_sortie(classeur, sortie, ecraser)
    try:
        if avant or apres:
            lois(avant, apres)  # refused before a large workbook is read
    except ErreurXlprod as erreur:
        raise Arret(erreur.message, MAUVAIS_USAGE) from None
    try:
        fait = _derouler(classeur, avant, apres, personne)
        faites = pages(fait, classeur.name)
        if sortie is not None:
            rapport.ecrire(faites, sortie)
    except ErreurXlprod as erreur:
        if en_json:
            ecrire_json({"erreur": erreur.message})
        raise Arret(erreur.message, REFUS) from None
    except ClasseurIllisible as erreur:
        raise Arret(str(erreur), ILLISIBLE) from None
    except OSError as erreur:
        raise Arret(f"{erreur.filename} : {cause(erreur)}", ILLISIBLE) from None
    if en_json:
        ecrire_json({**fait.en_json(), "sortie": str(sortie) if sortie else None})
    else:
        print(a_l_ecran(faites[0]))
    if sortie is not None:
        progres(f"écrit : {sortie}")
    return REFUS if fait.refuses else 0


def _exiger_sortie(classeur: Path, sortie: Path | None, ecraser: bool) -> None:
    if sortie is None:
        return
    if sortie.suffix.lower() not in rapport.EXTENSIONS:
        raise Arret(f"{sortie.name} : l'extension doit être {' ou '.join(rapport.EXTENSIONS)}", MAUVAIS_USAGE)
    if sortie.resolve() == classeur.resolve():
        raise Arret(
            f"{sortie.name} : la destination est le classeur lui-même, qui serait perdu", MAUVAIS_USAGE
        )
    exiger_libre(sortie, ecraser)


def _derouler(classeur: Path, avant: dt.date | None, apres: dt.date | None, personne: str) -> Bilan:
    instantane = fichier.instantane(classeur)
    deroule = diff.comparer_classeur(instantane, *diff.dates(instantane, avant, apres), personne)
    while True:
        try:
            progres(next(deroule))
        except StopIteration as fin:
            fait: Bilan = fin.value
            return fait


def a_l_ecran(page: Page) -> str:
    """The first sheet as text: its sections, its amounts aligned."""
    colonnes = page.colonnes[:COLONNES_ECRAN]
    rangees = [_textes(ligne, colonnes) for ligne in page.lignes]
    entetes = [c.titre for c in colonnes]
    en_phrases = ("section", *ENTIERES)
    pleines = [r for ligne, r in zip(page.lignes, rangees, strict=True) if ligne.style not in en_phrases]
    largeurs = [min(LARGEUR_ECRAN, max(len(r[i]) for r in (entetes, *pleines))) for i in range(len(colonnes))]
    dites = [page.titre, page.sous_titre, "", _aligner(entetes, largeurs, colonnes)]
    for ligne, rangee in zip(page.lignes, rangees, strict=True):
        if ligne.style == "section":
            dites += ["", rangee[0]]
        elif ligne.style in ENTIERES:
            dites.append(" : ".join(filter(None, rangee)))
        else:
            dites.append(_aligner(rangee, largeurs, colonnes))
    return "\n".join(dites)


def _textes(ligne: Ligne, colonnes: tuple[Colonne, ...]) -> list[str]:
    cellules = (*ligne.cellules, *(None,) * len(colonnes))
    return [rapport.texte(cellule, c.format) for cellule, c in zip(cellules, colonnes, strict=False)]


def _aligner(rangee: list[str], largeurs: list[int], colonnes: tuple[Colonne, ...]) -> str:
    return "  ".join(
        texte.rjust(largeur) if colonne.format == "euros" else _couper(texte, largeur).ljust(largeur)
        for texte, largeur, colonne in zip(rangee, largeurs, colonnes, strict=True)
    ).rstrip()


def _couper(texte: str, largeur: int) -> str:
    return texte if len(texte) <= largeur else f"{texte[: largeur - 1]}…"
