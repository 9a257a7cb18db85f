"""Reading our calls in cells: arguments computed as the spreadsheet would, or refused."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from xlprod.classeurs import recalcul
from xlprod.classeurs.cellules import Incalculable, Lecteur
from xlprod.classeurs.instantane import Case, Feuille, Instantane, Tableau, depuis_json
from xlprod.controles.formules import egales
from xlprod.registre import ErreurCellule

VALEURS: list[list[float | str | bool | None]] = [
    [1500.0, "TECH_C", 45_810.0, 5.0, None],
    [2.0, "Été", "12,5", True, ""],
    [-3.0, "été", 0.1, False, "texte"],
]
FORMULES = (
    "A1*A2+A3", "A1-A2-A3", "A1/A2/A3", "2^3^2", "-2^2", "A1%", "(A1+A2)*-A3", 'A1&"|"&D1', "B2=B3",
    "B2<>B1", "A1>=1500", "A1<B1", 'E1=""', "E1=0", 'E1&"x"', 'IF(A1>1000,"cher","non")', "IF(A3>0,1)",
    "IF(E1,1,2)", "IFERROR(A1/0,7)", "A1/0", "A1+B1", "ROUND(A1/7,2)", "ROUND(-0.125,2)",
    "DATE(2025,13,1)", "DATE(2025,6,D1)", 'TRIM("  a  b ")', 'IF(A1=1500,IF(A2=2,"oui","non"),0)',
    "1E3+.5", '"dit ""oui"""', "D2=TRUE", "A1*(A2-2)", "+A1", "--A1", "A2=2.0", "B1<B2",
    "XLPROD.NET(A1,B1,C1,D1)", "XLPROD.NET(A1,B1,C1,D1)*2", "XLPROD.NET(A1,\"TECH_Z\",C1,D1)",
    "IF(B1=\"\",\"\",XLPROD.COUT_EMPLOYEUR(A1,B1,C1,D1,\"effectif=\"&8))",
)  # fmt: skip


def instantane(*formules: str, tableaux: tuple[Tableau, ...] = ()) -> Instantane:
    """A sheet of values in A1:E3, one formula a row in column G."""
    hauteur = max(len(VALEURS), len(formules))
    valeurs = [[*(VALEURS[i] if i < len(VALEURS) else [None] * 5), None, None] for i in range(hauteur)]
    blancs: list[str | None] = [None] * 6
    textes = [[*blancs, f"={formules[i]}" if i < len(formules) else None] for i in range(hauteur)]
    feuille = Feuille("Essai", 1, 1, valeurs, textes, tableaux)
    return Instantane("essai.xlsx", (feuille,), jour=dt.date(2026, 11, 24))


def test_les_expressions_valent_ce_que_le_tableur_calcule(tmp_path: Path) -> None:
    """Our small evaluator against the calculation engine, formula by formula."""
    classeur = Workbook()
    feuille = classeur.active
    assert feuille is not None
    feuille.title = "Essai"
    for i, rangee in enumerate(VALEURS, 1):
        for j, valeur in enumerate(rangee, 1):
            feuille.cell(i, j, valeur)
    for i, formule in enumerate(FORMULES, 1):
        feuille.cell(i, 7, "=" + formule.replace("XLPROD.", "_xldudf_XLPROD_"))
    classeur.save(tmp_path / "essai.xlsx")
    attendues = recalcul.valeurs(tmp_path / "essai.xlsx")["Essai"]
    lecteur = Lecteur(instantane(*FORMULES))
    for i, formule in enumerate(FORMULES, 1):
        obtenue = lecteur.calculer(Case("Essai", i, 7))
        assert not isinstance(obtenue, list), formule
        assert egales(obtenue, attendues.get(f"G{i}")), (formule, obtenue, attendues.get(f"G{i}"))


