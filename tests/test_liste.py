"""Crew lists as production offices send them: formats, headers, values, and what is said of each."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter  # type: ignore[import-untyped,unused-ignore]
from hypothesis import given, settings
from hypothesis import strategies as st

from xlprod import argent
from xlprod.baremes import DONNEES
from xlprod.baremes.minima import convention
from xlprod.classeurs.liste import Lecture, ListeIllisible, ecrire_revue, lire_liste
from xlprod.classeurs.liste.entetes import Champ, reconnaitre
from xlprod.classeurs.liste.modele import A_VERIFIER, COMPRIS, DEDUIT, GRAVITES, NON_COMPRIS
from xlprod.classeurs.liste.regles import POSTE_FILIERE, connue, famille
from xlprod.classeurs.liste.valeurs import (
    NonCompris,
    lire_jour,
    lire_montant,
    lire_nombre,
    lire_periode,
    unite,
)
from xlprod.devis import nomenclature
from xlprod.devis.exemple import film_exemple
from xlprod.devis.modele import Personne
from xlprod.erreurs import SaisieInvalide

FONCTIONS = list(convention("3097").fonctions.values())
EN_TETE = "Fonction;Nom;Statut;Annexe;Début;Fin;Nb semaines;Brut hebdo"
SCRIPTE = "Scripte;Delcourt;cadre;II;02/03/2026;24/04/2026;8;1 440,00 €"


def ecrire(tmp_path: Path, texte: str, codage: str = "utf-8", nom: str = "liste.csv") -> Path:
    chemin = tmp_path / nom
    chemin.write_bytes(texte.encode(codage))
    return chemin


def lire(tmp_path: Path, *lignes: str, en_tete: str = EN_TETE, **options: Any) -> Lecture:
    return lire_liste(ecrire(tmp_path, "\n".join([en_tete, *lignes])), **options)


def seule(lecture: Lecture) -> Personne:
    assert len(lecture.film.personnes) == 1, lecture.resume()
    return lecture.film.personnes[0]


def remarques(lecture: Lecture, ligne: int, gravite: str) -> str:
    return " / ".join(r.remarque for r in lecture.revue if r.ligne == ligne and r.gravite == gravite)


def classeur(tmp_path: Path, feuilles: dict[str, list[list[Any]]], fusions: tuple[str, ...] = ()) -> Path:
    """A workbook of the given rows; dates are true dates."""
    chemin = tmp_path / "liste.xlsx"
    livre = openpyxl.Workbook()
    livre.remove(livre.active)  # type: ignore[arg-type]
    for nom, rangees in feuilles.items():
        feuille = livre.create_sheet(nom)
        for rangee in rangees:
            feuille.append(rangee)
        for fusion in fusions:
            feuille.merge_cells(fusion)
    livre.save(chemin)
    return chemin


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


# --- people ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lu", "fonction", "statut", "poste"),
    [
        ("Régisseuse générale", "Régisseur général cinéma", "TECH_C", "23"),
        ("2e assistant opérateur", "2ème assistant opérateur cinéma", "TECH_NC", "23"),
        ("Première assistante réalisatrice", "1er assistant réalisateur cinéma", "TECH_C", "23"),
        ("Cheffe costumière", "Chef costumier cinéma", "TECH_C", "25"),
        ("coiffeuse", "Coiffeur cinéma", "TECH_NC", "25"),
        ("ensemblière", "Ensemblier cinéma", "TECH_C", "24"),
        ("Cheffe monteuse (image)", "Chef monteur cinéma", "TECH_C", "26"),
        ("Électriciennes", "Électricien de prise de vues cinéma", "OUVRIER", "27"),
        ("Machinistes - renfort", "Machiniste de prise de vues cinéma", "OUVRIER", "27"),
        ("Chef constructeur", "Chef constructeur cinéma", "TECH_C", "28"),
        ("Menuisier de décor", "Menuisier de décor cinéma", "OUVRIER", "28"),
        ("Réalisatrice", "Réalisateur cinéma", "REAL", "22"),
        ("Chef·fe opérateur·rice du son", "Chef opérateur du son cinéma", "TECH_C", "23"),
        ("Auxiliaire de régie / renfort", "Auxiliaire de régie cinéma", "TECH_NC", "23"),
    ],
)
def test_fonction_statut_et_poste_deduits(
    tmp_path: Path, lu: str, fonction: str, statut: str, poste: str
) -> None:
    lecture = lire(tmp_path, f"{lu};X;;;02/03/2026;24/04/2026;8;3000")
    personne = seule(lecture)
    assert (personne.fonction, personne.statut, personne.poste) == (fonction, statut, poste)
    deduits = {r.colonne: r.gravite for r in lecture.revue if r.ligne == 2 and r.gravite != COMPRIS}
    assert deduits["statut"] == DEDUIT
    assert deduits["poste du devis"] == DEDUIT


def test_statut_incertain_a_verifier(tmp_path: Path) -> None:
    """The grid does not say whether a casting director is a cadre."""
    lecture = lire(tmp_path, "Directrice de casting;X;;I;02/03/2026;24/04/2026;8;1500")
    assert seule(lecture).statut == "TECH_NC"
    assert "ne dit pas si cette fonction est cadre" in remarques(lecture, 2, A_VERIFIER)


@pytest.mark.parametrize(
    ("fonction", "ecrit", "statut"),
    [
        ("Scripte", "Technicienne", "TECH_C"), ("Scripte", "non cadre", "TECH_NC"),
        ("Scripte", "CDDU", "TECH_C"),
        ("Électricien", "technicien", "OUVRIER"), ("Habilleuse", "C", "TECH_C"),
        ("Habilleuse", "TECH_NC", "TECH_NC"),
        ("Réalisatrice", "cadre", "REAL"), ("Comédienne", "artiste interprète", "ART_NC"),
        ("Silhouette muette", "figuration", "FIGURANT"),
    ],
)  # fmt: skip
def test_statut_ecrit(tmp_path: Path, fonction: str, ecrit: str, statut: str) -> None:
    lecture = lire(tmp_path, f"{fonction};X;{ecrit};;02/03/2026;24/04/2026;8;1500")
    assert seule(lecture).statut == statut


def test_statut_contraire_a_la_grille_garde_et_signale(tmp_path: Path) -> None:
    lecture = lire(tmp_path, SCRIPTE.replace("cadre", "non cadre"))
    assert seule(lecture).statut == "TECH_NC"
    assert "la grille dirait TECH_C" in remarques(lecture, 2, A_VERIFIER)


def test_statut_pas_encore_calcule(tmp_path: Path) -> None:
    for statut in ("permanent", "stagiaire", "artiste cadre"):
        lecture = lire(tmp_path, SCRIPTE.replace("cadre", statut))
        assert not lecture.film.personnes
        assert "pas encore calculé" in lecture.a_completer[0].raisons[0]


def test_fonction_inconnue(tmp_path: Path) -> None:
    """Set aside with the three nearest; kept when its own statut says how it is charged."""
    lecture = lire(tmp_path, "Conseiller sabre;X;;;02/03/2026;24/04/2026;8;1500")
    raison = lecture.a_completer[0].raisons[0]
    assert raison.startswith("fonction inconnue « Conseiller sabre »")
    assert len(raison.split("plus proches : ")[1].split(", ")) == 3
    assert len(lecture.a_completer[0].raisons) == 1
    garde = lire(tmp_path, "Conseiller sabre;X;technicien cadre;;02/03/2026;24/04/2026;8;1500")
    assert (seule(garde).statut, seule(garde).poste) == ("TECH_C", "23")
    assert "le minimum ne sera pas comparé" in remarques(garde, 2, A_VERIFIER)


def test_indemnite_n_est_pas_un_contrat(tmp_path: Path) -> None:
    lecture = lire(tmp_path, "Indemnité repas;X;;;02/03/2026;24/04/2026;8;20")
    assert "indemnité ou un supplément" in lecture.a_completer[0].raisons[0]


def test_annexe_8_du_chomage(tmp_path: Path) -> None:
    lecture = lire(tmp_path, "Scripte;X;;Annexe 8;02/03/2026;24/04/2026;8;1440")
    assert seule(lecture).annexe == "I"
    assert "assurance chômage" in remarques(lecture, 2, A_VERIFIER)


def test_annexe_commande_l_unite_du_minimum(tmp_path: Path) -> None:
    assert seule(lire(tmp_path, SCRIPTE)).unite_minimum == "semaine5j"
    assert seule(lire(tmp_path, SCRIPTE.replace(";II;", ";annexe 1;"))).unite_minimum == "semaine39"
    bis = seule(lire(tmp_path, SCRIPTE.replace(";II;", ";III bis;")))
    assert (bis.annexe, bis.unite_minimum) == ("IIIbis", "semaine5j")


def test_autre_convention(tmp_path: Path) -> None:
    en_tete = f"{EN_TETE};IDCC"
    assert seule(lire(tmp_path, f"{SCRIPTE};IDCC 3097", en_tete=en_tete)).convention == "3097"
    lecture = lire(tmp_path, f"{SCRIPTE};2642", en_tete=en_tete)
    assert "pas encore couverte" in lecture.a_completer[0].raisons[0]


def test_liste_de_roles(tmp_path: Path) -> None:
    en_tete = "Rôle;Comédien;Dates;Nb cachets;Cachet brut"
    lecture = lire(
        tmp_path,
        "Jeanne;;du 02/03 au 24/04/2026;28;1100",
        "Le gendarme;Paul Petit;07/04/2026;1;418,25",
        en_tete=en_tete,
    )
    jeanne, gendarme = lecture.film.personnes
    assert (jeanne.nom, jeanne.statut, jeanne.poste, jeanne.unite) == ("Jeanne", "ART_NC", "32", "cachet")
    assert (jeanne.debut, jeanne.fin) == (dt.date(2026, 3, 2), dt.date(2026, 4, 24))
    assert (jeanne.continu, jeanne.jours) == (False, 28)
    assert (gendarme.nom, gendarme.poste, gendarme.fin) == ("Paul Petit", "33", dt.date(2026, 4, 7))
    assert "sans colonne de fonction" in remarques(lecture, 2, A_VERIFIER)


def test_roles_par_le_nom_de_la_fonction(tmp_path: Path) -> None:
    en_tete = "Fonction;Nom;Date;Nb cachets;Cachet"
    lignes = [f"{f};X;02/03/2026;2;500" for f in ("Rôle principal", "Second rôle", "Petit rôle")]
    assert [p.poste for p in lire(tmp_path, *lignes, en_tete=en_tete).film.personnes] == ["31", "32", "33"]


# --- pay, quantities, dates ------------------------------------------------------------------


def test_fin_deduite_du_debut_et_des_semaines(tmp_path: Path) -> None:
    lecture = lire(tmp_path, SCRIPTE.replace("24/04/2026", ""))
    assert seule(lecture).fin == dt.date(2026, 4, 24)
    assert "fin déduite du début" in remarques(lecture, 2, DEDUIT)
    mercredi = lire(tmp_path, "Scripte;X;;II;04/03/2026;;2,5;1440")
    assert seule(mercredi).fin == dt.date(2026, 3, 20)  # 2 weeks and a half of working days


def test_semaines_deduites_des_dates(tmp_path: Path) -> None:
    lecture = lire(tmp_path, "Scripte;X;;II;02/03/2026;24/04/2026;;1440")
    assert seule(lecture).quantite == 8
    assert "semaines de 5 jours entre les dates" in remarques(lecture, 2, DEDUIT)
    partielle = lire(tmp_path, "Scripte;X;;II;02/03/2026;22/04/2026;;1440")
    assert seule(partielle).quantite == Decimal("7.6")
    assert "semaines de 5 jours entre les dates" in remarques(partielle, 2, A_VERIFIER)


def test_debut_manquant(tmp_path: Path) -> None:
    ligne = "Scripte;X;;II;;;8;1440"
    assert lire(tmp_path, ligne).a_completer[0].raisons == ("date de début manquante",)
    lecture = lire(tmp_path, ligne, date_reference=dt.date(2026, 3, 2))
    assert (seule(lecture).debut, seule(lecture).fin) == (dt.date(2026, 3, 2), dt.date(2026, 4, 24))
    assert "date de référence retenue" in remarques(lecture, 2, A_VERIFIER)


def test_figuration_en_groupe(tmp_path: Path) -> None:
    en_tete = "Fonction;Nom;Nb personnes;Nb jours;Brut jour;Début;Fin"
    lecture = lire(tmp_path, "Figurants;Marché;40;3;107;09/03/2026;13/03/2026", en_tete=en_tete)
    personne = seule(lecture)
    assert (personne.quantite, personne.effectif, personne.jours, personne.continu) == (
        Decimal(120),
        40,
        120,
        False,
    )
    assert "40 personnes × 3" in remarques(lecture, 2, A_VERIFIER)


def test_plusieurs_personnes_a_la_semaine(tmp_path: Path) -> None:
    """Ceilings are each one's own: two electricians are two contracts."""
    lecture = lire(tmp_path, f"{SCRIPTE.replace('Delcourt', 'Duo')};2", en_tete=f"{EN_TETE};Effectif")
    assert [(p.nom, p.effectif) for p in lecture.film.personnes] == [("Duo (1/2)", 1), ("Duo (2/2)", 1)]
    assert lecture.lignes == (2, 2)


