"""What the column ``condition`` of a contribution row may say, and how a contract answers it."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from xlprod import baremes
from xlprod.baremes import Cotisation, Statut
from xlprod.couches import SOCIETE
from xlprod.erreurs import SaisieInvalide
from xlprod.paie import auteurs
from xlprod.paie.parametres import TAUX_BUREAU, Parametres
from xlprod.paie.statuts import REALISATEUR

if TYPE_CHECKING:
    from xlprod.paie.plan import Variante

CONDITIONS: dict[str, Callable[[Parametres, bool, Variante], bool]] = {
    "": lambda _p, _court, _v: True,
    "contrat_3_mois_au_plus": lambda _p, court, _v: court,
    "bandeau_maladie": lambda _p, _court, v: v.maladie_reduite,
    "hors_bandeau_maladie": lambda _p, _court, v: not v.maladie_reduite,
    "bandeau_famille": lambda _p, _court, v: v.famille_reduite,
    "hors_bandeau_famille": lambda _p, _court, v: not v.famille_reduite,
    "resident": lambda p, _court, _v: p.resident,
    "non_resident": lambda p, _court, _v: not p.resident,
    "alsace_moselle": lambda p, _court, _v: p.alsace_moselle,
    "cdd": lambda p, _court, _v: p.contrat == "cdd",
    "mutuelle_donnee": lambda p, _court, _v: bool(p.mutuelle),
    "medecine_donnee": lambda p, _court, _v: p.medecine is not None,
    "taux_bureau": lambda p, _court, _v: p.taux_at == TAUX_BUREAU,
    "conges_dus": lambda p, _court, _v: not p.conges_equivalents,
    "auteur_precompte": lambda p, _court, _v: auteurs.precompte(p),
    "auteur_racd": lambda p, _court, _v: auteurs.racd(p),
    "auteur_racd_solidarite": lambda p, _court, _v: auteurs.solidarite(p),
    "auteur_raap_racd": lambda p, _court, _v: auteurs.raap_amenage(p),
    "auteur_raap": lambda p, _court, _v: auteurs.raap(p),
    "auteur_raap_option": lambda p, _court, _v: auteurs.raap_option(p),
}
"""Answer of a contract: its parameters, whether it lasts three months at most, its variant."""

LECTURE = "lecture:"
"""Prefix of a condition on a disputed reading: ``lecture:cpnef_3097=oui``."""

TRAVAIL_EFFECTIF = {"conges_dus": "conges_rediffusion", "contrat_3_mois_au_plus": "majoration_rediffusion"}
"""Conditions that suppose work done, and the reading that says what becomes of them without."""

ZONE = "zone_"
"""Prefix of a condition on the zone of the versement mobilité."""


def en_cours(
    cotisation: Cotisation, rangs: Sequence[Cotisation], parametres: Parametres, jour: dt.date
) -> bool:
    """Whether a row applies on a day: in force, or the nearest one of a series that ends before.

    The latter when the parameters give its rates: what the sentence of the missing figure asks for.
    """
    if cotisation.validite.couvre(jour):
        return True
    taux = {"SALARIAL": cotisation.salarial, "PATRONAL": cotisation.patronal}
    dus = [part for part, du in taux.items() if du]
    if not dus or any(parametres.surcharge(f"{cotisation.code}_{part}", jour) is None for part in dus):
        return False
    serie = [c for c in rangs if (c.code, c.condition) == (cotisation.code, cotisation.condition)]
    if any(c.validite.couvre(jour) for c in serie):
        return False
    passes = [c for c in serie if c.validite.valid_to < jour] or serie
    return cotisation is (passes[-1] if passes is not serie else passes[0])


def remplie(
    cotisation: Cotisation, parametres: Parametres, jour: dt.date, contrat_court: bool, variante: Variante
) -> bool:
    """Whether a row of the law concerns this contract."""
    condition = cotisation.condition
    lecture = TRAVAIL_EFFECTIF.get(condition)
    if lecture and parametres.rediffusion and parametres.lecture(lecture, jour) == "non":
        return False
    if condition.startswith(ZONE):
        return _zone(cotisation, parametres) == condition
    if condition.startswith(LECTURE):
        nom, _, choix = condition.removeprefix(LECTURE).partition("=")
        return parametres.lecture(nom, jour) == choix
    return CONDITIONS[condition](parametres, contrat_court, variante)


def _zone(cotisation: Cotisation, parametres: Parametres) -> str:
    """Zone of the versement mobilité; required once the headcount makes it due."""
    donne = parametres.versement_mobilite
    if donne is None and parametres.salaries >= cotisation.effectif_min:
        raise SaisieInvalide(
            f"versement_mobilite manquant : dû à partir de {cotisation.effectif_min} salariés ; "
            "donner le taux de la commune en pourcentage ou le département (75, 91, 92, 93, 94, 95)"
        )
    return donne if isinstance(donne, str) else "zone_taux"


def _mutualiste(statut: Statut) -> bool:
    return any(statut.cotisations in c.statuts for c in baremes.cotisations() if c.condition == MUTUELLE)


MUTUELLE = "mutuelle_donnee"
_DE_CERTAINS: dict[str, Callable[[Statut], bool]] = {
    "mutuelle": _mutualiste,
    "plafond_conges": lambda statut: statut.conges_caisse,
}
"""What a company gives once, and the statuts that it concerns."""


def pour_ce_statut(statut: Statut, parametres: Parametres) -> Parametres:
    """Without what the company's file gives for employees of another kind; from a row, it is refused."""
    de_la_societe = {d.nom for d in parametres.donnees if d.couche == SOCIETE} & set(_DE_CERTAINS)
    ecartes = {nom for nom in de_la_societe if not _DE_CERTAINS[nom](statut)}
    parametres = _sans_choix_d_autres(statut, parametres)
    if not ecartes:
        return parametres
    donnees = tuple(d for d in parametres.donnees if d.nom not in ecartes)
    champs: dict[str, Any] = dict.fromkeys(ecartes)
    return dataclasses.replace(parametres, donnees=donnees, **champs)


