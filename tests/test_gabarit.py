"""The budget workbook: structure, formulas, print set-up, and where every figure goes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest
from openpyxl.utils import range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from tests.conftest import valeur
from xlprod import argent, baremes, registre
from xlprod.classeurs import noms, recalcul
from xlprod.classeurs.gabarit import colonnes, construire, construire_gabarits, devis, listes
from xlprod.classeurs.gabarit.finition import retoucher
from xlprod.classeurs.gabarit.formules import COURANTE
from xlprod.classeurs.gabarit.formules import cellule as adresse
from xlprod.classeurs.gabarit.vierge import A_REMPLACER, film_vierge
from xlprod.devis import nomenclature
from xlprod.devis.exemple import film_exemple
from xlprod.devis.modele import Film, Personne
from xlprod.erreurs import SaisieInvalide
from xlprod.periodes import serie
from xlprod.registre import ErreurCellule

NATIVES = {
    "COUNTA", "COUNTIF", "IF", "INDEX", "ISERROR", "ISNUMBER", "ISTEXT", "LEFT", "MATCH", "ROUND", "ROUNDUP",
    "ROW", "SEARCH", "SMALL", "SUBSTITUTE", "SUM", "SUMIFS", "SUMPRODUCT",
}  # fmt: skip
"""Excel functions a formula may use: all of them in Excel 2007."""

APPEL = re.compile(r"([A-Za-z_][A-Za-z0-9_.]*)\(")
CHAINE = re.compile(r'"(?:[^"]|"")*"')

Valeurs = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def gabarits(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    vierge, exemple = construire_gabarits(tmp_path_factory.mktemp("gabarits"))[:2]
    return {"vierge": vierge, "exemple": exemple}


@pytest.fixture(scope="module", params=["vierge", "exemple"])
def classeur(request: pytest.FixtureRequest, gabarits: dict[str, Path]) -> openpyxl.Workbook:
    return openpyxl.load_workbook(gabarits[request.param])


@pytest.fixture(scope="module")
def valeurs_exemple(gabarits: dict[str, Path]) -> Valeurs:
    return recalcul.valeurs(gabarits["exemple"])


def formules(classeur: openpyxl.Workbook) -> Iterator[tuple[str, str, str]]:
    """(sheet, cell, formula) of every formula, array formulas included."""
    for feuille in classeur.worksheets:
        for ligne in feuille.iter_rows():
            for cellule in ligne:
                texte = getattr(cellule.value, "text", cellule.value)
                if isinstance(texte, str) and texte.startswith("=") and cellule.data_type == "f":
                    yield feuille.title, cellule.coordinate, texte


def nommee(classeur: openpyxl.Workbook, valeurs: Valeurs, nom: str) -> Any:
    """Value of the cell that a defined name designates."""
    feuille, cellule = next(iter(classeur.defined_names[nom].destinations))
    return valeurs[feuille].get(cellule.replace("$", ""))


def xml(chemin: Path, partie: str) -> str:
    with ZipFile(chemin) as archive:
        return archive.read(partie).decode()


# --- structure


def test_feuilles(classeur: openpyxl.Workbook) -> None:
    assert list(noms.FEUILLES) == classeur.sheetnames


def test_table_equipe(classeur: openpyxl.Workbook) -> None:
    table = classeur[noms.EQUIPE].tables[noms.TABLE]
    assert list(noms.COLONNES) == table.column_names
    assert [c.nom for c in colonnes.colonnes_equipe(COURANTE)] == list(noms.COLONNES)


def test_colonnes_calculees_comme_leurs_cellules(gabarits: dict[str, Path]) -> None:
    """A row added to the table continues the same formulas, arrays where cells are arrays."""
    classeur = openpyxl.load_workbook(gabarits["exemple"])
    feuille = classeur[noms.EQUIPE]
    for i, colonne in enumerate(feuille.tables[noms.TABLE].tableColumns):
        cellule = feuille.cell(colonnes.PREMIERE + 1, i + 1).value
        texte = getattr(cellule, "text", cellule)
        if colonne.calculatedColumnFormula is None:
            assert not str(texte).startswith("=")
            continue
        assert texte == f"={colonne.calculatedColumnFormula.attr_text}"
        assert bool(colonne.calculatedColumnFormula.array) == ("_xldudf_" in str(texte))


def test_noms_definis(classeur: openpyxl.Workbook) -> None:
    attendus = {
        noms.TITRE_FILM, noms.SOCIETE, noms.DATE_REFERENCE, noms.PLAGE_PARAMETRES, noms.TEXTE_PARAMETRES,
        noms.COUT_DIRECT, noms.FRAIS_GENERAUX, noms.IMPREVUS, noms.TOTAL_GENERAL, noms.MASSE_SALARIALE,
        noms.CHARGES_PATRONALES, noms.COUT_EMPLOYEUR, noms.TAUX_MOYEN, noms.NOMBRE_ALERTES,
        *(noms.total_poste(str(code)) for code in range(1, 10)),
    }  # fmt: skip
    assert attendus <= set(classeur.defined_names)


def test_formules_connues(classeur: openpyxl.Workbook) -> None:
    """Every function is in the registry or in Excel 2007; none is volatile."""
    lues = list(formules(classeur))
    assert len(lues) > 200
    for feuille, cellule, formule in lues:
        for nom in APPEL.findall(CHAINE.sub("", formule)):
            if nom.startswith("_xldudf_"):
                registre.resoudre(nom)
            else:
                assert nom in NATIVES, f"{feuille}!{cellule} : {nom}"


def test_nos_fonctions_en_tableaux_dynamiques(gabarits: dict[str, Path]) -> None:
    texte = xml(gabarits["exemple"], "xl/worksheets/sheet3.xml")
    cellules = re.findall(r'<c [^>]*cm="1"[^>]*><f t="array" ref="([A-Z]+\d+)">[^<]*_xldudf_', texte)
    assert 2 * len(film_exemple().personnes) == len(cellules) == texte.count("_xldudf_")
    assert 'fullCalcOnLoad="1"' not in xml(gabarits["exemple"], "xl/workbook.xml")


def test_saisies_controlees_en_francais(classeur: openpyxl.Workbook) -> None:
    feuille = classeur[noms.EQUIPE]
    regles = feuille.data_validations.dataValidation
    assert {"list", "date", "decimal"} == {r.type for r in regles}
    controlees = {(range_boundaries(str(r.sqref))[0] or 0) - 1 for r in regles}
    for nom in (noms.POSTE, noms.FONCTION, noms.STATUT, noms.ANNEXE, noms.UNITE, noms.DEBUT, noms.QUANTITE):
        assert colonnes.RANG[nom] in controlees
    for onglet in (noms.EQUIPE, noms.PARAMETRES, noms.DEVIS):
        for regle in classeur[onglet].data_validations.dataValidation:
            assert regle.error
            assert regle.errorTitle


def test_alerte_en_couleur_et_en_mots(classeur: openpyxl.Workbook) -> None:
    conditions = classeur[noms.EQUIPE].conditional_formatting
    criteres = [f for zone in conditions for regle in zone.rules for f in regle.formula]
    assert any(noms.SOUS_LE_MINIMUM in critere for critere in criteres)


def en_tete(feuille: Worksheet) -> str:
    assert feuille.oddHeader is not None
    return str(feuille.oddHeader.center.text or "")


def test_mise_en_page(classeur: openpyxl.Workbook) -> None:
    for feuille in classeur.worksheets:
        assert feuille.page_setup.paperSize == 9, feuille.title  # A4
        assert feuille.freeze_panes, feuille.title
        assert en_tete(feuille), feuille.title
        assert feuille.oddFooter is not None
        assert "&P / &N" in str(feuille.oddFooter.right.text)
        assert feuille.protection.sheet is False
    titres: dict[str, str] = {noms.DEVIS: "$5:$5", noms.EQUIPE: "$5:$5"}
    for onglet, lignes in titres.items():
        assert classeur[onglet].print_title_rows == lignes
    assert classeur[noms.EQUIPE].print_title_cols == "$A:$C"
    assert classeur[noms.DEVIS].row_breaks.brk
    assert classeur[noms.EQUIPE].page_setup.orientation == "landscape"


def test_titre_du_film_dans_l_en_tete(tmp_path: Path) -> None:
    """An ampersand in a title is not a print code."""
    film = replace(film_vierge(), titre="Jules & Jim & moi")
    classeur = openpyxl.load_workbook(construire(film, tmp_path / "f.xlsx"))
    assert "Jules && Jim && moi" in en_tete(classeur[noms.DEVIS])


def test_octets_identiques(tmp_path: Path, gabarits: dict[str, Path]) -> None:
    autres = construire_gabarits(tmp_path)
    assert [p.read_bytes() for p in gabarits.values()] == [p.read_bytes() for p in autres[:2]]
    for partie in ("docProps/core.xml", "docProps/app.xml"):
        assert "root" not in xml(autres[0], partie)


def test_un_resultat_vide_est_un_texte(tmp_path: Path, gabarits: dict[str, Path]) -> None:
    """An empty text is typed as one; a draft's formulas, never computed, have no value."""
    formules = re.compile(rb"<c ([^>]*)><f[^>]*>[^<]*</f><v></v></c>")
    with ZipFile(gabarits["exemple"]) as zip_:
        vides = [g for n in zip_.namelist() if "/sheet" in n for g in formules.findall(zip_.read(n))]
    assert len(vides) > 50
    assert all(b't="str"' in attributs for attributs in vides)
    with ZipFile(construire(film_vierge(), tmp_path / "brouillon.xlsx")) as zip_:
        vides = [g for n in zip_.namelist() if "/sheet" in n for g in formules.findall(zip_.read(n))]
    assert any(b" t=" not in attributs for attributs in vides)


