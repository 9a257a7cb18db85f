"""Names of the workbook that formulas, tests and other tools rely on."""

from __future__ import annotations

RECAPITULATIF = "Récapitulatif"
DEVIS = "Devis"
EQUIPE = "Équipe"
PARAMETRES = "Paramètres"
SOURCES = "Sources"
LISTES = "Listes"
FEUILLES = (RECAPITULATIF, DEVIS, EQUIPE, PARAMETRES, SOURCES, LISTES)

TABLE = "Equipe"
"""Excel table of the sheet *Équipe*: one row a contract."""

# Columns of the table.  The typographic apostrophe spares structured references an escape.
POSTE = "Poste"
NOM = "Nom"
FONCTION = "Fonction"
CONVENTION = "Convention"
ANNEXE = "Annexe"
STATUT = "Statut"
DEBUT = "Début"
FIN = "Fin"
JOURS = "Jours d’emploi"
UNITE = "Unité de paie"
QUANTITE = "Quantité"
BRUT_UNITAIRE = "Brut unitaire"
BRUT_TOTAL = "Brut total"
UNITE_MINIMUM = "Unité du minimum"
MINIMUM = "Minimum"
ECART = "Écart unitaire"
ALERTE = "Alerte"
CHARGES = "Charges patronales"
TAUX = "Taux"
COUT = "Coût employeur"
NOTE = "Note"
PARAMETRES_LIGNE = "Paramètres"
PARAMETRES_TRANSMIS = "Paramètres transmis"
PERSONNE = "Personne"
"""1 on the first row of each name, 0 on the others: people are counted once."""

COLONNES = (
    POSTE, NOM, FONCTION, CONVENTION, ANNEXE, STATUT, DEBUT, FIN, JOURS, UNITE, QUANTITE,
    BRUT_UNITAIRE, BRUT_TOTAL, UNITE_MINIMUM, MINIMUM, ECART, ALERTE, CHARGES, TAUX, COUT,
    NOTE, PARAMETRES_LIGNE, PARAMETRES_TRANSMIS, PERSONNE,
)  # fmt: skip

SOUS_LE_MINIMUM = "sous le minimum"
SANS_MINIMUM = "minimum non trouvé"
UNITES_DIFFERENTES = "unités différentes"
"""Texts of the column *Alerte*; it stays empty when all is well."""

# Defined names.
TITRE_FILM = "TitreFilm"
SOCIETE = "Societe"
DATE_REFERENCE = "DATE_REFERENCE"
LOI_AVANT, LOI_APRES = "LOI_AVANT", "LOI_APRES"
"""Cells that the user may name: the two days whose laws are compared."""
DEBUT_TOURNAGE = "DebutTournage"
FIN_TOURNAGE = "FinTournage"
JOURS_TOURNAGE = "JoursTournage"
VERSION_DEVIS = "VersionDevis"
TAUX_FRAIS_GENERAUX = "TauxFraisGeneraux"
TAUX_IMPREVUS = "TauxImprevus"
PLAGE_PARAMETRES = "Parametres"
TEXTE_PARAMETRES = "ParametresTexte"
COUT_DIRECT = "CoutDirect"
FRAIS_GENERAUX = "FraisGeneraux"
IMPREVUS = "Imprevus"
TOTAL_GENERAL = "TotalGeneral"
MASSE_SALARIALE = "MasseSalariale"
CHARGES_PATRONALES = "ChargesPatronales"
COUT_EMPLOYEUR = "CoutEmployeur"
TAUX_MOYEN = "TauxMoyenCharges"
NOMBRE_ALERTES = "SalairesSousMinimum"
NOMBRE_SANS_MINIMUM = "SalairesSansMinimum"


def total_poste(code: str) -> str:
    """Defined name of a poste's total in the summary: ``TotalPoste4``."""
    return f"TotalPoste{code}"
