"""Arguments that several functions share: one name, one help text."""

from __future__ import annotations

from xlprod.registre import Argument, Genre

BRUT = Argument("brut", Genre.MONTANT, "Salaire brut du contrat, en euros")
STATUT = Argument(
    "statut",
    Genre.TEXTE,
    "TECH_NC, TECH_C, OUVRIER, REAL, ART_NC, ART_C, FIGURANT, PERM_NC, PERM_C, AUTEUR, STAGIAIRE, DETACHE"
    " (A1), DETACHE_PERM, ou leur libellé français",
)
DATE = Argument("date", Genre.DATE, "Premier jour d'emploi : date de la feuille, jj/mm/aaaa ou aaaa-mm-jj")
JOURS = Argument("jours", Genre.ENTIER, "Jours d'emploi : calendaires d'un contrat continu, sinon travaillés")
PARAMETRES = Argument(
    "parametres",
    Genre.PARAMETRES,
    "Plage (nom, valeur) ou texte « effectif=10;taux_at=1,5 », taux en % ; « a|b » : b l'emporte",
    facultatif=True,
)
PERSONNE = Argument(
    "personne",
    Genre.TEXTE,
    "Nom, avec des colonnes : ses contrats d'un même mois partagent plafonds et tranches",
    facultatif=True,
    lie=True,
)
FONCTION = Argument(
    "fonction", Genre.TEXTE, "Fonction : libellé officiel ou nom d'usage (chef op, habilleuse…)"
)
CONVENTION = Argument("convention", Genre.TEXTE, "Convention collective : IDCC (3097, 2642, 2412…) ou nom")
JOUR = Argument("date", Genre.DATE, "Date d'application : date de la feuille, jj/mm/aaaa ou aaaa-mm-jj")
ANNEXE = Argument(
    "annexe",
    Genre.TEXTE,
    "I, II, III, III bis ; 2642 : fiction, flux, documentaire ; vide : annexe propre à la fonction",
    facultatif=True,
)
UNITE = Argument(
    "unite",
    Genre.TEXTE,
    "semaine39, semaine35, semaine5j, semaine6j, jour, jour8, heure, cachet, mois",
    facultatif=True,
)
CODE = Argument("code", Genre.TEXTE, "Code du barème : PMSS, SMIC_H, SS_MAL, CONGES_SPEC…")
