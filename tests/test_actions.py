"""Ribbon actions on the example and on spoiled copies of it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

import macros  # noqa: F401  (fills the registry of actions)
from macros import registre as ruban
from macros.registre import ACTIONS, GROUPES, Reponse, executer
from tests.conftest import valeur
from xlprod import argent
from xlprod.classeurs import noms
from xlprod.classeurs.instantane import Case, Feuille, Instantane
from xlprod.classeurs.page import Page
from xlprod.erreurs import ErreurXlprod
from xlprod.hotes import actions
from xlprod.registre import ErreurCellule
from xlprod.trace import Cellule


def colonne(nom: str) -> int:
    """Number of a column of the sheet *Équipe*, whose table starts in column A."""
    return 1 + noms.COLONNES.index(nom)


MINIMUM, CHARGES, COUT, BRUT = map(colonne, (noms.MINIMUM, noms.CHARGES, noms.COUT, noms.BRUT_UNITAIRE))
LIGNE = 7
"""A row of the example: a director of production."""


def choisir(classeur: Instantane, feuille: str, ligne: int, colonne: int) -> Instantane:
    return replace(classeur, selection=Case(feuille, ligne, colonne))


def abimer(
    classeur: Instantane, changements: dict[tuple[int, int], Any], sans_formule: bool = False
) -> Instantane:
    """The example with some values of the sheet *Équipe* changed, their formulas taken away if asked."""

    def feuille(lue: Any) -> Any:
        if lue.nom != noms.EQUIPE:
            return lue
        valeurs = [list(r) for r in lue.valeurs]
        formules = [list(r) for r in lue.formules]
        for (ligne, colonne), nouvelle in changements.items():
            valeurs[ligne - lue.ligne][colonne - lue.colonne] = nouvelle
            if sans_formule:
                formules[ligne - lue.ligne][colonne - lue.colonne] = None
        return replace(lue, valeurs=valeurs, formules=formules)

    return replace(classeur, feuilles=tuple(map(feuille, classeur.feuilles)))


def remplacer(classeur: Instantane, ligne: int, colonne: int, formule: str, valeur_: Any) -> Instantane:
    """The example with another formula in one cell of the sheet *Équipe*."""
    abime = abimer(classeur, {(ligne, colonne): valeur_})
    feuille = abime.feuille(noms.EQUIPE)
    assert feuille is not None
    formules = [list(r) for r in feuille.formules]
    formules[ligne - feuille.ligne][colonne - feuille.colonne] = formule
    autres = (f for f in abime.feuilles if f is not feuille)
    return replace(abime, feuilles=(*autres, replace(feuille, formules=formules)))


def cents(cellule: Cellule) -> int:
    assert isinstance(cellule, float)
    return argent.centimes(cellule)


def page(reponse: Reponse) -> Page:
    (seule,) = reponse.pages
    return seule


def textes(page_: Page) -> list[str]:
    return ["|".join("" if c is None else str(c) for c in ligne.cellules) for ligne in page_.lignes]


# --- the registry of buttons ----------------------------------------------------------------


def test_chaque_bouton_est_declare_pour_tous_les_rubans() -> None:
    touches = [a.touche for a in ACTIONS.values()]
    assert len(set(touches)) == len(touches)
    for action in ACTIONS.values():
        assert action.groupe in GROUPES
        assert action.touche.isupper()
        assert 0 < len(action.libelle) <= 30
        assert 0 < len(action.aide) <= 250  # the shortest limit of the hosts
        assert action.icone.isidentifier()
    assert [g for g, _ in ruban.groupes()] == [
        g for g in GROUPES if any(a.groupe == g for a in ACTIONS.values())
    ]


@pytest.mark.parametrize("nom", sorted(ACTIONS))
def test_aucun_bouton_mort(nom: str, film: Instantane) -> None:
    """Every button answers on the example: a page, a template, a file or a sentence."""
    avances: list[str] = []
    reponse = executer(nom, choisir(film, noms.EQUIPE, LIGNE, CHARGES), avances.append)
    assert avances
    assert reponse.message
    assert nom == "relier" or reponse.pages or reponse.gabarit or reponse.fichier or nom == "verifier"


def test_une_feuille_du_meme_nom_n_est_jamais_touchee(film: Instantane) -> None:
    deja = replace(film, titres=(*film.titres, "Barèmes"))
    assert page(executer("baremes", deja)).nom == "Barèmes (2)"


def test_une_date_de_reference_illisible_est_dite() -> None:
    """The figures of another day must not pass for those of the budget."""
    feuille = Feuille("A", valeurs=[["mars 2026"]], formules=[[None]])
    classeur = Instantane(
        "a.xlsx", (feuille,), noms={noms.DATE_REFERENCE: "=A!$A$1"}, jour=dt.date(2026, 11, 24)
    )
    reponse = executer("baremes", classeur)
    assert reponse.message.endswith("au 24/11/2026. DATE_REFERENCE n'est pas une date : date du jour.")
    assert page(reponse).sous_titre.endswith("date du jour.")


def test_le_pont_json_dit_le_progres_puis_la_reponse(film: Instantane) -> None:
    recu = json.dumps({"nom": "f.xlsx", "jour": "2026-11-24", "feuilles": []})
    dits = [json.loads(t) for t in actions.derouler("baremes", recu)]
    assert [list(d) for d in dits] == [["progres"], ["reponse"]]
    (feuille,) = dits[-1]["reponse"]["pages"]
    assert feuille["cellules"][3][:2] == ["Code", "Libellé"]
    (dit,) = [json.loads(t) for t in actions.derouler("pourquoi", recu)]
    assert dit == {"erreur": "choisissez une cellule calculée par xlprod"}
    (dit,) = [json.loads(t) for t in actions.derouler("pourquoi", '{"nom": 1}')]
    assert dit["erreur"].startswith("erreur interne (KeyError)")


# --- why ------------------------------------------------------------------------------------


def test_pourquoi_reprend_le_montant_de_la_cellule_et_ses_arguments(film: Instantane) -> None:
    classeur = choisir(film, noms.EQUIPE, LIGNE, CHARGES)
    affiche = classeur.valeur(Case(noms.EQUIPE, LIGNE, CHARGES))
    assert isinstance(affiche, float)
    lignes = page(executer("pourquoi", classeur)).lignes
    assert lignes[0].style == "section"
    assert str(lignes[0].cellules[0]).endswith(f"= {argent.texte_euros(argent.centimes(affiche))}")
    assert lignes[1].cellules[:3] == ("brut", "[@Brut total]", argent.texte_euros(1_911_000))
    (total,) = [ligne for ligne in lignes if ligne.style == "total"]
    assert total.cellules[3] == argent.texte_euros(argent.centimes(affiche))
    articles = [ligne.cellules[4] for ligne in lignes if len(ligne.cellules) > 4 and ligne.cellules[4]]
    assert "CSS art. D242-4" in articles


def test_pourquoi_montre_chaque_lecture_discutee(film: Instantane) -> None:
    lignes = page(executer("pourquoi", choisir(film, noms.EQUIPE, 6, CHARGES))).lignes
    autres = [ligne for ligne in lignes if str(ligne.cellules[0]).startswith("Lecture discutée")]
    assert {autre.style for autre in autres} == {"lecture"}
    montants = {autre.cellules[1]: autre.cellules[3] for autre in autres}
    assert montants["methode_plafond=non_proratise"] == argent.texte_euros(3_992_905)


def test_pourquoi_dit_la_phrase_d_une_erreur(film: Instantane) -> None:
    statut = colonne(noms.STATUT)
    abime = abimer(film, {(LIGNE, statut): "TECH_Z", (LIGNE, CHARGES): ErreurCellule("#VALUE!")})
    lignes = page(executer("pourquoi", choisir(abime, noms.EQUIPE, LIGNE, CHARGES))).lignes
    assert lignes[-1].style == "alerte"
    assert str(lignes[-1].cellules[0]).startswith("#VALEUR! : statut inconnu « TECH_Z »")


def test_pourquoi_signale_un_montant_perime(film: Instantane) -> None:
    abime = abimer(film, {(LIGNE, CHARGES): 123.0})
    premiere = page(executer("pourquoi", choisir(abime, noms.EQUIPE, LIGNE, CHARGES))).lignes[0]
    assert premiere.style == "alerte"
    assert "affiche 123" in str(premiere.cellules[0])


def test_pourquoi_d_une_somme_nomme_les_cellules_qu_elle_additionne(film: Instantane) -> None:
    lignes = textes(page(executer("pourquoi", choisir(film, noms.EQUIPE, LIGNE, COUT))))
    assert lignes[0].startswith(f"{noms.EQUIPE}!T{LIGNE} est calculée par le tableur")
    assert any(
        ligne.startswith(f"{noms.EQUIPE}!R{LIGNE}|calculée|{noms.CHARGES}|12\u202f593,53") for ligne in lignes
    )
    assert any(ligne.startswith("XLPROD.CHARGES_PATRONALES") for ligne in lignes)


@pytest.mark.parametrize(
    ("feuille", "ligne", "colonne", "phrase"),
    [
        (noms.EQUIPE, LIGNE, 3, "son contenu a été saisi"),
        (noms.EQUIPE, 900, 60, "est vide"),
    ],
)
def test_pourquoi_refuse_une_cellule_saisie(
    film: Instantane, feuille: str, ligne: int, colonne: int, phrase: str
) -> None:
    with pytest.raises(ErreurXlprod, match=phrase):
        executer("pourquoi", choisir(film, feuille, ligne, colonne))


def test_pourquoi_laisse_de_cote_la_branche_non_prise(film: Instantane) -> None:
    """A blank row calls nothing: it must not be told that its arguments are missing."""
    libre = abimer(film, {(20, c): None for c in range(1, 25)})
    lignes = textes(page(executer("pourquoi", choisir(libre, noms.EQUIPE, 20, CHARGES))))
    assert lignes[0].startswith(f"{noms.EQUIPE}!R20 est calculée par le tableur")
    assert not any("manquant" in ligne for ligne in lignes)


def test_pourquoi_ne_dit_pas_vide_un_argument_que_seul_le_tableur_calcule(film: Instantane) -> None:
    formule = '=XLPROD.NET(SUM([@[Brut total]]),"TECH_C","12/01/2026",5)'
    abime = remplacer(film, LIGNE, CHARGES, formule, 1.0)
    lignes = page(executer("pourquoi", choisir(abime, noms.EQUIPE, LIGNE, CHARGES))).lignes
    assert lignes[1].cellules == ("brut", "SUM([@[Brut total]])", "")
    assert lignes[-1].style == "alerte"


# --- social -----------------------------------------------------------------------------------


def test_les_minima_disent_qui_manque_de_quoi(film: Instantane) -> None:
    reponse = executer("minima", film)
    lignes = page(reponse).lignes
    assert [ligne.style for ligne in lignes[:3]] == ["alerte", "alerte", "normal"]
    assert len(lignes) == 89
    un, deux = (ligne.cellules for ligne in lignes[:2])
    assert un[1:4] == ("Yann Kerbrat", "2ème assistant opérateur cinéma", "semaine")
    assert un[4:9] == (1075.0, 1204.17, -129.17, 8.0, 1033.36)
    assert deux[8] == 615.68
    assert lignes[-1].cellules[8] == 1649.04
    assert reponse.message == f"88 contrats : 2 sous le minimum (il manque {argent.texte_euros(164_904)})."


def test_un_contrat_sans_minimum_comparable_dit_pourquoi(film: Instantane) -> None:
    fonction = colonne(noms.FONCTION)
    unite = colonne(noms.UNITE)
    abime = abimer(
        film, {(LIGNE, fonction): "Dompteur de puces", (LIGNE + 1, unite): "jour", (LIGNE + 2, BRUT): "mille"}
    )
    lignes = textes(page(executer("minima", abime)))
    reserves = [
        ligne for ligne in lignes if "Dompteur" in ligne or "pas comparable" in ligne or "« mille »" in ligne
    ]
    assert len(reserves) == 3
    assert "les plus proches" in next(ligne for ligne in reserves if "Dompteur" in ligne)


def test_un_contrat_incomplet_n_est_ni_oublie_ni_compare_a_tort(film: Instantane) -> None:
    fonction, unite, unite_minimum, quantite = map(
        colonne, (noms.FONCTION, noms.UNITE, noms.UNITE_MINIMUM, noms.QUANTITE)
    )
    abime = abimer(
        film,
        {
            (7, fonction): None,
            (8, unite): None,
            (9, unite): "jour",
            (9, unite_minimum): None,
            (9, BRUT): 10.0,
            (26, quantite): -8.0,
        },
    )
    constats = {str(ligne.cellules[0]): ligne for ligne in page(executer("minima", abime)).lignes}
    assert constats["Équipe!L7"].cellules[9] == "fonction manquante"
    assert constats["Équipe!L8"].cellules[9] == "unité de paie manquante"
    assert constats["Équipe!L26"].cellules[9] == "quantité : nombre négatif"
    # by the day, not by the week that SALAIRE_MINIMUM takes when no unit is given
    metier = film.valeur(Case(noms.EQUIPE, 9, fonction))
    par_jour = valeur("SALAIRE_MINIMUM", metier, "3097", 46_034, "I", "jour")
    assert constats["Équipe!L9"].cellules[5] == par_jour


def test_les_minima_refusent_un_classeur_sans_contrat() -> None:
    with pytest.raises(ErreurXlprod, match="aucun contrat trouvé"):
        executer("minima", Instantane("vide.xlsx", ()))


def test_le_detail_du_salaire_va_du_brut_au_cout(film: Instantane) -> None:
    lignes = page(executer("salaire", choisir(film, noms.EQUIPE, LIGNE, 3))).lignes
    totaux = {str(ligne.cellules[0]): ligne.cellules for ligne in lignes if ligne.style == "total"}
    brut, date, parametres = 19_110.0, "12/01/2026", "effectif=8;convention=3097;taux_at=1,5;medecine=0,384"
    arguments = (brut, "TECH_C", date, 47, parametres)
    assert totaux["Salaire brut"][4] == brut
    assert totaux["Net à payer avant impôt sur le revenu"][4] == valeur("NET", *arguments)
    assert totaux["Coût employeur"][6] == valeur("COUT_EMPLOYEUR", *arguments)
    corps = [ligne.cellules for ligne in lignes if ligne.style != "total"]
    total = totaux["Total des cotisations"]
    for rang in (4, 6):
        assert argent.euros(sum(map(cents, (c[rang] for c in corps)))) == total[rang]


def test_le_detail_refuse_une_ligne_sans_salaire(film: Instantane) -> None:
    with pytest.raises(ErreurXlprod, match="aucune fonction de charges n'est appelée"):
        executer("salaire", choisir(film, noms.EQUIPE, 2, 1))


def test_le_detail_dit_l_erreur_en_francais(film: Instantane) -> None:
    abime = abimer(film, {(LIGNE, colonne(noms.BRUT_TOTAL)): ErreurCellule("#VALUE!")})
    with pytest.raises(ErreurXlprod, match="contient l'erreur #VALEUR!"):
        executer("salaire", choisir(abime, noms.EQUIPE, LIGNE, 3))


def test_le_detail_d_une_ligne_deversee_est_celui_de_cette_ligne() -> None:
    """A column that one formula fills: the rows below it have no formula of their own."""
    formule = '=XLPROD.NET(A1:A3,"TECH_NC","12/01/2026",5)'
    feuille = Feuille(
        "Paie", valeurs=[[1000.0, 780.0], [2000.0, 1560.0], [3000.0, 2340.0]], formules=[[None, formule]]
    )
    classeur = choisir(Instantane("paie.xlsx", (feuille,)), "Paie", 2, 1)
    assert page(executer("salaire", classeur)).lignes[0].cellules[4] == 2000.0


# --- checks -----------------------------------------------------------------------------------


def test_un_classeur_juste_n_a_que_ses_deux_alertes(film: Instantane) -> None:
    reponse = executer("verifier", film)
    assert [ligne.cellules[1] for ligne in page(reponse).lignes] == [
        f"{noms.EQUIPE}!L26",
        f"{noms.EQUIPE}!L53",
    ]
    assert reponse.message.endswith(": 2 alertes.")


def test_la_verification_trouve_chaque_defaut(film: Instantane) -> None:
    statut = colonne(noms.STATUT)
    abime = abimer(
        film,
        {
            (6, MINIMUM): ErreurCellule("#NAME?"),
            (7, CHARGES): 123.0,
            (8, statut): "TECH_Z",
            (8, CHARGES): ErreurCellule("#VALUE!"),
        },
    )
    abime = abimer(abime, {(10, CHARGES): 99.0}, sans_formule=True)
    constats = {str(ligne.cellules[1]): ligne for ligne in page(executer("verifier", abime)).lignes}
    attendus = {
        "O6": ("erreur", "n'est pas reliée"),
        "R7": ("alerte", "affiche 123, le calcul donne 12593,53"),
        "R8": ("erreur", "#VALEUR! : statut inconnu « TECH_Z »"),
        "R10": ("alerte", "99 saisi à la place de la formule"),
    }
    for adresse, (gravite, phrase) in attendus.items():
        ligne = constats.pop(f"{noms.EQUIPE}!{adresse}")
        assert ligne.cellules[0] == gravite
        assert phrase in str(ligne.cellules[2])
    assert set(constats) == {f"{noms.EQUIPE}!L26", f"{noms.EQUIPE}!L53"}


def test_la_verification_voit_les_formules_effacees_de_tout_le_tableau(film: Instantane) -> None:
    """A blank where a salary's charges were, or a cost typed over: the totals are then wrong."""
    abime = abimer(film, {(7, CHARGES): None, (8, COUT): 12_345.0}, sans_formule=True)
    constats = {str(ligne.cellules[1]): ligne.cellules for ligne in page(executer("verifier", abime)).lignes}
    assert constats["Équipe!R7"][2] == "colonne Charges patronales : formule effacée"
    assert constats["Équipe!T8"][2] == "colonne Coût employeur : 12345 saisi à la place de la formule"


