"""Recalculation of a workbook without Excel: IronCalc for Excel's functions, the registry for ours.

IronCalc is not given the workbook but a scratch one written from what was read, where calls
of our functions are replaced by references to cells that receive their results.  Given the
original it would read our calls as unknown functions, refuse names of constants, drop what
it does not model, and meet whatever a hostile file contains.  The values are then patched
into the original package, of which nothing else changes.

What cannot be computed keeps the value stored in the file and is listed with its reason,
like all that depends on it: nothing is silently wrong.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from xlprod.classeurs import archive
from xlprod.classeurs.calcul.ecriture import corriger
from xlprod.classeurs.calcul.execution import Etat, executer
from xlprod.classeurs.calcul.lexique import Zone, adresse
from xlprod.classeurs.calcul.modele import Position, Valeur
from xlprod.classeurs.calcul.recolte import Cellules, recolter


@dataclass(slots=True)
class Bilan:
    """What a recalculation did.

    ``erreurs``: (sheet, cell, code, sentence) of the cells where one of our functions
    answers an error, with the code a French reader sees.  ``non_calculees``: (sheet, cell,
    reason) of the formulas that keep their stored value.
    """

    cellules: int = 0
    fonctions: int = 0
    tours: int = 0
    erreurs: list[tuple[str, str, str, str]] = field(default_factory=list)
    non_calculees: list[tuple[str, str, str]] = field(default_factory=list)
    duree: float = 0.0


def recalculer(
    classeur: Path,
    destination: Path,
    *,
    date_reference: dt.date | None = None,
    progression: Callable[[str], None] | None = None,
    ecraser: bool = False,
) -> Bilan:
    """Recalculate an ``.xlsx``/``.xlsm`` into ``destination``, which appears once complete.

    ``date_reference`` dates the law for calls that give no date; without it, the cell named
    ``DATE_REFERENCE`` does.  ``ecraser`` allows ``destination`` to be ``classeur`` itself.
    Raises :class:`~xlprod.classeurs.archive.ClasseurIllisible` on a file that cannot be
    opened, ``ValueError`` on a destination refused.
    """
    debut = time.perf_counter()
    suivre = progression or _silence
    _verifier_destination(classeur, destination, ecraser)
    with archive.ouvrir(classeur) as paquet:
        etat = executer(paquet, date_reference, suivre)
        calculees = recolter(etat)
        suivre("écriture des valeurs")
        parties = _parties(paquet, etat, calculees)
    archive.reecrire(classeur, destination, parties)
    bilan = _bilan(etat, calculees)
    bilan.duree = time.perf_counter() - debut
    return bilan


def valeurs(classeur: Path, *, date_reference: dt.date | None = None) -> dict[str, dict[str, Valeur]]:
    """Value of every cell that holds one, by sheet and address, formulas being computed.

    An error is an ``ErreurCellule`` with the code stored in files (``#VALUE!``); a formula
    that cannot be computed has the value stored in the file.
    """
    with archive.ouvrir(classeur) as paquet:
        etat = executer(paquet, date_reference, _silence)
    cellules = [dict(feuille.constantes) for feuille in etat.execution.classeur.feuilles]
    calculees = recolter(etat)
    for rang, formule in enumerate(etat.execution.formules):
        lot = calculees[rang].valeurs.items() if rang in calculees else etat.execution.anciennes(formule)
        cellules[formule.feuille].update(lot)
    return {
        feuille.nom: {adresse(*p): v for p, v in sorted(lot.items(), key=lambda c: c[0]) if v is not None}
        for feuille, lot in zip(etat.execution.classeur.feuilles, cellules, strict=True)
    }


def _silence(_: str) -> None:
    """No progress asked for."""


def _verifier_destination(classeur: Path, destination: Path, ecraser: bool) -> None:
    if destination.resolve() == classeur.resolve() and not ecraser:
        raise ValueError(
            f"{destination.name} : la destination est le classeur lui-même ; l'original serait perdu"
        )
    if destination.suffix.lower() != classeur.suffix.lower():
        raise ValueError(f"{destination.name} : l'extension doit rester {classeur.suffix}, comme l'original")


def _parties(paquet: archive.Archive, etat: Etat, calculees: dict[int, Cellules]) -> dict[str, bytes]:
    """The sheet parts whose values change."""
    feuilles = etat.execution.classeur.feuilles
    nouvelles: list[dict[Position, Valeur]] = [{} for _ in feuilles]
    etendues: list[dict[Position, Zone]] = [{} for _ in feuilles]
    for rang, cellules in calculees.items():
        formule = etat.execution.formules[rang]
        if formule.etendue is not None:
            etendues[formule.feuille][formule.position] = cellules.etendue
            for position in formule.zone.positions():  # emptied unless a result fills it
                nouvelles[formule.feuille].setdefault(position, None)
        nouvelles[formule.feuille].update(cellules.valeurs)
    parties = {}
    for feuille in feuilles:
        contenu = corriger(paquet, feuille.partie, nouvelles[feuille.rang], etendues[feuille.rang])
        if contenu is not None:
            parties[feuille.partie] = contenu
    return parties


def _bilan(etat: Etat, calculees: dict[int, Cellules]) -> Bilan:
    execution = etat.execution
    noms = [feuille.nom for feuille in execution.classeur.feuilles]
    bilan = Bilan(cellules=len(execution.formules), tours=etat.evaluation.tours)
    for rang, formule in enumerate(execution.formules):
        nom = noms[formule.feuille]
        if rang in execution.motifs:
            bilan.non_calculees.append((nom, adresse(*formule.position), execution.motifs[rang]))
            continue
        bilan.fonctions += formule.appelle
        bilan.erreurs += [(nom, adresse(*p), code, phrase) for p, code, phrase in calculees[rang].erreurs]
    return bilan
