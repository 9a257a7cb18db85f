"""Whatever workbook a host sends, an action ends with a message or a French sentence."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from macros.registre import ACTIONS
from xlprod.classeurs import noms
from xlprod.hotes import actions
from xlprod.registre import FONCTIONS

ERREURS = ("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#SPILL!", "#CALC!", "#FIELD!")
TITRES = ("Équipe", "A", "Feuille d'essai", "x!y", "équipe (2)")
MOTS = (
    "", " ", "Réalisateur", "TECH_C", "FIGURANT", "3097", "jour", "semaine", "semaine39", "I", "12,5", "nan",
    "1_0", "12/01/2026", "effectif=8;taux_at=1,5", "a=1;a=2", "=1+1", "\u0000", "é" * 300,
)  # fmt: skip
NOMBRES = st.one_of(
    st.integers(-(10**20), 10**20),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from([0, -0.0, 45_810.0, 1500.0, 1e308, -1e308, 2.5]),
)
CELLULES = st.one_of(
    st.none(),
    NOMBRES,
    st.booleans(),
    st.sampled_from(MOTS),
    st.text(max_size=8),
    st.fixed_dictionaries({"erreur": st.sampled_from(ERREURS)}),
)
ATOMES = st.sampled_from(
    ["A1", "$B$2", "A1:A3", "A1:C3", "1:1", "A:A", "B2#", "A!A1", "'Feuille d''essai'!B2", "[1]X!A1", "#REF!",
     "Equipe[Fonction]", "[@Fonction]", "Equipe[[#This Row],[Brut unitaire]]", "Equipe[[#Totals],[Début]]",
     "Taux", "Boucle", "Parametres", "A!Taux", "TRUE", "1E999", "-2.5", '"TECH_C"', '"NET"', "", " ", "{1,2}"]
)  # fmt: skip
FONCTION = st.one_of(
    st.sampled_from(sorted(FONCTIONS)).flatmap(
        lambda n: st.sampled_from(["XLPROD.", "XLP_", "_xldudf_XLPROD_", "[1]!XLPROD."]).map(lambda p: p + n)
    ),
    st.sampled_from(
        ["XLPROD.INCONNUE", "IF", "IFERROR", "ROUND", "DATE", "TRIM", "SUM", "LET", "_xlfn.XLOOKUP", ""]
    ),
)


def _compose(dedans: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    appel = st.tuples(FONCTION, st.lists(dedans, max_size=7)).map(lambda f: f"{f[0]}({','.join(f[1])})")
    operation = st.tuples(
        dedans, st.sampled_from(["+", "*", "/", "^", "&", "=", "<>", "%", "@", ")"]), dedans
    )
    return st.one_of(appel, appel, operation.map("".join))


FORMULES = st.one_of(
    st.none(), st.none(), st.recursive(ATOMES, _compose, max_leaves=8).map("={}".format), st.text(max_size=20)
)


@st.composite
def feuilles(tirer: st.DrawFn, titre: str) -> dict[str, Any]:
    """A sheet, its used area anywhere, its tables well formed and not always about contracts."""
    hauteur, largeur = tirer(st.integers(0, 5)), tirer(st.integers(0, 8))
    ligne, colonne = tirer(st.integers(1, 4)), tirer(st.integers(1, 3))
    grille = st.lists(st.lists(CELLULES, max_size=largeur), min_size=hauteur, max_size=hauteur)
    valeurs = tirer(grille)
    formules = [[tirer(FORMULES) for _ in rangee] for rangee in valeurs]
    tableaux = []
    if tirer(st.booleans()):
        colonnes = tirer(st.permutations(noms.COLONNES))[: tirer(st.integers(1, len(noms.COLONNES)))]
        if tirer(st.booleans()):
            colonnes = list(noms.COLONNES)
        fin = [ligne + tirer(st.integers(0, 6)), colonne + len(colonnes) - 1]
        table = {"nom": "Equipe", "zone": [ligne, colonne, *fin], "colonnes": colonnes}
        tableaux.append({**table, "entete": tirer(st.booleans()), "total": tirer(st.booleans())})
    return {
        "nom": titre, "ligne": ligne, "colonne": colonne,
        "valeurs": valeurs, "formules": formules, "tableaux": tableaux,
    }  # fmt: skip


def _calculees(feuille: dict[str, Any]) -> list[tuple[str, int, int]]:
    """Places of its formulas."""
    return [
        (feuille["nom"], feuille["ligne"] + i, feuille["colonne"] + j)
        for i, rangee in enumerate(feuille["formules"])
        for j, formule in enumerate(rangee)
        if formule
    ]


@st.composite
def instantanes(tirer: st.DrawFn) -> dict[str, Any]:
    titres = tirer(st.lists(st.sampled_from(TITRES), max_size=3, unique=True))
    faites = [tirer(feuilles(titre)) for titre in titres]
    places = st.tuples(st.sampled_from([*titres, "Absente"]), st.integers(1, 8), st.integers(1, 10))
    if calculees := [place for faite in faites for place in _calculees(faite)]:
        places = st.one_of(places, st.sampled_from(calculees))
    definis = {"Taux": "=A!$A$1", "Boucle": "=Boucle+1", "Parametres": "=A!$A$1:$B$3"}
    definis |= {
        "DATE_REFERENCE": tirer(st.sampled_from(["=A!$A$1", "=A!A1:B2", "=Boucle", "=#REF!", "=1E999"]))
    }
    return {
        "nom": tirer(st.sampled_from(["film.xlsx", "", "a/b\u0001.xlsm"])),
        "jour": "2026-11-24",
        "titres": [*titres, "Graphique"],
        "noms": definis if tirer(st.booleans()) else {},
        "selection": tirer(st.one_of(st.none(), places)),
        "prefixe": tirer(st.sampled_from(["XLPROD.", "XLP_", "_xldudf_XLPROD_"])),
        "feuilles": faites,
    }


@pytest.mark.parametrize("nom", sorted(ACTIONS))
@given(recu=instantanes(), octets=st.sampled_from([b"", b"PK\x03\x04", b"ni zip ni classeur"]))
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_une_action_finit_toujours_par_une_phrase(nom: str, recu: dict[str, Any], octets: bytes) -> None:
    *avances, fin = [json.loads(texte) for texte in actions.derouler(nom, json.dumps(recu), octets)]
    assert all(avance["progres"] for avance in avances)
    phrase = fin["erreur"] if "erreur" in fin else fin["reponse"]["message"]
    assert phrase
    assert not phrase.startswith("erreur interne"), phrase
    json.dumps(fin, allow_nan=False)
    for page in fin.get("reponse", {}).get("pages", ()):
        assert page["nom"].casefold() not in {t.casefold() for t in recu["titres"]}
        assert all(len(rangee) == len(page["colonnes"]) for rangee in page["cellules"])
