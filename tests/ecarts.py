"""Writes ``docs/ecarts.md``: where xlprod differs from other public sources, and why.

    python -m tests.ecarts
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import groupby
from pathlib import Path

from tests import modele_social
from tests.cas_lus import DOSSIER, lire
from tests.modele_social import CAS, ECARTS, Ecart, Ligne

PAGE = Path(__file__).parent.parent / "docs" / "ecarts.md"

INTRODUCTION = """\
# Écarts avec les autres sources publiques

Page produite par les tests (`python -m tests.ecarts`) ; un écart nouveau, disparu ou mal expliqué les fait échouer.

## modele-social, le modèle de l’Urssaf

{cas} cas calculés par modele-social ({versions}) sont refaits par xlprod et comparés ligne à ligne, au centime.
{comparees} lignes comparées : {egales} égales, {ecarts} différentes. Pour chaque différence, l’article qui décide et le \
calcul qui mène du chiffre du modèle (`modele`, ou une autre de ses lignes) au nôtre.

Le modèle raisonne au mois : un artiste de cinq jours et plus y a le plafond du mois entier ; les cas correspondants sont \
donc calculés ici sur le mois. Un écart par ligne : les montants s’entendent en euros, modèle → xlprod.
"""
"""What the page says before its lists."""


def page() -> str:
    lignes = [ligne for cas in CAS for ligne in modele_social.lignes(cas)]
    differentes = [ligne for ligne in lignes if ligne.differe]
    versions = ", ".join(sorted({c["version"] for c in CAS.values()}))
    introduction = INTRODUCTION.format(
        cas=len(CAS),
        versions=versions,
        comparees=len(lignes),
        egales=len(lignes) - len(differentes),
        ecarts=len(differentes),
    )
    return "\n".join([introduction, *_modele_social(differentes), *_openfisca()])


def _modele_social(differentes: list[Ligne]) -> Iterator[str]:
    for (part, ligne), ecarts in groupby(
        sorted(ECARTS, key=lambda e: (e.part, e.ligne)), key=lambda e: (e.part, e.ligne)
    ):
        yield f"### {ligne.replace('_', ' ')}, part {'employeur' if part == 'patronal' else 'salariale'}\n"
        for ecart in ecarts:
            yield from _un_ecart(ecart, differentes)


def _un_ecart(ecart: Ecart, differentes: list[Ligne]) -> Iterator[str]:
    yield f"- {ecart.raison}"
    yield f"  - Article : {ecart.article}. Calcul : `{ecart.calcul}`."
    montants = [
        f"{ligne.cas} {_euros(ligne.modele)} → {_euros(Fraction(ligne.xlprod, 100))}"
        for ligne in differentes
        if modele_social.ecart(ligne) is ecart
    ]
    yield f"  - {' ; '.join(montants)}.\n"


def _openfisca() -> Iterator[str]:
    yield "## openfisca-france\n"
    source = lire(DOSSIER / "openfisca" / "ecarts.yaml")
    yield source["introduction"]
    for ecart in source["ecarts"]:
        yield f"- **{ecart['chiffre']}** : openfisca {ecart['openfisca']}, xlprod {ecart['xlprod']}."
        yield f"  {ecart['juste']}"
    yield ""


def _euros(montant: Fraction) -> str:
    arrondi = (Decimal(montant.numerator) / montant.denominator).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return f"{arrondi:f}".replace(".", ",")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
