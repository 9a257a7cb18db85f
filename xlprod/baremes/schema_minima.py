"""Validation of the salary grids of the collective agreements, at build and test time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from xlprod.baremes import FIN, lignes_csv
from xlprod.baremes.minima import Convention, Montant, Serie, index
from xlprod.baremes.schema_commun import LigneDatee, Texte


class LigneGrille(LigneDatee):
    """Row of ``minima_grilles.csv``: a printed table."""

    grille: Texte
    annexe: Texte
    regime: Annotated[str, Field(pattern=r"^(\d\d)?$")] = ""
    unite: Texte
    valid_from_non_adherents: Annotated[str, Field(pattern=r"^(\d{4}-\d\d-\d\d)?$")] = ""


class LigneMontant(BaseModel):
    """Row of ``minima_montants.csv``: one amount of a table."""

    model_config = ConfigDict(extra="forbid")

    grille: Texte
    fonction: Texte
    niveau: str = ""
    montant: Annotated[str, Field(pattern=r"^\d+\.\d\d$")]
    heures_effectives: str = ""
    heures_presence: str = ""
    note: str = ""


def verifier_minima(donnees: Path) -> Iterator[str]:
    """French sentences of what is wrong in the grids of every covered agreement."""
    for idcc, (dossier, libelle) in index().items():
        base = donnees / "conventions" / dossier
        defauts = [*_schemas(base), *_renvois(base)]
        yield from defauts
        if not defauts:
            yield from _series(Convention(idcc, dossier, libelle), base)


def _schemas(base: Path) -> Iterator[str]:
    for nom, modele in (("minima_grilles.csv", LigneGrille), ("minima_montants.csv", LigneMontant)):
        for numero, ligne in enumerate(lignes_csv(base / nom), 2):
            try:
                modele.model_validate(ligne)
            except ValidationError as erreur:
                champ = ".".join(map(str, erreur.errors()[0]["loc"]))
                yield f"{base.name}/{nom} ligne {numero}, {champ} : {erreur.errors()[0]['msg']}"


def _renvois(base: Path) -> Iterator[str]:
    """Every grid has its source, every amount its grid and its function."""
    sources = {ligne["id"] for ligne in lignes_csv(base / "sources.csv") if ligne["reference"].strip()}
    grilles = {ligne["grille"] for ligne in lignes_csv(base / "minima_grilles.csv")}
    fonctions = {ligne["fonction"] for ligne in lignes_csv(base / "fonctions.csv")}
    for ligne in lignes_csv(base / "minima_grilles.csv"):
        if ligne["source"] not in sources:
            yield f"{base.name} : grille {ligne['grille']}, source inconnue {ligne['source']}"
    for ligne in lignes_csv(base / "minima_montants.csv"):
        if ligne["grille"] not in grilles or ligne["fonction"] not in fonctions:
            yield f"{base.name} : montant de {ligne['fonction']} dans {ligne['grille']}, renvoi inconnu"


def _series(conv: Convention, base: Path) -> Iterator[str]:
    """Overlaps, and holes that ``trous.csv`` does not explain."""
    trous = {
        (t["annexe"], t["regime"], t["unite"], t["fonction"], t["du"]) for t in lignes_csv(base / "trous.csv")
    }
    for serie, montants in conv.series.items():
        for avant, apres in pairwise(montants):
            fin, debut = avant.grille.valid_to, apres.grille.valid_from
            ou = f"IDCC {conv.idcc}, {_nommer(serie, avant)}"
            if debut <= fin:
                yield f"{ou} : grilles qui se recouvrent au {debut:%d/%m/%Y}"
            elif debut - fin > dt.timedelta(days=1) and not _explique(serie, fin, trous):
                yield f"{ou} : trou inexpliqué après le {fin:%d/%m/%Y}"


def _explique(serie: Serie, fin: dt.date, trous: set[tuple[str, str, str, str, str]]) -> bool:
    fonction, annexe, regime, unite = serie
    lendemain = fin if fin == FIN else fin + dt.timedelta(days=1)
    return (annexe, regime, unite, fonction, lendemain.isoformat()) in trous


def _nommer(serie: Serie, montant: Montant) -> str:
    return f"{montant.fonction.libelle}, annexe {serie[1]} {serie[2]} ({serie[3]})".replace("  ", " ")
