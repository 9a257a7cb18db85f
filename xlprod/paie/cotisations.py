"""From gross to contributions, net and cost: one evaluator, lines rounded one by one.

The evaluator is written with operations that integers and columns share, so that a cell and
a column of 100,000 cells follow the same rules (``colonnes.py`` runs the latter).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal, NamedTuple

from xlprod import argent
from xlprod.argent import UN, Reduit
from xlprod.paie import reduction
from xlprod.paie.contrat import Contrat, Segment, variante
from xlprod.paie.deduction import apres_deduction
from xlprod.paie.droit import Droit, texte_periode
from xlprod.paie.limites import Reperes
from xlprod.paie.plan import LigneDroit, Plan, Variante
from xlprod.trace import Cellule, Etape, Regle, Resultat

DEMI = UN // 2

Cote = Literal["salariales", "patronales"]
"""Who pays: names of the totals of :class:`Charges`."""


class Montants(NamedTuple):
    """Bases and parts of every line of a segment, in the order of the plan (cents)."""

    assiettes: list[Any]
    salariales: list[Any]
    patronales: list[Any]


class Soumis(NamedTuple):
    """What a gross is subject to before any ceiling: these add up from one contract to another."""

    brut: Any
    securite_sociale: Any
    apres_dfs: Any
    mutuelle: Any
    conges: Any


class Plafonds(NamedTuple):
    """The ceilings that cut the bases, multiples included: cents, or columns where they follow the gross."""

    securite_sociale: Any
    chomage: Any
    retraite: Any
    retraite_maximum: Any
    apec: Any
    csg: Any
    prevoyance: Any
    racd: Any = 0
    raap: Any = 0


def plafonds(loi: Droit, reperes: Reperes) -> Plafonds:
    """Ceilings under one law, from the one of each scheme."""
    return Plafonds(
        reperes.securite_sociale,
        reperes.chomage * loi.chomage_plafonds,
        reperes.retraite,
        reperes.retraite * loi.retraite_plafonds,
        reperes.retraite * loi.apec_plafonds,
        reperes.securite_sociale * loi.csg_plafonds,
        reperes.prevoyance,
        loi.droits.racd if loi.droits else 0,
        loi.droits.raap if loi.droits else 0,
    )


def soumis(
    brut: Any, segment: Segment, variante_: Variante, mini: Callable[..., Any], maxi: Callable[..., Any]
) -> Soumis:
    """Subject amounts of a segment."""
    if segment.franchise:
        brut = brut - mini(brut, segment.franchise)
    apres_dfs = apres_deduction(brut, segment.droit, segment.heures, mini, maxi)
    securite_sociale = segment.forfait * (brut > 0) if variante_.forfaitaire else apres_dfs
    mutuelle = 0 if segment.mutuelle is None else segment.mutuelle + 0 * brut
    conges = brut if segment.plafond_conges is None else mini(brut, segment.plafond_conges)
    return Soumis(brut, securite_sociale, apres_dfs, mutuelle, conges)


def plafonner(montants: Soumis, limites: Plafonds, mini: Callable[..., Any] = min) -> list[Any]:
    """The bases that do not depend on welfare, in the order of ``ASSIETTES``: of one contract or several."""
    brut, securite_sociale, apres_dfs, mutuelle, conges = montants
    jusqu_au_maximum = mini(apres_dfs, limites.retraite_maximum)
    tranche_1 = mini(apres_dfs, limites.retraite)
    return [
        brut,
        securite_sociale,
        apres_dfs,
        mini(securite_sociale, limites.securite_sociale),
        mini(apres_dfs, limites.securite_sociale),
        mini(brut, limites.chomage),
        tranche_1,
        jusqu_au_maximum - tranche_1,
        jusqu_au_maximum * (apres_dfs > limites.retraite),
        mini(apres_dfs, limites.apec),
        mini(apres_dfs, limites.prevoyance),
        mutuelle,
        conges,
        *((mini(brut, limites.racd), mini(brut, limites.raap)) if limites.raap else ()),
    ]


def bases(
    brut: Any,
    segment: Segment,
    variante_: Variante,
    mini: Callable[..., Any] = min,
    maxi: Callable[..., Any] = max,
    csg: bool = True,
) -> list[Any]:
    """Base of every line of a segment.  ``brut`` is an ``int`` or a column of them, never negative.

    Without ``csg``, the lines on that base have ``None``: employers pay nothing on it.
    """
    montants = soumis(brut, segment, variante_, mini, maxi)
    limites = plafonds(segment.droit, segment.plafonds(brut))
    plan = segment.droit.plans[variante_]
    abattu = mini(montants.brut, limites.csg) if csg and plan.sur_csg else None
    return bases_des_lignes(montants, plafonner(montants, limites, mini), abattu, segment.droit, variante_)


def bases_des_lignes(
    montants: Soumis, calculees: Sequence[Any], abattu: Any, loi: Droit, variante_: Variante
) -> list[Any]:
    """Base of every line of the plan; ``abattu`` is the gross that has the CSG allowance, if any."""
    plan = loi.plans[variante_]
    rendu = [calculees[i] for i in plan.indices]
    patronaux = plan.patronaux
    prevoyance = 0 * montants.brut
    for i in plan.prevoyance:
        n, demi, d = patronaux[i]
        prevoyance = prevoyance + (rendu[i] * n + demi) // d
    rendu += [prevoyance] * plan.sur_prevoyance
    if plan.sur_csg:
        assiette = None if abattu is None else _assiette_csg(montants, abattu, prevoyance, loi, variante_)
        rendu += [assiette] * plan.sur_csg
    return rendu


def _assiette_csg(montants: Soumis, abattu: Any, prevoyance: Any, loi: Droit, variante_: Variante) -> Any:
    """98,25 % of gross up to four ceilings, all of it beyond, plus employer welfare (CSS L136-2).

    The flat base of extras is taken whole.
    """
    if variante_.forfaitaire:
        return montants.securite_sociale + prevoyance
    return ((montants.brut + prevoyance) * UN - abattu * loi.csg_abattement + DEMI) // UN


def taux_et_csg(plan: Plan, cote: Cote) -> tuple[tuple[Reduit, ...], bool]:
    """Rates of one side, and whether one of them bears on the CSG base, that of the last lines."""
    taux = plan.patronaux if cote == "patronales" else plan.salariaux
    return taux, any(n for n, _, _ in taux[len(taux) - plan.sur_csg :])


def parts(bases_: Sequence[Any], taux: Sequence[Reduit]) -> list[Any]:
    """Amount of each line, rounded half-up."""
    return [(base * n + demi) // d if n else 0 for base, (n, demi, d) in zip(bases_, taux, strict=True)]


class Periode(NamedTuple):
    """Computed segment: its gross, its law, its lines, its relief."""

    segment: Segment
    brut: int
    variante: Variante
    montants: Montants
    coefficient: int
    """Of the general relief, in ten-thousandths."""
    reduction: int

    @property
    def lignes(self) -> tuple[LigneDroit, ...]:
        return self.segment.droit.plans[self.variante].lignes

    @property
    def salariales(self) -> int:
        total: int = sum(self.montants.salariales)
        return total

    @property
    def patronales(self) -> int:
        total: int = sum(self.montants.patronales) - self.reduction
        return total


class Charges:
    """Contributions on one contract: totals at once, lines and steps when asked for."""

    __slots__ = ("brut", "contrat", "patronales", "periodes", "salariales")

    def __init__(self, brut: int, contrat: Contrat, periodes: list[Periode] | None = None) -> None:
        """``periodes`` when they share their ceilings with other contracts (``cumul.py``)."""
        self.brut = brut
        self.contrat = contrat
        self.periodes = periodes or [
            _periode(segment, part)
            for segment, part in zip(contrat.segments, contrat.partager(brut), strict=True)
        ]
        self.salariales = sum([p.salariales for p in self.periodes])
        self.patronales = sum([p.patronales for p in self.periodes])

    @property
    def net(self) -> int:
        """Net before income tax, in cents."""
        return self.brut - self.salariales

    @property
    def cout(self) -> int:
        """Employer cost, in cents."""
        return self.brut + self.patronales


def _periode(segment: Segment, brut: int) -> Periode:
    variante_ = variante(segment, brut)
    plan = segment.droit.plans[variante_]
    bases_ = bases(brut, segment, variante_)
    montants = Montants(bases_, parts(bases_, plan.salariaux), parts(bases_, plan.patronaux))
    coefficient = reduction.coefficient(segment.reduction, brut) if segment.reduction else 0
    relief = argent.arrondir(brut * coefficient, reduction.DIX_MILLE)
    return Periode(segment, brut, variante_, montants, coefficient, relief)


REGLE_REDUCTION = Regle(
    "REDUCTION_GENERALE",
    "Réduction générale des cotisations patronales",
    "brut × coefficient",
    ("EUR", "coefficient"),
    "CSS art. L241-13, D241-7 et D241-10 IV",
    arrondi="coefficient à quatre décimales, montant " + argent.ARRONDI,
)
SANS_CAISSE = REGLE_REDUCTION._replace(article="CSS art. L241-13 et D241-7")
"""The same relief for those whose holidays no fund pays."""


def regle_reduction(periode: Periode) -> Regle:
    relief = periode.segment.reduction
    return SANS_CAISSE if relief and relief.conges == 1 else REGLE_REDUCTION


def etapes_lignes(charges: Charges) -> list[Etape]:
    """One step per part of each line, zero ones kept so that two traces line up."""
    etapes: list[Etape] = []
    for periode in charges.periodes:
        bases_, salariales, patronales = periode.montants
        parts_ = salariales + patronales
        plan = periode.segment.droit.plans[periode.variante]
        etapes += [Etape(regle, (bases_[i], taux), parts_[j]) for regle, taux, i, j in plan.etapes]
        if periode.segment.droit.reduction:
            regle = regle_reduction(periode)
            etapes.append(Etape(regle, (periode.brut, periode.coefficient), -periode.reduction))
    return etapes


ENTETE_DETAIL = (
    "Code",
    "Libellé",
    "Caisse",
    "Assiette",
    "Taux salarial",
    "Part salariale",
    "Taux patronal",
    "Part patronale",
    "Référence",
    "Confiance",
)


def tableau_detail(charges: Charges) -> Resultat:
    """Lines of the payslip as a table; a line that amounts to nothing is left out."""
    from xlprod.paie.explication import etapes  # the explanation depends on this module

    return Resultat([list(ENTETE_DETAIL), *lignes_detail(charges)], "tableau", lambda: etapes(charges))


def lignes_detail(charges: Charges) -> list[list[Cellule]]:
    """Rows under ``ENTETE_DETAIL``."""
    lignes: list[list[Cellule]] = []
    plusieurs = len(charges.periodes) > 1
    for periode in charges.periodes:
        suffixe = f" ({texte_periode(periode.segment.debut, periode.segment.fin)})" if plusieurs else ""
        lignes += [
            _rangee(ligne, suffixe, base, salariale, patronale)
            for ligne, base, salariale, patronale in zip(periode.lignes, *periode.montants, strict=True)
            if salariale or patronale
        ]
        if periode.reduction:
            lignes.append(_rangee_reduction(periode, suffixe))
    return lignes


def _rangee(ligne: LigneDroit, suffixe: str, base: int, salariale: int, patronale: int) -> list[Cellule]:
    from xlprod.trace import texte_confiance

    regle = ligne.regle_patronale if ligne.patronal else ligne.regle_salariale
    return [
        ligne.code,
        ligne.libelle + suffixe,
        ligne.caisse,
        argent.euros(base),
        ligne.salarial / UN,
        argent.euros(salariale),
        ligne.patronal / UN,
        argent.euros(patronale),
        regle.article,
        texte_confiance(regle),
    ]


def _rangee_reduction(periode: Periode, suffixe: str) -> list[Cellule]:
    return [
        REGLE_REDUCTION.code,
        REGLE_REDUCTION.libelle + suffixe,
        "Urssaf",
        argent.euros(periode.brut),
        0.0,
        0.0,
        -periode.coefficient / reduction.DIX_MILLE,
        -argent.euros(periode.reduction),
        regle_reduction(periode).article,
        "vérifié",
    ]
