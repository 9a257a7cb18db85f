"""Ceilings and tranches of several contracts of one person, worked by hand on the law's figures.

Monthly ceiling of 2025: 3 925 €; artists' ceiling of a day: 12 × 29 = 348 €.
"""

from __future__ import annotations

import calendar
import datetime as dt
import time
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.conftest import erreur, valeur
from udfs.explication import expliquer
from xlprod import registre
from xlprod.argent import centimes
from xlprod.classeurs.recalcul import recalculer
from xlprod.erreurs import ErreurXlprod
from xlprod.hotes.evaluer import evaluer_formule
from xlprod.paie import cumul
from xlprod.paie.cumul import Ligne
from xlprod.textes import cle

PARAMETRES = "effectif=10;taux_at=1,5;medecine=0,384"
PAIRES = (("effectif", "10"), ("taux_at", "1,5"), ("medecine", "0,384"))
MESURES = ("CHARGES_PATRONALES", "CHARGES_SALARIALES", "NET", "COUT_EMPLOYEUR", "TAUX_CHARGES")

Rangee = tuple[Any, ...]
"""Gross, statut, date, days, parameters, person."""


def rangee(
    brut: Any, statut: str, jour: str, jours: int, personne: str | None = "Dupont", plus: str = ""
) -> Rangee:
    return (brut, statut, jour, jours, PARAMETRES + plus, personne)


def colonnes(*rangees: Rangee) -> list[list[list[Any]]]:
    return [[[cellule] for cellule in colonne] for colonne in zip(*rangees, strict=True)]


def detail(*rangees: Rangee) -> list[dict[str, list[float]]]:
    """Bases of each row, by code of contribution; one for each period."""
    rendu: list[dict[str, list[float]]] = [{} for _ in rangees]
    vide: Rangee = (None,) * 6  # one row alone is still a column
    for ligne in valeur("DETAIL_CHARGES", *colonnes(*rangees, vide))[1:]:
        rendu[ligne[0] - 1].setdefault(ligne[2], []).append(ligne[5])
    return rendu


def bases(code: str, *rangees: Rangee) -> list[list[float]]:
    return [lignes.get(code, []) for lignes in detail(*rangees)]


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


def test_la_limite_annuelle_de_la_deduction_est_celle_de_la_personne() -> None:
    """21 % of 25 000 € is 5 250 €; what is left of 7 600 € serves the next contract."""
    lignes = [rangee(25000, "ART_NC", f"2025-0{m}-01", 28, plus=";dfs=oui") for m in (1, 2, 3)]
    assert bases("SS_VD_ART", *lignes) == [[19750], [22650], [25000]]
    autres = [(*ligne[:5], f"n{n}") for n, ligne in enumerate(lignes)]
    assert bases("SS_VD_ART", *autres) == [[19750]] * 3


@pytest.mark.parametrize("plus", ["", ";methode_plafond=ouvres", ";methode_plafond=trentiemes"])
def test_les_methodes_du_plafond_comptent_chaque_jour_une_fois(plus: str) -> None:
    """Worked days of June 2025: 21; the whole month is never exceeded."""
    memes = [rangee(9000, "TECH_C", "2025-06-02", n, plus=plus) for n in (5, 5, 12)]
    unis = {"": 12 / 30, ";methode_plafond=ouvres": 10 / 21, ";methode_plafond=trentiemes": 12 / 30}[plus]
    assert sum(b for lus in bases(VIEILLESSE, *memes) for b in lus) == pytest.approx(3925 * unis, abs=0.005)
    tous = [rangee(9000, "TECH_C", f"2025-07-{j:02}", 1, plus=plus) for j in range(1, 32)]
    assert sum(b for lus in bases(VIEILLESSE, *tous) for b in lus) == pytest.approx(3925, abs=0.005)


STATUTS = ("TECH_NC", "TECH_C", "REAL", "ART_NC", "ART_C", "FIGURANT", "PERM_C")


@st.composite
def contrats(tirer: st.DrawFn, mois_max: int = 6) -> Ligne:
    debut = dt.date(2025, 1, 1) + dt.timedelta(days=tirer(st.integers(0, 30 * mois_max)))
    return Ligne(
        tirer(st.integers(1, 1_500_000)),
        tirer(st.sampled_from(STATUTS)),
        debut,
        tirer(st.integers(1, 45)),
        PAIRES,
        tirer(st.sampled_from(["Dupont", "DUPONT ", "Éloi", "eloi", ""])),
    )