def test_technicien_a_la_journee(tmp_path: Path) -> None:
    en_tete = "Fonction;Nom;Début;Fin;Nb jours;Brut jour"
    continu = seule(lire(tmp_path, "Scripte;X;02/03/2026;06/03/2026;5;400", en_tete=en_tete))
    assert (continu.continu, continu.jours) == (True, 5)
    isole = seule(lire(tmp_path, "Scripte;X;02/03/2026;24/04/2026;4;400", en_tete=en_tete))
    assert (isole.continu, isole.jours) == (False, 4)


def test_brut_total_divise_ou_forfait(tmp_path: Path) -> None:
    en_tete = "Fonction;Nom;Début;Fin;Nb semaines;Montant brut total"
    exact = seule(lire(tmp_path, "Scripte;X;02/03/2026;24/04/2026;8;11520", en_tete=en_tete))
    assert (exact.unite, exact.quantite, exact.brut) == ("semaine", Decimal(8), 144000)
    lecture = lire(tmp_path, "Scripte;X;02/03/2026;24/04/2026;7;10000", en_tete=en_tete)
    forfait = seule(lecture)
    assert (forfait.unite, forfait.quantite, forfait.brut) == ("forfait", Decimal(1), 1_000_000)
    assert forfait.unite_minimum == ""
    assert "ne se divise pas" in remarques(lecture, 2, A_VERIFIER)


