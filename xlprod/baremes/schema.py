"""Validation of the legal data when the project is built and tested (pydantic).

Never imported by the engine: the shipped CSV files are read as they are, because this
module has refused, beforehand, a figure without source, an overlap or an unexplained hole.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from xlprod.baremes import (
    A_FOURNIR,
    DONNEES,
    FIN,
    fichiers_chiffres,
    fichiers_cotisations,
    fraction,
    lignes_csv,
)
from xlprod.baremes.schema_commun import LigneDatee, Texte
from xlprod.baremes.schema_minima import verifier_minima
from xlprod.paie.conditions import CONDITIONS, LECTURE
from xlprod.paie.parametres import ZONES_MOBILITE
from xlprod.paie.plan import ASSIETTES

ZONES = {*ZONES_MOBILITE.values(), "zone_taux"}
OuiNon = Literal["oui", "non"]
PARAMETRES_DE_TAUX = ("taux_at", "taux_at_artiste", "medecine", "versement_mobilite", A_FOURNIR)


class LigneChiffre(LigneDatee):
    """Row of a figure file."""

    code: Texte
    libelle: Texte
    valeur: Texte
    unite: Literal[
        "EUR",
        "EUR/h",
        "EUR/jour",
        "EUR/mois",
        "EUR/an",
        "%",
        "coef",
        "SMIC",
        "heures",
        "jours",
        "mois",
        "plafonds",
    ]

    @field_validator("valeur")
    @classmethod
    def _exacte(cls, valeur: str) -> str:
        fraction(valeur)
        return valeur


class LigneCotisation(LigneDatee):
    """Row of a contribution file."""

    code: Texte
    ligne: str
    libelle: Texte
    caisse: Texte
    assiette: Texte
    salarial: Decimal = Field(ge=0, lt=100)
    patronal: str
    statuts: Texte
    idcc: str = ""
    condition: str
    effectif_min: str = Field(pattern=r"^\d*$")
    effectif_max: str = Field(pattern=r"^\d*$")
    remplace: str = ""

    @field_validator("patronal")
    @classmethod
    def _taux_ou_parametre(cls, valeur: str) -> str:
        if valeur in PARAMETRES_DE_TAUX:
            return valeur
        if not re.fullmatch(r"\d{1,2}(\.\d+)?", valeur):
            raise ValueError("taux patronal : pourcentage ou nom de paramètre attendu")
        return valeur

    @field_validator("condition")
    @classmethod
    def _condition_connue(cls, valeur: str) -> str:
        if valeur not in CONDITIONS and valeur not in ZONES and valeur not in _lectures():
            raise ValueError(f"condition inconnue {valeur}")
        return valeur

    @field_validator("assiette")
    @classmethod
    def _assiette_connue(cls, valeur: str) -> str:
        if valeur not in ASSIETTES and not valeur.startswith("majoration:"):
            raise ValueError(f"assiette inconnue {valeur}")
        return valeur

    @model_validator(mode="after")
    def _ligne_du_bulletin(self) -> LigneCotisation:
        if not self.ligne and not self.assiette.startswith("majoration:"):
            raise ValueError("ligne du bulletin manquante")
        return self


class LigneLecture(LigneDatee):
    """A disputed reading: its choices, and why one is the default."""

    parametre: Texte
    choix: Texte
    defaut: Texte
    libelle: Texte
    familles: Texte

    @model_validator(mode="after")
    def _motivee(self) -> LigneLecture:
        if self.defaut not in self.choix.split(";"):
            raise ValueError(f"le défaut {self.defaut} n'est pas un choix")
        if not self.note:
            raise ValueError("raison du défaut manquante (note)")
        return self


class LigneChoix(LigneDatee):
    """A choice that has a text of its own."""

    parametre: Texte
    choix: Texte
    libelle: Texte
    formule: str
    familles: str


class LigneStatut(BaseModel):
    """A statut says everything that the engine asks of it."""

    model_config = ConfigDict(extra="forbid")

    statut: Texte
    libelle: Texte
    famille: Texte
    cadre: OuiNon
    cotisations: Texte
    artiste: OuiNon
    assiette_forfaitaire: OuiNon
    duree: Literal["convention", "cachet", "legale", "versement", "aucune"]
    plafond_retraite: Literal["prorata", "entier"]
    conges_caisse: OuiNon
    reduction: OuiNon
    alias: str


def _lectures() -> set[str]:
    """Conditions on a disputed reading: one for each of its choices."""
    return {
        f"{LECTURE}{ligne['parametre']}={choix}"
        for ligne in lignes_csv(DONNEES / "lectures.csv")
        for choix in ligne["choix"].split(";")
    }


class LigneNature(LigneDatee):
    """Nature of an author's work, and the pension scheme that it decides."""

    nature: Texte
    libelle: Texte
    regime: Literal["racd", "raap", "aucun"]
    alias: Texte


class LigneTrou(BaseModel):
    """A hole of a series that somebody looked at and could not fill, or that the law made."""

    code: Texte
    du: dt.date
    au: dt.date
    raison: Texte


