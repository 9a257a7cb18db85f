"""Sheet *Sources*: the main figures with their source, the functions used, how to read the workbook."""

from __future__ import annotations

from typing import NamedTuple

from xlprod.baremes import Chiffre, consultation, minima
from xlprod.classeurs import noms
from xlprod.classeurs.gabarit import aides
from xlprod.classeurs.gabarit.feuille import Classeur, Feuille
from xlprod.classeurs.gabarit.formules import colonne, fixe, texte
from xlprod.devis.modele import Film
from xlprod.paie import doutes
from xlprod.paie.remplacements import ENTETE, TITRE
from xlprod.trace import ENTETE_POURQUOI

LARGEURS = (44, 10, 14, 15, 96)
DROITE = len(LARGEURS) - 1


class Bareme(NamedTuple):
    """A figure shown with its source; ``part`` for a contribution with two rates."""

    code: str
    part: str = ""


BAREMES = (
    Bareme("PMSS"),
    Bareme("PLAF_ART_JOUR"),
    Bareme("SMIC_H"),
    Bareme("SS_MAL", "patronal"),
    Bareme("SS_VP", "patronal"),
    Bareme("SS_VD", "patronal"),
    Bareme("SS_AF", "patronal"),
    Bareme("TAUX_ARTISTES"),
    Bareme("RC_T1_TECH", "patronal"),
    Bareme("RC_T1_ART_NC", "patronal"),
    Bareme("CHOM_INT_DC", "patronal"),
    Bareme("CHOM_INT_SPEC", "patronal"),
    Bareme("AGS", "patronal"),
    Bareme("CONGES_SPEC", "patronal"),
)


REMPLACES = 6
"""Rows kept for replaced figures; one more says that there are others."""

DOUTES = 8
"""Rows kept for points to check; one more says that there are others."""

PROVENANCE = tuple(
    ENTETE_POURQUOI.index(titre) + 1 for titre in ("Article", "Règle en vigueur depuis", "Confiance")
)
"""Columns of an explanation that say where an amount comes from, counted from 1 as INDEX does."""


def feuille_sources(classeur: Classeur, film: Film) -> None:
    feuille = classeur.feuille(noms.SOURCES, "#8A94A0")
    feuille.largeurs(*LARGEURS)
    feuille.texte(0, 0, "Sources et mode d’emploi", "titre")
    feuille.brut.set_row(0, 30)
    feuille.formule(1, 0, feuille.appel("VERSION"), "surtitre")
    feuille.texte(1, 3, "Droit au", "libelle", "droite")
    feuille.formule(1, 4, noms.DATE_REFERENCE, "date", "gauche", "gras")
    ligne = _lecture(feuille, 3)
    ligne = _baremes(feuille, ligne + 1, film)
    ligne = _remplaces(feuille, ligne + 1)
    ligne = _a_verifier(feuille, ligne + 1)
    _fonctions(feuille, ligne + 1, film)
    feuille.brut.freeze_panes(2, 0)
    feuille.mise_en_page("Sources et mode d’emploi", paysage=True)
    feuille.brut.fit_to_pages(1, 0)


def _bloc(feuille: Feuille, ligne: int, titre: str) -> None:
    feuille.bande(ligne, 0, DROITE, "bloc")
    feuille.texte(ligne, 0, titre, "bloc")