@pytest.mark.parametrize(("facteur", "compris"), [(1, "brut par unité"), (9, "brut total du contrat")])
def test_brut_sans_precision_tranche_par_les_minima(tmp_path: Path, facteur: int, compris: str) -> None:
    en_tete = "Fonction;Nom;Début;Nb semaines;Salaire brut"
    lecture = lire(
        tmp_path,
        f"Scripte;A;02/03/2026;9;{1440 * facteur}",
        f"Habilleuse;B;02/03/2026;9;{1030 * facteur}",
        f"Comédienne;C;02/03/2026;9;{20_000 * facteur}",
        en_tete=en_tete,
    )
    assert [p.brut for p in lecture.film.personnes] == [144000, 103000, 2_000_000]
    sens = next(r for r in lecture.revue if r.colonne == "Salaire brut" and r.ligne == 1)
    assert (sens.compris, sens.gravite) == (compris, DEDUIT)
    assert "2 des 2 lignes comparables" in sens.remarque


def test_total_entre_deux_dates_ramene_a_la_semaine(tmp_path: Path) -> None:
    """Neither unit nor quantity: the dates give the weeks, the minima say that it is a total."""
    en_tete = "Poste;Nom;Contrat;Montant"
    lecture = lire(
        tmp_path,
        "Scripte;A;du 02/03/2026 au 24/04/2026;11 520 €",
        "Habilleuse;B;du 02/03/2026 au 24/04/2026;8 240 €",
        "Mixeuse;C;du 07/09/2026 au 25/09/2026;2 120 €/semaine",
        en_tete=en_tete,
    )
    scripte, habilleuse, mixeuse = lecture.film.personnes
    assert (scripte.unite, scripte.quantite, scripte.brut) == ("semaine", Decimal(8), 144000)
    assert (habilleuse.brut, mixeuse.brut, mixeuse.quantite) == (103000, 212000, Decimal(3))
    assert "ramené à la semaine" in remarques(lecture, 2, A_VERIFIER)


