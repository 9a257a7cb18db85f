"""Ribbon actions on a file, without a spreadsheet: read it, write the answer into another file."""

from __future__ import annotations

import datetime as dt
import re
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from macros.registre import Reponse
from xlprod.classeurs import archive, gabarit, recalcul
from xlprod.classeurs.archive import Archive, ClasseurIllisible
from xlprod.classeurs.calcul import modele
from xlprod.classeurs.calcul.lecture import lire_classeur
from xlprod.classeurs.calcul.lexique import COLONNES, LIGNES, ecrire, numero_colonne
from xlprod.classeurs.calcul.modele import Position
from xlprod.classeurs.instantane import Case, Feuille, Instantane, Tableau, Valeur
from xlprod.classeurs.recalcul import Bilan
from xlprod.classeurs.retouche.feuilles import ajouter_pages
from xlprod.classeurs.retouche.formules import ecrire_formules
from xlprod.classeurs.retouche.paquet import Paquet
from xlprod.hotes.vba import MODULES
from xlprod.registre import PREFIXE_CLASSIQUE, PREFIXE_FICHIER

VBA = "xl/vbaProject.bin"
ETENDUE_MAX = 5_000_000
"""Cells of a sheet, blanks before them included: 250 columns of 20,000 rows."""
T = TypeVar("T")
_CASE = re.compile(r"(?:'((?:[^']|'')+)'|([^'!]+))!\$?([A-Za-z]{1,3})\$?([1-9]\d{0,6})")


class Refus(Exception):
    """A cell or a destination that will not do; the message is the French sentence."""


# -- reading


def instantane(chemin: Path, selection: str = "", jour: dt.date | None = None) -> Instantane:
    """The workbook as its file tells it, cached values included; today is its day if none is given.

    ``selection`` is a cell as one writes it: ``Équipe!O6``, ``'Ma feuille'!B2``.
    """
    with archive.ouvrir(chemin) as ouvert:
        lu = lire_classeur(ouvert)
        titres = tuple(onglet.titre for onglet in Paquet(ouvert).onglets())
        prefixe = _prefixe(ouvert)
    return Instantane(
        nom=chemin.name,
        feuilles=tuple(
            replace(_feuille(feuille, chemin.name), noms=_noms(lu, feuille.rang)) for feuille in lu.feuilles
        ),
        titres=titres,
        noms=_noms(lu, None),
        selection=_case(selection, lu) if selection else None,
        prefixe=prefixe,
        jour=jour or dt.date.today(),
        octets=chemin.read_bytes(),
    )


def sans_classeur() -> Instantane:
    """What an action that opens a template is given: no workbook."""
    return Instantane("", (), prefixe=PREFIXE_FICHIER, jour=dt.date.today())


def _prefixe(ouvert: Archive) -> str:
    """How this file spells our functions: as VBA ones when it brings them, named in its project."""
    if VBA in ouvert and MODULES[0].encode("utf-16-le") in ouvert.lire(VBA):
        return PREFIXE_CLASSIQUE
    return PREFIXE_FICHIER


def _feuille(lue: modele.Feuille, classeur: str) -> Feuille:
    """Rows are as long as their last cell: what lies beyond is blank."""
    valeurs: dict[Position, Valeur] = {**lue.constantes, **lue.deversees}
    valeurs |= {position: formule.ancienne for position, formule in lue.formules.items()}
    formules = {p: f"={ecrire(f.jetons)}" for p, f in lue.formules.items() if f.jetons}
    largeurs: dict[int, int] = {}
    for ligne, colonne in valeurs:
        largeurs[ligne] = max(colonne, largeurs.get(ligne, 0))
    if sum(largeurs.values()) > ETENDUE_MAX:
        raise ClasseurIllisible(
            f"{classeur} : feuille « {lue.nom} » : cellules trop dispersées, plus de {ETENDUE_MAX} à lire"
        )
    vides = {position: valeur for position, valeur in valeurs.items() if valeur != ""}
    return Feuille(
        nom=lue.nom,
        valeurs=_rangees(vides, largeurs),
        formules=_rangees(formules, largeurs),
        tableaux=tuple(_tableau(t) for t in lue.tableaux),
    )


