"""Sheet *Récapitulatif*: one page for the producer, made of formulas only."""

from __future__ import annotations

from typing import NamedTuple

from xlprod.classeurs import noms, styles
from xlprod.classeurs.gabarit import devis, equipe
from xlprod.classeurs.gabarit.feuille import Classeur, Feuille
from xlprod.classeurs.gabarit.formules import colonne, fixe, plage, texte
from xlprod.devis import nomenclature

CODE, LIBELLE, VALEUR, _, DROITE, MONTANT, PART = range(7)
RANG = 8
"""Column of the alerts' positions in the table, outside the printed page."""

LARGEURS = (6, 31, 15, 2, 33, 15, 14.5, 3, 10)
TABLEAU = 8
"""Row of the summary table's header."""

NOMBRE_ALERTES_LISTEES = 6


class Entree(NamedTuple):
    """A labelled figure of a block."""

    libelle: str
    formule: str
    style: str
    nom: str = ""


def feuille_recapitulatif(classeur: Classeur, plan: devis.Plan) -> None:
    feuille = classeur.feuille(noms.RECAPITULATIF, styles.ENCRE)
    feuille.largeurs(*LARGEURS)
    _titre(feuille)
    fin = _postes(feuille, plan)
    _masse_salariale(feuille, fin + 2)
    _controles(feuille, fin + 13, plan)
    _alertes(feuille, fin + 2)
    bas = _graphique(feuille, fin + 18)
    _versions(feuille, bas)
    _mise_en_page(feuille, bas + 1)


def _titre(feuille: Feuille) -> None:
    feuille.formule(0, CODE, f'{noms.SOCIETE}&""', "surtitre")  # a blank read by a formula shows 0
    feuille.formule(1, CODE, noms.TITRE_FILM, "titre")
    feuille.texte(2, CODE, "Devis prévisionnel", "sous_titre")
    feuille.texte(3, CODE, "Montants hors taxes, en euros, présentés selon le devis du CNC", "surtitre")
    feuille.brut.set_row(1, 32)
    duree = f"ROUNDUP(({noms.FIN_TOURNAGE}-{noms.DEBUT_TOURNAGE}+1)/7,0)"
    reperes = (  # a date written in a sentence would need TEXT, whose codes depend on the language
        ("Début du tournage", noms.DEBUT_TOURNAGE, "date"),
        ("Fin du tournage", noms.FIN_TOURNAGE, "date"),
        ("Semaines de tournage", duree, "entier"),
        ("Jours de tournage", f'IF({noms.JOURS_TOURNAGE}=0,"–",{noms.JOURS_TOURNAGE})', "entier"),
        ("Date de référence du droit", noms.DATE_REFERENCE, "date"),
        ("Version du devis", noms.VERSION_DEVIS, "texte"),
    )
    for ligne, (libelle, formule, style) in enumerate(reperes, 1):
        feuille.texte(ligne, DROITE, libelle, "libelle", "droite")
        feuille.formule(ligne, MONTANT, formule, style, "droite")