def totaux(lignes: list[Ligne]) -> list[tuple[int, int]]:
    calculees = cumul.calculer(lignes)
    assert not [c for c in calculees if isinstance(c, ErreurXlprod)]
    return [(c.salariales, c.patronales) for c in calculees if not isinstance(c, ErreurXlprod)]


@settings(max_examples=60, deadline=None)
@given(st.lists(contrats(), min_size=2, max_size=8), st.randoms())
def test_l_ordre_des_lignes_ne_change_rien(lignes: list[Ligne], hasard: Any) -> None:
    melees = list(lignes)
    hasard.shuffle(melees)

    def ensemble(donnees: list[Ligne]) -> list[Any]:
        identites = [(*ligne[:5], cle(ligne.personne or "")) for ligne in donnees]
        return sorted(zip(identites, totaux(donnees), strict=True))

    assert ensemble(lignes) == ensemble(melees)


@settings(max_examples=80, deadline=None)
@given(
    st.sampled_from(["TECH_C", "TECH_NC", "PERM_C"]),
    st.integers(1, 27),
    st.integers(2, 31),
    st.data(),
)
def test_decouper_un_contrat_ne_perd_aucun_jour_de_plafond(
    statut: str, premier: int, jours: int, data: st.DataObject
) -> None:
    """Whatever the cut and the gross of each part, the month has the bases of the whole contract."""
    jours = min(jours, 31 - premier + 1)
    coupe = data.draw(st.integers(1, jours - 1))
    bruts = data.draw(st.tuples(st.integers(0, 900_000), st.integers(0, 900_000)))
    debut = dt.date(2025, 7, premier)
    parts = [
        Ligne(bruts[0], statut, debut, coupe, PAIRES, "A"),
        Ligne(bruts[1], statut, debut + dt.timedelta(days=coupe), jours - coupe, PAIRES, "A"),
    ]
    entier = Ligne(sum(bruts), statut, debut, jours, PAIRES, "A")

    def assiettes(lignes: list[Ligne]) -> dict[str, int]:
        sommes: dict[str, int] = {}
        for calculee in cumul.calculer(lignes):
            assert not isinstance(calculee, ErreurXlprod)
            (periode,) = calculee.periodes
            for ligne, base in zip(periode.lignes, periode.montants.assiettes, strict=True):
                if ligne.assiette in PLAFONNEES:
                    sommes[ligne.assiette] = sommes.get(ligne.assiette, 0) + base
        return sommes

    assert assiettes(parts) == assiettes([entier])


PLAFONNEES = {
    "securite_sociale_plafonnee", "vieillesse_plafonnee", "chomage", "retraite_t1", "retraite_t2", "cet",
    "apec",
}  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(
    st.integers(0, 2_000_000), st.sampled_from(STATUTS), st.integers(0, 700), st.integers(1, 31), st.data()
)
def test_une_ligne_seule_d_un_mois_vaut_la_cellule(
    brut: int, statut: str, decalage: int, jours: int, data: st.DataObject
) -> None:
    debut = dt.date(2024, 1, 1) + dt.timedelta(days=decalage)
    assume(debut.day + jours - 1 <= calendar.monthrange(debut.year, debut.month)[1])
    methodes = ["calendaire", "ouvres", "trentiemes", "hebdomadaire", "non_proratise"]
    methode = data.draw(st.sampled_from(methodes))
    paires = (*PAIRES, ("methode_plafond", methode))
    (nommee,) = totaux([Ligne(brut, statut, debut, jours, paires, "A")])
    (seule,) = totaux([Ligne(brut, statut, debut, jours, paires, None)])
    assert nommee == seule


@settings(max_examples=30, deadline=None)
@given(st.lists(contrats(), min_size=2, max_size=6))
def test_le_tableau_de_toutes_les_lignes_fait_le_total_des_colonnes(lignes: list[Ligne]) -> None:
    donnees = colonnes(*((ligne.brut / 100, *ligne[1:4], PARAMETRES, ligne.personne) for ligne in lignes))
    table = valeur("DETAIL_CHARGES", *donnees)
    for nom, colonne in (("CHARGES_SALARIALES", 7), ("CHARGES_PATRONALES", 9)):
        sommes = dict.fromkeys(range(1, len(lignes) + 1), 0)
        for ligne in table[1:]:
            sommes[ligne[0]] += centimes(ligne[colonne])
        assert list(sommes.values()) == [centimes(montant) for (montant,) in valeur(nom, *donnees)]


