"""The CNC budget nomenclature for a feature film: postes, sub-postes, usual lines.

Codes follow the cinema form: ``2`` is a poste, ``23`` a sub-poste, ``23.01`` (or ``2301``)
a line.  The data say how sure each label is; they are read when first asked for.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from xlprod.erreurs import SaisieInvalide

DOSSIER = Path(__file__).parents[1] / "baremes" / "donnees" / "devis"
COUT_DIRECT, FRAIS_GENERAUX, IMPREVUS, TOTAL = "TOT1", "FG", "IMP", "TOT"
"""Codes of the lines that follow poste 9."""

POSTE, SOUS_POSTE, LIGNE = 1, 2, 3


class Rubrique(NamedTuple):
    """One entry of the nomenclature.  ``niveau``: 1 poste, 2 sub-poste, 3 line."""

    code: str
    parent: str
    libelle: str
    niveau: int
    remarque: str
    source: str
    confiance: str


@cache
def rubriques() -> dict[str, Rubrique]:
    """Every entry by code, in the order of the form."""
    references = {ligne["id"]: ligne["reference"] for ligne in _lignes("sources.csv")}
    return {
        ligne["code"]: Rubrique(
            ligne["code"],
            ligne["parent"],
            ligne["libelle"],
            int(ligne["niveau"]),
            ligne["remarque"],
            references[ligne["source"]],
            ligne["confiance"],
        )
        for ligne in _lignes("nomenclature_cinema.csv")
    }


def _lignes(nom: str) -> Iterator[dict[str, str]]:
    with (DOSSIER / nom).open(encoding="utf-8", newline="") as fichier:
        yield from csv.DictReader(fichier)


def rubrique(code: str) -> Rubrique:
    """Entry ``code``; raises :class:`SaisieInvalide` when the form has none."""
    trouvee = rubriques().get(code.strip())
    if trouvee is None:
        raise SaisieInvalide(
            f"poste « {code} » absent de la nomenclature du CNC (postes 1 à 9, sous-postes 11 à 94)"
        )
    return trouvee


def libelle(code: str) -> str:
    """Label of a poste, sub-poste or line: ``libelle("27")``."""
    return rubrique(code).libelle


def enfants(code: str) -> tuple[Rubrique, ...]:
    """Entries directly under ``code``, in order."""
    parent = rubrique(code).code
    return tuple(r for r in rubriques().values() if r.parent == parent)


def postes() -> tuple[Rubrique, ...]:
    """Postes 1 to 9."""
    return tuple(r for r in rubriques().values() if r.niveau == POSTE and r.code.isdigit())


def sous_postes() -> tuple[Rubrique, ...]:
    """Every sub-poste, in order."""
    return tuple(r for r in rubriques().values() if r.niveau == SOUS_POSTE)


def poste_principal(code: str) -> Rubrique:
    """Poste 1 to 9 under which any code falls, even a line the form does not name: ``23.12`` → ``2``."""
    return rubrique(code.strip()[:1])


def sous_poste(code: str) -> Rubrique:
    """Sub-poste under which a line falls: ``23.12`` or ``2312`` → ``23``; a poste alone is refused."""
    trouvee = rubrique(code.strip()[:2])
    if trouvee.niveau != SOUS_POSTE:
        raise SaisieInvalide(f"poste « {code} » : un sous-poste à deux chiffres est attendu (11 à 94)")
    return trouvee
