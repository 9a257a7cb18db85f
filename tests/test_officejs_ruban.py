"""Ribbon and pane of the Office.js add-in: the real site and engine, a stand-in for Excel's objects."""

from __future__ import annotations

import base64
import datetime as dt
import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import macros  # noqa: F401  (fills the registry of actions)
from macros import registre
from tests import classeur_officejs, pieges
from tests.test_officejs import RACINE, exiger_navigateur, site_d_essai, visiter
from xlprod.classeurs.instantane import Case, Instantane, depuis_json
from xlprod.classeurs.page import Page
from xlprod.hotes import officejs
from xlprod.registre import FONCTIONS, ErreurCellule

EXEMPLE = RACINE / "workbooks" / "exemples" / "film_2_5_M.xlsx"
OFFICE = "https://appsforoffice.microsoft.com/lib/1/hosted/office.js"
SIMULES = ("hote.js", "classeur.js", "office.js")
OCTETS = EXEMPLE.read_bytes()


@pytest.fixture(scope="module")
def exemple() -> dict[str, Any]:
    return classeur_officejs.lire(EXEMPLE)


@pytest.fixture(scope="module")
def vu(tmp_path_factory: pytest.TempPathFactory, exemple: dict[str, Any]) -> dict[str, Any]:
    exiger_navigateur()
    return parcourir(tmp_path_factory.mktemp("ruban"), exemple)


def parcourir(dossier: Path, exemple: dict[str, Any]) -> dict[str, Any]:
    """What the scenario of the ribbon saw, on the example."""
    site = site_d_essai(dossier)
    page_d_essai(site, "ruban.mjs")
    shutil.copy(RACINE / "tests" / "pieges.py", site)
    (site / "exemple.json").write_text(json.dumps(exemple | {"octets": list(OCTETS)}), encoding="utf-8")
    return visiter(site, "ruban.html", dossier)


def page_d_essai(site: Path, scenario: str) -> None:
    """The real pane, with the stand-ins in place of Microsoft's script, and a scenario at the end."""
    page = (site / "volet.html").read_text(encoding="utf-8")
    assert OFFICE in page
    page = page.replace(OFFICE, '"></script><script src="'.join(SIMULES))
    page = page.replace("</body>", f'<script type="module" src="{scenario}"></script></body>')
    (site / "ruban.html").write_text(page, encoding="utf-8")


@pytest.fixture(scope="module")
def instantane(exemple: dict[str, Any], vu: dict[str, Any]) -> Instantane:
    """The same workbook read without the browser, on the browser's day, row 7 of Équipe selected."""
    lu = classeur_officejs.instantane(exemple) | {"jour": vu["instantane"]["jour"]}
    return replace(depuis_json(lu), selection=Case("Équipe", 7, 18), octets=OCTETS)


def test_l_instantane_est_le_classeur(vu: dict[str, Any], exemple: dict[str, Any]) -> None:
    recu = dict(vu["instantane"])
    jour = dt.date.fromisoformat(recu.pop("jour"))
    assert abs(jour - dt.date.today()) <= dt.timedelta(days=1)
    assert recu == classeur_officejs.instantane(exemple)


def test_quatre_echanges_quel_que_soit_le_nombre_de_feuilles(vu: dict[str, Any]) -> None:
    assert vu["lecture_syncs"] == 4
    assert vu["quarante_feuilles_syncs"] == 4
    # 60,000 cells: three beforehand, one for each 25,000 cells, under the 5 MB of Excel for the web.
    assert vu["grande"] == {"syncs": 6, "lignes": 3000, "derniere": 59999.123456789}


def test_les_cas_de_lecture(vu: dict[str, Any]) -> None:
    """An empty sheet, a chart sheet in front, a text that begins with =, an error in French."""
    lu = depuis_json(vu["cas"])
    assert lu.selection is None
    assert [f.nom for f in lu.feuilles] == ["Vide", "Texte"]
    assert lu.feuilles[0].valeurs == []
    assert [f.noms for f in lu.feuilles] == [{"Taux": "=0.25"}, {}]
    texte = lu.feuilles[1]
    assert (texte.valeur(3, 2), texte.formule(3, 2)) == ("=A1", None)
    assert (texte.valeur(3, 3), texte.formule(3, 3)) == (ErreurCellule("#NAME?"), "=XLPROD.NET(1)")


def test_rien_ne_part_avant_le_moteur(vu: dict[str, Any]) -> None:
    avant, apres = vu["avant"], vu["apres"]
    assert avant["etat"] == "démarrage…"
    assert avant["eteints"]
    assert avant["dit"] == "démarrage du moteur…"
    assert apres["etat"] == "prêt"
    assert apres["allumes"]
    assert apres["feuilles"] == ["Barèmes"]  # the button pressed meanwhile has not started
    assert apres["volet"] >= 1