def _postes(feuille: Feuille, plan: devis.Plan) -> int:
    """The summary table; returns its last row."""
    feuille.bande(TABLEAU, CODE, PART, "entete_tableau")
    feuille.texte(TABLEAU, CODE, "Poste", "entete_tableau", "centre")
    feuille.texte(TABLEAU, LIBELLE, "Libellé", "entete_tableau")
    for c, titre in ((MONTANT, "Montant HT"), (PART, "Part du total")):
        feuille.texte(TABLEAU, c, titre, "entete_tableau", "bord_droit" if c == PART else "droite")
    feuille.brut.set_row(TABLEAU, 20)
    ligne = TABLEAU
    for poste in nomenclature.postes():
        ligne += 1
        feuille.bande(ligne, CODE, PART, "ligne")
        feuille.nombre(ligne, CODE, int(poste.code), "ligne", "entier", "centre", "gras")
        feuille.texte(ligne, LIBELLE, poste.libelle, "ligne")
        feuille.formule(ligne, MONTANT, plan.somme(f'{fixe(ligne, CODE)}&"??*"'), "ligne", "euros")
        feuille.nommer(noms.total_poste(poste.code), ligne, MONTANT)
        _part(feuille, ligne, "ligne")
        feuille.brut.set_row(ligne, 20)
    premiere, derniere = fixe(TABLEAU + 1, MONTANT), fixe(ligne, MONTANT)
    code = nomenclature.libelle
    _ligne_total(feuille, ligne + 1, code(nomenclature.COUT_DIRECT), f"SUM({premiere}:{derniere})",
                 noms.COUT_DIRECT, "total")  # fmt: skip
    for i, (entree, nom, taux) in enumerate(
        (
            (nomenclature.FRAIS_GENERAUX, noms.FRAIS_GENERAUX, noms.TAUX_FRAIS_GENERAUX),
            (nomenclature.IMPREVUS, noms.IMPREVUS, noms.TAUX_IMPREVUS),
        ),
        ligne + 2,
    ):
        _ligne_total(feuille, i, code(entree), f"ROUND({noms.COUT_DIRECT}*{taux},2)", nom, "ligne")
        feuille.formule(i, DROITE, taux, "ligne", "pourcent", "libelle")
    total = f"{noms.COUT_DIRECT}+{noms.FRAIS_GENERAUX}+{noms.IMPREVUS}"
    _ligne_total(feuille, ligne + 4, code(nomenclature.TOTAL), total, noms.TOTAL_GENERAL, "grand_total")
    feuille.brut.set_row(ligne + 4, 28)
    return ligne + 4


def _ligne_total(feuille: Feuille, ligne: int, libelle: str, formule: str, nom: str, style: str) -> None:
    feuille.bande(ligne, CODE, PART, style)
    feuille.texte(ligne, LIBELLE, libelle, style)
    feuille.formule(ligne, MONTANT, formule, style, "euros")
    feuille.nommer(nom, ligne, MONTANT)
    _part(feuille, ligne, style)
    feuille.brut.set_row(ligne, 21)


def _part(feuille: Feuille, ligne: int, style: str) -> None:
    montant = fixe(ligne, MONTANT)
    part = f'IF({noms.TOTAL_GENERAL}=0,"",{montant}/{noms.TOTAL_GENERAL})'
    feuille.formule(ligne, PART, part, style, "pourcent", "bord_droit")


def _bloc(feuille: Feuille, ligne: int, gauche: int, droite: int, titre: str) -> None:
    feuille.bande(ligne, gauche, droite, "bloc")
    feuille.texte(ligne, gauche, titre, "bloc")
    feuille.brut.set_row(ligne, 18)


def _entrees(feuille: Feuille, ligne: int, libelle: int, valeur: int, entrees: tuple[Entree, ...]) -> None:
    for i, entree in enumerate(entrees, ligne):
        feuille.bande(i, libelle, valeur, "ligne")
        feuille.texte(i, libelle, entree.libelle, "ligne", "retrait")
        feuille.formule(i, valeur, entree.formule, "ligne", entree.style, "bord_droit")
        if entree.nom:
            feuille.nommer(entree.nom, i, valeur)


def _masse_salariale(feuille: Feuille, ligne: int) -> None:
    _bloc(feuille, ligne, CODE, VALEUR, "Masse salariale")
    personnes = f'SUMIFS({colonne(noms.PERSONNE)},{colonne(noms.STATUT)},"<>FIGURANT")'
    figuration = f'SUMIFS({colonne(noms.QUANTITE)},{colonne(noms.STATUT)},"FIGURANT")'
    fonctions = colonne(noms.FONCTION)
    entrees = (
        Entree("Salaires bruts", f"SUM({colonne(noms.BRUT_TOTAL)})", "euros", noms.MASSE_SALARIALE),
        Entree("Charges patronales", f"SUM({colonne(noms.CHARGES)})", "euros", noms.CHARGES_PATRONALES),
        Entree(
            "Coût employeur",
            f"{noms.MASSE_SALARIALE}+{noms.CHARGES_PATRONALES}",
            "euros",
            noms.COUT_EMPLOYEUR,
        ),
        Entree(
            "Taux moyen de charges",
            f'IF({noms.MASSE_SALARIALE}=0,"",{noms.CHARGES_PATRONALES}/{noms.MASSE_SALARIALE})',
            "pourcent",
            noms.TAUX_MOYEN,
        ),
        Entree("Contrats", f'SUMPRODUCT(--({fonctions}<>""))', "nombre"),
        Entree("Personnes, hors figuration", personnes, "nombre"),
        Entree("Journées de figuration", figuration, "nombre"),
        Entree("Part de la masse salariale chargée", _part_masse(), "pourcent"),
    )
    _entrees(feuille, ligne + 1, CODE, VALEUR, entrees)


