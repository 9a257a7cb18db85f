"""``xlprod recalculer`` and ``xlprod gabarits``."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

from xlprod.classeurs.archive import ClasseurIllisible
from xlprod.cli import ILLISIBLE, MAUVAIS_USAGE, PROGRAMME_ABSENT, REFUS, Arret, ecrire_json, progres
from xlprod.erreurs import cause

if TYPE_CHECKING:
    from xlprod.classeurs.recalcul import Bilan


def exiger_libre(sortie: Path, ecraser: bool) -> None:
    """Refuse to replace a file, unless it was asked for, or to write in no folder."""
    if not sortie.parent.is_dir():
        raise Arret(f"{sortie.parent} : dossier introuvable ; créez-le d'abord", MAUVAIS_USAGE)
    if sortie.exists() and not ecraser:
        raise Arret(f"{sortie} existe déjà : choisissez un autre nom, ou ajoutez --ecraser", MAUVAIS_USAGE)


def recalculer(classeur: Path, sortie: Path, jour: dt.date | None, en_json: bool, ecraser: bool) -> int:
    """Recalculate into a new file; 1 when cells are in error or could not be computed."""
    from xlprod.classeurs import recalcul

    exiger_libre(sortie, ecraser)
    try:
        bilan = recalcul.recalculer(classeur, sortie, date_reference=jour, progression=progres)
    except ClasseurIllisible as erreur:
        raise Arret(str(erreur), ILLISIBLE) from None
    except ValueError as erreur:
        raise Arret(str(erreur), MAUVAIS_USAGE) from None
    except OSError as erreur:
        raise Arret(f"{erreur.filename} : {cause(erreur)}", ILLISIBLE) from None
    if en_json:
        champs = ("cellules", "fonctions", "tours", "erreurs", "non_calculees", "duree")
        ecrire_json({"sortie": str(sortie), **{c: getattr(bilan, c) for c in champs}})
    else:
        print(
            f"{sortie} : {bilan.cellules} formules, dont {bilan.fonctions} de xlprod, en {bilan.duree:.2f} s"
        )
        dire_defauts(bilan)
    return REFUS if bilan.erreurs or bilan.non_calculees else 0


def dire_defauts(bilan: Bilan) -> None:
    """One line for each cell in error, or that could not be computed."""
    for feuille, cellule, code, phrase in bilan.erreurs:
        print(f"{feuille}!{cellule} {code} {phrase}")
    for feuille, cellule, raison in bilan.non_calculees:
        print(f"{feuille}!{cellule} non calculée, valeur d'origine gardée : {raison}")


def gabarits(sortie: Path, en_json: bool) -> int:
    """Build the templates; without pyOpenVBA, all but the classic ones, and that is not a success."""
    from xlprod.classeurs.gabarit import construire_classiques, construire_gabarits
    from xlprod.hotes import vba_paquet

    manque = vba_paquet.manque()
    fichiers = construire_gabarits(sortie) + ([] if manque else construire_classiques(sortie))
    if en_json:
        ecrire_json({"fichiers": [str(f) for f in fichiers], "manque": manque})
    else:
        print("\n".join(map(str, fichiers)))
    if manque:
        raise Arret(f"classeurs classiques (.xlsm) laissés de côté : {manque}", PROGRAMME_ABSENT)
    return 0
