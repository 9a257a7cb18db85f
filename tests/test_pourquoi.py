"""Amounts that explain themselves: hypotheses, articles, rules that fired, disputed readings."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import valeur
from xlprod import VERSION_DONNEES, VERSION_MOTEUR, registre
from xlprod.argent import centimes, texte_euros
from xlprod.registre import appeler

COMPLET = "effectif=10;convention=3097;taux_at=1,5;heures=39;medecine=0,384"


def etapes(*arguments: Any) -> dict[str, list[Any]]:
    return {r[0]: r for r in valeur("POURQUOI", *arguments)[1:]}


def test_sans_parametre_chaque_hypothese_est_dite() -> None:
    hypotheses = [
        r for r in valeur("POURQUOI", "NET", 1500, "TECH_C", "2025-06-02", 5)[1:] if "hypothèse" in r[7]
    ]
    textes = " ".join(r[1] for r in hypotheses)
    for parametre in ("effectif", "convention", "taux_at", "medecine", "heures"):
        assert parametre in textes or any(parametre in r[0].lower() for r in hypotheses), parametre
    assert any(r[0].startswith("Accidents du travail") for r in hypotheses)


def test_avec_tous_les_parametres_aucune_hypothese() -> None:
    table = valeur("POURQUOI", "NET", 1500, "TECH_C", "2025-06-02", 5, COMPLET)
    assert not [r for r in table[1:] if "hypothèse" in str(r[7])]


def test_une_etape_dit_formule_valeurs_article_date_et_arrondi() -> None:
    ligne = etapes("NET", 1500, "TECH_C", "2025-06-02", 5, COMPLET)["Vieillesse plafonnée, part salariale"]
    assert ligne[1:] == [
        "assiette vieillesse plafonnée × taux",
        "654,17\u00a0€ × 6,9\u00a0%",
        "45,14\u00a0€",
        "CSS art. D242-4",
        "01/01/2016",
        "au centime, demi-centime vers le haut",
        "vérifié",
    ]


def test_les_etapes_nulles_sont_gardees() -> None:
    """Two traces of one kind of contract line up, whatever the amounts."""
    petit = [r[0] for r in valeur("POURQUOI", "NET", 100, "TECH_NC", "2026-06-02", 5, COMPLET)[1:] if r[6]]
    grand = [r[0] for r in valeur("POURQUOI", "NET", 9000, "TECH_NC", "2026-06-02", 5, COMPLET)[1:] if r[6]]
    assert petit == grand


def test_le_resultat_porte_ses_versions() -> None:
    resultat = appeler("NET", [1500, "TECH_C", "2025-06-02", 5])
    assert (resultat.moteur, resultat.donnees) == (VERSION_MOTEUR, VERSION_DONNEES)
    assert valeur("POURQUOI", "NET", 1500, "TECH_C", "2025-06-02", 5)[-1][1] == (
        f"moteur {VERSION_MOTEUR}, barèmes {VERSION_DONNEES}"
    )


def test_une_surcharge_dit_qui_a_parle() -> None:
    ligne = etapes("NET", 1500, "TECH_C", "2025-06-02", 5, COMPLET + ";AGS=0,20")[
        "AGS – garantie des salaires, part patronale"
    ]
    assert ligne[3] == "3,00\u00a0€"
    assert ligne[7] == "donnée par la ligne"


@pytest.mark.parametrize(
    ("arguments", "lecture"),
    [
        # 1 500 € in June 2025, 39 h: above 1,6 SMIC, no relief; only the ceiling is disputed.
        (("COUT_EMPLOYEUR", 1500, "TECH_C", "2025-06-02", 5), "methode_plafond=non_proratise"),
        (("CHARGES_PATRONALES", 1900, "TECH_NC", "2026-03-02", 30), "reduction_taux_effectifs=oui"),
        (
            ("CHARGES_PATRONALES", 470, "TECH_NC", "2026-03-02", 5),
            "reduction_plafond_conges=avant_majoration",
        ),
        (("CHARGES_PATRONALES", 108, "FIGURANT", "2024-11-04", 1), "smic_complement=courant"),
        (("CHARGES_PATRONALES", 108, "FIGURANT", "2025-06-02", 1), "assiette_complement=reelle"),
        (("CHARGES_PATRONALES", 450, "ART_NC", "2025-06-02", 1), "heures_cachet=12"),
    ],
)
def test_chaque_lecture_discutee_montre_l_autre_montant(arguments: tuple[Any, ...], lecture: str) -> None:
    parametres = "effectif=10;taux_at=1,5;medecine=0,384"
    table = valeur("POURQUOI", *arguments, parametres)
    discutees = {r[1]: r[3] for r in table[1:] if str(r[0]).startswith("Lecture discutée")}
    autre = valeur(*arguments, f"{parametres};{lecture}")

    assert discutees[lecture] == texte_euros(centimes(autre))
    assert autre != valeur(*arguments, parametres)


def test_l_article_l_emporte_pour_la_reduction_des_conges() -> None:
    """CSS D241-10 IV: 100/90 on the relief; both readings of its cap are computed."""
    base = ("CHARGES_PATRONALES", 1500, "TECH_NC", "2026-03-01", 31, "heures=151,67;taux_at=1,5;medecine=0")
    apres = valeur(*base)
    avant = valeur(*base[:-1], base[-1] + ";reduction_plafond_conges=avant_majoration")
    assert round(apres - avant, 2) == round(1500 * (0.4423 - 0.3981), 2)


def test_pourquoi_explique_toute_fonction() -> None:
    assert (
        "CCN 3097"
        in etapes("SALAIRE_MINIMUM", "chef op", 3097, "2025-06-02")[
            "Minimum imprimé : Directeur de la photographie cinéma (hebdo_39h)"
        ][4]
    )
    assert (
        etapes("PLAFOND", "PMSS", "2025-06-02", 5)["Plafond de 5 jours à partir du 02/06/2025"][3]
        == "654,17\u00a0€"
    )
    assert registre.evaluer("POURQUOI", ["NET", [[1], [2]], "TECH_C", "2025-06-02", 5]).erreur is not None


def test_bareme_et_source() -> None:
    assert valeur("BAREME", "PMSS", "2026-05-05") == 4005
    assert valeur("BAREME", "ss_vp", "2026-05-05", "patronal") == 8.55
    assert valeur("BAREME", "SMIC_H", "2026-06-01") == 12.31
    phrase = valeur("SOURCE", "CHOM_INT_DC", "2025-06-01")
    assert "à vérifier" in phrase
    assert "depuis le 01/05/2025" in phrase
    assert "CSS art. D242-4" in valeur("SOURCE", "SS_VP", "2025-06-01")


def test_plafonds() -> None:
    assert valeur("PLAFOND", "PASS", "2026-01-01") == 48060
    assert valeur("PLAFOND", "PHSS", "2026-01-01") == 30
    assert valeur("PLAFOND", "PMSS", "2025-06-02", 5) == 654.17  # 3 925 × 5/30
    assert valeur("PLAFOND", "PMSS", "2025-06-02", 5, "TECH_C", "non_proratise") == 3925
    assert valeur("PLAFOND", "PMSS", "2025-06-02", 4, "ART_NC") == 4 * 12 * 29
    assert valeur("PLAFOND", "PMSS", "2025-06-02", 5, "ART_NC") == 654.17
    assert valeur("PLAFOND", "PMSS", "2025-12-31", 2) == round(3925 / 31 + 4005 / 31, 2)
