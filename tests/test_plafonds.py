"""Ceilings of a contract: each way of counting days, artists by the day, secondary uses."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import erreur, valeur
from xlprod import baremes
from xlprod.paie import colonnes, vecteurs
from xlprod.paie import parametres as lecteur
from xlprod.paie.contrat import contrat
from xlprod.paie.cotisations import Charges
from xlprod.paie.methodes_plafond import METHODES
from xlprod.periodes import lire_date

COMMUN = "effectif=10;taux_at=1,5;medecine=0,384"


def assiettes(code: str, *arguments: Any) -> list[float]:
    """Base of a line of the payslip, once for each period of the contract."""
    return [ligne[3] for ligne in valeur("DETAIL_CHARGES", *arguments)[1:] if ligne[0] == code]


@pytest.mark.parametrize(
    ("methode", "debut", "jours", "attendu"),
    [
        # June 2025: 3 925 € a month, 906 € a week, 216 € a day; 30 days, 21 of them Mondays to Fridays.
        ("calendaire", "2025-06-02", 5, 654.17),  # 3 925 × 5/30
        ("calendaire", "2025-06-23", 12, 1553.12),  # 3 925 × (8/30 + 4/31)
        ("ouvres", "2025-06-02", 5, 934.52),  # 3 925 × 5/21
        ("ouvres", "2025-06-23", 12, 1804.04),  # 3 925 × (6/21 + 4/23)
        ("ouvres", "2025-06-07", 2, 373.81),  # a week-end: both days are worked, 3 925 × 2/21
        ("trentiemes", "2025-06-02", 5, 654.17),
        ("trentiemes", "2025-06-23", 12, 1570.00),  # 3 925 × 12/30
        ("trentiemes", "2025-07-01", 31, 3925.00),  # thirty thirtieths at most
        ("trentiemes", "2025-02-01", 28, 3663.33),
        ("trentiemes_remuneres", "2025-06-23", 12, 1308.33),  # 3 925 × 10/30
        ("hebdomadaire", "2025-06-02", 3, 648.00),  # 3 × 216
        ("hebdomadaire", "2025-06-02", 5, 906.00),  # five days are worth no more than a week
        ("hebdomadaire", "2025-06-02", 10, 1554.00),  # 906 + 3 × 216
        ("hebdomadaire", "2025-06-23", 12, 1812.00),
        ("non_proratise", "2025-06-02", 5, 3925.00),
        ("non_proratise", "2025-06-23", 12, 7850.00),
    ],
)
def test_chaque_methode(methode: str, debut: str, jours: int, attendu: float) -> None:
    assert valeur("PLAFOND", "PMSS", debut, jours, "TECH_C", methode) == attendu
    parametres = f"{COMMUN};methode_plafond={methode}"
    assert assiettes("SS_VP", 9000, "TECH_C", debut, jours, parametres) == [attendu]


def test_la_methode_par_defaut_est_calendaire() -> None:
    assert valeur("PLAFOND", "PMSS", "2025-06-23", 12) == 1553.12
    assert valeur("PLAFOND", "PMSS", "2025-06-23", 12, "", "Calendaire") == 1553.12


@pytest.mark.parametrize(
    ("methode", "attendu"),
    [("ouvres", 934.52), ("trentiemes_remuneres", 654.17), ("hebdomadaire", 1080.00)],
)
def test_des_journees_separees_sont_toutes_travaillees(methode: str, attendu: float) -> None:
    """Five days from a Saturday: 5/21, 5/30, five daily ceilings."""
    parametres = f"{COMMUN};engagement_continu=non;methode_plafond={methode}"
    assert assiettes("SS_VP", 9000, "TECH_C", "2025-06-07", 5, parametres) == [attendu]


def test_une_semaine_a_cheval_sur_deux_annees_se_partage() -> None:
    """29 December to 2 January: 906 × 3/5 in 2025, 924 × 2/5 in 2026."""
    parametres = f"{COMMUN};methode_plafond=hebdomadaire"
    assert assiettes("SS_VP", 9000, "TECH_C", "2025-12-29", 5, parametres) == [543.60, 369.60]


def test_les_methodes_du_moteur_sont_celles_des_donnees() -> None:
    choix = {
        c for lecture in baremes.lectures() if lecture.parametre == "methode_plafond" for c in lecture.choix
    }
    assert set(METHODES) == choix
    assert {c for parametre, c in baremes.choix_lectures() if parametre == "methode_plafond"} == choix


def test_une_methode_inconnue_ou_pas_encore_en_cours_est_refusee() -> None:
    code, phrase = erreur("PLAFOND", "PMSS", "2025-06-02", 5, "TECH_C", "loterie")
    assert code == "#VALEUR!"
    assert all(methode in phrase for methode in METHODES)
    code, phrase = erreur("PLAFOND", "PMSS", "2025-04-09", 5, "TECH_C", "trentiemes_remuneres")
    assert code == "#VALEUR!"
    assert "09/04/2025" in phrase
    # Thursday to Monday: three paid days.
    assert valeur("PLAFOND", "PMSS", "2025-04-10", 5, "TECH_C", "trentiemes_remuneres") == 392.50


def test_pourquoi_montre_chaque_methode_avec_qui_la_tient() -> None:
    table = valeur("POURQUOI", "CHARGES_PATRONALES", 3000, "TECH_C", "2025-06-23", 12, COMMUN)
    autres = {r[1]: r for r in table if str(r[1]).startswith("methode_plafond=")}
    assert set(autres) == {f"methode_plafond={m}" for m in METHODES if m != "calendaire"}
    for choix, ligne in autres.items():
        montant = valeur("CHARGES_PATRONALES", 3000, "TECH_C", "2025-06-23", 12, f"{COMMUN};{choix}")
        assert ligne[3].replace("\u202f", "").replace("\u00a0€", "") == f"{montant:.2f}".replace(".", ",")
        assert "à vérifier" in ligne[7]
    assert "BOSS" in autres["methode_plafond=trentiemes_remuneres"][4]


def test_pourquoi_d_un_plafond_montre_les_autres_methodes() -> None:
    table = valeur("POURQUOI", "PLAFOND", "PMSS", "2025-06-02", 5, "TECH_C", "ouvres")
    autres = {r[1]: r[3] for r in table if str(r[0]).startswith("Lecture discutée")}
    assert autres["methode_plafond=hebdomadaire"] == "906,00\u00a0€"
    assert autres["methode_plafond=calendaire"] == "654,17\u00a0€"
    assert "methode_plafond=ouvres" not in autres


@pytest.mark.parametrize("statut", ["ART_NC", "ART_C", "FIGURANT"])
def test_un_artiste_de_moins_de_cinq_jours_a_douze_plafonds_horaires_par_jour(statut: str) -> None:
    assert valeur("PLAFOND", "PMSS", "2025-06-02", 4, statut) == 1392.00  # 4 × 12 × 29
    assert valeur("PLAFOND", "PMSS", "2025-06-02", 5, statut) == 654.17
    assert valeur("PLAFOND", "PMSS", "2025-06-02", 4, statut, "hebdomadaire") == 1392.00
    assert assiettes("SS_VP_ART", 9000, statut, "2025-06-02", 4, COMMUN) == [1392.00]
    assert assiettes("SS_VP_ART", 9000, statut, "2025-06-02", 5, COMMUN) == [654.17]


REDIFFUSION = f"{COMMUN};rediffusion=oui;jours_initiaux=5;remuneration_initiale=4 000,00"


@pytest.mark.parametrize(
    ("brut", "plafond"),
    [
        (1600, 696.00),  # 5 × 1 600 ÷ 4 000 = 2 days × 348
        (1600.01, 1044.00),  # a cent more makes a third day
        (2000, 1044.00),
        (40_000, 17_400.00),  # 50 days
    ],
)
def test_une_rediffusion_a_un_nombre_fictif_de_jours(brut: float, plafond: float) -> None:
    """Arrêté of 24/01/1975 art. 3 bis."""
    for statut in ("ART_NC", "ART_C"):
        lignes = assiettes("SS_VP_ART", brut, statut, "2025-06-02", 1, REDIFFUSION)
        assert lignes == [min(brut, plafond)]


def test_le_plafond_fictif_sert_aussi_au_chomage_et_a_la_retraite_des_cadres() -> None:
    unique = f"{COMMUN};rediffusion=oui;jours_initiaux=1;remuneration_initiale=9000"
    lignes = {r[0]: r[3] for r in valeur("DETAIL_CHARGES", 9000, "ART_C", "2025-06-02", 1, unique)[1:]}
    assert lignes["SS_VP_ART"] == lignes["CEG_T1"] == 348.00
    assert lignes["CEG_T2"] == 7 * 348.00
    assert lignes["AGS"] == 4 * 348.00
    non_cadre = {r[0]: r[3] for r in valeur("DETAIL_CHARGES", 9000, "ART_NC", "2025-06-02", 1, unique)[1:]}
    assert non_cadre["CEG_T1"] == 3925.00  # the whole monthly ceiling (accord of 29/12/1991)


def test_sans_elements_une_rediffusion_a_le_plafond_annuel() -> None:
    for brut, attendu in ((2000, 2000.00), (50_000, 47_100.00)):
        lignes = assiettes("SS_VP_ART", brut, "ART_NC", "2025-06-02", 1, f"{COMMUN};rediffusion=oui")
        assert lignes == [attendu]


def test_pourquoi_montre_les_jours_fictifs() -> None:
    table = valeur("POURQUOI", "NET", 2000, "ART_NC", "2025-06-02", 1, REDIFFUSION)
    etapes = {r[0]: r for r in table[1:]}
    jours = etapes["Rediffusion : nombre fictif de jours"]
    assert jours[2:5] == [
        "5\u00a0j ; 2\u202f000,00\u00a0€ ; 4\u202f000,00\u00a0€",
        "3\u00a0j",
        "arrêté du 24/01/1975 art. 3 bis",
    ]
    annuel = valeur("POURQUOI", "NET", 2000, "ART_NC", "2025-06-02", 1, "rediffusion=oui")
    assert any(
        r[1] == "à défaut d'éléments : plafond annuel" and r[3] == "47\u202f100,00\u00a0€" for r in annuel
    )


@pytest.mark.parametrize("nombre", [3, 60, 1200])
@pytest.mark.parametrize("numpy", [True, False])
@pytest.mark.parametrize("statut", ["ART_NC", "ART_C", "FIGURANT"])
def test_la_colonne_d_une_rediffusion_egale_ses_cellules(
    nombre: int, numpy: bool, statut: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Row by row, plain lists and numpy: the ceiling follows each gross."""
    if not numpy:
        monkeypatch.setattr(vecteurs, "_numpy", lambda: None)
    paires = (paire.partition("=") for paire in REDIFFUSION.split(";"))
    parametres = lecteur.lire(tuple((nom, texte) for nom, _, texte in paires))
    contrat_ = contrat(statut, lire_date("2025-06-02"), 1, parametres)
    bruts = [(i * 7919) % 900_000 for i in range(nombre)]
    seules = [Charges(brut, contrat_) for brut in bruts]
    assert colonnes.charges(bruts, contrat_, "patronales") == [c.patronales for c in seules]
    assert colonnes.charges(bruts, contrat_, "salariales") == [c.salariales for c in seules]


@pytest.mark.parametrize(
    ("statut", "jours", "parametres", "phrase"),
    [
        ("TECH_C", 1, "rediffusion=oui", "sans objet pour le statut TECH_C"),
        ("ART_NC", 1, "jours_initiaux=5", "ajouter rediffusion=oui"),
        ("ART_NC", 1, "rediffusion=oui;jours_initiaux=5", "ensemble"),
        ("ART_NC", 2, "rediffusion=oui", "jours=1 attendu"),
        ("ART_NC", 1, "rediffusion=oui;jours_initiaux=0;remuneration_initiale=900", "de 1 à 3660"),
        ("ART_NC", 1, "rediffusion=oui;jours_initiaux=5;remuneration_initiale=0", "montant en euros attendu"),
    ],
)
def test_une_rediffusion_incomprise_est_refusee(
    statut: str, jours: int, parametres: str, phrase: str
) -> None:
    code, message = erreur("NET", 2000, statut, "2025-06-02", jours, parametres)
    assert code == "#VALEUR!"
    assert phrase in message