def test_colonne_contrat_sans_dates_laissee(tmp_path: Path) -> None:
    lecture = lire(tmp_path, f"{SCRIPTE};CDDU", en_tete=f"{EN_TETE};Contrat")
    assert seule(lecture).debut == dt.date(2026, 3, 2)
    assert lecture.colonnes_non_reconnues == ("Contrat",)


def test_feuille_de_figuration_a_une_date(tmp_path: Path) -> None:
    en_tete = "Date;Scène;Nb figurants;Fonction;Tarif jour"
    lecture = lire(tmp_path, "09/03/2026;marché;40;Figurants;107", en_tete=en_tete)
    personne = seule(lecture)
    assert (personne.debut, personne.fin, int(personne.quantite)) == (dt.date(2026, 3, 9),) * 2 + (40,)
    assert "un jour" in remarques(lecture, 2, A_VERIFIER)


def test_brut_sans_precision_ni_mesure(tmp_path: Path) -> None:
    en_tete = "Fonction;Nom;Début;Nb semaines;Brut"
    lecture = lire(tmp_path, "Scripte;A;02/03/2026;1;1440", en_tete=en_tete)
    assert seule(lecture).brut == 144000
    assert "prix ou un total" in remarques(lecture, 1, A_VERIFIER)


def test_montants_textuels_negatifs_nuls_et_manquants(tmp_path: Path) -> None:
    def ligne(montant: str) -> str:
        return SCRIPTE.replace("1 440,00 €", montant)

    for montant, raison in (
        ("à négocier", "montant attendu, lu « à négocier »"),
        ("-1440", "montant négatif"),
        ("(1 440)", "montant négatif"),
        ("", "montant brut manquant"),
        ("1e9999", "texte non compris"),
        ("9" * 20, "hors de toute mesure"),
        ("14 40", "mal formé"),
        ("inf", "montant attendu"),
    ):
        lecture = lire(tmp_path, ligne(montant))
        assert not lecture.film.personnes, montant
        assert raison in " ".join(lecture.a_completer[0].raisons), montant
    nul = lire(tmp_path, ligne("0"))
    assert seule(nul).brut == 0
    assert "montant nul" in remarques(nul, 2, A_VERIFIER)


