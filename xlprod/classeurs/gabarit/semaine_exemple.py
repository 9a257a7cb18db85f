"""What the workbook of a week shows when it is opened: an invented crew over two weeks of shooting."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple

TITRE, SOCIETE = "Les Embellies – semaines de tournage", "Exemple à remplacer"
PREMIER_LUNDI = dt.date(2026, 7, 6)


class Salarie(NamedTuple):
    """A row of the sheet *Personnes*, in the order of the table *Équipe*."""

    poste: int
    nom: str
    fonction: str
    annexe: str
    statut: str
    unite_minimum: str
    majorations: str = ""


class Journee(NamedTuple):
    """A row of the sheet *Semaine de tournage*; hours and the break in minutes."""

    personne: str
    date: dt.date
    arrivee: int
    depart: int
    pause: int
    lieu: str = "IDF"
    nature: str = "tournage"
    observations: str = ""


SALARIES = (
    Salarie(23, "Camille EXEMPLE", "Chef opérateur du son cinéma", "II", "TECH_C", "semaine5j"),
    Salarie(23, "Dominique FICTIF", "Cadreur cinéma", "II", "TECH_C", "semaine5j"),
    Salarie(23, "Sacha MODÈLE", "Scripte cinéma", "II", "TECH_C", "semaine5j"),
    Salarie(23, "Alix ESSAI", "Accessoiriste de plateau cinéma", "II", "TECH_NC", "semaine5j"),
)

Horaire = tuple[int, int, int]
"""Arrival, departure, break."""

ORDINAIRE: Horaire = (8 * 60, 18 * 60, 60)
LONGUE: Horaire = (8 * 60, 20 * 60, 60)
NUIT: Horaire = (16 * 60, 2 * 60, 60)


def journees() -> Iterator[Journee]:
    """Five days a week, one of them long; nights and the 14 July are in the second week."""
    for salarie in SALARIES:
        for semaine in range(2):
            for jour in range(5):
                yield _journee(salarie, semaine, jour)


def _journee(salarie: Salarie, semaine: int, jour: int) -> Journee:
    date = PREMIER_LUNDI + dt.timedelta(7 * semaine + jour)
    horaire, observations = ORDINAIRE, ""
    if semaine == 0 and jour == 3:
        horaire, observations = LONGUE, "dépassement"
    if semaine == 1 and jour >= 3:
        horaire, observations = NUIT, "extérieur nuit"
    if salarie is SALARIES[2] and semaine == 0 and jour == 4:
        horaire, observations = (6 * 60 + 30, 16 * 60 + 30, 60), "repos écourté"
    return Journee(salarie.nom, date, *horaire, observations=observations)
