"""Paid-holiday fund of intermittents: rate of the day, optional cap, year of the fund."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import erreur, valeur

JOURNEE = "Artiste-interprète, engagement à la journée (8 h + 1 h HMC)"
COMMUN = "effectif=10;taux_at=1,5;medecine=0,384"
PLAFONNE = f"{COMMUN};plafond_conges=oui;fonction=chef op"


def etapes(*arguments: Any) -> dict[str, list[Any]]:
    return {r[0]: r for r in valeur("POURQUOI", *arguments)[1:]}


def assiette_conges(*arguments: Any) -> list[float]:
    return [r[3] for r in valeur("DETAIL_CHARGES", *arguments)[1:] if r[0] == "CONGES_SPEC"]


@pytest.mark.parametrize(
    ("date", "attendu"),
    [("2023-03-31", 1386.00), ("2023-04-01", 1395.00), ("2024-04-01", 1395.00), ("2026-06-02", 1395.00)],
)
def test_sans_fonction_pas_de_plafond(date: str, attendu: float) -> None:
    """15,40 % until 31/03/2023, then 15,50 %."""
    assert valeur("CONGES_SPECTACLES", 9000, date) == attendu


def test_le_taux_non_revu_depuis_2024_est_a_verifier() -> None:
    assert "à vérifier" not in valeur("SOURCE", "CONGES_SPEC", "2024-03-31")
    assert "à vérifier" in valeur("SOURCE", "CONGES_SPEC", "2024-04-01")
    code, phrase = erreur("CONGES_SPECTACLES", 9000, "2027-04-01")
    assert code == "#N/A"
    assert "CONGES_SPEC" in phrase
    assert valeur("CONGES_SPECTACLES", 1000, "2025-06-02", None, None, None, "CONGES_SPEC=16") == 160.00


@pytest.mark.parametrize(
    ("brut", "fonction", "date", "jours", "attendu"),
    [
        # 3 × 2 758,11 ÷ 5 = 1 654,866 a day; 8 274,33 for five days.
        (3413.16, "chef op", "2026-03-02", 5, 529.04),
        (9000, "chef op", "2026-03-02", 5, 1282.52),
        # The minimum is that of 1 January (2 735,11), not that of the day (2 758,11 since 1 March).
        (9000, "chef op", "2024-03-15", 5, 1271.83),
        (4000, JOURNEE, "2025-06-02", 2, 388.97),  # 2 × 3 × 418,25 = 2 509,50
        (5000, JOURNEE, "2023-08-31", 2, 386.10),  # 3 × (412,08 + 418,25): the minimum of each day
        (400, "figurant", "2025-06-02", 1, 49.76),  # 3 × 107 = 321
        (300, "figurant", "2025-06-02", 1, 46.50),
    ],
)
def test_le_plafond_est_le_triple_du_minimum_journalier(
    brut: float, fonction: str, date: str, jours: int, attendu: float
) -> None:
    """CCN 3097, titre II art. 44 and annexe III-1-B."""
    assert valeur("CONGES_SPECTACLES", brut, date, fonction, 3097, jours) == attendu


def test_la_trace_montre_l_exercice_et_le_plafond() -> None:
    appel = ("CONGES_SPECTACLES", 9000, "2026-03-31", "chef op", 3097, 5)
    lignes = etapes(*appel)
    assert lignes["Exercice de congés"][3] == "du 01/04/2025 au 31/03/2026"
    journalier = lignes["Plafond journalier des congés"]
    assert journalier[1] == "3 × minimum de 39 h au 01/01/2026 ÷ 5 jours"
    assert journalier[3] == "1\u202f654,866\u00a0€"
    assert lignes["Assiette des congés : plafond atteint"][3] == "8\u202f274,33\u00a0€"
    assert lignes["Caisse des Congés Spectacles"][3] == "1\u202f282,52\u00a0€"
    assert "Assiette des congés : plafond non atteint" in etapes(*appel[:1], 3000, *appel[2:])
    suivant = etapes("CONGES_SPECTACLES", 9000, "2026-04-01")
    assert suivant["Exercice de congés"][3] == "du 01/04/2026 au 31/03/2027"


def test_un_plafond_donne_en_euros_par_jour() -> None:
    donne = (None, None, 5, "plafond_conges=500")
    assert valeur("CONGES_SPECTACLES", 9000, "2025-06-02", *donne) == 387.50  # 2 500 × 15,5 %
    assert valeur("CONGES_SPECTACLES", 2000, "2025-06-02", *donne) == 310.00
    sans = ("chef op", 3097, 5, "plafond_conges=non")
    assert valeur("CONGES_SPECTACLES", 9000, "2025-06-02", *sans) == 1395.00


@pytest.mark.parametrize(
    ("arguments", "phrase"),
    [
        (("chef op", 3097), "jours manquant"),
        (("chef op", 3097, 0), "au moins un jour"),
        (("astronaute", 3097, 5), "fonction inconnue"),
        (("chef op", 2642, 5), "règle inconnue pour la convention 2642"),
        ((None, 3097, 5, "plafond_conges=oui"), "fonction manquante"),
        (("chef op", 3097, 5, "plafond_conges=500"), "pas les deux"),
        ((None, None, 5, "plafond_conges=beaucoup"), "oui, non ou un montant"),
        ((None, None, 5, "annexe=I"), "avec une fonction"),
        (("Artiste-interprète, engagement à la semaine de 5 jours", 3097, 5), "unités imprimées : hebdo_5j"),
    ],
)
def test_un_plafond_incalculable_dit_pourquoi(arguments: tuple[Any, ...], phrase: str) -> None:
    _, message = erreur("CONGES_SPECTACLES", 9000, "2025-06-02", *arguments)
    assert phrase in message


def test_un_permanent_n_a_pas_de_conges_spectacles() -> None:
    titre_iv = next(
        r[0] for r in valeur("FONCTIONS", 3097, "2025-06-02", "permanents")[1:] if "Assistant" in r[0]
    )
    _, message = erreur("CONGES_SPECTACLES", 9000, "2025-06-02", titre_iv, 3097, 5)
    assert "titre IV" in message
    _, message = erreur("NET", 3000, "PERM_C", "2025-06-02", 30, "plafond_conges=500")
    assert "sans objet pour le statut PERM_C" in message


def test_dans_les_charges_seule_la_ligne_des_conges_est_plafonnee() -> None:
    contrat = (9000, "TECH_C", "2025-06-02", 5)
    assert assiette_conges(*contrat, COMMUN) == [9000.00]
    assert assiette_conges(*contrat, PLAFONNE) == [8274.33]
    ecart = valeur("CHARGES_PATRONALES", *contrat, COMMUN) - valeur("CHARGES_PATRONALES", *contrat, PLAFONNE)
    assert round(ecart, 2) == 112.48  # 1 395,00 − 1 282,52
    assert valeur("NET", *contrat, COMMUN) == valeur("NET", *contrat, PLAFONNE)
    assert "Assiette des congés : plafond atteint" in etapes("COUT_EMPLOYEUR", *contrat, PLAFONNE)


@pytest.mark.parametrize(
    ("jours", "donnes", "attendu"),
    [
        (12, PLAFONNE, 16_548.66),  # two weeks: ten worked days
        (5, f"{PLAFONNE};engagement_continu=non", 8274.33),
        (5, f"{COMMUN};plafond_conges=500", 2500.00),
        (5, f"{PLAFONNE};annexe=III", 4497.96),  # 3 × 1 499,32 ÷ 5, régime 35 %
    ],
)
def test_le_plafond_compte_les_jours_travailles(jours: int, donnes: str, attendu: float) -> None:
    assert assiette_conges(30_000, "TECH_C", "2025-03-03", jours, donnes) == [attendu]


def test_un_contrat_a_cheval_sur_deux_annees_a_le_minimum_de_chaque_1er_janvier() -> None:
    """18/12/2023 to 14/01/2024: 2 715,11 on 1 January 2023, 2 735,11 on 1 January 2024."""
    bases = assiette_conges(60_000, "TECH_C", "2023-12-18", 28, PLAFONNE)
    assert bases == [round(10 * 3 * 2715.11 / 5, 2), round(10 * 3 * 2735.11 / 5, 2)]


def test_la_colonne_egale_la_cellule() -> None:
    bruts = [[300 + i * 11.37] for i in range(1200)]
    reste = ("TECH_C", "2025-06-02", 5, PLAFONNE)
    assert valeur("CHARGES_PATRONALES", bruts, *reste) == [
        [valeur("CHARGES_PATRONALES", brut, *reste)] for (brut,) in bruts
    ]
    plafonne = ("2025-06-02", "chef op", 3097, 5)
    assert valeur("CONGES_SPECTACLES", bruts, *plafonne) == [
        [valeur("CONGES_SPECTACLES", brut, *plafonne)] for (brut,) in bruts
    ]


def test_une_fonction_sans_plafond_est_refusee_dans_les_charges() -> None:
    _, message = erreur("NET", 3000, "TECH_C", "2025-06-02", 5, "fonction=chef op")
    assert "ajouter plafond_conges=oui" in message


def test_un_taux_de_conges_pas_encore_connu_manque_et_peut_etre_donne() -> None:
    """The last rate seen runs to 31/03/2027: after it, never a silent zero."""
    appels: list[tuple[Any, ...]] = [
        ("COUT_EMPLOYEUR", 1000, "DETACHE", "2027-04-01", 5),
        ("COUT_EMPLOYEUR", 1000, "DETACHE", "2027-03-30", 5),
        ("CONGES_SPECTACLES", 1000, "2027-04-01", None, None, None),
    ]
    attendus = [1160.00, 1160.00, 160.00]
    for appel, attendu in zip(appels, attendus, strict=True):
        code, phrase = erreur(*appel)
        assert (code, "CONGES_SPEC=…" in phrase) == ("#N/A", True)
        assert valeur(*appel, "conges_spec=16") == attendu
    assert valeur("COUT_EMPLOYEUR", 1000, "DETACHE", "2027-03-31", 1) == 1155.00
    # A date whose rate is known keeps one row and no other.
    assert valeur("COUT_EMPLOYEUR", 1000, "DETACHE", "2026-03-31", 1, "conges_spec=16") == 1160.00