def test_le_volet_liste_boutons_et_fonctions(vu: dict[str, Any]) -> None:
    attendus = [a.libelle for _, actions in registre.groupes() for a in actions]
    assert vu["liste"] == attendus
    assert vu["fonctions"] == len(FONCTIONS)


@pytest.mark.parametrize("nom", list(registre.ACTIONS))
def test_chaque_action_ecrit_son_plan(nom: str, vu: dict[str, Any], instantane: Instantane) -> None:
    action, recu = registre.ACTIONS[nom], vu["actions"][nom]
    attendue = registre.executer(nom, instantane)
    assert recu["phase"] == "fini"
    assert attendue.message in recu["dit"]
    if action.volet:
        assert recu["feuilles"] == []
        return
    assert recu["feuilles"] == [p.nom for p in attendue.pages]
    for page, releve in zip(attendue.pages, recu["releves"], strict=True):
        verifier_feuille(page, releve)
    ouverts = [(RACINE / "workbooks" / attendue.gabarit).read_bytes()] if attendue.gabarit else []
    ouverts += [attendue.fichier.octets] if attendue.fichier else []
    assert [base64.b64decode(octets) for octets in recu["ouverts"]] == ouverts
    assert recu["volet"] == 1 or attendue.pages


def test_le_volet_ne_s_ouvre_que_s_il_a_a_dire(vu: dict[str, Any]) -> None:
    """A sheet speaks for itself, unless it was long to come; the answers without sheet are in the pane."""
    assert all(a["volet"] == 1 for a in vu["actions"].values() if not a["feuilles"])
    assert any(a["volet"] == 0 for a in vu["actions"].values() if a["feuilles"])


def verifier_feuille(page: Page, releve: dict[str, Any]) -> None:
    plan = page.plan()
    for i, rangee in enumerate(plan.cellules):
        lue = releve["cellules"][i] if i < len(releve["cellules"]) else []
        lue = [*lue, *[None] * (len(rangee) - len(lue))]
        assert [c and c["valeur"] for c in lue] == [None if v in (None, "") else v for v in rangee]
        assert not any(c and c["formule"] for c in lue)
        assert all(
            c["genre"] == "String" for c, v in zip(lue, rangee, strict=True) if c and isinstance(v, str)
        )
    aspects = releve["aspects"]
    for zone, aspect in plan.aspects:
        for rangee in aspects[zone.haut - 1 : zone.bas]:
            for vu in rangee[zone.gauche - 1 : zone.droite]:
                assert (vu.get("fond"), vu.get("encre")) == (aspect.fond, aspect.encre)
                assert (vu["gras"], vu["taille"]) == (aspect.gras, aspect.taille)
                assert (vu["renvoi"], vu["police"]) == (aspect.renvoi, "Arial")
    for zone, nombre in plan.formats:
        assert aspects[zone.haut - 1][zone.gauche - 1]["format"] == nombre
        assert aspects[len(plan.cellules) - 1][zone.gauche - 1]["format"] == nombre
    assert releve["largeurs"] == {str(i): (n * 7 + 5) * 0.75 for i, n in enumerate(plan.largeurs)}
    assert (releve["gele"], releve["quadrillage"], releve["ajustee"]) == (plan.entete, False, True)
    mise = releve["mise"]
    assert (mise["sens"], mise["papier"]) == ("Landscape" if page.paysage else "Portrait", "A4")
    assert mise["zoom"] == {"horizontalFitToPages": 1}
    assert mise["titres"] == f"${plan.entete}:${plan.entete}"
    assert mise["pied"] == "page &P / &N"
    assert mise["marges"]["unite"] == "Centimeters"


def test_une_action_coute_peu_d_echanges(vu: dict[str, Any]) -> None:
    """Four to read; to write: each sheet's name and contents, then display and printing of all."""
    for nom, action in registre.ACTIONS.items():
        feuilles = len(vu["actions"][nom]["feuilles"])
        attendu = 6 + 2 * feuilles if feuilles else 4
        assert vu["actions"][nom]["syncs"] == attendu, action.libelle


def test_pourquoi_se_lit_dans_le_volet(vu: dict[str, Any], instantane: Instantane) -> None:
    (montree,) = [a for a in registre.ACTIONS.values() if a.volet]
    (page,) = registre.executer(montree.nom, instantane).pages
    volet = vu["volet"]
    styles = [ligne.style for ligne in page.lignes]
    assert volet["titres"] == [ligne.cellules[0] for ligne in page.lignes if ligne.style == "section"]
    assert volet["lectures"] == styles.count("lecture") > 0
    assert volet["badges"]
    assert all(b.startswith(("à vérifier", "hypothèse", "donnée par")) for b in volet["badges"])
    assert volet["filtrees"] == ["carte reserve"] * styles.count("reserve")
    assert volet["presse"] == "true"
    premiere = next(ligne for ligne in page.lignes if ligne.style == "normal")
    for texte in premiere.cellules[1:7]:
        assert texte in volet["calcul"]


