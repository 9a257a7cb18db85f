"""The second sheet: each contract line by line, what does not change folded into one row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xlprod import argent
from xlprod.classeurs.page import Colonne, Ligne
from xlprod.comparaison.bilan import MESURES, PARTS, Bilan, Montants, textes
from xlprod.comparaison.calcul import Cause, Comparaison, LigneComparee
from xlprod.comparaison.mise_en_page import FILET, LIBELLES, TOTAUX, cellules_de_loi, euros
from xlprod.periodes import texte_date
from xlprod.textes import pluriel

COLONNES_DETAIL = (
    Colonne("Cotisation", 36),
    Colonne("Ce qui change", 40),
    Colonne("Assiette avant", 12, "euros"),
    Colonne("Assiette après", 12, "euros"),
    Colonne("Taux avant", 8, "taux"),
    Colonne("Taux après", 8, "taux"),
    Colonne("Avant", 12, "euros"),
    Colonne("Après", 12, "euros"),
    Colonne("Écart", 11, "euros"),
    FILET,
    Colonne("Article", 24),
    Colonne("Depuis le", 10),
    Colonne("Confiance", 11),
)


def detail(bilan: Bilan) -> Iterator[Ligne]:
    for compare in bilan.comptes:
        yield from _lignes(compare)


def _lignes(compare: Comparaison) -> Iterator[Ligne]:
    assert compare.avant is not None
    assert compare.apres is not None
    lu = compare.contrat
    titre = f"{lu.titre} ({lu.case.adresse}) : {lu.statut}, {argent.texte_euros(lu.brut)} brut, {lu.jours} j"
    yield Ligne((f"{titre} à partir du {texte_date(lu.date)}",), "section")
    yield from map(_ligne, compare.changees)
    stables = [ligne for ligne in compare.lignes if not ligne.differe]
    if stables:
        for cote, part in PARTS.items():
            if meme := [ligne for ligne in stables if ligne.cote == cote]:
                s, somme = pluriel(len(meme)), sum(ligne.montants[0] for ligne in meme)
                vides = (None,) * 4
                yield Ligne(
                    (
                        f"{len(meme)} ligne{s} inchangée{s}, {part}",
                        "",
                        *vides,
                        *euros(Montants(somme, somme)),
                    ),
                    "discret",
                )
    for nom in TOTAUX:
        montants = Montants(MESURES[nom](compare.avant), MESURES[nom](compare.apres))
        yield Ligne((LIBELLES[nom], "", *(None,) * 4, *euros(montants)), "total")


def _ligne(ligne: LigneComparee) -> Ligne:
    bases = (None if p is None else argent.euros(p.base) for p in (ligne.avant, ligne.apres))
    taux = (None if p is None else p.taux / argent.UN for p in (ligne.avant, ligne.apres))
    sures = all(c.confiance == "verified" for c in ligne.causes)
    return Ligne(
        (
            f"{ligne.libelle}, {PARTS[ligne.cote]}",
            textes(ligne.causes) if all(c.propre for c in ligne.causes) else _dits(ligne.causes),
            *bases,
            *taux,
            *euros(Montants(*ligne.montants)),
            *cellules_de_loi(ligne.causes),
        ),
        "normal" if sures else "reserve",
    )


def _dits(causes: Sequence[Cause]) -> str:
    return " ; ".join(c.texte if c.propre else f"{c.sujet} : {c.texte}" for c in causes)
