"""Who gives a figure: the law, the company's file, the workbook, the row; each layer is named."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from macros import registre as actions
from tests.calc_hote import CHARGES
from tests.conftest import erreur, valeur
from tests.societes import FICHIER, JOUR
from tests.test_une_page import pages, textes
from udfs.commun import PARAMETRES
from xlprod import couches, registre
from xlprod.classeurs.instantane import Instantane
from xlprod.devis.exemple import film_exemple
from xlprod.paie import parametres as lecteur
from xlprod.paie.contrat import contrat
from xlprod.rapports.une_page import donnees_une_page, ecrire_une_page


def etapes(parametres: Any, jour: str = JOUR) -> dict[str, list[Any]]:
    table = valeur("POURQUOI", "COUT_EMPLOYEUR", 1500, "TECH_C", jour, 5, parametres)
    return {ligne[0]: ligne for ligne in table}


def etape(parametres: Any, debut: str, jour: str = JOUR) -> list[Any]:
    trouvees = [ligne for libelle, ligne in etapes(parametres, jour).items() if libelle.startswith(debut)]
    assert len(trouvees) == 1, trouvees
    return trouvees[0]


CONGES, AT, PARAMETRE_AT = "Caisse des Congés", "Accidents du travail", "Paramètre taux_at"
PLAGE = [["taux_at", 2], ["conges_spec", 16], ["pmss", 4100]]


@pytest.mark.parametrize(
    ("fichier_", "parametres", "conges", "at", "qui"),
    [
        (FICHIER, None, "235,50 €", "22,50 €", "la société"),
        (FICHIER, PLAGE, "240,00 €", "30,00 €", "le classeur"),
        (FICHIER, "taux_at=2;conges_spec=16|", "240,00 €", "30,00 €", "le classeur"),
        (FICHIER, "taux_at=2;conges_spec=16|taux_at=3;conges_spec=17", "255,00 €", "45,00 €", "la ligne"),
        (FICHIER, "taux_at=2|conges_spec=16|taux_at=3;conges_spec=17", "255,00 €", "45,00 €", "la ligne"),
        (FICHIER, "taux_at=3;conges_spec=17", "255,00 €", "45,00 €", "la ligne"),
        ("", "taux_at=3;conges_spec=17", "255,00 €", "45,00 €", "la ligne"),
    ],
)  # fmt: skip
def test_la_couche_la_plus_forte_l_emporte_et_la_trace_la_nomme(
    installer: Any, fichier_: str, parametres: Any, conges: str, at: str, qui: str
) -> None:
    """A rate and a company parameter, under each of the layers."""
    installer(fichier_)
    for debut, montant in ((CONGES, conges), (AT, at)):
        ligne = etape(parametres, debut)
        assert ligne[3].replace("\u00a0", " ") == montant
        assert ligne[7] == f"donnée par {qui}"
    assert etape(parametres, PARAMETRE_AT)[7] == f"donnée par {qui}"


def test_sans_rien_c_est_le_bareme(installer: Any) -> None:
    ligne = etape(None, CONGES)
    assert ligne[3] == "232,50\u00a0€"
    assert not ligne[7].startswith("donnée")
    assert not any(libelle.startswith("Paramètre ") for libelle in etapes(None))


@pytest.mark.parametrize(
    ("parametres", "plafond", "qui"),
    [
        (None, 4000, "la société"),
        (PLAGE, 4100, "le classeur"),
        ("pmss=4100|pmss=4200", 4200, "la ligne"),
    ],
)
def test_un_chiffre_par_chaque_couche(installer: Any, parametres: Any, plafond: int, qui: str) -> None:
    installer()
    ligne = etape(parametres, "Chiffre remplacé : Plafond mensuel")
    assert ligne[3].replace("\u00a0", " ") == f"{plafond // 1000}\u202f{plafond % 1000:03} €"
    assert "3\u202f925" in ligne[1]
    assert ligne[7] == f"donnée par {qui}"
    lues = registre.lire(PARAMETRES, parametres)
    [segment] = contrat("TECH_C", dt.date(2025, 6, 2), 5, lecteur.lire(lues)).segments
    assert segment.reperes.securite_sociale == round(plafond * 100 * 5 / 30)


def test_une_partie_remplacee_ne_marque_pas_l_autre(installer: Any) -> None:
    trace = etapes("CHOM_INT_DC_PATRONAL=4,5;SS_VP_SALARIAL=7")
    vieillesse = {libelle: ligne[7] for libelle, ligne in trace.items() if "ieillesse plafonn" in libelle}
    assert sorted(vieillesse.values()) == ["donnée par la ligne", "vérifié"]


def test_deux_noms_d_un_meme_chiffre(installer: Any) -> None:
    """The stronger layer wins whatever the name it uses; in one layer, twice is refused."""
    assert etape("conges_spec=16|conges_spec_patronal=17", CONGES)[3] == "255,00\u00a0€"
    assert etape("conges_spec_patronal=16|conges_spec=17", CONGES)[3] == "255,00\u00a0€"
    code, phrase = erreur("NET", 1500, "TECH_C", JOUR, 5, "conges_spec_patronal=16;conges_spec=17")
    assert (code, "donné deux fois" in phrase) == ("#VALEUR!", True)


def test_la_ligne_contredit_la_societe_sans_erreur(installer: Any) -> None:
    """``territoire`` and ``alsace_moselle`` say one thing: the stronger layer is followed."""
    installer("[parametres]\nalsace_moselle = true")
    ailleurs = valeur("CHARGES_SALARIALES", 1500, "TECH_C", JOUR, 5, "alsace_moselle=non")
    la_bas = valeur("CHARGES_SALARIALES", 1500, "TECH_C", JOUR, 5)
    assert la_bas > ailleurs
    assert valeur("CHARGES_SALARIALES", 1500, "TECH_C", JOUR, 5, "territoire=metropole") == ailleurs


def test_ce_que_la_societe_donne_pour_d_autres_ne_gene_pas(installer: Any) -> None:
    """Health insurance of permanents, cap of paid holidays: refused from a row, not from the company."""
    technicien = ("COUT_EMPLOYEUR", 3000, "TECH_C", JOUR, 5)
    permanent = ("COUT_EMPLOYEUR", 3000, "PERM_C", JOUR, 30)
    seuls = valeur(*technicien), valeur(*permanent)
    installer("[parametres]\nmutuelle = 60\nplafond_conges = 400")
    assert valeur(*technicien) < seuls[0]
    assert valeur(*permanent) == pytest.approx(seuls[1] + 30, abs=3)
    assert erreur(*technicien, "mutuelle=60")[0] == erreur(*permanent, "plafond_conges=400")[0] == "#VALEUR!"


# --- dates


@pytest.mark.parametrize("jour", ["2025-03-10", "2026-04-06"])
def test_hors_de_ses_dates_une_surcharge_ne_change_rien(installer: Any, jour: str) -> None:
    loi = valeur("COUT_EMPLOYEUR", 1500, "TECH_C", jour, 5)
    loi_dedans = valeur("COUT_EMPLOYEUR", 1500, "TECH_C", JOUR, 5)
    installer("[[surcharge]]" + FICHIER.split("[[surcharge]]")[1])  # that of the paid holidays alone
    assert valeur("COUT_EMPLOYEUR", 1500, "TECH_C", jour, 5) == loi
    assert not etape(None, CONGES, jour)[7].startswith("donnée")
    assert valeur("COUT_EMPLOYEUR", 1500, "TECH_C", JOUR, 5) == pytest.approx(loi_dedans + 3)


def test_un_contrat_est_coupe_le_jour_ou_la_surcharge_commence(installer: Any) -> None:
    installer()
    parametres = lecteur.lire(None)
    debuts = [s.debut for s in contrat("TECH_C", dt.date(2025, 4, 7), 14, parametres).segments]
    assert debuts == [dt.date(2025, 4, 7), dt.date(2025, 4, 16)]
    un, deux = contrat("TECH_C", dt.date(2025, 4, 7), 14, parametres).segments
    assert (un.reperes.securite_sociale, deux.reperes.securite_sociale) == (
        round(392500 * 9 / 30),
        round(400000 * 5 / 30),
    )


def test_une_colonne_suit_la_societe_au_centime(installer: Any) -> None:
    installer()
    colonne = valeur("COUT_EMPLOYEUR", [[b] for b in range(900, 1500, 7)], "TECH_C", "2025-04-07", 14)
    seules = [[valeur("COUT_EMPLOYEUR", b, "TECH_C", "2025-04-07", 14)] for b in range(900, 1500, 7)]
    assert colonne == seules


def test_changer_de_fichier_ne_laisse_rien_de_l_ancien(installer: Any) -> None:
    """In one process: the law, a file, another, the law; same calls."""
    appel = ("COUT_EMPLOYEUR", 1500, "TECH_C", JOUR, 5)
    loi = valeur(*appel), valeur("BAREME", "CONGES_SPEC", JOUR)
    installer()
    premiere = valeur(*appel), valeur("BAREME", "CONGES_SPEC", JOUR)
    installer(FICHIER.replace("15,70", "15,80"))
    seconde = valeur(*appel), valeur("BAREME", "CONGES_SPEC", JOUR)
    assert seconde[0] - premiere[0] == pytest.approx(1.5)
    assert (loi[1], premiere[1], seconde[1]) == (15.5, 15.7, 15.8)
    couches.installer(couches.AUCUNE)
    assert (valeur(*appel), valeur("BAREME", "CONGES_SPEC", JOUR)) == loi


# --- what is shown


def test_bareme_source_et_plafond_disent_la_societe(installer: Any) -> None:
    installer()
    assert valeur("BAREME", "CONGES_SPEC", JOUR, "patronal") == valeur("BAREME", "CONGES_SPEC", JOUR) == 15.7
    assert valeur("BAREME", "CONGES_SPEC", "2025-03-10") == 15.5
    assert valeur("PLAFOND", "PMSS", JOUR) == 4000
    phrase = valeur("SOURCE", "CONGES_SPEC", JOUR)
    assert "donnée par la société (règlement art. 7 ; appel de la caisse du 12/03/2025" in phrase
    assert "à la place de : C. trav." in phrase
    assert "société" not in valeur("SOURCE", "CONGES_SPEC", "2025-03-10")


def test_chiffres_remplaces(installer: Any) -> None:
    assert valeur("CHIFFRES_REMPLACES", JOUR)[1][0] == "aucun"
    installer()
    ags, conges, pmss = valeur("CHIFFRES_REMPLACES", JOUR, "pmss=4100|ags=0,2")[1:]
    assert (ags[0], ags[4]) == ("AGS_PATRONAL", "la ligne")
    assert [c.replace("\u00a0", " ") for c in conges] == [
        "CONGES_SPEC_PATRONAL", "Caisse des Congés Spectacles, part patronale", "15,5 %", "15,7 %",
        "la société", "règlement art. 7 ; appel de la caisse du 12/03/2025 ; du 01/04/2025 au 31/03/2026",
    ]  # fmt: skip
    assert (pmss[2], pmss[4], pmss[5]) == ("3\u202f925\u00a0€", "le classeur", "")


@pytest.mark.parametrize("nom", ["baremes", "verifier", "salaire"])
def test_les_pages_montrent_les_chiffres_remplaces(installer: Any, film: Instantane, nom: str) -> None:
    """The law's value, the one used, the source, who gave it; nothing when all is the law's."""
    classeur = replace(film, selection=CHARGES)
    assert not _section(actions.executer(nom, classeur).pages)
    installer(FICHIER.replace("2026-03-31", "2030-03-31"))
    lignes = _section(actions.executer(nom, classeur).pages)
    conges = next(ligne for ligne in lignes if "CONGES_SPEC" in str(ligne[0]))
    assert "15,7\u00a0% au lieu de 15,5\u00a0%" in conges[0]
    assert "appel de la caisse du 12/03/2025" in conges[-2]
    assert conges[-1] == "donnée par la société"


def _section(pages: Any) -> list[tuple[Any, ...]]:
    lignes = [ligne.cellules for page in pages for ligne in page.lignes]
    debut = next((i for i, cellules in enumerate(lignes) if cellules[0] == "Chiffres remplacés"), None)
    return [] if debut is None else lignes[debut + 1 :]


def test_le_resume_d_une_page_les_montre(installer: Any, tmp_path: Path) -> None:
    def lire_page() -> str:
        fichier = ecrire_une_page(donnees_une_page(film_exemple()), tmp_path / "page.pdf")
        assert pages(fichier) == 1
        return " ".join(texte.replace("\u00a0", " ") for _, _, texte in textes(fichier))

    assert "Chiffres remplacés" not in lire_page()
    installer(FICHIER.replace("2026-03-31", "2030-03-31"))
    page = lire_page()
    assert "Chiffres remplacés" in page
    assert "15,7 % au lieu de 15,5 %, donnée par la société" in page
    assert "Hypothèses et points à vérifier" in page
