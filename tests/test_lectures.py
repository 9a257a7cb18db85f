"""Disputed readings: what each changes, for whom, and why one is the default."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.conftest import erreur, valeur
from xlprod import baremes

COMMUN = "effectif=10;taux_at=1,7;medecine=0,384"


def lignes(*arguments: Any) -> dict[str, list[Any]]:
    return {ligne[0]: ligne for ligne in valeur("DETAIL_CHARGES", *arguments)[1:]}


def lectures_montrees(*arguments: Any) -> set[str]:
    """Names of the readings whose other choice the explanation shows."""
    table = valeur("POURQUOI", *arguments)
    return {r[1].partition("=")[0] for r in table if str(r[0]).startswith("Lecture discutée")}


def test_chaque_lecture_dit_pourquoi_son_defaut() -> None:
    assert all(lecture.validite.note and lecture.validite.article for lecture in baremes.lectures())
    assert all(len(lecture.choix) > 1 for lecture in baremes.lectures())


def test_le_guide_nomme_chaque_lecture() -> None:
    guide = (Path(__file__).parents[1] / "docs" / "guide.md").read_text(encoding="utf-8")
    assert not {lecture.parametre for lecture in baremes.lectures() if f"`{lecture.parametre}`" not in guide}


def test_le_realisateur_artiste_paie_comme_un_artiste_cadre() -> None:
    """C. trav. L7121-2: 70 % of the rates, and the artists' ceiling under five days."""
    artiste = f"{COMMUN};taux_realisateur=artiste"
    for jours in (3, 5):
        arguments = (4000, "REAL", "2025-06-02", jours)
        assert lignes(*arguments, artiste) == lignes(4000, "ART_C", "2025-06-02", jours, COMMUN)
        assert lignes(*arguments, COMMUN) == lignes(4000, "TECH_C", "2025-06-02", jours, COMMUN)
    assert lignes(4000, "REAL", "2025-06-02", 3, artiste)["SS_VP_ART"][3] == 3 * 348.00
    code, phrase = erreur("NET", 4000, "REAL", "2025-06-02", 3, f"{artiste};dfs=oui")
    assert (code, "réalisateur" in phrase) == ("#VALEUR!", True)


def test_le_realisateur_suppose_technicien_le_dit_sauf_s_il_est_choisi() -> None:
    def hypotheses(parametres: str) -> list[str]:
        table = valeur("POURQUOI", "NET", 4000, "REAL", "2025-06-02", 5, parametres)
        return [r[0] for r in table if "Réalisateur traité" in str(r[0])]

    assert hypotheses(COMMUN)
    assert not hypotheses(f"{COMMUN};taux_realisateur=technicien")


def test_la_vieillesse_du_figurant_sur_le_reel_ou_sur_le_forfait() -> None:
    """108 € a day under 6 % of the ceiling: 9 × 11,88 = 106,92; training stays on the real pay."""
    reelle = lignes(108, "FIGURANT", "2025-06-02", 1, COMMUN)
    forfait = lignes(108, "FIGURANT", "2025-06-02", 1, f"{COMMUN};vieillesse_complement=forfait")
    assert (reelle["SS_VP_ART"][3], reelle["SS_VD_ART"][3]) == (108.00, 108.00)
    assert (forfait["SS_VP_FORFAIT"][3], forfait["SS_VD_FORFAIT"][3]) == (106.92, 106.92)
    assert forfait["SS_VP_FORFAIT"][5:8] == [5.16, 0.05985, 6.40]  # 106,92 × 4,83 % and × 5,985 %
    assert "SS_VP_ART" not in forfait
    formation = "CFP_INT_LEGAL+CFP_INT_CONV"
    assert forfait[formation] == reelle[formation]
    # Above the threshold there is no flat base, and both readings agree.
    for brut in (236, 900):
        arguments = ("NET", brut, "FIGURANT", "2025-06-02", 1)
        assert valeur(*arguments, COMMUN) == valeur(*arguments, f"{COMMUN};vieillesse_complement=forfait")


def test_le_taux_at_des_artistes_arrondi_ou_exact() -> None:
    """70 % of 1,70 %: 1,2 % or 1,19 %."""
    arguments = (450, "ART_NC", "2025-06-02", 1)
    assert lignes(*arguments, COMMUN)["SS_AT_ART"][6:8] == [0.012, 5.40]
    assert lignes(*arguments, f"{COMMUN};at_artiste=exact")["SS_AT_ART"][6:8] == [0.0119, 5.36]
    code, phrase = erreur("NET", *arguments, "taux_at=1,2345678;at_artiste=exact")
    assert code == "#VALEUR!"
    assert "taux trop fin" in phrase