def test_une_cellule_seule_ne_change_pas_avec_un_nom() -> None:
    seule = rangee(2000, "TECH_C", "2025-06-25", 10)
    for nom in (*MESURES, "DETAIL_CHARGES"):
        assert valeur(nom, *seule) == valeur(nom, *seule[:5])
        assert valeur(nom, *([[c]] for c in seule)) == valeur(nom, *seule[:5])
    assert any("contrat isolé" in r[1] for r in valeur("POURQUOI", "NET", *seule))


def test_sans_nom_chaque_ligne_est_seule() -> None:
    lignes = [rangee(2000, "TECH_C", "2025-06-25", 10, nom) for nom in (None, " ", "")]
    attendu = valeur("NET", *lignes[0][:5])
    assert valeur("NET", *colonnes(*lignes)) == [[attendu]] * 3
    table = valeur("DETAIL_CHARGES", *colonnes(*lignes)[:5])
    assert table[0][:3] == ["Ligne", "Personne", "Code"]
    seule = valeur("DETAIL_CHARGES", *lignes[0][:5])[1:]
    assert table[1:] == [[rang, "", *r] for rang in (1, 2, 3) for r in seule]


def test_les_noms_se_reconnaissent_sans_casse_accents_ni_espaces() -> None:
    noms = ("Éloïse  Petit", "ELOISE PETIT", " eloise petit ")
    lignes = [rangee(2000, "TECH_C", "2025-06-02", 5, nom) for nom in noms]
    assert [len(b) for b in bases(VIEILLESSE, *lignes)] == [1, 0, 0]  # one ceiling of five days


def test_une_personne_pour_toutes_les_lignes_et_des_parametres_communs() -> None:
    lignes = (rangee(2000, "TECH_C", "2025-06-02", 5), rangee(300, "TECH_C", "2025-06-09", 5))
    attendu = valeur("NET", *colonnes(*lignes))
    donnees = colonnes(*lignes)
    assert valeur("NET", *donnees[:5], "Dupont") == attendu
    plage = [["effectif", 10], ["taux_at", 1.5], ["medecine", 0.384]]
    assert valeur("NET", *donnees[:4], plage, donnees[5]) == attendu
    deux = plage[:2]
    assert len(valeur("NET", *donnees[:4], deux, donnees[5])) == 2  # two rows of two columns: one set
    horizontal = [[[c[0] for c in colonne]] for colonne in donnees]
    horizontal[4] = PARAMETRES  # type: ignore[call-overload]
    assert valeur("NET", *horizontal) == [[c for (c,) in attendu]]


def test_une_colonne_de_parametres_sert_aussi_sans_nom() -> None:
    lignes = (
        rangee(2000, "TECH_C", "2025-06-02", 5),
        rangee(2000, "TECH_C", "2025-06-02", 5, plus=";heures=80"),
    )
    rendu = valeur("NET", *colonnes(*lignes)[:5])
    assert rendu == [[valeur("NET", *ligne[:5])] for ligne in lignes]
    courte = [[PARAMETRES]] * 3
    retour = valeur("NET", *colonnes(*lignes)[:4], courte)
    assert all("un par ligne" in r.message for (r,) in retour)


def test_une_ligne_en_erreur_n_emporte_pas_les_autres() -> None:
    bonnes = [rangee(2000, "TECH_C", "2025-06-02", 5), rangee(300, "TECH_C", "2025-06-09", 5)]
    mauvaises = [
        rangee("x", "TECH_C", "2025-06-02", 5),
        rangee(100, "TECH_C", "2031-06-02", 5),
        rangee(100, "TECHNO", "2025-06-02", 5),
    ]
    vide: Rangee = (None,) * 6
    donnees = colonnes(mauvaises[0], bonnes[0], vide, mauvaises[1], bonnes[1], mauvaises[2])
    attendu = [c for (c,) in valeur("NET", *colonnes(*bonnes))]
    rendu = [c for (c,) in valeur("NET", *donnees)]
    assert [rendu[1], rendu[2], rendu[4]] == [attendu[0], "", attendu[1]]
    assert [(rendu[i].code, rendu[i].message[:5]) for i in (0, 3, 5)] == [
        ("#VALEUR!", "brut "),
        ("#N/A", rendu[3].message[:5]),
        ("#VALEUR!", "statu"),
    ]

    table = valeur("DETAIL_CHARGES", *donnees)
    assert {r[0] for r in table[1:]} == {1, 2, 4, 5, 6}
    fautives = [r for r in table if r[0] in (1, 4, 6)]
    assert [r[1] for r in fautives] == ["Dupont"] * 3
    for r in fautives:
        assert [isinstance(c, ErreurXlprod) for c in r] == [n in (5, 7, 9) for n in range(len(table[0]))]
    assert fautives[0][5].message.startswith("ligne 1 : brut : montant en euros attendu")
    assert fautives[1][5].code == "#N/A"
    assert valeur("DIAGNOSTIC", "DETAIL_CHARGES", *donnees) == fautives[0][5].message


