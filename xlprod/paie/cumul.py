"""Several contracts of one person with one employer: ceilings and tranches counted once.

Contributions under a ceiling are computed on all that was due to the person since the start of
the period, up to the sum of the ceilings of the days of employment; each contract then bears what
it adds to the bases of those before it (CSS R242-2 II).  A base may thus be negative: days that a
later contract brings free what an earlier one had put above the ceiling.

Contracts are cut at month starts and taken by date, then by statut, days, gross and parameters:
the order of the rows of a sheet changes nothing.  What the law looks at contract by contract
stays so: reduced rates, general relief (D241-7 V), short contracts, flat base of extras.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import lru_cache
from operator import add, sub
from typing import Literal, NamedTuple

from xlprod import argent
from xlprod.argent import Reduit
from xlprod.erreurs import ErreurXlprod, SaisieInvalide
from xlprod.paie import limites, reduction
from xlprod.paie import parametres as lecteur
from xlprod.paie.contrat import (
    Contrat,
    Segment,
    contrat,
    mutuelle,
    variante,
)
from xlprod.paie.cotisations import (
    Charges,
    Montants,
    Periode,
    Plafonds,
    Soumis,
    bases_des_lignes,
    parts,
    plafonds,
    plafonner,
    soumis,
)
from xlprod.paie.limites import Reperes, par_jour_artiste
from xlprod.paie.methodes_plafond import ANNUEL, JOURNALIER, Reunion
from xlprod.paie.parametres import Paires
from xlprod.paie.statuts import HORS_SALARIAT
from xlprod.periodes import mois_couverts
from xlprod.textes import cle

LECTURE = "cumul"
PROPRES = {"retraite": slice(6, 10), "chomage": slice(5, 6), "prevoyance": slice(10, 11)}
"""Ranks in ``ASSIETTES`` of the bases that a scheme may cut by a ceiling of its own."""


class Ligne(NamedTuple):
    """One row of a sheet: a contract, and the person it engages (blank: nobody it shares with)."""

    brut: int
    statut: str
    date: dt.date
    jours: int
    parametres: Paires | None
    personne: str | None = None


Genre = Literal["commun", "jour", "annee", "seul"]
"""Ceiling of a contract: the person's, that of each day of an artist, that of the year
(secondary uses), or its own (a secondary use that is worth some days)."""


class Part(NamedTuple):
    """What a period took of a shared ceiling: for the explanation (cents)."""

    depuis: dt.date
    avant: int
    reperes: Reperes
    genre: Genre
    entier: Segment
    """Of the contract before it was cut at month starts, with its gross."""
    brut_entier: int


class ChargesCumulees(Charges):
    """Contributions of a contract that shares its ceilings; ``parts`` has one item per period."""

    __slots__ = ("parts",)

    def __init__(self, brut: int, contrat_: Contrat, faites: list[tuple[Periode, Part]]) -> None:
        super().__init__(brut, contrat_, [periode for periode, _ in faites])
        self.parts = [part for _, part in faites]


Calculee = Charges | ErreurXlprod


def de_la_personne(lignes: Sequence[Ligne | ErreurXlprod], place: int) -> list[Ligne | ErreurXlprod]:
    """The row at ``place`` and those that are computed with it."""
    choisie = lignes[place]
    nom = "" if isinstance(choisie, ErreurXlprod) else cle(choisie.personne or "")
    if not nom:
        return [choisie]
    return [
        ligne for ligne in lignes if not isinstance(ligne, ErreurXlprod) and cle(ligne.personne or "") == nom
    ]


def avec_lecture(lignes: Sequence[Ligne | ErreurXlprod], nom: str, choix: str) -> list[Ligne | ErreurXlprod]:
    """The same rows under another disputed reading."""
    return [
        ligne
        if isinstance(ligne, ErreurXlprod)
        else ligne._replace(parametres=(*(p for p in ligne.parametres or () if p[0] != nom), (nom, choix)))
        for ligne in lignes
    ]


def calculer(lignes: Sequence[Ligne | ErreurXlprod], loi: dt.date | None = None) -> list[Calculee]:
    """Charges of each row, computed with the others of its person; a row that fails has its error.

    ``loi``: the day whose law applies to all of them, in place of their own days.
    """
    rendu: list[Calculee | None] = [ligne if isinstance(ligne, ErreurXlprod) else None for ligne in lignes]
    personnes: dict[str, list[_Contrat]] = {}
    for rang, ligne in enumerate(lignes):
        if isinstance(ligne, ErreurXlprod):
            continue
        try:
            lus = dataclasses.replace(lecteur.lire(ligne.parametres), loi=loi)
            contrat_ = contrat(ligne.statut, ligne.date, ligne.jours, lus)
            nom = cle(ligne.personne or "")
            if nom:
                personnes.setdefault(nom, []).append(_Contrat(rang, ligne, contrat_))
            else:
                rendu[rang] = Charges(ligne.brut, contrat_)
        except ErreurXlprod as erreur:
            rendu[rang] = erreur
    for contrats in personnes.values():
        for rang, calculee in _personne(contrats):
            rendu[rang] = calculee
    return [calculee for calculee in rendu if calculee is not None]


class _Contrat(NamedTuple):
    rang: int
    ligne: Ligne
    contrat: Contrat

    @property
    def ordre(self) -> tuple[str, int, int, Paires]:
        """Place among contracts that begin the same day, whatever their row."""
        c = self.contrat
        return c.statut.code, c.jours, self.ligne.brut, self.ligne.parametres or ()


def _personne(contrats: list[_Contrat]) -> Iterable[tuple[int, Calculee]]:
    """Charges of every contract of one person, by rank of row.

    What is no French contract of employment shares nothing: annual ceilings of an author, monthly
    franchise of a trainee, contributions due elsewhere.
    """
    a_part = [c for c in contrats if c.contrat.statut.famille in HORS_SALARIAT]
    contrats = [c for c in contrats if c.contrat.statut.famille not in HORS_SALARIAT]
    return [*((c.rang, Charges(c.ligne.brut, c.contrat)) for c in a_part), *_salaries(contrats)]


def _salaries(contrats: list[_Contrat]) -> Iterable[tuple[int, Calculee]]:
    """Contracts of employment of one person, which share their ceilings."""
    if not contrats:
        return []
    choix = {c.contrat.parametres.lecture(LECTURE, c.contrat.debut) for c in contrats}
    if len(choix) > 1:
        erreur = SaisieInvalide(
            f"{LECTURE} : les lignes de « {contrats[0].ligne.personne} » donnent des choix différents "
            f"({', '.join(sorted(choix))}) ; une personne n'en a qu'un"
        )
        return [(c.rang, erreur) for c in contrats]
    choisie = choix.pop()
    if choisie == "contrat":
        return [(c.rang, Charges(c.ligne.brut, c.contrat)) for c in contrats]
    contrats.sort(key=lambda c: c.ordre)
    tranches = [t for place, c in enumerate(contrats) for t in _tranches(place, c)]
    tranches.sort(key=lambda t: (t.segment.debut, t.place))
    compte = _Compte(annuel=choisie == "annee")
    calculees: list[list[tuple[Periode, Part]]] = [[] for _ in contrats]
    for tranche in tranches:
        calculees[tranche.place].append(compte.periode(tranche))
    return [
        (c.rang, ChargesCumulees(c.ligne.brut, c.contrat, faites))
        for c, faites in zip(contrats, calculees, strict=True)
    ]


class _Tranche(NamedTuple):
    """Part of a contract in one month under one law; ``entier`` is what the contract decides of it."""

    place: int
    contrat: Contrat
    segment: Segment
    brut: int
    entier: Segment
    brut_entier: int
    brut_avant: int
    """Gross of the earlier parts of the same whole."""


@lru_cache(4096)
def _mensuel(contrat_: Contrat) -> tuple[Contrat, tuple[int, ...]]:
    """The contract cut at month starts, and for each part the rank of the segment it comes from."""
    segments, origines = [], []
    for origine, entier in enumerate(contrat_.segments):
        for mois in mois_couverts(entier.debut, entier.jours):
            part = Fraction(mois.jours, entier.jours)
            complement = entier.droit.complement
            segments.append(
                entier._replace(
                    debut=mois.debut,
                    fin=mois.debut + dt.timedelta(days=mois.jours - 1),
                    jours=mois.jours,
                    heures=entier.heures * part,
                    forfait=argent.arrondir_fraction(complement.forfait * mois.jours) if complement else 0,
                    mutuelle=None
                    if entier.mutuelle is None
                    else mutuelle(contrat_.parametres, mois.debut, mois.jours),
                )
            )
            origines.append(origine)
    return dataclasses.replace(contrat_, segments=tuple(segments)), tuple(origines)


def _tranches(place: int, donnee: _Contrat) -> list[_Tranche]:
    decoupe, origines = _mensuel(donnee.contrat)
    entiers = donnee.contrat.partager(donnee.ligne.brut)
    rendu: list[_Tranche] = []
    avant, precedente = 0, -1
    for segment, origine, brut in zip(
        decoupe.segments, origines, decoupe.partager(donnee.ligne.brut), strict=True
    ):
        avant = avant if origine == precedente else 0
        entier = donnee.contrat.segments[origine]
        rendu.append(_Tranche(place, donnee.contrat, segment, brut, entier, entiers[origine], avant))
        avant, precedente = avant + brut, origine
    return rendu


class _Pot:
    """Amounts put together under one ceiling, and the bases they have had so far."""

    __slots__ = ("bases", "cumul", "mois")

    def __init__(self) -> None:
        self.cumul = Soumis(0, 0, 0, 0, 0)
        self.bases: list[int] = []
        self.mois: dict[dt.date, Reunion] = {}

    def plafond(self, tranche: _Tranche, methode: str) -> int:
        """Ceiling of the days of employment up to this part, each day counted once."""
        segment, contrat_ = tranche.segment, tranche.contrat
        reunion = self.mois.setdefault(segment.debut.replace(day=1), Reunion())
        reunion.ajouter(methode, contrat_.emploi(segment), contrat_.parametres)
        return argent.arrondir_fraction(sum((m.accorde for m in self.mois.values()), Fraction(0)))

    def ajouter(self, montants: Iterable[int], limites: Plafonds) -> list[int]:
        """What these amounts add to the bases; the last one is the gross with the CSG allowance."""
        self.cumul = Soumis(*map(add, self.cumul, montants))
        bases = [*plafonner(self.cumul, limites), min(self.cumul.brut, limites.csg)]
        ajout = list(map(sub, bases, self.bases)) if self.bases else bases
        self.bases = bases
        return ajout


class _Compte:
    """Everything that the contracts of one person share."""

    def __init__(self, annuel: bool) -> None:
        self.annuel = annuel
        self.pots: dict[tuple[object, ...], _Pot] = {}
        self.deductions: dict[int, int] = {}

    def periode(self, tranche: _Tranche) -> tuple[Periode, Part]:
        """Lines of the next part, in the order of time."""
        segment, brut = tranche.segment, tranche.brut
        variante_ = variante(tranche.entier, tranche.brut_entier)
        montants = self._soumis(tranche)
        mois = segment.debut.replace(day=1)
        debut = mois.replace(month=1) if self.annuel else mois
        calculees, plafond, avant = self._securite_sociale(tranche, montants, debut)
        methodes = _methodes(tranche)
        reperes = Reperes(plafond, plafond, plafond, plafond)
        for regime, rangs in PROPRES.items():
            methode = getattr(methodes, regime)
            if methode == ANNUEL or (regime == "chomage" and methode == methodes.securite_sociale):
                continue  # as social security
            duree = tranche.contrat.statut.plafond_retraite
            pot = self._pot(regime, debut, duree, methode == JOURNALIER)
            repere = pot.plafond(tranche, methode)
            calculees[rangs] = pot.ajouter(montants, _plafonds_communs(segment, repere))[rangs]
            reperes = reperes._replace(**{regime: repere})
        bases_ = bases_des_lignes(montants, calculees[:-1], calculees[-1], segment.droit, variante_)
        plan = segment.droit.plans[variante_]
        lignes = Montants(bases_, _parts(bases_, plan.salariaux), _parts(bases_, plan.patronaux))
        coefficient, relief = _reduction(tranche)
        periode = Periode(segment, brut, variante_, lignes, coefficient, relief)
        entier = tranche.entier, tranche.brut_entier
        return periode, Part(debut, avant, reperes, _genre(tranche), *entier)

    def _pot(self, *cle_: object) -> _Pot:
        return self.pots.setdefault(cle_, _Pot())

    def _soumis(self, tranche: _Tranche) -> Soumis:
        """Subject amounts; the limit of the flat allowance is the person's, for a year."""
        segment, annee = tranche.segment, tranche.segment.debut.year
        loi = segment.droit
        if loi.dfs:
            reste = max(0, loi.dfs_plafond - self.deductions.get(annee, 0))
            segment = segment._replace(droit=loi._replace(dfs_plafond=reste))
        variante_ = variante(tranche.entier, tranche.brut_entier)
        montants = soumis(tranche.brut, segment, variante_, min, max)
        self.deductions[annee] = self.deductions.get(annee, 0) + montants.brut - montants.apres_dfs
        return montants._replace(conges=_conges(tranche))

    def _securite_sociale(
        self, tranche: _Tranche, montants: Soumis, debut: dt.date
    ) -> tuple[list[int], int, int]:
        """Bases, ceiling they are under, gross already under it."""
        segment, genre = tranche.segment, _genre(tranche)
        if genre == "commun":
            pot = self._pot(genre, debut)
            avant = pot.cumul.brut
            plafond = pot.plafond(tranche, _methodes(tranche).securite_sociale)
            return pot.ajouter(montants, _plafonds_communs(segment, plafond)), plafond, avant
        if genre != "jour":
            # Art. 3 bis: days of its own, or the ceiling of the year.
            pot = _Pot() if genre == "seul" else self._pot(genre, segment.debut.year)
            avant = pot.cumul.brut
            plafond = segment.plafonds(tranche.brut).securite_sociale
            return pot.ajouter(montants, _plafonds_communs(segment, plafond)), plafond, avant
        # Arrêté of 24/01/1975 art. 3: for what is done "the same day for the same employer".
        journee_ = tranche.contrat.emploi(segment)._replace(jours=1)
        plafond = limites.montant(JOURNALIER, journee_, tranche.contrat.parametres)
        limites_ = _plafonds_communs(segment, plafond)
        journees = zip(*(_par_jours(montant, segment.jours) for montant in montants), strict=True)
        ajouts, avant = [], 0
        for rang, journee in enumerate(journees):
            pot = self._pot(genre, segment.debut + dt.timedelta(days=rang))
            avant += pot.cumul.brut
            ajouts.append(pot.ajouter(journee, limites_))
        return [sum(ajout) for ajout in zip(*ajouts, strict=True)], plafond * segment.jours, avant