def verifier(dossier: Path = DONNEES) -> list[str]:
    """French sentences of everything wrong in the data; an empty list when all is well."""
    return [
        *_verifier_schemas(),
        *_verifier_sources(dossier),
        *_verifier_series(dossier),
        *_verifier_choix(dossier),
        *verifier_minima(dossier),
    ]


def _verifier_schemas() -> Iterator[str]:
    modeles: list[tuple[list[Path], type[BaseModel]]] = [
        (fichiers_chiffres(), LigneChiffre),
        (fichiers_cotisations(), LigneCotisation),
        ([DONNEES / "statuts.csv"], LigneStatut),
        ([DONNEES / "auteurs" / "natures.csv"], LigneNature),
        ([DONNEES / "lectures.csv"], LigneLecture),
        ([DONNEES / "choix_lectures.csv"], LigneChoix),
    ]
    for chemins, modele in modeles:
        for chemin in chemins:
            for numero, ligne in enumerate(lignes_csv(chemin), 2):
                try:
                    modele.model_validate(ligne)
                except ValidationError as erreur:
                    for defaut in erreur.errors():
                        champ = ".".join(map(str, defaut["loc"]))
                        yield f"{chemin.relative_to(DONNEES)} ligne {numero}, {champ} : {defaut['msg']}"


def _verifier_sources(dossier: Path) -> Iterator[str]:
    for chemin in sorted(dossier.rglob("sources.csv")):
        for ligne in lignes_csv(chemin):
            if not re.fullmatch(r"\d{4}-\d\d-\d\d", ligne.get("vue_le") or ""):
                yield f"{chemin.relative_to(dossier)} : {ligne['id']} sans date de lecture (vue_le)"
    ids = [ligne["id"] for ligne in lignes_csv(dossier / "sources.csv")]
    references = {ligne["id"] for ligne in lignes_csv(dossier / "sources.csv") if ligne["reference"].strip()}
    yield from (f"sources.csv : {i} sans texte" for i in set(ids) - references)
    yield from (f"sources.csv : {i} en double" for i in {i for i in ids if ids.count(i) > 1})
    autres = ["lectures.csv", "choix_lectures.csv", "auteurs/natures.csv"]
    for chemin in [*fichiers_chiffres(), *fichiers_cotisations(), *(dossier / nom for nom in autres)]:
        for ligne in lignes_csv(chemin):
            if ligne["source"] not in references:
                yield f"{chemin.relative_to(dossier)} : source inconnue {ligne['source']}"


def _verifier_series(dossier: Path) -> Iterator[str]:
    """Overlaps and holes of every series.

    A contribution with several conditions (full and reduced rate) is one series per condition.
    """
    chiffres = ((ligne["code"], ligne) for chemin in fichiers_chiffres() for ligne in lignes_csv(chemin))
    cotisations = (
        (f"{ligne['code']} {ligne['condition']}".strip(), ligne)
        for chemin in fichiers_cotisations()
        for ligne in lignes_csv(chemin)
    )
    trous = {(t["code"], t["du"], t["au"]) for t in lignes_csv(dossier / "trous.csv")}
    for t in lignes_csv(dossier / "trous.csv"):
        LigneTrou.model_validate(t)
    for code, lignes in _grouper([*chiffres, *cotisations]).items():
        for avant, apres in pairwise(lignes):
            fin, debut = date_fin(avant), dt.date.fromisoformat(apres["valid_from"])
            if debut <= fin:
                yield f"{code} : périodes qui se recouvrent autour du {debut:%d/%m/%Y}"
            elif (debut - fin).days > 1:
                du, au = fin + dt.timedelta(days=1), debut - dt.timedelta(days=1)
                if (code, du.isoformat(), au.isoformat()) not in trous:
                    yield f"{code} : trou inexpliqué du {du:%d/%m/%Y} au {au:%d/%m/%Y}"


def _verifier_choix(dossier: Path) -> Iterator[str]:
    """Each text is that of a choice, and each default can be chosen throughout its period."""
    lectures = list(lignes_csv(dossier / "lectures.csv"))
    connus = {(le["parametre"], choix) for le in lectures for choix in le["choix"].split(";")}
    for texte in lignes_csv(dossier / "choix_lectures.csv"):
        if (texte["parametre"], texte["choix"]) not in connus:
            yield f"choix_lectures.csv : choix inconnu {texte['parametre']}={texte['choix']}"
        for lecture in lectures:
            if (lecture["parametre"], lecture["defaut"]) == (texte["parametre"], texte["choix"]) and not (
                texte["valid_from"] <= lecture["valid_from"] and date_fin(lecture) <= date_fin(texte)
            ):
                yield f"{texte['parametre']} : le défaut {texte['choix']} n'a pas cours toute la période"


def date_fin(ligne: dict[str, str]) -> dt.date:
    return dt.date.fromisoformat(ligne["valid_to"]) if ligne["valid_to"] else FIN


def _grouper(paires: Iterable[tuple[str, dict[str, str]]]) -> dict[str, list[dict[str, str]]]:
    series: dict[str, list[dict[str, str]]] = {}
    for code, ligne in paires:
        series.setdefault(code, []).append(ligne)
    for lignes in series.values():
        lignes.sort(key=lambda ligne: ligne["valid_from"])
    return series
