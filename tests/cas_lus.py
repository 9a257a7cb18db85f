"""Reads ``tests/cas/*.yaml`` and asks the functions for each case."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from tests.conftest import valeur
from xlprod import baremes, registre
from xlprod.argent import centimes
from xlprod.textes import cle

DOSSIER = Path(__file__).parent / "cas"


@dataclass(frozen=True, eq=False)
class Cas:
    """A call and what it must give; hashed by identity, so that its payslip is computed once."""

    id: str
    titre: str
    oracle: str
    appel: dict[str, Any]
    lignes: list[dict[str, str]]
    totaux: dict[str, str]
    regles: list[str]

    @property
    def annee(self) -> int:
        return int(self.appel["date"].year)

    @property
    def arguments(self) -> list[Any]:
        return [self.appel[nom] for nom in ("brut", "statut", "date", "jours", "parametres")]


class Ligne(NamedTuple):
    """A printed line, amounts in cents."""

    code: str
    base: int
    taux_salarial: float
    salarial: int
    taux_patronal: float
    patronal: int
    reference: str


def lire(chemin: Path) -> list[dict[str, Any]]:
    rendu: list[dict[str, Any]] = yaml.load(chemin.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return rendu


CAS = [
    Cas(c["id"], c["titre"], c["oracle"], c["appel"], **c["attendu"])
    for chemin in sorted(DOSSIER.glob("*.yaml"))
    for c in lire(chemin)
]


def appeler(nom: str, cas: Cas) -> Any:
    return valeur(nom, *cas.arguments)


@lru_cache(512)
def bulletin(cas: Cas) -> tuple[Ligne, ...]:
    """Lines of the payslip that a sheet shows."""
    return tuple(
        Ligne(code, centimes(base), ts, centimes(ps), tp, centimes(pp), reference)
        for code, _, _, base, ts, ps, tp, pp, reference, _ in appeler("DETAIL_CHARGES", cas)[1:]
    )


def regles(cas: Cas) -> list[str]:
    """Codes of the trace that are no contribution: ceilings, thresholds, allowances, relief.

    Nor are the steps that only say which parameters were given.
    """
    retour = registre.evaluer("NET", cas.arguments)
    assert retour.resultat is not None
    cotisations = {c.code for c in baremes.cotisations()}
    regles_ = [etape.regle for etape in retour.resultat.etapes]
    codes = {r.code for r in regles_ if not r.libelle.startswith("Paramètre ")} - {"NET"}
    return sorted(code for code in codes if not cotisations.issuperset(code.split("+")))


def article_cite(attendu: str, reference: str) -> bool:
    """Every article of ``attendu`` is quoted, whatever the typography."""
    return all(_mots(morceau) in _mots(reference) for morceau in attendu.split(" ; "))


def _mots(texte: str) -> str:
    """Words between spaces, so that D242-1 is not found in D242-17."""
    return f" {' '.join(mot for mot in cle(texte).split() if mot != 'art')} "
