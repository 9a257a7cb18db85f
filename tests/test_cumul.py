"""Ceilings and tranches of several contracts of one person, worked by hand on the law's figures.

Monthly ceiling of 2025: 3 925 €; artists' ceiling of a day: 12 × 29 = 348 €.
"""

from __future__ import annotations

import pytest

from tests.conftest import valeur
from tests.cumul_essai import MESURES, bases, colonnes, detail, rangee
from xlprod.argent import centimes

VIEILLESSE = "SS_VP"


def test_deux_semaines_d_un_technicien_cadre() -> None:
    """Ten days: 3 925 × 10/30 = 1 308,33 €; the second week gives back what was above 654,17 €."""
    riche, pauvre = rangee(2000, "TECH_C", "2025-06-02", 5), rangee(300, "TECH_C", "2025-06-09", 5)
    premier, second = detail(riche, pauvre)
    assert premier[VIEILLESSE] == premier["RC_T1_TECH"] == [654.17]
    assert premier["RC_T2_CADRE_INT"] == [1345.83]
    assert second[VIEILLESSE] == second["RC_T1_TECH"] == [654.16]
    assert second["RC_T2_CADRE_INT"] == [-354.16]
    assert (premier["CET"], second["CET"]) == ([2000], [300])

    table = valeur("DETAIL_CHARGES", *colonnes(riche, pauvre))
    parts = {ligne[2]: (ligne[7], ligne[9]) for ligne in table if ligne[0] == 2}
    assert parts[VIEILLESSE] == (45.14, 55.93)  # 654,16 × 6,90 % and 8,55 %
    assert parts["RC_T2_CADRE_INT"] == (-30.6, -45.86)  # 354,16 × 8,64 % and 12,95 %, given back


def test_la_cet_se_rattrape_et_se_rend() -> None:
    """Due on everything, but only above the ceiling: 1 308,33 € for the two weeks."""
    semaines = ("2025-06-02", "2025-06-09")

    def assiettes(*bruts: float) -> list[list[float]]:
        return bases("CET", *(rangee(b, "TECH_C", j, 5) for b, j in zip(bruts, semaines, strict=True)))

    assert assiettes(600, 1500) == [[], [2100]]
    assert assiettes(700, 300) == [[700], [-700]]
    assert assiettes(600, 700) == [[], []]


def test_la_retraite_d_un_non_cadre_a_un_plafond_entier_par_mois_et_par_personne() -> None:
    premier, second = detail(
        rangee(3000, "TECH_NC", "2025-06-02", 5), rangee(3000, "OUVRIER", "2025-06-09", 5)
    )
    assert (premier["RC_T1_TECH"], second["RC_T1_TECH"]) == ([3000], [925])
    assert (premier.get("RC_T2_TECH_NC"), second["RC_T2_TECH_NC"]) == (None, [2075])
    assert (premier.get("CET"), second["CET"]) == (None, [6000])
    assert (premier[VIEILLESSE], second[VIEILLESSE]) == ([654.17], [654.16])
    (juillet,) = bases("RC_T1_TECH", rangee(3000, "TECH_NC", "2025-07-01", 5))
    assert juillet == [3000]


def test_un_jour_couvert_deux_fois_ne_compte_qu_une() -> None:
    memes = (rangee(500, "TECH_C", "2025-06-02", 5), rangee(400, "TECH_C", "2025-06-02", 5))
    assert bases(VIEILLESSE, *memes) == [[254.17], [400]]
    # From the 2nd to the 6th and from the 5th to the 10th: nine days, 1 177,50 €.
    chevauches = (rangee(2000, "TECH_C", "2025-06-02", 5), rangee(2000, "TECH_C", "2025-06-05", 6))
    assert bases(VIEILLESSE, *chevauches) == [[654.17], [523.33]]


def test_deux_cachets_du_meme_jour_ont_un_seul_plafond_d_artiste() -> None:
    """Arrêté of 24/01/1975: the same day, for the same employer; the next day has its own ceiling."""
    cachets = (
        rangee(250, "ART_NC", "2025-06-02", 1),
        rangee(200, "ART_NC", "2025-06-02", 1),
        rangee(500, "ART_NC", "2025-06-03", 1),
    )
    assert bases("SS_VP_ART", *cachets) == [[148], [200], [348]]
    assert bases("RC_T1_ART_NC", *cachets) == [[250], [200], [500]]
    # Two days from the 2nd: 300 € a day, of which the 2nd has already seen 248 €.
    longs = (rangee(248, "ART_NC", "2025-06-02", 1), rangee(600, "ART_NC", "2025-06-02", 2))
    assert bases("SS_VP_ART", *longs) == [[248], [400]]
    # 4 × 348 € of unemployment insurance for the day.
    chers = (rangee(1000, "ART_NC", "2025-06-02", 1), rangee(1000, "ART_NC", "2025-06-02", 1))
    assert bases("CHOM_INT_DC+CHOM_INT_SPEC", *chers) == [[1000], [392]]


