"""The one-page summary: its figures, its alerts, one page whatever the content."""

from __future__ import annotations

import base64
import dataclasses
import datetime as dt
import re
import zlib
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from tests.conftest import valeur
from xlprod.argent import centimes, texte_euros
from xlprod.classeurs import gabarit, noms
from xlprod.devis import nomenclature
from xlprod.devis.exemple import film_exemple
from xlprod.devis.modele import Film, Ligne, Personne
from xlprod.rapports.page import HAUTEUR, LARGEUR, MARGE, propre
from xlprod.rapports.une_page import donnees_une_page, ecrire_une_page

LUNDI, VENDREDI = dt.date(2025, 6, 2), dt.date(2025, 6, 6)


def petit_film() -> Film:
    """Three contracts of one week and two lines: everything can be checked by hand."""
    technicien = Personne(
        "Directeur de la photographie cinéma", "TECH_C", LUNDI, VENDREDI, "semaine", Decimal(1), 150_000,
        "23", nom="A", unite_minimum="semaine39",
    )  # fmt: skip
    artiste = Personne(
        "comédienne", "ART_NC", LUNDI, LUNDI, "cachet", Decimal(1), 45_000, "31",
        nom="B", unite_minimum="cachet", annexe="", continu=False,
    )  # fmt: skip
    figurant = Personne(
        "Figurant", "FIGURANT", LUNDI, LUNDI, "jour", Decimal(1), 10_800, "34",
        unite_minimum="jour", annexe="", continu=False,
    )  # fmt: skip
    return Film(
        "Trois", "Société", LUNDI, LUNDI, VENDREDI,
        (("effectif", "10"), ("taux_at", "1,5"), ("medecine", "0,384")),
        (technicien, artiste, figurant),
        (
            Ligne("51", "Décor", Decimal("2.5"), "jour", 10_001),
            Ligne("91", "Assurance", Decimal(1), "forfait", 99),
        ),
        Decimal(7), Decimal(8),
    )  # fmt: skip


def test_les_montants_a_la_main() -> None:
    donnees = donnees_une_page(petit_film())
    couts = [
        valeur(
            "CHARGES_PATRONALES", 1500, "TECH_C", "2025-06-02", 5, "effectif=10;taux_at=1,5;medecine=0,384"
        ),
        valeur(
            "CHARGES_PATRONALES", 450, "ART_NC", "2025-06-02", 1, "effectif=10;taux_at=1,5;medecine=0,384"
        ),
        valeur(
            "CHARGES_PATRONALES", 108, "FIGURANT", "2025-06-02", 1, "effectif=10;taux_at=1,5;medecine=0,384"
        ),
    ]

    assert donnees.brut == 150_000 + 45_000 + 10_800
    assert donnees.patronales == sum(centimes(c) for c in couts)
    assert {code: montant for code, _, montant in donnees.postes if montant} == {
        "2": 150_000,
        "3": 55_800,
        "4": donnees.patronales,
        "5": 25_003,  # 2,5 × 100,01 = 250,025, half-up
        "9": 99,
    }
    assert donnees.cout_direct == 150_000 + 55_800 + donnees.patronales + 25_003 + 99
    assert donnees.frais_generaux == round(donnees.cout_direct * 7 / 100)
    assert sum(m for _, m in donnees.caisses) == donnees.patronales


def test_l_alerte_dit_ce_qui_manque_et_l_article() -> None:
    (alerte,) = donnees_une_page(petit_film()).alertes
    assert (alerte.minimum, alerte.manque, alerte.manque_total) == (275_811, 125_811, 125_811)
    assert alerte.article == "CCN 3097, Titre II, annexe I, art. 9"
    assert "il manque 1\u202f258,11\u00a0€" in alerte.phrase()


def test_le_resume_egale_le_classeur(tmp_path: Path) -> None:
    """Two ways from the model: the report's own sums, and the workbook's native formulas."""
    film = film_exemple()
    donnees = donnees_une_page(film)
    lu = load_workbook(gabarit.construire_calcule(film, tmp_path / "f.xlsx"), data_only=True)

    def nomme(nom: str) -> float:
        feuille, cellule = next(iter(lu.defined_names[nom].destinations))
        resultat: float = lu[feuille][cellule.replace("$", "")].value
        return resultat

    assert donnees.total_general == centimes(nomme(noms.TOTAL_GENERAL))
    assert donnees.cout_direct == centimes(nomme(noms.COUT_DIRECT))
    assert donnees.patronales == centimes(nomme(noms.CHARGES_PATRONALES))
    assert len(donnees.alertes) == nomme(noms.NOMBRE_ALERTES) == 2
    for code, _, montant in donnees.postes:
        assert montant == centimes(nomme(noms.total_poste(code)))


def pages(fichier: Path) -> int:
    return len(re.findall(rb"/Type /Page\b", fichier.read_bytes()))