@pytest.mark.parametrize(
    "formule",
    ["VLOOKUP(A1,A1:D3,2,FALSE)", "A1:A3*2", "SUM(A1:A3)", "A1#", "[1]Autre!A1", "LET(x,1,x)", "{1,2}"],
)
def test_ce_que_seul_le_tableur_calcule_est_refuse_et_nomme(formule: str) -> None:
    with pytest.raises(Incalculable, match="placez-le dans une cellule à part"):
        Lecteur(instantane(formule)).calculer(Case("Essai", 1, 7))


@given(st.text(max_size=60))
@settings(max_examples=300, deadline=None)
def test_aucun_texte_ne_fait_tomber_la_lecture(texte: str) -> None:
    lecteur = Lecteur(instantane(texte))
    case = Case("Essai", 1, 7)
    lecteur.appels(case)
    lecteur.antecedents(case)
    with suppress(Incalculable):  # nothing else may come out
        lecteur.calculer(case)


def test_les_arguments_d_un_appel_avec_leur_texte_et_leur_valeur() -> None:
    (appel,) = Lecteur(instantane('IF(A1="","",XLPROD.NET(A1,B1&"",C1,D1,"effectif="&(4+4)))')).appels(
        Case("Essai", 1, 7)
    )
    assert appel.fonction.nom == "NET"
    assert appel.expressions == ("A1", 'B1&""', "C1", "D1", '"effectif="&(4+4)')
    assert appel.valeurs == (1500.0, "TECH_C", 45_810.0, 5.0, "effectif=8")
    assert not appel.refus


def test_un_argument_incalculable_nomme_l_argument() -> None:
    (appel,) = Lecteur(instantane("XLPROD.NET(SUM(A1:A3),B1,C1,D1)")).appels(Case("Essai", 1, 7))
    assert appel.refus.startswith("argument « brut » : « SUM(A1:A3) »")


def test_une_plage_garde_sa_hauteur_au_dela_des_cellules_remplies() -> None:
    """Two columns of one height, on sheets filled to different depths, stay of one height."""
    base = instantane("XLPROD.NET(A1:A5,Autre!A1:A5,C1,D1)")
    autre = Feuille("Autre", 1, 1, [["TECH_C"], ["TECH_C"]], [[None], [None]])
    (appel,) = Lecteur(Instantane("essai.xlsx", (*base.feuilles, autre))).appels(Case("Essai", 1, 7))
    assert [len(v) for v in appel.valeurs[:2] if isinstance(v, list)] == [5, 5]
    (immense,) = Lecteur(instantane("XLPROD.NET(A:A,B1,C1,D1)")).appels(Case("Essai", 1, 7))
    assert isinstance(immense.valeurs[0], list)
    assert len(immense.valeurs[0]) == 3


def test_une_colonne_est_lue_rang_par_rang() -> None:
    (appel,) = Lecteur(instantane("XLPROD.NET(A1:A3,B1,C1,D1)")).appels(Case("Essai", 1, 7))
    assert appel.longueur == 3
    assert appel.pour_rang(1).valeurs == (2.0, "TECH_C", 45_810.0, 5.0)


def test_la_cellule_deversee_remonte_a_son_ancre() -> None:
    base = instantane("XLPROD.NET(A1:A3,B1,C1,D1)")
    valeurs = [list(r) for r in base.feuilles[0].valeurs]
    for i in range(3):
        valeurs[i][6] = float(i)
    feuille = Feuille("Essai", 1, 1, valeurs, base.feuilles[0].formules)
    lecteur = Lecteur(Instantane("essai.xlsx", (feuille,)))
    assert lecteur.ancre(Case("Essai", 3, 7)) == (Case("Essai", 1, 7), 2)
    assert lecteur.ancre(Case("Essai", 3, 1)) is None


@pytest.mark.parametrize(
    ("condition", "attendus"),
    [("A1>0", ["NET"]), ("A1<0", ["COUT_EMPLOYEUR"]), ("SUM(A1)>0", ["NET", "COUT_EMPLOYEUR"])],
)
def test_seule_la_branche_prise_est_appelee(condition: str, attendus: list[str]) -> None:
    """When the condition takes a spreadsheet, both may be."""
    formule = f"IF({condition},XLPROD.NET(A1,B1,C1,D1),XLPROD.COUT_EMPLOYEUR(A1,B1,C1,D1))*2"
    appels = Lecteur(instantane(formule)).appels(Case("Essai", 1, 7))
    assert [a.fonction.nom for a in appels] == attendus


