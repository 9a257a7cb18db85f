"""From a net, or a cost, back to the gross: held to every cent of gross computed one by one."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from itertools import accumulate
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.conftest import erreur, valeur
from tests.hasard import (
    COUVERTS,
    DATES,
    JOURS,
    PARAMETRES,
    STATUTS,
    Paires,
    contrat_applicable,
    contrat_ou_rien,
)
from tests.test_proprietes import chemin_force
from xlprod import argent, registre
from xlprod.erreurs import SaisieInvalide
from xlprod.paie import colonnes, inverse
from xlprod.paie import parametres as lecteur
from xlprod.paie.contrat import Contrat, contrat
from xlprod.paie.cotisations import Charges
from xlprod.paie.zones import LARGEUR, Total, mesureur, zones

CAS: list[tuple[str, int, Paires, int]] = [  # every cent of gross up to the last figure
    # A small monthly ceiling brings every threshold in the table: both reduced rates, relief, CET
    ("2025-06-02", 5, (("heures", "39"), ("pmss", "900")), 170_000),
    ("2026-03-02", 31, (("heures", "39"), ("pmss", "1000")), 170_000),  # RGDU
    ("2024-06-20", 1, (("dfs", "oui"), ("effectif", "60"), ("versement_mobilite", "75")), 60_000),
    ("2025-12-29", 6, (("dfs", "oui"), ("assiette_complement", "reelle")), 120_000),  # law cut in two
    ("2025-12-31", 2, (), 60_000),  # flat base of extras, its threshold of each year
    ("2024-10-25", 90, (("heures", "60"), ("pmss", "500")), 200_000),  # in three: some nets have no gross
]


@pytest.mark.parametrize("total", ["net", "cout"])
@pytest.mark.parametrize(("debut", "jours", "paires", "jusqu_a"), CAS)
@pytest.mark.parametrize("statut", COUVERTS)
def test_rien_n_est_manque(
    statut: str, debut: str, jours: int, paires: Paires, jusqu_a: int, total: Total
) -> None:
    """Around every threshold and far from them: same gross, same neighbours as the whole table."""
    jour = dt.date.fromisoformat(debut)
    contrat_ = contrat_applicable(statut, jour, jours, paires) or contrat_applicable(statut, jour, jours, ())
    assert contrat_ is not None
    totaux = mesureur(contrat_, total)(range(jusqu_a))
    tenir_les_zones(contrat_, total, totaux)
    plus_petits: dict[int, int] = {}
    for brut, obtenu in enumerate(totaux):
        plus_petits.setdefault(obtenu, brut)
    plus_haut = min(totaux[-1] - 1_000, max(totaux))  # higher totals may have a gross out of the table
    bords = [z.debut.brut for z in zones(contrat_, total) if 0 < z.debut.brut < jusqu_a]
    cibles = {totaux[b] + ecart for b in bords for b in (b - 1, b) for ecart in range(-40, 41)}
    cibles |= {*range(0, 60), *range(0, plus_haut, 397)}
    tenir_les_bruts(contrat_, total, plus_petits, sorted(c for c in cibles if 0 <= c < plus_haut))


@pytest.mark.parametrize("largeur", [2, 5])
@pytest.mark.parametrize("total", ["net", "cout"])
def test_l_arret_ne_doit_rien_a_la_largeur(
    total: Total, largeur: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Few cents at a time, so that the search stops as early as it may."""
    contrat_ = contrat("TECH_NC", dt.date(2024, 10, 25), 90, lecteur.AUCUN)
    plus_petits: dict[int, int] = {}
    for brut, obtenu in enumerate(mesureur(contrat_, total)(range(8_000))):
        plus_petits.setdefault(obtenu, brut)
    monkeypatch.setattr(inverse, "LARGEUR", largeur)
    tenir_les_bruts(contrat_, total, plus_petits, list(range(500, 2_500)))


def tenir_les_bruts(contrat_: Contrat, total: Total, plus_petits: dict[int, int], voulues: list[int]) -> None:
    """Same gross, same neighbours as in the table."""
    connus = sorted(plus_petits)
    assert len(voulues) > 150
    for cible, trouve in zip(voulues, inverse.chercher(voulues, contrat_, total), strict=True):
        assert trouve.exact == plus_petits.get(cible), cible
        if trouve.exact is None:
            avant, apres = bisect_left(connus, cible) - 1, bisect_right(connus, cible)
            dessous = (plus_petits[connus[avant]], connus[avant]) if avant >= 0 else None
            assert trouve.dessous == dessous, cible
            assert trouve.dessus == (plus_petits[connus[apres]], connus[apres]), cible


