"""Checks on the dated minima of IDCC 3097: integrity, dated series, known holes, aliases, fidelity."""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from xlprod.baremes.minima import convention
from xlprod.erreurs import SaisieInvalide
from xlprod.textes import cle

RACINE = Path(__file__).resolve().parents[1]
CONVENTIONS = RACINE / "xlprod" / "baremes" / "donnees" / "conventions"
DOSSIER = CONVENTIONS / "3097_production_cinematographique"
ORACLE = RACINE / "tests" / "oracles" / "minima_3097.csv"

Ligne = dict[str, str]
Serie = tuple[str, str, str, str, str]  # annexe, regime, unite, fonction, niveau
Trou = tuple[str, str, str, str, str, str]  # annexe, regime, unite, fonction, du, au

COLONNES = {
    "sources.csv": ["id", "reference", "vue_le"],
    "fonctions.csv": ["fonction", "libelle", "filiere", "statut"],
    "minima_grilles.csv": [
        "grille",
        "annexe",
        "regime",
        "unite",
        "valid_from",
        "valid_to",
        "valid_from_non_adherents",
        "source",
        "article",
        "confidence",
        "note",
    ],
    "minima_montants.csv": [
        "grille",
        "fonction",
        "niveau",
        "montant",
        "heures_effectives",
        "heures_presence",
        "note",
    ],
    "alias.csv": ["alias", "fonction"],
    "trous.csv": ["annexe", "regime", "unite", "fonction", "du", "au", "raison"],
}

TITRES = {
    ("I", ""): "Titre II - Annexe I",
    ("II", ""): "Titre II - Annexe II",
    ("III", "30"): "Titre II - Annexe III (régime 30 %, accord 8/10/2013)",
    ("III", "35"): "Titre II - Annexe III (régime 35 %, avenant 25/10/2019)",
    ("III", "37"): "Titre II - Annexe III (régime 37 %, avenant 26/03/2025)",
    ("IIIbis", "30"): "Titre II - Annexe III bis (régime 30 %, accord 8/10/2013)",
    ("IIIbis", "35"): "Titre II - Annexe III bis (régime 35 %, avenant 25/10/2019)",
    ("IIIbis", "37"): "Titre II - Annexe III bis (régime 37 %, avenant 26/03/2025)",
    ("realisateur", ""): "Titre II - Réalisateur (chap. X)",
    ("publicite", ""): "Titre II - Films publicitaires (art. 34)",
    ("indemnites", ""): "Titre II - Indemnités",
    ("complement", ""): "Titre III - Acteurs de complément (long métrage)",
    ("complement_indemnites", ""): "Titre III - Acteurs de complément - indemnités",
    ("artistes_long", ""): "Titre III - Artistes-interprètes (long métrage)",
    ("artistes_court", ""): "Titre III - Artistes-interprètes (court métrage)",
    ("permanents", ""): "Titre IV - Permanents",
}
AVENANT_2025_09_26 = "Titre II - Annexe I (avenant 26/09/2025)"
ENGAGEMENT_A_LA_JOURNEE = "Titre II - Annexe I, engagement à la journée (art. 34)"

# The grid of 2024-03-01 is still open, except for this function: the amendment of 26/09/2025 sets a new
# minimum from 2026-05-01, so the former amount is closed the day before. The oracle leaves both open.
CLOTURES = {("I", "hebdo_39h", "2024-03-01", "charge_de_la_figuration"): "2026-04-30"}

AMBIGUS = {"dp"}
"""Aliases of several functions: the answer names them."""

SANS_FIN = date.max


def lire(chemin: Path) -> list[Ligne]:
    """Rows of a CSV file, header applied."""
    with chemin.open(encoding="utf-8", newline="") as fichier:
        return list(csv.DictReader(fichier))


def grilles() -> dict[str, Ligne]:
    """Grids by identifier."""
    return {ligne["grille"]: ligne for ligne in lire(DOSSIER / "minima_grilles.csv")}