def test_erreur_en_cache_reste_une_erreur(tmp_path: Path) -> None:
    """A cached error must not become text, which a sum would skip."""
    film = film_vierge()
    cellule = f"O{colonnes.PREMIERE + 1}"
    chemin = construire(film, tmp_path / "f.xlsx", {noms.EQUIPE: {cellule: ErreurCellule("#N/A")}})
    assert re.search(
        rf'<c r="{cellule}"[^>]* t="e"><f [^>]*>[^<]*</f><v>#N/A</v>', xml(chemin, "xl/worksheets/sheet3.xml")
    )
    assert retoucher("xl/styles.xml", b"x") == b"x"


# --- where figures go


def variante() -> Film:
    """The example with other numbers everywhere, and two more statuts of its own."""
    film = film_exemple()
    personnes = [
        replace(p, brut=p.brut + 100 * i + 37, quantite=p.quantite + i % 3 if p.continu else p.quantite)
        for i, p in enumerate(film.personnes)
    ]
    lignes = [
        replace(li, prix=li.prix + 11 * i + 1, quantite=li.quantite + i % 2)
        for i, li in enumerate(film.lignes)
    ]
    return replace(
        film,
        personnes=tuple(personnes),
        lignes=tuple(lignes),
        frais_generaux=Decimal("6.5"),
        imprevus=Decimal("9"),
    )