def test_la_prevoyance_de_l_article_45_seule_ou_ajoutee() -> None:
    arguments = (1500, "TECH_NC", "2025-06-02", 5)
    seule = lignes(*arguments, COMMUN)["PREV_NC_3097"]
    cumulee = lignes(*arguments, f"{COMMUN};prevoyance_3097=cumulee")["PREV_NC_3097+PREV_NC_INT"]
    assert seule[4:8] == [0.0, 0.0, 0.015, 22.50]
    assert cumulee[4:8] == [0.0012, 1.80, 0.0184, 27.60]


def test_la_retraite_des_non_cadres_sur_le_plafond_entier_ou_proratise() -> None:
    for statut, code in (("ART_NC", "RC_T1_ART_NC"), ("TECH_NC", "RC_T1_TECH")):
        arguments = (450, statut, "2025-06-02", 1)
        assert lignes(*arguments, COMMUN)[code][3] == 450.00
        proratise = lignes(*arguments, f"{COMMUN};plafond_retraite=proratise")
        assert proratise[code][3] == 130.83  # 3 925 ÷ 30
    cadre = ("NET", 1500, "TECH_C", "2025-06-02", 5)
    assert valeur(*cadre, COMMUN) == valeur(*cadre, f"{COMMUN};plafond_retraite=proratise")


def test_une_rediffusion_n_a_ni_conges_ni_majoration_sauf_si_on_les_demande() -> None:
    arguments = (2000, "ART_NC", "2025-06-02", 1)
    rediffusion = f"{COMMUN};rediffusion=oui"
    codes = {"CONGES_SPEC", "CHOM_INT_MAJ"}
    assert codes <= set(lignes(*arguments, COMMUN))
    assert not codes & set(lignes(*arguments, rediffusion))
    assert "CONGES_SPEC" in lignes(*arguments, f"{rediffusion};conges_rediffusion=oui")
    assert "CHOM_INT_MAJ" in lignes(*arguments, f"{rediffusion};majoration_rediffusion=oui")
    vues = lectures_montrees("COUT_EMPLOYEUR", *arguments, rediffusion)
    assert {"conges_rediffusion", "majoration_rediffusion"} <= vues
    # Of a fee for work done, these readings change nothing.
    vues = lectures_montrees("COUT_EMPLOYEUR", *arguments, COMMUN)
    assert not {"conges_rediffusion", "majoration_rediffusion"} & vues


def test_les_quatre_plafonds_de_chomage_d_un_engagement_de_moins_de_cinq_jours() -> None:
    """4 × 348 € a day, or 4 × 3 925 €; a longer engagement has the ceiling of its days in both."""
    mensuel = f"{COMMUN};plafond_chomage_artiste=mensuel"
    assert lignes(3000, "ART_NC", "2025-06-02", 1, COMMUN)["AGS"][3] == 4 * 348.00
    assert lignes(3000, "ART_NC", "2025-06-02", 1, mensuel)["AGS"][3] == 3000.00
    assert lignes(20000, "ART_NC", "2025-06-02", 1, mensuel)["AGS"][3] == 4 * 3925.00
    long = (9000, "ART_NC", "2025-06-02", 5)
    assert lignes(*long, mensuel) == lignes(*long, COMMUN)
    assert "plafond_chomage_artiste" in lectures_montrees("NET", 3000, "ART_NC", "2025-06-02", 1, COMMUN)


def test_la_retraite_d_un_artiste_cadre_de_moins_de_cinq_jours() -> None:
    """3 925 ÷ 30 = 130,83 € a day, or the 348 € of social security."""
    arguments = (1000, "ART_C", "2025-06-02", 1)
    journalier = f"{COMMUN};plafond_retraite_artiste=journalier"
    assert lignes(*arguments, COMMUN)["RC_T1_TECH"][3] == 130.83
    assert lignes(*arguments, journalier)["RC_T1_TECH"][3] == 348.00
    assert lignes(1000, "ART_C", "2025-06-02", 5, journalier)["RC_T1_TECH"][3] == 654.17


def test_la_prevoyance_des_non_cadres_suit_la_retraite_ou_se_proratise() -> None:
    arguments = (1500, "TECH_NC", "2025-06-02", 5)
    proratisee = lignes(*arguments, f"{COMMUN};plafond_prevoyance=proratise")
    assert lignes(*arguments, COMMUN)["FONDS_SANTE_NC"][3] == 1500.00
    assert (proratisee["FONDS_SANTE_NC"][3], proratisee["PREV_NC_3097"][3]) == (654.17, 654.17)
    assert proratisee["RC_T1_TECH"][3] == 1500.00
    cadre = ("NET", 1500, "TECH_C", "2025-06-02", 5)
    assert valeur(*cadre, COMMUN) == valeur(*cadre, f"{COMMUN};plafond_prevoyance=proratise")


