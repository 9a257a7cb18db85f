"""What was given and changes nothing for a contract: said in the trace, never ignored in silence.

Facts about the company or the film are given once for all its rows, so that they are not
refused where they do not apply (``conditions.exiger_applicables`` refuses those of a person).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from xlprod import baremes
from xlprod.paie.conditions import ZONE, lecture_utile
from xlprod.paie.contrat import Contrat
from xlprod.paie.plan import lignes_du_statut
from xlprod.trace import Etape, Regle

ARTISTES = "réservé aux artistes du spectacle"
SANS_SEUIL = "ni seuil en SMIC, ni réduction, ni déduction forfaitaire à cette date"
MINIMA = "sert aux salaires minima"


@lru_cache(4096)
def sans_effet(contrat_: Contrat) -> tuple[Etape, ...]:
    """A step for each parameter given that cannot change this contract."""
    rendu = []
    for nom, raison in _raisons(contrat_):
        couche = contrat_.parametres.couche(nom.partition("=")[0])
        regle = Regle(nom, f"Paramètre {nom} donné, sans effet sur ce contrat", raison, couche=couche)
        rendu.append(Etape(regle, (), None, "texte"))
    return tuple(rendu)


def _raisons(contrat_: Contrat) -> Iterator[tuple[str, str]]:
    statut, parametres = contrat_.statut, contrat_.parametres
    rangs = lignes_du_statut(statut, parametres.idcc)
    conditions = {c.condition for c in rangs}
    hors = f"aucune cotisation du statut {statut.code} n’en dépend"
    mobilite = [c.effectif_min for c in rangs if c.condition.startswith(ZONE)]
    minimum = not parametres.fonction
    donnes = (
        ("dfs", parametres.dfs != "non" and not statut.artiste, ARTISTES),
        ("nature", parametres.nature is not None and statut.famille != "auteur", "réservé aux auteurs"),
        ("taux_at", parametres.taux_at is not None and not _depend(rangs, "taux_at"), hors),
        ("medecine", parametres.medecine is not None and not _depend(rangs, "medecine"), hors),
        ("effectif", parametres.effectif is not None and not _selon_effectif(contrat_), hors),
        ("residence", not parametres.resident and "non_resident" not in conditions, hors),
        ("alsace_moselle", parametres.alsace_moselle and "alsace_moselle" not in conditions, hors),
        ("heures", parametres.heures is not None and not _selon_heures(contrat_), SANS_SEUIL),
        ("adherent", parametres.adherent is not None and minimum, MINIMA),
        ("regime", bool(parametres.regime) and minimum, MINIMA),
    )
    yield from ((nom, raison) for nom, vrai, raison in donnes if vrai)
    if parametres.versement_mobilite is not None:
        if not mobilite:
            yield "versement_mobilite", hors
        elif parametres.salaries < min(mobilite):
            yield "versement_mobilite", f"dû à partir de {min(mobilite)} salariés"
    yield from _lectures(contrat_)
    yield from _surcharges(contrat_)


def _depend(rangs: tuple[baremes.Cotisation, ...], nom: str) -> bool:
    return any(c.parametre.startswith(nom) or c.condition.startswith(nom) for c in rangs)


def _selon_effectif(contrat_: Contrat) -> bool:
    rangs = lignes_du_statut(contrat_.statut, contrat_.parametres.idcc)
    return contrat_.statut.reduction or any(c.selon_effectif for c in rangs)


def _selon_heures(contrat_: Contrat) -> bool:
    return any(
        s.seuil_maladie >= 0 or s.seuil_famille >= 0 or s.reduction or s.droit.franchise or s.droit.dfs
        for s in contrat_.segments
    )


def _lectures(contrat_: Contrat) -> Iterator[tuple[str, str]]:
    """Disputed readings of others, or of another time."""
    statut, idcc = contrat_.statut, contrat_.parametres.idcc
    for nom, choix in contrat_.parametres.lectures:
        series = [le for le in baremes.lectures() if le.parametre == nom]
        if not any(statut.famille in le.familles for le in series) or not lecture_utile(nom, statut, idcc):
            yield f"{nom}={choix}", f"lecture qui ne concerne pas le statut {statut.code}"


def _surcharges(contrat_: Contrat) -> Iterator[tuple[str, str]]:
    """Rates in place of those of lines that this contract does not have."""
    codes = {c.code for c in baremes.cotisations()}
    presents = {
        c.code
        for segment in contrat_.segments
        for plan in segment.droit.plans.values()
        for ligne in plan.lignes
        for c in ligne.rangs
    } | {c.code for c in lignes_du_statut(contrat_.statut, contrat_.parametres.idcc) if not c.ligne}
    for nom in dict.fromkeys(s.code for s in contrat_.parametres.surcharges):
        code = nom.removesuffix("_SALARIAL").removesuffix("_PATRONAL")
        if code != nom and code in codes and code not in presents:
            yield nom, f"cotisation qu’un {contrat_.statut.code} ne doit pas dans ce contrat"
