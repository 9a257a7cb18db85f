"""Batches and columns of the registry: each row is what its cell alone would hold."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import valeur
from xlprod import registre
from xlprod.erreurs import ErreurXlprod, SaisieInvalide
from xlprod.hotes import officejs_pont
from xlprod.registre import FONCTIONS, Argument, ErreurCellule, Genre
from xlprod.trace import Resultat

CONTRAT = ("TECH_C", "2025-06-02", 5, "effectif=10;taux_at=1,5;medecine=0,384")
COURANTES = ("NET", "COUT_EMPLOYEUR", "TAUX_CHARGES")

BRUTS = st.one_of(
    st.integers(0, 9000),
    st.floats(0, 9000).map(lambda b: round(b, 2)),
    st.floats(),
    st.sampled_from(["1 234,56 €", "x", "", None, -3, True, 10**10, 10**13, ErreurCellule("#N/A")]),
)
STATUTS = st.sampled_from(["TECH_NC", "TECH_C", "ART_NC", "FIGURANT", "?", None, ErreurCellule("#REF!"), 3])
DATES = st.sampled_from(["2026-03-02", 45810, 45810.0, "2025-12-20", "2031-01-01", "juin", None, True])
JOURS = st.sampled_from([1, 5, 5.0, 30, 0, 2.5, "5", None, True, 4000])
PARAMETRES = st.sampled_from(
    [
        None,
        "effectif=10;taux_at=1,5",
        "engagement_continu=non;dfs=oui",
        "effectif=12",
        "inconnu=1",
        1,
        True,
        [["effectif", 10], ["taux_at", 1.5]],
        [["effectif", 1], ["engagement_continu", True]],
        [["effectif", 1], ["engagement_continu", 1]],
        [["effectif", ErreurCellule("#REF!")]],
        ErreurCellule("#N/A"),
    ]
)
METIERS = st.sampled_from(["Scripte cinéma", "cheffe opératrice", "Figurant", "inconnue", None])
CHARGES = st.tuples(
    st.sampled_from([*COURANTES, "CHARGES_PATRONALES", "XLPROD.NET", "DETAIL_CHARGES"]),
    st.tuples(BRUTS, STATUTS, DATES, JOURS, PARAMETRES),
)
MINIMA = st.tuples(
    st.just("SALAIRE_MINIMUM"),
    st.tuples(
        METIERS,
        st.sampled_from([3097, "3097", 3097.0, True]),
        DATES,
        st.sampled_from([None, "I", "II", "?"]),
        st.sampled_from([None, "semaine39", "heure", "?"]),
        st.sampled_from([None, "adherent=oui", [["adherent", "non"], ["effectif", 8]]]),
    ),
)
ECARTS = st.tuples(
    st.just("ECART_MINIMUM"),
    st.tuples(
        BRUTS,
        METIERS,
        st.just(3097),
        DATES,
        st.just("I"),
        st.none(),
        st.sampled_from([None, 1, 2.5, True, "x"]),
    ),
)
APPELS = st.one_of(CHARGES, MINIMA, ECARTS).flatmap(
    lambda appel: st.integers(0, len(appel[1])).map(lambda n: (appel[0], list(appel[1][: n or None])))
)


def vue(valeur_: Any) -> Any:
    """Errors as their code and sentence, so that they compare."""
    if isinstance(valeur_, ErreurXlprod):
        return (valeur_.code, valeur_.message)
    if isinstance(valeur_, list):
        return [vue(v) for v in valeur_]
    return (type(valeur_), valeur_)


def seule(nom: str, bruts: list[Any]) -> Any:
    retour = registre.evaluer(nom, bruts)
    return vue(retour.valeur if retour.erreur is None else retour.erreur)


@settings(max_examples=60, deadline=None)
@given(st.lists(APPELS, min_size=1, max_size=60))
def test_un_lot_rend_ce_que_rend_chaque_cellule(appels: list[tuple[str, list[Any]]]) -> None:
    assert [vue(v) for v in registre.evaluer_lot(appels)] == [seule(*appel) for appel in appels]


def test_les_cas_a_part_d_un_lot() -> None:
    """Ranges to spread or to unfold, too many arguments, none, unknown names, among ordinary rows."""
    suite = CONTRAT[:3]
    appels: list[tuple[str, list[Any]]] = [
        *((nom, [700 + i, *CONTRAT]) for i in range(70) for nom in COURANTES),
        *(("NET", [1500, *suite[:2], jours]) for jours in (1, True, 1.0, "1")),
        *(("NET", [1500, *suite, parametres]) for parametres in (1, True, 1.0)),
        ("NET", [ErreurCellule("#N/A"), "TECH_Z", *CONTRAT[1:]]),
        ("NET", [1500, None, None, None]),
        ("NET", [None] * 4),
        ("NET", []),
        ("NET", [1500, *CONTRAT, 1]),
        ("NET", [[[1500]], *([[c]] for c in CONTRAT)]),
        ("NET", [1500, *suite, [["effectif=10"]]]),
        ("NET", [[[1500], [None], ["x"]], *CONTRAT]),
        ("NET", [[[1500], [1600]], [["TECH_C"], ["?"]], *CONTRAT[1:]]),
        ("NET", [1600, *suite, [["effectif", 10], ["taux_at", 1.5]]]),
        ("NET", [1600, *suite, [["trop", "de", "colonnes"]]]),
        ("TAUX_CHARGES", [0, *CONTRAT]),
        ("POURQUOI", ["NET", 1500, *CONTRAT]),
        ("DIAGNOSTIC", ["NET", -1, *CONTRAT]),
        ("VERSION", []),
        ("ABSENTE", [1]),
    ]  # fmt: skip
    assert [vue(v) for v in registre.evaluer_lot(appels)] == [seule(*appel) for appel in appels]


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from([*COURANTES, "ECART_MINIMUM"]),
    st.lists(st.tuples(BRUTS, STATUTS, DATES, JOURS), min_size=2),
)
def test_une_colonne_rend_ce_que_rend_chaque_cellule(nom: str, lignes: list[tuple[Any, ...]]) -> None:
    if nom == "ECART_MINIMUM":
        lignes = [(brut, "Scripte cinéma", 3097, date) for brut, _, date, _ in lignes]
    colonnes = [[[c] for c in colonne] for colonne in zip(*lignes, strict=True)]
    rendus = [vue(r) for (r,) in valeur(nom, *colonnes)]
    for ligne, rendu in zip(lignes, rendus, strict=True):
        blanche = all(c is None or c == "" for c in ligne)
        assert rendu == (vue("") if blanche else seule(nom, list(ligne)))


def test_l_erreur_est_celle_du_premier_argument_fautif(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two amounts around a text: a function that has no column of its own."""

    def corps(un: int, _: str, deux: int) -> Resultat:
        if un > deux:
            raise SaisieInvalide("trop")
        return Resultat(deux - un, "EUR")

    arguments = (
        Argument("un", Genre.MONTANT, ""),
        Argument("texte", Genre.TEXTE, ""),
        Argument("deux", Genre.MONTANT, ""),
    )
    essai = dataclasses.replace(FONCTIONS["NET"], corps=corps, colonne=None, arguments=arguments)
    monkeypatch.setitem(FONCTIONS, "NET", essai)
    lignes: list[list[Any]] = [[1, "a", 3], ["x", "a", "y"], [1, "a", "y"], [3, "a", 1], ["x", "", 1]]
    rendus = registre.evaluer_lot([("NET", ligne) for ligne in lignes])
    refus = "{} : montant en euros attendu, reçu « {} »"
    attendus = [2.0, refus.format("un", "x"), refus.format("deux", "y"), "trop", refus.format("un", "x")]
    assert [r.message if isinstance(r, ErreurXlprod) else r for r in rendus] == attendus


