"""Two laws on the same contracts: amounts by hand, causes, contracts counted once, dates, reports."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from macros import diff
from macros.registre import executer
from tests.conftest import WORKBOOKS, valeur
from tests.test_cli import lancer, lancer_json
from tests.test_validateur import valider
from xlprod import argent, couches, societe
from xlprod.classeurs import noms
from xlprod.classeurs.instantane import Case, Feuille, Instantane, Tableau
from xlprod.comparaison.bilan import MESURES, PARTS, Bilan
from xlprod.comparaison.calcul import Comparaison, comparer
from xlprod.comparaison.contrats import ContratLu, Releve
from xlprod.comparaison.dates import Lois, lois
from xlprod.comparaison.pages import pages
from xlprod.erreurs import ErreurXlprod

AVANT, APRES = dt.date(2025, 12, 31), dt.date(2026, 1, 1)
NOUVEL_AN = Lois(AVANT, APRES)
LUNDI = dt.date(2025, 6, 2)
NOTIFIES = (("taux_at", "1,5"), ("medecine", "0,384"))
EXEMPLE = WORKBOOKS / "exemples" / "film_2_5_M.xlsx"


def compare(
    brut: int,
    statut: str,
    jours: int,
    date: dt.date = LUNDI,
    parametres: Any = NOTIFIES,
    deux: Lois = NOUVEL_AN,
) -> Comparaison:
    (faite,) = comparer([ContratLu(Case("A", 1, 1), "", "", brut, statut, date, jours, parametres)], deux)
    return faite


def ecarts(faite: Comparaison) -> dict[tuple[str, str], tuple[int, int]]:
    return {(ligne.ligne, ligne.cote): ligne.montants for ligne in faite.changees}


def dresser(classeur: Instantane, avant: dt.date | None, apres: dt.date | None, personne: str = "") -> Bilan:
    deroule = diff.comparer_classeur(classeur, avant, apres, personne)
    while True:
        try:
            assert next(deroule)
        except StopIteration as fin:
            rendu: Bilan = fin.value
            return rendu


def feuille(nom: str, rangees: Sequence[Sequence[Any]]) -> Feuille:
    """Texts that begin with = are formulas; their values are not needed."""
    formule = [[c if isinstance(c, str) and c.startswith("=") else None for c in r] for r in rangees]
    valeurs = [
        [None if f else c for c, f in zip(r, fs, strict=True)] for r, fs in zip(rangees, formule, strict=True)
    ]
    return Feuille(nom, valeurs=valeurs, formules=formule)


def classeur(*feuilles: Feuille, **champs: Any) -> Instantane:
    return Instantane("paie.xlsx", feuilles, **champs)


def contrats(*feuilles: Feuille, **champs: Any) -> list[ContratLu]:
    releve = Releve(classeur(*feuilles, **champs))
    for case in releve.cases():
        releve.lire(case)
    return releve.contrats


# -- by hand ---------------------------------------------------------------------------------------


def test_technicien_cadre_1500_euros_cinq_jours() -> None:
    """Week of 2 to 6 June 2025 (39 h): ceiling 3 925 × 5/30 = 654,17 then 4 005 × 5/30 = 667,50."""
    faite = compare(150_000, "TECH_C", 5)
    assert faite.avant is not None
    assert faite.apres is not None
    assert (faite.avant.patronales, faite.avant.salariales) == (96_119, 34_793)  # the worked payslip of 2025
    assert (faite.apres.patronales, faite.apres.salariales) == (99_014, 34_826)
    assert ecarts(faite) == {
        ("VIEILLESSE_PLAFONNEE", "patronales"): (5593, 5707),
        ("VIEILLESSE_PLAFONNEE", "salariales"): (4514, 4606),
        ("VIEILLESSE_DEPLAFONNEE", "patronales"): (3030, 3165),
        ("FAMILLE", "patronales"): (5175, 7875),  # 3,45 % then 5,25 %: the reduced rate is repealed
        ("FNAL", "patronales"): (73, 74),
        ("RETRAITE_T1", "patronales"): (2577, 2630),
        ("RETRAITE_T1", "salariales"): (2571, 2623),
        ("RETRAITE_T2", "patronales"): (10_953, 10_781),
        ("RETRAITE_T2", "salariales"): (7308, 7193),
        ("CEG_T1", "patronales"): (844, 861),
        ("CEG_T1", "salariales"): (563, 574),
        ("CEG_T2", "patronales"): (1370, 1349),
        ("CEG_T2", "salariales"): (913, 899),
        ("PREVOYANCE", "patronales"): (576, 587),
        ("PREVOYANCE", "salariales"): (79, 80),
        ("FONDS_SANTE", "patronales"): (484, 541),
        ("CSG_DEDUCTIBLE", "salariales"): (10_094, 10_098),
        ("CSG_CRDS_NON_DEDUCTIBLE", "salariales"): (4305, 4307),
    }


@pytest.mark.parametrize(
    ("brut", "points"),
    [(20_000, "5.46"), (30_000, "1.26"), (45_000, "0")],
    ids=["sous 2,25 SMIC (213,84)", "sous 3,3 SMIC (313,63)", "au-dessus : aucun taux réduit à perdre"],
)
def test_un_artiste_perd_ses_taux_reduits(brut: int, points: str) -> None:
    """8 h at 11,88: maladie 4,9 → 9,1 % under 2,25 SMIC, famille 2,415 → 3,675 % under 3,3 SMIC."""
    faite = compare(brut, "ART_NC", 1)
    perdus = [m for (ligne, _), m in ecarts(faite).items() if ligne in ("MALADIE", "FAMILLE")]
    assert sum(apres - avant for avant, apres in perdus) == argent.part(brut, argent.taux(points))
    assert not any(ligne == "REDUCTION_GENERALE" for ligne, _ in ecarts(faite))


def test_un_cachet_de_450_euros() -> None:
    """Ceiling 348 then 360 a day; no reduced rate to lose."""
    faite = compare(45_000, "ART_NC", 1, parametres=(("taux_at", "1,7"), ("medecine", "0,384")))
    assert faite.avant is not None
    assert faite.apres is not None
    assert (faite.avant.patronales, faite.avant.salariales) == (25_085, 9660)
    assert (faite.apres.patronales, faite.apres.salariales) == (25_219, 9721)
    assert ecarts(faite)["VIEILLESSE_PLAFONNEE", "patronales"] == (2083, 2155)
    assert ecarts(faite)["FONDS_SANTE", "patronales"] == (315, 347)


def test_la_loi_d_une_date_vaut_pour_tout_le_contrat() -> None:
    """Begun on 31 December, it would else be paid four days out of five under the law of 2026."""
    faite = compare(150_000, "TECH_C", 5, date=AVANT)
    assert faite.avant is not None
    assert [len(faite.avant.periodes), faite.avant.contrat.debut] == [1, AVANT]
    coupe = argent.centimes(
        valeur("CHARGES_PATRONALES", 1500, "TECH_C", "31/12/2025", 5, "taux_at=1,5;medecine=0,384")
    )
    assert faite.avant.patronales != coupe
    assert ecarts(faite)["VIEILLESSE_DEPLAFONNEE", "patronales"] == (3030, 3165)


@pytest.mark.parametrize(
    ("statut", "jours"), [("TECH_C", 5), ("TECH_NC", 12), ("ART_NC", 1), ("FIGURANT", 2)]
)
def test_chaque_loi_donne_ce_que_la_fonction_donne_sous_cette_loi(statut: str, jours: int) -> None:
    """A contract that lies whole under one law is that of the sheet; nothing changes from May to December."""
    faite = compare(60_000, statut, jours, parametres=())
    assert faite.avant is not None
    assert faite.avant.cout == argent.centimes(valeur("COUT_EMPLOYEUR", 600, statut, "02/06/2025", jours))
    faite = compare(60_000, statut, jours, date=dt.date(2026, 3, 2), parametres=())
    assert faite.apres is not None
    assert faite.apres.net == argent.centimes(valeur("NET", 600, statut, "02/03/2026", jours))


# -- why -------------------------------------------------------------------------------------------


def textes(faite: Comparaison, ligne: str, cote: str = "patronales") -> list[tuple[str, str]]:
    (trouvee,) = [x for x in faite.changees if (x.ligne, x.cote) == (ligne, cote)]
    return [(c.sujet, c.texte) for c in trouvee.causes]


def test_chaque_ligne_dit_sa_regle() -> None:
    faite = compare(60_000, "TECH_NC", 5, parametres=())
    reduit = "« Assurance maladie, taux réduit (bandeau) » supprimé"
    assert textes(faite, "MALADIE") == [("Assurance maladie", f"7\u00a0% → 13\u00a0% : {reduit}")]
    assert textes(faite, "REDUCTION_GENERALE")[0][1] == (
        "nouvelle formule, due jusqu'à 3\u00a0SMIC au lieu de 1,6\u00a0SMIC"
    )
    assert textes(faite, "VIEILLESSE_DEPLAFONNEE")[0][1] == "2,02\u00a0% → 2,11\u00a0%"
    (at,) = [x for x in faite.changees if x.ligne == "ACCIDENT_TRAVAIL"]  # no rate given: the national mean
    assert (at.causes[0].texte, at.causes[0].confiance) == ("2,12\u00a0% → 2,08\u00a0%", "secondary")
    cadre = compare(150_000, "TECH_C", 5)
    assert textes(cadre, "RETRAITE_T2") == [("Plafond mensuel", "3\u202f925\u00a0€ → 4\u202f005\u00a0€")]
    assert [s for s, _ in textes(cadre, "FONDS_SANTE")] == [
        "Fonds collectif du spectacle pour la santé – cadres",
        "Plafond mensuel",
    ]
    assert "Fonds collectif du spectacle pour la santé – cadres" in {
        s for s, _ in textes(cadre, "CSG_DEDUCTIBLE", "salariales")
    }


def test_un_seuil_qui_bouge_est_nomme() -> None:
    """1 100 € for 39 h: under 2,5 SMIC of 11,52 (1 123,20), then over 2,25 SMIC of 11,88 (1 042,47)."""
    deux = lois(dt.date(2024, 12, 31), dt.date(2025, 1, 1))
    faite = compare(110_000, "TECH_C", 5, deux=deux)
    remplacee, seuil = textes(faite, "MALADIE")
    assert remplacee[1].startswith("7\u00a0% → 13\u00a0%")
    assert "remplacé par" in remplacee[1]
    assert seuil == ("Seuil du taux réduit de maladie", "2,5\u00a0SMIC → 2,25\u00a0SMIC")


def test_un_chiffre_donne_par_la_societe_ne_change_pas() -> None:
    """A figure that the parameters hold is the same under both laws, and is no cause."""
    faite = compare(150_000, "TECH_C", 5, parametres=(("pmss", "4000"), *NOTIFIES))
    assert "RETRAITE_T2" not in {ligne for ligne, _ in ecarts(faite)}
    assert not any(c.sujet == "Plafond mensuel" for ligne in faite.changees for c in ligne.causes)


def test_le_smic_du_premier_janvier() -> None:
    """The flat base of extras follows the SMIC of 1 January: it moves though SMIC_H does not that day."""
    faite = compare(10_800, "FIGURANT", 1, deux=lois(dt.date(2024, 12, 31), dt.date(2025, 1, 1)))
    assert textes(faite, "CSA")[0] == ("SMIC horaire brut", "au 1er janvier, 11,65\u00a0€/h → 11,88\u00a0€/h")


@pytest.mark.parametrize(
    ("avant", "apres"),
    [("2023-04-30", "2023-05-01"), ("2023-12-31", "2024-01-01"), ("2024-12-31", "2025-01-01"),
     ("2025-04-30", "2025-05-01"), ("2025-12-31", "2026-01-01"), ("2023-01-01", "2026-12-31")],
)  # fmt: skip
def test_les_sommes_du_film_tombent_juste(film: Instantane, avant: str, apres: str) -> None:
    """Rules, funds and people each add up to the total, and no line moves without a rule."""
    fait = dresser(film, dt.date.fromisoformat(avant), dt.date.fromisoformat(apres))
    assert not fait.refuses
    assert len(fait.comptes) == 88
    assert all(ligne.causes for c in fait.comptes for ligne in c.changees)
    for cote in PARTS:
        total = fait.total(MESURES[f"charges_{cote}"])
        assert sum(r.montants.ecart for r in fait.regles(cote)) == total.ecart
        caisses = fait.caisses(cote).values()
        assert (sum(m.avant for m in caisses), sum(m.apres for m in caisses)) == total
    cout, net = fait.total(MESURES["cout_employeur"]), fait.total(MESURES["net"])
    assert cout.ecart == fait.total(MESURES["charges_patronales"]).ecart
    assert net.ecart == -fait.total(MESURES["charges_salariales"]).ecart
    assert sum(len(p.contrats) for p in fait.personnes()) == 88


def test_le_film_de_2026_est_deja_sous_la_loi_de_2026(film: Instantane) -> None:
    """Under the law of 1 January 2026, each contract costs what the workbook shows."""
    fait = dresser(film, AVANT, APRES)
    colonne = 1 + noms.COLONNES.index(noms.COUT)
    affiches = [film.valeur(Case(noms.EQUIPE, c.contrat.case.ligne, colonne)) for c in fait.comptes]
    calcules = [argent.euros(c.apres.cout) for c in fait.comptes if c.apres is not None]
    assert calcules == pytest.approx(affiches, abs=0.001)


def test_les_regles_de_2026_dans_l_ordre(film: Instantane) -> None:
    regles = dresser(film, AVANT, APRES).regles("patronales")
    montants = [(r.titre, r.montants.ecart, r.confiance, len(r.contrats)) for r in regles[:5]]
    assert montants == [
        ("Réduction générale des cotisations patronales", -1_071_210, "verified", 40),
        ("Allocations familiales", 726_885, "verified", 52),
        ("Assurance maladie", 299_940, "verified", 9),
        ("Assurance maladie", 109_147, "secondary", 4),
        ("Vieillesse déplafonnée", 66_189, "verified", 72),
    ]


# -- which contracts -------------------------------------------------------------------------------

ARGUMENTS = "B{0},C{0},D{0},E{0}"


def rangee(nom: str, ligne: int, brut: float | None = 1500.0, *fonctions: str) -> list[Any]:
    appels = [f"=XLPROD.{f}({ARGUMENTS.format(ligne)})" for f in fonctions]
    return [nom, brut, None if brut is None else "TECH_C", 45_810, 5, *appels]


def test_deux_fonctions_d_une_rangee_sont_un_contrat() -> None:
    (a, b) = contrats(
        feuille(
            "Paie",
            [
                ["Nom", "Brut", "Statut", "Date", "Jours", "Net", "Coût"],
                rangee("Alice", 2, 1500.0, "NET", "COUT_EMPLOYEUR"),
                rangee("Bob", 3, 1500.0, "NET", "COUT_EMPLOYEUR"),
                rangee("", 4, None, "NET", "COUT_EMPLOYEUR"),  # a row prepared for later
            ],
        )
    )
    assert [(c.nom, [f for f, _, _ in c.appels]) for c in (a, b)] == [
        ("Alice", ["NET", "COUT_EMPLOYEUR"]),
        ("Bob", ["NET", "COUT_EMPLOYEUR"]),
    ]


def test_une_fiche_en_hauteur_est_un_contrat() -> None:
    fiche: list[list[Any]] = [["Alice", 1500.0], ["", "TECH_C"], ["", 45_810], ["", 5]]
    fiche += [["Net", "=XLPROD.NET(B1,B2,B3,B4)"], ["Coût", "=XLPROD.COUT_EMPLOYEUR($B$1,B2,B3,B4)"]]
    assert len(contrats(feuille("Fiche", fiche))) == 1


def test_un_recapitulatif_sur_une_autre_feuille_ne_compte_pas_deux_fois() -> None:
    paie = feuille("Paie", [rangee("Alice", 1, 1500.0, "NET"), rangee("Bob", 2, 900.0, "NET")])
    recap = feuille(
        "Récap",
        [["Alice", "=Paie!B1", "=XLPROD.COUT_EMPLOYEUR(B1,Paie!C1,Paie!D1,Paie!E1)"],
         ["", "", "=XLPROD.POURQUOI(\"NET\",Paie!B2,Paie!C2,Paie!D2,Paie!E2)"]],
    )  # fmt: skip
    assert [(c.nom, len(c.appels)) for c in contrats(paie, recap)] == [("Alice", 2), ("Bob", 1)]


def test_des_rangees_qui_partagent_leurs_cellules_sont_des_contrats() -> None:
    """Two people paid what one cell says are two; two salaries on one row are two as well."""
    commun = "$H$1,$H$2,$H$3,$H$4"
    lignes: list[list[Any]] = [
        [nom, f"=XLPROD.NET({commun})", f"=XLPROD.COUT_EMPLOYEUR({commun})"] for nom in ("Alice", "Bob")
    ]
    hauts = [[*r, None, None, None, None, v] for r, v in zip(lignes, (1500.0, "TECH_C"), strict=True)]
    bas = [[None] * 7 + [v] for v in (45_810, 5)]
    trouves = contrats(feuille("Paie", [*hauts, *bas]))
    assert [(c.nom, len(c.appels), c.brut) for c in trouves] == [("Alice", 2, 150_000), ("Bob", 2, 150_000)]
    deux = [["Alice", 100.0, 200.0, *(f'=XLPROD.NET({c}1,"ART_NC",45810,1)' for c in "BC")]]
    assert [c.brut for c in contrats(feuille("Paie", deux))] == [10_000, 20_000]


def test_une_colonne_deversee_est_un_contrat_par_rangee() -> None:
    lignes: list[list[Any]] = [
        ["Alice", 1000.0, '=XLPROD.NET(B1:B4,"TECH_NC",45810,5)'],
        ["Bob", 1000.0],
        [None, None],
        ["Chloé", 2000.0],
    ]
    trouves = contrats(feuille("Paie", lignes))
    # the blank row gives no contract: nothing is computed there
    assert [(c.nom, c.case.ligne, c.brut) for c in trouves] == [
        ("Alice", 1, 100_000),
        ("Bob", 2, 100_000),
        ("Chloé", 4, 200_000),
    ]
    couchee: list[list[Any]] = [["Alice", 1000.0, 1000.0], ['=XLPROD.NET(B1:C1,"TECH_NC",45810,5)']]
    assert len(contrats(feuille("Paie", couchee))) == 2


def test_la_branche_non_prise_ne_compte_pas() -> None:
    lignes: list[list[Any]] = [
        ["Alice", 1000.0, '=IF(B1>0,XLPROD.NET(B1,"TECH_NC",45810,5),XLPROD.NET(1,"TECH_NC",45810,5))']
    ]
    assert [c.brut for c in contrats(feuille("Paie", lignes))] == [100_000]


def test_le_nom_vient_du_tableau() -> None:
    lignes: list[list[Any]] = [
        ["Poste", "Nom", "Fonction", "Net"],
        ["22", "Alice", "Scripte", '=XLPROD.NET(1000,"TECH_NC",45810,5)'],
    ]
    tableau = Tableau("T", (1, 1, 2, 4), ("Poste", "Nom", "Fonction", "Net"))
    (lu,) = contrats(replace(feuille("Paie", lignes), tableaux=(tableau,)))
    assert lu.titre == "Alice – Scripte"


# -- what is refused -------------------------------------------------------------------------------


def test_un_contrat_qui_echoue_est_nomme_et_pas_compte() -> None:
    lignes: list[list[Any]] = [
        rangee("Alice", 1, 1500.0, "NET"),
        ["Bob", 1500.0, "DOMPTEUR", 45_810, 5, f"=XLPROD.NET({ARGUMENTS.format(2)})"],
        ["Chloé", 1500.0, "TECH_C", 45_810, 5, '=XLPROD.NET(B3,C3,D3,E3,"rgdu_p=1,3")'],  # fails in 2026 only
        ["Dan", 1500.0, "TECH_C", 45_810, 5, "=XLPROD.NET(SUM(B4),C4,D4,E4)"],
    ]
    fait = dresser(classeur(feuille("Paie", lignes)), AVANT, APRES)
    assert [c.contrat.nom for c in fait.comptes] == ["Alice"]
    refus = {c.contrat.nom: c.refus for c in fait.refuses}
    assert refus["Bob"].startswith("droit du 31/12/2025 : statut inconnu « DOMPTEUR »")
    assert refus["Chloé"].startswith("droit du 01/01/2026 : RGDU_P")
    assert "n'est calculé que par le tableur" in refus["Dan"]
    synthese = pages(fait, "paie.xlsx")[0]
    assert "3 contrats hors du total" in synthese.sous_titre
    assert [ligne.cellules[0] for ligne in synthese.lignes if ligne.style == "alerte"] == [
        "Bob",
        "Chloé",
        "Dan",
    ]
    assert any("total incomplet" in str(ligne.cellules[0]) for ligne in synthese.lignes)


@pytest.mark.parametrize(
    ("avant", "apres", "phrase"),
    [
        ("2026-01-01", "2026-01-01", "les deux dates sont les mêmes (01/01/2026)"),
        ("2026-01-01", "2025-12-31", "dates inversées : le 01/01/2026 est après le 31/12/2025"),
        ("2019-12-31", "2026-01-01", "31/12/2019 : hors des barèmes, connus du 01/01/2023 au 31/12/2026"),
        ("2026-01-01", "2030-01-01", "01/01/2030 : hors des barèmes"),
    ],
)
def test_des_dates_qui_ne_se_comparent_pas(avant: str, apres: str, phrase: str) -> None:
    with pytest.raises(ErreurXlprod, match=re.escape(phrase)):
        lois(dt.date.fromisoformat(avant), dt.date.fromisoformat(apres))


def test_les_dates_proposees_viennent_du_classeur() -> None:
    assert lois(None, None, [dt.date(2024, 5, 2), dt.date(2025, 2, 3)]) == (
        dt.date(2024, 12, 31),
        dt.date(2025, 1, 1),
    )
    # no law is held for 2022, nor for 2027: the last change that the data hold
    for jour in (dt.date(2023, 2, 1), dt.date(2027, 2, 1)):
        assert lois(None, None, [jour]) == (dt.date(2026, 5, 31), dt.date(2026, 6, 1))
    assert lois(None, APRES) == lois(AVANT, None) == NOUVEL_AN


def test_les_dates_nommees_dans_le_classeur() -> None:
    def nomme(avant: Any, apres: Any) -> Instantane:
        dates = feuille("Dates", [[avant], [apres]])
        paie = feuille("Paie", [rangee("Alice", 1, 1500.0, "NET")])
        return classeur(paie, dates, noms={noms.LOI_AVANT: "=Dates!$A$1", noms.LOI_APRES: "=Dates!$A$2"})

    assert "du 31/12/2023 au 01/01/2024" in executer("diff", nomme("31/12/2023", 45_292)).message
    assert (
        "du 31/12/2024 au 01/01/2025" in executer("diff", nomme(None, None)).message
    )  # contract of June 2025
    with pytest.raises(ErreurXlprod, match=r"LOI_APRES : date attendue .*reçu « demain »"):
        executer("diff", nomme("31/12/2023", "demain"))


def test_un_classeur_sans_appel_est_refuse() -> None:
    with pytest.raises(ErreurXlprod, match=r"paie\.xlsx : aucune cellule n'appelle une fonction de charges"):
        executer("diff", classeur(feuille("A", [["=SUM(1)"]])))


def test_une_seule_personne() -> None:
    paie = classeur(feuille("Paie", [rangee("Alice Roux", 1, 1500.0, "NET"), rangee("Bob", 2, 900.0, "NET")]))
    assert [c.contrat.nom for c in dresser(paie, AVANT, APRES, "roux").comptes] == ["Alice Roux"]
    with pytest.raises(
        ErreurXlprod, match="personne inconnue « Alyce » ; les plus proches : Alice Roux, Bob"
    ):
        dresser(paie, AVANT, APRES, "Alyce")


# -- minima ----------------------------------------------------------------------------------------


def test_les_minima_sont_a_part() -> None:
    appel = '=XLPROD.SALAIRE_MINIMUM("Cadreur cinéma","3097",{},"I")'
    ecart = '=XLPROD.ECART_MINIMUM(B2,"Cadreur cinéma","3097",46000,"I")'
    lignes: list[list[Any]] = [
        ["Alice", 2000.0, appel.format(46_000)],
        ["Bob", 2000.0, appel.format(45_000), ecart],
    ]
    deux = lois(dt.date(2023, 1, 1), dt.date(2026, 1, 1))
    fait = dresser(classeur(feuille("Paie", lignes)), *deux)
    minimum, gap = fait.minima
    avant, apres = (
        argent.centimes(valeur("SALAIRE_MINIMUM", "Cadreur cinéma", "3097", j, "I")) for j in deux
    )
    assert avant < apres
    assert (minimum.avant, minimum.apres, minimum.cellules) == (avant, apres, ["Paie!C1", "Paie!C2"])
    assert (gap.libelle, gap.avant, gap.apres) == ("Bob : écart au minimum", 200_000 - avant, 200_000 - apres)
    assert not fait.comptes
    (seule,) = pages(fait, "paie.xlsx")
    assert [ligne.cellules[2:5] for ligne in seule.lignes if ligne.cellules[0] == "Cadreur cinéma"] == [
        (avant / 100, apres / 100, (apres - avant) / 100)
    ]


# -- sheets, reports, command ------------------------------------------------------------------------


def test_la_feuille_dit_tout(film: Instantane) -> None:
    reponse = executer("diff", film)
    synthese, detail = reponse.pages
    assert reponse.message.startswith(
        "88 contrats du 31/12/2025 au 01/01/2026 : coût employeur +2\u202f357,92\u00a0€"
    )
    par_titre = {str(ligne.cellules[0]): ligne for ligne in synthese.lignes}
    assert par_titre["Coût employeur"].cellules[2:5] == (1_369_755.48, 1_372_113.40, 2_357.92)
    maladie = [ligne for ligne in synthese.lignes if ligne.cellules[0] == "Assurance maladie"]
    assert [ligne.style for ligne in maladie] == [
        "normal",
        "reserve",
    ]  # that of the artists is to be verified
    assert maladie[0].cellules[6:9] == ("CSS art. D242-3", "01/01/2026", "vérifié")
    assert any(
        "Voie écartée" in str(ligne.cellules[1]) for ligne in synthese.lignes if len(ligne.cellules) > 1
    )
    sections = [ligne for ligne in detail.lignes if ligne.style == "section"]
    assert len(sections) == 88
    totaux = [ligne.cellules[8] for ligne in detail.lignes if ligne.style == "total"]
    assert sum(argent.centimes(t) for t in totaux[::2] if isinstance(t, float)) == 235_792
    for page in reponse.pages:
        assert {len(r) for r in page.plan().cellules} == {len(page.colonnes)}
        assert page.paysage


def test_les_lignes_d_un_contrat_font_son_total(film: Instantane) -> None:
    """Changed and folded lines of the employer add up to the cost, less the gross."""
    (faite,) = dresser(film, AVANT, APRES, "Karim Osmani").comptes
    assert faite.avant is not None
    lignes = pages(Bilan(NOUVEL_AN, [faite], []), "")[1].lignes
    employeur = [x for x in lignes if str(x.cellules[0]).endswith("part de l'employeur")]
    avant = sum(argent.centimes(x.cellules[6]) for x in employeur if isinstance(x.cellules[6], float))
    assert avant == faite.avant.patronales


def ecrire(chemin: Path) -> Path:
    with xlsxwriter.Workbook(chemin) as ouvert:
        paie = ouvert.add_worksheet("Paie")
        for i, (nom, brut) in enumerate((("Alice", 1500.0), ("=Bob", 450.0))):
            paie.write_string(i, 0, nom)
            paie.write_row(i, 1, [brut, "TECH_C", 45_810, 5])
            paie.write_formula(i, 5, f"=_xldudf_XLPROD_NET(B{i + 1},C{i + 1},D{i + 1},E{i + 1})")
    return chemin


DATES = ("--de", "2025-12-31", "--a", "01/01/2026")


def test_la_commande_dit_les_totaux(capsys: Any, tmp_path: Path) -> None:
    source = ecrire(tmp_path / "paie.xlsx")
    code, sortie, _ = lancer(capsys, "diff", str(source), *DATES)
    assert code == 0
    assert "Changement de loi du 31/12/2025 au 01/01/2026" in sortie
    assert re.search(r"Coût employeur +3.\d{3},\d\d.€ +3.\d{3},\d\d.€ +\d\d,\d\d.€", sortie)
    code, sortie, _ = lancer(capsys, "diff", str(source), *DATES, "--personne", "alice")
    assert code == 0
    assert "1 contrat du 31/12/2025" in sortie


def test_la_commande_en_json(capsys: Any, tmp_path: Path) -> None:
    code, dit = lancer_json(capsys, "diff", str(ecrire(tmp_path / "paie.xlsx")), *DATES)
    assert code == 0
    total, (alice, bob) = dit["totaux"]["cout_employeur"], dit["contrats"]
    assert (alice["nom"], alice["cellules"], bob["nom"]) == ("Alice", ["Paie!F1"], "=Bob")
    assert argent.centimes(total["ecart"]) == sum(
        argent.centimes(c["cout_employeur"]["ecart"]) for c in dit["contrats"]
    )
    (famille,) = [x for x in alice["lignes"] if x["ligne"] == "FAMILLE"]
    assert (famille["taux"], famille["montant"]) == ([0.0345, 0.0525], [51.75, 78.75])
    assert famille["textes"][0]["article"] == "CSS art. D241-3-1"
    assert {r["part"] for r in dit["regles"]} == {"patronales", "salariales"}


@pytest.mark.parametrize("extension", ["xlsx", "html"])
def test_la_commande_ecrit_un_rapport(capsys: Any, tmp_path: Path, extension: str) -> None:
    source, rapport = ecrire(tmp_path / "paie.xlsx"), tmp_path / f"rapport.{extension}"
    avant = source.read_bytes()
    assert lancer(capsys, "diff", str(source), *DATES, "--sortie", str(rapport))[0] == 0
    assert source.read_bytes() == avant
    if extension == "html":
        texte = rapport.read_text(encoding="utf-8")
        assert "<td>=Bob</td>" in texte
        assert texte.count("<section>") == 2
        assert not re.search(r"<script|src=|href=", texte)
        return
    lu = openpyxl.load_workbook(rapport)
    assert lu.sheetnames == ["Changement de loi", "Changement, détail"]
    synthese = lu.worksheets[0]
    assert (synthese.page_setup.orientation, synthese.page_setup.paperSize) == ("landscape", 9)
    assert synthese.print_title_rows == "$4:$4"
    textes = {c.value for ligne in synthese.iter_rows() for c in ligne if c.data_type == "s"}
    assert "=Bob" in textes
    assert not any(c.data_type == "f" for ligne in synthese.iter_rows() for c in ligne)
    assert not valider(rapport)


@pytest.mark.parametrize(
    ("options", "code", "phrase"),
    [
        (("--de", "2026-01-01", "--a", "2026-01-01"), 2, "les deux dates sont les mêmes"),
        (("--de", "hier"), 2, "date attendue"),
        ((*DATES, "--sortie", "rapport.docx"), 2, "l'extension doit être .xlsx ou .html"),
        ((*DATES, "--personne", "Zoé"), 1, "personne inconnue « Zoé »"),
    ],
)
def test_la_commande_refuse(
    capsys: Any, tmp_path: Path, options: tuple[str, ...], code: int, phrase: str
) -> None:
    source = ecrire(tmp_path / "paie.xlsx")
    try:
        rendu, _, erreur = lancer(capsys, "diff", str(source), *options)
    except SystemExit as sortie:
        rendu, erreur = int(sortie.code or 0), capsys.readouterr().err
    assert rendu == code
    assert phrase in erreur


def test_un_contrat_refuse_donne_le_code_1(capsys: Any, tmp_path: Path) -> None:
    source = tmp_path / "paie.xlsx"
    with xlsxwriter.Workbook(source) as ouvert:
        ouvert.add_worksheet("Paie").write_formula(0, 0, '=_xldudf_XLPROD_NET(1500,"DOMPTEUR",45810,5)')
    code, sortie, _ = lancer(capsys, "diff", str(source), *DATES)
    assert code == 1
    assert "statut inconnu « DOMPTEUR »" in sortie


# -- together, and every statut ----------------------------------------------------------------------


def test_les_contrats_d_une_personne_partagent_leurs_plafonds_sous_les_deux_lois() -> None:
    """The column of the sheet, the ceilings shared as there: what a cell shows is what is compared."""
    colonnes = "B1:B3,C1:C3,D1:D3,E1:E3"
    lignes: list[list[Any]] = [
        ["Alice", 2000.0, "TECH_C", 46_083, 5, f"=XLPROD.COUT_EMPLOYEUR({colonnes},,A1:A3)"],
        ["Alice", 600.0, "TECH_C", 46_090, 5],
        ["Bob", 900.0, "TECH_NC", 46_090, 5],
    ]
    lignes[0].append(f"=XLPROD.DETAIL_CHARGES({colonnes},,A1:A3)")
    fait = dresser(classeur(feuille("Paie", lignes)), AVANT, APRES)
    assert [(c.contrat.nom, len(c.contrat.appels)) for c in fait.comptes] == [
        ("Alice", 2),
        ("Alice", 2),
        ("Bob", 2),
    ]
    rangees = [[[ligne[i]] for ligne in lignes] for i in range(1, 5)]
    cellules = valeur("COUT_EMPLOYEUR", *rangees, None, [["Alice"], ["Alice"], ["Bob"]])
    assert [[argent.euros(c.apres.cout)] for c in fait.comptes if c.apres is not None] == cellules
    seul = compare(60_000, "TECH_C", 5, date=dt.date(2026, 3, 9), parametres=())
    assert seul.apres is not None
    assert [argent.euros(seul.apres.cout)] != cellules[1]
    assert [(p.nom, len(p.contrats)) for p in fait.personnes()] == [("Alice", 2), ("Bob", 1)]


@pytest.mark.parametrize(
    ("statut", "jours", "parametres", "attendues"),
    [
        ("PERM_NC", 31, (("contrat", "cdi"),), {"MALADIE", "FAMILLE", "REDUCTION_GENERALE"}),
        ("STAGIAIRE", 31, (("heures", "151,67"),), {"MALADIE", "VIEILLESSE_PLAFONNEE"}),
        ("ART_C", 3, (), {"VIEILLESSE_PLAFONNEE", "RETRAITE_T2"}),
        ("TECH_NC", 5, (("convention", "2642"),), {"CHOMAGE", "FONDS_SANTE"}),
        ("AUTEUR", 1, (("nature", "fiction"),), set()),
        ("DETACHE", 5, (), set()),
    ],
)
def test_chaque_statut_a_ses_regles(statut: str, jours: int, parametres: Any, attendues: set[str]) -> None:
    faite = compare(300_000, statut, jours, date=dt.date(2026, 3, 2), parametres=parametres)
    assert not faite.refus
    assert attendues <= {ligne.ligne for ligne in faite.changees}
    assert bool(attendues) == bool(faite.changees)
    assert all(ligne.causes for ligne in faite.changees)


def test_le_chiffre_date_de_la_societe_est_la_regle_qui_change() -> None:
    """15,7 % from 2026 in the company's file; its ceiling, the same for both years, changes nothing."""
    donnees = """
        [[surcharge]]
        code = "CONGES_SPEC_PATRONAL"
        valeur = 15.7
        du = 2026-01-01
        source = "appel de la caisse du 12/12/2025"
        [[surcharge]]
        code = "PMSS"
        valeur = 4000
        source = "choix de la paie"
    """
    with couches.installee(societe.lire(donnees)):
        faite = compare(150_000, "TECH_C", 5)
        synthese = pages(Bilan(NOUVEL_AN, [faite], []), "")[0]
    dits = [ligne.cellules for ligne in synthese.lignes if "CONGES_SPEC_PATRONAL" in str(ligne.cellules[0])]
    assert [(c[1], c[8], c[9]) for c in dits] == [
        ("15,7\u00a0% au lieu de 15,5\u00a0%", "donnée par la société",
         "appel de la caisse du 12/12/2025 ; depuis le 01/01/2026"),
    ]  # fmt: skip
    assert ecarts(faite)["CONGES_SPECTACLES", "patronales"] == (23_250, 23_550)
    (conges,) = [x for x in faite.changees if x.ligne == "CONGES_SPECTACLES"]
    assert [(c.texte, c.validite.source) for c in conges.causes] == [
        ("15,5\u00a0% → 15,7\u00a0%", "appel de la caisse du 12/12/2025")
    ]
    assert not any(c.sujet == "Plafond mensuel" for x in faite.changees for c in x.causes)
    assert "CONGES_SPECTACLES" not in {ligne for ligne, _ in ecarts(compare(150_000, "TECH_C", 5))}