def test_les_lignes_libres_d_un_tableau_n_ont_pas_besoin_de_formules(film: Instantane) -> None:
    abime = abimer(film, {(20, c): None for c in range(1, 25)}, sans_formule=True)
    assert executer("verifier", abime).message.endswith(": 2 alertes.")


@pytest.mark.parametrize("valeur_", [ErreurCellule("#NAME?"), ErreurCellule("#VALUE!")])
def test_une_fonction_mal_ecrite_est_nommee(film: Instantane, valeur_: Any) -> None:
    """Linking again would not help, and one such cell must not hide the other findings."""
    abime = remplacer(film, 6, MINIMUM, '=XLPROD.SALAIRE_MINI("Réalisateur")', valeur_)
    constats = {str(ligne.cellules[1]): ligne.cellules for ligne in page(executer("verifier", abime)).lignes}
    assert "fonction inconnue « XLPROD.SALAIRE_MINI »" in str(constats["Équipe!O6"][2])
    assert constats["Équipe!O6"][3] == "corriger le nom de la fonction"
    assert "Équipe!L53" in constats


def test_un_classeur_qui_ne_nous_appelle_pas_le_dit() -> None:
    autre = Instantane("autre.xlsx", (Feuille("A", valeurs=[[1.0]], formules=[[None]]),))
    reponse = executer("verifier", autre)
    assert reponse.message == "Aucune cellule n'appelle une fonction xlprod : rien à vérifier."


