"""Answers that the VBA keeps: fewer crossings, never another value."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyopenvba.apps.excel import ExcelApplication
from pyopenvba.interpreter._objects import VBAObject, method
from pyopenvba.interpreter._values import EMPTY, VBAArray, VBAErrorValue, error

from tests import excel_simule
from tests.conftest import valeur
from xlprod.classeurs import noms
from xlprod.classeurs.gabarit import colonnes
from xlprod.classeurs.gabarit.formules import cellule
from xlprod.hotes import vba, vba_com

EXEMPLE = Path(__file__).parents[1] / "workbooks" / "exemples" / "film_2_5_M_classique.xlsm"
BRUT = cellule(colonnes.PREMIERE + 4, colonnes.RANG["Brut unitaire"])


# --- a whole workbook ------------------------------------------------------------------------------


def _questions(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Every question that reaches the engine from now on."""
    vues: Counter[str] = Counter()
    calculer = vba_com.calculer

    def noter(nom: str, arguments: Any) -> Any:
        vues[repr((nom, arguments))] += 1
        return calculer(nom, arguments)

    monkeypatch.setattr(vba_com, "calculer", noter)
    return vues


def test_un_second_recalcul_ne_coute_rien_et_une_saisie_ce_qui_en_depend(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    vues = _questions(monkeypatch)
    classeur = excel_simule.Classeur(EXEMPLE, monkeypatch)
    premieres, _ = classeur.recalculer()
    assert set(vues.values()) == {1}  # the same question is never asked twice
    avant = set(vues)
    assert len(avant) > 300
    assert classeur.recalculer() == (premieres, Counter())

    vues.clear()
    classeur.saisir(noms.EQUIPE, BRUT, 9876.54)
    secondes, _ = classeur.recalculer()
    apres = dict(vues)
    assert secondes != premieres

    vues.clear()
    autre = excel_simule.Classeur(EXEMPLE, monkeypatch)  # remembers nothing
    autre.saisir(noms.EQUIPE, BRUT, 9876.54)
    assert autre.recalculer()[0] == secondes
    assert apres == dict.fromkeys(set(vues) - avant, 1)
    assert 1 <= len(apres) <= 3


# --- one call at a time, with an engine that says what it was asked ---------------------------------


class Echo(VBAObject):  # type: ignore[misc,unused-ignore]
    """Answers its questions word for word, and counts them."""

    def __init__(self, numero: int = 1) -> None:
        self.numero, self.questions, self.mort = numero, 0, False

    @method  # type: ignore[untyped-decorator,unused-ignore]
    def Calculer(self, nom: Any, arguments: Any) -> Any:  # noqa: N802
        if self.mort:
            raise error(-2147023174, "Le serveur RPC n'est pas disponible")
        self.questions += 1
        recus = excel_simule._vers_com(arguments)
        if nom == "SOURCE":
            return excel_simule._vers_vba(["erreur", 2042, f"aucun chiffre ({self.questions})"])
        if nom == "DETAIL_CHARGES":
            return excel_simule._vers_vba(["valeur", [["a"], [""]], "1,0,2015"])
        return excel_simule._vers_vba(["valeur", f"{self.numero} {nom} {recus!r}", ""])


class Poste:
    def __init__(self, gardees: int = 10000) -> None:
        self.excel = ExcelApplication()
        self.excel.add_workbook()
        for module, source in vba.modules().items():
            self.excel.add_module(
                source.replace("GARDEES As Long = 10000", f"GARDEES As Long = {gardees}"), name=module
            )
        self.moteur: Echo | None = Echo()
        self.excel.interpreter.host.create = self.creer

    def creer(self, nom: str) -> VBAObject:
        if self.moteur is None:
            raise error(429, "Un composant ActiveX ne peut pas créer d'objet")
        return self.moteur

    def appeler(self, nom: str, *arguments: Any) -> Any:
        tableau = VBAArray([(0, len(arguments) - 1)], items=list(arguments))
        return self.excel.interpreter.run("XlpAppel", [nom, tableau])


@pytest.fixture
def poste() -> Poste:
    return Poste()


def plage(*lignes: tuple[Any, ...]) -> VBAArray:
    tableau = VBAArray([(1, len(lignes)), (1, len(lignes[0]))])
    for i, ligne in enumerate(lignes, 1):
        for j, contenu in enumerate(ligne, 1):
            tableau.set([i, j], contenu)
    return tableau


def ligne(*contenus: Any) -> VBAArray:
    """A row written in a formula: one dimension."""
    return VBAArray([(1, len(contenus))], items=list(contenus))


VOISINS = [
    (), (EMPTY,), (EMPTY, EMPTY), ("",), ("a",), ("A",), ("é",), ("É",), ("a ",), ("aT1:b",), ("a", "b"),
    (1.0,), ("1",), (True,), (False,), (0.0,), ("Vrai",), (VBAErrorValue(2042),), (VBAErrorValue(2015),),
    ("Error 2042",), (0.3,), (0.1 + 0.2,), (1e16,), (1e16 + 2,), (46175.0,), (math.nextafter(46175.0, 0),),
    (-1.0,),
    (plage(("a", "b")),), (plage(("a",), ("b",)),), (ligne("a", "b"),), (plage(("a", 1.0), ("b", EMPTY)),),
    (plage(("a", "b"), (1.0, EMPTY)),), (plage(("a",)),), (ligne("a"),), (plage(("a",)), "b"),
]  # fmt: skip


def test_deux_questions_voisines_gardent_chacune_leur_reponse(poste: Poste) -> None:
    """Types, case, shapes, and the last bit of numbers tell questions apart."""
    premieres = [poste.appeler("NET", *v) for v in VOISINS]
    assert len(set(premieres)) == len(VOISINS)
    assert poste.moteur is not None
    assert poste.moteur.questions == len(VOISINS)
    assert [poste.appeler("NET", *v) for v in reversed(VOISINS)] == premieres[::-1]
    assert poste.moteur.questions == len(VOISINS)
    assert poste.appeler("COUT_EMPLOYEUR", 1.0) != poste.appeler("NET", 1.0)


SIMPLES = st.one_of(
    st.floats(-1e300, 1e300).map(lambda x: x + 0.0),  # Excel has no negative zero
    st.text(st.characters(max_codepoint=255), max_size=6),
    st.booleans(),
    st.just(EMPTY),
)
QUESTIONS = st.lists(st.one_of(SIMPLES, st.lists(SIMPLES, min_size=1, max_size=3).map(tuple)), max_size=3)
CLEFS: dict[str, str] = {}
OUTIL = Poste()


@given(QUESTIONS, st.booleans())
def test_une_clef_ne_sert_qu_a_une_question(question: list[Any], suivant: bool) -> None:
    if suivant:
        question = [math.nextafter(v, math.inf) if isinstance(v, float) else v for v in question]
    valeurs = [ligne(*v) if isinstance(v, tuple) else v for v in question]
    clef = OUTIL.excel.interpreter.run("XlpClef", [VBAArray([(0, len(valeurs) - 1)], items=valeurs)])
    assert clef
    assert CLEFS.setdefault(clef, repr(question)) == repr(question)


def test_une_erreur_est_redemandee_avec_sa_phrase(poste: Poste) -> None:
    for fois in (1, 2):
        assert poste.appeler("SOURCE", "PMSS").number == 2042
        assert poste.excel.interpreter.run("XlpPhrase") == f"aucun chiffre ({fois})"


def test_un_tableau_garde_ses_erreurs_et_la_phrase_se_vide(poste: Poste) -> None:
    for _ in range(2):
        rendu = poste.appeler("DETAIL_CHARGES", 1.0)
        assert (rendu.get([0, 0]), rendu.get([1, 0]).number) == ("a", 2015)
    assert poste.moteur is not None
    assert poste.moteur.questions == 1
    poste.appeler("SOURCE", "PMSS")
    poste.appeler("DETAIL_CHARGES", 1.0)
    assert poste.excel.interpreter.run("XlpPhrase") == ""


def test_une_grande_plage_n_est_pas_gardee(poste: Poste) -> None:
    assert poste.moteur is not None
    for cote, questions in ((10, 1), (11, 3)):
        grande = plage(*[tuple(float(i * cote + j) for j in range(cote)) for i in range(cote)])
        assert poste.appeler("NET", grande) == poste.appeler("NET", grande)
        assert poste.moteur.questions == questions


def test_la_memoire_est_bornee() -> None:
    poste = Poste(gardees=3)
    assert poste.moteur is not None
    rendues = [poste.appeler("NET", float(i)) for i in range(4)]  # the fourth empties it
    assert poste.appeler("NET", 3.0) == rendues[3]
    assert poste.moteur.questions == 4
    assert poste.appeler("NET", 0.0) == rendues[0]
    assert poste.moteur.questions == 5


def test_un_moteur_relance_ne_repond_pas_avec_les_valeurs_de_l_ancien(poste: Poste) -> None:
    assert poste.appeler("NET", 1.0).startswith("1 NET")
    assert poste.moteur is not None
    poste.moteur.mort = True
    poste.moteur = Echo(2)
    assert poste.appeler("NET", 1.0).startswith("1 NET")  # nobody was asked: still that engine's value
    assert poste.appeler("NET", 2.0).startswith("2 NET")
    assert poste.appeler("NET", 1.0).startswith("2 NET")
    assert poste.moteur.questions == 2


def test_un_bouton_relance_un_moteur_mort_meme_si_tout_est_garde(poste: Poste) -> None:
    assert poste.appeler("VERSION").startswith("1 VERSION")
    assert poste.moteur is not None
    poste.moteur.mort = True
    poste.moteur = Echo(2)
    poste.excel.interpreter.run("XlpQuestion", ["VERSION", EMPTY])
    assert poste.moteur.questions == 1
    assert 'XlpQuestion "VERSION", Empty' in vba.modules()["XlpRuban"]


def test_un_moteur_absent_n_est_jamais_garde(poste: Poste) -> None:
    absent = "le moteur xlprod n'est pas installé ou ne démarre pas"
    midi = dt.datetime(2026, 11, 24, 12)
    poste.excel.freeze_clock(midi)
    moteur, poste.moteur = poste.moteur, None
    assert poste.appeler("NET", 1.0).number == 2015
    assert poste.appeler("DIAGNOSTIC", "NET") == absent
    poste.moteur = moteur
    assert poste.appeler("NET", 1.0).number == 2015  # asked again after ten seconds only
    poste.excel.freeze_clock(midi + dt.timedelta(seconds=11))
    assert poste.appeler("NET", 1.0).startswith("1 NET")
    assert poste.appeler("DIAGNOSTIC", "NET").startswith("1 DIAGNOSTIC")


def test_le_diagnostic_est_celui_du_moteur(monkeypatch: pytest.MonkeyPatch) -> None:
    poste = Poste()
    vrai = excel_simule.Moteur()
    monkeypatch.setattr(poste.excel.interpreter.host, "create", {vba_com.PROGID: vrai}.__getitem__)
    for saisie in (("NET", -5.0, "TECH_NC", 46175.0, 5.0), ("NET", 1500.0, "TECH_NC", 46175.0, 5.0)):
        attendu = valeur("DIAGNOSTIC", *saisie)
        assert [poste.appeler("DIAGNOSTIC", *saisie) for _ in range(2)] == [attendu, attendu]
    assert vrai.appels == {"DIAGNOSTIC": 2}


def test_sans_dictionnaire_tout_est_redemande(monkeypatch: pytest.MonkeyPatch) -> None:
    poste = Poste()

    def refuser() -> None:
        raise error(429, "Un composant ActiveX ne peut pas créer d'objet")

    monkeypatch.setattr("pyopenvba.interpreter._scripting.Dictionary", refuser)
    assert poste.appeler("NET", 1.0) == poste.appeler("NET", 1.0) != ""
    assert poste.moteur is not None
    assert poste.moteur.questions == 2
