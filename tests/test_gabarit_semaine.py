"""Workbooks of a week of shooting and of a grid: their figures, in two calculators, are the engine's."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import udfs  # noqa: F401  (fills the registry)
from tests.conftest import WORKBOOKS, valeur
from xlprod.classeurs import concordance, gabarit, noms, recalcul
from xlprod.classeurs.gabarit import colonnes, grille, semaine, semaine_exemple, semaine_personnes
from xlprod.classeurs.gabarit.formules import cellule
from xlprod.hotes import bureau
from xlprod.temps import tableau

NOMS = ("semaine_tournage", "grille_minima")
LUNDIS = (dt.date(2026, 7, 6), dt.date(2026, 7, 13))
RECAP, JOURS, PERSONNES = (
    semaine_personnes.FEUILLE_RECAP,
    semaine_personnes.FEUILLE_JOURS,
    semaine_personnes.FEUILLE_PERSONNES,
)


@pytest.fixture(scope="module")
def construits(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    dossier = tmp_path_factory.mktemp("gabarits")
    return {nom: gabarit.calculer(gabarit.SANS_FILM[nom], dossier / f"{nom}.xlsx") for nom in NOMS}


@pytest.fixture(scope="module")
def par_calc(soffice: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Drafts without any value, that Calc computes with our extension."""
    dossier = tmp_path_factory.mktemp("calc")
    rendu = {}
    for nom in NOMS:
        brouillon = gabarit.SANS_FILM[nom](dossier / f"{nom}.xlsx", None, gabarit.COURANTE)
        rendu[nom] = bureau.recalculer(brouillon, dossier / f"{nom}_calc.xlsx")
    return rendu


def modifier(source: Path, destination: Path, saisies: dict[tuple[str, str], Any]) -> dict[str, Any]:
    """Recalculated values after someone typed in cells."""
    classeur = openpyxl.load_workbook(source)
    for (feuille, adresse), saisie in saisies.items():
        classeur[feuille][adresse] = saisie
    classeur.save(destination)
    bilan = recalcul.recalculer(destination, destination.with_stem("recalcule"))
    assert not bilan.non_calculees
    lu = openpyxl.load_workbook(destination.with_stem("recalcule"), data_only=True)
    return {feuille.title: feuille for feuille in lu.worksheets}


def lu(chemin: Path) -> dict[str, Any]:
    return {f.title: f for f in openpyxl.load_workbook(chemin, data_only=True).worksheets}


def jours(personne: str) -> list[list[Any]]:
    """Days of a person as the engine reads them, without the workbook."""
    entete = ["jour", "arrivée", "départ", "pause", "lieu", "nature"]
    return [entete] + [
        [j.date, j.arrivee / 1440, j.depart / 1440, j.pause / 1440, j.lieu, j.nature]
        for j in semaine_exemple.journees()
        if j.personne == personne
    ]


def brut(salarie: semaine_exemple.Salarie, lundi: dt.date) -> float:
    plage = [r for i, r in enumerate(jours(salarie.nom)) if i == 0 or 0 <= (r[0] - lundi).days < 7]
    rendu = valeur("BRUT_SEMAINE", salarie.fonction, 3097, lundi, plage, "", salarie.annexe)
    assert isinstance(rendu, float)
    return rendu


@pytest.mark.parametrize("nom", NOMS)
def test_le_classeur_livre_est_celui_que_l_on_construit(nom: str, construits: dict[str, Path]) -> None:
    assert (WORKBOOKS / f"{nom}.xlsx").read_bytes() == construits[nom].read_bytes()


@pytest.mark.parametrize("nom", NOMS)
def test_ironcalc_sans_erreur(nom: str, construits: dict[str, Path], tmp_path: Path) -> None:
    bilan = recalcul.recalculer(construits[nom], tmp_path / "r.xlsx")
    assert (bilan.erreurs, bilan.non_calculees) == ([], [])
    assert bilan.fonctions > 500


@pytest.mark.parametrize("nom", NOMS)
def test_calc_dit_comme_ironcalc(nom: str, construits: dict[str, Path], par_calc: dict[str, Path]) -> None:
    une, autre = concordance.lire(construits[nom]), concordance.lire(par_calc[nom])
    assert une.keys() == autre.keys()
    ecarts = [(ou, une[ou], autre[ou]) for ou in une if not concordance.egales(une[ou], autre[ou])]
    assert ecarts == []