def test_pourquoi_s_ecrit_sur_demande(vu: dict[str, Any], instantane: Instantane) -> None:
    (montree,) = [a for a in registre.ACTIONS.values() if a.volet]
    (page,) = registre.executer(montree.nom, instantane).pages
    apres, refusee = vu["volet"]["apres"], vu["volet"]["refusee"]
    assert vu["volet"]["foyer"] == "resultat"
    assert apres["feuilles"] == [page.nom]
    assert apres["dit"] == f"Feuille ajoutée : « {page.nom} »."
    assert not apres["encore"]
    verifier_feuille(page, apres["releve"])
    assert refusee["feuilles"] == []
    assert refusee["encore"]
    assert "Excel refuse l'accès" in refusee["dit"]


def test_la_question(vu: dict[str, Any]) -> None:
    question = vu["question"]
    assert question["phase"] == "question"
    assert "Trois cases vont changer. Continuer ?" in question["dit"]
    assert question["focus"] == "Oui"
    assert question["volet"] == 1
    assert [c["formule"] for c in question["oui"]["cellules"]] == ["=1+1", "=1+2", "=1+3"]
    assert question["oui"]["feuilles"] == 6
    assert "3 formules écrites." in question["oui"]["dit"]
    assert question["non"] == {"phase": "annule", "dit": "Annulé : rien n'a été écrit.", "intact": True}


def test_la_question_quand_le_classeur_ne_suit_plus(vu: dict[str, Any]) -> None:
    """Protected, changed meanwhile, or refused half-way: every cell is as it was."""
    question = vu["question"]
    assert question["protegee"]["intact"]
    assert "« Devis » est protégée" in question["protegee"]["dit"]
    assert question["changee"] == {
        "dit": "Le classeur a changé depuis la question : relancez",
        "valeur": "changé",
    }
    assert question["defaite"]["intact"]
    assert question["defaite"]["ecrites"] == 4  # one written, one refused, both put back
    assert question["defaite"]["dit"].startswith("Excel a refusé (GeneralException)")


def test_les_fonctions_sont_reliees(vu: dict[str, Any], exemple: dict[str, Any]) -> None:
    """Every formula that shows #NOM? is written again, one range a column of neighbours."""
    relies = vu["relies"]
    perdu = json.loads(json.dumps(exemple))
    for cellule in (c for f in perdu["feuilles"] for c in f["cellules"]):
        if cellule[4] and "XLPROD." in cellule[4]:
            cellule[2:] = ["Error", "#NAME?", cellule[4].replace("XLPROD.", "_xldudf_XLPROD_")]
    lu = depuis_json(classeur_officejs.instantane(perdu) | {"jour": vu["instantane"]["jour"]})
    attendues = [[*case, formule] for case, formule in registre.executer("relier", lu).formules]
    assert len(attendues) > 100
    assert relies["formules"] == attendues
    assert relies["syncs"] == 4 + 2  # to read; to look again at the cells and to write them
    assert relies["autres"] == 0


def test_annuler_en_route(vu: dict[str, Any]) -> None:
    annulation = vu["annulation"]
    assert annulation["message"].startswith("pas ")
    assert annulation["volet"] >= 1  # it lasted: the pane has opened
    assert annulation["rouvert"] == annulation["volet"] + 1  # asked once for the three buttons
    assert annulation["toujours"] == "Essai lente"
    assert annulation["dit"] == "Annulé : rien n'a été écrit."
    assert annulation["feuilles"] == 6
    assert annulation["en_lecture"] == "lecture"
    phase, echanges, feuilles = annulation["apres_lecture"]
    assert (phase, feuilles) == ("annule", 6)
    assert echanges < 4  # the cells were not read


def test_les_refus_de_l_action(vu: dict[str, Any]) -> None:
    for nom, phrase in (
        ("refus", "La case choisie n'a pas de salaire"),
        ("bogue", "Erreur interne (ZeroDivisionError) : division par zéro"),
    ):
        assert vu[nom]["phase"] == "erreur"
        assert vu[nom]["feuilles"] == []
        assert vu[nom]["dit"].startswith(phrase)
        assert vu[nom]["volet"] == 1