@pytest.fixture(scope="module")
def calcul_variante(tmp_path_factory: pytest.TempPathFactory) -> tuple[openpyxl.Workbook, Valeurs]:
    chemin = construire(variante(), tmp_path_factory.mktemp("variante") / "f.xlsx")
    return openpyxl.load_workbook(chemin), recalcul.valeurs(chemin)


def brut_total(personne: Personne) -> int:
    return argent.arrondir_fraction(Fraction(personne.quantite) * personne.brut)


def charges(personne: Personne, film: Film) -> int:
    parametres = ";".join(f"{nom}={texte}" for nom, texte in film.parametres)
    if not personne.continu:
        parametres += ";engagement_continu=non"
    montant = valeur(
        "CHARGES_PATRONALES",
        brut_total(personne) / 100,
        personne.statut,
        serie(personne.debut),
        personne.jours,
        parametres,
    )
    return argent.centimes(montant)


def attendu_par_poste(film: Film) -> dict[str, int]:
    """Total of each poste in cents, from the model alone."""
    totaux = dict.fromkeys("123456789", 0)
    for ligne in film.lignes:
        totaux[ligne.poste[0]] += argent.arrondir_fraction(Fraction(ligne.quantite) * ligne.prix)
    for personne in film.personnes:
        totaux[personne.poste[0]] += brut_total(personne)
        totaux["4"] += charges(personne, film)
    return totaux