def test_bruts_du_moteur_au_centime(construits: dict[str, Path]) -> None:
    recap = lu(construits["semaine_tournage"])[RECAP]
    for ligne, salarie in enumerate(semaine_exemple.SALARIES, semaine_personnes.PREMIERE):
        attendus = [brut(salarie, lundi) for lundi in LUNDIS]
        obtenus = [recap[cellule(ligne, semaine_personnes.R_SEMAINE + s)].value for s in range(2)]
        assert obtenus == attendus
        total = recap[cellule(ligne, semaine_personnes.R_TOTAL)].value
        assert total == pytest.approx(sum(attendus), abs=1e-9)


def test_jour_ferie_et_repos_ecourte_se_voient(construits: dict[str, Path]) -> None:
    feuilles = lu(construits["semaine_tournage"])
    feries = {
        ligne[semaine.DATE].value.date()
        for ligne in feuilles[JOURS].iter_rows(min_row=semaine_personnes.PREMIERE + 1)
        if ligne[semaine.FERIE].value == "férié"
    }
    assert feries == {dt.date(2026, 7, 14)}
    colonne = semaine_personnes.R_CONTROLE
    constats = [feuilles[RECAP][cellule(semaine_personnes.PREMIERE + r, colonne)].value for r in range(4)]
    assert constats[2].startswith("non respecté : Repos entre deux journées, 10/07/2026")
    assert not any(c.startswith("non respecté") for c in (constats[0], constats[1], constats[3]))


def test_une_heure_de_plus_change_le_brut(construits: dict[str, Path], tmp_path: Path) -> None:
    """A departure two hours later on the first day of the first person, and nobody else's pay."""
    avant = lu(construits["semaine_tournage"])[RECAP]
    apres = modifier(
        construits["semaine_tournage"],
        tmp_path / "f.xlsx",
        {(JOURS, cellule(semaine_personnes.PREMIERE, semaine.DEPART)): 20 / 24},
    )[RECAP]
    total = [cellule(semaine_personnes.PREMIERE + r, semaine_personnes.R_TOTAL) for r in range(4)]
    assert apres[total[0]].value > avant[total[0]].value
    assert [apres[t].value for t in total[1:]] == [avant[t].value for t in total[1:]]


def test_une_journee_oubliee_ou_etrangere_est_dite(construits: dict[str, Path], tmp_path: Path) -> None:
    p = semaine_personnes.PREMIERE
    feuilles = modifier(
        construits["semaine_tournage"],
        tmp_path / "f.xlsx",
        {
            (JOURS, cellule(p, semaine.PERSONNE)): "Inconnue",
            (JOURS, cellule(p + 10, semaine.DATE)): dt.date(2026, 9, 7),
            (JOURS, cellule(p + 20, semaine.PERSONNE)): None,
        },
    )
    dit = [feuilles[JOURS][cellule(p + r, semaine.CORRIGER)].value for r in (0, 10, 20, 30)]
    assert dit[:3] == [
        "absent de la feuille Personnes",
        "hors des semaines du récapitulatif",
        "personne ou date manquante",
    ]
    assert not dit[3]


def test_alsace_moselle_a_ses_jours_feries(construits: dict[str, Path], tmp_path: Path) -> None:
    """Good Friday is a holiday in Alsace-Moselle only."""
    p = semaine_personnes.PREMIERE
    vendredi_saint = dt.date(2026, 4, 3)
    feuilles = modifier(
        construits["semaine_tournage"],
        tmp_path / "f.xlsx",
        {
            (RECAP, "B3"): dt.date(2026, 3, 30),
            (JOURS, cellule(p, semaine.DATE)): vendredi_saint,
            (JOURS, cellule(p, semaine.LIEU)): "Alsace-Moselle",
            (JOURS, cellule(p + 10, semaine.DATE)): vendredi_saint,
        },
    )
    lus = [feuilles[JOURS][cellule(p + r, semaine.FERIE)].value for r in (0, 10)]
    assert lus == ["férié", None]