@pytest.mark.parametrize("statut", ["PERM_NC", "PERM_C", "STAGIAIRE"])
def test_les_trentiemes_de_jours_remuneres_sont_aux_intermittents(statut: str) -> None:
    for appel in (
        ("NET", 3000, statut, "2025-07-01", 10, "methode_plafond=trentiemes_remuneres"),
        ("PLAFOND", "PMSS", "2025-07-01", 10, statut, "trentiemes_remuneres"),
    ):
        code, phrase = erreur(*appel)
        assert (code, "sans objet" in phrase) == ("#VALEUR!", True)
    table = valeur("POURQUOI", "NET", 3000, statut, "2025-07-01", 10, "")
    choix = {r[1] for r in table}
    assert "methode_plafond=trentiemes" in choix
    assert "methode_plafond=trentiemes_remuneres" not in choix


@pytest.mark.parametrize(
    ("statut", "parametre", "nom"),
    [
        ("TECH_NC", "dfs=oui", "dfs"),
        ("TECH_NC", "nature=fiction", "nature"),
        ("TECH_NC", "effectif=10;versement_mobilite=75", "versement_mobilite"),
        ("TECH_NC", "taux_realisateur=artiste", "taux_realisateur=artiste"),
        ("TECH_NC", "rc_t1_perm=5", "RC_T1_PERM_PATRONAL"),
        ("TECH_NC", "regime=35", "regime"),
        ("DETACHE", "taux_at=1,5", "taux_at"),
        ("DETACHE", "residence=etranger", "residence"),
        ("STAGIAIRE", "medecine=0,3", "medecine"),
        ("ART_NC", "heures=8", "heures"),
    ],
)
def test_un_parametre_sans_effet_est_nomme(statut: str, parametre: str, nom: str) -> None:
    def nommes(parametres: str) -> set[str]:
        table = valeur("POURQUOI", "NET", 1500, statut, "2026-06-02", 3, parametres)
        debut, fin = "Paramètre ", " donné, sans effet sur ce contrat"
        return {str(r[0]).removeprefix(debut).removesuffix(fin) for r in table if str(r[0]).endswith(fin)}

    sans = valeur("NET", 1500, statut, "2026-06-02", 3, "")
    assert nommes(parametre) == {nom}
    assert valeur("NET", 1500, statut, "2026-06-02", 3, parametre) == sans
    assert not nommes("")


@pytest.mark.parametrize(
    ("statut", "montrees", "tues"),
    [
        (
            "TECH_C",
            {"methode_plafond"},
            {"prevoyance_3097", "taux_realisateur", "at_artiste", "plafond_retraite"},
        ),
        ("TECH_NC", {"prevoyance_3097", "plafond_retraite"}, {"taux_realisateur", "at_artiste"}),
        ("REAL", {"taux_realisateur", "methode_plafond"}, {"prevoyance_3097", "at_artiste"}),
        ("ART_NC", {"at_artiste", "plafond_retraite"}, {"taux_realisateur", "vieillesse_complement"}),
        ("FIGURANT", {"at_artiste", "plafond_retraite"}, {"taux_realisateur", "prevoyance_3097"}),
    ],
)
def test_pourquoi_ne_montre_que_les_lectures_qui_changent_ce_montant(
    statut: str, montrees: set[str], tues: set[str]
) -> None:
    vues = lectures_montrees("COUT_EMPLOYEUR", 1900, statut, "2025-06-02", 5, COMMUN)
    assert montrees <= vues
    assert not tues & vues


def test_une_lecture_qui_ne_se_calcule_pas_le_dit_sans_taire_le_reste() -> None:
    """A director with the flat allowance of artists: the other reading is refused, and says so."""
    table = valeur("POURQUOI", "NET", 1900, "REAL", "2025-06-02", 5, f"{COMMUN};dfs=oui")
    autre = next(r for r in table if r[1] == "taux_realisateur=artiste")
    assert "déduction forfaitaire" in autre[3]


@pytest.mark.parametrize(
    ("donne", "phrase"),
    [
        ("77", "dépend de la commune"),
        ("78", "dépend de la commune"),
        ("Yvelines", "dépend de la commune"),
        ("Seine-et-Marne", "dépend de la commune"),
        ("13", "taux du département 13 inconnu"),
        ("2A", "inconnu"),
        ("Lyon", "taux inconnu pour « Lyon »"),
    ],
)
def test_un_versement_mobilite_sans_taux_connu_dit_quoi_donner(donne: str, phrase: str) -> None:
    code, message = erreur("NET", 1500, "TECH_C", "2025-06-02", 5, f"effectif=12;versement_mobilite={donne}")
    assert code == "#VALEUR!"
    assert phrase in message
    assert "donner le taux de la commune en pourcentage" in message


