"""The printed lines that a statut owes on one day: rows of the law, compiled with their rates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import NamedTuple

from xlprod import argent, baremes
from xlprod.argent import Reduit
from xlprod.baremes import A_FOURNIR, Cotisation, Statut
from xlprod.couches import BAREME, PATRONAL, SALARIAL, Origine
from xlprod.erreurs import ChiffreAbsent, SaisieInvalide
from xlprod.paie import parametres as lecteur
from xlprod.paie.conditions import en_cours, remplie
from xlprod.paie.parametres import Parametres
from xlprod.trace import HYPOTHESE, Regle


class Variante(NamedTuple):
    """What the amount of the salary decides: reduced rates, flat base of extras."""

    maladie_reduite: bool = False
    famille_reduite: bool = False
    forfaitaire: bool = False


@dataclass(frozen=True)
class LigneDroit:
    """A printed line ready to compute: base, two exact rates, and how to explain it.

    ``rangs`` are the rows of the law behind it, ``taux`` their rates; their rules are put into
    words when a trace asks for them.  Two lines that compute alike are equal, whatever their
    sources: a row that only changes its source does not cut a contract.
    """

    code: str
    libelle: str
    caisse: str
    assiette: str
    salarial: int
    patronal: int
    prevoyance: bool
    rangs: tuple[Cotisation, ...] = field(compare=False)
    taux: tuple[TauxLigne, ...] = field(compare=False)
    majoration: Fraction
    part: Fraction
    """Of the rates of the rows, that artists owe; 1 where the rows are theirs."""

    @cached_property
    def regle_salariale(self) -> Regle:
        return self._regle("salariale", [t.origines[0] for t in self.taux])

    @cached_property
    def regle_patronale(self) -> Regle:
        return self._regle("patronale", [t.origines[1] for t in self.taux])

    def _regle(self, part: str, origines: list[Origine]) -> Regle:
        precisions = []
        if self.part != 1:
            precisions.append(f"{argent.texte_nombre(self.part * 100, 0)} % pour un artiste")
        if self.majoration != 1:
            precisions.append(f"majoré de {argent.texte_nombre((self.majoration - 1) * 100, 1)} %")
        precision = f" ({' ; '.join(precisions)})" if precisions else ""
        validites = [o.validite for o in origines]
        textes = [] if self.part == 1 else ["arrêté du 24/01/1975 art. 2"]
        return Regle(
            code=self.code,
            libelle=f"{self.libelle}, part {part}",
            formule=f"{ASSIETTES[self.assiette]} × taux{precision}",
            unites=("EUR", "taux"),
            article=_sans_repetition([*(v.article for v in validites), *textes]),
            source=_sans_repetition(v.source for v in validites),
            valid_from=max(v.valid_from for v in validites),
            confiance=max((v.confiance for v in validites), key=_GRAVITE.__getitem__),
            couche=_couche(origines),
        )


@dataclass(frozen=True)
class Plan:
    """Lines of one variant, laid out for the evaluator.

    ``indices`` gives the base of each ordinary line (its rank in ``ASSIETTES``);
    ``prevoyance`` the ranks of the lines whose employer part is welfare.  The last
    ``sur_prevoyance`` + ``sur_csg`` lines have a base that needs the welfare of the others.
    """

    lignes: tuple[LigneDroit, ...]
    indices: tuple[int, ...]
    prevoyance: tuple[int, ...]
    sur_prevoyance: int
    sur_csg: int
    salariaux: tuple[Reduit, ...]
    patronaux: tuple[Reduit, ...]

    @cached_property
    def etapes(self) -> tuple[tuple[Regle, int, int, int], ...]:
        """What a trace says of each part: rule, rate, rank of its line, rank among all the parts.

        Employee parts come first.  Laid out once: a trace makes forty steps for each salary.
        """
        rendu, nombre = [], len(self.lignes)
        for rang, ligne in enumerate(self.lignes):
            if ligne.salarial:
                rendu.append((ligne.regle_salariale, ligne.salarial, rang, rang))
            if ligne.patronal:
                rendu.append((ligne.regle_patronale, ligne.patronal, rang, nombre + rang))
        return tuple(rendu)


ASSIETTES = {
    "brut": "brut",
    "securite_sociale": "assiette sécurité sociale",
    "vieillesse": "assiette vieillesse",
    "securite_sociale_plafonnee": "assiette plafonnée",
    "vieillesse_plafonnee": "assiette vieillesse plafonnée",
    "chomage": "brut dans la limite de 4 plafonds",
    "retraite_t1": "tranche 1 de retraite",
    "retraite_t2": "tranche 2 de retraite",
    "cet": "tranches 1 et 2 de retraite",
    "apec": "rémunération dans la limite de 4 plafonds",
    "prevoyance_t1": "tranche 1 de prévoyance",
    "mutuelle": "cotisation du contrat d’entreprise",
    "conges": "assiette des congés",
    "racd": "droits dans la limite du plafond du RACD",
    "raap": "droits dans la limite de trois plafonds annuels",
    "prevoyance_patronale": "prévoyance et santé patronales",
    "csg": "assiette CSG",
}
"""Bases in words; all but the last two are computed by ``cotisations.assiettes``, in this order."""


class TauxLigne(NamedTuple):
    """Exact rates of one row after overrides, and who gave each of the two."""

    salarial: int
    patronal: int
    origines: tuple[Origine, Origine]


@lru_cache(8192)
def taux_ligne(cotisation: Cotisation, parametres: Parametres, jour: dt.date) -> TauxLigne:
    """Rates of a contribution row on ``jour``: override, company parameter, or the law."""
    loi = Origine(BAREME, cotisation.validite)
    taux, origines = [cotisation.salarial, cotisation.patronal], [loi, loi]
    donnes = [parametres.surcharge(f"{cotisation.code}_{part}", jour) for part in (SALARIAL, PATRONAL)]
    if cotisation.parametre == A_FOURNIR:
        if None in donnes:
            raise ChiffreAbsent(baremes.part_inconnue(cotisation, jour))
    elif cotisation.parametre:
        taux[1], couche, confiance = _par_parametre(cotisation.parametre, parametres, jour)
        origines[1] = Origine(couche, cotisation.validite._replace(confiance=confiance))
    for rang, donne in enumerate(donnes):
        if donne is not None:
            taux[rang] = lecteur.taux_exact(cotisation.code, donne.valeur)
            origines[rang] = donne.origine(cotisation.validite)
    return TauxLigne(taux[0], taux[1], (origines[0], origines[1]))


def _couche(origines: Iterable[Origine]) -> str:
    """Who gave the rates of a line: the law when nobody else spoke."""
    autres = [c for c in dict.fromkeys(o.couche for o in origines) if c != BAREME]
    return HYPOTHESE if HYPOTHESE in autres else " et ".join(autres) or BAREME


def _par_parametre(nom: str, parametres: Parametres, jour: dt.date) -> tuple[int, str, str]:
    """(rate, layer, confidence) of a rate that the company is told, not the law."""
    if nom in ("taux_at", "taux_at_artiste"):
        donne = parametres.taux_at
        taux = (
            donne
            if isinstance(donne, int)
            else lecteur.taux_exact("AT_MOYEN", parametres.chiffre("AT_MOYEN", jour))
        )
        if nom == "taux_at_artiste":
            taux = _taux_at_artiste(taux, parametres, jour)
        notifie = donne is not None
        return (taux, parametres.couche("taux_at"), "verified") if notifie else (taux, HYPOTHESE, "secondary")
    if nom == "medecine":
        if parametres.medecine is not None:
            return parametres.medecine, parametres.couche("medecine"), "verified"
        ttc = parametres.chiffre("SANTE_TRAVAIL_HT", jour) * (
            1 + parametres.chiffre("TVA_NORMALE", jour) / 100
        )
        return lecteur.taux_exact("SANTE_TRAVAIL_HT", ttc), HYPOTHESE, "secondary"
    commune = parametres.versement_mobilite
    return (commune if isinstance(commune, int) else 0), parametres.couche("versement_mobilite"), "verified"


def _taux_at_artiste(notifie: int, parametres: Parametres, jour: dt.date) -> int:
    """70 % of the notified rate (arrêté of 24/01/1975), printed with one decimal or exact."""
    taux = notifie * _part_artiste(parametres, jour)
    if parametres.lecture("at_artiste", jour) == "arrondi":
        dixieme = argent.POURCENT // 10
        return argent.arrondir_fraction(taux / dixieme) * dixieme
    if taux.denominator != 1:
        raise SaisieInvalide("taux_at : taux trop fin pour que 70 % en soit exact")
    return taux.numerator


def _part_artiste(parametres: Parametres, jour: dt.date) -> Fraction:
    return parametres.chiffre("TAUX_ARTISTES", jour) / 100


@lru_cache(64)
def lignes_du_statut(statut: Statut, idcc: str) -> tuple[Cotisation, ...]:
    """Rows that can concern a statut under a convention, whatever the date."""
    return tuple(
        c for c in baremes.cotisations() if statut.cotisations in c.statuts and (not c.idcc or idcc in c.idcc)
    )


def plan(
    statut: Statut, parametres: Parametres, jour: dt.date, contrat_court: bool, variante: Variante
) -> Plan:
    """Lines of one variant of the law on ``jour``."""
    retenues = _retenues(statut, parametres, jour, contrat_court, variante)
    majorations = _majorations(retenues, parametres, jour)
    groupes: dict[str, list[Cotisation]] = {}
    for cotisation in retenues:
        if cotisation.ligne:
            groupes.setdefault(cotisation.ligne, []).append(cotisation)
    lignes = [
        _ligne(ligne, rangs, parametres, jour, majorations.get(ligne, Fraction(1)), statut.artiste)
        for ligne, rangs in groupes.items()
    ]
    return _plan_ordonne(lignes)


def _plan_ordonne(lignes: list[LigneDroit]) -> Plan:
    rangs = list(ASSIETTES)
    par_assiette = {"prevoyance_patronale": 1, "csg": 2}
    tries = tuple(sorted(lignes, key=lambda ligne: par_assiette.get(ligne.assiette, 0)))
    ordinaires = [ligne for ligne in tries if ligne.assiette not in par_assiette]
    return Plan(
        tries,
        tuple(rangs.index(ligne.assiette) for ligne in ordinaires),
        tuple(i for i, ligne in enumerate(ordinaires) if ligne.prevoyance),
        sum(ligne.assiette == "prevoyance_patronale" for ligne in tries),
        sum(ligne.assiette == "csg" for ligne in tries),
        tuple(argent.reduit(ligne.salarial) for ligne in tries),
        tuple(argent.reduit(ligne.patronal) for ligne in tries),
    )


def _retenues(
    statut: Statut, parametres: Parametres, jour: dt.date, contrat_court: bool, variante: Variante
) -> list[Cotisation]:
    """Rows in force that day whose conditions are met, replaced ones removed."""
    salaries = parametres.salaries
    rangs = lignes_du_statut(statut, parametres.idcc)
    candidates = [
        c
        for c in rangs
        if en_cours(c, rangs, parametres, jour)
        and c.effectif_min <= salaries <= c.effectif_max
        and remplie(c, parametres, jour, contrat_court, variante)
    ]
    _exiger_series(statut, parametres, jour, candidates)
    remplacees = {c.remplace for c in candidates if c.remplace}
    return [c for c in candidates if c.code not in remplacees]


def _exiger_series(
    statut: Statut, parametres: Parametres, jour: dt.date, retenues: Iterable[Cotisation]
) -> None:
    """A line none of whose rows is in force that day is a hole in the data: never a silent zero."""
    presentes = {c.ligne for c in retenues}
    for ligne in baremes.lignes_bulletin():
        rangs = [c for c in lignes_du_statut(statut, parametres.idcc) if c.ligne == ligne]
        if ligne in presentes or not rangs or any(en_cours(c, rangs, parametres, jour) for c in rangs):
            continue
        code = rangs[0].code
        raise ChiffreAbsent(baremes.absence(code, rangs[0].libelle, [c.validite for c in rangs], jour))


def _majorations(
    retenues: Iterable[Cotisation], parametres: Parametres, jour: dt.date
) -> dict[str, Fraction]:
    """Multiplier of the lines that the paid-holiday fund makes dearer (FNAL, VM, TA)."""
    multiplicateurs: dict[str, Fraction] = {}
    for cotisation in retenues:
        if cotisation.assiette.startswith("majoration:"):
            taux = Fraction(taux_ligne(cotisation, parametres, jour).patronal, argent.UN)
            for ligne in cotisation.assiette.removeprefix("majoration:").split(";"):
                multiplicateurs[ligne] = 1 + taux
    return multiplicateurs


def _ligne(
    ligne: str,
    rangs: list[Cotisation],
    parametres: Parametres,
    jour: dt.date,
    majoration: Fraction,
    artiste: bool,
) -> LigneDroit:
    taux = [taux_ligne(c, parametres, jour) for c in rangs]
    part = _part_artiste(parametres, jour) if ligne == "VERSEMENT_MOBILITE" and artiste else Fraction(1)
    multiple = majoration * part
    salarial = sum(t.salarial for t in taux)
    patronal = sum(t.patronal for t in taux) * multiple
    if patronal.denominator != 1:
        raise SaisieInvalide(f"{rangs[0].libelle} : taux trop fin pour être calculé exactement ({patronal})")
    bulletin = baremes.lignes_bulletin()[ligne]
    libelle = rangs[0].libelle if len(rangs) == 1 else bulletin.libelle
    return LigneDroit(
        "+".join(c.code for c in rangs),
        libelle,
        rangs[0].caisse,
        rangs[0].assiette,
        salarial,
        patronal.numerator,
        bulletin.prevoyance,
        tuple(rangs),
        tuple(taux),
        majoration,
        part,
    )


def _sans_repetition(textes: Iterable[str]) -> str:
    return " ; ".join(dict.fromkeys(morceau for texte in textes for morceau in texte.split(" ; ")))


_GRAVITE = {"verified": 0, "secondary": 1, "recalled": 2}
