"""The company's file: what is refused, and that every host reads the same one."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from tests.conftest import erreur, valeur
from tests.societes import FICHIER, JOUR
from xlprod import cli, couches
from xlprod.commandes.societe import EXEMPLE
from xlprod.hotes import bureau, calc_pont, docteur, installation, officejs_pont, societe, vba_com
from xlprod.societe import SocieteInvalide, lire


@pytest.fixture
def fichier(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A company's file that the computer designates, for hosts that start in this test."""
    chemin = tmp_path / "societe.toml"
    chemin.write_text(FICHIER, encoding="utf-8")
    monkeypatch.setenv(societe.VARIABLE, str(chemin))
    societe.assurer.cache_clear()
    with couches.installee(couches.AUCUNE):
        yield chemin
    societe.assurer.cache_clear()


# --- the file


@pytest.mark.parametrize(
    ("texte", "phrase"),
    [
        (FICHIER.replace('source = "essai"', ""), "surcharge n° 2 (PMSS) : « source » manque"),
        (FICHIER.replace('"essai"', '"  "'), "sans source, pas de chiffre"),
        (FICHIER.replace("PMSS", "PMS"), "code de barème inconnu « PMS » ; les plus proches : PMSS"),
        (FICHIER.replace("effectif", "efectif"), "efectif : paramètre inconnu ; les plus proches : effectif"),
        (FICHIER.replace("[parametres]", "[parametre]"), "section « parametre » inconnue"),
        (FICHIER.replace("article", "artcle"), "clé « artcle » inconnue ; les plus proches : article"),
        (FICHIER.replace("effectif = 12", "heures = 39"), "parametres.heures : se donne contrat par contrat"),
        (FICHIER.replace("effectif = 12", "ags = 0.2"), "ags : se donne par une section [[surcharge]]"),
        (FICHIER.replace('"1,5"', '"beaucoup"'), "parametres.taux_at : nombre attendu"),
        (FICHIER.replace('"15,70"', "15,70"), "écriture TOML incomprise, ligne"),
        (FICHIER.replace('"15,70"', '"157"'), "taux supérieur à 100 %"),
        (FICHIER.replace("2026-03-31", "2024-03-31"), "finit le 31/03/2024, avant"),
        (FICHIER.replace("2026-03-31", '"mars"'), "« au » : une date comme 2026-03-31 est attendue"),
        (FICHIER + FICHIER[FICHIER.index("[[surcharge]]"):], "est déjà donné pour une partie de ces dates"),
        (FICHIER.replace("nom =", "nm ="), "societe.nm : clé inconnue"),
    ],
)  # fmt: skip
def test_un_fichier_fautif_est_refuse_en_nommant_la_cle(texte: str, phrase: str) -> None:
    with pytest.raises(SocieteInvalide) as refus:
        lire(texte, "C:/Films/societe.toml")
    assert any(phrase in defaut for defaut in refus.value.defauts), refus.value.defauts
    assert refus.value.message.startswith("C:/Films/societe.toml : ")


def test_un_fichier_fautif_ne_laisse_rien_calculer(installer: Any) -> None:
    """Amounts of the law in place of the company's would be believed."""
    officejs_pont.installer_societe(FICHIER.replace("effectif", "efectif"))
    for nom, *arguments in (
        ("NET", 1500, "TECH_C", JOUR, 5),
        ("BAREME", "PMSS", JOUR),
        ("PLAFOND", "PMSS", JOUR),
    ):
        code, phrase = erreur(nom, *arguments)
        assert code == "#VALEUR!"
        assert "parametres.efectif" in phrase
    assert "parametres.efectif" in valeur("DIAGNOSTIC", "NET", 1500, "TECH_C", JOUR, 5)


def test_l_exemple_est_lisible_tel_quel_et_une_fois_decommente() -> None:
    assert lire(EXEMPLE).surcharges == ()
    lignes = [
        ligne.removeprefix("# ") if " = " in ligne or ligne == "# [[surcharge]]" else ligne
        for ligne in EXEMPLE.splitlines()
    ]
    lu = lire("\n".join(lignes))
    assert [s.code for s in lu.surcharges] == ["CONGES_SPEC_PATRONAL"]
    assert len(lu.parametres) == 6


# --- every host reads the same file


def test_le_complement_calc_lit_le_fichier(fichier: Path) -> None:
    assert calc_pont.calculer("BAREME", ("CONGES_SPEC", JOUR)) == ((15.7,),)


@pytest.fixture
def petit(tmp_path: Path) -> Path:
    """A workbook of one formula, whose stored value is wrong."""
    classeur = xlsxwriter.Workbook(str(tmp_path / "petit.xlsx"))
    formule = f'=_xldudf_XLPROD_BAREME("CONGES_SPEC","{JOUR}")'
    classeur.add_worksheet().write_formula("A1", formule, None, -1)
    classeur.close()
    return tmp_path / "petit.xlsx"


def _a1(classeur: Path) -> Any:
    return openpyxl.load_workbook(classeur, data_only=True).worksheets[0]["A1"].value


def test_un_vrai_calc_lit_le_fichier_de_la_commande(
    soffice: Path, petit: Path, fichier: Path, tmp_path: Path
) -> None:
    """The program's LibreOffice follows the program's layer, whatever the computer designates."""
    with couches.installee(societe.charger(societe.trouver(str(fichier)))):
        assert _a1(bureau.recalculer(petit, tmp_path / "avec.xlsx")) == 15.7
    assert _a1(bureau.recalculer(petit, tmp_path / "sans.xlsx")) == 15.5


