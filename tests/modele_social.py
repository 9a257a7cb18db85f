"""xlprod beside modele-social, URSSAF's open model, line by line, each difference with its article.

``tests/cas/modele_social/cas.yaml`` holds what the model gave; ``ecarts.yaml`` holds, for each line
that differs, the article that decides and the arithmetic that leads from the model's figure to ours.
``python -m tests.modele_social`` writes them to ``docs/ecarts.md``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from fractions import Fraction
from functools import lru_cache
from typing import Any

from tests.arithmetique import calculer
from tests.cas_lus import DOSSIER, lire
from tests.conftest import valeur
from xlprod.argent import centimes

PATRONAL: dict[str, str | tuple[str, ...]] = {
    "maladie": "SS_MAL",
    "vieillesse_plafonnee": "SS_VP",
    "vieillesse_deplafonnee": "SS_VD",
    "allocations_familiales": "SS_AF",
    "atmp": "SS_AT",
    "csa": "CSA",
    "dialogue_social": "DIALOGUE",
    "fnal": "FNAL",
    "versement_mobilite": "VM",
    "taxe_apprentissage": "TA",
    "peec": "PEEC",
    "formation_professionnelle": "CFP",
    "cpf_cdd": "CPF_CDD",
    "chomage": "CHOM",
    "ags": "AGS",
    "retraite_complementaire": "RC",
    "ceg": "CEG",
    "cet": "CET",
    "apec": "APEC",
    "prevoyance_cadres": "PREV_CADRE",
    "prevoyance_non_cadres": "PREV_NC",
    "svp_prevoyance": "aucune",
    "svp_fcap": "aucune",
    "fonds_sante": "FONDS_SANTE",
    "sante_employeur": "SANTE_PERM",
    "forfait_social": "FORFAIT_SOCIAL",
    "cchsct": "CCHSCT",
    "paritarisme": "PARIT",
    "conges_spectacles": "CONGES_SPEC",
    "reduction_generale": "REDUCTION_GENERALE",
    "diffuseur": "AUT_DIFF",
}

SALARIAL: dict[str, str | tuple[str, ...]] = {
    "vieillesse_plafonnee": "SS_VP",
    "vieillesse_deplafonnee": "SS_VD",
    "chomage": "CHOM",
    "retraite_complementaire": "RC",
    "ceg": "CEG",
    "cet": "CET",
    "apec": "APEC",
    "prevoyance_cadres": "PREV_CADRE",
    "prevoyance_non_cadres": "PREV_NC",
    "sante_salarie": "SANTE_PERM",
    "csg_deductible": "CSG_DED",
    "csg_crds_non_deductible": "CSG_ND",
    "auteur_vieillesse": "AUT_VP",
    "auteur_csg_crds": ("AUT_CSG", "AUT_CRDS"),
    "auteur_formation": "AUT_CFP",
}

TOTAL: dict[str, str | tuple[str, ...]] = {"auteur_raap": "AUT_RAAP", "auteur_racd": "AUT_RACD"}
"""Both parts together: the model does not share them between author and producer."""

SALARIALE, PATRONALE = 5, 7
"""Columns of the table of lines."""
COLONNES = {"total": (SALARIALE, PATRONALE), "patronal": (PATRONALE,), "salarial": (SALARIALE,)}
NOMS = {"total": TOTAL, "patronal": PATRONAL, "salarial": SALARIAL}
"""Part → line of the model, or of ours alone → beginning of the codes of ours."""


@dataclass(frozen=True)
class Ligne:
    """One line of one case: the model's figure in euros, ours in cents."""

    cas: str
    part: str
    nom: str
    modele: Fraction
    xlprod: int
    imprimees: int
    """Number of lines of ours behind it, each rounded."""

    @property
    def differe(self) -> bool:
        return not self.egale(self.modele)

    def egale(self, euros: Fraction) -> bool:
        """To the cent for a line; the model adds unrounded tranches where a payslip rounds each.

        Its figures have four decimals: at the half-cent they may fall on either side.
        """
        return abs(euros * 100 - self.xlprod) <= Fraction(502, 1000) * max(self.imprimees, 1)