def test_brut_au_minimum_en_toutes_lettres(tmp_path: Path) -> None:
    lecture = lire(tmp_path, SCRIPTE.replace("1 440,00 €", "minimum syndical"))
    conv = convention("3097")
    attendu = conv.en_vigueur(("scripte", "II", "", "hebdo_equiv_5j"), dt.date(2026, 3, 2), True)
    assert attendu
    assert seule(lecture).brut == attendu.cents
    assert "minimum de la convention au 02/03/2026" in remarques(lecture, 2, A_VERIFIER)


def test_unite_douteuse_signalee(tmp_path: Path) -> None:
    lecture = lire(tmp_path, SCRIPTE.replace("1 440,00 €", "250"))
    assert "vérifier l’unité et le montant" in remarques(lecture, 2, A_VERIFIER)


def test_salaire_horaire_refuse(tmp_path: Path) -> None:
    lecture = lire(tmp_path, "Scripte;X;02/03/2026;24/04/2026;36", en_tete="Fonction;Nom;Du;Au;Taux horaire")
    assert "salaire horaire" in lecture.a_completer[0].raisons[0]


def test_dates_impossibles_ou_hors_donnees(tmp_path: Path) -> None:
    for debut, fin, raison in (
        ("03/25/2026", "24/04/2026", "date à l’américaine"),
        ("31/02/2026", "24/04/2026", "date non comprise"),
        ("24/04/2026", "02/03/2026", "avant le début"),
        ("02/03/1995", "24/04/1995", "aucune valeur au 02/03/1995"),
        ("02/03/2062", "24/04/2062", "charges impossibles à calculer"),
        ("02/03/2026", "24/04/2062", "contrat de plus de"),
        ("bientôt", "24/04/2026", "date non comprise : « bientôt »"),
    ):
        lecture = lire(tmp_path, f"Scripte;X;;II;{debut};{fin};8;1440")
        assert not lecture.film.personnes, debut
        assert raison in " ".join(lecture.a_completer[0].raisons), debut


