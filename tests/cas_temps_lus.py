"""Reads ``tests/cas_temps/*.yaml``: a table of days written one line a day, and what it must pay.

A day is ``"2025-06-02 08:00 19:00 1:00 lieu=studio nature=préparation"``: date, arrival, departure,
break, then any other column by its name.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from tests.conftest import valeur

DOSSIER = Path(__file__).parent / "cas_temps"
AUTRES = (
    "lieu",
    "nature",
    "transport",
    "repas",
    "recupere",
    "debut_pause",
    "continue",
    "supplements",
    "ferie",
)
ENTETE = ["jour", "arrivée", "départ", "pause", *(nom.replace("_", " ") for nom in AUTRES)]
Rangee = list[Any]


def jours(lignes: list[str]) -> list[Rangee]:
    """Table of days, under its header."""
    return [ENTETE, *(_jour(ligne) for ligne in lignes)]


def _jour(ligne: str) -> Rangee:
    places = [m for m in ligne.split() if "=" not in m]
    autres = dict(m.split("=") for m in ligne.split() if "=" in m)
    assert set(autres) <= set(AUTRES), ligne
    horaires = [*places, None, None, None][:4]
    return [*horaires, *(autres.get(nom, "").replace("_", " ") or None for nom in AUTRES)]


@dataclass(frozen=True, eq=False)
class CasTemps:
    """A call and the amount that it must give, as arithmetic; ``articles`` are cited by its lines."""

    id: str
    titre: str
    appel: dict[str, Any]
    brut: str
    articles: list[str] = field(default_factory=list)
    lignes: list[dict[str, str]] = field(default_factory=list)


def arguments(appel: dict[str, Any]) -> list[Any]:
    return [
        appel["fonction"],
        str(appel.get("convention", "3097")),
        str(appel["date"]),
        jours(appel["jours"]),
        appel.get("majorations"),
        appel.get("annexe"),
    ]


def lire(nom: str) -> list[dict[str, Any]]:
    rendu: list[dict[str, Any]] = yaml.load(
        (DOSSIER / nom).read_text(encoding="utf-8"), Loader=yaml.CSafeLoader
    )
    return rendu


CAS = [
    CasTemps(**cas)
    for chemin in sorted(DOSSIER.glob("*.yaml"))
    if chemin.name != "exemples.yaml"
    for cas in lire(chemin.name)
]


@lru_cache(512)
def detail(cas: CasTemps) -> tuple[tuple[Any, ...], ...]:
    """Rows of the case's table, without header nor totals."""
    return lignes_detail(cas.appel)


def lignes_detail(appel: dict[str, Any]) -> tuple[tuple[Any, ...], ...]:
    table = valeur("DETAIL_SEMAINE", *arguments(appel))
    return tuple(tuple(ligne) for ligne in table[1:] if ligne[0] not in ("BRUT", "FRAIS"))