def _part_masse() -> str:
    return f'IF({noms.TOTAL_GENERAL}=0,"",{noms.COUT_EMPLOYEUR}/{noms.TOTAL_GENERAL})'


def _controles(feuille: Feuille, ligne: int, plan: devis.Plan) -> None:
    """Every euro once: what the table and the lines hold is what the summary adds up."""
    _bloc(feuille, ligne, CODE, VALEUR, "Contrôles")
    salaires = f"{plan.somme(texte('2?.00'))}+{plan.somme(texte('3?.00'))}"
    montants = plage(devis.PREMIERE, devis.MONTANT, plan.fin, devis.MONTANT, noms.DEVIS)
    entrees = (
        Entree(
            "Salaires de l’équipe repris au devis", _ecart(f"{noms.MASSE_SALARIALE}-({salaires})"), "euros"
        ),
        Entree(
            "Charges de l’équipe reprises au poste 4",
            _ecart(f"{noms.CHARGES_PATRONALES}-{plan.somme(texte('4?.00'))}"),
            "euros",
        ),
        Entree("Lignes du devis comptées une fois", _ecart(f"SUM({montants})-{noms.COUT_DIRECT}"), "euros"),
    )
    _entrees(feuille, ligne + 1, CODE, VALEUR, entrees)
    rouge = feuille.classeur.format_conditionnel(
        bold=True, font_color=styles.ALERTE_TEXTE, bg_color=styles.ALERTE_FOND
    )
    critere = f"=ISNUMBER({fixe(ligne + 1, VALEUR).replace('$', '')})"
    feuille.brut.conditional_format(
        ligne + 1, VALEUR, ligne + 3, VALEUR, {"type": "formula", "criteria": critere, "format": rouge}
    )


def _ecart(difference: str) -> str:
    """``conforme``, or the difference in euros."""
    return f'IF(ROUND({difference},2)=0,"conforme",ROUND({difference},2))'


def _alertes(feuille: Feuille, ligne: int) -> None:
    _bloc(feuille, ligne, DROITE, PART, "Alertes")
    alerte = colonne(noms.ALERTE)

    def compte(texte_alerte: str) -> str:
        return f"COUNTIF({alerte},{texte(texte_alerte)})"

    for i, (libelle, formule, nom) in enumerate(
        (
            ("Salaires sous le minimum", compte(noms.SOUS_LE_MINIMUM), noms.NOMBRE_ALERTES),
            (
                "Minima qui n’ont pu être comparés",
                f"{compte(noms.SANS_MINIMUM)}+{compte(noms.UNITES_DIFFERENTES)}",
                noms.NOMBRE_SANS_MINIMUM,
            ),
        ),
        ligne + 1,
    ):
        feuille.bande(i, DROITE, PART, "ligne")
        feuille.texte(i, DROITE, libelle, "ligne", "retrait")
        feuille.formule(i, MONTANT, formule, "ligne", "entier", "droite", "gras")
        feuille.nommer(nom, i, MONTANT)
    rouge = feuille.classeur.format_conditionnel(
        bold=True, font_color=styles.ALERTE_TEXTE, bg_color=styles.ALERTE_FOND
    )
    zone = (ligne + 1, MONTANT, ligne + 2, MONTANT)
    feuille.brut.conditional_format(*zone, {"type": "cell", "criteria": ">", "value": 0, "format": rouge})
    for c, titre in ((DROITE, "Fonction"), (MONTANT, "Manque par unité"), (PART, "Manque total")):
        feuille.texte(
            ligne + 3, c, titre, "sous_poste", {DROITE: "gauche", MONTANT: "droite", PART: "bord_droit"}[c]
        )
    feuille.texte(ligne + 3, RANG, "rang", "discret")
    for k in range(1, NOMBRE_ALERTES_LISTEES + 1):
        _alerte(feuille, ligne + 3 + k, k)
    reste = f"{noms.NOMBRE_ALERTES}-{NOMBRE_ALERTES_LISTEES}"
    suite = f'IF({reste}>0,"et "&({reste})&" autres, à lire dans la feuille Équipe","")'
    feuille.formule(ligne + 4 + NOMBRE_ALERTES_LISTEES, DROITE, suite, "discret")


