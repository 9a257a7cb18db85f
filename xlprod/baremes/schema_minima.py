"""Validation of the salary grids of the collective agreements, at build and test time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from xlprod.baremes import lignes_csv
from xlprod.baremes import sources as sources_communes
from xlprod.baremes.annexes import TOUS
from xlprod.baremes.grilles import Montant, Serie
from xlprod.baremes.minima import Convention, index
from xlprod.baremes.schema_commun import LigneDatee, Texte

UN_JOUR = dt.timedelta(days=1)


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


class LigneAnnexe(LigneDatee):
    """Row of ``annexes_applicables.csv``: when an annexe applies."""

    annexe: str = ""
    idcc: Annotated[str, Field(pattern=r"^\d{0,4}$")] = ""
    genres: Texte
    plancher: Annotated[str, Field(pattern=r"^\d*$")] = ""
    plafond: Annotated[str, Field(pattern=r"^\d*$")] = ""
    portee: Texte
    condition: Texte
    criteres: str = ""


MODELES: dict[str, type[BaseModel]] = {
    "minima_grilles.csv": LigneGrille,
    "minima_montants.csv": LigneMontant,
    "annexes_applicables.csv": LigneAnnexe,
}


def verifier_minima(donnees: Path) -> Iterator[str]:
    """French sentences of what is wrong in the grids of every covered agreement."""
    for idcc, entree in index().items():
        base = donnees / "conventions" / entree.dossier
        defauts = [*_schemas(base), *_renvois(base)]
        yield from defauts
        if not defauts:
            yield from _series(Convention(idcc, entree.dossier, entree.libelle))


def _schemas(base: Path) -> Iterator[str]:
    for nom, modele in MODELES.items():
        for numero, ligne in enumerate(lignes_csv(base / nom), 2):
            try:
                modele.model_validate(ligne)
            except ValidationError as erreur:
                champ = ".".join(map(str, erreur.errors()[0]["loc"]))
                yield f"{base.name}/{nom} ligne {numero}, {champ} : {erreur.errors()[0]['msg']}"


def _renvois(base: Path) -> Iterator[str]:
    """Every grid has its source and its annexe, every amount its grid and its function, every name too."""
    sources = {ligne["id"] for ligne in lignes_csv(base / "sources.csv") if ligne["reference"].strip()}
    grilles = {ligne["grille"] for ligne in lignes_csv(base / "minima_grilles.csv")}
    fonctions = {ligne["fonction"] for ligne in lignes_csv(base / "fonctions.csv")}
    annexes = {ligne["annexe"] for ligne in lignes_csv(base / "annexes.csv")}
    for ligne in lignes_csv(base / "minima_grilles.csv"):
        if ligne["source"] not in sources:
            yield f"{base.name} : grille {ligne['grille']}, source inconnue {ligne['source']}"
        if ligne["annexe"] not in annexes:
            yield f"{base.name} : grille {ligne['grille']}, annexe inconnue {ligne['annexe']}"
    genres = {ligne["genre"] for ligne in lignes_csv(base.parent / "genres.csv")} | {TOUS}
    for ligne in lignes_csv(base / "annexes_applicables.csv"):
        annexe = ligne["annexe"].partition(" ")[0]
        if annexe and annexe not in annexes:
            yield f"{base.name} : annexe applicable inconnue {ligne['annexe']}"
        if ligne["source"] not in sources | set(sources_communes()):
            yield f"{base.name} : annexe {ligne['annexe']}, source inconnue {ligne['source']}"
        if inconnus := set(ligne["genres"].split(";")) - genres:
            yield f"{base.name} : annexe {ligne['annexe']}, genre inconnu {', '.join(inconnus)}"
    for ligne in lignes_csv(base / "alias.csv"):
        if ligne["fonction"] not in fonctions:
            yield f"{base.name} : nom d'usage {ligne['alias']}, fonction inconnue {ligne['fonction']}"
    for ligne in lignes_csv(base / "minima_montants.csv"):
        if ligne["grille"] not in grilles or ligne["fonction"] not in fonctions:
            yield f"{base.name} : montant de {ligne['fonction']} dans {ligne['grille']}, renvoi inconnu"


def _series(conv: Convention) -> Iterator[str]:
    """Overlaps, and holes that ``trous.csv`` does not explain."""
    for serie, montants in conv.series.items():
        for avant, apres in pairwise(montants):
            fin, debut = avant.grille.valid_to, apres.grille.valid_from
            ou = f"IDCC {conv.idcc}, {_nommer(serie, avant)}"
            if debut <= fin:
                yield f"{ou} : grilles qui se recouvrent au {debut:%d/%m/%Y}"
            elif not explique(conv, serie, fin + UN_JOUR, debut - UN_JOUR):
                yield f"{ou} : trou inexpliqué après le {fin:%d/%m/%Y}"


def explique(conv: Convention, serie: Serie, du: dt.date, au: dt.date) -> bool:
    """Whether the holes written down cover every day of a period."""
    for trou in sorted((t for t in conv.trous if t.concerne(serie)), key=lambda t: t.du):
        if trou.du <= du <= trou.au:
            if trou.au >= au:
                return True
            du = trou.au + UN_JOUR
    return du > au


def _nommer(serie: Serie, montant: Montant) -> str:
    return f"{montant.fonction.libelle}, annexe {serie[1]} {serie[2]} ({serie[3]})".replace("  ", " ")
