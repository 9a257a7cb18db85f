"""Rebroadcasts and secondary uses of a performance: a ceiling by fictitious days of work.

Arrêté of 24/01/1975 art. 3 bis: as many days as the pay is worth at the initial pay per day
(revalued to the price index), rounded up; the annual ceiling when that is not known.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

from xlprod.baremes import Statut
from xlprod.erreurs import SaisieInvalide
from xlprod.paie.limites import Reperes
from xlprod.paie.methodes_plafond import ANNUEL
from xlprod.paie.parametres import Parametres

NOM = "rediffusion"


class JoursFictifs(NamedTuple):
    """Ceiling that follows the gross (cents), of the schemes that have the annual one otherwise."""

    par_jour: int
    jours_initiaux: int
    remuneration_initiale: int
    methodes: Reperes

    def jours(self, brut: Any) -> Any:
        """Fictitious days of a gross, an ``int`` or a column of them."""
        return (brut * self.jours_initiaux + (self.remuneration_initiale - 1)) // self.remuneration_initiale

    def plafond(self, brut: Any) -> Any:
        """Ceiling of a gross."""
        return self.jours(brut) * self.par_jour

    def remplacer(self, reperes: Reperes, brut: Any) -> Reperes:
        """Ceilings of a gross, those of the month left as they are."""
        plafond = self.plafond(brut)
        paires = zip(self.methodes, reperes, strict=True)
        return Reperes(*(plafond if methode == ANNUEL else repere for methode, repere in paires))


def jours_fictifs(parametres: Parametres, jour: dt.date, methodes: Reperes) -> JoursFictifs | None:
    """``None`` when the contract is no secondary use, or when its elements are not known."""
    initiaux, remuneration = parametres.jours_initiaux, parametres.remuneration_initiale
    if initiaux is None or remuneration is None:
        return None
    par_jour = int(parametres.chiffre("PLAF_ART_JOUR", jour) * 100)
    return JoursFictifs(par_jour, initiaux, remuneration, methodes)


def exiger(statut: Statut, parametres: Parametres, jours: int) -> None:
    """Refuse elements that would change nothing, or that do not go together."""
    elements = {
        "jours_initiaux": parametres.jours_initiaux,
        "remuneration_initiale": parametres.remuneration_initiale,
    }
    donnes = [nom for nom, valeur in elements.items() if valeur is not None]
    if not parametres.rediffusion:
        if donnes:
            raise SaisieInvalide(f"{donnes[0]} : sert aux rediffusions ; ajouter {NOM}=oui")
        return
    if not statut.artiste:
        raise SaisieInvalide(
            f"{NOM} : sans objet pour le statut {statut.code} ; l'arrêté du 24/01/1975 (art. 3 bis) "
            "ne vise que les artistes du spectacle"
        )
    if len(donnes) == 1:
        raise SaisieInvalide(
            f"{NOM} : donner jours_initiaux et remuneration_initiale ensemble, "
            "ou aucun des deux (plafond annuel)"
        )
    if jours != 1:
        raise SaisieInvalide(
            f"{NOM} : jours=1 attendu (un versement à sa date, sans jours d'emploi), reçu {jours}"
        )