def test_date_sur_deux_chiffres_et_serie_dites(tmp_path: Path) -> None:
    lecture = lire(tmp_path, "Scripte;X;;II;02/03/26;46136;8;1440")
    assert (seule(lecture).debut, seule(lecture).fin) == (dt.date(2026, 3, 2), dt.date(2026, 4, 24))
    dites = remarques(lecture, 2, DEDUIT)
    assert "année sur deux chiffres : « 02/03/26 » compris comme le 02/03/2026" in dites
    assert "numéro de série Excel 46136 compris comme le 24/04/2026" in dites


def test_contrat_en_double(tmp_path: Path) -> None:
    lecture = lire(tmp_path, SCRIPTE, SCRIPTE)
    assert len(lecture.lignes) == 2
    assert "identique à celui de la ligne 2" in remarques(lecture, 3, A_VERIFIER)


def test_total_faux_signale(tmp_path: Path) -> None:
    en_tete = "Fonction;Nom;Début;Fin;Nb semaines;Brut total"
    lecture = lire(
        tmp_path, "Scripte;X;02/03/2026;24/04/2026;8;11520", "Total général;;;;;12000", en_tete=en_tete
    )
    assert lecture.ecartees[0].total
    assert "total écrit 12\u202f000,00" in remarques(lecture, 3, A_VERIFIER)


def test_parametres_faux_ne_sont_pas_la_faute_de_la_liste(tmp_path: Path) -> None:
    with pytest.raises(SaisieInvalide, match="paramètre inconnu"):
        lire(tmp_path, SCRIPTE, parametres=(("efectif", "8"),))
    with pytest.raises(SaisieInvalide, match="versement_mobilite manquant"):
        lire(tmp_path, SCRIPTE, parametres=(("effectif", "60"),))


# --- nothing lost, nothing silent ------------------------------------------------------------

CASES = st.sampled_from(
    ["", "Scripte", "Figurants", "RÉGIE", "TOTAL", "Conseiller sabre", "02/03/2026", "24/04/2026", "46083",
     "8",
     "-3", "1 440,00 €", "1.500", "cadre", "II", "=1+1", "semaine", "x" * 300, "40 pers.", "#N/A", "Fonction",
     "Nom"]
)  # fmt: skip


@settings(deadline=None)
@given(st.lists(st.lists(CASES, min_size=8, max_size=8), max_size=8))
def test_aucune_ligne_perdue(tmp_path_factory: pytest.TempPathFactory, rangees: list[list[str]]) -> None:
    """Every row that holds something is a contract, or set aside with a reason."""
    dossier = tmp_path_factory.mktemp("liste")
    lecture = lire(dossier, *(";".join(r) for r in rangees))
    pleines = {i for i, r in enumerate(rangees, 2) if any(r)}
    ecartees = {e.ligne for e in lecture.ecartees}
    assert set(lecture.lignes) | ecartees == pleines
    assert not set(lecture.lignes) & ecartees
    assert all(e.raisons for e in lecture.ecartees)
    for ecartee in lecture.a_completer:
        assert remarques(lecture, ecartee.ligne, NON_COMPRIS)
    assert sum(lecture.compte.values()) == len(lecture.revue)
    json.dumps(lecture.to_json())
    assert lecture.fichier in lecture.resume()


def test_tous_les_noms_de_fonction_sont_trouves() -> None:
    """The quick look-up knows every name that the agreement knows, and no other."""
    conv = convention("3097")
    with (DONNEES / "conventions" / "3097_production_cinematographique" / "alias.csv").open(
        encoding="utf-8"
    ) as f:
        noms = [ligne["alias"] for ligne in csv.DictReader(f)] + [m.libelle for m in conv.fonctions.values()]
    for nom in noms:
        assert connue(conv, nom), nom
        assert conv.fonction(nom)
    assert not connue(conv, "Conseiller sabre")