def test_realisateur_et_acteur() -> None:
    """One social-security ceiling, 3 925 × 13/30; pension apart: cadre by days, non-cadre whole month."""
    realisateur, acteur = detail(
        rangee(3000, "REAL", "2025-06-02", 10), rangee(2000, "ART_NC", "2025-06-09", 6)
    )
    assert (realisateur[VIEILLESSE], acteur["SS_VP_ART"]) == ([1308.33], [392.5])
    assert (realisateur["RC_T1_TECH"], acteur["RC_T1_ART_NC"]) == ([1308.33], [2000])
    realisateur, cachet = detail(
        rangee(3000, "REAL", "2025-06-02", 10), rangee(500, "ART_NC", "2025-06-09", 1)
    )
    assert (realisateur[VIEILLESSE], cachet["SS_VP_ART"]) == ([1308.33], [348])


def test_un_contrat_a_cheval_sur_deux_mois() -> None:
    """Six days of June, 1 800 €, and four of July, 1 200 €, with another contract of five days."""
    lignes = (rangee(3000, "TECH_C", "2025-06-25", 10), rangee(500, "TECH_C", "2025-07-01", 5))
    # June: 3 925 × 6/30 = 785; July, five days: 3 925 × 5/31 = 633,06.
    assert bases(VIEILLESSE, *lignes) == [[785, 133.06], [500]]
    table = valeur("DETAIL_CHARGES", *colonnes(*lignes))
    libelles = [r[3] for r in table if r[:1] == [1] and r[2] == VIEILLESSE]
    assert [libelle[-29:] for libelle in libelles] == [
        "(du 25/06/2025 au 30/06/2025)",
        "(du 01/07/2025 au 04/07/2025)",
    ]


def test_cumul_de_l_annee_et_de_chaque_contrat() -> None:
    janvier, fevrier = ("2025-01-01", 31), ("2025-02-01", 28)

    def second(plus: str) -> list[float]:
        lignes = (rangee(10000, "TECH_C", *janvier, plus=plus), rangee(1000, "TECH_C", *fevrier, plus=plus))
        return bases("RC_T1_TECH", *lignes)[1]

    assert second("") == second(";cumul=mois") == [1000]
    assert second(";cumul=annee") == [3925]  # 2 × 3 925 € for the two months, 11 000 € were due
    lignes = (rangee(2000, "TECH_C", "2025-06-02", 5), rangee(300, "TECH_C", "2025-06-09", 5))
    isolees = tuple((*ligne[:4], f"{ligne[4]};cumul=contrat", ligne[5]) for ligne in lignes)
    for nom in MESURES:
        assert valeur(nom, *colonnes(*isolees)) == valeur(nom, *colonnes(*lignes)[:5])
        assert valeur(nom, *colonnes(*isolees)) != valeur(nom, *colonnes(*lignes))


def test_les_seuils_restent_ceux_de_chaque_contrat() -> None:
    """Reduced rates and relief do not depend on the other contract, nor on the cut at month starts."""
    lignes = (rangee(800, "TECH_NC", "2025-06-25", 10), rangee(2000, "TECH_NC", "2025-06-02", 5))
    table = valeur("DETAIL_CHARGES", *colonnes(*lignes))
    seul = valeur("DETAIL_CHARGES", *lignes[0][:5])
    codes = {r[2] for r in table if r[0] == 1}
    assert codes == {r[0] for r in seul[1:]} >= {"SS_MAL_RED", "SS_AF_RED", "REDUCTION_GENERALE"}
    relief = sum(centimes(r[9]) for r in table if r[0] == 1 and r[2] == "REDUCTION_GENERALE")
    assert relief == centimes(seul[-1][7])


def test_le_taux_reduit_se_lit_sur_le_brut_de_tout_le_contrat() -> None:
    """2 000 € for 62,4 h: above 2,25 SMIC (1 667,95 €), though each month's part is under it."""
    lignes = (rangee(2000, "TECH_NC", "2025-06-25", 10), rangee(2000, "TECH_NC", "2025-06-02", 5))
    premiere, _ = detail(*lignes)
    assert premiere["SS_MAL"] == [1200, 800]
    assert "SS_MAL_RED" not in premiere


def test_la_reduction_de_chaque_annee_est_partagee_au_centime() -> None:
    """Three months, two years: what the parts bring adds up to the relief of each year."""
    for cents in range(2_500_00, 2_500_40):
        ligne = rangee(cents / 100, "TECH_NC", "2024-11-18", 60)
        table = valeur("DETAIL_CHARGES", *colonnes(ligne, rangee(10, "TECH_NC", "2025-03-03", 1)))
        parts = [r[9] for r in table if r[0] == 1 and r[2] == "REDUCTION_GENERALE"]
        seules = [r[7] for r in valeur("DETAIL_CHARGES", *ligne[:5]) if r[0] == "REDUCTION_GENERALE"]
        assert (len(parts), len(seules)) == (3, 2)
        assert centimes(parts[0] + parts[1]) == centimes(seules[0])
        assert parts[2] == seules[1]


