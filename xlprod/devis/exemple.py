"""The shipped example: *Les Embellies*, an invented first feature of about 2,5 M€.

Every name is invented.  Salaries, prices and the notified accident rate are the choices of
an imaginary production office, kept as data in ``exemple/``; nothing here is the law.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path

from xlprod import argent
from xlprod.devis.modele import Film, Ligne, Personne

DOSSIER = Path(__file__).parent / "exemple"
PARAMETRES = (
    ("effectif", "8"),
    ("convention", "3097"),
    ("taux_at", "1,5"),
    ("medecine", "0,384"),
    ("adherent", "oui"),
)


@cache
def film_exemple() -> Film:
    """The example film, with two salaries under the minimum that its sheet must reveal."""
    return Film(
        titre="Les Embellies",
        societe="Les Films de la Jetée",
        date_reference=dt.date(2026, 3, 2),
        debut_tournage=dt.date(2026, 3, 2),
        fin_tournage=dt.date(2026, 4, 24),
        parametres=PARAMETRES,
        personnes=tuple(map(_personne, _lignes("equipe.csv"))),
        lignes=tuple(map(_ligne, _lignes("lignes.csv"))),
        note="Exemple fictif : titre, société, personnes et montants sont inventés.",
        jours_tournage=40,
    )


def _lignes(nom: str) -> Iterator[dict[str, str]]:
    with (DOSSIER / nom).open(encoding="utf-8", newline="") as fichier:
        yield from csv.DictReader(fichier)


def _personne(ligne: dict[str, str]) -> Personne:
    return Personne(
        poste=ligne["poste"],
        nom=ligne["nom"],
        fonction=ligne["fonction"],
        convention=ligne["convention"],
        annexe=ligne["annexe"],
        statut=ligne["statut"],
        debut=dt.date.fromisoformat(ligne["debut"]),
        fin=dt.date.fromisoformat(ligne["fin"]),
        unite=ligne["unite"],
        quantite=Decimal(ligne["quantite"]),
        brut=argent.centimes(ligne["brut"]),
        unite_minimum=ligne["unite_minimum"],
        continu=ligne["continu"] == "oui",
        jours_travailles=int(ligne["jours_travailles"]) if ligne["jours_travailles"] else None,
        effectif=int(ligne["effectif"]),
        note=ligne["note"],
    )


def _ligne(ligne: dict[str, str]) -> Ligne:
    return Ligne(
        poste=ligne["poste"],
        libelle=ligne["libelle"],
        quantite=Decimal(ligne["quantite"]),
        unite=ligne["unite"],
        prix=argent.centimes(ligne["prix"]),
        note=ligne["note"],
    )
