"""Rows of a sheet about one person, and the bases they get: shared by the tests of shared ceilings."""

from __future__ import annotations

from typing import Any

from tests.conftest import valeur

STATUTS = ("TECH_NC", "TECH_C", "REAL", "ART_NC", "ART_C", "FIGURANT", "PERM_C")


PARAMETRES = "effectif=10;taux_at=1,5;medecine=0,384"
PAIRES = (("effectif", "10"), ("taux_at", "1,5"), ("medecine", "0,384"))
MESURES = ("CHARGES_PATRONALES", "CHARGES_SALARIALES", "NET", "COUT_EMPLOYEUR", "TAUX_CHARGES")

Rangee = tuple[Any, ...]
"""Gross, statut, date, days, parameters, person."""


def rangee(
    brut: Any, statut: str, jour: str, jours: int, personne: str | None = "Dupont", plus: str = ""
) -> Rangee:
    return (brut, statut, jour, jours, PARAMETRES + plus, personne)


def colonnes(*rangees: Rangee) -> list[list[list[Any]]]:
    return [[[cellule] for cellule in colonne] for colonne in zip(*rangees, strict=True)]


def detail(*rangees: Rangee) -> list[dict[str, list[float]]]:
    """Bases of each row, by code of contribution; one for each period."""
    rendu: list[dict[str, list[float]]] = [{} for _ in rangees]
    vide: Rangee = (None,) * 6  # one row alone is still a column
    for ligne in valeur("DETAIL_CHARGES", *colonnes(*rangees, vide))[1:]:
        rendu[ligne[0] - 1].setdefault(ligne[2], []).append(ligne[5])
    return rendu


def bases(code: str, *rangees: Rangee) -> list[list[float]]:
    return [lignes.get(code, []) for lignes in detail(*rangees)]
