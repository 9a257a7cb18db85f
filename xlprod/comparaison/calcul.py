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
from xlprod.paie import cumul
from xlprod.paie.cotisations import Charges, Cote
from xlprod.paie.cumul import Calculee
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


def comparer(lus: Sequence[ContratLu], lois: Lois) -> list[Comparaison]:
    """Compute under both laws contracts that are one call's: those of a person share their ceilings."""
    calcules = [_charges(lus, loi) for loi in lois]
    refus = [lu.refus or _refus(lois, resultats) for lu, *resultats in zip(lus, *calcules, strict=True)]
    statuts = {c.contrat.statut.cotisations for c in calcules[0] if isinstance(c, Charges)}
    essais = _essais([lu for lu, motif in zip(lus, refus, strict=True) if not motif], statuts, lois)
    rendu = []
    for lu, motif, avant, apres in zip(lus, refus, *calcules, strict=True):
        if motif or not isinstance(avant, Charges) or not isinstance(apres, Charges):
            rendu.append(Comparaison(lu, motif))
            continue
        lignes = _lignes(avant, apres, [(c, parts_.get(lu)) for c, parts_ in essais], lois)
        rendu.append(Comparaison(lu, "", avant, apres, lignes))
    return rendu


def _refus(lois: Lois, resultats: Sequence[Calculee]) -> str:
    for loi, resultat in zip(lois, resultats, strict=True):
        if isinstance(resultat, ErreurXlprod):
            return f"droit du {texte_date(loi)} : {resultat.message}"
    return ""


def _charges(lus: Sequence[ContratLu], loi: dt.date, changement: Changement | None = None) -> list[Calculee]:
    """Charges of contracts computed together under one law, one of its figures changed if asked."""
    return cumul.calculer([_en_ligne(lu, changement) for lu in lus], loi)


def _en_ligne(lu: ContratLu, changement: Changement | None) -> cumul.Ligne | ErreurXlprod:
    if lu.refus:
        return ErreurXlprod(lu.refus)
    paires = changement.paires(lu.parametres) if changement else lu.parametres
    personne = lu.personne_liee if lu.groupe else None
    return cumul.Ligne(lu.brut, lu.statut, lu.date, lu.jours, paires or None, personne)


def _essais(
    lus: Sequence[ContratLu], statuts: set[str], lois: Lois
) -> list[tuple[Changement, dict[ContratLu, dict[Cle, Part]]]]:
    """The lines of each contract with one figure of the other law; none where it means nothing there."""
    rendu = []
    for changement in regles.changements(lois) if lus else ():
        if changement.statuts is not None and not statuts & changement.statuts:
            continue
        loi = lois.avant if changement.sur_avant else lois.apres
        calcules = zip(lus, _charges(lus, loi, changement), strict=True)
        rendu.append((changement, {lu: parts(c) for lu, c in calcules if isinstance(c, Charges)}))
    return rendu


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
    avant: Charges,
    apres: Charges,
    essais: Sequence[tuple[Changement, dict[Cle, Part] | None]],
    lois: Lois,
) -> list[LigneComparee]:
    anciennes, nouvelles = parts(avant), parts(apres)
    touchees = []
    for changement, essai in essais:
        connues = anciennes if changement.sur_avant else nouvelles
        cles = [] if essai is None else essai | connues
        touchees.append((changement, {c for c in cles if _montants(essai, c) != _montants(connues, c)}))
    ordre = {code: ligne.ordre for code, ligne in baremes.lignes_bulletin().items()}
    rendu = []
    for cle in sorted(anciennes | nouvelles, key=lambda c: (ordre[c[0]], c[1])):
        ligne = LigneComparee(*cle, anciennes.get(cle), nouvelles.get(cle))
        causes = _causes(ligne, touchees, lois) if ligne.differe else ()
        rendu.append(dataclasses.replace(ligne, causes=tuple(causes)))
    return rendu


def _montants(parts_: dict[Cle, Part] | None, cle: Cle) -> tuple[int, int, int]:
    part = (parts_ or {}).get(cle, VIDE)
    return part.base, part.taux, part.montant


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