def fonctions() -> dict[str, Ligne]:
    """Functions by slug."""
    return {ligne["fonction"]: ligne for ligne in lire(DOSSIER / "fonctions.csv")}


def fin(ligne: Ligne) -> date:
    """Last day of a grid, ``date.max`` when it is open."""
    return date.fromisoformat(ligne["valid_to"]) if ligne["valid_to"] else SANS_FIN


def series() -> dict[Serie, list[tuple[date, date]]]:
    """Validity periods of every dated series, in order."""
    par_id = grilles()
    resultat: dict[Serie, list[tuple[date, date]]] = defaultdict(list)
    for ligne in lire(DOSSIER / "minima_montants.csv"):
        grille = par_id[ligne["grille"]]
        nom = (grille["annexe"], grille["regime"], grille["unite"], ligne["fonction"], ligne["niveau"])
        resultat[nom].append((date.fromisoformat(grille["valid_from"]), fin(grille)))
    for periodes in resultat.values():
        periodes.sort()
    return dict(resultat)


def trous_constates() -> set[Trou]:
    """Holes found in the dated series: between two rows, or after the last one when the grid goes on."""
    toutes = series()
    derniers: dict[tuple[str, str, str], date] = {}
    for (annexe, regime, unite, _, _), periodes in toutes.items():
        famille = (annexe, regime, unite)
        derniers[famille] = max(derniers.get(famille, date.min), periodes[-1][1])
    un_jour = timedelta(days=1)
    trous: set[Trou] = set()
    for (annexe, regime, unite, fonction, _), periodes in toutes.items():
        for (_, avant), (apres, _) in pairwise(periodes):
            if avant + un_jour < apres:
                du, au = avant + un_jour, apres - un_jour
                trous.add((annexe, regime, unite, fonction, du.isoformat(), au.isoformat()))
        dernier = periodes[-1][1]
        if dernier < derniers[annexe, regime, unite]:
            trous.add((annexe, regime, unite, fonction, (dernier + un_jour).isoformat(), ""))
    return trous


def titre(grille: Ligne) -> str:
    """Heading of the oracle for a grid."""
    if grille["annexe"] == "I" and grille["unite"] == "journalier_7h":
        return ENGAGEMENT_A_LA_JOURNEE
    if grille["annexe"] == "I" and grille["valid_from"] == "2026-05-01":
        return AVENANT_2025_09_26
    return TITRES[grille["annexe"], grille["regime"]]


@pytest.mark.parametrize("nom", sorted(COLONNES))
def test_colonnes_et_forme(nom: str) -> None:
    """Every file has its columns, plain line ends, no duplicate row and no stray space."""
    brut = (DOSSIER / nom).read_bytes()
    assert b"\r" not in brut
    assert brut.endswith(b"\n")
    lignes = lire(DOSSIER / nom)
    assert list(lignes[0]) == COLONNES[nom]
    assert len({tuple(ligne.values()) for ligne in lignes}) == len(lignes)
    for ligne in lignes:
        for valeur in ligne.values():
            assert valeur == valeur.strip(), ligne


def test_index() -> None:
    """The index names the folder of the convention."""
    lignes = [ligne for ligne in lire(CONVENTIONS / "index.csv") if ligne["idcc"] == "3097"]
    assert [ligne["dossier"] for ligne in lignes] == [DOSSIER.name]


def test_sources_uniques() -> None:
    """One identifier per reference, one reference per identifier."""
    lignes = lire(DOSSIER / "sources.csv")
    assert len({ligne["id"] for ligne in lignes}) == len(lignes)
    assert len({ligne["reference"] for ligne in lignes}) == len(lignes)
    assert all(ligne["reference"] for ligne in lignes)