def test_toute_filiere_a_son_poste() -> None:
    """A trade added to the grids must be given a sub-poste, not fall in one by accident."""
    codes = {r.code for poste in ("2", "3") for r in nomenclature.enfants(poste)}
    assert set(POSTE_FILIERE.values()) <= codes
    for metier in convention("3097").fonctions.values():
        if famille(metier) in ("technicien", "ouvrier") and not metier.code.startswith("indemnite"):
            assert metier.filiere in POSTE_FILIERE, metier


# --- values ----------------------------------------------------------------------------------

ESPACES = st.sampled_from([" ", "\u00a0", "\u202f", ""])


@given(
    st.integers(0, 10**9),
    ESPACES,
    st.sampled_from(["", " €", "€", " EUR", "\u00a0€ brut"]),
    st.sampled_from(",."),
)
def test_montants_francais(cents: int, espace: str, suffixe: str, virgule: str) -> None:
    unites, centimes = divmod(cents, 100)
    ecrit = f"{unites:,}".replace(",", espace) + f"{virgule}{centimes:02d}{suffixe}"
    assert lire_montant(ecrit)[0] == cents


@given(st.integers(0, 10**9), st.sampled_from([" ", "\u00a0", "\u202f", ".", "'", "’"]))
def test_montants_ronds(unites: int, milliers: str) -> None:
    assert lire_montant(f"{unites:,}".replace(",", milliers))[0] == unites * 100


@given(st.integers(0, 10**11))
def test_montants_en_nombre_et_relus(cents: int) -> None:
    assert lire_montant(cents / 100)[0] == cents
    assert lire_montant(argent.texte_euros(cents))[0] == cents


@pytest.mark.parametrize(
    ("lu", "cents"),
    [("1.500", 150000), ("1,500", 150000), ("1.234,56", 123456), ("1,234.56", 123456), ("1.5", 150),
     ("0.500", 50), ("1'500,-", 150000), ("€ 1 500", 150000), ("2,5 k€", 250000), ("1 500 euros", 150000)],
)  # fmt: skip
def test_montants_ambigus(lu: str, cents: int) -> None:
    assert lire_montant(lu)[0] == cents


def test_montant_ambigu_dit_ce_qu_il_comprend() -> None:
    assert lire_montant("1.500")[1].remarque == "« 1.500 » compris comme 1\u202f500 (séparateur de milliers)"
    assert lire_nombre("1,500").valeur == Decimal("1.500")


@pytest.mark.parametrize(
    "lu", ["12/03", "1 50", "1,2,3", "--5", "abc", "5 chevaux", "1 000 000 000 000 000", True]
)
def test_nombres_refuses(lu: Any) -> None:
    with pytest.raises(NonCompris):
        lire_nombre(lu)


@pytest.mark.parametrize(
    ("lu", "nom"),
    [("semaine", "semaine"), ("Sem.", "semaine"), ("hebdomadaire", "semaine"), ("€ / semaine", "semaine"),
     ("semaine de 39 h", "semaine"), ("semaine5j", "semaine"), ("semaine 5 jours", "semaine"),
     ("/jour", "jour"),
     ("par jour", "jour"), ("J", "jour"), ("cachets", "cachet"), ("mensuel", "mois"), ("forfait", "forfait"),
     ("heure", "heure"), ("bidule", ""), ("jour ou semaine", ""), ("", "")],
)  # fmt: skip
def test_unites(lu: str, nom: str) -> None:
    assert unite(lu) == nom


JOURS = st.dates(dt.date(1990, 1, 2), dt.date(2099, 12, 31))
MOIS = ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
        "novembre", "décembre")  # fmt: skip


@given(JOURS)
def test_dates_francaises(jour: dt.date) -> None:
    serie = (jour - dt.date(1899, 12, 30)).days
    mois = MOIS[jour.month - 1]
    for ecrit in (
        f"{jour:%d/%m/%Y}", f"{jour.day}/{jour.month}/{jour.year}", f"{jour:%d.%m.%Y}", f"{jour:%d-%m-%Y}",
        f"{jour:%Y-%m-%d}", f"{jour:%Y-%m-%d} 00:00:00", f"{jour:%d/%m/%Y} 08:30", f"{jour:%Y%m%d}",
        f"{jour.day} {mois} {jour.year}", f"{jour.day} {mois.upper()} {jour.year}",
        str(serie), serie, float(serie), jour, dt.datetime(jour.year, jour.month, jour.day, 23, 59),
    ):  # fmt: skip
        assert lire_jour(ecrit).valeur == jour, ecrit