def _plafonds_communs(segment: Segment, plafond: int) -> Plafonds:
    return plafonds(segment.droit, Reperes(plafond, plafond, plafond, plafond))


def _methodes(tranche: _Tranche) -> Reperes:
    c = tranche.contrat
    return limites.methodes(c.statut, c.parametres, tranche.segment.debut, c.jours)


def _genre(tranche: _Tranche) -> Genre:
    c = tranche.contrat
    if c.parametres.rediffusion:
        return "seul" if tranche.segment.fictifs else "annee"
    return "jour" if par_jour_artiste(c.statut, c.parametres, tranche.segment.debut, c.jours) else "commun"


def _conges(tranche: _Tranche) -> int:
    """Base of paid holidays: the cap is that of the whole contract."""
    plafond = tranche.entier.plafond_conges
    if plafond is None or tranche.brut_entier <= plafond:
        return tranche.brut
    bruts = tranche.brut_avant + tranche.brut, tranche.brut_avant
    jusque_la, deja = (argent.arrondir(plafond * brut, tranche.brut_entier) for brut in bruts)
    return jusque_la - deja


def _par_jours(montant: int, jours: int) -> list[int]:
    """Equal parts to the cent, the total kept."""
    cumuls = [(2 * montant * n + jours) // (2 * jours) for n in range(jours + 1)]
    return list(map(sub, cumuls[1:], cumuls))


def _parts(bases_: Sequence[int], taux: Sequence[Reduit]) -> list[int]:
    """Amount of each line; a base that is given back is rounded as the one that was taken."""
    return [p if b >= 0 else -p for b, p in zip(bases_, parts([*map(abs, bases_)], taux), strict=True)]


def _reduction(tranche: _Tranche) -> tuple[int, int]:
    """Coefficient of the whole contract, and the share of its relief that this part brings."""
    formule = tranche.entier.reduction
    coefficient = reduction.coefficient(formule, tranche.brut_entier) if formule else 0
    jusque_la, deja = (
        argent.arrondir(brut * coefficient, reduction.DIX_MILLE)
        for brut in (tranche.brut_avant + tranche.brut, tranche.brut_avant)
    )
    return coefficient, jusque_la - deja