def test_les_personnes_se_collent_dans_l_equipe_du_devis(construits: dict[str, Path], tmp_path: Path) -> None:
    """The first columns are those of *Équipe*; pasted, the gross is the weeks' total to the cent."""
    gauche = noms.COLONNES[: len(semaine_personnes.COLONNES) - 2]
    assert semaine_personnes.COLONNES[: len(gauche)] == gauche
    assert gauche[-1] == noms.BRUT_UNITAIRE
    feuilles = lu(construits["semaine_tournage"])
    devis = openpyxl.load_workbook(shutil.copy(WORKBOOKS / "devis_cinema.xlsx", tmp_path / "devis.xlsx"))
    for rang in range(3):
        for c in range(len(gauche)):
            collee = feuilles[PERSONNES][cellule(semaine_personnes.PREMIERE + rang, c)].value
            devis[noms.EQUIPE][cellule(colonnes.PREMIERE + rang, c)] = collee
        unite = cellule(colonnes.PREMIERE + rang, colonnes.RANG[noms.UNITE_MINIMUM])
        devis[noms.EQUIPE][unite] = "semaine5j"
    devis.save(tmp_path / "devis.xlsx")
    bilan = recalcul.recalculer(tmp_path / "devis.xlsx", tmp_path / "r.xlsx")
    assert bilan.erreurs == []
    equipe = lu(tmp_path / "r.xlsx")[noms.EQUIPE]
    for rang, salarie in enumerate(semaine_exemple.SALARIES[:3]):
        obtenu = equipe[cellule(colonnes.PREMIERE + rang, colonnes.RANG[noms.BRUT_TOTAL])].value
        assert obtenu == round(sum(brut(salarie, lundi) for lundi in LUNDIS), 2)
        assert not equipe[cellule(colonnes.PREMIERE + rang, colonnes.RANG[noms.ALERTE])].value


def test_les_titres_sont_ceux_que_lit_le_moteur() -> None:
    """Each typed column is known to the engine, or knowingly ignored."""
    titres = [titre for titre, _ in semaine.SAISIES]
    lu_ = tableau.lire([titres, ["A", "06/07/2026", "08:00", "18:00", "01:00", *[""] * 7]])
    assert lu_.nommees


def test_la_grille_est_celle_de_la_fonction(construits: dict[str, Path], tmp_path: Path) -> None:
    for date, annexe in ((grille.DATE, "I"), (dt.date(2024, 5, 1), "II")):
        feuille = modifier(
            construits["grille_minima"],
            tmp_path / f"{annexe}.xlsx",
            {
                (grille.FEUILLE, cellule(grille.JOUR, 1)): date,
                (grille.FEUILLE, cellule(grille.ANNEXE, 1)): annexe,
            },
        )[grille.FEUILLE]
        attendues = valeur("FONCTIONS", 3097, date, annexe)
        assert isinstance(attendues, list)
        largeur = len(grille.COLONNES)
        lignes = [[c.value for c in r[:largeur]] for r in feuille.iter_rows(min_row=grille.PREMIERE + 1)]
        obtenues = [dict(zip(grille.COLONNES, ligne, strict=True)) for ligne in lignes if ligne[0]]
        entete, *rangees = attendues
        assert obtenues == [
            {titre: c if c != "" else None for titre, c in zip(entete, r, strict=True)} for r in rangees
        ]
        assert 50 < len(obtenues) < grille.LIGNES
        assert {ligne["Confiance"] for ligne in obtenues} >= {"vérifié"}


def test_une_grille_absente_se_voit(construits: dict[str, Path], tmp_path: Path) -> None:
    """No agreement, no silence: the first row shows the error."""
    feuille = modifier(
        construits["grille_minima"],
        tmp_path / "f.xlsx",
        {(grille.FEUILLE, cellule(grille.CONVENTION, 1)): 9999},
    )[grille.FEUILLE]
    assert feuille[cellule(grille.PREMIERE, 0)].data_type == "e"
    assert "convention inconnue" in feuille[cellule(grille.LEGENDE, 3)].value


@pytest.mark.parametrize(
    ("colonne", "saisie", "phrase"),
    [
        (semaine.DEPART, None, "06/07/2026 : départ manquant"),
        (semaine.PAUSE, None, "06/07/2026 : pause manquante"),
        (semaine.DEPART, 7 / 24, "avant l'arrivée"),
        (semaine.DATE, dt.date(2026, 7, 7), "deux lignes pour le même jour"),
    ],
)
def test_une_saisie_fautive_a_sa_phrase(
    construits: dict[str, Path], tmp_path: Path, colonne: int, saisie: Any, phrase: str
) -> None:
    """The week of that person cannot be paid, and the summary says which day and why; others are."""
    recap = modifier(
        construits["semaine_tournage"],
        tmp_path / "f.xlsx",
        {(JOURS, cellule(semaine_personnes.PREMIERE, colonne)): saisie},
    )[RECAP]
    p = semaine_personnes.PREMIERE
    assert recap[cellule(p, semaine_personnes.R_SEMAINE)].data_type == "e"
    assert phrase in recap[cellule(p, semaine_personnes.R_CONTROLE)].value
    assert recap[cellule(p + 1, semaine_personnes.R_TOTAL)].data_type == "n"


@pytest.mark.parametrize("nom", NOMS)
def test_le_classique_garde_les_memes_valeurs(nom: str, construits: dict[str, Path]) -> None:
    classique = concordance.lire(WORKBOOKS / f"{nom}_classique.xlsm")
    assert classique == concordance.lire(construits[nom])
