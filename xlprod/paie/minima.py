"""Guaranteed minimum of a function: which grid, which unit, and the amounts derived from it."""

from __future__ import annotations

import datetime as dt
import re
from fractions import Fraction
from functools import lru_cache

from xlprod import argent
from xlprod.baremes import Chiffre
from xlprod.baremes.grilles import Annexe, Derivation, FonctionMetier, Montant
from xlprod.baremes.minima import Convention, convention, precision
from xlprod.couches import Origine
from xlprod.erreurs import ChiffreAbsent, SaisieInvalide
from xlprod.paie.minima_absents import sans_montant
from xlprod.paie.parametres import Parametres
from xlprod.paie.remplacements import chiffre_retenu, etape_donnee
from xlprod.textes import cle, proches
from xlprod.trace import HYPOTHESE, Etape, Regle, Resultat, Unite

PARAMETRES = ("adherent", "regime")
"""What a minimum depends on."""

UN_JOUR = dt.timedelta(days=1)
UNITES_USUELLES = "semaine39, semaine35, semaine5j, semaine6j, jour, heure, cachet, mois"
SYNONYMES = {"journee": "jour", "semaine39h": "semaine39", "semaine35h": "semaine35", "mensuel": "mois"}


def salaire_minimum(
    fonction: str, texte_convention: str, jour: dt.date, annexe: str, unite: str, parametres: Parametres
) -> Resultat:
    """Guaranteed minimum in cents.

    Raises :class:`SaisieInvalide` for an unknown function, agreement, annexe or unit, and
    :class:`ChiffreAbsent` when no grid has it on ``jour``.
    """
    conv = convention(texte_convention)
    metier = conv.fonction(fonction)
    adherent = parametres.adherent is not False
    candidates = _candidates(conv, metier, annexe, parametres)
    montant, derivation = _chercher(conv, metier, candidates, unite, jour, adherent)
    if not annexe and montant.grille.annexe in conv.groupes:
        _exiger_annexe(conv, montant, candidates, jour, adherent)
    deduit = montant.cents
    if derivation:
        deduit = argent.arrondir_fraction(deduit * derivation.facteur)
    smic = _smic_superieur(
        conv, derivation.unite if derivation else montant.grille.unite, jour, deduit, parametres
    )
    cents = smic[2] if smic else deduit

    def etapes() -> list[Etape]:
        rendu = [] if parametres.adherent is not None else [_etape_adherent()]
        rendu.append(_etape_grille(conv, montant, adherent))
        if derivation:
            rendu.append(_etape_derivation(conv, montant, derivation, deduit))
        if smic:
            rendu.append(_etape_smic(smic[0], smic[1], deduit, cents))
        return [*rendu, *(etape_donnee(d) for d in parametres.donnees if d.nom in PARAMETRES)]

    notes = [precision(texte_convention), montant.note, montant.grille.note]
    if jour > montant.grille.valid_to:  # a non-member whose newer grids may not all have been seen
        serie = (montant.fonction.code, montant.grille.annexe, montant.grille.regime, montant.grille.unite)
        notes += conv.raisons([serie], montant.grille.valid_to + UN_JOUR, jour)
    return Resultat(cents, "EUR", etapes, [n for n in notes if n])


def ecart_minimum(brut: int, minimum: Resultat, quantite: Fraction) -> Resultat:
    """Gross minus the minimum for ``quantite`` units, in cents, negative when under it."""
    du = minimum_du(minimum, quantite)

    def etapes() -> list[Etape]:
        unites: tuple[Unite, ...] = ("EUR", "EUR", "nombre")
        regle = Regle("ECART_MINIMUM", "Écart au minimum", "brut − minimum × quantité", unites, lien=" ; ")
        assert isinstance(minimum.valeur, int)
        return [*minimum.etapes, Etape(regle, (brut, minimum.valeur, quantite), brut - du)]

    return Resultat(brut - du, "EUR", etapes, minimum.avertissements)


def minimum_du(minimum: Resultat, quantite: Fraction) -> int:
    """Minimum for ``quantite`` units, in cents."""
    assert isinstance(minimum.valeur, int)
    return argent.arrondir_fraction(minimum.valeur * quantite)


Candidate = tuple[Annexe, str]
"""An annexe and the régime asked for in it (empty: the latest in force)."""


def _candidates(
    conv: Convention, metier: FonctionMetier, annexe: str, parametres: Parametres
) -> list[Candidate]:
    """Annexes to search, best first: the one asked for, then the function's own.

    A director, an actor or an extra has a grid of its own under any annexe of titre II.
    """
    connues = conv.annexes(metier)
    if not annexe:
        return [(a, parametres.regime) for a in connues]
    texte, ecrit = _lire_annexe(annexe)
    regime = ecrit or parametres.regime
    demandee = conv.annexe(texte)
    retenues = [(a, regime) for a in connues if a == demandee] + [(a, "") for a in connues if a.propre]
    if not retenues:
        existantes = ", ".join(a.code for a in connues)
        voisines = ", ".join(proches(metier.libelle, conv.libelles_annexe(demandee)))
        raise ChiffreAbsent(
            f"« {metier.libelle} » ne figure pas à l'annexe {demandee.code} de la convention {conv.idcc} ; "
            f"grilles où cette fonction figure : {existantes} ; à cette annexe, les plus proches : {voisines}"
        )
    return retenues


@lru_cache(256)
def _lire_annexe(annexe: str) -> tuple[str, str]:
    """Annexe and the régime written after it: ``III 35 %``."""
    ecrit = re.fullmatch(r"(.*\D)\s*[-–]?\s*(\d\d)\s*%?", annexe.strip())
    return (ecrit[1], ecrit[2]) if ecrit else (annexe, "")


