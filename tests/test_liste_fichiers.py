"""Crew lists as production offices send them: file formats, tables, headers."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.listes import EN_TETE, FONCTIONS, SCRIPTE, classeur, ecrire, lire, remarques, seule
from xlprod.classeurs.liste import ListeIllisible, lire_liste
from xlprod.classeurs.liste.entetes import Champ, reconnaitre
from xlprod.classeurs.liste.modele import A_VERIFIER, COMPRIS, DEDUIT, NON_COMPRIS
from xlprod.devis.exemple import film_exemple

# --- formats ---------------------------------------------------------------------------------


@pytest.mark.parametrize("codage", ["utf-8", "utf-8-sig", "cp1252", "mac_roman", "utf-16"])
@pytest.mark.parametrize("separateur", [";", ",", "\t"])
@pytest.mark.parametrize("fin_de_ligne", ["\n", "\r\n", "\r"])
def test_csv_codages_et_separateurs(tmp_path: Path, codage: str, separateur: str, fin_de_ligne: str) -> None:
    tampon = io.StringIO()
    ecrivain = csv.writer(tampon, delimiter=separateur, lineterminator=fin_de_ligne)
    ecrivain.writerow(["Qualification", "Salarié", "Date d’entrée", "Date de sortie", "Salaire brut hebdo"])
    ecrivain.writerow(["Régisseuse générale", "Noguès, Hélène", "02/03/2026", "24/04/2026", "1 670,50 €"])
    ecrivain.writerow(["Cheffe décoratrice", "Gâteau, Zoë", "02/03/2026", "24/04/2026", "2 980,00 €"])
    lecture = lire_liste(ecrire(tmp_path, tampon.getvalue(), codage))
    premiere, seconde = lecture.film.personnes
    assert (premiere.fonction, premiere.nom) == ("Régisseur général cinéma", "Noguès, Hélène")
    assert (premiere.brut, premiere.quantite, premiere.unite) == (167050, Decimal(8), "semaine")
    assert (seconde.fonction, seconde.nom) == ("Chef décorateur cinéma", "Gâteau, Zoë")
    assert lecture.lignes == (2, 3)


def test_exemple_relu_a_l_identique(tmp_path: Path) -> None:
    """The shipped example, written as a list, comes back as the same contracts."""
    film = film_exemple()
    chemin = tmp_path / "equipe.csv"
    with chemin.open("w", encoding="utf-8", newline="") as fichier:
        ecrivain = csv.writer(fichier)
        ecrivain.writerow(
            ("poste", "nom", "fonction", "convention", "annexe", "statut", "debut", "fin", "unite",
             "quantite", "brut", "unite_minimum", "continu", "jours_travailles", "effectif", "note")
        )  # fmt: skip
        for p in film.personnes:
            continu, jours = "oui" if p.continu else "non", p.jours_travailles or ""
            ecrivain.writerow(
                (p.poste, p.nom, p.fonction, p.convention, p.annexe, p.statut, p.debut, p.fin, p.unite,
                 p.quantite, Decimal(p.brut) / 100, p.unite_minimum, continu, jours, p.effectif, p.note)
            )  # fmt: skip
    lecture = lire_liste(
        chemin, parametres=film.parametres, titre=film.titre, date_reference=film.date_reference
    )
    assert lecture.film.personnes == film.personnes
    assert lecture.film.parametres == film.parametres
    assert (lecture.film.debut_tournage, lecture.film.fin_tournage) == (
        film.debut_tournage,
        film.fin_tournage,
    )
    assert not lecture.ecartees
    assert lecture.compte[NON_COMPRIS] == 0


def test_xlsx_avec_titres_lignes_vides_et_total(tmp_path: Path) -> None:
    rangees: list[list[Any]] = [
        ["LES EMBELLIES – Liste technique prévisionnelle"],
        ["Production : Les Films de la Jetée", None, None, "Édité le 12/01/2026"],
        [],
        ["Observations", "Brut total", "Au", "Du", "Brut semaine", "NB SEM.", "Prénom", "Nom", "EMPLOI"],
        ["RÉGIE"],
        ["", 9640, dt.date(2026, 2, 27), dt.date(2026, 1, 19), 1606.67, 6, "Ana", "Roy", "Régisseur général"],
        [],
        [
            "à confirmer",
            8600,
            dt.datetime(2026, 4, 24),
            dt.datetime(2026, 3, 2),
            1075,
            8,
            "Yann",
            "Le",
            "2e assistant opérateur",
        ],
        ["TOTAL", 18240.02],
        ["* hors congés spectacles"],
    ]
    lecture = lire_liste(classeur(tmp_path, {"Équipe": rangees}))
    assert lecture.film.titre == "LES EMBELLIES"
    assert lecture.film.societe == "Les Films de la Jetée"
    assert lecture.ligne_entete == 4
    assert [(p.nom, int(p.quantite), p.brut) for p in lecture.film.personnes] == [
        ("Ana Roy", 6, 160667),
        ("Yann Le", 8, 107500),
    ]
    assert lecture.film.personnes[1].note == "à confirmer"
    # 6 × 1 606,67 = 9 640,02: the written total is two cents short, and said to be.
    assert "9\u202f640,02" in remarques(lecture, 6, A_VERIFIER)
    assert "égale à la somme" in remarques(lecture, 9, COMPRIS)
    assert [e.ligne for e in lecture.ecartees] == [5, 9, 10]
    assert not lecture.a_completer


def test_en_tete_fusionne_sur_deux_lignes(tmp_path: Path) -> None:
    rangees: list[list[Any]] = [
        ["Fonction", "Nom", "Période d’emploi", None, "Salaire brut", None],
        [None, None, "du", "au", "hebdo", "total"],
        ["Cheffe monteuse", "Lacombe", dt.date(2026, 4, 13), dt.date(2026, 7, 24), 1840, 27600],
    ]
    lecture = lire_liste(classeur(tmp_path, {"A": rangees}, ("C1:D1", "E1:F1", "A1:A2")))
    personne = seule(lecture)
    assert (personne.debut, personne.fin) == (dt.date(2026, 4, 13), dt.date(2026, 7, 24))
    assert (personne.unite, personne.quantite, personne.brut) == ("semaine", Decimal(15), 184000)
    assert lecture.lignes == (3,)


def test_deux_feuilles_candidates(tmp_path: Path) -> None:
    en_tete = ["Fonction", "Nom", "Début", "Fin", "Brut jour", "Nb jours"]
    technique = [["Scripte", f"S{i}", dt.date(2026, 3, 2), dt.date(2026, 3, 6), 400, 5] for i in range(3)]
    figuration = [["Figurant", "F", dt.date(2026, 3, 2), dt.date(2026, 3, 2), 107, 1]]
    listes = [["Fonction", "Statut", "Brut"], *([m.libelle, "TECH_C", ""] for m in FONCTIONS)]
    chemin = classeur(
        tmp_path, {"Notes": listes, "Figuration": [en_tete, *figuration], "Technique": [en_tete, *technique]}
    )
    lecture = lire_liste(chemin)
    assert lecture.feuille == "Technique"
    assert len(lecture.lignes) == 3
    assert any(
        "« Figuration » non lue : 1 ligne" in r.remarque for r in lecture.revue if r.gravite == A_VERIFIER
    )
    assert seule(lire_liste(chemin, feuille="figuration")).statut == "FIGURANT"
    with pytest.raises(
        ListeIllisible, match="pas de feuille « Régie » ; feuilles : Notes, Figuration, Technique"
    ):
        lire_liste(chemin, feuille="Régie")


def test_ods(tmp_path: Path) -> None:
    def rangee(*cases: str) -> str:
        textes = "".join(
            f'<table:table-cell office:value-type="string"><text:p>{c}</text:p></table:table-cell>'
            for c in cases
        )
        return f"<table:table-row>{textes}</table:table-row>"

    contenu = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2"><office:body>'
        '<office:spreadsheet><table:table table:name="Équipe">'
        + rangee("Fonction", "Nom", "Début", "Fin", "Brut hebdo")
        + rangee("Scripte", "Delcourt", "02/03/2026", "24/04/2026", "1 440 €")
        + "{suite}</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    manifeste = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'

    def ods(suite: str, manifeste: str = manifeste) -> Path:
        chemin = tmp_path / "liste.ods"
        with zipfile.ZipFile(chemin, "w") as zip_:
            zip_.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
            zip_.writestr("META-INF/manifest.xml", manifeste)
            zip_.writestr("content.xml", contenu.replace("{suite}", suite))
        return chemin

    vides = '<table:table-cell table:number-columns-repeated="1024"/>'
    fin = f'<table:table-row table:number-rows-repeated="1048000">{vides}'
    assert seule(lire_liste(ods(fin + "</table:table-row>"))).brut == 144000
    case = '<table:table-cell office:value-type="float" office:value="1"/></table:table-row>'
    with pytest.raises(ListeIllisible, match="s’étend sur"):
        lire_liste(ods(fin + case))
    with pytest.raises(ListeIllisible, match="mot de passe"):
        lire_liste(ods("", manifeste.replace("/>", "><x>encryption-data</x></manifest:manifest>")))


# --- files that hold no list -----------------------------------------------------------------


def test_fichier_vide(tmp_path: Path) -> None:
    for contenu in (b"", b"\xef\xbb\xbf", b" \n\n"):
        chemin = tmp_path / "vide.csv"
        chemin.write_bytes(contenu)
        with pytest.raises(ListeIllisible, match=r"vide\.csv : fichier vide"):
            lire_liste(chemin)


def test_sans_en_tete(tmp_path: Path) -> None:
    with pytest.raises(ListeIllisible, match=r"colonnes attendues : fonction .*, nom, début et fin"):
        lire_liste(ecrire(tmp_path, "a;b;c\n1;2;3\n"))
    with pytest.raises(
        ListeIllisible, match=r"pas de colonne de fonction \(colonnes reconnues : Nom, Début\)"
    ):
        lire_liste(ecrire(tmp_path, "Nom;Début;Couleur\nDurand;02/03/2026;bleu\n"))
    with pytest.raises(ListeIllisible, match="aucune donnée"):
        lire_liste(classeur(tmp_path, {"Vide": []}))


def test_binaire_renomme(tmp_path: Path) -> None:
    vrai = classeur(tmp_path, {"A": [["Fonction", "Nom"]]})
    faux = tmp_path / "liste.csv"
    for contenu, phrase in (
        (vrai.read_bytes(), "ce fichier est un classeur Excel ou LibreOffice.*renommez-le en .xlsx"),
        (b"%PDF-1.7 ...", "un PDF"),
        (b"Fonction;Nom\0\0\x01", "fichier binaire"),
        (b"<html><table><tr><td>Fonction</td></tr></table>", "page web"),
    ):
        faux.write_bytes(contenu)
        with pytest.raises(ListeIllisible, match=phrase):
            lire_liste(faux)


def test_extension_inconnue_et_fichier_absent(tmp_path: Path) -> None:
    with pytest.raises(ListeIllisible, match=r"extension « \.docx » non reconnue"):
        lire_liste(ecrire(tmp_path, "x", nom="liste.docx"))
    with pytest.raises(ListeIllisible, match=r"absente\.csv : lecture impossible"):
        lire_liste(tmp_path / "absente.csv")


def test_texte_sous_extension_xls(tmp_path: Path) -> None:
    """What payroll programs export as .xls is often text: read, and said."""
    lecture = lire_liste(ecrire(tmp_path, f"{EN_TETE}\n{SCRIPTE}".replace(";", "\t"), "cp1252", "export.xls"))
    assert seule(lecture).brut == 144000
    assert any("malgré l’extension .xls" in r.compris for r in lecture.revue)


def test_mot_de_passe_et_classeur_abime(tmp_path: Path) -> None:
    chemin = tmp_path / "liste.xlsx"
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    chemin.write_bytes(ole + "EncryptedPackage".encode("utf-16-le") + bytes(500))
    with pytest.raises(ListeIllisible, match="protégé par un mot de passe"):
        lire_liste(chemin)
    ancien = tmp_path / "liste.xls"
    ancien.write_bytes(ole + b"\x09\x08\x10\x00" + bytes(16) + b"\x2f\x00\x36\x00" + bytes(600))
    with pytest.raises(ListeIllisible, match="protégé par un mot de passe"):
        lire_liste(ancien)
    chemin.write_bytes(b"PK\3\4" + bytes(100))
    with pytest.raises(ListeIllisible, match="abîmé"):
        lire_liste(chemin)


def test_cellule_isolee_tres_loin(tmp_path: Path) -> None:
    """calamine would allocate 500 GB and end the process: the extent is measured before."""
    chemin = tmp_path / "loin.xlsx"
    livre = openpyxl.Workbook()
    feuille = livre.active
    assert feuille is not None
    feuille["A1"] = "Fonction"
    feuille["XFD1048576"] = 1
    livre.save(chemin)
    with pytest.raises(ListeIllisible, match="1048576 lignes et 16384 colonnes"):
        lire_liste(chemin)


def test_bombe_zip(tmp_path: Path) -> None:
    chemin = classeur(tmp_path, {"A": [["Fonction", "Nom"]]})
    with zipfile.ZipFile(chemin, "a", zipfile.ZIP_DEFLATED) as zip_:
        zip_.writestr("xl/gonfle.xml", b" " * 50_000_000)
    with pytest.raises(ListeIllisible, match="à la décompression"):
        lire_liste(chemin)


# --- headers ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("titre", "champ"),
    [
        ("FONCTION", Champ.FONCTION), ("Poste occupé", Champ.FONCTION), ("Emploi", Champ.FONCTION),
        ("Qualification conventionnelle", Champ.FONCTION), ("Intitulé du poste", Champ.FONCTION),
        ("Nom / Prénom", Champ.NOM), ("Salarié(e)", Champ.NOM), ("PRÉNOM", Champ.PRENOM),
        ("Comédien·ne", Champ.NOM),
        ("Cadre / non cadre", Champ.STATUT), ("Catégorie", Champ.STATUT), ("N° IDCC", Champ.CONVENTION),
        ("Convention collective", Champ.CONVENTION), ("Annexe", Champ.ANNEXE),
        ("Date d'entrée", Champ.DEBUT), ("Du", Champ.DEBUT), ("début de contrat", Champ.DEBUT),
        ("Date de tournage", Champ.DEBUT), ("AU", Champ.FIN), ("Date de sortie", Champ.FIN),
        ("Fin", Champ.FIN),
        ("Dates de contrat", Champ.PERIODE), ("Nbre de jours", Champ.JOURS), ("Jours", Champ.JOURS),
        ("nb sem", Champ.SEMAINES), ("Nb. semaines", Champ.SEMAINES), ("Durée (semaines)", Champ.SEMAINES),
        ("Nombre de cachets", Champ.CACHETS), ("Qté", Champ.QUANTITE), ("Unité de paie", Champ.UNITE),
        ("Brut", Champ.BRUT), ("Salaire brut", Champ.BRUT), ("Salaire brut hebdo 39h", Champ.BRUT_SEMAINE),
        ("Brut/semaine", Champ.BRUT_SEMAINE), ("Tarif journalier", Champ.BRUT_JOUR),
        ("Brut jour", Champ.BRUT_JOUR),
        ("Montant du cachet", Champ.BRUT_CACHET), ("Cachet brut", Champ.BRUT_CACHET),
        ("Salaire mensuel", Champ.BRUT_MOIS), ("Montant brut total", Champ.BRUT_TOTAL),
        ("Total", Champ.BRUT_TOTAL),
        ("Brut unitaire", Champ.BRUT_UNITAIRE), ("Taux horaire", Champ.BRUT_HEURE),
        ("Nombre de personnes", Champ.EFFECTIF), ("Poste CNC", Champ.POSTE), ("N° de poste", Champ.POSTE),
        ("Observations", Champ.NOTE), ("Unité du minimum", Champ.UNITE_MINIMUM), ("Rôle", Champ.ROLE),
        ("Charges patronales", None), ("Net à payer", None), ("Minimum conventionnel", None),
        ("Date de naissance", None), ("Téléphone", None), ("Salaire minimum", None), ("Coût employeur", None),
    ],
)  # fmt: skip
def test_colonnes_reconnues(titre: str, champ: Champ | None) -> None:
    assert reconnaitre(titre) is champ


def test_colonnes_inconnues_signalees(tmp_path: Path) -> None:
    lecture = lire(tmp_path, f"{SCRIPTE};06 00;x", en_tete=f"{EN_TETE};Téléphone;Véhicule")
    assert lecture.colonnes_non_reconnues == ("Téléphone", "Véhicule")
    assert "Téléphone, Véhicule" in lecture.resume()
    assert dict(lecture.colonnes_reconnues)["Brut hebdo"] == "brut par semaine"


def test_poste_est_une_fonction_ou_un_numero(tmp_path: Path) -> None:
    en_tete = "Poste;Nom;Début;Fin;Brut hebdo"
    assert (
        seule(lire(tmp_path, "Scripte;D;02/03/2026;24/04/2026;1440", en_tete=en_tete)).fonction
        == "Scripte cinéma"
    )
    en_tete = "Poste;Nom;Fonction;Début;Fin;Brut hebdo"
    assert seule(lire(tmp_path, "2307;D;Scripte;02/03/2026;24/04/2026;1440", en_tete=en_tete)).poste == "23"
    faux = lire(tmp_path, "51;D;Scripte;02/03/2026;24/04/2026;1440", en_tete=en_tete)
    assert seule(faux).poste == "23"
    assert "« 51 » hors des salaires" in remarques(faux, 2, A_VERIFIER)


def test_en_tete_repete_et_deuxieme_tableau(tmp_path: Path) -> None:
    lecture = lire(
        tmp_path,
        SCRIPTE,
        EN_TETE,
        SCRIPTE.replace("Delcourt", "Martin"),
        "FIGURATION",
        "Fonction;Nom;Date;Nb jours;Brut jour;Nb personnes",
        "Figurants;Marché;09/03/2026;1;107;40",
    )
    assert [p.nom for p in lecture.film.personnes] == ["Delcourt", "Martin", "Marché"]
    assert lecture.film.personnes[2].quantite == 40
    assert "en-tête répété" in remarques(lecture, 3, COMPRIS)
    assert "nouvel en-tête" in remarques(lecture, 6, DEDUIT)
