"""Why this gross: its lines, what was supposed, and the amount under each other reading."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cas_temps_lus import CAS, arguments, jours
from tests.conftest import valeur
from xlprod import registre
from xlprod.argent import texte_euros
from xlprod.baremes import temps
from xlprod.textes import cle

VENDREDI_LONG = [f"2025-06-{16 + n} 08:00 18:00 0" for n in range(4)] + ["2025-06-20 08:00 20:00 0"]
DP = ["Directeur de la photographie", "3097", "2025-06-16"]


def autres_lectures(*appel: Any) -> dict[str, str]:
    """Choice → amount, as the explanation shows them."""
    return {r[1]: r[3] for r in valeur("POURQUOI", *appel) if str(r[0]).startswith("Lecture discutée")}


def test_les_deux_montants_du_cumul_sont_montres() -> None:
    montrees = autres_lectures("BRUT_SEMAINE", *DP, jours(VENDREDI_LONG))
    assert montrees["cumul=addition"] == texte_euros(375792)
    inverse = autres_lectures("BRUT_SEMAINE", *DP, jours(VENDREDI_LONG), "cumul=addition")
    assert inverse == {"cumul=plafond": texte_euros(368897)}


LECTURES = {
    "cumul": "dixieme-fin-de-semaine",
    "base_journee": "journee-10h",
    "ordre_heures": "dixieme-fin-de-semaine",
    "ferie_compte_comme_jour": None,
    "base_recuperation": None,
    "base_pause": "continue-journee",
    "solidarite_heures": "pentecote-prorata",
    "solidarite_base": "pentecote-prorata",
    "transport_brut": "transport-2h",
    "base_hs_figurant": "figurant-smic",
    "hs_artiste": "artiste-deux-jours-longs",
    "hs_2642": "av-50h",
    "base_hs_journee": "av-jour-12h",
}
HORS_CAS: dict[str, list[Any]] = {
    "ferie_compte_comme_jour": [
        "Machiniste de prise de vues", "3097", "2025-04-21",
        jours(["2025-04-21 nature=férié", *(f"2025-04-2{n} 08:00 17:00 0" for n in range(2, 6))]),
    ],
    "base_recuperation": [
        "Scripte", "3097", "2025-06-15", jours(["2025-06-15 09:00 17:00 0"]), "recuperation=non"
    ],
}  # fmt: skip


def test_chaque_lecture_est_essayee() -> None:
    assert set(LECTURES) == {lecture.parametre for lecture in temps.lectures()}


@pytest.mark.parametrize("nom", LECTURES)
def test_chaque_lecture_change_un_montant_et_le_dit(nom: str) -> None:
    """The amount that the explanation gives for a choice is the one of a call that makes it."""
    cas = next((c for c in CAS if c.id == LECTURES[nom]), None)
    appel = HORS_CAS[nom] if cas is None else arguments(cas.appel)
    appel = [*appel, None, None][:6]
    montrees = {c: m for c, m in autres_lectures("BRUT_SEMAINE", *appel).items() if c.startswith(f"{nom}=")}
    assert montrees
    for choix, montant in montrees.items():
        donnees = [d for d in str(appel[4] or "").split(";") if d and not d.startswith(f"{nom}=")]
        refait = valeur("BRUT_SEMAINE", *appel[:4], ";".join([*donnees, choix]), appel[5])
        assert texte_euros(round(refait * 100)) == montant
        assert refait != valeur("BRUT_SEMAINE", *appel)


def test_le_guide_nomme_chaque_lecture_et_chaque_colonne() -> None:
    from xlprod.temps.vocabulaire import COLONNES

    page = Path(__file__).parents[1] / "docs" / "guide.md"
    guide = page.read_text(encoding="utf-8")
    assert not {lecture.parametre for lecture in temps.lectures() if f"`{lecture.parametre}`" not in guide}
    titres = {mot for morceau in guide.split("`")[1::2] for mot in (cle(morceau),)}
    noms = {nom: {cle(nom), *alias} for nom, alias in COLONNES.items()}
    assert not [nom for nom, possibles in noms.items() if not possibles & titres]


def test_ce_qui_est_suppose_est_dit() -> None:
    sans = valeur("POURQUOI", "BRUT_SEMAINE", *DP, jours([f"{j[:-1]}1:00" for j in VENDREDI_LONG]))
    suppositions = {r[0] for r in sans if r[-1] == "hypothèse"}
    assert {"Pause prise au milieu de la journée", "Engagement"} <= suppositions
    dit = valeur(
        "POURQUOI",
        "BRUT_SEMAINE",
        *DP,
        jours(VENDREDI_LONG),
        "engagement=semaine;recuperation=oui;adherent=oui",
    )
    assert not {r[0] for r in dit if r[-1] == "hypothèse"}


def test_une_equivalence_sans_decret_porte_sa_reserve() -> None:
    table = valeur(
        "POURQUOI", "BRUT_SEMAINE", "1er assistant costume", "3097", "2025-06-16", jours(VENDREDI_LONG)
    )
    assert any("absent de la liste du décret" in str(r[0]) for r in table)


def test_le_tableau_dit_l_article_et_la_confiance_de_chaque_ligne() -> None:
    table = valeur("DETAIL_SEMAINE", *DP, jours(VENDREDI_LONG))
    assert table[0] == [
        "Jour", "Nature d'heures", "Nombre", "Taux ou base", "Majoration", "Montant", "Article", "Confiance"
    ]  # fmt: skip
    lignes = {ligne[1]: ligne for ligne in table[1:]}
    longue = lignes["Heures de tournage au-delà de la 10e de la journée"]
    assert longue[0] == "20/06/2025"
    assert longue[2:5] == [2.0, 68.95275, 0.5]
    assert longue[6:] == ["CCN 3097, titre II art. 38", "vérifié"]
    journee = jours(["2026-07-06 08:00 18:00 0"])
    appel = ("Chef électricien", "2642", "2026-07-06", journee, "salaire_39h=1155,94")
    av = valeur("DETAIL_SEMAINE", *appel)
    assert all("à vérifier" in ligne[7] for ligne in av[1:-1])
    assert table[-1][:2] == ["BRUT", "Total brut"]


def test_les_frais_sont_a_part() -> None:
    table = valeur(
        "DETAIL_SEMAINE",
        "Scripte",
        "3097",
        "2025-06-16",
        jours(["2025-06-16 06:30 14:30 0 repas=non_fourni"]),
    )
    assert table[-1][:2] == ["FRAIS", "Indemnités hors brut"]
    assert table[-1][5] == 26.10


def test_une_colonne_s_explique_ligne_par_ligne_ou_en_total() -> None:
    entete, *lignes = jours(VENDREDI_LONG)
    table = [["personne", *entete], *(["A", *li] for li in lignes), *(["B", *li] for li in lignes[:2])]
    appel = [[["Cadreur"], ["Scripte"], ["Scripte"]], "3097", "2025-06-16", table, None, None,
             [["A"], ["B"], ["C"]]]  # fmt: skip
    bruts = [ligne[0] for ligne in registre.evaluer("BRUT_SEMAINE", appel).valeur[:2]]
    explique = valeur("POURQUOI", "BRUT_SEMAINE", *appel)
    assert [r[3] for r in explique[1:3]] == [texte_euros(round(b * 100)) for b in bruts]
    from udfs.explication import expliquer

    seule = expliquer("BRUT_SEMAINE", *appel, rang=1)
    assert seule.valeur == round(bruts[1] * 100)
    assert any(e.regle.code == "journee" for e in seule.etapes)
    assert "« C » n'est pas dans le tableau" in valeur("DIAGNOSTIC", "BRUT_SEMAINE", *appel)


def test_un_avenant_non_lu_est_dit_a_partir_de_sa_date() -> None:
    def remarques(date: str) -> list[str]:
        lignes = jours([f"{date} 08:00 16:00 0"])
        table = valeur("POURQUOI", "BRUT_SEMAINE", "Scripte", "3097", date, lignes)
        return [r[0] for r in table if "avenant du 26/09/2025" in str(r[0])]

    assert not remarques("2026-04-27")
    assert remarques("2026-05-04")


def test_un_salaire_donne_est_dit_et_compare_au_minimum() -> None:
    def etapes(majorations: str) -> list[list[Any]]:
        table: list[list[Any]] = valeur("POURQUOI", "BRUT_SEMAINE", *DP, jours(VENDREDI_LONG), majorations)
        return table[1:]

    (taux,) = [r for r in etapes("salaire_39h=3000") if r[0] == "Taux horaire de base"]
    assert taux[1:4] == ["salaire_39h donné ÷ 40", "", "75,00\u00a0€"]
    assert not [r for r in etapes("salaire_39h=3000") if "inférieur au minimum" in r[0]]
    assert [r for r in etapes("base_horaire=50") if "inférieur au minimum" in r[0]]


def test_ce_que_personne_n_a_trouve_n_est_pas_tu() -> None:
    """IDCC 2642 on 11 November: no supplement is known; travel and meals of no known amount."""
    salaire = "salaire_39h=1155,94"
    appel = ("Chef électricien", "2642", "2026-11-09", jours(["2026-11-11 09:00 17:00 0"]), salaire)
    (inconnue,) = [r for r in valeur("DETAIL_SEMAINE", *appel) if "11 novembre" in r[1]]
    assert (inconnue[2], inconnue[5]) == (8.0, "")
    horaires = ["2026-07-06 09:00 17:00 0 repas=non_fourni", "2026-07-07 09:00 12:00 nature=voyage"]
    voyage = ("Chef électricien", "2642", "2026-07-06", jours(horaires), salaire)
    textes = {str(r[0]) for r in valeur("POURQUOI", "BRUT_SEMAINE", *voyage)}
    assert any(t.startswith("Voyage : indemnité") for t in textes)
    assert any(t.startswith("Repas non fourni") for t in textes)


def test_un_cachet_sous_le_minimum_est_dit() -> None:
    appel = ("Artiste-interprète", "3097", "2025-06-16", jours(["2025-06-16 08:00 16:00 0"]))
    for cachet, dit in (("418,24", True), ("418,25", False)):
        textes = {str(r[0]) for r in valeur("POURQUOI", "BRUT_SEMAINE", *appel, f"cachet={cachet}")}
        assert any(t.startswith("Cachet donné inférieur au minimum") for t in textes) is dit


@pytest.mark.parametrize("sans_effet", ["cachet=900", "liste_2642=oui"])
def test_un_fait_sans_effet_est_dit(sans_effet: str) -> None:
    appel = ("Machiniste de prise de vues", "3097", "2025-06-16", jours(["2025-06-16 08:00 16:00 0"]))
    textes = {str(r[0]) for r in valeur("POURQUOI", "BRUT_SEMAINE", *appel, sans_effet)}
    assert any(t.startswith(f"{sans_effet.split('=')[0]} : sans effet") for t in textes)


def test_cinq_jours_a_cheval_sur_deux_semaines_sont_signales() -> None:
    """Thursday to Monday: each civil week is short, and the contract may still run five days."""
    horaires = [f"2025-06-{n} 08:00 18:00 1:00" for n in range(19, 24)]
    for combien, majorations, dit in ((5, None, True), (5, "engagement=semaine", False), (4, None, False)):
        appel = ("Machiniste de prise de vues", "3097", "2025-06-19", jours(horaires[:combien]), majorations)
        textes = {str(r[0]) for r in valeur("POURQUOI", "BRUT_SEMAINE", *appel)}
        assert any(t.startswith("Semaine civile courte payée à la journée") for t in textes) is dit
