"""What reading a crew list gives: the film, and the review of every cell understood or not."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any, Literal

from xlprod import argent
from xlprod.devis.modele import Film

Gravite = Literal["compris", "déduit", "à vérifier", "non compris"]

COMPRIS: Gravite = "compris"
DEDUIT: Gravite = "déduit"
A_VERIFIER: Gravite = "à vérifier"
NON_COMPRIS: Gravite = "non compris"
GRAVITES: tuple[Gravite, ...] = (COMPRIS, DEDUIT, A_VERIFIER, NON_COMPRIS)

COLONNES = "colonnes"
"""Where the review names the columns that are not read; the summary has its own line for them."""

REMARQUES_MONTREES = 12
"""Remarks that the terminal shows; the review has them all."""


class ListeIllisible(Exception):
    """A file in which no crew list can be read; the message is the French sentence."""


@dataclass(frozen=True, slots=True)
class LigneRevue:
    """One remark.  ``ligne`` is the row of the source as a spreadsheet numbers it, 0 for the whole file."""

    ligne: int
    colonne: str
    lu: str
    compris: str
    remarque: str
    gravite: Gravite


@dataclass(frozen=True, slots=True)
class LigneEcartee:
    """A row that gave no contract: its text, and why (``total``: a total, a title, a repeated header)."""

    ligne: int
    contenu: str
    raisons: tuple[str, ...]
    total: bool = False


@dataclass(frozen=True, slots=True)
class Lecture:
    """A crew list once read.

    ``lignes`` holds the source row of each person of ``film``, in the same order; a row of
    the list is either there or in ``ecartees``.
    """

    film: Film
    revue: tuple[LigneRevue, ...]
    colonnes_reconnues: tuple[tuple[str, str], ...]
    colonnes_non_reconnues: tuple[str, ...]
    fichier: str
    feuille: str
    ligne_entete: int
    lignes: tuple[int, ...]
    ecartees: tuple[LigneEcartee, ...]

    @property
    def compte(self) -> Mapping[Gravite, int]:
        """Number of remarks of each gravity."""
        compte = Counter(ligne.gravite for ligne in self.revue)
        return {gravite: compte[gravite] for gravite in GRAVITES}

    @property
    def a_completer(self) -> tuple[LigneEcartee, ...]:
        """Rows that should have given a contract and did not."""
        return tuple(e for e in self.ecartees if not e.total)

    def resume(self) -> str:
        """French text for the terminal."""
        compte = self.compte
        lieu = f", feuille « {self.feuille} »" if self.feuille else ""
        brut = sum(p.brut_total for p in self.film.personnes)
        textes = [
            f"{self.fichier}{lieu}, en-tête en ligne {self.ligne_entete}",
            f"{_pluriel(len(self.lignes), 'contrat compris', 'contrats compris')}, "
            f"{argent.texte_euros(brut)} de salaires bruts ; "
            f"{_pluriel(len(self.a_completer), 'ligne mise de côté', 'lignes mises de côté')}",
            "Colonnes reconnues : " + ", ".join(f"{lu} ({champ})" for lu, champ in self.colonnes_reconnues),
        ]
        if self.colonnes_non_reconnues:
            textes.append("Colonnes non utilisées : " + ", ".join(self.colonnes_non_reconnues))
        textes.append(
            f"Revue : {_pluriel(compte[DEDUIT], 'valeur déduite', 'valeurs déduites')}, "
            f"{_pluriel(compte[A_VERIFIER], 'point à vérifier', 'points à vérifier')}, "
            f"{_pluriel(compte[NON_COMPRIS], 'point non compris', 'points non compris')}"
        )
        return "\n".join(textes + self._remarques())

    def _remarques(self) -> list[str]:
        """What is missing first, then what to check; a remark made on many rows is said once."""
        groupes: dict[tuple[str, str, str], list[LigneRevue]] = {}
        for gravite in (NON_COMPRIS, A_VERIFIER):
            for ligne in self.revue:
                if ligne.gravite == gravite and ligne.colonne != COLONNES:
                    groupes.setdefault((gravite, ligne.colonne, ligne.remarque), []).append(ligne)
        textes = [
            f"  {gravite} – {_lieux(lignes)}{colonne and ', ' + colonne} : {remarque}"
            for (gravite, colonne, remarque), lignes in groupes.items()
        ]
        reste = len(textes) - REMARQUES_MONTREES
        if reste > 0:
            textes[REMARQUES_MONTREES:] = [f"  … et {_pluriel(reste, 'autre remarque', 'autres remarques')}"]
        return textes

    def to_json(self) -> dict[str, Any]:
        """Everything as plain values; amounts in euros, dates as ISO text."""
        return {
            "fichier": self.fichier,
            "feuille": self.feuille,
            "ligne_entete": self.ligne_entete,
            "colonnes_reconnues": [{"colonne": lu, "champ": champ} for lu, champ in self.colonnes_reconnues],
            "colonnes_non_reconnues": list(self.colonnes_non_reconnues),
            "resume": dict(self.compte),
            "film": _film(self.film, self.lignes),
            "ecartees": [asdict(e) | {"raisons": list(e.raisons)} for e in self.ecartees],
            "revue": [asdict(ligne) for ligne in self.revue],
        }


def total_brut(quantite: Decimal, brut: int) -> int:
    """Gross of a contract in cents: one rounding."""
    numerateur, denominateur = quantite.as_integer_ratio()
    return argent.arrondir(numerateur * brut, denominateur)


def _film(film: Film, lignes: tuple[int, ...]) -> dict[str, Any]:
    tout = asdict(film) | {"parametres": dict(film.parametres)}
    del tout["lignes"]
    for personne, ligne in zip(tout["personnes"], lignes, strict=True):
        personne["brut"] = argent.euros(personne["brut"])
        personne["ligne"] = ligne
    simple: dict[str, Any] = _simple(tout)
    return simple


def _simple(valeur: Any) -> Any:
    """The same value with only what JSON knows."""
    if isinstance(valeur, dict):
        return {nom: _simple(v) for nom, v in valeur.items()}
    if isinstance(valeur, list | tuple):
        return [_simple(v) for v in valeur]
    if isinstance(valeur, Decimal):
        return int(valeur) if valeur == valeur.to_integral_value() else float(valeur)
    return valeur.isoformat() if isinstance(valeur, dt.date) else valeur


def _pluriel(nombre: int, singulier: str, pluriel: str) -> str:
    return f"{nombre} {singulier if nombre < 2 else pluriel}"


def _lieux(lignes: list[LigneRevue]) -> str:
    numeros = list(dict.fromkeys(ligne.ligne for ligne in lignes if ligne.ligne))
    if not numeros:
        return "fichier"
    if len(numeros) == 1:
        return f"ligne {numeros[0]}"
    if len(numeros) > 6:
        return f"{len(numeros)} lignes, dont {', '.join(map(str, numeros[:4]))}"
    return "lignes " + ", ".join(map(str, numeros))