def test_toujours_une_page(tmp_path: Path) -> None:
    film = petit_film()
    sous_paye = film.personnes[0]
    fautif = dataclasses.replace(sous_paye, statut="INCONNU", nom="Erreur " * 30)
    trop = dataclasses.replace(
        film, titre="Un titre sans fin " * 20, personnes=(sous_paye,) * 60 + (fautif,) * 240
    )
    donnees = donnees_une_page(trop)
    donnees.remarques += [f"Remarque {i} " * 30 for i in range(40)]
    donnees.concordance = ["Concordance " * 60]

    assert len(donnees.alertes) == 60
    assert len(donnees.erreurs) == 240
    assert pages(ecrire_une_page(donnees, tmp_path / "trop.pdf")) == 1
    assert pages(ecrire_une_page(donnees_une_page(film), tmp_path / "un.pdf")) == 1
    vide = dataclasses.replace(film, personnes=(), lignes=())
    assert pages(ecrire_une_page(donnees_une_page(vide), tmp_path / "vide.pdf")) == 1


def textes(fichier: Path) -> list[tuple[float, float, str]]:
    """Every text of the page with the place of its first letter, from the bottom left."""
    lus = []
    for brut in re.findall(rb"stream\r?\n(.*?)endstream", fichier.read_bytes(), re.DOTALL):
        contenu = zlib.decompress(base64.a85decode(b"<~" + brut.strip(), adobe=True)).decode("latin-1")
        for x, y, texte in re.findall(r"1 0 0 1 (\S+) (\S+) Tm \(((?:\\.|[^\\)])*)\) Tj", contenu):
            octal = re.sub(r"\\(\d{3})", lambda m: chr(int(m[1], 8)), texte)
            propre = re.sub(r"\\(.)", r"\1", octal).encode("latin-1").decode("cp1252")
            lus.append((float(x), float(y), propre.replace("\u00a0", " ")))
    return lus


def test_la_page_dit_l_essentiel(tmp_path: Path) -> None:
    donnees = donnees_une_page(film_exemple())
    donnees.concordance = ["Moteur et LibreOffice concordent au centime."]
    tout = "\n".join(t for _, _, t in textes(ecrire_une_page(donnees, tmp_path / "un.pdf")))
    for attendu in (
        "LES FILMS DE LA JETÉE",
        "Les Embellies",
        "Tournage du 02/03/2026 au 24/04/2026, 40 jours",
        "Postproduction image et son",
        "2 salaires sous le minimum garanti",
        "Habilleur cinéma – Justine Quéré",
        "manque 76,96 € par semaine, 615,68 € en tout",
        "950,00 € par semaine × 8, minimum 1 026,96 € (CCN 3097, Titre II, annexe II, art. 30)",
        "Minima : CCN 3097",
        "concordent au centime",
        "xlprod n’est pas un conseil juridique.",
        donnees.versions,
    ):
        assert attendu in tout, attendu
    for _, libelle, montant in donnees.postes:
        assert libelle in tout
        assert texte_euros(montant).replace("\u202f", " ").replace("\u00a0", " ") in tout
    assert "?" not in tout


def test_rien_ne_deborde_ni_ne_recouvre_le_pied(tmp_path: Path) -> None:
    film = petit_film()
    sous_paye, comedienne, figurant = film.personnes
    fautif = dataclasses.replace(sous_paye, statut="INCONNU", nom="Erreur " * 30)
    sans_minimum = dataclasses.replace(comedienne, unite="forfait", unite_minimum="")
    cas = {
        "vide": dataclasses.replace(film, personnes=(), lignes=()),
        "petit": film,
        "exemple": film_exemple(),
        "plein": dataclasses.replace(
            film, titre="Titre " * 40, societe="Société " * 40, note="Note " * 200,
            personnes=(sous_paye,) * 60 + (fautif,) * 40 + (sans_minimum,) * 100 + (figurant,) * 100,
        ),
    }  # fmt: skip
    for nom, essai in cas.items():
        donnees = donnees_une_page(essai)
        donnees.concordance = ["Concordance " * 60] * 5
        donnees.remplaces = ["Chiffre remplacé " * 30] * 8
        places = textes(ecrire_une_page(donnees, tmp_path / f"{nom}.pdf"))
        assert all(0 < x < LARGEUR and MARGE - 14 < y < HAUTEUR for x, y, _ in places), nom
        pied = next(i for i, (_, _, t) in enumerate(places) if t.startswith("Minima : "))
        assert min(y for _, y, _ in places[:pied]) > max(y for _, y, _ in places[pied:]) + 4, nom
        assert any("Concordance" in t for _, _, t in places[:pied]), nom


def test_alertes_triees_puis_comptees(tmp_path: Path) -> None:
    film = petit_film()
    autres = tuple(dataclasses.replace(film.personnes[0], nom=f"N{i}", brut=150_000 + i) for i in range(60))
    donnees = donnees_une_page(dataclasses.replace(film, personnes=autres))
    assert [a.nom for a in donnees.alertes[:2]] == ["N0", "N1"]
    tout = [t for _, _, t in textes(ecrire_une_page(donnees, tmp_path / "a.pdf"))]
    assert sum("manque" in t and "en tout" in t for t in tout) == 5
    assert "… et 55 autres, voir la feuille Équipe du classeur" in tout
    assert donnees.alertes[0].source.startswith("CCN 3097 consolidée")


