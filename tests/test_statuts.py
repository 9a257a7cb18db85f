"""Permanents, artist cadres, other agreements, Alsace-Moselle, tax residence abroad."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import erreur, oracle_csv, valeur
from xlprod import registre
from xlprod.argent import centimes

COMMUN = "effectif=10;convention=3097;taux_at=1,5"
ARTISTE = "effectif=10;convention=3097;taux_at=1,7;medecine=0,384"
CADRE_2642 = "effectif=15;convention=2642;taux_at=bureau;versement_mobilite=75;mutuelle=90;contrat=cdd"
APPELS: dict[str, tuple[Any, ...]] = {
    "permanent_2500_juin_2025": (2500, "PERM_NC", "2025-06-01", 30, COMMUN),
    "permanent_2500_fevrier_2026": (2500, "PERM_NC", "2026-02-01", 28, COMMUN),
    "cadre_6000_cdd_2642": (6000, "PERM_C", "2026-02-01", 28, CADRE_2642),
    "artiste_cadre_1_jour": (1000, "ART_C", "2025-06-02", 1, ARTISTE),
    "artiste_cadre_5_jours": (2000, "ART_C", "2025-06-02", 5, ARTISTE),
}
MOIS = (2500, "PERM_NC", "2026-02-01", 28)


def lignes(*appel: Any) -> dict[str, tuple[int, int, int]]:
    """(base, employee part, employer part) of each line, in cents, by code."""
    return {
        r[0]: (centimes(r[3]), centimes(r[5]), centimes(r[7])) for r in valeur("DETAIL_CHARGES", *appel)[1:]
    }


def etapes(*appel: Any) -> dict[str, tuple[str, str]]:
    """Label → (formula, result) of the steps that explain a cost."""
    return {r[0]: (r[1], r[3]) for r in valeur("POURQUOI", "COUT_EMPLOYEUR", *appel)[1:]}


@pytest.mark.parametrize("exemple", APPELS)
def test_chaque_ligne_du_bulletin(exemple: str) -> None:
    """Worked out by hand: bases, rates of the texts, halves of a cent upwards."""
    attendues = {
        r["code"]: (centimes(r["base"]), centimes(r["part_salariale"]), centimes(r["part_patronale"]))
        for r in oracle_csv("exemples_statuts.csv")
        if r["exemple"] == exemple
    }

    assert lignes(*APPELS[exemple]) == attendues


@pytest.mark.parametrize("exemple", APPELS)
def test_les_totaux_et_la_colonne(exemple: str) -> None:
    brut, *suite = APPELS[exemple]
    bulletin = [r for r in oracle_csv("exemples_statuts.csv") if r["exemple"] == exemple]
    patronales = sum(centimes(r["part_patronale"]) for r in bulletin)
    salariales = sum(centimes(r["part_salariale"]) for r in bulletin)

    assert centimes(valeur("COUT_EMPLOYEUR", brut, *suite)) == centimes(brut) + patronales
    assert centimes(valeur("NET", brut, *suite)) == centimes(brut) - salariales
    bruts = [[brut + i] for i in range(30)]  # enough rows for the columns' own road
    assert valeur("NET", bruts, *suite) == [[valeur("NET", b, *suite)] for (b,) in bruts]
    assert valeur("COUT_EMPLOYEUR", bruts, *suite) == [
        [valeur("COUT_EMPLOYEUR", b, *suite)] for (b,) in bruts
    ]


@pytest.mark.parametrize(
    ("nom", "code"),
    [
        ("permanente", "PERM_NC"), ("Permanent non cadre", "PERM_NC"), ("CDI", "PERM_NC"),
        ("cadre permanente", "PERM_C"), ("Permanente cadre", "PERM_C"), ("CDI cadre", "PERM_C"),
        ("comédienne cadre", "ART_C"), ("Artiste cadre", "ART_C"), ("musicien cadre", "ART_C"),
    ],
)  # fmt: skip
def test_noms_d_usage(nom: str, code: str) -> None:
    assert valeur("NET", 2500, nom, "2026-02-02", 5) == valeur("NET", 2500, code, "2026-02-02", 5)


def test_reduction_des_permanents_sans_le_coefficient_de_la_caisse_de_conges() -> None:
    """CSS D241-10 IV: only those whose holidays a fund pays; 0,1719 × 100/90 = 0,1910 for a technician."""
    technicien = (2500, "TECH_NC", "2026-02-01", 28, f"{COMMUN};heures=151,67")

    permanent = APPELS["permanent_2500_fevrier_2026"]
    assert lignes(*permanent)["REDUCTION_GENERALE"][2] == -42975
    assert valeur("DETAIL_CHARGES", *permanent)[-1][8] == "CSS art. L241-13 et D241-7"
    assert "D241-10 IV" in valeur("DETAIL_CHARGES", *technicien)[-1][8]
    assert lignes(*technicien)["REDUCTION_GENERALE"][2] == -47750


def test_reduction_2023_a_2025_selon_l_effectif() -> None:
    """T of the year: 2 000 € in September 2023, 1,6 × 11,52 × 1820/12 ÷ 2000 − 1 = 0,39776."""
    moins_de_50 = (2000, "PERM_NC", "2023-09-01", 30, COMMUN)
    cinquante = (
        2000,
        "PERM_NC",
        "2023-09-01",
        30,
        "effectif=50;convention=3097;taux_at=1,5;versement_mobilite=0",
    )

    assert lignes(*moins_de_50)["REDUCTION_GENERALE"][2] == -42300  # 0,3191 / 0,6 × 0,39776 → 0,2115
    assert lignes(*cinquante)["REDUCTION_GENERALE"][2] == -42840  # 0,3231 / 0,6 × 0,39776 → 0,2142


def test_le_taux_de_retraite_ne_limite_pas_la_reduction_d_un_permanent() -> None:
    """4,72 + 1,29 is the 6,01 of the decree: nothing to take off, whatever the reading."""
    appel = APPELS["permanent_2500_juin_2025"]
    for choix in ("oui", "non"):
        lues = lignes(*appel[:4], f"{COMMUN};reduction_taux_effectifs={choix}")
        assert lues["REDUCTION_GENERALE"][2] == -20375


def test_mois_incomplet_plafond_et_duree_legale() -> None:
    """16 to 28 February 2026: 13 of 28 days; nine weekdays of seven hours."""
    appel = (3000, "PERM_NC", "2026-02-16", 13, COMMUN)
    lues = lignes(*appel)

    assert lues["SS_VP"][0] == lues["RC_T1_PERM"][0] == 185946  # 4 005 × 13/28 = 1 859,464
    assert lues["RC_T2_PERM"][0] == 300000 - 185946
    assert etapes(*appel)["Heures du contrat non données : durée légale"][1] == "70\u00a0h"


def test_deux_mois_entiers_ont_deux_durees_mensuelles() -> None:
    appel = (5000, "PERM_NC", "2026-02-01", 28 + 31, COMMUN)

    assert etapes(*appel)["Heures du contrat non données : durée légale"][1] == "303,333333\u00a0h"
    assert lignes(*appel)["REDUCTION_GENERALE"][2] == -2 * 42975


def test_la_duree_suit_le_droit_coupe_au_premier_mai() -> None:
    """Contract of 15 April to 31 May 2025: the relief changes on 1 May, that month keeps its 151,67 h."""
    appel = (4700, "PERM_NC", "2025-04-15", 47, COMMUN)
    mai = (3100, "PERM_NC", "2025-05-01", 31, COMMUN)
    seuils = [
        r for r in valeur("POURQUOI", "NET", *appel)[1:] if r[0].startswith("Seuil du taux réduit de maladie")
    ]

    assert len(seuils) == 2
    assert seuils[1] == next(
        r for r in valeur("POURQUOI", "NET", *mai)[1:] if r[0].startswith("Seuil du taux réduit de maladie")
    )


def test_formation_selon_l_effectif_et_cpf_des_cdd() -> None:
    assert lignes(*MOIS, "effectif=10")["CFP_M11"][2] == 1375
    assert lignes(*MOIS, "effectif=11;versement_mobilite=0")["CFP_P11"][2] == 2500
    assert lignes(*MOIS, "contrat=cdd")["CPF_CDD"] == (250000, 0, 2500)
    assert "CPF_CDD" not in lignes(*MOIS, "contrat=cdi")
    assert etapes(*MOIS)["Contrat à durée indéterminée"][1] == "cdi"
    assert "Contrat à durée indéterminée" not in etapes(*MOIS, "contrat=cdd")


def test_mutuelle_par_moitie_dans_la_csg_au_prorata_des_mois() -> None:
    mois, sans = lignes(*MOIS, "mutuelle=60"), lignes(*MOIS)

    assert mois["SANTE_PERM"] == (6000, 3000, 3000)
    assert mois["CSG_DED"][0] == sans["CSG_DED"][0] + 3000
    assert "FORFAIT_SOCIAL_PREV" not in mois  # fewer than 11 employees
    onze = lignes(*MOIS, "mutuelle=60;effectif=11;versement_mobilite=0")
    assert onze["FORFAIT_SOCIAL_PREV"] == (3000, 0, 240)
    assert lignes(1500, "PERM_NC", "2026-02-15", 14, "mutuelle=60")["SANTE_PERM"] == (3000, 1500, 1500)
    assert lignes(5000, "PERM_NC", "2026-02-01", 59, "mutuelle=60")["SANTE_PERM"] == (12000, 6000, 6000)
    paye = lignes(*MOIS, "mutuelle=60;sante_perm_patronal=100;sante_perm_salarial=0")
    assert paye["SANTE_PERM"] == (6000, 0, 6000)


def test_ce_qui_n_est_pas_donne_est_dit() -> None:
    dites = etapes(*MOIS, "taux_at=1,5;effectif=8;convention=3097")

    assert dites["Complémentaire santé de l’entreprise"][1] == "non comptée"
    assert dites["Santé au travail, sans taux légal"][1] == "non comptée"
    assert dites["Prévoyance de l’entreprise"][1] == "non comptée"
    assert "Santé au travail des intermittents, hors taxe" not in dites
    donnees = etapes(*MOIS, "taux_at=1,5;mutuelle=60;medecine=0,30;convention=2412")
    assert "non comptée" not in {resultat for _, resultat in donnees.values()}
    assert lignes(*MOIS, "medecine=0,30")["SANTE_TRAVAIL_PERM"] == (250000, 0, 750)
    assert "SANTE_TRAVAIL_PERM" not in lignes(*MOIS)


def test_taux_bureau_a_sa_date() -> None:
    for jour, attendu in (
        ("2023-03-01", 2000),
        ("2024-03-01", 1600),
        ("2025-05-01", 1750),
        ("2026-03-01", 1600),
    ):
        assert lignes(2500, "PERM_C", jour, 31, "taux_at=bureau")["SS_AT_BUREAU"] == (250000, 0, attendu)
    assert "SS_AT" not in lignes(*MOIS, "taux_at=bureau")


@pytest.mark.parametrize(
    ("appel", "morceau"),
    [
        ((1500, "TECH_C", "2026-02-02", 5, "contrat=cdd"), "contrat : sans objet pour le statut TECH_C"),
        ((1500, "TECH_C", "2026-02-02", 5, "contrat=cdi"), "concerne PERM_NC, PERM_C"),
        ((450, "ART_C", "2026-02-02", 1, "mutuelle=60"), "mutuelle : sans objet pour le statut ART_C"),
        ((1500, "OUVRIER", "2026-02-02", 5, "taux_at=bureau"), "taux_at=bureau : sans objet"),
        ((*MOIS, "taux_at=bureau;effectif=20;versement_mobilite=0"), "moins de 20 salariés"),
        ((*MOIS, "engagement_continu=non"), "jours calendaires"),
        ((*MOIS, "contrat=cddu"), "cdi ou cdd attendu"),
        ((*MOIS, "mutuelle=gratuite"), "mutuelle : nombre attendu"),
        ((*MOIS, "territoire=guadeloupe"), "outre-mer"),
        ((*MOIS, "territoire=La Réunion"), "outre-mer"),
        ((*MOIS, "territoire=corse"), "metropole ou alsace_moselle attendu"),
        ((*MOIS, "territoire=metropole;alsace_moselle=oui"), "se contredisent"),
        ((*MOIS, "residence=Belgique"), "france ou etranger"),
        ((*MOIS, "convention=cinq"), "IDCC de un à quatre chiffres ou « aucune »"),
        ((*MOIS, "convention=30977"), "IDCC de un à quatre chiffres"),
    ],
)  # fmt: skip
def test_refus(appel: tuple[Any, ...], morceau: str) -> None:
    code, phrase = erreur("COUT_EMPLOYEUR", *appel)

    assert code == "#VALEUR!"
    assert morceau in phrase


def test_alsace_moselle() -> None:
    """1,30 % by the employee (0,91 % for artists), apprenticeship tax at 0,44 % (× 110 % with the fund)."""
    permanent = lignes(*MOIS, "alsace_moselle=oui")
    assert permanent["SS_MAL_ALSMOS"] == (250000, 3250, 0)
    assert permanent["TA_ALSMOS"] == (250000, 0, 1100)
    assert "TA" not in permanent
    technicien = lignes(1500, "TECH_C", "2025-06-02", 5, "territoire=alsace_moselle")
    assert technicien["SS_MAL_ALSMOS"] == (150000, 1950, 0)
    assert technicien["TA_ALSMOS"] == (150000, 0, 726)
    assert lignes(450, "ART_NC", "2025-06-02", 1, "alsace_moselle=oui;dfs=oui")["SS_MAL_ALSMOS_ART"] == (
        35550,
        324,
        0,
    )
    assert "SS_MAL_ALSMOS" not in lignes(*MOIS, "territoire=metropole")


def test_domicile_fiscal_a_l_etranger() -> None:
    """No CSG nor CRDS; sickness at 5,50 % by the employee, 3,85 % for artists (CSS D242-3)."""
    permanent = lignes(*MOIS, "residence=etranger")
    assert permanent["SS_MAL_NONRES"] == (250000, 13750, 0)
    assert not {"CSG_DED", "CSG_ND+CRDS"} & set(permanent)
    assert lignes(450, "ART_NC", "2025-06-02", 1, "residence=étranger")["SS_MAL_NONRES_ART"] == (
        45000,
        1733,
        0,
    )
    sans, avec = lignes(*MOIS), lignes(*MOIS, "residence=etranger")
    assert sum(p for *_, p in sans.values()) == sum(p for *_, p in avec.values())
    assert lignes(*MOIS, "residence=france") == sans


CONVENTIONNELLES = {
    "3097": {"CCHSCT_3097", "PARIT_3097"},
    "2642": {"CCHSCT_2642", "DELBR_2642", "PARIT_2642", "CPNEF_AV"},
    "2412": {"PARIT_2412", "CPNEF_AV"},
    "3241": {"CPNEF_AV"},
    "1486": set(),
    "aucune": set(),
}


@pytest.mark.parametrize("statut", ["TECH_NC", "TECH_C", "ART_NC", "ART_C", "FIGURANT", "PERM_NC", "PERM_C"])
@pytest.mark.parametrize("convention", CONVENTIONNELLES)
def test_cotisations_de_la_convention(statut: str, convention: str) -> None:
    toutes = set().union(*CONVENTIONNELLES.values())

    assert (
        set(lignes(2500, statut, "2026-02-01", 28, f"convention={convention}")) & toutes
        == CONVENTIONNELLES[convention]
    )


@pytest.mark.parametrize(
    ("statut", "convention", "code", "salariale", "patronale"),
    [
        ("TECH_NC", "3097", "PREV_NC_3097", 0, 3750), ("TECH_NC", "2642", "PREV_NC_INT", 300, 850),
        ("TECH_NC", "aucune", "PREV_NC_INT", 300, 850), ("ART_NC", "3097", "PREV_NC_INT", 300, 850),
        ("ART_C", "2412", "PREV_CADRE_INT", 300, 2200), ("TECH_C", "3097", "PREV_CADRE_INT", 300, 2200),
        ("PERM_NC", "2642", "PREV_NC_PERM_2642", 1250, 1250),
        ("PERM_NC", "2412", "PREV_NC_PERM_2412", 1338, 1338),
        ("PERM_C", "2412", "PREV_C_PERM_2412", 0, 3750), ("PERM_C", "3097", "PREV_CADRE_PERM", 0, 3750),
        ("PERM_C", "aucune", "PREV_CADRE_PERM", 0, 3750),
    ],
)  # fmt: skip
def test_prevoyance(statut: str, convention: str, code: str, salariale: int, patronale: int) -> None:
    lues = lignes(2500, statut, "2026-02-01", 28, f"convention={convention}")

    assert lues[code] == (250000, salariale, patronale)
    assert [c for c in lues if c.startswith("PREV")] == [code]


def test_sans_convention_connue_la_trace_le_dit() -> None:
    for nom, texte in (("1486", "IDCC 1486"), ("aucune", "aucune")):
        formule, resultat = etapes(*MOIS, f"convention={nom}")["Convention collective"]
        assert formule == "aucune cotisation conventionnelle connue"
        assert resultat == texte
    assert "Convention collective" not in etapes(*MOIS, "convention=IDCC 2642")
    assert valeur("NET", *MOIS, "convention=production audiovisuelle") == valeur(
        "NET", *MOIS, "convention=2642"
    )


def test_cpnef_de_la_production_cinematographique_est_une_lecture() -> None:
    assert "CPNEF_AV" not in lignes(*MOIS, "convention=3097")
    assert lignes(*MOIS, "convention=3097;cpnef_3097=oui")["CPNEF_AV"] == (250000, 0, 10)
    discutees = [nom for nom in etapes(*MOIS, "convention=3097") if "CPNEF" in nom]
    assert len(discutees) == 1
    assert "retenu non, ici oui" in discutees[0]
    assert not [
        nom for nom in etapes(*MOIS, "convention=2642") if nom.startswith("Lecture") and "CPNEF" in nom
    ]


def test_un_permanent_ne_releve_pas_de_la_caisse_de_conges() -> None:
    lues = lignes(*MOIS, COMMUN)

    assert "CONGES_SPEC" not in lues
    assert (lues["FNAL_50M"][2], lues["TA"][2]) == (250, 1700)  # not increased by 11,5 % and 10 %


def test_artiste_cadre_d_un_mois_comme_le_modele_de_l_urssaf() -> None:
    """Case AC-2026-5000-J5, on a whole month; what that model leaves out is switched off by override."""
    tues = (
        "maj_cp_fnal_vm=0;maj_cp_ta=0;fonds_sante_c=0;prev_cadre_int_patronal=1,5;prev_cadre_int_salarial=0"
    )
    lues = lignes(5000, "ART_C", "2026-03-01", 31, f"effectif=5;taux_at=1,5;medecine=0;{tues}")

    assert lues["SS_MAL_ART"][2] == 45500
    assert lues["SS_VP_ART"] == (400500, 19344, 23970)
    assert lues["SS_VD_ART"][1:] == (1400, 7385)
    assert lues["FNAL_50M_ART"][2] == 280
    assert (lues["TA"][2], lues["AGS"][2], lues["CSA"][2]) == (3400, 1250, 1500)
    retraite, ceg = (
        [sum(lues[code][part] for code in codes) for part in (1, 2)]
        for codes in (("RC_T1_TECH", "RC_T2_CADRE_INT"), ("CEG_T1", "CEG_T2"))
    )
    assert retraite == [24337, 28665]  # the model: 243,3645 and 286,6495, each line rounded here
    assert ceg == [4519, 6778]
    assert (lues["CET"][1:], lues["APEC"][1:]) == ((700, 1050), (120, 180))
    assert lues["CSG_DED"][1] == 33814
    assert lues["CSG_ND+CRDS"][1] == 14420  # 119,3418 + 24,8629
    assert "REDUCTION_GENERALE" not in lues  # artists have none (CSS L241-13 VI)


def test_plafond_de_retraite_d_un_artiste_cadre() -> None:
    """Under five days his ceiling by the day is that of social security; his pension's is prorated."""
    assert (
        etapes(*APPELS["artiste_cadre_1_jour"])["Plafond de retraite complémentaire des cadres, proratisé"][1]
        == "130,83\u00a0€"
    )
    assert not [
        nom for nom in etapes(*APPELS["artiste_cadre_5_jours"]) if nom.startswith("Plafond de retraite")
    ]
    non_cadre = etapes(1000, "ART_NC", "2025-06-02", 1, f"{ARTISTE};plafond_retraite=proratise")
    assert non_cadre["Plafond de retraite complémentaire des non-cadres, proratisé"][1] == "130,83\u00a0€"


def test_description_des_statuts_tient_dans_excel() -> None:
    (statut,) = [a for a in registre.FONCTIONS["NET"].arguments if a.nom == "statut"]

    assert len(statut.aide) <= 255
    assert {"ART_C", "PERM_NC", "PERM_C"} <= set(statut.aide.split(", "))