def test_recalculer_suit_l_option(petit: Path, fichier: Path, tmp_path: Path) -> None:
    for choix, attendu in ((str(fichier), 15.7), ("aucune", 15.5)):
        sortie = str(tmp_path / f"{attendu}.xlsx")
        assert cli.main(["recalculer", str(petit), "--sortie", sortie, "--societe", choix]) == 0
        assert _a1(Path(sortie)) == attendu


def test_le_moteur_com_lit_le_fichier(fichier: Path) -> None:
    assert vba_com.Moteur().Calculer("BAREME", ("CONGES_SPEC", JOUR)) == ["valeur", 15.7, ""]


def test_le_complement_office_lit_ce_que_donne_le_site(installer: Any) -> None:
    officejs_pont.installer_societe(FICHIER)
    lot = json.dumps([["BAREME", ["CONGES_SPEC", JOUR]]])
    assert json.loads(officejs_pont.repondre(lot)) == [15.7]
    officejs_pont.installer_societe("")
    assert json.loads(officejs_pont.repondre(lot)) == [15.5]


FORMULE = f'=XLPROD.BAREME("CONGES_SPEC";"{JOUR}")'


def test_la_commande_lit_l_option_puis_la_variable_puis_le_dossier(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def dire(*options: str) -> str:
        assert cli.main(["eval", *options, FORMULE]) == 0
        return capsys.readouterr().out.strip()

    for nom, taux in (("option", "15,7"), ("variable", "15,8"), ("societe", "15,9")):
        (tmp_path / f"{nom}.toml").write_text(FICHIER.replace("15,70", taux), encoding="utf-8")
    monkeypatch.setattr(societe, "dossier_utilisateur", lambda: tmp_path)
    monkeypatch.delenv(societe.VARIABLE)
    assert dire() == "15.9"
    monkeypatch.setenv(societe.VARIABLE, str(tmp_path / "variable.toml"))
    assert dire() == "15.8"
    assert dire("--societe", str(tmp_path / "option.toml")) == "15.7"
    assert dire("--societe", "aucune") == "15.5"
    assert couches.courante() is couches.AUCUNE  # a command leaves nothing behind


def test_la_commande_refuse_un_fichier_absent_ou_fautif(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    absent = tmp_path / "rien.toml"
    assert cli.main(["eval", "--societe", str(absent), FORMULE]) == cli.ILLISIBLE
    assert f"{absent} : fichier introuvable" in capsys.readouterr().err
    absent.write_text(FICHIER.replace("effectif", "efectif"), encoding="utf-8")
    assert cli.main(["eval", "--societe", str(absent), FORMULE]) == cli.ILLISIBLE
    assert "parametres.efectif" in capsys.readouterr().err


def test_la_commande_societe(fichier: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["societe", "montrer", "--json"]) == 0
    montre = json.loads(capsys.readouterr().out)
    assert montre["fichier"] == str(fichier)
    assert montre["parametres"]["effectif"] == "12"
    assert montre["surcharges"][0]["valeur"] == 15.7
    assert cli.main(["societe", "montrer"]) == 0
    assert "Les Films d'Essai" in capsys.readouterr().out
    assert cli.main(["societe", "verifier"]) == 0
    assert "conforme" in capsys.readouterr().out
    autre = tmp_path / "autre.toml"
    autre.write_text(FICHIER.replace("effectif", "efectif").replace("PMSS", "PMS"), encoding="utf-8")
    assert cli.main(["societe", "verifier", str(autre), "--json"]) == cli.REFUS
    assert len(json.loads(capsys.readouterr().out)["defauts"]) == 2
    assert cli.main(["societe", "exemple"]) == 0
    assert capsys.readouterr().out == EXEMPLE


def test_doctor_dit_le_fichier_en_vigueur(fichier: Path) -> None:
    constat = docteur.societe_en_vigueur()
    assert constat.etat == "bien"
    assert str(fichier) in constat.constat
    fichier.write_text(FICHIER.replace("effectif", "efectif"), encoding="utf-8")
    assert docteur.societe_en_vigueur().etat == "manque"


def test_desinstaller_garde_le_fichier_que_l_utilisateur_a_ecrit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(installation, "dossier_utilisateur", lambda: tmp_path)
    for nom in ("societe.toml", "cle.pem", "certificat.pem"):
        (tmp_path / nom).write_text("x", encoding="utf-8")
    retires, _ = installation.desinstaller("linux", tmp_path)
    assert [f.name for f in tmp_path.iterdir()] == ["societe.toml"]
    assert retires == [f"{tmp_path}, sauf societe.toml, qui est à vous"]
    assert installation.desinstaller("linux", tmp_path) == ([], [])


def test_le_moteur_ne_connait_aucun_hote() -> None:
    """A host installs the layer; what computes imports none."""
    for module in ("couches", "societe", "paie/parametres", "paie/remplacements", "baremes/consultation"):
        source = (Path(couches.__file__).parent / f"{module}.py").read_text(encoding="utf-8")
        imports = [n.module or "" for n in ast.walk(ast.parse(source)) if isinstance(n, ast.ImportFrom)]
        assert not [nom for nom in imports if nom.startswith("xlprod.hotes")]