def test_des_espaces_sont_une_cellule_vide() -> None:
    assert valeur("NET", [[1500], ["  "], [None]], *CONTRAT)[1:] == [[""], [""]]


def test_les_lignes_d_un_contrat_font_un_seul_calcul(monkeypatch: pytest.MonkeyPatch) -> None:
    """What makes a recalculation fast: contracts are few, whatever the order of their rows."""
    recus: list[tuple[Any, ...]] = []

    def espion(*arguments: Any) -> list[Any]:
        recus.append(arguments)
        return [0.0] * len(arguments[0])

    monkeypatch.setitem(FONCTIONS, "NET", dataclasses.replace(FONCTIONS["NET"], colonne=espion))
    appels = [("NET", [1000 + i, ("TECH_C", "ART_NC")[i % 2], *CONTRAT[1:]]) for i in range(50)]
    registre.evaluer_lot(appels)
    assert [(len(bruts), statut) for bruts, statut, *_ in recus] == [(25, "TECH_C"), (25, "ART_NC")]


def test_le_pont_lit_et_rend_le_lot_en_json() -> None:
    plage = json.dumps([["effectif", 10], ["taux_at", 1.5], ["medecine", 0.384]])
    fautive = json.dumps([["effectif", {"erreur": "#REF!"}]])
    suite = ["TECH_C", 45810, 5]
    lot = [
        ["NET", [1500, *suite, {"plage": plage}]],
        ["NET", [1600, *suite, {"plage": plage}]],
        ["NET", [1500, *suite, {"plage": fautive}]],
        ["NET", [{"erreur": "#N/A"}, *suite]],
        ["NET", [{"plage": '[[1500], [null], ["x"]]'}, *suite, {"plage": plage}]],
    ]
    une, deux, plage_fautive, absente, colonne = json.loads(officejs_pont.repondre(json.dumps(lot)))
    assert (une, deux) == (valeur("NET", 1500, *CONTRAT), valeur("NET", 1600, *CONTRAT))
    assert "la plage des paramètres contient une erreur" in plage_fautive["message"]
    assert (absente["code"], plage_fautive["code"]) == ("notAvailable", "invalidValue")
    assert colonne[:2] == [[une], [""]]
    assert colonne[2][0]["message"].startswith("brut : montant en euros attendu")


def test_une_panne_ne_gate_que_sa_cellule_du_lot(monkeypatch: pytest.MonkeyPatch) -> None:
    def rompre(*_: Any) -> Any:
        raise RuntimeError("rompu")

    monkeypatch.setitem(FONCTIONS, "VERSION", dataclasses.replace(FONCTIONS["VERSION"], corps=rompre))
    lot = [["NET", [1500, *CONTRAT]], ["VERSION", []], ["NET", [1600, *CONTRAT]]]
    bonne, rompue, autre = json.loads(officejs_pont.repondre(json.dumps(lot)))
    assert (bonne, autre) == (valeur("NET", 1500, *CONTRAT), valeur("NET", 1600, *CONTRAT))
    assert rompue == {"code": "invalidValue", "message": "erreur interne (RuntimeError) : rompu"}
