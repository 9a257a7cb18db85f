"""One contract under two laws: its lines side by side, and the rules that move each of them.

The contract keeps its dates, its days and its hours; the law of one day applies to all of it.
Moving its first day instead would make the calendar change with the law: a contract of five days
begun on 31 December would be paid for four of them under the next year's law, and other week-ends
and months would move hours and ceilings.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from xlprod import argent, baremes
from xlprod.baremes import Cotisation, Validite
from xlprod.comparaison import regles
from xlprod.comparaison.contrats import ContratLu
from xlprod.comparaison.dates import Lois
from xlprod.comparaison.regles import REDUCTION, Changement
from xlprod.erreurs import ErreurXlprod
from xlprod.paie import parametres as lecteur
from xlprod.paie.contrat import contrat
from xlprod.paie.cotisations import Charges, Cote
from xlprod.paie.parametres import Parametres
from xlprod.periodes import texte_date

Cle = tuple[str, Cote]


class Part(NamedTuple):
    """One side of a printed line (cents, billionths), and the rows of the law behind it."""

    caisse: str
    base: int
    taux: int
    montant: int
    rangs: tuple[Cotisation, ...]


class Cause(NamedTuple):
    """Why a line moves: what, from what to what, and the row of the law that says so.

    ``propre``: the rule is the line's own rate; otherwise it moves what the line is taken on.
    ``franchi``: both rates stand under both laws, the contract only went from one to the other.
    """

    sujet: str
    texte: str
    validite: Validite
    confiance: str
    propre: bool = False
    franchi: bool = False


@dataclass(frozen=True, slots=True)
class LigneComparee:
    """A side of a printed line under both laws; absent from one, it is None there."""

    ligne: str
    cote: Cote
    avant: Part | None
    apres: Part | None
    causes: tuple[Cause, ...] = ()

    @property
    def libelle(self) -> str:
        return baremes.lignes_bulletin()[self.ligne].libelle

    @property
    def caisse(self) -> str:
        return (self.apres or self.avant or VIDE).caisse

    @property
    def montants(self) -> tuple[int, int]:
        return (self.avant or VIDE).montant, (self.apres or VIDE).montant

    @property
    def ecart(self) -> int:
        avant, apres = self.montants
        return apres - avant

    @property
    def differe(self) -> bool:
        """Whether base, rate or amount is not the same."""
        return (self.avant or VIDE)[1:4] != (self.apres or VIDE)[1:4]


VIDE = Part("", 0, 0, 0, ())


@dataclass(frozen=True, slots=True)
class Comparaison:
    """A contract under both laws; ``refus`` says why it could not be computed, and then it is not counted."""

    contrat: ContratLu
    refus: str = ""
    avant: Charges | None = None
    apres: Charges | None = None
    lignes: list[LigneComparee] = field(default_factory=list)

    @property
    def changees(self) -> list[LigneComparee]:
        return [ligne for ligne in self.lignes if ligne.differe]


def comparer(lu: ContratLu, lois: Lois) -> Comparaison:
    """Compute a contract under both laws."""
    if lu.refus:
        return Comparaison(lu, lu.refus)
    try:
        parametres = lecteur.lire(lu.parametres or None)
    except ErreurXlprod as erreur:
        return Comparaison(lu, erreur.message)
    calcules: list[Charges] = []
    for jour in lois:
        try:
            calcules.append(_charges(lu, parametres, jour))
        except ErreurXlprod as erreur:
            return Comparaison(lu, f"droit du {texte_date(jour)} : {erreur.message}")
    avant, apres = calcules
    return Comparaison(lu, "", avant, apres, _lignes(lu, parametres, lois, avant, apres))


def _charges(lu: ContratLu, parametres: Parametres, loi: dt.date) -> Charges:
    return Charges(lu.brut, contrat(lu.statut, lu.date, lu.jours, dataclasses.replace(parametres, loi=loi)))


def parts(charges: Charges) -> dict[Cle, Part]:
    """Each side of each line; a relief counts as a negative line of the employer."""
    rendu: dict[Cle, Part] = {}
    for periode in charges.periodes:
        for ligne, base, salariale, patronale in zip(periode.lignes, *periode.montants, strict=True):
            rangs = ligne.rangs
            if ligne.salarial:
                part = Part(ligne.caisse, base, ligne.salarial, salariale, rangs)
                _ajouter(rendu, (rangs[0].ligne, "salariales"), part)
            if ligne.patronal:
                part = Part(ligne.caisse, base, ligne.patronal, patronale, rangs)
                _ajouter(rendu, (rangs[0].ligne, "patronales"), part)
        if periode.reduction:
            taux = -periode.coefficient * argent.UN // 10**4
            part = Part("Urssaf", periode.brut, taux, -periode.reduction, ())
            _ajouter(rendu, (REDUCTION, "patronales"), part)
    return rendu


def _ajouter(rendu: dict[Cle, Part], cle: Cle, part: Part) -> None:
    deja = rendu.get(cle)
    rendu[cle] = (
        part
        if deja is None
        else part._replace(base=deja.base + part.base, montant=deja.montant + part.montant)
    )


def _lignes(
    lu: ContratLu, parametres: Parametres, lois: Lois, avant: Charges, apres: Charges
) -> list[LigneComparee]:
    anciennes, nouvelles = parts(avant), parts(apres)
    ordre = {code: ligne.ordre for code, ligne in baremes.lignes_bulletin().items()}
    cles = sorted(anciennes | nouvelles, key=lambda c: (ordre[c[0]], c[1]))
    rendu = [LigneComparee(*cle, anciennes.get(cle), nouvelles.get(cle)) for cle in cles]
    touchees = _touchees(lu, parametres, lois, (anciennes, nouvelles), avant.contrat.statut.cotisations)
    return [
        dataclasses.replace(ligne, causes=tuple(_causes(ligne, touchees, lois))) if ligne.differe else ligne
        for ligne in rendu
    ]


def _touchees(
    lu: ContratLu,
    parametres: Parametres,
    lois: Lois,
    reference: tuple[dict[Cle, Part], dict[Cle, Part]],
    statut: str,
) -> list[tuple[Changement, set[Cle]]]:
    """The lines that each change of the law moves, alone."""
    rendu = []
    for changement in regles.changements(lois):
        if changement.statuts is not None and statut not in changement.statuts:
            continue
        loi, connues = (lois.avant, reference[0]) if changement.sur_avant else (lois.apres, reference[1])
        try:
            essai = parts(_charges(lu, changement.parametres(parametres), loi))
        except ErreurXlprod:
            continue  # a figure of one formula means nothing to the other
        touchees = {c for c in essai | connues if essai.get(c, VIDE)[1:4] != connues.get(c, VIDE)[1:4]}
        if touchees:
            rendu.append((changement, touchees))
    return rendu


def _causes(ligne: LigneComparee, touchees: Sequence[tuple[Changement, set[Cle]]], lois: Lois) -> list[Cause]:
    cle = (ligne.ligne, ligne.cote)
    if ligne.ligne == REDUCTION and (regime := regles.regime_reduction(lois)) is not None:
        texte, seuil = regime
        return [Cause(ligne.libelle, texte, seuil.validite, seuil.validite.confiance, propre=True)]
    causes = _remplacees(ligne, lois)
    franchi = any(c.franchi for c in causes)
    codes = {rang.code for part in (ligne.avant, ligne.apres) if part for rang in part.rangs}
    for changement, cles in touchees:
        if cle in cles:
            propre = franchi or changement.code in codes or ligne.ligne == REDUCTION
            sujet = changement.libelle
            causes.append(Cause(sujet, changement.texte, changement.validite, changement.confiance, propre))
    return sorted(causes, key=lambda c: not c.propre)


def _remplacees(ligne: LigneComparee, lois: Lois) -> list[Cause]:
    """Rows that took the place of others: a reduced rate repealed, a line that appears or ends."""
    anciens, nouveaux = (() if p is None else p.rangs for p in (ligne.avant, ligne.apres))
    partis = [r for r in anciens if r.code not in {n.code for n in nouveaux}]
    venus = [r for r in nouveaux if r.code not in {a.code for a in anciens}]
    if not partis or not venus:
        quoi = "ligne nouvelle" if venus else "ligne supprimée"
        return [
            Cause(r.libelle, quoi, r.validite, r.validite.confiance, propre=True) for r in partis or venus
        ]
    taux = " → ".join(argent.texte_taux((p or VIDE).taux) for p in (ligne.avant, ligne.apres))
    restants = {c.code for c in baremes.cotisations() if c.validite.couvre(lois.apres)}
    disparu = not restants & {r.code for r in partis}
    suite = "supprimé" if disparu else f"remplacé par « {venus[0].libelle} »"
    texte = f"{taux} : « {partis[0].libelle} » {suite}"
    confiance = regles.moins_sure(*partis, *venus)
    return [Cause(ligne.libelle, texte, venus[0].validite, confiance, True, not disparu)]
