"""Public holidays of a territory, working days between two dates."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

from xlprod.baremes import temps
from xlprod.baremes.temps import Ferie
from xlprod.erreurs import SaisieInvalide
from xlprod.textes import cle, proches

METROPOLE = "metropole"
SAMEDI = 5
JOURS_MAX = 36_600


@lru_cache(256)
def territoire(texte: str) -> str:
    """Territory of its name or department; raises :class:`SaisieInvalide` naming the nearest ones."""
    if not texte.strip():
        return METROPOLE
    noms = {
        cle(nom): code
        for code, (libelle, alias) in temps.territoires().items()
        for nom in (code, libelle, *alias)
    }
    if cle(texte) not in noms:
        connus = [libelle for libelle, _ in temps.territoires().values()]
        raise SaisieInvalide(
            f"territoire inconnu « {texte} » ; les plus proches : {', '.join(proches(texte, connus))}"
        )
    return noms[cle(texte)]


def paques(annee: int) -> dt.date:
    """Easter Sunday (Gregorian computus)."""
    a, b, c = annee % 19, annee // 100, annee % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    mois, jour = divmod(h + m - 7 * n + 114, 31)
    return dt.date(annee, mois, jour + 1)


def date_du_ferie(ferie: Ferie, annee: int) -> dt.date:
    if ferie.regle.startswith("paques"):
        return paques(annee) + dt.timedelta(days=int(ferie.regle.removeprefix("paques")))
    return dt.date(annee, int(ferie.regle[:2]), int(ferie.regle[3:]))


@lru_cache(512)
def calendrier(annee: int, territoire_: str) -> dict[dt.date, Ferie]:
    """Public holidays of a year.  On the rare day that is two, the national one is told."""
    rendu: dict[dt.date, Ferie] = {}
    for ferie in temps.feries():
        if not ferie.territoires or territoire_ in ferie.territoires:
            jour = date_du_ferie(ferie, annee)
            if ferie.validite.couvre(jour):
                rendu.setdefault(jour, ferie)
    return rendu


def ferie(jour: dt.date, territoire_: str = METROPOLE) -> Ferie | None:
    return calendrier(jour.year, territoire_).get(jour)


def jours_ouvres(debut: dt.date, fin: dt.date, territoire_: str) -> int:
    """Days from Monday to Friday, both ends included, that are not public holidays."""
    if fin < debut:
        raise SaisieInvalide(f"fin : le {fin:%d/%m/%Y} est avant le début ({debut:%d/%m/%Y})")
    jours = (fin - debut).days + 1
    if jours > JOURS_MAX:
        raise SaisieInvalide("fin : plus de cent ans après le début")
    semaines, reste = divmod(jours, 7)
    ouvrables = semaines * 5 + sum((debut.weekday() + n) % 7 < SAMEDI for n in range(reste))
    chomes = (
        jour
        for annee in range(debut.year, fin.year + 1)
        for jour in calendrier(annee, territoire_)
        if debut <= jour <= fin and jour.weekday() < SAMEDI
    )
    return ouvrables - sum(1 for _ in chomes)