def test_des_cumuls_qui_se_contredisent() -> None:
    lignes = (
        rangee(2000, "TECH_C", "2025-06-02", 5, plus=";cumul=annee"),
        rangee(300, "TECH_C", "2025-06-09", 5),
        rangee(300, "TECH_C", "2025-06-09", 5, "Martin"),
    )
    premiere, seconde, autre = (c for (c,) in valeur("NET", *colonnes(*lignes)))
    assert premiere.message == seconde.message
    assert "« Dupont » donnent des choix différents (annee, mois)" in premiere.message
    assert autre == valeur("NET", *lignes[2][:5])
    assert (
        "n'est pas un choix"
        in erreur("NET", *rangee(300, "TECH_C", "2025-06-09", 5, plus=";cumul=semaine"))[1]
    )


def test_un_brut_nul_n_a_pas_de_taux() -> None:
    lignes = (rangee(0, "TECH_C", "2025-06-02", 5), rangee(300, "TECH_C", "2025-06-09", 5))
    nul, taux = (c for (c,) in valeur("TAUX_CHARGES", *colonnes(*lignes)))
    assert isinstance(nul, ErreurXlprod)
    assert taux == pytest.approx(valeur("CHARGES_PATRONALES", *colonnes(*lignes))[1][0] / 300)


def test_l_explication_d_une_ligne_est_celle_de_sa_cellule() -> None:
    lignes = (rangee(2000, "TECH_C", "2025-06-02", 5), rangee(300, "TECH_C", "2025-06-09", 5))
    cellule = valeur("CHARGES_SALARIALES", *colonnes(*lignes))[1][0]
    resultat = expliquer("CHARGES_SALARIALES", *colonnes(*lignes), rang=1)
    assert resultat.cellule() == cellule
    etapes = {e.regle.libelle: e for e in resultat.etapes}
    partage = [e for e in resultat.etapes if e.regle.code == "CUMUL"]
    assert [e.texte_resultat for e in partage] == ["2\u202f300,00\u00a0€", "1\u202f308,33\u00a0€"]
    assert {e.regle.article for e in partage} == {"CSS art. R242-2 II"}
    autres = {e.regle.formule: e for e in resultat.etapes if e.regle.code == "cumul"}
    isole = valeur("CHARGES_SALARIALES", *lignes[1][:5])
    assert autres["cumul=contrat"].resultat == centimes(isole)
    assert any("partagés avec les autres lignes" in a for a in resultat.avertissements)
    assert "Résultat" in etapes


def test_pourquoi_sur_des_colonnes_donne_le_total_de_chaque_cumul() -> None:
    lignes = (
        rangee(10000, "TECH_C", "2025-01-01", 31),
        rangee(1000, "TECH_C", "2025-02-01", 28),
        rangee("x", "TECH_C", "2025-02-01", 28),
    )
    table = valeur("POURQUOI", "CHARGES_PATRONALES", *colonnes(*lignes))
    annee = [(*ligne[:4], f"{ligne[4]};cumul=annee", ligne[5]) for ligne in lignes[:2]]
    total = sum(centimes(c) for (c,) in valeur("CHARGES_PATRONALES", *colonnes(*annee)))
    (autre,) = (r for r in table if r[1] == "cumul=annee")
    assert autre[3] == f"{total // 100:,}".replace(",", "\u202f") + f",{total % 100:02}\u00a0€"
    assert [r[0] for r in table if r[0].startswith("Ligne")] == [
        "Ligne 1, Dupont : TECH_C du 01/01/2025 au 31/01/2025",
        "Ligne 2, Dupont : TECH_C du 01/02/2025 au 28/02/2025",
    ]
    assert any(r[1].startswith("Ligne 3, Dupont : brut") for r in table)