def _noms(lu: modele.Classeur, feuille: int | None) -> dict[str, str]:
    """Names of the workbook, or of one sheet but for those that a file keeps for itself (print areas)."""
    return {n.nom: f"={n.texte}" for n in lu.noms if n.feuille == feuille and not n.nom.startswith("_xlnm.")}


def _rangees(cellules: Mapping[Position, T], largeurs: Mapping[int, int]) -> list[Sequence[T | None]]:
    """Rows from the first one of the sheet; an empty row costs nothing."""
    return [
        [cellules.get((ligne, colonne)) for colonne in range(1, largeurs[ligne] + 1)]
        if ligne in largeurs
        else ()
        for ligne in range(1, max(largeurs, default=0) + 1)
    ]


def _tableau(lu: modele.Tableau) -> Tableau:
    zone = (lu.zone.l1, lu.zone.c1, lu.zone.l2, lu.zone.c2)
    return Tableau(lu.nom, zone, tuple(lu.colonnes), lu.entete, lu.total)


def _case(texte: str, lu: modele.Classeur) -> Case:
    trouve = _CASE.fullmatch(texte.strip())
    if trouve is None:
        raise Refus(f"cellule « {texte} » non comprise ; écrivez par exemple 'Équipe!O6'")
    titre = (trouve[1] or "").replace("''", "'") or trouve[2]
    feuille = next((f for f in lu.feuilles if f.nom.casefold() == titre.casefold()), None)
    if feuille is None:
        noms = ", ".join(f.nom for f in lu.feuilles)
        raise Refus(f"feuille « {titre} » absente du classeur ; ses feuilles : {noms}")
    case = Case(feuille.nom, int(trouve[4]), numero_colonne(trouve[3]))
    if case.ligne > LIGNES or case.colonne > COLONNES:
        raise Refus(f"cellule « {texte} » hors de la feuille")
    return case


# -- writing


def appliquer(
    chemin: Path | None,
    reponse: Reponse,
    destination: Path,
    progression: Callable[[str], None] = lambda _: None,
) -> Bilan | None:
    """Write what an action answers into ``destination``, which appears once complete.

    ``chemin`` is the workbook that was read; it is never changed.  Formulas put in its cells are
    computed: the account of it is then returned.  Raises :class:`Refus` on a destination that will not do.
    """
    if reponse.fichier is not None:
        _controler(chemin, destination, Path(reponse.fichier.nom).suffix)
        _poser(reponse.fichier.octets, destination)
    elif reponse.gabarit:
        _controler(chemin, destination, Path(reponse.gabarit).suffix)
        progression("construction du gabarit")
        _poser(construire_gabarit(reponse.gabarit), destination)
    elif chemin is not None and (reponse.pages or reponse.formules):
        _controler(chemin, destination, chemin.suffix)
        return _retoucher(chemin, reponse, destination, progression)
    return None


def _controler(chemin: Path | None, destination: Path, extension: str) -> None:
    if chemin is not None and destination.resolve() == chemin.resolve():
        raise Refus(f"{destination.name} : la destination est le classeur lui-même, qui serait perdu")
    if destination.suffix.lower() != extension.lower():
        raise Refus(f"{destination.name} : l'extension doit être {extension}")


def _poser(octets: bytes, destination: Path) -> None:
    with archive.ecriture_atomique(destination) as flux:
        flux.write(octets)


def construire_gabarit(nom: str) -> bytes:
    """The template an action names, built from today's figures."""
    ecrire = gabarit.modeles().get(nom.removesuffix(".xlsx"))
    if ecrire:
        with tempfile.TemporaryDirectory() as dossier:
            return gabarit.calculer(ecrire, Path(dossier) / nom).read_bytes()
    raise Refus(f"gabarit « {nom} » inconnu")


def _retoucher(
    chemin: Path, reponse: Reponse, destination: Path, progression: Callable[[str], None]
) -> Bilan | None:
    with archive.ouvrir(chemin) as ouvert:
        paquet = Paquet(ouvert)
        ecrire_formules(paquet, reponse.formules)
        ajouter_pages(paquet, reponse.pages)
        if not reponse.formules:
            paquet.ecrire(destination)
            return None
        with tempfile.TemporaryDirectory() as dossier:
            brouillon = Path(dossier) / chemin.name
            paquet.ecrire(brouillon)
            return recalcul.recalculer(brouillon, destination, progression=progression)