def test_sans_minimum_a_comparer_le_total_reste_complet(tmp_path: Path) -> None:
    """A job outside the grids is charged like any other: only its minimum is missing."""
    film = petit_film()
    inconnue = dataclasses.replace(film.personnes[0], fonction="Conseiller sabre", nom="Zoé")
    forfait = dataclasses.replace(film.personnes[1], unite="forfait", unite_minimum="")
    donnees = donnees_une_page(dataclasses.replace(film, personnes=(inconnue, forfait)))
    assert donnees.erreurs == []
    assert donnees.brut == 195_000
    assert donnees.patronales == sum(m for _, m in donnees.caisses) > 0
    assert "Conseiller sabre" in donnees.non_compares[0]
    assert donnees.non_compares[1] == "B (comédienne) : payé par forfait, sans minimum par forfait"
    tout = "\n".join(t for _, _, t in textes(ecrire_une_page(donnees, tmp_path / "a.pdf")))
    assert "Aucun salaire comparé au minimum garanti" in tout
    assert "2 salaires sans minimum à comparer" in tout


PRIX = st.tuples(
    st.sampled_from([r.code for r in nomenclature.sous_postes()]),
    st.decimals(0, 5000, places=2),
    st.integers(0, 10**8),
)


@settings(deadline=None, max_examples=40)
@given(st.lists(PRIX, max_size=12), st.integers(0, 10**7), st.decimals(0, 30, places=1))
def test_chaque_centime_une_fois(lignes: list[tuple[str, Decimal, int]], brut: int, taux: Decimal) -> None:
    """The postes add up to what people and lines cost, each rounded once; percentages on the direct cost."""
    film = petit_film()
    premiere = dataclasses.replace(film.personnes[0], brut=brut)
    film = dataclasses.replace(
        film,
        personnes=(premiere, *film.personnes[1:]),
        lignes=tuple(Ligne(poste, "x", quantite, "u", prix) for poste, quantite, prix in lignes),
        frais_generaux=taux,
    )
    donnees = donnees_une_page(film)
    achats = sum(int((q * p).quantize(Decimal(1), ROUND_HALF_UP)) for _, q, p in lignes)
    assert donnees.cout_direct == donnees.brut + donnees.patronales + achats
    assert donnees.frais_generaux == int(
        (donnees.cout_direct * taux / 100).quantize(Decimal(1), ROUND_HALF_UP)
    )
    assert donnees.total_general == donnees.cout_direct + donnees.frais_generaux + donnees.imprevus
    parts = [
        donnees.part(m)
        for m in (*(m for _, _, m in donnees.postes), donnees.frais_generaux, donnees.imprevus)
    ]
    assert sum(p for p in parts if p is not None) == 1


def test_noms_etrangers_lisibles() -> None:
    assert propre("Łukasz Żółć, Đorđe, Ştefan, Šimůnek") == "Lukasz Zólc, Dorde, Stefan, Šimunek"
    assert propre("山") == "?"


def test_ecriture_sans_reste(tmp_path: Path) -> None:
    ecrire_une_page(donnees_une_page(petit_film()), tmp_path / "a.pdf")
    assert [f.name for f in tmp_path.iterdir()] == ["a.pdf"]


def test_une_erreur_est_dite_et_jamais_comptee_pour_zero() -> None:
    film = petit_film()
    fautif = dataclasses.replace(film.personnes[0], statut="INCONNU")
    donnees = donnees_une_page(dataclasses.replace(film, personnes=(fautif, *film.personnes[1:])))
    assert len(donnees.erreurs) == 1
    assert "statut inconnu" in donnees.erreurs[0]


def test_memes_donnees_memes_octets(tmp_path: Path) -> None:
    un = ecrire_une_page(donnees_une_page(petit_film()), tmp_path / "a.pdf")
    deux = ecrire_une_page(donnees_une_page(petit_film()), tmp_path / "b.pdf")
    assert un.read_bytes() == deux.read_bytes()


def test_les_signes_francais_s_impriment() -> None:
    assert (
        propre("« œuvre » – 1\u202f500,00\u00a0€ … × ’ À É ≤")
        == "« œuvre » – 1\u00a0500,00\u00a0€ … × ’ À É <="
    )


def test_une_ligne_mise_de_cote_rend_le_total_incomplet(tmp_path: Path) -> None:
    donnees = donnees_une_page(petit_film())
    complet = "\n".join(t for _, _, t in textes(ecrire_une_page(donnees, tmp_path / "complet.pdf")))
    donnees.ecartees = ["liste.csv, ligne 8 : fonction inconnue « Conducteur de dragon »"]
    tout = "\n".join(t for _, _, t in textes(ecrire_une_page(donnees, tmp_path / "a.pdf")))
    assert "incomplet" not in complet
    assert "Total incomplet : 1 ligne non calculée" in tout
    assert "Total général HT (incomplet)" in tout
    assert "liste.csv, ligne 8" in tout
