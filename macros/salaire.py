"""« Détail du salaire »: the payslip lines of the contract on the selected row."""

from __future__ import annotations

from contextlib import suppress

from macros.pourquoi import montrer
from macros.registre import Deroule, Reponse, action
from udfs.charges import ARGUMENTS, MESURES, calculer
from udfs.charges import lignes as lignes_lues
from xlprod import argent, registre
from xlprod.classeurs.cellules import Appel, Lecteur
from xlprod.classeurs.instantane import Case, Instantane
from xlprod.classeurs.page import Colonne, Ligne, Page
from xlprod.controles.remplacements import lignes as lignes_remplaces
from xlprod.erreurs import ErreurXlprod, SaisieInvalide
from xlprod.paie import cumul
from xlprod.paie.cotisations import Charges, tableau_detail
from xlprod.paie.remplacements import distincts, remplacements
from xlprod.trace import Cellule

COLONNES = (
    Colonne("Cotisation", 52),
    Colonne("Caisse", 20),
    Colonne("Assiette", 13, "euros"),
    Colonne("Taux salarial", 10, "taux"),
    Colonne("Part salariale", 13, "euros"),
    Colonne("Taux patronal", 10, "taux"),
    Colonne("Part patronale", 13, "euros"),
    Colonne("Article", 40),
    Colonne("Confiance", 22),
)


@action(
    "salaire",
    groupe="Social",
    libelle="Détail du salaire",
    aide="Nouvelle feuille : les cotisations du contrat de la ligne choisie, du brut au net et au coût.",
    touche="S",
    icone="FunctionsFinancialInsertGallery",
    cellule=True,
)
def detailler(classeur: Instantane) -> Deroule:
    """Payslip lines of the first call about charges found on the selected row."""
    case = classeur.selection
    if case is None:
        raise SaisieInvalide("choisissez une cellule de la ligne d'un contrat")
    yield f"lecture de la ligne {case.ligne}"
    appel = _appel(classeur, case)
    if appel is None:
        raise SaisieInvalide(f"{case.feuille}, ligne {case.ligne} : aucune fonction de charges n'est appelée")
    if appel.refus:
        raise SaisieInvalide(appel.refus)
    charges = _charges(appel)
    contrat = charges.contrat
    remplaces = distincts([remplacements(contrat.parametres, s.debut) for s in contrat.segments])
    lignes = [*_lignes(charges), *lignes_remplaces(remplaces, len(COLONNES))]
    arguments = (f"{a.nom} {montrer(v, a)}" for a, v in zip(ARGUMENTS, appel.valeurs, strict=False))
    page = Page("Salaire", "Détail du salaire", f"{case.adresse} : {' ; '.join(arguments)}", COLONNES, lignes)
    return Reponse(f"Détail du salaire de la ligne {case.ligne}.", (page,))


def _charges(appel: Appel) -> Charges:
    """Charges of the row, with the other rows that share its ceilings when there are."""
    if appel.ensemble is None:
        bruts: list[registre.Brut] = list(appel.valeurs)
        return calculer(*registre.convertir(appel.fonction, bruts))
    colonnes, rang = appel.ensemble
    rangs, lues = registre.lire_ensemble(appel.fonction.nom, list(colonnes)) or ([], [])
    calculee = cumul.calculer(lignes_lues(lues))[rangs.index(rang + 1)]
    if isinstance(calculee, ErreurXlprod):
        raise calculee
    return calculee


def _appel(classeur: Instantane, case: Case) -> Appel | None:
    """The selected cell's own call first, then those of its row from left to right."""
    feuille = classeur.feuille(case.feuille)
    if feuille is None:
        return None
    lecteur = Lecteur(classeur)
    fin = feuille.colonne + max(map(len, feuille.valeurs), default=0)
    cases = [case, *(case._replace(colonne=colonne) for colonne in range(feuille.colonne, fin))]
    for vue in cases:
        with suppress(ErreurXlprod):  # an unknown function elsewhere on the row
            for appel in lecteur.appels_vus(vue):
                if appel.fonction.nom in (*MESURES, "DETAIL_CHARGES"):
                    return appel
    return None


def _lignes(charges: Charges) -> list[Ligne]:
    """From the gross, line by line, to the net and to the employer's cost."""
    tableau = tableau_detail(charges).cellule()
    assert isinstance(tableau, list)
    rendu = [Ligne(("Salaire brut", None, None, None, argent.euros(charges.brut)), "total")]
    rendu += [_ligne(rangee) for rangee in tableau[1:]]
    salariales, patronales = argent.euros(charges.salariales), argent.euros(charges.patronales)
    rendu.append(Ligne(("Total des cotisations", None, None, None, salariales, None, patronales), "total"))
    rendu.append(
        Ligne(("Net à payer avant impôt sur le revenu", None, None, None, argent.euros(charges.net)), "total")
    )
    cout = ("Coût employeur", None, None, None, None, None, argent.euros(charges.cout))
    rendu.append(Ligne(cout, "total"))
    return rendu


def _ligne(rangee: list[Cellule]) -> Ligne:
    _, libelle, caisse, assiette, taux_s, part_s, taux_p, part_p, article, confiance = rangee
    cellules = (libelle, caisse, assiette, taux_s, part_s, taux_p, part_p, article, confiance)
    return Ligne(cellules, "reserve" if str(confiance).startswith("à vérifier") else "normal")