def test_chaque_montant_arrive_au_recapitulatif(calcul_variante: tuple[openpyxl.Workbook, Valeurs]) -> None:
    classeur, valeurs = calcul_variante
    film = variante()
    attendus = attendu_par_poste(film)
    for code, cents in attendus.items():
        assert nommee(classeur, valeurs, noms.total_poste(code)) == pytest.approx(cents / 100, abs=0.001)
    direct = sum(attendus.values())
    frais, imprevus = argent.arrondir(direct * 65, 1000), argent.arrondir(direct * 9, 100)
    assert nommee(classeur, valeurs, noms.COUT_DIRECT) == pytest.approx(direct / 100, abs=0.001)
    assert nommee(classeur, valeurs, noms.FRAIS_GENERAUX) == pytest.approx(frais / 100, abs=0.001)
    assert nommee(classeur, valeurs, noms.IMPREVUS) == pytest.approx(imprevus / 100, abs=0.001)
    total = (direct + frais + imprevus) / 100
    assert nommee(classeur, valeurs, noms.TOTAL_GENERAL) == pytest.approx(total, abs=0.001)


def test_masse_salariale(calcul_variante: tuple[openpyxl.Workbook, Valeurs]) -> None:
    classeur, valeurs = calcul_variante
    film = variante()
    bruts = sum(map(brut_total, film.personnes))
    patronales = sum(charges(p, film) for p in film.personnes)
    assert nommee(classeur, valeurs, noms.MASSE_SALARIALE) == pytest.approx(bruts / 100, abs=0.001)
    assert nommee(classeur, valeurs, noms.CHARGES_PATRONALES) == pytest.approx(patronales / 100, abs=0.001)
    assert nommee(classeur, valeurs, noms.TAUX_MOYEN) == pytest.approx(patronales / bruts)


def test_controles_conformes(calcul_variante: tuple[openpyxl.Workbook, Valeurs]) -> None:
    _, valeurs = calcul_variante
    assert list(valeurs[noms.RECAPITULATIF].values()).count("conforme") == 3


def test_totaux_du_devis_par_sous_poste(calcul_variante: tuple[openpyxl.Workbook, Valeurs]) -> None:
    """The total of a poste is the total of its sub-postes, and the lines are all in one of them."""
    classeur, valeurs = calcul_variante
    feuille = classeur[noms.DEVIS]
    totaux: dict[str, float] = {}
    for ligne in range(devis.PREMIERE + 1, feuille.max_row + 1):
        code = feuille.cell(ligne, devis.CODE + 1).value
        if isinstance(code, int):
            totaux[str(code)] = valeurs[noms.DEVIS][f"G{ligne}"]
    for poste in nomenclature.postes():
        enfants = sum(totaux[r.code] for r in nomenclature.enfants(poste.code))
        assert totaux[poste.code] == pytest.approx(enfants, abs=0.001)


def test_ligne_ajoutee_est_comptee(tmp_path: Path, gabarits: dict[str, Path]) -> None:
    """A line typed in the closing row counts in the poste that its code designates, four digits or dotted."""
    classeur = openpyxl.load_workbook(gabarits["exemple"])
    ligne = devis.plan(film_exemple()).fin + 1
    for code in ("2399", "23.99"):
        classeur[noms.DEVIS][f"A{ligne}"] = code
        classeur[noms.DEVIS][f"F{ligne}"] = 1234.56
        chemin = tmp_path / "ajout.xlsx"
        classeur.save(chemin)
        avant, apres = recalcul.valeurs(gabarits["exemple"]), recalcul.valeurs(chemin)
        ecart = nommee(classeur, apres, "TotalPoste2") - nommee(classeur, avant, "TotalPoste2")
        assert ecart == pytest.approx(1234.56)
        assert "conforme" in apres[noms.RECAPITULATIF].values()


def test_code_mal_saisi_est_signale(tmp_path: Path, gabarits: dict[str, Path]) -> None:
    """A line whose code names no poste is out of the total: the control says by how much."""
    classeur = openpyxl.load_workbook(gabarits["exemple"])
    ligne = devis.plan(film_exemple()).fin + 1
    classeur[noms.DEVIS][f"A{ligne}"] = "X"
    classeur[noms.DEVIS][f"F{ligne}"] = 500
    chemin = tmp_path / "mal.xlsx"
    classeur.save(chemin)
    valeurs = recalcul.valeurs(chemin)[noms.RECAPITULATIF]
    assert list(valeurs.values()).count("conforme") == 2
    assert 500 in valeurs.values()