@given(st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31)))
def test_annee_sur_deux_chiffres_toujours_dite(jour: dt.date) -> None:
    lu = lire_jour(f"{jour:%d/%m/%y}")
    assert lu.valeur == jour
    assert "année sur deux chiffres" in lu.remarque


def test_periodes() -> None:
    debut, fin = lire_periode("du 02/03 au 24/04/2026")
    assert fin is not None
    assert (debut.valeur, fin.valeur) == (dt.date(2026, 3, 2), dt.date(2026, 4, 24))
    assert "année manquante" in debut.remarque
    assert lire_periode("2026-03-02 - 2026-04-24")[1] == (dt.date(2026, 4, 24), "")
    assert lire_periode("02/03/2026")[1] is None
    with pytest.raises(NonCompris, match="année manquante"):
        lire_periode("du 02/03 au 24/04")


# --- the review workbook ---------------------------------------------------------------------

FORMULES = ('=HYPERLINK("http://x";"y")', "+33 6 00", "-1+2", "@SUM(1)", "{=1}", "http://exemple.fr")


def test_revue_ne_contient_aucune_formule(tmp_path: Path) -> None:
    lignes = [
        f"Scripte;{formule.replace(';', ',')};cadre;II;02/03/2026;24/04/2026;8;1440" for formule in FORMULES
    ]
    lignes += [f"{formule.replace(';', ',')};X;;II;02/03/2026;24/04/2026;8;1440" for formule in FORMULES]
    lecture = lire(tmp_path, *lignes)
    chemin = ecrire_revue(lecture, tmp_path / "revue.xlsx")
    with zipfile.ZipFile(chemin) as zip_:
        feuilles = [zip_.read(n) for n in zip_.namelist() if n.startswith("xl/worksheets/")]
    assert len(feuilles) == 5
    assert not any(b"<f>" in f or b"<hyperlink" in f for f in feuilles)
    livre = openpyxl.load_workbook(chemin)
    assert livre.sheetnames == [
        "Synthèse",
        "À revoir",
        "Lignes écartées",
        "Équipe comprise",
        "Revue complète",
    ]
    textes = {c.value for f in livre for rangee in f.iter_rows() for c in rangee if c.data_type == "s"}
    assert {"+33 6 00", "-1+2", "@SUM(1)"} <= textes


def test_revue_complete_et_reproductible(tmp_path: Path) -> None:
    lecture = lire(
        tmp_path, SCRIPTE, "RÉGIE", "Conseiller sabre;X;;;02/03/2026;24/04/2026;8;1500", "TOTAL;;;;;;;9"
    )
    un, deux = (ecrire_revue(lecture, tmp_path / f"revue{i}.xlsx").read_bytes() for i in (1, 2))
    assert un == deux
    livre = openpyxl.load_workbook(tmp_path / "revue1.xlsx")
    assert livre["Revue complète"].max_row == len(lecture.revue) + 1
    equipe = [c.value for c in livre["Équipe comprise"][2]]
    assert equipe[:4] == [2, "23", "Delcourt", "Scripte cinéma"]
    assert equipe[11:14] == [8, 1440, 11520]
    gravites = {r[5].value for r in livre["Revue complète"].iter_rows(min_row=2)}
    assert gravites <= set(GRAVITES)
    assert not list(tmp_path.glob(".*"))


def test_reecrire_la_revue_relue(tmp_path: Path) -> None:
    """A list written by XlsxWriter (our own workbooks) is read like any other."""
    chemin = tmp_path / "xw.xlsx"
    livre = xlsxwriter.Workbook(str(chemin))
    feuille = livre.add_worksheet("Équipe")
    for ligne, texte in enumerate((EN_TETE, SCRIPTE)):
        feuille.write_row(ligne, 0, texte.split(";"))
    livre.close()
    assert seule(lire_liste(chemin)).nom == "Delcourt"
