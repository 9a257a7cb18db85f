"""Formulas cut into tokens, moved, put in order; who depends on what."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlprod.classeurs.calcul.dependances import Parcours, dependants
from xlprod.classeurs.calcul.formats import format_anglais, format_rendu
from xlprod.classeurs.calcul.lexique import (
    Zone,
    adresse,
    bornes,
    decaler,
    decouper,
    ecrire,
    groupes,
    nom_xlprod,
)
from xlprod.classeurs.calcul.modele import Formule
from xlprod.classeurs.calcul.recherches import suite_stricte


@pytest.mark.parametrize(
    "formule",
    [
        'ROUND(XLPROD.NET(A1,"TECH_C",B1,5)*2,1)',
        "'L''été 2'!$A$1:B2+SUM('Devis'!A:A,$1:3)",
        "LOG10(A1)+LOG10+A1B+ABC1048577",
        "Equipe[[#This Row],[Brut '[€']]]*Equipe[Brut]+Equipe[]",
        '_xlfn.XLOOKUP(A1,{1,2;3,4},"a""b")',
        "-A1^2%+.5E-3+1.5",
        "#REF!+#N/A+#DIV/0!",
        "A1#+_xlfn.ANCHORARRAY(B2)",
        "_xlfn.LET(_xlpm.x,A1,_xlpm.x<>2)",
        "[1]Feuil!A1+[1]!nom",
    ],
)
def test_couper_puis_ecrire_rend_la_formule(formule: str) -> None:
    assert ecrire(decouper(formule)) == formule


def test_genres_des_jetons() -> None:
    genres = [(j.genre, j.texte, j.feuille) for j in decouper("S!A1+[0]!Taux*T[x]&[2]!f(#N/A)§")]
    assert genres == [
        ("zone", "A1", "S"), ("op", "+", None), ("nom", "Taux", None), ("op", "*", None),
        ("structure", "T[x]", None), ("op", "&", None), ("fonction", "[2]!f", None), ("erreur", "#N/A", None),
        ("op", ")", None), ("inconnu", "§", None),
    ]  # fmt: skip


@given(st.text(alphabet="A1$:!'\"[]#(){},;+ .éX_\\@", max_size=40))
def test_tout_texte_se_coupe_et_se_recoupe_pareil(texte: str) -> None:
    jetons = decouper(texte)
    assert decouper(ecrire(jetons)) == jetons


@pytest.mark.parametrize(
    ("formule", "moins", "plus"),
    [
        ("A1+$A1+A$1+$A$1", "#REF!+#REF!+#REF!+$A$1", "D3+$A3+D$1+$A$1"),
        ("S!B3:$C$4", "'S'!A2:$C$4", "'S'!E5:$C$4"),
        ("B:B+$B:B", "A:A+$B:A", "E:E+$B:E"),
        ("2:2+$2:2", "1:1+$2:1", "4:4+$2:4"),
    ],
)
def test_deplacer_une_formule(formule: str, moins: str, plus: str) -> None:
    assert ecrire(decaler(decouper(formule), -1, -1)) == moins
    assert ecrire(decaler(decouper(formule), 2, 3)) == plus


@given(st.integers(1, 1_048_576), st.integers(1, 16_384))
def test_adresse_et_retour(ligne: int, colonne: int) -> None:
    assert bornes(adresse(ligne, colonne)) == (ligne, colonne, ligne, colonne)


@pytest.mark.parametrize(
    "ecrit", ["XLPROD.NET", "xlprod.net", "_xldudf_XLPROD_NET", "XLP_NET", "[1]!XLP_NET"]
)
def test_nos_fonctions_se_reconnaissent(ecrit: str) -> None:
    assert nom_xlprod(ecrit) == ecrit.removeprefix("[1]!")


@pytest.mark.parametrize("ecrit", ["NET", "XLPRODUIT.NET", "XLP", "_xlfn.XLOOKUP", "[1]!NET"])
def test_les_autres_non(ecrit: str) -> None:
    assert nom_xlprod(ecrit) is None


def test_arguments_d_un_appel() -> None:
    jetons = decouper('F(A1,,"a,b",G(1,2),{1,2})+1')
    arguments, fin = groupes(jetons, 0)
    assert [ecrire([jetons[i] for i in a]) for a in arguments] == ["A1", "", '"a,b"', "G(1,2)", "{1,2}"]
    assert ecrire(jetons[fin:]) == "+1"
    assert groupes(decouper("F( )"), 0)[0] == []


@pytest.mark.parametrize(
    ("francais", "anglais"),
    [
        ("jj/mm/aaaa", "dd/mm/yyyy"),
        ("jjjj j mmmm aaaa", "dddd d mmmm yyyy"),
        ("dd/mm/yyyy", "dd/mm/yyyy"),
        ("# ##0,00", "#,##0.00"),
        ("# ##0,00 €", "#,##0.00 €"),
        ("#,##0.00", "#,##0.00"),
        ("#,##0", "#,##0"),
        ("0,0%", "0.0%"),
        ("0%", "0%"),
        ('""le ""jj/mm', '""le ""dd/mm'),
        ("Standard", "General"),
    ],
)
def test_formats(francais: str, anglais: str) -> None:
    assert format_anglais(francais) == anglais
    assert format_rendu(anglais)


@pytest.mark.parametrize("format_", ["hh:mm", "[h]:mm:ss", "# ?/?"])
def test_formats_que_le_moteur_rend_mal(format_: str) -> None:
    assert not format_rendu(format_)


@pytest.mark.parametrize(
    ("valeurs", "sure"),
    [
        ([1.0, 2.0, 3.0], True), ([3.0, 2.0], True), (["Seuil", 1.0, 2.0], True), ([1.0], True),
        ([1.0, 1.0], False), ([1.0, None], False), (["Seuil", "", 1.0], False), ([1.0, 3.0, 2.0], False),
        (["a", "b"], False), ([True, 2.0], False),
    ],
)  # fmt: skip
def test_suites_ou_chercher_par_approximation(valeurs: list[float | str | bool | None], sure: bool) -> None:
    assert suite_stricte(valeurs) is sure


# -- dependencies, against a plain computation


def _zones(lignes: int) -> st.SearchStrategy[Zone]:
    def zone(l1: int, l2: int, c1: int, c2: int) -> Zone:
        return Zone(0, min(l1, l2), min(c1, c2), max(l1, l2), max(c1, c2))

    ligne, colonne = st.integers(1, lignes), st.integers(1, 3)
    return st.builds(zone, ligne, ligne, colonne, colonne)


@st.composite
def feuilles(tirer: st.DrawFn) -> list[Formule]:
    """Some formulas in a grid of 6 × 3, each reading up to two areas of it."""
    positions = tirer(st.sets(st.tuples(st.integers(1, 6), st.integers(1, 3)), min_size=1))
    formules = []
    for ligne, colonne in sorted(positions):
        formule = Formule(0, ligne, colonne, [])
        formule.lues = tirer(st.lists(_zones(6), max_size=2))
        formules.append(formule)
    return formules


def lus(formules: list[Formule], rang: int) -> set[int]:
    return {i for i, f in enumerate(formules) if any(z.contient(*f.position) for z in formules[rang].lues)}


def atteints(formules: list[Formule], depart: int) -> set[int]:
    vus: set[int] = set()
    attente = [depart]
    while attente:
        for suivant in lus(formules, attente.pop()) - vus:
            vus.add(suivant)
            attente.append(suivant)
    return vus


@given(feuilles(), st.data())
def test_dependants(formules: list[Formule], donnees: st.DataObject) -> None:
    racine = donnees.draw(st.sampled_from(range(len(formules))))
    attendus = {i for i in range(len(formules)) if racine in atteints(formules, i)} - {racine}
    assert set(dependants(formules, [racine])) == attendus


@given(feuilles())
def test_ordre_et_cycles(formules: list[Formule]) -> None:
    parcours = Parcours(formules)
    assert sorted(parcours.ordre) == list(range(len(formules)))
    en_boucle = {i for i in range(len(formules)) if i in atteints(formules, i)}
    assert bool(parcours.cycles) == bool(en_boucle)
    for cycle in parcours.cycles:
        for rang, suivant in zip(cycle, [*cycle[1:], cycle[0]], strict=True):
            assert suivant in lus(formules, rang)
    if not en_boucle:
        for rang in range(len(formules)):
            assert all(parcours.ordre.index(lu) < parcours.ordre.index(rang) for lu in lus(formules, rang))


def test_vingt_mille_totaux_cumules_restent_lineaires() -> None:
    formules = []
    for ligne in range(1, 20_001):
        formule = Formule(0, ligne, 2, [])
        formule.lues = [Zone(0, 1, 1, ligne, 1), Zone(0, 1, 2, ligne - 1, 2)] if ligne > 1 else []
        formules.append(formule)
    assert Parcours(formules).ordre == list(range(20_000))
    assert len(dependants(formules, [0])) == 19_999
