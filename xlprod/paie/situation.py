"""Readers of the parameters that say under which agreement, contract and territory someone works."""

from __future__ import annotations

from xlprod import argent, baremes
from xlprod.erreurs import SaisieInvalide
from xlprod.textes import cle

AUCUNE_CONVENTION = "aucune"


def convention(nom: str, valeur: str) -> str:
    """IDCC of a number, held or not, or of a known label; or that the company has no agreement."""
    recherche = cle(valeur).removeprefix("idcc").strip()
    if recherche == AUCUNE_CONVENTION:
        return AUCUNE_CONVENTION
    if recherche.isascii() and recherche.isdigit() and 0 < int(recherche) < 10_000:
        return str(int(recherche))
    libelles = baremes.conventions()
    for idcc, libelle in libelles.items():
        if recherche == cle(libelle):
            return idcc
    connues = ", ".join(f"{idcc} ({libelle})" for idcc, libelle in libelles.items())
    raise SaisieInvalide(
        f"{nom} : IDCC de un à quatre chiffres ou « aucune » attendu, reçu « {valeur} » ; connues : {connues}"
    )


def contrat(nom: str, valeur: str) -> str:
    """Ordinary contract of a permanent: with or without an end."""
    if cle(valeur) not in ("cdi", "cdd"):
        raise SaisieInvalide(f"{nom} : cdi ou cdd attendu, reçu « {valeur} »")
    return cle(valeur)


def residence(nom: str, valeur: str) -> bool:
    """Whether the tax domicile is in France."""
    choix = cle(valeur)
    if choix not in ("france", "etranger"):
        raise SaisieInvalide(f"{nom} : france ou etranger (domicile fiscal) attendu, reçu « {valeur} »")
    return choix == "france"


OUTRE_MER = frozenset({
    "guadeloupe", "martinique", "guyane", "la reunion", "reunion", "mayotte", "saint martin",
    "saint barthelemy", "saint pierre et miquelon", "wallis et futuna", "polynesie francaise", "polynesie",
    "nouvelle caledonie", "outre mer", "dom", "drom", "971", "972", "973", "974", "976",
})  # fmt: skip


def territoire(nom: str, valeur: str) -> bool:
    """Whether the local sickness scheme applies; overseas law differs too much to be approached."""
    lieu = cle(valeur)
    if lieu in OUTRE_MER:
        raise SaisieInvalide(
            f"{nom} : « {valeur} » a ses propres exonérations et cotisations d'outre-mer, "
            "que xlprod ne calcule pas"
        )
    if lieu not in ("metropole", "hexagone", "alsace moselle"):
        raise SaisieInvalide(f"{nom} : metropole ou alsace_moselle attendu, reçu « {valeur} »")
    return lieu == "alsace moselle"


def texte(_nom: str, valeur: str) -> str:
    return valeur.strip()


def montant(nom: str, valeur: str) -> int:
    """Positive amount in euros, as cents."""
    try:
        cents = argent.centimes(valeur)
    except ValueError:
        cents = 0
    if cents <= 0:
        raise SaisieInvalide(f"{nom} : montant en euros attendu, reçu « {valeur} »")
    return cents


def plafond_conges(nom: str, valeur: str) -> str | int:
    """Cap of a worked day in euros (as cents), or whether to take that of the agreement."""
    choix = {"oui": "oui", "vrai": "oui", "true": "oui", "non": "non", "faux": "non", "false": "non"}
    try:
        return choix.get(cle(valeur)) or montant(nom, valeur)
    except SaisieInvalide:
        raise SaisieInvalide(
            f"{nom} : oui, non ou un montant en euros par jour attendu, reçu « {valeur} »"
        ) from None
