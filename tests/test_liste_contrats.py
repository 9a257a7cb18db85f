"""From the rows of a crew list to contracts: people, pay, quantities, dates; nothing lost."""

from __future__ import annotations

import csv
import datetime as dt
import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.listes import EN_TETE, SCRIPTE, lire, remarques, seule
from xlprod.baremes import DONNEES
from xlprod.baremes.minima import convention
from xlprod.classeurs.liste.modele import A_VERIFIER, COMPRIS, DEDUIT, NON_COMPRIS
from xlprod.classeurs.liste.regles import POSTE_FILIERE, connue, famille
from xlprod.devis import nomenclature
from xlprod.erreurs import SaisieInvalide

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


def test_stagiaires_et_detaches(tmp_path: Path) -> None:
    """A trainee is paid by the month and compared with no minimum; a seconded person is, as anybody."""
    en_tete = "Fonction;Nom;Statut;Début;Fin;Brut;Continu"
    lecture = lire(tmp_path, "Scripte;Ada;stagiaire;01/06/2026;30/06/2026;700;non", en_tete=en_tete)
    stage = seule(lecture)
    assert (stage.statut, stage.unite, stage.continu, stage.unite_minimum) == ("STAGIAIRE", "mois", True, "")
    assert "le stage est continu" in remarques(lecture, 2, A_VERIFIER)
    detache = seule(lire(tmp_path, SCRIPTE.replace("cadre", "technicienne détachée")))
    assert (detache.statut, detache.unite_minimum) == ("DETACHE", "semaine5j")


@pytest.mark.parametrize("ecrit", ["auteur-réalisateur", "scénariste", "Compositrice", "droits d’auteur"])
def test_les_droits_d_auteur_vont_au_poste_1(tmp_path: Path, ecrit: str) -> None:
    """Rights are no salary: set aside, with the place and the function that they need."""
    lecture = lire(tmp_path, SCRIPTE.replace("cadre", ecrit))
    assert not lecture.film.personnes
    raison = lecture.a_completer[0].raisons[0]
    assert "poste 1 du devis" in raison
    assert "XLPROD.CHARGES_AUTEUR" in raison


def test_permanents_et_artistes_cadres(tmp_path: Path) -> None:
    """A permanent is paid by the month, his contract is continuous, and overheads may hold him already."""
    en_tete = "Fonction;Nom;Statut;Début;Fin;Brut;Continu"
    lecture = lire(tmp_path, "Comptable;Ada;permanent;01/06/2026;30/06/2026;2500;non", en_tete=en_tete)
    comptable = seule(lecture)
    assert (comptable.statut, comptable.unite, comptable.continu) == ("PERM_NC", "mois", True)
    assert (comptable.poste, comptable.jours, float(comptable.quantite)) == ("28", 30, 1)
    assert "frais généraux" in remarques(lecture, 2, A_VERIFIER)
    assert "le contrat d’un permanent est continu" in remarques(lecture, 2, A_VERIFIER)

    juriste = seule(lire(tmp_path, "Juriste;Ada;;01/06/2026;30/06/2026;4500;", en_tete=en_tete))
    assert (juriste.statut, juriste.unite) == ("PERM_C", "mois")
    vedette = seule(
        lire(tmp_path, "Comédienne;Ada;artiste cadre;01/06/2026;01/06/2026;900;", en_tete=en_tete)
    )
    assert (vedette.statut, vedette.unite, vedette.poste) == ("ART_C", "cachet", "33")


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
    lecture = lire(tmp_path, f"{SCRIPTE};audiovisuelle", en_tete=en_tete)
    assert "IDCC de un à quatre chiffres" in lecture.a_completer[0].raisons[0]


def test_convention_sans_minima(tmp_path: Path) -> None:
    """Nothing is compared, and the grid of another says no statut."""
    en_tete = f"{EN_TETE};IDCC"
    lecture = lire(tmp_path, f"{SCRIPTE.replace('cadre', 'technicienne cadre')};1090", en_tete=en_tete)
    scripte = seule(lecture)
    assert (scripte.convention, scripte.statut) == ("1090", "TECH_C")
    assert (scripte.annexe, scripte.unite_minimum) == ("", "")
    doutes = remarques(lecture, 2, A_VERIFIER)
    assert "minima de cette convention inconnus" in doutes
    assert "annexe d’une convention sans minima connus : ignorée" in doutes
    sans_statut = lire(tmp_path, f"{SCRIPTE.replace('cadre', '')};1090", en_tete=en_tete)
    assert "statut manquant" in sans_statut.a_completer[0].raisons[0]
    aucune = seule(lire(tmp_path, f"{SCRIPTE.replace('cadre', 'TECH_NC')};aucune", en_tete=en_tete))
    assert aucune.convention == "aucune"


def test_une_autre_convention_a_ses_fonctions_et_pas_l_annexe_du_cinema(tmp_path: Path) -> None:
    lecture = lire(tmp_path, f"{SCRIPTE.replace('II', '')};2642", en_tete=f"{EN_TETE};IDCC")
    scripte = seule(lecture)
    assert (scripte.convention, scripte.fonction, scripte.annexe) == ("2642", "Scripte", "")


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
        alias = [ligne["alias"] for ligne in csv.DictReader(f)]
    noms = [a for a in alias if alias.count(a) == 1] + [m.libelle for m in conv.fonctions.values()]
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
