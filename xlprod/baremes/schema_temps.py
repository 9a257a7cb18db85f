"""Validation of the rules of working time, at build and test time."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from xlprod.baremes import fraction, lignes_csv
from xlprod.baremes.minima import convention
from xlprod.baremes.schema_commun import Texte

_DATE = r"^(\d{4}-\d\d-\d\d)?$"
_MOIS_JOUR = r"^\d\d-\d\d$"
_HEURE = r"^\d\d:\d\d$"


class LigneTemps(BaseModel):
    """What every row carries; an empty ``valid_from`` is a beginning that no source gives."""

    model_config = ConfigDict(extra="forbid")

    valid_from: Annotated[str, Field(pattern=_DATE)]
    valid_to: Annotated[str, Field(pattern=_DATE)]
    source: Texte
    article: Texte
    confidence: Literal["verified", "secondary", "recalled"]
    note: str = ""

    @model_validator(mode="after")
    def _dans_l_ordre(self) -> LigneTemps:
        if self.valid_to and self.valid_to < self.valid_from:
            raise ValueError("valid_to avant valid_from")
        return self


class LigneRegle(LigneTemps):
    """Row of ``regles_*.csv``."""

    code: Annotated[str, Field(pattern=r"^[a-z0-9_]+$")]
    libelle: Texte
    valeur: Texte
    unite: Literal["h", "min", "jours", "semaines", "ratio", "coef", "EUR", "nombre"]

    @field_validator("valeur")
    @classmethod
    def _exacte(cls, valeur: str) -> str:
        if fraction(valeur) < 0:
            raise ValueError("valeur négative")
        return valeur


class LigneNuit(LigneTemps):
    """Row of ``nuits.csv``."""

    idcc: Texte
    population: Texte
    genre: str
    lieu: Literal["", "studio"]
    du: Annotated[str, Field(pattern=_MOIS_JOUR)]
    au: Annotated[str, Field(pattern=_MOIS_JOUR)]
    debut: Annotated[str, Field(pattern=_HEURE)]
    fin: Annotated[str, Field(pattern=_HEURE)]


class LigneEquivalence(LigneTemps):
    """Row of ``equivalences.csv``: fewer hours are paid than the hours of presence."""

    groupe: Texte
    jours: Literal["5", "6"]
    effectif: int
    presence: int

    @model_validator(mode="after")
    def _moins_que_la_presence(self) -> LigneEquivalence:
        if self.effectif > self.presence:
            raise ValueError("effectif supérieur à la présence")
        return self


class LigneFerie(LigneTemps):
    """Row of ``jours_feries.csv``."""

    code: Texte
    nom: Texte
    regle: Annotated[str, Field(pattern=r"^(\d\d-\d\d|paques[+-]\d+)$")]
    territoires: str


class LigneLectureTemps(LigneTemps):
    """Row of ``lectures.csv``: its default is one of its choices, and says why."""

    parametre: Texte
    choix: Texte
    defaut: Texte
    libelle: Texte
    familles: Texte

    @model_validator(mode="after")
    def _motivee(self) -> LigneLectureTemps:
        if self.defaut not in self.choix.split(";") or ";" not in self.choix:
            raise ValueError(f"le défaut {self.defaut} n'est pas un choix")
        if not self.note:
            raise ValueError("raison du défaut manquante (note)")
        return self


MODELES: dict[str, type[LigneTemps]] = {
    "regles_*.csv": LigneRegle,
    "nuits.csv": LigneNuit,
    "equivalences.csv": LigneEquivalence,
    "jours_feries.csv": LigneFerie,
    "lectures.csv": LigneLectureTemps,
}


def verifier_temps(donnees: Path) -> Iterator[str]:
    """French sentences of what is wrong in the rules of working time."""
    dossier = donnees / "temps_travail"
    sources = {ligne["id"] for ligne in lignes_csv(dossier / "sources.csv") if ligne["reference"].strip()}
    for motif, modele in MODELES.items():
        for chemin in sorted(dossier.glob(motif)):
            for numero, ligne in enumerate(lignes_csv(chemin), 2):
                place = f"temps_travail/{chemin.name} ligne {numero}"
                try:
                    modele.model_validate(ligne)
                except ValidationError as erreur:
                    champ = ".".join(map(str, erreur.errors()[0]["loc"]))
                    yield f"{place}, {champ} : {erreur.errors()[0]['msg']}"
                if ligne["source"] not in sources:
                    yield f"{place} : source inconnue {ligne['source']}"
            yield from _recouvrements(chemin)
    yield from _renvois(dossier)


def _recouvrements(chemin: Path) -> Iterator[str]:
    """Periods of one code that overlap."""
    series: dict[str, list[dict[str, str]]] = {}
    for ligne in lignes_csv(chemin):
        if "code" in ligne:
            series.setdefault(ligne["code"], []).append(ligne)
    for code, lignes in series.items():
        lignes.sort(key=lambda ligne: ligne["valid_from"])
        for avant, apres in pairwise(lignes):
            if not avant["valid_to"] or apres["valid_from"] <= avant["valid_to"]:
                yield f"temps_travail/{chemin.name} : {code}, périodes qui se recouvrent"


def _renvois(dossier: Path) -> Iterator[str]:
    """Functions, groups, territories and sources that others name exist."""
    groupes = {ligne["groupe"] for ligne in lignes_csv(dossier / "equivalences.csv")}
    noms = convention("3097")
    for ligne in lignes_csv(dossier / "equivalences_fonctions.csv"):
        if noms.fonction(ligne["fonction"]).libelle != ligne["fonction"]:
            yield f"equivalences_fonctions.csv : « {ligne['fonction']} » n'est pas un libellé de la grille"
        if ligne["groupe"] not in groupes:
            yield f"equivalences_fonctions.csv : groupe inconnu {ligne['groupe']}"
    territoires = {ligne["territoire"] for ligne in lignes_csv(dossier / "territoires.csv")}
    for ligne in lignes_csv(dossier / "jours_feries.csv"):
        for territoire in filter(None, ligne["territoires"].split(";")):
            if territoire not in territoires:
                yield f"jours_feries.csv : territoire inconnu {territoire}"
