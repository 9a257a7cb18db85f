"""Guaranteed minimum of a function: which grid, which unit, and the amounts derived from it."""

from __future__ import annotations

import datetime as dt
import re
from fractions import Fraction
from functools import lru_cache

from xlprod import argent
from xlprod.baremes import FIN, Chiffre
from xlprod.baremes.minima import Annexe, Convention, Derivation, FonctionMetier, Montant, convention
from xlprod.couches import Origine
from xlprod.erreurs import ChiffreAbsent, SaisieInvalide
from xlprod.paie.parametres import Parametres
from xlprod.paie.remplacements import chiffre_retenu, etape_donnee
from xlprod.periodes import texte_date
from xlprod.textes import cle
from xlprod.trace import HYPOTHESE, Cellule, Etape, Regle, Resultat, Unite, texte_confiance

PARAMETRES = ("adherent", "regime")
"""What a minimum depends on."""

UNITES: dict[str, tuple[str, ...]] = {
    "semaine39": ("hebdo_39h", "hebdo_forfait_contrat_moins_5_mois", "hebdo_forfait"),
    "semaine5j": ("hebdo_equiv_5j", "hebdo_5j"),
    "semaine6j": ("hebdo_equiv_6j", "hebdo_6j"),
    "semaine": (
        "hebdo_39h",
        "hebdo_equiv_5j",
        "hebdo_forfait_contrat_moins_5_mois",
        "hebdo_forfait",
        "hebdo_5j",
    ),
    "mois": ("mensuel_35h_base", "mensuel_forfait_contrat_5_mois_et_plus"),
    "heure": ("horaire_base",),
    "jour": ("journalier_avec_SMIC", "journalier", "journalier_pub_8h", "cachet_journalier"),
    "cachet": ("cachet_journalier", "cachet", "journalier_avec_SMIC", "journalier"),
    "indemnite": ("indemnite", "indemnite_repas", "indemnite_casse_croute"),
}
"""Printed units that answer to a unit asked for, best first."""

UNITE_PAR_DEFAUT = (
    "hebdo_39h", "hebdo_equiv_5j", "hebdo_forfait_contrat_moins_5_mois", "hebdo_forfait", "cachet_journalier",
    "journalier_avec_SMIC", "journalier", "cachet", "hebdo_5j", "hebdo_6j", "mensuel_35h_base",
    "journalier_pub_8h", "horaire_base", "indemnite", "indemnite_repas", "indemnite_casse_croute",
)  # fmt: skip


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
    montant, derivation = _chercher(
        conv, metier, _candidates(conv, metier, annexe, parametres), unite, jour, adherent
    )
    deduit = montant.cents
    if derivation:
        deduit = argent.arrondir_fraction(deduit * derivation.facteur)
    smic = _smic_superieur(montant, derivation, jour, deduit, parametres)
    cents = argent.arrondir_fraction(smic[0].valeur * 100) if smic else deduit

    def etapes() -> list[Etape]:
        rendu = [] if parametres.adherent is not None else [_etape_adherent()]
        rendu.append(_etape_grille(conv, montant, adherent))
        if derivation:
            rendu.append(_etape_derivation(conv, montant, derivation, deduit))
        if smic:
            rendu.append(_etape_smic(*smic, deduit, cents))
        return [*rendu, *(etape_donnee(d) for d in parametres.donnees if d.nom in PARAMETRES)]

    return Resultat(cents, "EUR", etapes, [n for n in (montant.note, montant.grille.note) if n])


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
        raise ChiffreAbsent(
            f"« {metier.libelle} » ne figure pas à l'annexe {demandee.code} de la convention {conv.idcc} ; "
            f"grilles où cette fonction figure : {existantes}"
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
    imprimees = UNITES.get(demandee, (demandee,)) if demandee else UNITE_PAR_DEFAUT
    for annexe, regime in candidates:
        for imprimee in imprimees:
            code = conv.variantes.get((metier.code, imprimee), metier.code)
            montant = _de_serie(conv, code, annexe, regime, imprimee, jour, adherent)
            if montant:
                return montant, None
        for derivation in conv.derivations:
            if (
                derivation.unite == demandee
                and annexe.code in derivation.annexes
                and derivation.validite.couvre(jour)
            ):
                origine = (
                    annexe if conv.regimes(metier.code, annexe.code, derivation.depuis) else conv.annexe("I")
                )
                montant = _de_serie(conv, metier.code, origine, regime, derivation.depuis, jour, adherent)
                if montant:
                    return montant, derivation
    raise _sans_montant(conv, metier, candidates[0][0], unite, imprimees, jour)


@lru_cache(1024)
def _unite(conv: Convention, unite: str) -> str:
    """Unit asked for: a contract name (``semaine39``) or a printed one (``hebdo_equiv_5j``)."""
    if not unite:
        return ""
    nom = cle(unite).replace(" ", "")
    derivees = {d.unite for d in conv.derivations}
    connues = {u.replace("_", "").lower(): u for u in (*conv.unites, *UNITES, *derivees)}
    connues |= {"journee": "jour", "semaine39h": "semaine39", "semaine35h": "semaine35", "mensuel": "mois"}
    if nom not in connues:
        raise SaisieInvalide(
            f"unité inconnue « {unite} » ; unités : semaine39, semaine35, semaine5j, semaine6j, "
            "jour, heure, cachet, mois"
        )
    return connues[nom]


def _de_serie(
    conv: Convention, code: str, annexe: Annexe, regime: str, unite: str, jour: dt.date, adherent: bool
) -> Montant | None:
    """Amount of a printed series; without a régime, the latest one in force."""
    regimes = [regime] if regime and annexe.regimes else conv.regimes(code, annexe.code, unite)
    trouves = [conv.en_vigueur((code, annexe.code, r, unite), jour, adherent) for r in regimes]
    presents = [m for m in trouves if m]
    return max(presents, key=lambda m: m.grille.regime) if presents else None


def _sans_montant(
    conv: Convention,
    metier: FonctionMetier,
    annexe: Annexe,
    unite: str,
    imprimees: tuple[str, ...],
    jour: dt.date,
) -> ChiffreAbsent | SaisieInvalide:
    """Which of the unit or the date is at fault, and what exists."""
    series = {s: m for s, m in conv.series.items() if s[0] == metier.code and s[1] == annexe.code}
    if series and not any(s[3] in imprimees for s in series):
        existantes = ", ".join(sorted({s[3] for s in series}))
        return SaisieInvalide(
            f"« {metier.libelle} », annexe {annexe.code} : pas de minimum par « {unite} » ; "
            f"unités imprimées : {existantes}"
        )
    grilles = [m.grille for montants in series.values() for m in montants]
    debut, fin = min(g.valid_from for g in grilles), max(g.valid_to for g in grilles)
    connue = (
        f"depuis le {texte_date(debut)}" if fin == FIN else f"du {texte_date(debut)} au {texte_date(fin)}"
    )
    return ChiffreAbsent(
        f"« {metier.libelle} », annexe {annexe.code} : aucun minimum connu au {texte_date(jour)} "
        f"pour cette unité (grilles connues {connue}, IDCC {conv.idcc})"
    )


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
    montant: Montant, derivation: Derivation | None, jour: dt.date, cents: int, parametres: Parametres
) -> tuple[Chiffre, Origine] | None:
    """The SMIC, and who gave it, when it is above an hourly or a monthly minimum (C. trav. L3231-2)."""
    code = {"horaire_base": "SMIC_H", "mensuel_35h_base": "SMIC_M"}.get(montant.grille.unite)
    if derivation and derivation.unite == "heure":
        code = "SMIC_H"
    if code is None or parametres.chiffre_ou_rien(code, jour) is None:
        return None
    smic = chiffre_retenu(code, parametres, jour)
    return smic if smic[0].valeur * 100 > cents else None