def test_une_erreur_se_propage_aux_totaux(tmp_path: Path) -> None:
    """An unknown statut is no zero: the total is an error, and the cells say which one."""
    film = film_vierge()
    personnes = (replace(film.personnes[0], statut="INCONNU"), *film.personnes[1:])
    chemin = construire(replace(film, personnes=personnes), tmp_path / "f.xlsx")
    valeurs = recalcul.valeurs(chemin)
    classeur = openpyxl.load_workbook(chemin)
    for nom in (noms.CHARGES_PATRONALES, noms.COUT_EMPLOYEUR):
        assert isinstance(nommee(classeur, valeurs, nom), ErreurCellule)


def test_fonction_sans_minimum_et_unites_differentes(tmp_path: Path) -> None:
    film = film_vierge()
    sans, autre, bonne = film.personnes
    personnes = (
        replace(sans, fonction="Dompteur de comètes"),
        replace(autre, unite="mois"),
        replace(bonne, brut=1),
    )
    chemin = construire(replace(film, personnes=personnes), tmp_path / "f.xlsx")
    valeurs = recalcul.valeurs(chemin)
    alertes = [valeurs[noms.EQUIPE].get(f"Q{colonnes.PREMIERE + 1 + i}") for i in range(3)]
    assert alertes == [noms.SANS_MINIMUM, noms.UNITES_DIFFERENTES, noms.SOUS_LE_MINIMUM]
    classeur = openpyxl.load_workbook(chemin)
    assert nommee(classeur, valeurs, noms.NOMBRE_ALERTES) == 1
    assert nommee(classeur, valeurs, noms.NOMBRE_SANS_MINIMUM) == 2


def test_ligne_vide_du_tableau_reste_vide(tmp_path: Path) -> None:
    """A row not filled yet computes nothing and breaks no total."""
    film = film_vierge()
    vide = replace(film.personnes[0], fonction="", nom="", statut="", brut=0, quantite=Decimal(0), unite="")
    chemin = construire(replace(film, personnes=(*film.personnes, vide)), tmp_path / "f.xlsx")
    valeurs = recalcul.valeurs(chemin)[noms.EQUIPE]
    ligne = colonnes.PREMIERE + len(film.personnes)
    for nom in (noms.JOURS, noms.MINIMUM, noms.ECART, noms.ALERTE, noms.CHARGES, noms.COUT):
        assert not valeurs.get(adresse(ligne, colonnes.RANG[nom])), nom
    assert not any(isinstance(v, ErreurCellule) for v in valeurs.values())


# --- the example and the blank template


def test_exemple_sans_erreur(valeurs_exemple: Valeurs) -> None:
    for feuille, cellules in valeurs_exemple.items():
        erreurs = {c: v for c, v in cellules.items() if isinstance(v, ErreurCellule)}
        assert not erreurs, feuille


def test_exemple_a_la_taille_annoncee(gabarits: dict[str, Path], valeurs_exemple: Valeurs) -> None:
    classeur = openpyxl.load_workbook(gabarits["exemple"])
    assert 2_450_000 < nommee(classeur, valeurs_exemple, noms.TOTAL_GENERAL) < 2_550_000
    film = film_exemple()
    assert len({p.nom for p in film.personnes if p.statut != "FIGURANT"}) >= 60
    assert (film.fin_tournage - film.debut_tournage).days + 3 == 8 * 7
    assert film.jours_tournage == 40


def test_exemple_revele_deux_salaires_sous_le_minimum(
    gabarits: dict[str, Path], valeurs_exemple: Valeurs
) -> None:
    classeur = openpyxl.load_workbook(gabarits["exemple"])
    assert nommee(classeur, valeurs_exemple, noms.NOMBRE_ALERTES) == 2
    assert nommee(classeur, valeurs_exemple, noms.NOMBRE_SANS_MINIMUM) == 0
    listees = valeurs_exemple[noms.RECAPITULATIF].values()
    assert {"2ème assistant opérateur cinéma", "Habilleur cinéma"} <= set(map(str, listees))
    assert not any("minimum" in p.note for p in film_exemple().personnes)


def test_exemple_conforme_a_la_convention() -> None:
    """Official titles, statuts of the agreement, whole weeks from Monday to Friday."""
    officielles = set(listes.fonctions())
    for personne in film_exemple().personnes:
        assert personne.fonction in officielles
        assert personne.statut in listes.statuts()
        if personne.unite != "semaine":
            assert not personne.continu
            continue
        assert (personne.debut.weekday(), personne.fin.weekday()) == (0, 4)
        assert personne.quantite == ((personne.fin - personne.debut).days + 3) // 7
        attendue = {"I": "semaine39", "II": "semaine5j", "": "semaine39"}[personne.annexe]
        assert personne.unite_minimum == attendue