def test_sources_toutes_citees() -> None:
    """Every source of the list is used by a grid."""
    citees = {grille["source"] for grille in grilles().values()}
    assert citees <= {ligne["id"] for ligne in lire(DOSSIER / "sources.csv")}


def test_fonctions() -> None:
    """Function slugs are stable ASCII identifiers, labels are unique, statuses are known."""
    lignes = lire(DOSSIER / "fonctions.csv")
    assert len({ligne["fonction"] for ligne in lignes}) == len(lignes)
    assert len({cle(ligne["libelle"]) for ligne in lignes}) == len(lignes)
    for ligne in lignes:
        assert re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", ligne["fonction"]), ligne
        assert ligne["statut"] in {"cadre", "non cadre", ""}, ligne


def test_grilles() -> None:
    """Every grid has a source, an article, a confidence, a known annexe and coherent dates."""
    lignes = lire(DOSSIER / "minima_grilles.csv")
    sources = {ligne["id"] for ligne in lire(DOSSIER / "sources.csv")}
    assert len({ligne["grille"] for ligne in lignes}) == len(lignes)
    for ligne in lignes:
        assert ligne["source"] in sources, ligne
        assert ligne["article"], ligne
        assert ligne["confidence"] in {"verified", "secondary", "recalled"}, ligne
        assert (ligne["annexe"], ligne["regime"]) in TITRES, ligne
        assert ligne["unite"], ligne
        assert date.fromisoformat(ligne["valid_from"]) <= fin(ligne), ligne
        if ligne["valid_from_non_adherents"]:
            # The extension never comes before the effect for the signatories' members.
            assert ligne["valid_from_non_adherents"] >= ligne["valid_from"], ligne


def test_montants() -> None:
    """Every amount belongs to a grid and a function, is positive, and appears once in its grid."""
    par_id, connues = grilles(), fonctions()
    lignes = lire(DOSSIER / "minima_montants.csv")
    cles = Counter((ligne["grille"], ligne["fonction"], ligne["niveau"]) for ligne in lignes)
    assert max(cles.values()) == 1
    for ligne in lignes:
        assert ligne["grille"] in par_id, ligne
        assert ligne["fonction"] in connues, ligne
        assert re.fullmatch(r"\d+\.\d\d", ligne["montant"]), ligne
        assert float(ligne["montant"]) > 0, ligne
    assert {ligne["grille"] for ligne in lignes} == set(par_id)
    assert {ligne["fonction"] for ligne in lignes} == set(connues)


def test_heures_des_equivalences() -> None:
    """Annexes II and III bis give worked and presence hours, the other grids none."""
    par_id = grilles()
    for ligne in lire(DOSSIER / "minima_montants.csv"):
        heures = (ligne["heures_effectives"], ligne["heures_presence"])
        if par_id[ligne["grille"]]["annexe"] in {"II", "IIIbis"}:
            assert 0 < int(heures[0]) < int(heures[1]), ligne
        else:
            assert heures == ("", ""), ligne


def test_pas_de_chevauchement() -> None:
    """In a series, each period ends before the next one starts."""
    for serie, periodes in series().items():
        for (_, avant), (apres, _) in pairwise(periodes):
            assert avant < apres, serie


def test_trous() -> None:
    """The listed holes are the real ones, each with a reason."""
    lignes = lire(DOSSIER / "trous.csv")
    listes = [
        (
            ligne["annexe"],
            ligne["regime"],
            ligne["unite"],
            ligne["fonction"],
            ligne["du"],
            ligne["au"],
        )
        for ligne in lignes
    ]
    assert len(set(listes)) == len(listes)
    constates = trous_constates()
    assert constates - set(listes) == set(), "holes not listed"
    assert set(listes) - constates == set(), "listed holes that do not exist"
    assert all(ligne["raison"] for ligne in lignes)


