"""Checks of working time of minors: nights, and what commissions usually allow a child."""

from __future__ import annotations

from collections.abc import Iterator

from xlprod.baremes import temps
from xlprod.controles.temps_mesures import JUSTIFIER, MANQUE, Constat, Dossier, au_plus, date_de
from xlprod.temps.cellules import JOUR
from xlprod.temps.tableau import Jour


def nuit_des_mineurs(dossier: Dossier) -> Iterator[Constat]:
    """No night work of minors; none at all, whatever the permit, between midnight and four."""
    if not dossier.mineur:
        return
    prefixe = "mineur_nuit" if dossier.jeune else "mineur_nuit_16"
    for code, verdict in ((prefixe, JUSTIFIER), ("mineur_absolu", MANQUE)):
        debut = temps.minutes(dossier.regle(f"{code}_debut"))
        fin = temps.minutes(dossier.regle(f"{code}_fin"))
        mesures = [(date_de(j), _recouvrement(j, debut, fin)) for j in dossier.travailles]
        yield from au_plus(dossier.regle(f"{code}_debut"), mesures, verdict, 0)


def _recouvrement(jour: Jour, debut: int, fin: int) -> int:
    """Minutes of a day between two hours of the clock."""
    duree = (fin - debut) % JOUR
    return sum(
        max(0, min(jour.fin, debut + n * JOUR + duree) - max(jour.debut, debut + n * JOUR))
        for n in (-1, 0, 1)
    )


def durees_indicatives(dossier: Dossier) -> Iterator[Constat]:
    """What the commissions usually allow a child on a school day: no text sets it."""
    if dossier.age is None or dossier.age > 16:
        return
    tranches = ((3, "enfant_moins_3"), (6, "enfant_3_5"), (12, "enfant_6_11"), (17, "enfant_12_16"))
    code = next(code for limite, code in tranches if dossier.age < limite)
    mesures = [(date_de(j), j.presence) for j in dossier.travailles]
    yield from au_plus(dossier.regle(code), mesures, JUSTIFIER)
