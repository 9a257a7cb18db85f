"""The guaranteed minima that a workbook asks for, under two laws."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from xlprod import registre
from xlprod.comparaison.contrats import DATE, MinimumLu
from xlprod.comparaison.dates import Lois
from xlprod.erreurs import ErreurXlprod
from xlprod.periodes import texte_date
from xlprod.registre import ErreurCellule
from xlprod.trace import Etape, Resultat


@dataclass(slots=True)
class MinimumCompare:
    """A minimum, or the gap of a contract to it, on both days (cents).

    Cells that ask for the same minimum make one; ``refus`` says why one of the days gives none.
    """

    lu: MinimumLu
    libelle: str
    precision: str
    avant: int | Fraction | None = None
    apres: int | Fraction | None = None
    etape: Etape | None = None
    refus: str = ""
    cellules: list[str] = field(default_factory=list)

    @property
    def change(self) -> bool:
        return bool(self.refus) or self.avant != self.apres


def comparer(lus: Iterable[MinimumLu], lois: Lois) -> list[MinimumCompare]:
    """Each distinct minimum on both days, in the order of the workbook."""
    rendu: dict[tuple[Any, ...], MinimumCompare] = {}
    for lu in lus:
        cle = (lu.fonction, *map(repr, _sans_date(lu)))
        if lu.fonction == "ECART_MINIMUM":
            cle = (*cle, lu.titre)
        if cle not in rendu:
            rendu[cle] = _comparer(lu, lois)
        rendu[cle].cellules.append(lu.case.adresse)
    distincts: dict[tuple[Any, ...], MinimumCompare] = {}
    for compare in rendu.values():  # the same one asked for with other parameters
        montants = (compare.avant, compare.apres, compare.refus)
        deja = distincts.setdefault((compare.libelle, compare.precision, *montants), compare)
        if deja is not compare:
            deja.cellules += compare.cellules
    return list(distincts.values())


def _sans_date(lu: MinimumLu) -> list[Any]:
    rang = DATE[lu.fonction]
    return [v for i, v in enumerate(lu.valeurs) if i != rang]


def _comparer(lu: MinimumLu, lois: Lois) -> MinimumCompare:
    ecart = lu.fonction == "ECART_MINIMUM"
    metier, convention, *reste = ("" if isinstance(v, list) else _texte(v) for v in _sans_date(lu)[ecart:])
    libelle = f"{lu.titre} : écart au minimum" if ecart and lu.titre else metier
    annexe = f"annexe {reste[0]}" if reste and reste[0] else ""
    details = (metier if ecart else "", f"IDCC {convention}", annexe, reste[1] if len(reste) > 1 else "")
    rendu = MinimumCompare(lu, libelle, ", ".join(filter(None, details)))
    resultats: list[Resultat] = []
    for jour in lois:
        valeurs = list(lu.valeurs)
        valeurs[DATE[lu.fonction]] = jour
        try:
            resultats.append(registre.appeler(lu.fonction, valeurs))
        except ErreurXlprod as erreur:
            rendu.refus = f"droit du {texte_date(jour)} : {erreur.message}"
            return rendu
    avant, apres = resultats
    assert not isinstance(avant.valeur, str | list)
    assert not isinstance(apres.valeur, str | list)
    rendu.avant, rendu.apres = avant.valeur, apres.valeur
    rendu.etape = next(iter(apres.etapes), None)
    return rendu


def _texte(valeur: Any) -> str:
    if valeur is None:
        return ""
    return valeur.code if isinstance(valeur, ErreurCellule) else registre.montre(valeur).strip()