def _lecture(feuille: Feuille, ligne: int) -> int:
    _bloc(feuille, ligne, "Lire ce classeur")
    lecture = aides.lecture(feuille.classeur.ecriture)
    for i, (titre, phrase) in enumerate(lecture, ligne + 1):
        feuille.bande(i, 0, DROITE, "ligne")
        feuille.texte(i, 0, titre, "ligne", "gras", "haut", "retrait")
        feuille.fusion(i, 1, DROITE, phrase, "ligne", "renvoi", "haut")
        feuille.brut.set_row(i, 14 * (1 + len(phrase) // 165))
    return ligne + len(lecture) + 1


def _baremes(feuille: Feuille, ligne: int, film: Film) -> int:
    _bloc(feuille, ligne, "Principaux barèmes à la date de référence")
    for c, titre in enumerate(
        ("Barème", "Part", "Valeur", "Unité", "Libellé, article, source, période, confiance")
    ):
        feuille.texte(ligne + 1, c, titre, "entete")
    for i, bareme in enumerate(BAREMES, ligne + 2):
        unite = _unite(bareme, film)
        feuille.texte(i, 0, bareme.code, "encadre", "gras", "retrait")
        feuille.texte(i, 1, bareme.part, "encadre", "libelle", "centre")
        arguments = [fixe(i, 0), noms.DATE_REFERENCE, *([texte(bareme.part)] if bareme.part else [])]
        feuille.formule(i, 2, feuille.appel("BAREME", *arguments), "encadre", "xlprod", "nombre")
        feuille.texte(i, 3, unite, "encadre", "libelle", "retrait")
        feuille.formule(
            i, 4, feuille.appel("SOURCE", fixe(i, 0), noms.DATE_REFERENCE), "encadre", "note", "retrait"
        )
        feuille.brut.set_row(i, _hauteur(bareme, film))
    return ligne + 2 + len(BAREMES)


def _unite(bareme: Bareme, film: Film) -> str:
    """Unit of a figure; a contribution is a rate."""
    trouve = consultation.rang(bareme.code, film.date_reference)
    unite = trouve.unite if isinstance(trouve, Chiffre) else "%"
    return unite.replace("EUR", "€")


def _hauteur(bareme: Bareme, film: Film) -> int:
    """Height that the wrapped sentence takes."""
    phrase = str(consultation.source(bareme.code, film.date_reference).valeur)
    return 6 + 11 * (1 + len(phrase) // 135)


def _remplaces(feuille: Feuille, ligne: int) -> int:
    """What the company or the workbook puts in place of the law; « aucun » when nothing does."""
    _bloc(feuille, ligne, f"{TITRE} à la date de référence")
    titres = ("Code", "", "Droit", "Retenu", "Libellé, donnée par, source")
    for c, titre in enumerate(titres):
        feuille.texte(ligne + 1, c, titre, "entete")
    appel = feuille.appel("CHIFFRES_REMPLACES", noms.DATE_REFERENCE, noms.PLAGE_PARAMETRES)

    def champ(rang: int, titre: str) -> str:
        return f"INDEX({appel},{rang + 2},{ENTETE.index(titre) + 1})"

    def code(rang: int) -> str:
        """Blank past the last row; the first one exists, so that its error is seen."""
        lu = champ(rang, "Code")
        return lu if rang == 0 else f'IF(ISERROR({lu}),"",{lu})'

    for rang in range(REMPLACES):
        i = ligne + 2 + rang
        libelle, qui, source = (champ(rang, titre) for titre in ("Libellé", "Donnée par", "Source"))
        detail = f'{libelle}&" ; donnée par "&{qui}&IF({source}="",""," ; "&{source})'
        feuille.formule(i, 0, code(rang), "encadre", "gras", "retrait")
        feuille.texte(i, 1, "", "encadre")
        for c, contenu, style in (
            (2, champ(rang, "Valeur du droit"), ()),
            (3, champ(rang, "Valeur retenue"), ()),
            (DROITE, detail, ("note",)),
        ):
            presente = f'IF({fixe(i, 0)}="","",IF({fixe(i, 0)}="aucun","",{contenu}))'
            feuille.formule(i, c, presente, "encadre", "retrait", *style)
    i = ligne + 2 + REMPLACES
    suite = texte("… et d’autres")
    feuille.formule(i, 0, f'IF(ISERROR({champ(REMPLACES, "Code")}),"",{suite})', "surtitre")
    return i + 1


def _a_verifier(feuille: Feuille, ligne: int) -> int:
    """What the charges of the crew rest on that nobody saw in a text, or that was assumed."""
    _bloc(feuille, ligne, "Points à vérifier dans les charges de l’équipe")
    for c, titre in enumerate((doutes.ENTETE[0], doutes.ENTETE[1], "", "", "Détail, article")):
        feuille.texte(ligne + 1, c, titre, "entete")
    colonnes = (noms.BRUT_TOTAL, noms.STATUT, noms.DEBUT, noms.JOURS, noms.PARAMETRES_TRANSMIS)
    appel = feuille.appel("A_VERIFIER", *map(colonne, colonnes))

    def champ(rang: int, colonne_: int) -> str:
        """Blank past the last row; the first one exists, so that its error is seen."""
        lu = f"INDEX({appel},{rang + 2},{colonne_})"
        return lu if rang == 0 else f'IF(ISERROR({lu}),"",{lu})'

    for rang in range(DOUTES):
        i = ligne + 2 + rang
        feuille.formule(i, 0, champ(rang, 1), "encadre", "renvoi", "retrait")
        feuille.formule(i, 1, champ(rang, 2), "encadre", "centre")
        feuille.brut.set_row(i, 26)  # two lines: a long hypothesis is read whole
        for c in (2, 3):
            feuille.texte(i, c, "", "encadre")
        feuille.formule(i, DROITE, champ(rang, 3), "encadre", "note", "retrait")
    i = ligne + 2 + DOUTES
    suite = texte(f"… la suite : {feuille.classeur.ecriture.nom('A_VERIFIER')}")
    feuille.formule(i, 0, f'IF(ISERROR(INDEX({appel},{DOUTES + 2},1)),"",{suite})', "surtitre")
    return i + 1


def _fonctions(feuille: Feuille, ligne: int, film: Film) -> None:
    _bloc(feuille, ligne, "Minima des fonctions du film à la date de référence")
    for c, titre in enumerate(("Fonction", "Annexe", "Minimum", "Unité", "Article, date d’effet, confiance")):
        feuille.texte(ligne + 1, c, titre, "entete")
    grilles = [p for p in film.personnes if p.convention in minima.index()]
    utilisees = sorted({(p.fonction, p.annexe, p.unite_minimum, p.convention) for p in grilles})
    for i, (fonction, annexe, unite, convention) in enumerate(utilisees, ligne + 2):
        feuille.texte(i, 0, fonction, "encadre", "retrait")
        feuille.texte(i, 1, annexe, "encadre", "centre")
        arguments = (
            fixe(i, 0),
            texte(convention),
            noms.DATE_REFERENCE,
            f'{fixe(i, 1)}&""',
            f'{fixe(i, 3)}&""',
            noms.PLAGE_PARAMETRES,
        )
        feuille.formule(i, 2, feuille.appel("SALAIRE_MINIMUM", *arguments), "encadre", "xlprod", "euros")
        feuille.texte(i, 3, unite, "encadre", "libelle", "retrait")
        feuille.formule(i, DROITE, _provenance(feuille, arguments), "encadre", "note", "retrait")


def _provenance(feuille: Feuille, arguments: tuple[str, ...]) -> str:
    """Article, date and confidence of a minimum: the first step of its explanation."""
    etapes = feuille.appel("POURQUOI", texte("SALAIRE_MINIMUM"), *arguments)
    article, depuis, confiance = (f"INDEX({etapes},2,{rang})" for rang in PROVENANCE)
    return f'{article}&" ; depuis le "&{depuis}&" ; "&{confiance}'
