"""Authors' rights, line by line: each amount is worked out in its comment, with the article."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import erreur, valeur
from xlprod.paie import auteurs, colonnes
from xlprod.paie import parametres as lecteur
from xlprod.paie.contrat import contrat
from xlprod.paie.cotisations import Charges

JOUR = "2026-03-02"
"""Ceiling of the year: 48 060 €; three of them 144 180 €, four 192 240 €."""


def lignes(droits: float, nature: str, parametres: str = "", jour: str = JOUR) -> dict[str, Any]:
    """(base, employee part, employer part) of each line, closing rows left out."""
    table = valeur("DETAIL_AUTEUR", droits, nature, jour, parametres)
    return {r[0]: (r[3], r[5], r[7]) for r in table[1:] if r[0] not in ("TOTAL", "NET", "COUT")}


def cloture(droits: float, nature: str, parametres: str = "", jour: str = JOUR) -> tuple[float, ...]:
    """(withheld, owed by the producer, net, cost)."""
    table = {r[0]: r for r in valeur("DETAIL_AUTEUR", droits, nature, jour, parametres)}
    return table["TOTAL"][5], table["TOTAL"][7], table["NET"][3], table["COUT"][3]


URSSAF_10000 = {
    "AUT_VP": (10_000, 615, 0),  # 6,90 − 0,75 = 6,15 % (CSS D242-4)
    "AUT_CFP": (10_000, 35, 0),  # 0,35 % (C. trav. L6331-65)
    "AUT_CSG": (9_825, 903.90, 0),  # 98,25 % × 9,20 % (CSS L136-2 and L136-8)
    "AUT_CRDS": (9_825, 49.13, 0),  # 98,25 % × 0,50 % = 49,125, half a cent up
}
DIFFUSEUR_10000 = {
    "AUT_DIFF": (10_000, 0, 100),  # 1 % (CSS L382-4)
    "AUT_DIFF_CFP": (10_000, 0, 10),  # 0,10 % (C. trav. L6331-65)
}
FICTION_10000 = {
    "AUT_RACD": (10_000, 600, 200),  # 8 %, a quarter of it for the producer
    "AUT_RAAP_RACD": (10_000, 300, 100),  # 4 % on what RACD already bears, a quarter likewise
}


@pytest.mark.parametrize("nature", ["fiction", "animation"])
@pytest.mark.parametrize("jour", ["2023-06-15", "2024-06-15", "2025-06-15", JOUR])
def test_fiction_et_animation_ligne_a_ligne(nature: str, jour: str) -> None:
    """10 000 €: cost 10 000 + 110 + 200 + 100; net 10 000 − 615 − 953,03 − 35 − 600 − 300."""
    assert lignes(10_000, nature, jour=jour) == DIFFUSEUR_10000 | FICTION_10000 | URSSAF_10000
    assert cloture(10_000, nature, jour=jour) == (2_503.03, 410, 7_496.97, 10_410)
    assert valeur("CHARGES_AUTEUR", 10_000, nature, jour) == 410


@pytest.mark.parametrize("nature", ["documentaire", "autre_audiovisuel"])
def test_documentaire_ligne_a_ligne(nature: str) -> None:
    """RAAP alone, 8 % of which a quarter for the producer: cost 10 310; net 8 396,97 − 600."""
    raap = {"AUT_RAAP_DOC": (10_000, 600, 200)}
    assert lignes(10_000, nature) == DIFFUSEUR_10000 | raap | URSSAF_10000
    assert cloture(10_000, nature) == (2_203.03, 310, 7_796.97, 10_310)


def test_documentaire_a_l_option_de_4_pour_cent() -> None:
    """3 % and 1 %: cost 10 210; net 8 396,97 − 300."""
    option = {"AUT_RAAP_DOC_OPT4": (10_000, 300, 100)}
    assert lignes(10_000, "documentaire", "option_raap=4") == DIFFUSEUR_10000 | option | URSSAF_10000
    assert cloture(10_000, "documentaire", "option_raap=4 %") == (1_903.03, 210, 8_096.97, 10_210)
    assert lignes(10_000, "documentaire", "option_raap=8") == lignes(10_000, "documentaire")


def test_attestation_de_non_affiliation_au_raap() -> None:
    """No RAAP on either side: 110 € and net 10 000 − 1 603,03."""
    assert lignes(10_000, "documentaire", "attestation_raap=oui") == DIFFUSEUR_10000 | URSSAF_10000
    assert cloture(10_000, "documentaire", "attestation_raap=oui") == (1_603.03, 110, 8_396.97, 10_110)


def test_dispense_de_precompte() -> None:
    """The author pays Urssaf; Ircec is still withheld, and the producer owes the same (CSS L382-4)."""
    assert lignes(10_000, "fiction", "dispense=oui") == DIFFUSEUR_10000 | FICTION_10000
    assert cloture(10_000, "fiction", "dispense=oui") == (900, 410, 9_100, 10_410)


def test_musique_sans_ircec_du_producteur() -> None:
    """Composers' RACL is withheld by Sacem: the producer has its own contribution and Urssaf's lines."""
    assert lignes(10_000, "musique") == DIFFUSEUR_10000 | URSSAF_10000


@pytest.mark.parametrize("parametres", ["residence=etranger", "contrat_direct=non"])
@pytest.mark.parametrize("nature", ["fiction", "documentaire", "musique"])
def test_la_contribution_du_diffuseur_reste_seule(nature: str, parametres: str) -> None:
    """Author domiciled abroad, or paid by a collecting society: nothing is withheld by the producer."""
    assert lignes(10_000, nature, parametres) == DIFFUSEUR_10000
    assert cloture(10_000, nature, parametres) == (0, 110, 10_000, 10_110)


def test_pension_du_racd_liquidee() -> None:
    """Solidarity, 2 % of which a quarter for the producer since 01/01/2025; RAAP as before."""
    solidarite = {"AUT_RACD_SOLID": (10_000, 150, 50), "AUT_RAAP_RACD": (10_000, 300, 100)}
    for jour in ("2025-01-01", JOUR):
        calcul = lignes(10_000, "fiction", "retraite_auteur=oui", jour)
        assert calcul == DIFFUSEUR_10000 | solidarite | URSSAF_10000


def test_partage_de_la_solidarite_inconnu_avant_2025() -> None:
    """1 % in all, but nobody said who bears what: refused until both shares are given."""
    appel = ("CHARGES_AUTEUR", 10_000, "fiction", "2024-12-31")
    for incomplet in ("", ";AUT_RACD_SOLID_PATRONAL=0,25", ";AUT_RACD_SOLID_SALARIAL=0,75"):
        code, phrase = erreur(*appel, "retraite_auteur=oui" + incomplet)
        assert code == "#N/A"
        assert "31/12/2024" in phrase
        assert "AUT_RACD_SOLID_SALARIAL=…" in phrase
        assert "AUT_RACD_SOLID_PATRONAL=…" in phrase
    # 110 + 0,25 % + 1 % of RAAP
    fourni = "retraite_auteur=oui;AUT_RACD_SOLID_SALARIAL=0,75;AUT_RACD_SOLID_PATRONAL=0,25"
    assert valeur(*appel, fourni) == 110 + 25 + 100
    assert valeur(*appel) == 410  # an author who is not retired needs none of it


def test_un_plafond_de_vieillesse() -> None:
    """60 000 €: old age on 48 060 €, the rest on everything (figures of the Urssaf model)."""
    calcul = lignes(60_000, "fiction")
    assert calcul["AUT_VP"] == (48_060, 2_955.69, 0)  # 48 060 × 6,15 %
    assert calcul["AUT_CFP"] == (60_000, 210, 0)
    assert calcul["AUT_CSG"] == (58_950, 5_423.40, 0)
    assert calcul["AUT_CRDS"] == (58_950, 294.75, 0)
    assert calcul["AUT_RACD"] == (60_000, 3_600, 1_200)
    assert calcul["AUT_RAAP_RACD"] == (60_000, 1_800, 600)


def test_le_modele_de_l_urssaf_donne_les_memes_lignes() -> None:
    """Its case of 20 000 €: old age 1 230, CSG and CRDS 1 906,05, training 70, RAAP 8 % = 1 600."""
    calcul = lignes(20_000, "documentaire")
    assert calcul["AUT_VP"][1] == 1_230
    assert round(calcul["AUT_CSG"][1] + calcul["AUT_CRDS"][1], 2) == 1_906.05
    assert calcul["AUT_CFP"][1] == 70
    assert calcul["AUT_RAAP_DOC"][1] + calcul["AUT_RAAP_DOC"][2] == 1_600


def test_au_dela_de_trois_et_quatre_plafonds() -> None:
    """200 000 €: RAAP on 3 × 48 060; CSG allowance on 4 × 48 060 = 192 240, that is 3 364,20 €."""
    calcul = lignes(200_000, "documentaire")
    assert calcul["AUT_RAAP_DOC"] == (144_180, 8_650.80, 2_883.60)
    assert calcul["AUT_CSG"] == (196_635.80, 18_090.49, 0)  # 200 000 − 3 364,20 ; × 9,20 %
    assert calcul["AUT_CRDS"] == (196_635.80, 983.18, 0)
    assert calcul["AUT_VP"] == (48_060, 2_955.69, 0)
    assert calcul["AUT_DIFF"] == (200_000, 0, 2_000)  # the producer's own has no ceiling


def test_au_dela_du_plafond_du_racd() -> None:
    """600 000 €: RACD on 496 250 €; the figure is to be confirmed, and may be given."""
    assert lignes(600_000, "fiction")["AUT_RACD"] == (496_250, 29_775, 9_925)
    assert lignes(600_000, "fiction", "RACD_PLAFOND=500000")["AUT_RACD"] == (500_000, 30_000, 10_000)
    etape = {r[0]: r for r in valeur("POURQUOI", "CHARGES_AUTEUR", 600_000, "fiction", JOUR)[1:]}
    assert etape["Plafond annuel du RACD"][3] == "496\u202f250,00\u00a0€"
    assert etape["Plafond annuel du RACD"][7] == "à vérifier (source secondaire)"


def test_les_fonctions_de_charges_comptent_l_auteur() -> None:
    """Same evaluator: statut AUTEUR, nature among the parameters; the days change nothing."""
    for jours in (1, 45):
        appel = (10_000, "scénariste", "2025-12-15", jours, "nature=fiction;effectif=60;dfs=oui")
        assert valeur("CHARGES_PATRONALES", *appel) == 410
        assert valeur("CHARGES_SALARIALES", *appel) == 2_503.03
        assert valeur("NET", *appel) == 7_496.97
        assert valeur("COUT_EMPLOYEUR", *appel) == 10_410
        assert valeur("TAUX_CHARGES", *appel) == 0.041
        codes = [r[0] for r in valeur("DETAIL_CHARGES", *appel)[1:]]
        assert codes == [*DIFFUSEUR_10000, *FICTION_10000, *URSSAF_10000]


@pytest.mark.parametrize("taille", [3, 40, 1_500])
@pytest.mark.parametrize("nature", ["fiction", "documentaire"])
def test_la_colonne_egale_la_cellule(nature: str, taille: int) -> None:
    """Around every ceiling, on each of the three ways a column is computed."""
    montants = [[48_060 * (i % 12 + 1) + (i - taille / 2) * 0.01] for i in range(taille)]
    parametres = f"nature={nature}"
    for nom in ("NET", "COUT_EMPLOYEUR", "CHARGES_PATRONALES"):
        colonne = valeur(nom, montants, "AUTEUR", JOUR, 1, parametres)
        assert colonne == [[valeur(nom, m, "AUTEUR", JOUR, 1, parametres)] for (m,) in montants]
    auteur = valeur("CHARGES_AUTEUR", montants, nature, JOUR)
    assert auteur == valeur("CHARGES_PATRONALES", montants, "AUTEUR", JOUR, 1, parametres)


PARTICULIERS = st.sampled_from(
    [
        ("AUTEUR", "nature=fiction"), ("AUTEUR", "nature=documentaire;option_raap=4"),
        ("AUTEUR", "nature=animation;dispense=oui;retraite_auteur=oui"), ("AUTEUR", "nature=musique"),
        ("STAGIAIRE", ""), ("STAGIAIRE", "heures=70;stage_formation_apprentissage=oui"),
        ("DETACHE", ""), ("DETACHE", "conges_equivalents=oui"), ("DETACHE_PERM", ""),
    ]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.integers(0, 90_000_000), min_size=1, max_size=12),
    PARTICULIERS,
    st.dates(dt.date(2025, 1, 1), dt.date(2026, 9, 30)),
    st.integers(1, 90),
    st.sampled_from([(10**9, 10**9), (1, 10**9), (1, 1)]),
)
def test_les_lignes_font_le_total_et_la_colonne_la_cellule(
    bruts: list[int], qui: tuple[str, str], jour: dt.date, jours: int, seuils: tuple[int, int]
) -> None:
    """Authors, trainees, seconded people: one by one, by lists and by numpy."""
    statut, parametres = qui
    paires = tuple(tuple(paire.split("=")) for paire in parametres.split(";") if paire)
    contrat_ = contrat(statut, jour, jours, lecteur.lire(paires))
    seules = [Charges(brut, contrat_) for brut in bruts]
    with pytest.MonkeyPatch.context() as monkeypatch:
        for nom, seuil in zip(("SEUIL_LISTES", "SEUIL_NUMPY"), seuils, strict=True):
            monkeypatch.setattr(colonnes, nom, seuil)
        assert colonnes.charges(bruts, contrat_, "salariales") == [c.salariales for c in seules]
        assert colonnes.charges(bruts, contrat_, "patronales") == [c.patronales for c in seules]
    for charges in seules:
        lignes_ = [p for periode in charges.periodes for p in periode.montants.patronales]
        assert sum(lignes_) == charges.patronales
        assert charges.net + charges.salariales == charges.brut
        assert 0 <= charges.net <= charges.brut


def test_une_colonne_de_natures() -> None:
    natures = [["fiction"], ["doc"], [""], ["musique"]]
    droits = [[10_000], [10_000], [""], [10_000]]
    assert valeur("CHARGES_AUTEUR", droits, natures, JOUR) == [[410], [310], [""], [110]]


@pytest.mark.parametrize(
    ("ecrit", "nature"),
    [
        ("Film de fiction", "fiction"), ("série", "fiction"), ("Téléfilm", "fiction"),
        ("dessin animé", "animation"), ("Film d’animation", "animation"),
        ("Documentaires", "documentaire"), ("doc", "documentaire"),
        ("magazine", "autre_audiovisuel"), ("autre audiovisuel", "autre_audiovisuel"),
        ("musique originale", "musique"), ("compositrice", "musique"),
    ],
)  # fmt: skip
def test_natures_en_francais(ecrit: str, nature: str) -> None:
    assert auteurs.nature(ecrit) == nature


@pytest.mark.parametrize(
    "ecrit",
    ["auteur", "Autrice", "scénariste", "auteur-réalisateur", "autrice-réalisatrice", "Compositeur",
     "compositrice", "dialoguiste", "adaptatrice", "droits d’auteur"],
)  # fmt: skip
def test_statuts_en_francais(ecrit: str) -> None:
    assert valeur("COUT_EMPLOYEUR", 100, ecrit, JOUR, 1, "nature=musique") == 101.10


def test_une_nature_inconnue_nomme_les_trois_plus_proches() -> None:
    code, phrase = erreur("CHARGES_AUTEUR", 10_000, "documentère", JOUR)
    assert code == "#VALEUR!"
    assert phrase.startswith("nature d'œuvre inconnue « documentère » ; les plus proches : documentaire, ")
    assert len(phrase.split("plus proches : ")[1].split(", ")) == 3


def test_sans_nature_le_calcul_dit_comment_la_donner() -> None:
    code, phrase = erreur("NET", 10_000, "AUTEUR", JOUR, 1)
    assert code == "#VALEUR!"
    assert phrase.startswith("nature manquante : pour un auteur, ajouter « nature=fiction » aux paramètres")
    assert erreur("CHARGES_AUTEUR", 10_000, "", JOUR)[1] == "nature manquante"


@pytest.mark.parametrize(
    ("nature", "parametres", "attendu"),
    [
        (
            "fiction",
            "option_raap=4",
            "option_raap : sans objet pour la nature fiction ; concerne documentaire",
        ),
        ("documentaire", "option_raap=5", "option_raap : 4 ou 8 (pour cent) attendu, reçu « 5 »"),
        ("musique", "retraite_auteur=oui", "retraite_auteur : sans objet pour la nature musique"),
        ("fiction", "attestation_raap=oui", "AUT_RAAP_RACD_SALARIAL=0;AUT_RAAP_RACD_PATRONAL=0"),
        ("fiction", "dispense=peut-être", "dispense : oui ou non attendu"),
        ("fiction", "heures=39", "heures : sans objet pour le statut AUTEUR"),
        ("fiction", "conges_equivalents=oui", "conges_equivalents : sans objet pour le statut AUTEUR"),
    ],
)
def test_ce_qui_ne_s_applique_pas_est_refuse(nature: str, parametres: str, attendu: str) -> None:
    code, phrase = erreur("CHARGES_AUTEUR", 10_000, nature, JOUR, parametres)
    assert code == "#VALEUR!"
    assert attendu in phrase


@pytest.mark.parametrize(
    "parametre",
    ["dispense=oui", "contrat_direct=non", "option_raap=4", "attestation_raap=oui", "retraite_auteur=oui"],
)
def test_un_parametre_d_auteur_est_refuse_a_un_salarie(parametre: str) -> None:
    nom = parametre.partition("=")[0]
    code, phrase = erreur("NET", 1_500, "TECH_C", JOUR, 5, parametre)
    assert code == "#VALEUR!"
    assert phrase.startswith(f"{nom} : sans objet pour le statut TECH_C")


def test_la_nature_du_film_ne_gene_pas_un_salarie() -> None:
    """It is a fact about the film, given once for all its rows; the row of an author may differ."""
    assert valeur("NET", 1_500, "TECH_C", JOUR, 5, "nature=fiction") == valeur(
        "NET", 1_500, "TECH_C", JOUR, 5
    )
    assert valeur("CHARGES_AUTEUR", 10_000, "documentaire", JOUR, "nature=fiction") == 310


def test_hors_des_annees_connues_le_chiffre_est_nomme() -> None:
    for jour in ("2022-12-31", "2027-01-01"):
        code, phrase = erreur("CHARGES_AUTEUR", 10_000, "fiction", jour)
        assert code == "#N/A"
        assert "PASS=…" in phrase or "RACD_PLAFOND=…" in phrase


def test_l_explication_dit_hypotheses_plafonds_et_articles() -> None:
    table = valeur("POURQUOI", "NET", 60_000, "AUTEUR", JOUR, 1, "nature=fiction")
    etapes = {r[0]: r for r in table[1:]}
    hypotheses = {r[1] for r in table[1:] if r[7] == "hypothèse"}
    assert hypotheses == {
        f"paramètre {nom} non donné" for nom in ("dispense", "contrat_direct", "retraite_auteur")
    }
    assert etapes["Plafond annuel de la sécurité sociale"][3] == "48\u202f060,00\u00a0€"
    assert etapes["RAAP : nombre de plafonds annuels"][2:4] == [
        "48\u202f060,00\u00a0€ × 3",
        "144\u202f180,00\u00a0€",
    ]
    assert etapes["Contribution du diffuseur à la sécurité sociale des artistes-auteurs, part patronale"][
        4
    ] == ("CSS art. L382-4")
    assert any("Plafonds annuels" in str(r[1]) for r in table if r[0] == "Avertissement")
    complet = "nature=fiction;dispense=non;contrat_direct=oui;retraite_auteur=non"
    assert not [
        r for r in valeur("POURQUOI", "NET", 60_000, "AUTEUR", JOUR, 1, complet) if r[7] == "hypothèse"
    ]


@pytest.mark.parametrize(
    ("parametres", "mot", "article"),
    [
        ("residence=etranger", "hors de France", "L382-1"),
        ("contrat_direct=non", "organisme de gestion", "R382-26"),
        ("dispense=oui", "Dispense de précompte", "L382-5"),
        ("attestation_raap=oui", "non-affiliation", "L382-12"),
    ],
)
def test_l_explication_dit_ce_qui_ote_des_lignes(parametres: str, mot: str, article: str) -> None:
    table = valeur("POURQUOI", "CHARGES_AUTEUR", 10_000, "documentaire", JOUR, parametres)
    constat = next(r for r in table if mot in str(r[0]) and r[7] == "donnée par la ligne")
    assert article in constat[4]


def test_le_bareme_d_une_part_inconnue_se_dit() -> None:
    code, phrase = erreur("BAREME", "AUT_RACD_SOLID", "2024-06-01", "patronal")
    assert code == "#N/A"
    assert "01/06/2024" in phrase
    assert valeur("BAREME", "AUT_RACD_SOLID", "2025-06-01", "patronal") == 0.5


def test_le_plafond_d_un_auteur_est_annuel() -> None:
    assert "annuel" in erreur("PLAFOND", "PMSS", JOUR, 5, "AUTEUR")[1]