def test_alias_sans_ambiguite() -> None:
    """No alias but the ambiguous ones names two functions, nor takes the official label of another one."""
    connues = fonctions()
    libelles: dict[str, str] = {}
    for slug, fonction in connues.items():
        officiel = cle(fonction["libelle"])
        for libelle in {officiel, officiel.removesuffix(" cinema")}:
            assert libelles.setdefault(libelle, slug) == slug, libelle
    vus: dict[str, str] = {}
    for ligne in lire(DOSSIER / "alias.csv"):
        recherche = cle(ligne["alias"])
        assert recherche, ligne
        assert ligne["alias"] == ligne["alias"].lower(), ligne
        assert ligne["fonction"] in connues, ligne
        assert recherche not in vus or ligne["alias"] in AMBIGUS, ligne
        assert recherche not in libelles, ligne
        vus[recherche] = ligne["fonction"]
    assert len(vus) >= 250


@pytest.mark.parametrize(
    ("ecrit", "fonction"),
    [
        ("Chef op", "directeur_de_la_photographie"),
        ("CHEFFE OPÉRATRICE", "directeur_de_la_photographie"),
        ("Dir. photo", "directeur_de_la_photographie"),
        ("Ingé son", "chef_operateur_du_son"),
        ("Perchman", "premier_assistant_operateur_du_son"),
        ("1ère assistante caméra", "premier_assistant_operateur"),
        ("Second assistant caméra", "deuxieme_assistant_operateur"),
        ("2nde assistante réalisatrice", "deuxieme_assistant_realisateur"),
        ("Gaffer", "chef_electricien_de_prise_de_vues"),
        ("Key grip", "chef_machiniste_de_prise_de_vues"),
        ("Électro", "electricien_de_prise_de_vues"),
        ("Machino", "machiniste_de_prise_de_vues"),
        ("Chef déco", "chef_decorateur"),
        ("Script", "scripte"),
        ("Monteuse", "chef_monteur"),
        ("Directrice de casting", "directeur_de_casting"),
        ("Comédienne", "artiste_interprete_journee"),
        ("Figurante", "figurant"),
        ("Doublure lumière", "doublure_simple"),
    ],
)
def test_alias_usuels(ecrit: str, fonction: str) -> None:
    """What crews write every day leads to the expected function."""
    alias = {cle(ligne["alias"]): ligne["fonction"] for ligne in lire(DOSSIER / "alias.csv")}
    assert alias[cle(ecrit)] == fonction


def test_termes_ambigus_refuses() -> None:
    """Terms that professionals would not read the same way are refused."""
    for terme in (
        "accessoiriste",
        "assistant monteur",
        "assistant réalisateur",
        "assistant son",
        "doublure",
        "DP",
        "maquilleuse",
        "peintre",
        "premier assistant",
        "régisseur",
    ):
        with pytest.raises(SaisieInvalide):
            convention("3097").fonction(terme)


def test_fidelite() -> None:
    """Grids, amounts and functions joined together give back the oracle, row for row."""
    par_id, connues = grilles(), fonctions()
    closes = set()
    obtenu: Counter[tuple[str, ...]] = Counter()
    for ligne in lire(DOSSIER / "minima_montants.csv"):
        grille = par_id[ligne["grille"]]
        valid_to = grille["valid_to"]
        cloture = (grille["annexe"], grille["unite"], grille["valid_from"], ligne["fonction"])
        if cloture in CLOTURES:
            assert valid_to == CLOTURES[cloture]
            closes.add(cloture)
            valid_to = ""
        obtenu[
            titre(grille),
            connues[ligne["fonction"]]["libelle"],
            ligne["niveau"],
            grille["unite"],
            ligne["montant"],
            grille["valid_from"],
            valid_to,
            grille["valid_from_non_adherents"],
            grille["confidence"],
        ] += 1
    attendu: Counter[tuple[str, ...]] = Counter(tuple(ligne.values()) for ligne in lire(ORACLE))
    assert sum(attendu.values()) == 3762
    assert closes == set(CLOTURES)
    assert obtenu == attendu
