"""Which annexe applies to a production, under which conditions and by which article."""

from __future__ import annotations

import datetime as dt

from xlprod.baremes.annexes import RegleAnnexe, genre, regles
from xlprod.baremes.minima import convention, precision
from xlprod.erreurs import ChiffreAbsent, SaisieInvalide
from xlprod.periodes import texte_date
from xlprod.trace import Etape, Resultat

AUCUNE = "aucune grille"
A_VERIFIER = "à vérifier"


def annexe_applicable(texte_convention: str, devis: int | None, texte_genre: str, jour: dt.date) -> Resultat:
    """Annexes that apply, the ordinary one first, each with its condition; ``devis`` in cents.

    Raises :class:`SaisieInvalide` for an unknown agreement or kind of work, or a missing budget, and
    :class:`ChiffreAbsent` when no rule is known for this work on ``jour``.
    """
    conv = convention(texte_convention)
    concernees = [r for r in regles(conv.idcc) if not texte_genre or r.concerne(genre(texte_genre))]
    if not texte_genre and any(r.genres != regles(conv.idcc)[0].genres for r in regles(conv.idcc)):
        raise SaisieInvalide(f"genre manquant : {_genres(conv.idcc)}")
    if not concernees:
        raise SaisieInvalide(
            f"genre « {texte_genre} » hors de la convention {conv.idcc} ; genres : {_genres(conv.idcc)}"
        )
    en_vigueur = [r for r in concernees if r.validite.couvre(jour)]
    if not en_vigueur:
        debut = min(r.validite.valid_from for r in concernees)
        raise ChiffreAbsent(
            f"convention {conv.idcc} : aucune règle connue au {texte_date(jour)} pour ce genre ; "
            f"première date : {texte_date(debut)}"
        )
    retenues = [r for r in en_vigueur if _dans_les_bornes(r, devis)]
    if not retenues:
        raise ChiffreAbsent(f"convention {conv.idcc} : aucune annexe connue pour ce budget et ce genre")

    def etapes() -> list[Etape]:
        return [etape for r in en_vigueur for etape in _etapes(r, devis, r in retenues)]

    texte = " ; ".join(_phrase(r) for r in retenues)
    notes = [precision(texte_convention), *(r.validite.note for r in retenues)]
    return Resultat(texte, "texte", etapes, list(dict.fromkeys(filter(None, notes))))


def _genres(idcc: str) -> str:
    return ", ".join(dict.fromkeys(g for r in regles(idcc) for g in sorted(r.genres)))


def _dans_les_bornes(regle: RegleAnnexe, devis: int | None) -> bool:
    if regle.plancher is None and regle.plafond is None:
        return True
    if devis is None:
        raise SaisieInvalide(
            "devis manquant : dépenses extérieures hors imprévus et frais financiers, en euros"
        )
    return (regle.plancher is None or devis > regle.plancher) and (
        regle.plafond is None or devis <= regle.plafond
    )


def _phrase(regle: RegleAnnexe) -> str:
    if regle.idcc:
        return f"IDCC {regle.idcc} : {regle.condition}"
    return f"{regle.annexe or AUCUNE}, {regle.portee} : {regle.condition} ({regle.validite.article})"


def _etapes(regle: RegleAnnexe, devis: int | None, retenue: bool) -> list[Etape]:
    """The rule, its thresholds with the budget in front of them, then what is left to check."""
    nom = f"Annexe {regle.annexe}" if regle.annexe else AUCUNE.capitalize()
    libelle = f"Convention {regle.idcc}" if regle.idcc else f"{nom}, {regle.portee}"
    rendu = [
        Etape(
            regle.validite.regle(f"seuil_{nom}", f"{libelle} : seuil", "devis", ("EUR", "EUR"), lien=signe),
            (devis, borne),
            "oui" if tenu else "non",
            "texte",
        )
        for signe, borne, tenu in (
            (
                " > ",
                regle.plancher,
                devis is not None and regle.plancher is not None and devis > regle.plancher,
            ),
            (
                " ≤ ",
                regle.plafond,
                devis is not None and regle.plafond is not None and devis <= regle.plafond,
            ),
        )
        if borne is not None and devis is not None
    ]
    resultat = "retenue" if retenue else "écartée"
    rendu.insert(0, Etape(regle.validite.regle(nom, libelle, regle.condition), (), resultat, "texte"))
    if retenue:
        rendu += [
            Etape(
                regle.validite.regle(f"critere_{nom}_{i}", f"{libelle} : condition {i}", critere),
                (),
                A_VERIFIER,
                "texte",
            )
            for i, critere in enumerate(regle.criteres, 1)
        ]
    return rendu