def test_un_argument_de_trop_d_une_fonction_sans_argument_est_dit() -> None:
    (appel,) = Lecteur(instantane("XLPROD.VERSION(SUM(A1:A3))")).appels(Case("Essai", 1, 7))
    assert appel.refus.startswith("argument « 1 » : « SUM(A1:A3) »")


def deverse(formule: str, valeurs: list[list[Any]]) -> Lecteur:
    """A formula in A1 and what it shows from there."""
    feuille = Feuille("Essai", 1, 1, valeurs, [[f"={formule}"]])
    return Lecteur(Instantane("essai.xlsx", (feuille,)))


def test_une_ligne_vide_ne_coupe_pas_une_colonne_deversee() -> None:
    feuille = Feuille(
        "Essai",
        valeurs=[[1000.0, 1.0], [None, None], [3000.0, 3.0]],
        formules=[[None, '=XLPROD.NET(A1:A3,"TECH_C",45810,5)']],
    )
    lecteur = Lecteur(Instantane("essai.xlsx", (feuille,)))
    assert lecteur.ancre(Case("Essai", 3, 2)) == (Case("Essai", 1, 2), 2)
    (appel,) = lecteur.appels_vus(Case("Essai", 3, 2))
    assert appel.valeurs[0] == 3000.0


def test_un_tableau_deverse_remonte_a_sa_formule() -> None:
    lecteur = deverse('XLPROD.DETAIL_CHARGES(1500,"TECH_C",45810,5)', [["Cotisation", "Libellé"], ["a", "b"]])
    assert lecteur.ancre(Case("Essai", 2, 2)) == (Case("Essai", 1, 1), 0)
    assert lecteur.ancre(Case("Essai", 2, 40)) is None


def test_autour_d_un_deversement_refuse_tout_est_saisi() -> None:
    lecteur = deverse(
        'XLPROD.DETAIL_CHARGES(1500,"TECH_C",45810,5)', [[ErreurCellule("#SPILL!"), 1.0], [2.0, 3.0]]
    )
    assert lecteur.ancre(Case("Essai", 2, 2)) is None


def test_une_ligne_entiere_n_a_que_les_cellules_qui_servent() -> None:
    lecteur = Lecteur(instantane("SUM(1:3)+SUM(Essai!A:XFD)"))
    assert len(lecteur.antecedents(Case("Essai", 1, 7))) == 21


@pytest.mark.parametrize(
    ("formule", "attendue"),
    [
        ('"nan"*1', "#VALUE!"),
        ('"1_000"*1', "#VALUE!"),
        ("1E308*10", "#NUM!"),
        ("1E999", "#NUM!"),
        ("ROUND(2.5,1E9)", 2.5),
        ("ROUND(2.5,-1E9)", 0.0),
        ("-(1/0)", "#DIV/0!"),
        ("-----A2%", -0.02),
    ],
)
def test_les_nombres_hors_de_portee(formule: str, attendue: float | str) -> None:
    obtenue = Lecteur(instantane(formule)).calculer(Case("Essai", 1, 7))
    assert obtenue == (ErreurCellule(attendue) if isinstance(attendue, str) else attendue)


@pytest.mark.parametrize(
    "formule",
    ["ROUND(1)", "TRIM()", "DATE(1)", "(" * 3000 + "1" + ")" * 3000, "IF(" * 3000 + "XLPROD.NET(1)"],
)
def test_une_formule_que_le_tableur_refuserait_ne_fait_pas_tomber(formule: str) -> None:
    lecteur = Lecteur(instantane(formule))
    assert lecteur.appels(Case("Essai", 1, 7)) == []
    with pytest.raises(Incalculable):
        lecteur.calculer(Case("Essai", 1, 7))


def test_un_taux_perime_n_est_pas_pris_pour_juste() -> None:
    assert not egales(0.0405, 0.041)
    assert egales(12_593.53, 12_593.530000001)


