"""Sheet *Devis*: the nine postes, their sub-postes and lines; salaries and charges from *Équipe*.

A line belongs to the poste its code begins with (``23.04`` or ``2304`` to ``23`` and ``2``),
so that a line inserted anywhere is counted once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from xlprod.classeurs import noms
from xlprod.classeurs.gabarit import listes
from xlprod.classeurs.gabarit.feuille import Classeur, Feuille
from xlprod.classeurs.gabarit.formules import cellule, colonne, fixe, plage, texte
from xlprod.devis import nomenclature
from xlprod.devis.modele import Film, Ligne
from xlprod.devis.nomenclature import Rubrique

CODE, LIBELLE, QUANTITE, UNITE, PRIX, MONTANT, TOTAL, NOTE = range(8)
TITRES = ("Code", "Libellé", "Quantité", "Unité", "Prix unitaire", "Montant", "Total", "Note")
LARGEURS = (7, 50, 9, 9, 13, 14, 15, 24)
ECHELLE = 62
"""Print scale that fits these widths on an A4 page; a fixed scale keeps the page breaks."""

LIGNES_PAR_PAGE = 76
ENTETE = 4
PREMIERE = ENTETE + 1

POPULATIONS: dict[str, tuple[str, ...]] = {
    "42": ("REAL",),
    "43": ("TECH_C", "TECH_NC"),
    "44": ("OUVRIER",),
    "45": ("ART_NC", "ART_C"),
    "46": (),
}
"""Sub-poste of poste 4 that receives the charges of each statut (authors' are lines of 41).

The empty one receives all the others: a statut spelt another way is counted once, and one that
is in error makes the total an error.
"""


@dataclass(frozen=True)
class Rangee:
    """A row of the sheet.  ``ligne`` counts from 0; ``sous_poste`` is the row of its heading."""

    ligne: int
    genre: str
    rubrique: Rubrique
    saisie: Ligne | None = None
    sous_poste: int = 0


POSTE, SOUS_POSTE, SAISIE, SALAIRES, COTISATIONS = "poste", "sous_poste", "saisie", "salaires", "cotisations"


@dataclass(frozen=True)
class Plan:
    """Every row in its place, decided before anything is written."""

    rangees: tuple[Rangee, ...]

    @property
    def fin(self) -> int:
        """Blank row that closes the budget: a line inserted above it is still counted."""
        return self.rangees[-1].ligne + 1

    def zone(self, colonne_: int) -> str:
        return plage(PREMIERE, colonne_, self.fin, colonne_)

    def somme(self, motif: str) -> str:
        """Sum of the lines whose code follows ``motif``, for a formula of any sheet."""
        codes, montants = (plage(PREMIERE, c, self.fin, c, noms.DEVIS) for c in (CODE, MONTANT))
        return f"SUMIFS({montants},{codes},{motif})"


def plan(film: Film) -> Plan:
    rangees: list[Rangee] = []
    for poste in nomenclature.postes():
        rangees.append(Rangee(PREMIERE + len(rangees), POSTE, poste))
        for sous_poste in nomenclature.enfants(poste.code):
            titre = PREMIERE + len(rangees)
            rangees.append(Rangee(titre, SOUS_POSTE, sous_poste))
            for genre, saisie in _contenu(film, sous_poste):
                rangees.append(Rangee(PREMIERE + len(rangees), genre, sous_poste, saisie, titre))
    return Plan(tuple(rangees))


def _contenu(film: Film, sous_poste: Rubrique) -> Iterator[tuple[str, Ligne | None]]:
    """Rows of a sub-poste: what comes from *Équipe*, then the lines."""
    if sous_poste.code in listes.sous_postes_salaires():
        yield SALAIRES, None
    if sous_poste.code in POPULATIONS:
        yield COTISATIONS, None
    for ligne in film.lignes:
        if nomenclature.sous_poste(ligne.poste).code == sous_poste.code:
            yield SAISIE, ligne


def feuille_devis(classeur: Classeur, film: Film, plan_: Plan) -> None:
    feuille = classeur.feuille(noms.DEVIS, "#27496D")
    feuille.largeurs(*LARGEURS)
    feuille.texte(0, 0, "Devis détaillé", "titre")
    feuille.formule(1, 0, f'{noms.TITRE_FILM}&IF({noms.SOCIETE}="",""," – "&{noms.SOCIETE})', "surtitre")
    feuille.texte(
        2,
        0,
        "Une ligne ajoutée compte dans le poste que son code désigne : 23.04 dans 23 et dans 2.",
        "surtitre",
    )
    feuille.brut.set_row(0, 30)
    for colonne_, titre in enumerate(TITRES):
        feuille.texte(ENTETE, colonne_, titre, "entete")
    numeros: dict[str, int] = {}
    for rangee in plan_.rangees:
        _ECRIVAINS[rangee.genre](feuille, rangee, plan_, numeros)
    _totaux(feuille, plan_)
    _mise_en_page(feuille, plan_)


def _poste(feuille: Feuille, rangee: Rangee, plan_: Plan, _: dict[str, int]) -> None:
    ligne = rangee.ligne
    feuille.bande(ligne, CODE, NOTE, "poste")
    feuille.nombre(ligne, CODE, int(rangee.rubrique.code), "poste", "entier", "gauche")
    feuille.texte(ligne, LIBELLE, rangee.rubrique.libelle, "poste")
    feuille.formule(ligne, TOTAL, plan_.somme(f'{fixe(ligne, CODE)}&"??*"'), "poste", "euros")
    feuille.brut.set_row(ligne, 18)


def _sous_poste(feuille: Feuille, rangee: Rangee, plan_: Plan, _: dict[str, int]) -> None:
    ligne = rangee.ligne
    feuille.bande(ligne, CODE, NOTE, "sous_poste")
    feuille.nombre(ligne, CODE, int(rangee.rubrique.code), "sous_poste", "entier", "gauche")
    feuille.texte(ligne, LIBELLE, rangee.rubrique.libelle, "sous_poste")
    feuille.formule(ligne, TOTAL, plan_.somme(f'{fixe(ligne, CODE)}&"?*"'), "sous_poste", "euros")
    feuille.brut.set_row(ligne, None, None, {"level": 1})


def _salaires(feuille: Feuille, rangee: Rangee, _: Plan, __: dict[str, int]) -> None:
    """Gross salaries of the sub-poste, from the table."""
    code = fixe(rangee.sous_poste, CODE)
    quantite = f"COUNTIF({colonne(noms.POSTE)},{code})"
    montant = f"SUMIFS({colonne(noms.BRUT_TOTAL)},{colonne(noms.POSTE)},{code})"
    _reprise(feuille, rangee, "Salaires bruts (feuille Équipe)", quantite, "contrats", montant)


def _cotisations(feuille: Feuille, rangee: Rangee, _: Plan, __: dict[str, int]) -> None:
    """Employer contributions of the statuts of a population, from the table."""
    statuts = POPULATIONS[rangee.rubrique.code]
    colonne_statut = colonne(noms.STATUT)

    def somme(retenus: Sequence[str], lien: str) -> tuple[str, str]:
        comptes = (f"COUNTIF({colonne_statut},{texte(s)})" for s in retenus)
        montants = (f"SUMIFS({colonne(noms.CHARGES)},{colonne_statut},{texte(s)})" for s in retenus)
        return lien.join(comptes), lien.join(montants)

    if statuts:
        quantite, montant = somme(statuts, "+")
    else:
        comptes, montants = somme([s for liste in POPULATIONS.values() for s in liste], "-")
        quantite = f"COUNTA({colonne_statut})-{comptes}"
        montant = f"ROUND(SUM({colonne(noms.CHARGES)})-{montants},2)"
    _reprise(
        feuille,
        rangee,
        "Charges patronales et congés spectacles (feuille Équipe)",
        quantite,
        "contrats",
        montant,
    )


def _reprise(feuille: Feuille, rangee: Rangee, libelle: str, quantite: str, unite: str, montant: str) -> None:
    """A row computed from another sheet."""
    ligne = rangee.ligne
    feuille.bande(ligne, CODE, NOTE, "ligne")
    feuille.texte(ligne, CODE, f"{rangee.rubrique.code}.00", "ligne", "texte", "libelle", "retrait")
    feuille.texte(ligne, LIBELLE, libelle, "ligne", "retrait")
    feuille.formule(ligne, QUANTITE, quantite, "ligne", "nombre")
    feuille.texte(ligne, UNITE, unite, "ligne", "centre")
    feuille.formule(ligne, MONTANT, montant, "ligne", "euros")
    feuille.brut.set_row(ligne, None, None, {"level": 2})


def _saisie(feuille: Feuille, rangee: Rangee, _: Plan, numeros: dict[str, int]) -> None:
    assert rangee.saisie is not None
    ligne, saisie = rangee.ligne, rangee.saisie
    feuille.texte(ligne, CODE, _code(saisie, numeros), "ligne", "saisie", "texte", "retrait")
    feuille.texte(ligne, LIBELLE, saisie.libelle, "ligne", "saisie", "retrait")
    feuille.nombre(ligne, QUANTITE, saisie.quantite, "ligne", "saisie", "nombre")
    feuille.texte(ligne, UNITE, saisie.unite, "ligne", "saisie", "centre")
    feuille.nombre(ligne, PRIX, Decimal(saisie.prix) / 100, "ligne", "saisie", "euros")
    produit = f"ROUND({cellule(ligne, QUANTITE)}*{cellule(ligne, PRIX)},2)"
    feuille.formule(ligne, MONTANT, produit, "ligne", "euros")
    feuille.bande(ligne, TOTAL, TOTAL, "ligne")
    feuille.texte(ligne, NOTE, saisie.note, "ligne", "note", "retrait")
    hauteur = 12 * (1 + len(saisie.note) // 30) if len(saisie.note) > 30 else None
    feuille.brut.set_row(ligne, hauteur, None, {"level": 2})


def _code(saisie: Ligne, numeros: dict[str, int]) -> str:
    """Code of a line: its own, or the next free number of its sub-poste."""
    if len(saisie.poste) > 2:
        return saisie.poste
    numeros[saisie.poste] = numeros.get(saisie.poste, 0) + 1
    return f"{saisie.poste}.{numeros[saisie.poste]:02d}"


_ECRIVAINS = {
    POSTE: _poste,
    SOUS_POSTE: _sous_poste,
    SALAIRES: _salaires,
    COTISATIONS: _cotisations,
    SAISIE: _saisie,
}


def _totaux(feuille: Feuille, plan_: Plan) -> None:
    feuille.bande(plan_.fin, CODE, NOTE)
    lignes = (
        (nomenclature.libelle(nomenclature.COUT_DIRECT), noms.COUT_DIRECT, "total"),
        (nomenclature.libelle(nomenclature.FRAIS_GENERAUX), noms.FRAIS_GENERAUX, "ligne"),
        (nomenclature.libelle(nomenclature.IMPREVUS), noms.IMPREVUS, "ligne"),
        (nomenclature.libelle(nomenclature.TOTAL), noms.TOTAL_GENERAL, "grand_total"),
    )
    for ligne, (libelle, nom, style) in enumerate(lignes, plan_.fin + 1):
        feuille.bande(ligne, CODE, NOTE, style)
        feuille.texte(ligne, LIBELLE, libelle, style)
        feuille.formule(ligne, TOTAL, nom, style, "euros")
    feuille.brut.set_row(plan_.fin + 4, 22)


def _mise_en_page(feuille: Feuille, plan_: Plan) -> None:
    brut = feuille.brut
    brut.freeze_panes(PREMIERE, QUANTITE)
    brut.outline_settings(visible=True, symbols_below=False)
    feuille.mise_en_page("Devis détaillé", derniere_ligne_titre=ENTETE)
    brut.set_print_scale(ECHELLE)
    brut.set_h_pagebreaks(sauts_de_page(plan_))
    brut.print_area(0, 0, plan_.fin + 4, NOTE)
    for colonne_ in (QUANTITE, PRIX):
        brut.data_validation(PREMIERE, colonne_, plan_.fin, colonne_, NOMBRE_ATTENDU)
    brut.ignore_errors({"number_stored_as_text": plan_.zone(CODE).replace("$", "")})


NOMBRE_ATTENDU = {
    "validate": "decimal", "criteria": "between", "minimum": -1_000_000_000, "maximum": 1_000_000_000,
    "error_title": "Nombre attendu", "error_message": "Un nombre, sans unité ni texte.",
}  # fmt: skip


def sauts_de_page(plan_: Plan) -> list[int]:
    """A poste starts a new page when it would not fit on the one under way."""
    postes = [r.ligne for r in plan_.rangees if r.genre == POSTE]
    sauts, debut = [], 0
    for ligne, suivant in zip(postes, [*postes[1:], plan_.fin + 5], strict=True):
        if suivant - debut > LIGNES_PAR_PAGE and ligne > PREMIERE:
            sauts.append(ligne)
            debut = ligne
    return sauts
