"""Which annexe of an agreement applies: its conditions on the work, the budget and the date, as data."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from xlprod.baremes import DONNEES, Validite, ensemble, lignes_csv, sources, validite
from xlprod.baremes.minima import index
from xlprod.erreurs import SaisieInvalide
from xlprod.textes import cle, proches

TOUS = "*"


class RegleAnnexe(NamedTuple):
    """One annexe and when it applies.  Bounds of the budget in cents: above ``plancher``, up to ``plafond``.

    ``annexe`` empty: no grid is due.  ``idcc``: the agreement that covers this kind of work instead.
    ``criteres``: what the law also asks, that no figure of the call can tell.
    """

    annexe: str
    idcc: str
    genres: frozenset[str]
    plancher: int | None
    plafond: int | None
    portee: str
    condition: str
    criteres: tuple[str, ...]
    validite: Validite

    def concerne(self, genre: str) -> bool:
        return genre in self.genres or TOUS in self.genres


@cache
def regles(idcc: str) -> tuple[RegleAnnexe, ...]:
    """Rules of an agreement, in the order in which they are read."""
    base = DONNEES / "conventions" / index()[idcc].dossier
    textes = sources() | {ligne["id"]: ligne["reference"] for ligne in lignes_csv(base / "sources.csv")}
    return tuple(
        RegleAnnexe(
            ligne["annexe"],
            ligne["idcc"],
            ensemble(ligne["genres"]),
            _cents(ligne["plancher"]),
            _cents(ligne["plafond"]),
            ligne["portee"],
            ligne["condition"],
            tuple(filter(None, ligne["criteres"].split("|"))),
            validite(ligne, textes),
        )
        for ligne in lignes_csv(base / "annexes_applicables.csv")
    )


def _cents(euros: str) -> int | None:
    return int(euros) * 100 if euros else None


@cache
def _genres() -> dict[str, str]:
    """Kind of work, by each of its names."""
    return {
        cle(nom): ligne["genre"]
        for ligne in lignes_csv(DONNEES / "conventions" / "genres.csv")
        for nom in (ligne["genre"], *filter(None, ligne["noms"].split(";")))
    }


@cache
def genre(texte: str) -> str:
    """Kind of work of one of its names; raises :class:`SaisieInvalide` naming the nearest ones."""
    trouve = _genres().get(cle(texte))
    if trouve is None:
        voisins = dict.fromkeys(_genres()[nom] for nom in proches(texte, _genres(), 8))
        raise SaisieInvalide(f"genre inconnu « {texte} » ; les plus proches : {', '.join(list(voisins)[:3])}")
    return trouve
