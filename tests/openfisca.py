"""Our figures beside those of openfisca-france, date by date from 2023 to 2026.

``tests/cas/openfisca/valeurs.yaml`` holds its values, ``ecarts.yaml`` each disagreement and who is right.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from fractions import Fraction
from typing import Any, NamedTuple

from tests.arithmetique import calculer
from tests.cas_lus import DOSSIER, lire
from xlprod import argent, baremes

DEBUT, FIN = dt.date(2023, 1, 1), dt.date(2026, 12, 31)
VALEURS: list[dict[str, Any]] = lire(DOSSIER / "openfisca" / "valeurs.yaml")
ECARTS: list[dict[str, Any]] = lire(DOSSIER / "openfisca" / "ecarts.yaml")


class Periode(NamedTuple):
    """A figure over days when neither source changes."""

    code: str
    part: str
    debut: dt.date
    openfisca: Fraction | None
    xlprod: Fraction | None


def periodes() -> Iterator[Periode]:
    """Every period of every figure that both sources have on some day."""
    for suivi in VALEURS:
        code, part = suivi["code"], suivi["part"]
        valeurs: dict[dt.date, str | None] = suivi["valeurs"]
        dates = {max(d, DEBUT) for d in valeurs} | set(_changements(code))
        for jour in sorted(dates):
            leur = [v for d, v in sorted(valeurs.items()) if d <= jour]
            notre = _notre(code, part, jour)
            if leur and leur[-1] is not None:
                yield Periode(code, part, jour, calculer(leur[-1]), notre)


def _changements(code: str) -> Iterator[dt.date]:
    validites = [c.validite for c in baremes.chiffres().get(code, ())]
    validites += [c.validite for c in baremes.cotisations() if c.code == code]
    for validite in validites:
        if validite.valid_from <= FIN and validite.valid_to >= DEBUT:
            yield max(validite.valid_from, DEBUT)


def _notre(code: str, part: str, jour: dt.date) -> Fraction | None:
    if part == "chiffre":
        trouve = baremes.chiffre_ou_rien(code, jour)
        return trouve.valeur if trouve else None
    taux = {
        c.salarial if part == "salarial" else c.patronal
        for c in baremes.cotisations()
        if c.code == code and c.validite.couvre(jour)
    }
    assert len(taux) <= 1, (code, jour, taux)
    return Fraction(taux.pop(), argent.POURCENT) if taux else None


def declares() -> set[Periode]:
    """The disagreements that ``ecarts.yaml`` explains."""
    return {
        Periode(e["code"], e["part"], e["depuis"], calculer(e["openfisca"]), calculer(e["xlprod"]))
        for e in ECARTS
    }
