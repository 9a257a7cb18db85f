"""What is covered: every rule of the data, since when, how much of it was verified, and when.

A rule is a dated series (a figure, a contribution, a printed grid of minima, a disputed
reading).  Its domain is the folder that holds it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import NamedTuple

from xlprod.baremes import (
    DONNEES,
    FIN,
    conventions,
    date_ou,
    fichiers_chiffres,
    fichiers_cotisations,
    lignes_csv,
    minima,
)
from xlprod.erreurs import SaisieInvalide
from xlprod.periodes import texte_date
from xlprod.textes import cle, proches
from xlprod.trace import LIBELLES_CONFIANCE, Cellule

VERIFIEE = "verified"
INCONNU = dt.date.min
"""Beginning of a rule that no source gives."""


class Domaine(NamedTuple):
    """A folder of the data, under the name that users type."""

    nom: str
    libelle: str


class Ligne(NamedTuple):
    """One dated row of a rule, whatever the file: ``poids`` counts the amounts behind it."""

    valid_from: dt.date
    valid_to: dt.date
    confiance: str
    note: str
    vue_le: dt.date
    poids: int = 1


class Regle(NamedTuple):
    """A rule of the law as the data hold it."""

    domaine: Domaine
    code: str
    libelle: str
    lignes: tuple[Ligne, ...]

    @property
    def depuis(self) -> dt.date:
        return min(ligne.valid_from for ligne in self.lignes)

    @property
    def jusqu_a(self) -> dt.date:
        return max(ligne.valid_to for ligne in self.lignes)

    @property
    def part_verifiee(self) -> Fraction:
        return _part(self.lignes)

    @property
    def vue_le(self) -> dt.date:
        return max(ligne.vue_le for ligne in self.lignes)

    @property
    def a_verifier(self) -> str:
        """Periods that no official text was seen for, with what is known of them."""
        doutes: dict[str, list[Ligne]] = {}
        for ligne in self.lignes:
            if ligne.confiance != VERIFIEE:
                confiance = LIBELLES_CONFIANCE[ligne.confiance].removeprefix("à vérifier ").strip("()")
                doutes.setdefault(", ".join(filter(None, (confiance, ligne.note))), []).append(ligne)
        return " ; ".join(f"{_periode(lignes)} : {texte}" for texte, lignes in doutes.items())


def regles() -> tuple[Regle, ...]:
    """Every rule, by domain then by code."""
    return (*_charges(), *_lectures(), *_minima(), *_temps())


def domaines() -> list[Domaine]:
    """Domains that hold at least one rule, in order."""
    return list(dict.fromkeys(regle.domaine for regle in regles()))


def domaine(texte: str) -> Domaine:
    """Domain of its name or label; raises :class:`SaisieInvalide` naming the nearest ones."""
    noms = {cle(nom): d for d in domaines() for nom in (d.libelle, d.nom)}
    if cle(texte) not in noms:
        connus = [d.nom for d in domaines()]
        raise SaisieInvalide(
            f"domaine inconnu « {texte} » ; les plus proches : {', '.join(proches(texte, connus))}"
        )
    return noms[cle(texte)]


ENTETE_RESUME = ("Domaine", "Contenu", "Règles", "Depuis", "Jusqu’au", "Part vérifiée", "Vu le")
ENTETE_DETAIL = ("Règle", "Libellé", "Depuis", "Jusqu’au", "Part vérifiée", "Vu le", "À vérifier")


def resume() -> list[list[Cellule]]:
    """One row per domain under ``ENTETE_RESUME``, then the whole."""
    toutes = regles()
    groupes = [[regle for regle in toutes if regle.domaine == d] for d in domaines()]
    rangees = [_resume(d.nom, d.libelle, groupe) for d, groupe in zip(domaines(), groupes, strict=True)]
    return [list(ENTETE_RESUME), *rangees, _resume("total", "Ensemble des règles", toutes)]


def detail(domaine_: Domaine) -> list[list[Cellule]]:
    """One row per rule of a domain under ``ENTETE_DETAIL``."""
    rangees: list[list[Cellule]] = [
        [
            regle.code,
            regle.libelle,
            _debut(regle.depuis),
            _fin(regle.jusqu_a),
            float(regle.part_verifiee),
            texte_date(regle.vue_le),
            regle.a_verifier,
        ]
        for regle in regles()
        if regle.domaine == domaine_
    ]
    return [list(ENTETE_DETAIL), *rangees]


def trous() -> list[list[Cellule]]:
    """Holes that somebody looked at, in words: where, from, to, why."""
    rangees: list[list[Cellule]] = [["Série", "Du", "Au", "Raison"]]
    for chemin in sorted(DONNEES.rglob("trous.csv")):
        for ligne in lignes_csv(chemin):
            du, au, raison = (ligne.pop(colonne) for colonne in ("du", "au", "raison"))
            valeurs = [v for v in ligne.values() if v and v != "*"]
            serie = " ".join([_domaine(chemin).libelle, *valeurs])
            debut, fin = dt.date.fromisoformat(du), date_ou(au, FIN)
            rangees.append([serie, texte_date(debut), _fin(fin), raison])
    return rangees


def _resume(nom: str, libelle: str, groupe: Iterable[Regle]) -> list[Cellule]:
    groupe = list(groupe)
    lignes = [ligne for regle in groupe for ligne in regle.lignes]
    return [
        nom,
        libelle,
        len(groupe),
        _debut(min((r.depuis for r in groupe if r.depuis > INCONNU), default=INCONNU)),
        _fin(max(regle.jusqu_a for regle in groupe)),
        float(_part(lignes)),
        texte_date(max(regle.vue_le for regle in groupe)),
    ]


def _part(lignes: Iterable[Ligne]) -> Fraction:
    lignes = list(lignes)
    verifiees = sum(ligne.poids for ligne in lignes if ligne.confiance == VERIFIEE)
    return Fraction(verifiees, sum(ligne.poids for ligne in lignes))


def _debut(jour: dt.date) -> str:
    """Nothing when no source gives the beginning of a rule."""
    return "" if jour == INCONNU else texte_date(jour)


def _fin(jour: dt.date) -> str:
    return "" if jour == FIN else texte_date(jour)


def _periode(lignes: list[Ligne]) -> str:
    premier = min(ligne.valid_from for ligne in lignes)
    debut = "une date non établie" if premier == INCONNU else f"le {texte_date(premier)}"
    fin = max(ligne.valid_to for ligne in lignes)
    if fin == FIN:
        return f"depuis {debut}"
    return f"de {debut} au {texte_date(fin)}".replace("de le ", "du ")


@cache
def _domaines_par_dossier() -> dict[str, Domaine]:
    poses = {
        ligne["dossier"]: Domaine(ligne["domaine"], ligne["libelle"])
        for ligne in lignes_csv(DONNEES / "domaines.csv")
    }
    libelles = {idcc: entree.libelle for idcc, entree in minima.index().items()} | conventions()
    for dossier in sorted((DONNEES / "conventions").iterdir()):
        idcc = dossier.name.partition("_")[0].lstrip("0")
        if idcc in libelles:
            libelle = libelles[idcc]
            poses[f"conventions/{dossier.name}"] = Domaine(
                idcc, f"IDCC {idcc}, {libelle[0].lower()}{libelle[1:]}"
            )
    return poses


def _domaine(chemin: Path) -> Domaine:
    dossier = chemin.parent.relative_to(DONNEES).as_posix()
    return _domaines_par_dossier()[dossier]


@cache
def _charges() -> tuple[Regle, ...]:
    """Figures and contributions, series by series."""
    vues = _vues(DONNEES)
    series: dict[tuple[Domaine, str], list[dict[str, str]]] = {}
    for chemin in [*fichiers_cotisations(), *fichiers_chiffres()]:
        for ligne in lignes_csv(chemin):
            series.setdefault((_domaine(chemin), ligne["code"]), []).append(ligne)
    return tuple(
        Regle(d, code, lignes[-1]["libelle"], tuple(_ligne(ligne, vues) for ligne in lignes))
        for (d, code), lignes in sorted(series.items())
    )


@cache
def _lectures() -> tuple[Regle, ...]:
    vues = _vues(DONNEES)
    series: dict[str, list[dict[str, str]]] = {}
    for ligne in lignes_csv(DONNEES / "lectures.csv"):
        series.setdefault(ligne["parametre"], []).append(ligne)
    domaine_ = Domaine("lectures", "Lectures discutées de la loi")
    return tuple(
        Regle(domaine_, nom, lignes[-1]["libelle"], tuple(_ligne(ligne, vues) for ligne in lignes))
        for nom, lignes in series.items()
    )


@cache
def _minima() -> tuple[Regle, ...]:
    return tuple(
        regle
        for chemin in sorted(DONNEES.glob("conventions/*/minima_grilles.csv"))
        for regle in _grilles(chemin)
    )


def _grilles(chemin: Path) -> Iterator[Regle]:
    """Printed grids of one agreement: a rule per annexe, régime and unit, weighed by its amounts."""
    conventionnelle = _domaine(chemin)
    domaine_ = Domaine(f"minima {conventionnelle.nom}", f"Minima, {conventionnelle.libelle}")
    vues = _vues(chemin.parent)
    montants: dict[str, int] = {}
    for ligne in lignes_csv(chemin.parent / "minima_montants.csv"):
        montants[ligne["grille"]] = montants.get(ligne["grille"], 0) + 1
    series: dict[tuple[str, str, str], list[dict[str, str]]] = {}
    for ligne in lignes_csv(chemin):
        series.setdefault((ligne["annexe"], ligne["regime"], ligne["unite"]), []).append(ligne)
    for (annexe, regime, unite), lignes in series.items():
        code = " ".join(filter(None, (annexe, regime, unite)))
        libelle = f"Annexe {annexe}{f', {regime}' if regime else ''}, {unite.replace('_', ' ')}"
        yield Regle(
            domaine_, code, libelle, tuple(_ligne(g, vues, montants.get(g["grille"], 0)) for g in lignes)
        )


@cache
def _temps() -> tuple[Regle, ...]:
    """Rules of working time by agreement; its readings, nights, equivalences and public holidays."""
    dossier = DONNEES / "temps_travail"
    vues = _vues(dossier)
    series: dict[tuple[Domaine, str, str], list[Ligne]] = {}
    for chemin in sorted(dossier.glob("*.csv")):
        nature = chemin.stem.removeprefix("regles_")
        domaine_ = TEMPS.get(nature)
        if domaine_ is None:
            continue
        for ligne in lignes_csv(chemin):
            code = ligne.get("code") or ligne.get("parametre") or _code_temps(ligne)
            libelle = ligne.get("libelle") or ligne.get("nom") or code
            series.setdefault((domaine_, code, libelle), []).append(_ligne(ligne, vues))
    return tuple(Regle(d, code, libelle, tuple(lignes)) for (d, code, libelle), lignes in series.items())


TEMPS = {
    "3097": Domaine("temps 3097", "Temps de travail, IDCC 3097"),
    "2642": Domaine("temps 2642", "Temps de travail, IDCC 2642"),
    "commun": Domaine("temps commun", "Temps de travail, droit commun"),
    "nuits": Domaine("nuits", "Temps de travail, plages de nuit"),
    "equivalences": Domaine("equivalences", "Temps de travail, équivalences de l’IDCC 3097"),
    "jours_feries": Domaine("jours_feries", "Jours fériés"),
    "lectures": Domaine("lectures temps", "Temps de travail, lectures discutées"),
}


def _code_temps(ligne: dict[str, str]) -> str:
    """Name of a night (agreement, population, season, place) or of an equivalence (group, days)."""
    noms = ("idcc", "population", "genre", "lieu", "du", "groupe", "jours")
    return " ".join(filter(None, (ligne.get(nom) for nom in noms)))


def _vues(dossier: Path) -> dict[str, dt.date]:
    return {
        ligne["id"]: dt.date.fromisoformat(ligne["vue_le"]) for ligne in lignes_csv(dossier / "sources.csv")
    }


def _ligne(ligne: dict[str, str], vues: dict[str, dt.date], poids: int = 1) -> Ligne:
    return Ligne(
        date_ou(ligne["valid_from"], INCONNU),
        date_ou(ligne["valid_to"], FIN),
        ligne["confidence"],
        ligne["note"],
        vues[ligne["source"]],
        poids,
    )