def _sans_choix_d_autres(statut: Statut, parametres: Parametres) -> Parametres:
    """Without the choices of the company's file that a text keeps for other families."""
    ecartes = {nom for nom, _ in _choix_d_autres(statut, parametres) if parametres.couche(nom) == SOCIETE}
    if not ecartes:
        return parametres
    lectures = tuple(lecture for lecture in parametres.lectures if lecture[0] not in ecartes)
    return dataclasses.replace(parametres, lectures=lectures)


def exiger_applicables(statut: Statut, parametres: Parametres) -> None:
    """Refuse a parameter that only serves rows of other statuts: it would change nothing, in silence."""
    if not parametres.engagement_continu and statut.duree in ("legale", "versement"):
        raison = (
            "ses jours sont les jours calendaires du contrat"
            if statut.duree == "legale"
            else "ses droits sont versés un jour donné"
        )
        raise SaisieInvalide(f"engagement_continu=non : sans objet pour le statut {statut.code} ; {raison}")
    _exiger_personnels(statut, parametres)
    _exiger_choix(statut, parametres)
    donnes = {
        "contrat": "cdd" if parametres.contrat else "",
        "mutuelle": "mutuelle_donnee" if parametres.mutuelle is not None else "",
        f"taux_at={TAUX_BUREAU}": "taux_bureau" if parametres.taux_at == TAUX_BUREAU else "",
    }
    for nom, condition in donnes.items():
        if condition:
            _exiger(nom, [c for c in baremes.cotisations() if c.condition == condition], statut, parametres)


SANS_HEURES = ("versement", "aucune")
"""Durations of statuts whose hours decide nothing."""

CONGES = "conges_equivalents"
PERSONNELS = {
    "dispense": "auteur",
    "contrat_direct": "auteur",
    "option_raap": "auteur",
    "attestation_raap": "auteur",
    "retraite_auteur": "auteur",
    CONGES: "detache",
}
"""Parameters about one person, and the family of statuts that they concern."""


def _exiger_personnels(statut: Statut, parametres: Parametres) -> None:
    """``nature`` is not there: a fact about the film, given once for all its rows."""
    for nom, famille in PERSONNELS.items():
        concerne = statut.famille == famille and (nom != CONGES or statut.conges_caisse)
        if getattr(parametres, nom) is not None and not concerne:
            raise SaisieInvalide(f"{nom} : sans objet pour le statut {statut.code}")
    if parametres.heures is not None and statut.duree in SANS_HEURES:
        raise SaisieInvalide(f"heures : sans objet pour le statut {statut.code}")
    if statut.famille == "auteur":
        auteurs.exiger_coherence(parametres)


def _choix_d_autres(statut: Statut, parametres: Parametres) -> list[tuple[str, str]]:
    """Choices given that a text keeps for other families than that of the statut."""
    concernees = {f.parametre for f in baremes.lectures() if statut.famille in f.familles}
    textes = baremes.choix_lectures()
    return [
        (nom, choisi)
        for nom, choisi in parametres.lectures
        if nom in concernees
        and (texte := textes.get((nom, choisi)))
        and texte.familles
        and statut.famille not in texte.familles
    ]


def _exiger_choix(statut: Statut, parametres: Parametres) -> None:
    for nom, choisi in _choix_d_autres(statut, parametres):
        familles = ", ".join(sorted(baremes.choix_lectures()[nom, choisi].familles))
        raise SaisieInvalide(
            f"{nom}={choisi} : sans objet pour le statut {statut.code} ; réservé aux familles {familles}"
        )


def _exiger(nom: str, rangs: list[Cotisation], statut: Statut, parametres: Parametres) -> None:
    concernes = {s for c in rangs for s in c.statuts}
    if statut.cotisations not in concernes:
        codes = ", ".join(s.code for s in baremes.statuts().values() if s.cotisations in concernes)
        raise SaisieInvalide(f"{nom} : sans objet pour le statut {statut.code} ; concerne {codes}")
    plus_grand = max(c.effectif_max for c in rangs)
    if parametres.salaries > plus_grand:
        raise SaisieInvalide(f"{nom} : réservé aux entreprises de moins de {plus_grand + 1} salariés")


PROPRES: dict[str, Callable[[Statut], bool]] = {
    "taux_realisateur": lambda statut: statut.code == REALISATEUR,
    "plafond_retraite": lambda statut: statut.plafond_retraite == "entier",
    "plafond_prevoyance": lambda statut: statut.plafond_retraite == "entier",
}
"""Readings of one kind of statut, when no row of the law says whose they are."""


def lecture_utile(nom: str, statut: Statut, idcc: str) -> bool:
    """Whether a disputed reading can concern a statut under a convention.

    A reading that decides rows of the law concerns only those whose rows these are.
    """
    if nom in PROPRES:
        return PROPRES[nom](statut)
    rangs = [c for c in baremes.cotisations() if c.condition.startswith(f"{LECTURE}{nom}=")]
    return not rangs or any(statut.cotisations in c.statuts and (not c.idcc or idcc in c.idcc) for c in rangs)
