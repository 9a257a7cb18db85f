"""Sheet *Listes*: what the drop-down lists offer, read from the shipped data."""

from __future__ import annotations

from xlprod import baremes
from xlprod.baremes import minima
from xlprod.classeurs import noms
from xlprod.classeurs.gabarit import formules
from xlprod.classeurs.gabarit.feuille import Classeur
from xlprod.devis import nomenclature
from xlprod.devis.modele import UNITES_PAIE
from xlprod.textes import cle

ARTISTE = "Artiste-interprète"
"""Everyday name of the artist's day, whose official label is a sentence."""

FONCTIONS = "ListeFonctions"
STATUTS = "ListeStatuts"
CONVENTIONS = "ListeConventions"
ANNEXES = "ListeAnnexes"
UNITES = "ListeUnites"
UNITES_MINIMUM = "ListeUnitesMinimum"
SOUS_POSTES = "ListeSousPostes"

IDCC_CINEMA = "3097"
CODES_ANNEXES = ("I", "II", "III", "III bis", "fiction", "flux", "documentaire", "CDDU", "CDI")
CODES_UNITES_MINIMUM = ("semaine39", "semaine35", "semaine5j", "semaine6j", "jour", "cachet", "heure", "mois")
SALAIRES = ("2", "3")
"""Postes that hold salaries."""

AGENTS = ("29", "39")
"""Sub-postes of agents: they invoice, nobody is on the payroll."""

Colonne = tuple[str, str, list[str | int]]
"""Title, defined name, values."""


def colonnes() -> list[Colonne]:
    return [
        ("Fonctions", FONCTIONS, list(fonctions())),
        ("Statuts", STATUTS, list(statuts())),
        ("Conventions (IDCC)", CONVENTIONS, [*conventions()]),
        ("Annexes", ANNEXES, list(CODES_ANNEXES)),
        ("Unités de paie", UNITES, list(UNITES_PAIE)),
        ("Unités du minimum", UNITES_MINIMUM, list(CODES_UNITES_MINIMUM)),
        ("Sous-postes de salaires", SOUS_POSTES, [int(r) for r in sous_postes_salaires()]),
    ]


def fonctions() -> list[str]:
    """Official labels of the cinema agreement, in alphabetical order; allowances are no jobs.

    Only of that one: the template is a film's, and every title of every agreement makes no menu.
    """
    conv = minima.convention(IDCC_CINEMA)
    metiers = {code for code, _, _, unite in conv.series if not unite.startswith("indemnite")}
    return sorted({ARTISTE, *(conv.fonctions[code].libelle for code in metiers)}, key=cle)


def conventions() -> list[int]:
    """Agreements whose contributions or minima are held."""
    return sorted(map(int, {*baremes.conventions(), *minima.index()}))


def statuts() -> list[str]:
    """Statuts that the charges functions compute."""
    return list(baremes.statuts())


def sous_postes_salaires() -> list[str]:
    """Sub-postes that people may belong to."""
    return [r.code for poste in SALAIRES for r in nomenclature.enfants(poste) if r.code not in AGENTS]


def feuille_listes(classeur: Classeur) -> None:
    feuille = classeur.feuille(noms.LISTES, "#9AA5B1")
    feuille.largeurs(62, 14, 18, 12, 16, 18, 22)
    feuille.texte(0, 0, "Listes déroulantes", "sous_titre")
    feuille.texte(
        1, 0, "Ces listes alimentent les menus de la feuille Équipe ; rien n’est à saisir ici.", "surtitre"
    )
    for colonne, (titre, nom, valeurs) in enumerate(colonnes()):
        feuille.texte(3, colonne, titre, "entete")
        for ligne, valeur in enumerate(valeurs, 4):
            if isinstance(valeur, int):
                feuille.nombre(ligne, colonne, valeur, "gauche")
            else:
                feuille.texte(ligne, colonne, valeur)
        classeur.nom(nom, formules.plage(4, colonne, 3 + len(valeurs), colonne, noms.LISTES))
    for ligne, statut in enumerate(baremes.statuts().values(), 4):
        feuille.texte(ligne, 8, f"{statut.code} : {statut.libelle}", "libelle")
    feuille.texte(3, 8, "Sens des statuts", "entete")
    feuille.brut.set_column(8, 8, 32)
    feuille.brut.freeze_panes(4, 0)
    feuille.mise_en_page("Listes", paysage=True, derniere_ligne_titre=3)
    feuille.brut.fit_to_pages(1, 0)
