"""The two days whose laws are compared: given, or suggested by the workbook's contracts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from xlprod import baremes
from xlprod.erreurs import SaisieInvalide
from xlprod.periodes import texte_date

SERIE = "PMSS"
"""The figure that every contract needs: outside its series there is no law to apply."""
VEILLE = dt.timedelta(days=1)


class Lois(NamedTuple):
    """The law of the day before, and the one that takes its place."""

    avant: dt.date
    apres: dt.date

    @property
    def texte(self) -> str:
        return f"du {texte_date(self.avant)} au {texte_date(self.apres)}"


def lois(avant: dt.date | None, apres: dt.date | None, contrats: Iterable[dt.date] = ()) -> Lois:
    """The laws of the two days; a missing one is the day next to the other, both are suggested.

    Raises :class:`SaisieInvalide` when they cannot be compared.
    """
    if avant is None and apres is None:
        return suggerees(contrats)
    if avant is None:
        assert apres is not None
        avant = apres - VEILLE
    apres = avant + VEILLE if apres is None else apres
    if avant == apres:
        raise SaisieInvalide(
            f"les deux dates sont les mêmes ({texte_date(avant)}) : il n'y a rien à comparer"
        )
    if avant > apres:
        raise SaisieInvalide(
            f"dates inversées : le {texte_date(avant)} est après le {texte_date(apres)} ; "
            "donner d'abord la date la plus ancienne"
        )
    debut, fin = bornes()
    for jour in (avant, apres):
        if not debut <= jour <= fin:
            raise SaisieInvalide(
                f"{texte_date(jour)} : hors des barèmes, connus du {texte_date(debut)} au {texte_date(fin)}"
            )
    return Lois(avant, apres)


def bornes() -> tuple[dt.date, dt.date]:
    """First and last days whose law is known."""
    serie = [c.validite for c in baremes.chiffres()[SERIE]]
    return min(v.valid_from for v in serie), max(v.valid_to for v in serie)


def suggerees(contrats: Iterable[dt.date]) -> Lois:
    """The 1st of January of the year of the latest contract; failing that, the last change of the data."""
    debut, fin = bornes()
    derniere = max(contrats, default=fin)
    premier = dt.date(derniere.year, 1, 1)
    if debut < premier <= fin:
        return Lois(premier - VEILLE, premier)
    debuts = {c.validite.valid_from for c in baremes.cotisations()}
    debuts |= {c.validite.valid_from for serie in baremes.chiffres().values() for c in serie}
    dernier = max(jour for jour in debuts if debut < jour <= fin)
    return Lois(dernier - VEILLE, dernier)
