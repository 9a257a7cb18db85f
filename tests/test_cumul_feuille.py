"""Charges of rows computed together as a sheet asks for them: names, errors, explanations, files, buttons."""

from __future__ import annotations

import dataclasses
import datetime as dt
import time
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

import macros  # noqa: F401  (fills the registry of actions)
from macros.registre import executer
from tests.conftest import erreur, valeur
from tests.cumul_essai import MESURES, PARAMETRES, STATUTS, Rangee, bases, colonnes, rangee
from udfs.explication import expliquer
from xlprod import registre
from xlprod.argent import centimes, texte_euros
from xlprod.classeurs.instantane import Case, Feuille, Instantane
from xlprod.classeurs.page import Ligne
from xlprod.classeurs.recalcul import recalculer
from xlprod.erreurs import ErreurXlprod
from xlprod.hotes.evaluer import evaluer_formule

VIEILLESSE = "SS_VP"


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


def test_des_parametres_prets_sur_une_ligne_vide_n_en_font_pas_un_contrat() -> None:
    pleine, vide = rangee(2000, "TECH_C", "2025-06-02", 5), (None, None, "", None, PARAMETRES, None)
    assert valeur("NET", *colonnes(pleine, vide)) == [[valeur("NET", *pleine[:5])], [""]]


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


def test_l_explication_nomme_le_plafond_de_chaque_genre() -> None:
    """A day of an artist, a secondary use worth some days, one under the ceiling of the year."""
    connus = ";rediffusion=oui;jours_initiaux=2;remuneration_initiale=1000"
    lignes = [
        rangee(250, "ART_NC", "2025-06-02", 1),
        rangee(200, "ART_NC", "2025-06-02", 1),
        rangee(3000, "ART_NC", "2025-06-02", 1, plus=connus),
        rangee(30000, "ART_NC", "2025-03-03", 1, plus=";rediffusion=oui"),
        rangee(30000, "ART_NC", "2025-09-01", 1, plus=";rediffusion=oui"),
    ]

    def resultats(rang: int) -> dict[str, str]:
        etapes = expliquer("NET", *colonnes(*lignes), rang=rang).etapes
        return {e.regle.libelle: e.texte_resultat for e in etapes}

    jour = resultats(0)
    assert jour["Plafond d'artiste du 02/06/2025 au 02/06/2025, jour par jour"] == "348,00\u00a0€"
    assert jour["Brut de la personne, ce contrat compris, du 02/06/2025 au 02/06/2025"] == "450,00\u00a0€"
    assert "2\u202f088,00\u00a0€" in resultats(2).values()
    assert resultats(4)["Versements de l'année à la personne, celui-ci compris"] == "60\u202f000,00\u00a0€"


def test_une_lecture_refusee_a_une_autre_ligne_est_dite() -> None:
    """Thirtieths of paid days begin on 10/04/2025: the total of the year would miss January."""
    lignes = [rangee(10000, "TECH_C", jour, 20, plus=";cumul=annee") for jour in ("2025-01-02", "2025-06-02")]
    resultat = expliquer("NET", *colonnes(*lignes), rang=1)
    etapes = {e.regle.formule: e.texte_resultat for e in resultat.etapes if e.regle.code == "methode_plafond"}
    assert "trentiemes_remuneres" in etapes["methode_plafond=trentiemes_remuneres"]
    assert etapes["methode_plafond=non_proratise"].endswith("€")
    with pytest.raises(ErreurXlprod, match="brut"):
        expliquer("NET", *colonnes(rangee("x", "TECH_C", "2025-01-02", 5), lignes[0]), rang=0)


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


def feuille(lignes: list[Rangee], formule: str, montants: list[float]) -> Instantane:
    """Rows from A1, a formula in H1 and what it has spilled under it."""
    valeurs = [[*ligne, None, m] for ligne, m in zip(lignes, montants, strict=True)]
    textes: list[list[str | None]] = [[None] * 8 for _ in lignes]
    textes[0][7] = formule
    return Instantane("essai.xlsx", (Feuille("Essai", 1, 1, valeurs, textes),), jour=dt.date(2026, 11, 24))


def lignes_de(nom: str, classeur: Instantane, ligne: int) -> list[Ligne]:
    """What a button shows for a cell of column H."""
    choisi = dataclasses.replace(classeur, selection=Case("Essai", ligne, 8))
    (page,) = executer(nom, choisi).pages
    return list(page.lignes)


def test_les_boutons_expliquent_la_ligne_avec_celles_de_la_personne() -> None:
    lignes = [rangee(2000, "TECH_C", "2025-06-02", 5), rangee(300, "TECH_C", "2025-06-09", 5)]
    salariales = [c for (c,) in valeur("CHARGES_SALARIALES", *colonnes(*lignes))]
    base = feuille(lignes, "=XLPROD.CHARGES_SALARIALES(A1:A2,B1:B2,C1:C2,D1:D2,E1:E2,F1:F2)", salariales)

    pourquoi = lignes_de("pourquoi", base, 2)
    assert str(pourquoi[0].cellules[0]).endswith(f"= {texte_euros(centimes(salariales[1]))}")
    assert ("parametres", "E1:E2", PARAMETRES) in [ligne.cellules for ligne in pourquoi]
    assert any(ligne.cellules[1] == "cumul=contrat" for ligne in pourquoi if len(ligne.cellules) > 1)

    salaire = lignes_de("salaire", base, 2)
    total = [ligne.cellules for ligne in salaire if "Assiette" not in ligne.cellules]
    t2 = next(c for c in total if str(c[0]).startswith("Agirc-Arrco T2"))
    assert t2[2] == -354.16


def test_le_bouton_pourquoi_explique_un_tableau_de_plusieurs_lignes() -> None:
    lignes = [rangee(2000, "TECH_C", "2025-06-02", 5), rangee(300, "TECH_C", "2025-06-09", 5)]
    base = feuille(lignes, "=XLPROD.DETAIL_CHARGES(A1:A2,B1:B2,C1:C2,D1:D2,E1:E2,F1:F2)", [0, 0])
    lignes_page = lignes_de("pourquoi", base, 1)
    total = sum(centimes(c) for (c,) in valeur("CHARGES_PATRONALES", *colonnes(*lignes)))
    assert str(lignes_page[0].cellules[0]).endswith(f"= {texte_euros(total)}")