def test_le_versement_mobilite_d_une_zone_ou_d_une_commune() -> None:
    """Paris since 01/02/2024: 3,20 % and 11,5 % for paid holidays; 70 % for artists."""
    for donne in ("75", "paris", "3,20"):
        parametres = f"{COMMUN};effectif=12;versement_mobilite={donne}".replace("effectif=10;", "")
        technicien = valeur("DETAIL_CHARGES", 1000, "TECH_C", "2025-06-02", 5, parametres)
        artiste = valeur("DETAIL_CHARGES", 1000, "ART_NC", "2025-06-02", 5, parametres)
        assert [r[6:8] for r in technicien if str(r[0]).startswith("VM_")] == [[0.03568, 35.68]]
        assert [r[6:8] for r in artiste if str(r[0]).startswith("VM_")] == [[0.024976, 24.98]]


def test_les_seuils_en_smic_se_comparent_apres_la_deduction_forfaitaire() -> None:
    """397,00 € less 21 % is 313,63 €, the 3,3 SMIC of 8 hours (3,3 × 8 × 11,88); a cent more is above."""
    dfs = f"{COMMUN};dfs=oui"
    reduit, plein = (set(lignes(brut, "ART_NC", "2025-06-02", 1, dfs)) for brut in (397.00, 397.01))
    assert ("SS_AF_ART_RED" in reduit, "SS_AF_ART" in reduit) == (True, False)
    assert ("SS_AF_ART_RED" in plein, "SS_AF_ART" in plein) == (False, True)
    assert "SS_AF_ART" in lignes(397, "ART_NC", "2025-06-02", 1, COMMUN)
    table = valeur("POURQUOI", "NET", 397, "ART_NC", "2025-06-02", 1, dfs)
    seuil = next(r for r in table if str(r[0]).startswith("Seuil du taux réduit d’allocations"))
    assert (seuil[2][:6], seuil[3][:6]) == ("313,63", "313,63")
    bruts = [[396.99], [397.00], [397.01]] * 500  # columns, with numpy where it is
    colonne = valeur("CHARGES_PATRONALES", bruts, "ART_NC", "2025-06-02", 1, dfs)
    assert colonne[:3] == [
        [valeur("CHARGES_PATRONALES", b, "ART_NC", "2025-06-02", 1, dfs)] for (b,) in bruts[:3]
    ]


def test_un_figurant_sans_remuneration_ne_cotise_pas_sur_le_forfait() -> None:
    assert valeur("NET", 0, "FIGURANT", "2026-06-02", 2, COMMUN) == 0
    assert valeur("CHARGES_PATRONALES", 0, "FIGURANT", "2026-06-02", 2, COMMUN) == 0
    colonne = valeur("NET", [[0.0], [108.0]] * 600, "FIGURANT", "2026-06-02", 2, COMMUN)
    assert colonne[:2] == [[0], [valeur("NET", 108, "FIGURANT", "2026-06-02", 2, COMMUN)]]


def test_les_conges_d_une_rediffusion_ne_se_calculent_que_sur_demande() -> None:
    arguments = ("CONGES_SPECTACLES", 1000, "2026-06-02", None, None, 1)
    code, phrase = erreur(*arguments, "rediffusion=oui")
    assert (code, "conges_rediffusion=oui" in phrase) == ("#VALEUR!", True)
    assert valeur(*arguments, "rediffusion=oui;conges_rediffusion=oui") == 155.00


def test_le_versement_mobilite_d_un_artiste_cite_l_arrete_et_sa_part() -> None:
    parametres = "effectif=12;versement_mobilite=75;taux_at=1,7;medecine=0,384"
    for statut, cite in (("ART_NC", True), ("TECH_C", False)):
        table = valeur("POURQUOI", "COUT_EMPLOYEUR", 1000, statut, "2025-06-02", 5, parametres)
        ligne = next(r for r in table if str(r[0]).startswith("Versement mobilité"))
        assert ("70 % pour un artiste" in ligne[1]) is cite
        assert ("arrêté du 24/01/1975 art. 2" in ligne[4]) is cite


def test_ce_qui_n_a_pas_d_objet_est_refuse_ou_dit() -> None:
    assert "plafond" in erreur("PLAFOND", "PMSS", "2026-06-02", 3, "DETACHE")[1]
    auteur = ("NET", 1000, "AUTEUR", "2026-06-02", 5, "nature=fiction;engagement_continu=non")
    assert "versés un jour donné" in erreur(*auteur)[1]
    table = valeur("POURQUOI", "NET", 1, "PERM_NC", "2026-06-01", 30, "mutuelle=60")
    assert any("Net négatif" in str(r[1]) for r in table)
    table = valeur("POURQUOI", "NET", 1000, "PERM_NC", "2026-06-01", 30, "mutuelle=60")
    assert not any("Net négatif" in str(r[1]) for r in table)
