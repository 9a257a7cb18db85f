"""Lists of the week's workbook: what our functions understand in each column."""

from __future__ import annotations

from xlprod.baremes import temps
from xlprod.classeurs.gabarit import listes
from xlprod.classeurs.gabarit.feuille import Classeur
from xlprod.classeurs.gabarit.formules import plage
from xlprod.temps import vocabulaire

FEUILLE = "Listes"
LIEUX, TERRITOIRES, NATURES, REPAS, OUI_NON = (
    "ListeLieux", "ListeTerritoires", "ListeNatures", "ListeRepas", "ListeOuiNon"
)  # fmt: skip
METROPOLE = "Métropole"
LIEUX_USUELS = ("IDF", "hors IDF", "étranger", "studio IDF", "studio hors IDF")


def lieux() -> list[tuple[str, str]]:
    """Places, with the territory whose public holidays they have."""
    autres = [libelle for code, (libelle, _) in temps.territoires().items() if code != "metropole"]
    return [(lieu, METROPOLE) for lieu in LIEUX_USUELS] + [(libelle, libelle) for libelle in autres]


def feuille_listes(classeur: Classeur) -> None:
    feuille = classeur.feuille(FEUILLE, "#9AA5B1")
    feuille.texte(0, 0, "Listes déroulantes", "sous_titre")
    feuille.texte(1, 0, "Ces listes alimentent les menus ; rien n’est à saisir ici.", "surtitre")
    du_devis = [c for c in listes.colonnes() if c[1] not in (listes.UNITES,)]
    colonnes: list[listes.Colonne] = [
        *du_devis,
        ("Lieux", LIEUX, [lieu for lieu, _ in lieux()]),
        ("Jours fériés du lieu", TERRITOIRES, [territoire for _, territoire in lieux()]),
        ("Natures", NATURES, [*dict.fromkeys(vocabulaire.NATURES.values())]),
        ("Repas", REPAS, ["fourni", "non fourni"]),
        ("Oui / non", OUI_NON, ["oui", "non"]),
    ]
    feuille.largeurs(62, 14, 18, 12, 18, 22, 24, 24, 20, 14, 12)
    for rang, (titre, nom, valeurs) in enumerate(colonnes):
        feuille.texte(3, rang, titre, "entete")
        for ligne, valeur in enumerate(valeurs, 4):
            if isinstance(valeur, int):
                feuille.nombre(ligne, rang, valeur, "gauche")
            else:
                feuille.texte(ligne, rang, str(valeur))
        classeur.nom(nom, plage(4, rang, 3 + len(valeurs), rang, FEUILLE))
    feuille.brut.freeze_panes(4, 0)
    feuille.mise_en_page("Listes", paysage=True, derniere_ligne_titre=3)
    feuille.brut.fit_to_pages(1, 0)