def test_deux_feuilles_et_des_textes_trompeurs(vu: dict[str, Any]) -> None:
    assert vu["deux"]["feuilles"] == ["Essai", "Essai (2)"]
    assert "Feuilles ajoutées : « Essai », « Essai (2) »." in vu["deux"]["annonce"]
    for releve in vu["deux"]["releves"]:
        colonne = [rangee[0] and rangee[0]["valeur"] for rangee in releve["cellules"]]
        textes = ["=A1", "+33 6", "-", "00123", "1/2", "10 %", "'cité", "@x"]
        assert colonne == ["=Titre", "1/2", None, "Texte", "Section", *textes, 3097, True]
        assert [r[0]["genre"] for r in releve["cellules"] if r[0]] == ["String"] * 12 + ["Double", "Boolean"]
        assert releve["cellules"][5][1]["valeur"] == 12.5
    assert vu["deux"]["releves"][1]["devant"]


def test_un_texte_reste_un_texte(vu: dict[str, Any]) -> None:
    verifier_feuille(pieges.PAGE, vu["pieges"]["releve"])


def test_une_longue_page_part_en_plusieurs_fois(vu: dict[str, Any]) -> None:
    assert vu["longue"]["lignes"] == 9_004


def test_les_octets_du_classeur_font_l_aller_et_retour(vu: dict[str, Any]) -> None:
    (ouvert,) = vu["fichier"]["ouverts"]
    assert base64.b64decode(ouvert) == OCTETS[::-1]
    assert vu["fichier"]["copies"] == 0  # Office keeps two at most: ours was given back
    assert "enregistrez-le sous « copie.xlsx »" in vu["fichier"]["dit"].casefold()
    assert vu["fichier"]["volet"] == 1


@pytest.mark.parametrize(
    ("geste", "phrase"),
    [
        ("add", "Excel refuse l'accès"),
        ("values", "Une cellule est en cours de saisie"),
        ("numberFormat", "Excel a refusé (Inconnu)"),
        ("autofitRows", "Excel a refusé (GeneralException)"),
        ("activate", "Une feuille ou une cellule n'existe plus"),
        ("load", "Le classeur est trop grand"),
        ("structure", "La structure de ce classeur est protégée, aucune feuille ne peut y être ajoutée"),
        ("homonyme", "Une feuille s'appelle déjà « Essai (2) » : renommez-la"),
        ("depuis_1904", "Les dates de ce classeur comptent depuis 1904"),
        ("geante", "La feuille « Devis » est trop grande : elle va jusqu'à la ligne 1048576, colonne 16384"),
        ("createWorkbook", "Excel a refusé (GeneralException)"),
        ("getFileAsync", "Excel n'a pas donné le fichier du classeur"),
        ("gabarit", "Le gabarit devis_cinema.xlsx n'a pas pu être lu"),
        ("ancien", "Cette version d'Excel est trop ancienne"),
        ("sans_fichier", "Cette version d'Excel ne donne pas le fichier"),
        ("graphique", "Choisissez une cellule"),
    ],
)
def test_les_refus_d_excel(geste: str, phrase: str, vu: dict[str, Any]) -> None:
    recu = vu["refusees"][geste]
    assert recu["phase"] == "erreur"
    assert recu["dit"].startswith(phrase)
    assert recu["feuilles"] == []
    assert recu["volet"] == 1


def test_une_feuille_geante_n_est_pas_lue(vu: dict[str, Any]) -> None:
    assert vu["refusees"]["geante"]["syncs"] == 3


def test_le_calendrier_qu_excel_ne_dit_pas_est_celui_de_1900(vu: dict[str, Any]) -> None:
    assert vu["lecture_seule"]["phase"] == "fini"


def test_sans_imprimante_la_feuille_reste(vu: dict[str, Any]) -> None:
    recu = vu["refusees"]["pageLayout"]
    assert recu["phase"] == "fini"
    assert recu["feuilles"] == ["Essai", "Essai (2)"]
    assert "mise en page d'impression a été refusée" in recu["dit"]


def test_les_gabarits_sont_gardes_pour_le_hors_ligne(vu: dict[str, Any]) -> None:
    fichiers = [RACINE / "workbooks" / Path(nom).name for nom in officejs.gabarits()]
    assert vu["gardes"] == [fichier.stat().st_size for fichier in fichiers]


def test_depuis_le_volet(vu: dict[str, Any]) -> None:
    assert vu["du_volet"]["feuilles"] == ["Aide xlprod"]
    assert vu["du_volet"]["revenu"] == "action"  # closed: the keyboard is on the buttons again
    assert vu["du_volet"]["ouvertures"] == 0  # it is open already
    assert "Feuille ajoutée" in vu["du_volet"]["annonce"]