def tenir_les_zones(contrat_: Contrat, total: Total, totaux: list[int]) -> None:
    """What the search rests on: but for its rounding, a total never falls inside a zone."""
    suivant = 0
    for zone in zones(contrat_, total):
        assert zone.debut.brut == suivant, "a gross is in one zone and one only"
        suivant = zone.fin.brut + 1
        dedans = totaux[zone.debut.brut : suivant]
        if dedans:
            assert max(h - t for h, t in zip(accumulate(dedans, max), dedans, strict=True)) <= zone.recul
            assert zone.creux.total == min(dedans)
            if suivant <= len(totaux):
                assert zone.sommet == (zone.debut.brut + dedans.index(max(dedans)), max(dedans))
    assert suivant == argent.MONTANT_MAX + 1


@settings(max_examples=150, deadline=None)
@given(
    st.integers(0, 1_500_000) | st.integers(0, argent.MONTANT_MAX // 2),
    STATUTS,
    DATES,
    JOURS,
    PARAMETRES,
    st.sampled_from(["net", "cout"]),
)
@example(200_000, "PERM_NC", dt.date(2026, 3, 2), 31, (("contrat", "cdd"), ("mutuelle", "58,50")), "net")
@example(893, "TECH_NC", dt.date(2024, 10, 25), 90, (), "net")
def test_aller_et_retour(
    cible: int, statut: str, debut: dt.date, jours: int, paires: Paires, total: Total
) -> None:
    """The gross gives the target back, or its neighbours are on both sides; nothing smaller nearby does."""
    contrat_ = contrat_ou_rien(statut, debut, jours, paires)
    sans_mesure = dict(paires).get("heures", "").startswith("1e") and contrat_.segments[0].reduction
    if sans_mesure and total == "cout" and len(contrat_.segments) > 1:
        with pytest.raises(SaisieInvalide, match=r"^heures"):
            inverse.chercher([cible], contrat_, total)
        return
    (trouve,) = inverse.chercher([cible], contrat_, total)

    def obtenu(brut: int) -> int:
        charges = Charges(brut, contrat_)
        return charges.net if total == "net" else charges.cout

    if trouve.exact is not None:
        assert obtenu(trouve.exact) == cible
        assert all(obtenu(b) != cible for b in range(max(0, trouve.exact - 60), trouve.exact))
        return
    assert trouve.dessus is not None
    autour = {trouve.dessus}
    assert obtenu(trouve.dessus.brut) == trouve.dessus.total > cible
    if trouve.dessous:
        autour.add(trouve.dessous)
        assert obtenu(trouve.dessous.brut) == trouve.dessous.total < cible
    for point in autour:
        for brut in range(max(0, point.brut - 60), point.brut + 60):
            total_ = obtenu(brut)
            assert total_ >= trouve.dessus.total or total_ < cible
            assert trouve.dessous is None or total_ <= trouve.dessous.total or total_ > cible


@pytest.mark.parametrize("chemin", ["une à une", "listes", "numpy"])
def test_la_colonne_egale_la_cellule(chemin: str) -> None:
    """Errors and blanks in their row, by the three ways of computing a column."""
    for nom, parametres in (("BRUT_DEPUIS_NET", "heures=120"), ("BRUT_DEPUIS_COUT", "cout_voisin=inferieur")):
        cibles: list[list[Any]] = [[8.93 + 37.77 * i] for i in range(80)]
        cibles[3], cibles[4] = [None], ["-5"]
        with chemin_force(chemin):
            rendu = registre.evaluer(nom, [cibles, "TECH_NC", "2024-10-25", 90, parametres]).valeur
        for (cible,), (obtenu,) in zip(cibles, rendu, strict=True):
            seul = registre.evaluer(nom, [cible, "TECH_NC", "2024-10-25", 90, parametres])
            if cible is None:
                assert obtenu == ""
            elif seul.erreur:
                assert (obtenu.code, obtenu.message) == (seul.erreur.code, seul.erreur.message)
            else:
                assert obtenu == seul.valeur


CONTRAT = ("TECH_C", "2025-06-02", 5)
PAYE = "effectif=10;taux_at=1,5;heures=39;medecine=0,384"


def test_l_exemple_du_technicien_cadre() -> None:
    """Net and cost of 1 500 € gross, as published line by line in ``test_exemples_charges``."""
    assert valeur("BRUT_DEPUIS_NET", 1152.07, *CONTRAT, PAYE) == 1500
    assert valeur("BRUT_DEPUIS_COUT", 2461.19, *CONTRAT, PAYE) == 1500


def test_de_deux_bruts_le_plus_petit() -> None:
    """The CET falls due at once past the ceiling: gross on both sides of 654,17 € gives the same net."""
    net = valeur("NET", 654.5, *CONTRAT, PAYE)
    plus_petit = valeur("BRUT_DEPUIS_NET", net, *CONTRAT, PAYE)
    assert plus_petit < 654.17
    assert valeur("NET", plus_petit, *CONTRAT, PAYE) == net


def test_un_net_sans_brut_dit_ses_voisins() -> None:
    """A contract over three periods of law: its gross is shared with rounding, the net may skip a cent."""
    appel = ("TECH_NC", "2024-10-25", 90)
    code, phrase = erreur("BRUT_DEPUIS_NET", 8.93, *appel)
    assert code == "#VALEUR!"
    dessous, dessus = (
        valeur("BRUT_DEPUIS_NET", 8.93, *appel, f"net_voisin={v}") for v in inverse.VOISINS[::-1]
    )
    nets = [valeur("NET", brut, *appel) for brut in (dessous, dessus)]
    assert nets[0] < 8.93 < nets[1]
    for brut, net in zip((dessous, dessus), nets, strict=True):
        bruts, totaux = (argent.texte_euros(round(x * 100)) for x in (brut, net))
        assert f"brut {bruts} → net {totaux}" in phrase
    assert "net_voisin=superieur" in phrase


@pytest.mark.parametrize(
    ("nom", "cible", "parametres", "attendu"),
    [
        ("BRUT_DEPUIS_NET", 1000, "net_voisin=proche", "superieur ou inferieur attendu"),
        ("BRUT_DEPUIS_NET", 1000, "cout_voisin=superieur", "ne vaut que pour XLPROD.BRUT_DEPUIS_COUT"),
        ("NET", 1000, "net_voisin=superieur", "ne vaut que pour XLPROD.BRUT_DEPUIS_NET"),
        ("BRUT_DEPUIS_NET", 1000, "csg_ded_salarial=95", "le net ne monte pas avec le brut"),
        ("BRUT_DEPUIS_COUT", 1000, "rg_t_m50=1,2;heures=39", "le coût ne monte pas avec le brut"),
        ("BRUT_DEPUIS_NET", 9_999_999_999, "", "rien au-dessus"),
        ("BRUT_DEPUIS_NET", -1, "", "montant négatif"),
    ],
)
def test_les_refus(nom: str, cible: float, parametres: str, attendu: str) -> None:
    assert attendu in erreur(nom, cible, *CONTRAT, parametres)[1]


def test_une_rediffusion_au_plafond_qui_suit_le_brut_est_refusee() -> None:
    appel = ("ART_NC", "2025-06-02", 1)
    elements = "rediffusion=oui;jours_initiaux=2;remuneration_initiale=1000"
    assert erreur("BRUT_DEPUIS_NET", 500, *appel, elements)[1].startswith("rediffusion")
    brut = valeur("BRUT_DEPUIS_NET", 500, *appel, "rediffusion=oui")  # annual ceiling
    assert valeur("NET", brut, *appel, "rediffusion=oui") == 500


def test_des_heures_sans_mesure_sont_refusees_plutot_que_cherchees() -> None:
    appel = ("TECH_NC", "2025-12-20", 30, "heures=1000000")
    assert erreur("BRUT_DEPUIS_COUT", 3000, *appel)[1].startswith("heures")
    assert valeur("BRUT_DEPUIS_NET", 3000, *appel) > 3000


def test_le_brut_trouve_est_la_derniere_etape_de_son_bulletin() -> None:
    resultat = registre.appeler("BRUT_DEPUIS_NET", [1152.07, *CONTRAT, PAYE])
    assert resultat.etapes[:-1] == registre.appeler("NET", [1500, *CONTRAT, PAYE]).etapes
    derniere = resultat.etapes[-1]
    assert (derniere.regle.libelle, derniere.resultat) == ("Brut trouvé", 150_000)
    assert derniere.texte_valeurs == "1\u202f152,07\u00a0€"
    voisin = registre.appeler("BRUT_DEPUIS_COUT", [2461.20, *CONTRAT, PAYE + ";cout_voisin=inférieur"])
    assert voisin.etapes[-1].texte_valeurs == "2\u202f461,20\u00a0€ → 2\u202f461,19\u00a0€"


def test_pourquoi_donne_le_brut_de_l_autre_lecture() -> None:
    lignes = valeur("POURQUOI", "BRUT_DEPUIS_NET", 3000, "TECH_C", "2025-06-02", 10)
    autre = next(ligne for ligne in lignes if ligne[1] == "methode_plafond=non_proratise")
    brut = valeur("BRUT_DEPUIS_NET", 3000, "TECH_C", "2025-06-02", 10, "methode_plafond=non_proratise")
    assert autre[3] == argent.texte_euros(round(brut * 100))


def test_la_recherche_ne_calcule_qu_un_voisinage(monkeypatch: pytest.MonkeyPatch) -> None:
    """A thousand nets of one kind take some hundred gross each, not a table."""
    contrat_ = contrat("TECH_C", dt.date(2025, 6, 2), 5, lecteur.AUCUN)
    zones(contrat_, "net")
    calcules: list[int] = []
    vraies = colonnes.charges

    def compter(bruts: list[int], *reste: Any) -> list[int]:
        calcules.append(len(bruts))
        return vraies(bruts, *reste)

    monkeypatch.setattr(colonnes, "charges", compter)
    inverse.chercher(range(80_000, 81_000), contrat_, "net")
    assert 1000 < sum(calcules) < 1000 * 4 * LARGEUR
    assert len(calcules) < 30