def test_xlprod_eval() -> None:
    formule = (
        '=XLPROD.CHARGES_SALARIALES({2000;300};"TECH_C";{"2025-06-02";"2025-06-09"};5;'
        f'"{PARAMETRES}";{{"Dupont";"DUPONT"}})'
    )
    retour = evaluer_formule(formule)
    lignes = (rangee(2000, "TECH_C", "2025-06-02", 5), rangee(300, "TECH_C", "2025-06-09", 5))
    assert retour.valeur == valeur("CHARGES_SALARIALES", *colonnes(*lignes))
    assert retour.valeur[1][0] != valeur("CHARGES_SALARIALES", *lignes[1][:5])


def test_un_classeur_recalcule_deverse_le_tableau(tmp_path: Path) -> None:
    """Rows in a sheet, one of them blank and one in error; the table grows under its formula."""
    lignes: list[Rangee] = [
        rangee(2000, "TECH_C", "2025-06-02", 5),
        (None,) * 6,
        rangee(300, "TECH_C", "2025-06-09", 5),
        rangee(300, "TECH_Z", "2025-06-09", 5, "Martin"),
    ]
    source, destination = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    classeur = xlsxwriter.Workbook(source)
    feuille = classeur.add_worksheet("Equipe")
    for rang, ligne in enumerate(lignes):
        feuille.write_row(rang, 0, ligne)
    plages = "A1:A4,B1:B4,C1:C4,D1:D4,E1:E4,F1:F4"
    feuille.write_dynamic_array_formula("H1:H4", f"=_xldudf_XLPROD_NET({plages})", None, 9)
    feuille.write_dynamic_array_formula("J1", f"=_xldudf_XLPROD_DETAIL_CHARGES({plages})", None, "périmé")
    feuille.write_formula("W1", f'=XLPROD.DIAGNOSTIC("DETAIL_CHARGES",{plages})')
    classeur.close()
    bilan = recalculer(source, destination)
    assert bilan.non_calculees == []

    lue = openpyxl.load_workbook(destination, data_only=True)["Equipe"]
    attendus = valeur("DETAIL_CHARGES", *colonnes(*lignes))
    for i, rangee_ in enumerate(attendus, 1):
        obtenue = [lue.cell(i, 10 + n).value for n in range(12)]
        ecrits = ["#VALUE!" if isinstance(c, ErreurXlprod) else None if c == "" else c for c in rangee_]
        assert obtenue == ecrits
    assert lue.cell(len(attendus) + 1, 10).value is None
    nets = [c for (c,) in valeur("NET", *colonnes(*lignes))]
    assert [lue.cell(i, 8).value for i in range(1, 5)] == [nets[0], None, nets[2], "#VALUE!"]
    assert lue["W1"].value.startswith("ligne 4 : statut inconnu")


def test_mille_cinq_cents_lignes() -> None:
    """A second of processor at most, on a machine that has others to serve."""
    lignes = [
        rangee(
            1000 + i * 37 % 900,
            STATUTS[i % 6],
            f"2025-0{1 + i % 6}-{1 + i % 20:02}",
            1 + i * 7 % 12,
            f"p{i % 300}",
        )
        for i in range(1500)
    ]
    donnees = colonnes(*lignes)
    valeur("COUT_EMPLOYEUR", *donnees)  # what the law says is read once
    debut = time.process_time()
    rendu = valeur("COUT_EMPLOYEUR", *donnees)
    duree = time.process_time() - debut
    assert len(rendu) == 1500
    assert not [c for (c,) in rendu if isinstance(c, ErreurXlprod)]
    assert duree < 1


def test_l_argument_personne_est_le_seul_qui_lie_des_lignes() -> None:
    lies = {f.nom: [a.nom for a in f.arguments if a.lie] for f in registre.FONCTIONS.values()}
    assert {nom: noms for nom, noms in lies.items() if noms} == {
        nom: ["personne"] for nom in (*MESURES, "DETAIL_CHARGES")
    }
    assert all(f.ensemble for f in registre.FONCTIONS.values() if lies[f.nom])


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
    assert (
        bases("FONDS_SANTE_NC", *((*ligne[:4], PARAMETRES, "Dupont") for ligne in lignes)) == [[1500.00]] * 2
    )