def _chercher(
    conv: Convention,
    metier: FonctionMetier,
    candidates: list[Candidate],
    unite: str,
    jour: dt.date,
    adherent: bool,
) -> tuple[Montant, Derivation | None]:
    """Printed amount that answers, and the derivation to apply to it, if any."""
    demandee = _unite(conv, unite)
    imprimees = conv.unites_demandees.get(demandee, (demandee,)) if demandee else conv.unites_par_defaut
    for annexe, regime in candidates:
        for imprimee in imprimees:
            code = conv.variantes.get((metier.code, imprimee), metier.code)
            montant = de_serie(conv, code, annexe, regime, imprimee, jour, adherent)
            if montant:
                return montant, None
        for derivation in conv.derivations:
            if (
                derivation.unite == demandee
                and annexe.code in derivation.annexes
                and derivation.validite.couvre(jour)
            ):
                a_son_montant = conv.regimes(metier.code, annexe.code, derivation.depuis)
                origine = (
                    annexe if a_son_montant or not derivation.origine else conv.annexe(derivation.origine)
                )
                montant = de_serie(conv, metier.code, origine, regime, derivation.depuis, jour, adherent)
                if montant:
                    return montant, derivation
    raise sans_montant(conv, metier, candidates[0], unite, imprimees, jour, adherent)


def _exiger_annexe(
    conv: Convention, montant: Montant, candidates: list[Candidate], jour: dt.date, adherent: bool
) -> None:
    """Refuse to choose between grids of the same job that do not give the same amount."""
    grille = montant.grille
    groupe = conv.groupes[grille.annexe]
    trouves = {
        a.code: m.cents
        for a, regime in candidates
        if conv.groupes.get(a.code) == groupe
        and (m := de_serie(conv, montant.fonction.code, a, regime, grille.unite, jour, adherent))
    }
    if len(set(trouves.values())) > 1:
        raise SaisieInvalide(
            f"« {montant.fonction.libelle} » figure dans plusieurs grilles de la convention {conv.idcc} avec "
            f"des minima différents, précisez l'annexe : {', '.join(trouves)}"
        )


@lru_cache(1024)
def _unite(conv: Convention, unite: str) -> str:
    """Unit asked for: a contract name (``semaine39``) or a printed one (``hebdo_equiv_5j``)."""
    if not unite:
        return ""
    nom = cle(unite).replace(" ", "")
    derivees = {d.unite for d in conv.derivations}
    usuelles = UNITES_USUELLES.split(", ")
    noms = (*conv.unites, *conv.unites_demandees, *derivees, *usuelles)
    connues = {u.replace("_", "").lower(): u for u in noms} | SYNONYMES
    if nom not in connues:
        raise SaisieInvalide(f"unité inconnue « {unite} » ; unités : {UNITES_USUELLES}")
    return connues[nom]


def de_serie(
    conv: Convention, code: str, annexe: Annexe, regime: str, unite: str, jour: dt.date, adherent: bool
) -> Montant | None:
    """Amount of a printed series; without a régime, the latest one in force."""
    regimes = [regime] if regime and annexe.regimes else conv.regimes(code, annexe.code, unite)
    trouves = [conv.en_vigueur((code, annexe.code, r, unite), jour, adherent) for r in regimes]
    presents = [m for m in trouves if m]
    return max(presents, key=lambda m: m.grille.regime) if presents else None


def _etape_adherent() -> Etape:
    regle = Regle(
        "adherent",
        "Entreprise adhérente d'un syndicat signataire",
        "paramètre adherent non donné",
        couche=HYPOTHESE,
    )
    return Etape(regle, (), "oui", "texte")


def _etape_grille(conv: Convention, montant: Montant, adherent: bool) -> Etape:
    grille = montant.grille
    regime = f", régime {grille.regime} %" if grille.regime else ""
    depuis = grille.valid_from if adherent else grille.valid_from_non_adherents
    regle = Regle(
        grille.code,
        f"Minimum imprimé : {montant.fonction.libelle} ({grille.unite}{regime})",
        "grille de la convention",
        (),
        f"CCN {conv.idcc}, {grille.article}",
        grille.source,
        depuis,
        grille.confiance,
        arrondi="",
    )
    return Etape(regle, (), montant.cents)


def _etape_derivation(conv: Convention, montant: Montant, derivation: Derivation, cents: int) -> Etape:
    libelle = f"Minimum par {derivation.unite}"
    regle = derivation.validite.regle(derivation.unite, libelle, derivation.formule, ("EUR",))
    article = f"CCN {conv.idcc}, {derivation.validite.article}"
    return Etape(regle._replace(article=article), (montant.cents,), cents)


def _smic_superieur(
    conv: Convention, unite: str, jour: dt.date, cents: int, parametres: Parametres
) -> tuple[Chiffre, Origine, int] | None:
    """The SMIC of the hours of a unit in cents, and who gave it, when a minimum is under it.

    C. trav. L3231-2.
    """
    if unite not in conv.smic:
        return None
    code, facteur = conv.smic[unite]
    valeur = parametres.chiffre_ou_rien(code, jour)
    du = argent.arrondir_fraction(valeur * 100 * facteur) if valeur is not None else 0
    return (*chiffre_retenu(code, parametres, jour), du) if du > cents else None


def _etape_smic(smic: Chiffre, origine: Origine, deduit: int, cents: int) -> Etape:
    libelle = f"{smic.libelle} supérieur au minimum conventionnel"
    regle = origine.validite.regle(
        smic.code, libelle, "le plus élevé des deux", ("EUR",), couche=origine.couche
    )
    return Etape(regle, (deduit,), cents)
