"""The evaluator of ``xlprod eval``: every writing it accepts, every one it refuses and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.essais import fonctions_essai
from xlprod.erreurs import ErreurXlprod
from xlprod.hotes.evaluer import LONGUEUR_MAX, NIVEAUX_MAX, evaluer_formule


@pytest.fixture(autouse=True, scope="module")
def _essais() -> Iterator[None]:
    with fonctions_essai():
        yield


def calculer(formule: str, date: dt.date | None = None) -> object:
    retour = evaluer_formule(formule, date)
    assert retour.erreur is None, f"{formule} : {retour.erreur}"
    return retour.valeur


def refus(formule: str) -> str:
    retour = evaluer_formule(formule)
    assert retour.erreur is not None, f"{formule} a rendu {retour.valeur}"
    return retour.erreur.message


@pytest.mark.parametrize(
    "formule",
    [
        '=XLPROD.ESSAI_TAUX(1500,50;"TECH_C";DATE(2025;6;2);5)',
        'XLPROD.ESSAI_TAUX(1500,50;"TECH_C";DATE(2025;6;2);5)',
        '=XLPROD.ESSAI_TAUX(1500.50,"TECH_C",DATE(2025,6,2),5)',
        '=XLPROD.ESSAI_TAUX(1500.50;"TECH_C";DATE(2025;6;2);5)',
        '=XLP_ESSAI_TAUX(1500,50;"TECH_C";;5)',
        '=_xldudf_XLPROD_ESSAI_TAUX(1500.5,"TECH_C",,5)',
        '= xlprod.essai_taux ( 1500,50 ; "TECH_C" ; ; 5 ) ',
        "=XLPROD.ESSAI_TAUX(1500,50;“TECH_C”;;5)",
        "=XLPROD.ESSAI_TAUX(1500,50;« TECH_C »;;5)",
        '=XLPROD.ESSAI_TAUX((1500,50);"TECH_C";;(5))',
        '=XLPROD.ESSAI_TAUX(150050%;"TECH_C";;+5)',
        '=XLPROD.ESSAI_TAUX(--1500,50;"TECH_C";;5)',
        '=XLPROD.ESSAI_TAUX(1,50050E3;"TECH_C";;5)',
        '\n=XLPROD.ESSAI_TAUX(\n  1500,50;\n  "TECH_C";\n  "2025-06-02";\n  5\n)\n',
    ],
)
def test_meme_appel_dans_toutes_les_ecritures(formule: str) -> None:
    assert calculer(formule) == 755.25


@pytest.mark.parametrize(
    ("formule", "recu"),
    [
        ("=XLPROD.ESSAI_ECHO()", "[]"),
        ("=XLPROD.ESSAI_ECHO(;1)", "[None, 1.0]"),
        ("=XLPROD.ESSAI_ECHO(1;;)", "[1.0, None, None]"),
        ('=XLPROD.ESSAI_ECHO("a""b")', "['a\"b']"),
        ("=XLPROD.ESSAI_ECHO(“dit ””oui”””)", "['dit ”oui”']"),
        ('=XLPROD.ESSAI_ECHO("a;b";"c,d")', "['a;b', 'c,d']"),
        ('=XLPROD.ESSAI_ECHO("a;b","c,d")', "['a;b', 'c,d']"),
        ("=XLPROD.ESSAI_ECHO(VRAI;faux;TRUE;FALSE)", "[True, False, True, False]"),
        ("=XLPROD.ESSAI_ECHO(1,5%;2)", "[0.015, 2.0]"),
        ("=XLPROD.ESSAI_ECHO(1.5%,-2)", "[0.015, -2.0]"),
        ("=XLPROD.ESSAI_ECHO(1,5)", "[1.0, 5.0]"),
        (r"=XLPROD.ESSAI_ECHO({1\2;3\4};0)", "[[[1.0, 2.0], [3.0, 4.0]], 0.0]"),
        (r"=XLPROD.ESSAI_ECHO({1,5\-2%})", "[[[1.5, -0.02]]]"),
        ("=XLPROD.ESSAI_ECHO({1,2;3,4},0)", "[[[1.0, 2.0], [3.0, 4.0]], 0.0]"),
        ("=XLPROD.ESSAI_ECHO({1,5;2,5};0)", "[[[1.5], [2.5]], 0.0]"),
        (r'=XLPROD.ESSAI_ECHO({"a"\VRAI\#N/A})', "[[['a', True, ErreurCellule(code='#N/A')]]]"),
        ("=XLPROD.ESSAI_ECHO(DATE(2025;6;2);0)", "[datetime.date(2025, 6, 2), 0.0]"),
        ("=XLPROD.ESSAI_ECHO(DATE(2025;14;0);0)", "[datetime.date(2026, 1, 31), 0.0]"),
        ("=XLPROD.ESSAI_ECHO(DATE(125;1;1);0)", "[datetime.date(2025, 1, 1), 0.0]"),
        ("=XLPROD.ESSAI_ECHO(XLPROD.ESSAI_TABLE(2))", "[[['l1', 1.0, ''], ['l2', 2.0, '']]]"),
        ('=XLPROD.ESSAI_ECHO(-XLPROD.ESSAI_TAUX(10;"a"))', "[-5.0]"),
    ],
)
def test_arguments_recus(formule: str, recu: str) -> None:
    assert calculer(formule) == recu


@pytest.mark.parametrize(
    ("ecrit", "code"),
    [
        ("#N/A", "#N/A"),
        ("#VALEUR!", "#VALEUR!"),
        ("#VALUE!", "#VALEUR!"),
        ("#REF!", "#REF!"),
        ("#NOM?", "#NOM?"),
        ("#name?", "#NOM?"),
        ("#DIV/0!", "#DIV/0!"),
        ("#NOMBRE!", "#NOMBRE!"),
        ("#NUM!", "#NOMBRE!"),
        ("#NUL!", "#NUL!"),
    ],
)
def test_erreurs_litterales(ecrit: str, code: str) -> None:
    assert calculer(f"=XLPROD.ESSAI_ECHO({ecrit})") == f"[ErreurCellule(code='{code}')]"


def test_une_erreur_en_argument_rend_une_erreur() -> None:
    retour = evaluer_formule('=XLPROD.ESSAI_TAUX(#N/A;"a")')
    assert retour.erreur is not None
    assert (retour.erreur.code, retour.erreur.message) == ("#N/A", "brut : la cellule contient l'erreur #N/A")


def test_une_erreur_imbriquee_passe_telle_quelle() -> None:
    retour = evaluer_formule('=XLPROD.ESSAI_TAUX(XLPROD.ESSAI_ERREUR();"a")')
    assert retour.erreur is not None
    assert (retour.erreur.code, retour.erreur.message) == ("#N/A", "aucun chiffre à cette date")
    assert refus('=-XLPROD.ESSAI_TAUX(1;"inconnu")') == "statut inconnu « inconnu »"


def test_un_tableau_imbrique_devient_une_plage() -> None:
    valeur = calculer('=XLPROD.ESSAI_TAUX({10;20};"a")')
    assert valeur == [[5.0], [10.0]]
    colonne = calculer('=XLPROD.ESSAI_ECHO(XLPROD.ESSAI_TAUX({10;"x"};"a"))')
    assert colonne == "[[[5.0], [ErreurCellule(code='#VALEUR!')]]]"


def test_la_date_de_reference_remplace_une_date_omise() -> None:
    assert calculer("=XLPROD.ESSAI_DATE()", dt.date(2025, 6, 2)) == "02/06/2025"
    assert refus("=XLPROD.ESSAI_DATE()") == "date manquante"


def test_le_resultat_garde_ses_etapes() -> None:
    assert evaluer_formule('=XLPROD.ESSAI_TAUX(10;"a")').resultat is not None


@pytest.mark.parametrize(
    ("formule", "valeur"),
    [
        ("=1500,50", 1500.5),
        ("1,5%", 0.015),
        ("=-(3)", -3.0),
        ("“x”", "x"),
        ("DATE(2025;6;2)", 45810.0),
        (r"{1\2}", [[1.0, 2.0]]),
    ],
)
def test_une_valeur_seule(formule: str, valeur: object) -> None:
    assert calculer(formule) == valeur


def test_une_erreur_seule() -> None:
    retour = evaluer_formule("=#VALUE!")
    assert retour.erreur is not None
    assert retour.erreur.code == "#VALEUR!"
    assert isinstance(evaluer_formule("{#N/A}").valeur[0][0], ErreurXlprod)


@pytest.mark.parametrize(
    ("formule", "morceau"),
    [
        ('=XLPROD.ESSAI_TAUX(A1;"a")', "position 20 : « A1 » est une référence de cellule"),
        ("=$B$12", "position 2 : « $B$12 » est une référence"),
        ("=XLPROD.ESSAI_ECHO(A:A)", "« A:A » est une référence"),
        ("=Devis!A1", "« Devis!… » renvoie à une feuille ou à un tableau"),
        ("=Equipe[Brut]", "« Equipe[… » renvoie à une feuille ou à un tableau"),
        ("=[1]Feuil1!A1", "« [ » : référence structurée ou à un autre classeur"),
        ("=SOMME(1;2)", "« SOMME » est une fonction d'Excel ou d'une autre extension"),
        ("=SUM(1,2)", "xlprod recalculer"),
        ("=ESSAI_TAUX(1)", "« ESSAI_TAUX » s'écrit XLPROD.ESSAI_TAUX"),
        (
            "=XLPROD.ESSAI_TOUX(1)",
            "fonction inconnue « XLPROD.ESSAI_TOUX » ; les plus proches : XLPROD.ESSAI_T",
        ),
        ("=1+2", "position 3 : opérateur « + » non compris"),
        ('=XLPROD.ESSAI_ECHO(1)&"a"', "opérateur « & » non compris"),
        ("=XLPROD.ESSAI_ECHO(Taux)", "« Taux » n'est ni une fonction"),
        ("=XLPROD.ESSAI_ECHO('a')", "apostrophe"),
        ('=XLPROD.ESSAI_ECHO("a)', "texte jamais refermé"),
        ("=XLPROD.ESSAI_ECHO(1", "formule incomplète"),
        ('=XLPROD.ESSAI_ECHO(1;"a",2)', "« , » inattendue : la formule sépare ses arguments par « ; »"),
        ("=XLPROD.ESSAI_ECHO(1 2)", "« 2 » n'est pas compris ici"),
        ("=XLPROD.ESSAI_ECHO(1))", "« ) » n'est pas compris ici"),
        ("=", "formule incomplète"),
        ("", "formule incomplète"),
        ("=#FOO!", "code d'erreur inconnu"),
        (r"{1\2;3}", "matrice irrégulière"),
        ("{}", "n'est pas compris"),
        (r"{XLPROD.ESSAI_ECHO()\1}", "n'est pas compris"),
        ('=-"a"', "ne s'applique qu'à un nombre"),
        ('=DATE(2025;"juin";2)', "DATE attend trois nombres"),
        ("=DATE(2025;6)", "DATE attend trois nombres"),
        ("=DATE(99999;1;1)", "ne font pas une date"),
        ("=1E999", "nombre trop grand"),
        ("=XLPROD.ESSAI_TABLE(1;2;3)", "trop d'arguments"),
        ("=__import__('os')", "« __import__ » est une fonction d'Excel ou d'une autre extension"),
    ],
)
def test_refus_en_francais(formule: str, morceau: str) -> None:
    assert morceau in refus(formule)


def test_longueur_et_imbrication_bornees_comme_dans_excel() -> None:
    assert f"Excel s'arrête à {LONGUEUR_MAX}" in refus("=" + "1" * LONGUEUR_MAX)
    assert calculer("=" + "(" * (NIVEAUX_MAX - 1) + "1" + ")" * (NIVEAUX_MAX - 1)) == 1.0
    assert f"plus de {NIVEAUX_MAX} niveaux" in refus("=" + "(" * 8000)
    assert f"plus de {NIVEAUX_MAX} niveaux" in refus("=" + "XLPROD.ESSAI_ECHO(" * 400)
    assert calculer("=" + "-" * 8000 + "1") == 1.0
    assert calculer("=1" + "%" * 8000) == 1e-300


@given(st.text(alphabet='=XLPROD.ESSAI_ECHO()"“”«»{};,\\%-+#N/A1.5 \n', max_size=60))
def test_aucun_texte_ne_fait_planter(texte: str) -> None:
    retour = evaluer_formule(texte)
    assert retour.erreur is None or retour.erreur.message