def test_gabarit_vierge(gabarits: dict[str, Path]) -> None:
    film = film_vierge()
    assert len(film.personnes) == 3
    assert {A_REMPLACER} == {p.note for p in film.personnes}
    assert {0} == {li.prix for li in film.lignes}
    feuille = openpyxl.load_workbook(gabarits["vierge"])[noms.DEVIS]
    codes = {str(feuille.cell(ligne, 1).value) for ligne in range(1, feuille.max_row + 1)}
    assert {r.code for r in (*nomenclature.postes(), *nomenclature.sous_postes())} <= codes


def test_parametres_d_un_contrat_absents_de_la_feuille(tmp_path: Path) -> None:
    """``engagement_continu`` given for the film would clash with a row's own."""
    film = replace(
        film_vierge(), parametres=(("effectif", "9"), ("engagement_continu", "oui"), ("ags", "0,2"))
    )
    valeurs = recalcul.valeurs(construire(film, tmp_path / "f.xlsx"))
    textes = map(str, valeurs[noms.PARAMETRES].values())
    texte = next(v for v in textes if v.startswith("effectif="))
    assert "engagement_continu" not in texte
    assert "ags=0" in texte


def test_les_charges_de_tout_statut_sont_au_total(tmp_path: Path) -> None:
    """A statut spelt in French counts once; an unknown one makes the total an error, not smaller."""
    ranges = [statut for statuts in devis.POPULATIONS.values() for statut in statuts]
    assert len(ranges) == len(set(ranges))
    film = film_vierge()
    totaux = {}
    for statut in (film.personnes[0].statut, baremes.statuts()["TECH_C"].libelle, "TECH_Z"):
        personnes = (replace(film.personnes[0], statut=statut), *film.personnes[1:])
        variante = replace(film, personnes=personnes)
        valeurs = recalcul.valeurs(construire(variante, tmp_path / "f.xlsx"))[noms.RECAPITULATIF]
        (total,) = (adresse for adresse, texte in valeurs.items() if str(texte).startswith("Total général"))
        totaux[statut] = valeurs[total.replace("B", "F")]
    juste, francais, inconnu = totaux.values()
    assert film.personnes[0].statut == "TECH_C"
    assert juste == francais
    assert isinstance(inconnu, ErreurCellule)


def test_exemples_du_projet_a_jour(gabarits: dict[str, Path]) -> None:
    """The committed workbooks are what the source builds."""
    racine = Path(__file__).parents[1] / "workbooks"
    for nom, chemin in (
        ("vierge", racine / "devis_cinema.xlsx"),
        ("exemple", racine / "exemples" / "film_2_5_M.xlsx"),
    ):
        with ZipFile(chemin) as livre, ZipFile(gabarits[nom]) as construit:
            assert livre.namelist() == construit.namelist()
            for partie in livre.namelist():
                assert livre.read(partie) == construit.read(partie), f"{nom} : {partie}"


# --- nomenclature


def test_nomenclature_complete() -> None:
    assert list("123456789") == [r.code for r in nomenclature.postes()]
    assert nomenclature.libelle("4") == "Charges sociales et fiscales"
    for rubrique in nomenclature.rubriques().values():
        assert rubrique.confiance in ("verified", "secondary", "recalled")
        assert not rubrique.parent or rubrique.parent in nomenclature.rubriques()
    assert nomenclature.poste_principal("23.12").code == "2"
    assert nomenclature.sous_poste("2312").code == "23"
    with pytest.raises(SaisieInvalide, match="absent de la nomenclature"):
        nomenclature.libelle("18")
    with pytest.raises(SaisieInvalide, match="deux chiffres"):
        nomenclature.sous_poste("2")


@pytest.mark.parametrize("poste", ["2", "18.01"])
def test_ligne_sans_sous_poste_est_refusee(poste: str) -> None:
    """A line that no sub-poste receives is refused, never dropped."""
    film = film_vierge()
    perdue = replace(film.lignes[0], poste=poste, prix=100)
    with pytest.raises(SaisieInvalide):
        devis.plan(replace(film, lignes=(*film.lignes, perdue)))