def _alerte(feuille: Feuille, ligne: int, rang: int) -> None:
    """The ``rang``-th salary under the minimum, found without any function younger than Excel 2010."""
    alerte = colonne(noms.ALERTE)
    ailleurs = f"({alerte}<>{texte(noms.SOUS_LE_MINIMUM)})*1000000"
    position = f"SUMPRODUCT(SMALL({ailleurs}+ROW({alerte}),{rang}))-ROW({equipe.premiere_alerte()})"
    feuille.formule(ligne, RANG, f'IF({rang}>{noms.NOMBRE_ALERTES},"",{position})', "discret")
    ici = fixe(ligne, RANG)
    unite = f"-INDEX({colonne(noms.ECART)},{ici})"
    total = f"ROUND({unite}*INDEX({colonne(noms.QUANTITE)},{ici}),2)"
    feuille.formule(
        ligne, DROITE, f'IF({ici}="","",INDEX({colonne(noms.FONCTION)},{ici}))', "ligne", "retrait"
    )
    feuille.formule(ligne, MONTANT, f'IF({ici}="","",{unite})', "ligne", "euros")
    feuille.formule(ligne, PART, f'IF({ici}="","",{total})', "ligne", "euros", "bord_droit")


def _graphique(feuille: Feuille, ligne: int) -> int:
    """Cost by poste, as bars; returns the row under it."""
    premiere, derniere = TABLEAU + 1, TABLEAU + len(nomenclature.postes())
    graphique = feuille.classeur.graphique({"type": "bar"})
    graphique.add_series(
        {
            "name": "Montant HT",
            "categories": [noms.RECAPITULATIF, premiere, LIBELLE, derniere, LIBELLE],
            "values": [noms.RECAPITULATIF, premiere, MONTANT, derniere, MONTANT],
            "fill": {"color": styles.BLEU},
            "gap": 45,
            "data_labels": {"value": True, "num_format": styles.EUROS_RONDS, "font": _police(8)},
        }
    )
    graphique.set_title(
        {"name": "Coût par poste", "name_font": {**_police(10), "bold": True}, "overlay": False}
    )
    graphique.set_y_axis({"reverse": True, "num_font": _police(8), "line": {"color": styles.FILET}})
    graphique.set_x_axis(
        {
            "num_format": styles.EUROS_RONDS,
            "num_font": _police(8),
            "major_gridlines": {"visible": True, "line": {"color": styles.FILET, "width": 0.5}},
            "line": {"none": True},
        }
    )
    graphique.set_legend({"none": True})
    graphique.set_chartarea({"border": {"color": styles.FILET}})
    graphique.set_size({"width": 842, "height": 430})
    feuille.brut.insert_chart(
        ligne,
        CODE,
        graphique,
        {"x_offset": 2, "object_position": 1, "description": "Coût du film par poste du devis"},
    )
    return ligne + 22


def _police(taille: int) -> dict[str, object]:
    return {"name": styles.POLICE, "size": taille, "color": styles.ENCRE}


def _versions(feuille: Feuille, ligne: int) -> None:
    feuille.texte(ligne, CODE, "Calculé par xlprod", "discret")
    feuille.formule(ligne, VALEUR, feuille.appel("VERSION"), "discret")
    feuille.texte(
        ligne + 1,
        CODE,
        "Sources, confiance et limites : feuille Sources. xlprod n’est pas un conseil juridique.",
        "discret",
    )


def _mise_en_page(feuille: Feuille, derniere: int) -> None:
    feuille.mise_en_page("Récapitulatif")
    feuille.brut.fit_to_pages(1, 1)
    feuille.brut.print_area(0, 0, derniere, PART)
    feuille.brut.freeze_panes(2, 0)
    feuille.brut.set_first_sheet()
    feuille.brut.activate()