def test_la_limite_annuelle_de_la_deduction_est_celle_de_la_personne() -> None:
    """21 % of 25 000 € is 5 250 €; what is left of 7 600 € serves the next contract."""
    lignes = [rangee(25000, "ART_NC", f"2025-0{m}-01", 28, plus=";dfs=oui") for m in (1, 2, 3)]
    assert bases("SS_VD_ART", *lignes) == [[19750], [22650], [25000]]
    autres = [(*ligne[:5], f"n{n}") for n, ligne in enumerate(lignes)]
    assert bases("SS_VD_ART", *autres) == [[19750]] * 3


def test_le_plafond_de_la_semaine_ne_sert_qu_une_fois() -> None:
    """Weekly ceiling of 2025: 906 €."""
    memes = [rangee(9000, "TECH_C", "2025-06-02", 5, plus=";methode_plafond=hebdomadaire") for _ in range(2)]
    assert bases(VIEILLESSE, *memes) == [[906], []]


@pytest.mark.parametrize("plus", ["", ";methode_plafond=ouvres", ";methode_plafond=trentiemes"])
def test_les_methodes_du_plafond_comptent_chaque_jour_une_fois(plus: str) -> None:
    """Worked days of June 2025: 21; the whole month is never exceeded."""
    memes = [rangee(9000, "TECH_C", "2025-06-02", n, plus=plus) for n in (5, 5, 12)]
    unis = {"": 12 / 30, ";methode_plafond=ouvres": 10 / 21, ";methode_plafond=trentiemes": 12 / 30}[plus]
    assert sum(b for lus in bases(VIEILLESSE, *memes) for b in lus) == pytest.approx(3925 * unis, abs=0.005)
    tous = [rangee(9000, "TECH_C", f"2025-07-{j:02}", 1, plus=plus) for j in range(1, 32)]
    assert sum(b for lus in bases(VIEILLESSE, *tous) for b in lus) == pytest.approx(3925, abs=0.005)


def test_une_rediffusion_a_ses_jours_fictifs_ou_le_plafond_de_l_annee() -> None:
    """3 000 € for 500 € a day at first: six days of 348 €.  Ceiling of 2025: 47 100 €."""
    jours_connus = ";rediffusion=oui;jours_initiaux=2;remuneration_initiale=1000"
    cachet, rediffusion = bases(
        "SS_VP_ART",
        rangee(500, "ART_NC", "2025-06-02", 1),
        rangee(3000, "ART_NC", "2025-06-02", 1, plus=jours_connus),
    )
    assert (cachet, rediffusion) == ([348], [2088])
    versements = ("2025-03-03", "2025-09-01")
    annuelles = [rangee(30000, "ART_NC", jour, 1, plus=";rediffusion=oui") for jour in versements]
    assert bases("SS_VP_ART", *annuelles) == [[30000], [17100]]


def test_le_plafond_des_conges_reste_celui_du_contrat() -> None:
    """From 27 June to 31 July: 25 worked days, two of them in June, at 100 €."""
    lignes = (
        rangee(3500, "TECH_C", "2025-06-27", 35, plus=";plafond_conges=100"),
        rangee(50, "TECH_C", "2025-07-01", 1),
    )
    premiere, seconde = bases("CONGES_SPEC", *lignes)
    assert premiere == [285.71, 2214.29]  # 2 500 €, shared as the gross: 4 and 31 days
    assert seconde == [50]


def test_quatre_plafonds_mensuels_de_chomage_pour_toutes_les_journees_d_un_mois() -> None:
    """4 × 3 925 = 15 700 € a month under that reading: the second day has what the first left."""
    plus = ";plafond_chomage_artiste=mensuel"
    jours = [rangee(10000, "ART_NC", f"2025-06-{j:02}", 1, plus=plus) for j in (2, 12)]
    assert bases("AGS", *jours) == [[10000.00], [5700.00]]
    assert bases("SS_VP_ART", *jours) == [[348.00], [348.00]]
    # Another month has its own four ceilings; by the day, each day has 4 × 348 €.
    assert bases("AGS", jours[0], rangee(10000, "ART_NC", "2025-07-02", 1, plus=plus))[1] == [10000.00]
    assert bases("AGS", *(rangee(10000, "ART_NC", f"2025-06-{j:02}", 1) for j in (2, 12))) == [[1392.00]] * 2


def test_la_prevoyance_proratisee_d_un_non_cadre_se_partage_comme_le_plafond() -> None:
    """Two spans of 5 days of June: 654,17 € then the rest of 1 308,33 €; pension keeps the whole month."""
    plus = ";plafond_prevoyance=proratise"
    lignes = [rangee(1500, "TECH_NC", f"2025-06-{j:02}", 5, plus=plus) for j in (2, 16)]
    assert bases("FONDS_SANTE_NC", *lignes) == [[654.17], [654.16]]
    assert bases("RC_T1_TECH", *lignes) == [[1500.00], [1500.00]]
    entieres = [rangee(1500, "TECH_NC", ligne[2], 5) for ligne in lignes]
    assert bases("FONDS_SANTE_NC", *entieres) == [[1500.00]] * 2