def _etape_smic(smic: Chiffre, origine: Origine, deduit: int, cents: int) -> Etape:
    libelle = f"{smic.libelle} supérieur au minimum conventionnel"
    regle = origine.validite.regle(
        smic.code, libelle, "le plus élevé des deux", ("EUR",), couche=origine.couche
    )
    return Etape(regle, (deduit,), cents)


ENTETE_FONCTIONS = ("Fonction", "Filière", "Statut", "Unité", "Minimum", "Source", "Confiance")


def tableau_fonctions(texte_convention: str, jour: dt.date, annexe: str, parametres: Parametres) -> Resultat:
    """Functions with a minimum on ``jour``: all printed units of an annexe, or each one's main one."""
    lignes = _fonctions(texte_convention, jour, annexe, parametres.regime, parametres.adherent is not False)
    return Resultat([list(ENTETE_FONCTIONS), *map(list, lignes)], "tableau")


@lru_cache(16)
def _fonctions(
    texte_convention: str, jour: dt.date, annexe: str, regime: str, adherent: bool
) -> tuple[tuple[Cellule, ...], ...]:
    """Kept: a printed grid asks for the same table in each of its cells."""
    conv = convention(texte_convention)
    seule = conv.annexe(annexe) if annexe else None
    lignes: list[list[Cellule]] = []
    for metier in sorted(conv.fonctions.values(), key=lambda f: (f.filiere, f.libelle)):
        annexes = [a for a in conv.annexes(metier) if seule in (None, a)]
        trouves = [
            _de_serie(conv, metier.code, a, regime, unite, jour, adherent)
            for a in annexes
            for unite in sorted(conv.unites, key=_rang_unite)
        ]
        presents = [m for m in trouves if m]
        lignes += [_rangee(m) for m in (presents if seule else presents[:1])]
    if not lignes:
        raise ChiffreAbsent(
            f"aucun minimum connu au {texte_date(jour)} (IDCC {conv.idcc}, annexe {annexe or 'toutes'})"
        )
    return tuple(map(tuple, lignes))


def _rang_unite(unite: str) -> tuple[int, str]:
    return (UNITE_PAR_DEFAUT.index(unite) if unite in UNITE_PAR_DEFAUT else len(UNITE_PAR_DEFAUT), unite)


def _rangee(montant: Montant) -> list[Cellule]:
    grille = montant.grille
    regle = Regle(grille.code, "", article=grille.article, confiance=grille.confiance)
    return [
        montant.fonction.libelle,
        montant.fonction.filiere,
        montant.fonction.statut,
        grille.unite,
        argent.euros(montant.cents),
        f"{grille.article} ; {grille.source}",
        texte_confiance(regle),
    ]