def test_les_references_de_tableau_suivent_leur_ligne() -> None:
    tableau = Tableau("T", (1, 1, 3, 5), ("Brut", "Statut", "Date", "Jours", "Reste"), entete=False)
    for ecriture in ("[@Brut]", "T[[#This Row],[Brut]]", "T[@Brut]"):
        lecteur = Lecteur(instantane("0", "0", f"{ecriture}*1", tableaux=(tableau,)))
        # a reference that names no table is read from inside it
        case = Case("Essai", 3, 7)
        if ecriture.startswith("["):
            with pytest.raises(Incalculable, match="hors de tout tableau"):
                lecteur.calculer(case)
        else:
            assert lecteur.calculer(case) == -3.0


def test_les_noms_et_les_feuilles_voisines() -> None:
    base = instantane("Taux*2+'Autre feuille'!A1")
    autre = Feuille("Autre feuille", 1, 1, [[4.0]], [[None]])
    classeur = Instantane("essai.xlsx", (*base.feuilles, autre), noms={"Taux": "=Essai!$A$2"})
    lecteur = Lecteur(classeur)
    assert lecteur.calculer(Case("Essai", 1, 7)) == 8.0
    assert lecteur.nom("taux") == 2.0
    assert lecteur.nom("absent") is None
    assert lecteur.antecedents(Case("Essai", 1, 7)) == [Case("Essai", 2, 1), Case("Autre feuille", 1, 1)]


def test_une_feuille_copiee_a_ses_propres_noms() -> None:
    """On its sheet a name hides the workbook's, elsewhere it does not; both may be named from anywhere."""
    base = instantane("Taux+1", "Copie!Taux+1")
    copie = Feuille("Copie", 1, 1, [[4.0, None]], [[None, "=Taux+1"]], noms={"taux": "=Copie!$A$1"})
    for feuilles in ((*base.feuilles, copie), (copie, *base.feuilles)):
        lecteur = Lecteur(Instantane("essai.xlsx", feuilles, noms={"Taux": "=Essai!$A$2"}))
        assert lecteur.calculer(Case("Essai", 1, 7)) == 3.0
        assert lecteur.calculer(Case("Essai", 2, 7)) == 5.0
        assert lecteur.calculer(Case("Copie", 1, 2)) == 5.0
        assert lecteur.nom("Taux") == 2.0


def test_un_instantane_recu_en_json() -> None:
    recu = {
        "nom": "film.xlsx",
        "jour": "2026-11-24",
        "selection": ["Équipe", 2, 1],
        "feuilles": [
            {
                "nom": "Équipe",
                "ligne": 2,
                "colonne": 1,
                "valeurs": [[{"erreur": "#NAME?"}, ""]],
                "formules": [["=XLPROD.VERSION()", ""]],
                "tableaux": [],
            }
        ],
    }
    classeur = depuis_json(recu)
    assert classeur.valeur(Case("équipe", 2, 1)) == ErreurCellule("#NAME?")
    assert classeur.formule(Case("Équipe", 2, 1)) == "=XLPROD.VERSION()"
    assert classeur.valeur(Case("Équipe", 2, 2)) is None
    assert classeur.valeur(Case("Équipe", 1, 1)) is None


@pytest.mark.parametrize(
    ("voulu", "obtenu"),
    [
        ("Minima", "Minima (3)"),
        ("Neuf", "Neuf"),
        ("a/b:c", "a b c"),
        ("x" * 40, "x" * 31),
        ("'", "xlprod"),
        ("Étalonnage de l'été à l'Île d'Yeu", "Étalonnage de l'été à l'Île d'Y"),
        ("Coût de l'équipe à la fin de l'an", "Coût de l'équipe à la fin de l"),
        ("🎬" * 16, "🎬" * 15),
    ],
)
def test_le_nom_d_une_feuille_est_toujours_libre(voulu: str, obtenu: str) -> None:
    classeur = Instantane("f.xlsx", (), ("minima", "Minima (2)"))
    assert classeur.nom_libre(voulu) == obtenu
