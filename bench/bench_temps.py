"""Weeks of shooting turned into wages: 600 persons × 8 weeks in one call of a column.

python bench/bench_temps.py

Two tables: a crew called by department, some leaving later than the others; and hours drawn
apart for every person and day, the worst case.
"""

from __future__ import annotations

import datetime as dt
import json
import random
import statistics
import time
from collections.abc import Callable
from typing import Any

import udfs  # noqa: F401  (fills the registry)
from xlprod import registre
from xlprod.baremes import temps as baremes_temps
from xlprod.periodes import serie

PERSONNES, SEMAINES, JOURS, DEPARTEMENTS = 600, 8, 5, 15
DEBUT = dt.date(2026, 1, 5)
BUDGET = 0.2
Horaire = Callable[[random.Random, int, int], tuple[float, float]]


def equipe(hasard: random.Random, departement: int, jour: int) -> tuple[float, float]:
    """Call of the department; one person in ten leaves half an hour later."""
    debut = 7 + departement % 3 + (jour % 8) / 4
    return debut, debut + 10 + (departement % 4) / 2 + (0.5 if hasard.random() < 0.1 else 0)


def epars(hasard: random.Random, _departement: int, _jour: int) -> tuple[float, float]:
    """Hours to five minutes, of each person."""
    debut = hasard.randrange(72, 156) / 12
    return debut, debut + hasard.randrange(96, 156) / 12


def appel(horaire: Horaire, graine: int = 0) -> list[Any]:
    """Arguments of one call: columns of 4,800 rows and the table of 24,000 days."""
    hasard = random.Random(graine)
    fonctions = sorted(baremes_temps.groupes_equivalence())
    jours: list[list[Any]] = [["personne", "jour", "arrivée", "départ", "pause", "lieu", "nature"]]
    colonnes: list[tuple[str, float, str]] = []
    for numero in range(PERSONNES):
        nom, departement = f"Personne {numero:03d}", numero % DEPARTEMENTS
        for semaine in range(SEMAINES):
            lundi = DEBUT + dt.timedelta(weeks=semaine)
            colonnes.append((fonctions[numero % len(fonctions)], float(serie(lundi)), nom))
            for rang in range(JOURS):
                debut, fin = horaire(hasard, departement, semaine * JOURS + rang)
                date = float(serie(lundi) + rang)
                jours.append([nom, date, debut / 24, fin / 24 % 1, 1 / 24, "IDF", "tournage"])
    fonction, date_, personne = ([[ligne[i]] for ligne in colonnes] for i in range(3))
    return [fonction, "3097", date_, jours, "cumul=plafond", None, personne]


def mesurer(horaire: Horaire, fois: int = 7) -> tuple[float, float]:
    """First call and median of all, each on a crew of its own."""
    durees = []
    for graine in range(fois):
        arguments = appel(horaire, graine)
        debut = time.perf_counter()
        retour = registre.evaluer("BRUT_SEMAINE", arguments)
        durees.append(time.perf_counter() - debut)
        assert retour.erreur is None
        assert len(retour.valeur) == PERSONNES * SEMAINES
        assert all(isinstance(ligne[0], float) for ligne in retour.valeur)
    return durees[0], statistics.median(durees)


if __name__ == "__main__":
    rendu = {"vise_s": BUDGET}
    for nom, horaire in (("equipe", equipe), ("epars", epars)):
        premiere, mediane = mesurer(horaire)
        rendu[nom] = {"premiere_s": premiere, "mediane_s": mediane}
    print(json.dumps(rendu))