@dataclass(frozen=True)
class Ecart:
    """Why a line differs in the cases whose name matches ``cas``, and by how much exactly."""

    cas: tuple[str, ...]
    part: str
    ligne: str
    article: str
    raison: str
    calcul: str

    def explique(self, ligne: Ligne) -> bool:
        return (self.part, self.ligne) == (ligne.part, ligne.nom) and any(
            fnmatchcase(ligne.cas, motif) for motif in self.cas
        )


CAS: dict[str, dict[str, Any]] = {c["id"]: c for c in lire(DOSSIER / "modele_social" / "cas.yaml")}
ECARTS = [
    Ecart(tuple(e["cas"].split()), e["part"], e["ligne"], e["article"], e["raison"], e["calcul"])
    for e in lire(DOSSIER / "modele_social" / "ecarts.yaml")
]


@lru_cache(256)
def lignes(nom: str) -> tuple[Ligne, ...]:
    """Every line that the model or xlprod has for a case."""
    cas = CAS[nom]
    appel = cas["appel"]
    arguments = [appel[a] for a in ("brut", "statut", "date", "jours", "parametres")]
    table = valeur("DETAIL_CHARGES", *arguments)[1:]
    return tuple(_lignes(nom, table))


def _lignes(nom: str, table: list[list[Any]]) -> Iterator[Ligne]:
    reste = {
        (rang, colonne): centimes(rangee[colonne])
        for rang, rangee in enumerate(table)
        for colonne in (SALARIALE, PATRONALE)
        if rangee[colonne]
    }
    for part, noms in NOMS.items():
        modele = {ligne: calculer(texte) for ligne, texte in CAS[nom].get(part, {}).items()}
        for ligne, debuts in noms.items():
            notres = [
                reste.pop((rang, colonne))
                for rang, colonne in list(reste)
                if colonne in COLONNES[part] and table[rang][0].startswith(debuts)
            ]
            if notres or ligne in modele:
                yield Ligne(nom, part, ligne, modele.pop(ligne, Fraction(0)), sum(notres), len(notres))
        assert not modele, modele
    # Nothing of either side is left out of the comparison.
    assert not reste, [table[rang][0] for rang, _ in reste]


def attendu(ecart: Ecart, ligne: Ligne) -> Fraction:
    """Our figure as the article makes it from those of the model."""
    appel = CAS[ligne.cas]["appel"]
    noms = {
        **{f"{autre.part}_{autre.nom}": f"({autre.modele})" for autre in lignes(ligne.cas)},
        "modele": f"({ligne.modele})",
        "brut": str(appel["brut"]),
        "jours": str(appel["jours"]),
        "prevoyance": f"({sum(_prevoyance(ligne.cas))}/100)",
    }
    return calculer(ecart.calcul.format_map(_Nul(noms)))


class _Nul(dict[str, str]):
    """A line that the model does not have is worth zero."""

    def __missing__(self, nom: str) -> str:
        partie, _, ligne = nom.partition("_")
        if ligne not in NOMS.get(partie, {}):
            raise KeyError(nom)
        return "0"


def _prevoyance(cas: str) -> Iterator[int]:
    """Employer welfare of xlprod, in cents: part of the base of CSG."""
    noms = ("prevoyance_cadres", "prevoyance_non_cadres", "fonds_sante", "sante_employeur")
    for ligne in lignes(cas):
        if ligne.part == "patronal" and ligne.nom in noms:
            yield ligne.xlprod


def ecart(ligne: Ligne) -> Ecart | None:
    """What explains a line: the first entry that names its case and itself."""
    return next((e for e in ECARTS if e.explique(ligne)), None)