def test_un_classeur_sans_defaut_ne_recoit_pas_de_feuille(vierge: Instantane) -> None:
    reponse = executer("verifier", vierge)
    assert not reponse.pages
    assert reponse.message.endswith("rien à signaler.")


# --- link again -------------------------------------------------------------------------------


@pytest.mark.parametrize("prefixe", ["XLPROD.", "XLP_", "_xldudf_XLPROD_"])
def test_relier_reecrit_dans_l_orthographe_du_tableur(film: Instantane, prefixe: str) -> None:
    perdue = abimer(film, {(6, MINIMUM): ErreurCellule("#NAME?"), (7, 3): ErreurCellule("#NAME?")})
    reponse = executer("relier", replace(perdue, prefixe=prefixe))
    ((case, formule),) = reponse.formules
    assert case == Case(noms.EQUIPE, 6, MINIMUM)
    ancienne = film.formule(case)
    assert ancienne is not None
    assert formule == ancienne.replace("_xldudf_XLPROD_", prefixe)
    assert reponse.question == "1 formule xlprod affiche #NOM?. Les réécrire ?"


def test_relier_laisse_ce_qui_calcule_et_nomme_l_inconnue(film: Instantane) -> None:
    assert not executer("relier", film).formules
    feuille = film.feuille(noms.EQUIPE)
    assert feuille is not None
    formules = [list(r) for r in feuille.formules]
    formules[5 - feuille.ligne + 1][MINIMUM - feuille.colonne] = "=XLPROD.SALAIRE_MINI(1)"
    fausse = replace(film, feuilles=(replace(feuille, formules=formules),))
    reponse = executer("relier", abimer(fausse, {(6, MINIMUM): ErreurCellule("#NAME?")}))
    assert not reponse.formules
    assert "fonction inconnue" in reponse.message


def _pages(nom: str) -> Callable[[Instantane], Page]:
    return lambda classeur: page(executer(nom, classeur))


@pytest.mark.parametrize("nom", ["baremes", "aide", "minima", "salaire", "pourquoi"])
def test_les_pages_tiennent_dans_leur_feuille(nom: str, film: Instantane) -> None:
    """Every row has at most as many cells as columns, and no cell is longer than a cell may hold."""
    faite = _pages(nom)(choisir(film, noms.EQUIPE, LIGNE, CHARGES))
    plan = faite.plan()
    assert {len(r) for r in plan.cellules} == {len(faite.colonnes)}
    assert all(len(str(c)) < 32_767 for r in plan.cellules for c in r)
    couvertes = [(z.haut, z.bas) for z, _ in plan.aspects]
    assert couvertes == sorted(couvertes)
    assert plan.aspects[-1][0].bas == len(plan.cellules)
