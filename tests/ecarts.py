"""Writes ``docs/ecarts.md``: where xlprod differs from other public sources, and why.

python -m tests.ecarts
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import groupby
from pathlib import Path

from tests import modele_social, openfisca
from tests.modele_social import CAS, ECARTS, Ecart, Ligne

PAGE = Path(__file__).parent.parent / "docs" / "ecarts.md"

INTRODUCTION = """\
# Écarts avec les autres sources publiques

Page produite par les tests (`python -m tests.ecarts`).
Un écart nouveau, disparu ou mal expliqué les fait échouer.

## modele-social, le modèle de l’Urssaf

{cas} cas de modele-social ({versions}) sont refaits par xlprod et comparés ligne à ligne, au centime.
{comparees} lignes comparées : {egales} égales, {ecarts} différentes.
Pour chaque différence, l’article qui décide et le calcul qui mène du chiffre du modèle \
(`modele`, ou une autre de ses lignes) au nôtre.

Le modèle raisonne au mois : un artiste de cinq jours et plus y a le plafond du mois entier.
Les cas correspondants sont donc calculés ici sur le mois.
Les montants sont en euros : modèle → xlprod.
"""
"""What the page says before its lists."""

OPENFISCA = """\
{suivis} paramètres datés d’openfisca-france 176.1.8 ont leur pendant dans nos barèmes.
De 2023 à 2026 ils y prennent {periodes} valeurs successives : {egales} sont les nôtres, \
les autres sont ci-dessous avec la source qui a raison.
"""


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
    compares = list(openfisca.periodes())
    differents = len(openfisca.ECARTS)
    yield "## openfisca-france\n"
    yield OPENFISCA.format(
        suivis=len(openfisca.VALEURS), periodes=len(compares), egales=len(compares) - differents
    )
    for ecart in openfisca.ECARTS:
        leur, notre = _nombre(ecart["openfisca"]), _nombre(ecart["xlprod"])
        yield f"- {ecart['chiffre']} : openfisca {leur}, xlprod {notre}."
        yield f"  {ecart['juste']}"
    yield ""


def _nombre(texte: str) -> str:
    return texte.replace(".", ",").replace("/", " ÷ ")


def _euros(montant: Fraction) -> str:
    arrondi = (Decimal(montant.numerator) / montant.denominator).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return f"{arrondi:f}".replace(".", ",")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
