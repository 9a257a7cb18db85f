"""What the workbook tells its reader: help on columns and parameters, how to read it, its limits."""

from __future__ import annotations

from xlprod.classeurs import noms
from xlprod.classeurs.gabarit.formules import Ecriture
from xlprod.trace import ENTETE_POURQUOI

NON_CONTINU = "engagement_continu=non"
"""Parameter of a contract whose days are engagements of their own (cachets, isolated days)."""

COLONNES: dict[str, str] = {
    noms.POSTE: "Sous-poste du devis (21 à 38). Le brut va à ce sous-poste, les charges au poste 4.",
    noms.FONCTION: "Titre de la grille. Les variantes courantes (chef op, scripte…) sont reconnues.",
    noms.ANNEXE: "I : base 39 h. II : tournage avec équivalences. III : dérogation. "
    "Vide pour les artistes, la figuration et le réalisateur, qui ont leur propre grille.",
    noms.STATUT: "Population qui commande les cotisations ; le sens des codes est dans la feuille Listes.",
    noms.JOURS: "Jours de calendrier du premier au dernier jour du contrat ; "
    f"jours travaillés si la colonne Paramètres porte {NON_CONTINU}.",
    noms.QUANTITE: "Nombre de semaines, de jours ou de cachets.",
    noms.UNITE_MINIMUM: "semaine39 : annexe I et réalisateur. semaine5j ou semaine6j : annexe II. "
    "cachet : artistes. jour : figuration.",
    noms.MINIMUM: "Minimum de la convention à la date de début du contrat. "
    "#N/A : aucune grille ne donne cette fonction dans cette annexe ou à cette date.",
    noms.ECART: "Brut unitaire moins minimum, pour une unité.",
    noms.CHARGES: "Cotisations patronales et congés spectacles du contrat, plafonds compris.",
    noms.PARAMETRES_LIGNE: "Paramètres propres au contrat, séparés par des points-virgules : "
    f"{NON_CONTINU} (cachets, jours isolés), heures=312, dfs=oui…",
}
"""Comment on a column's header."""

PARAMETRES: dict[str, str] = {
    "effectif": "Effectif moyen de l’entreprise. Il commande le FNAL, la participation à l’effort de "
    "construction et, à partir de 11 salariés, le versement mobilité.",
    "convention": "Convention collective du film. 3097 : production cinématographique.",
    "taux_at": "Taux des accidents du travail notifié à l’établissement. Saisir 1,5 pour 1,5 %.",
    "medecine": "Cotisation de santé au travail des intermittents, taxe comprise. Saisir 0,384 pour 0,384 %.",
    "heures": "Heures d’un contrat, pour les seuils en SMIC. À laisser vide ici ; à préciser contrat par "
    "contrat dans la colonne « Paramètres » de la feuille Équipe (heures=312).",
    "dfs": "Déduction forfaitaire spécifique pour frais professionnels : non, oui (artistes) ou musicien.",
    "versement_mobilite": "Taux de la commune en pourcentage, ou zone d’Île-de-France : 75, 91, 92, 93, 94, "
    "95. Obligatoire à partir de 11 salariés, sans effet au-dessous.",
    "adherent": "La société adhère à un syndicat de producteurs signataire : une grille de minima "
    "s’applique à elle dès sa signature, aux autres à l’extension.",
    "regime": "Régime de l’annexe III (dérogation avec intéressement), selon la date de dépôt de la "
    "demande. Vide si le film ne relève pas de l’annexe III.",
}
"""Explanation of a parameter."""

CONSEILS_PARAMETRES = (
    "Une ligne libre reçoit tout code de barème, pour remplacer un chiffre par celui de la société "
    "(AGS, PMSS…).",
    "Un paramètre propre à un contrat se saisit dans la colonne « Paramètres » de la feuille Équipe, "
    "et non ici : un même nom donné deux fois est refusé.",
)

COULEURS = (
    ("saisie", "Saisie", "à remplir par la production"),
    ("encadre", "Calcul", "formule ordinaire du tableur"),
    ("xlprod", "Calcul xlprod", "droit en vigueur à la date du contrat (fonctions xlprod)"),
    ("alerte", "Sous le minimum", "salaire inférieur au minimum conventionnel, ou contrôle en défaut"),
)
"""Legend: style, name, meaning."""


def lecture(ecriture: Ecriture) -> tuple[tuple[str, str], ...]:
    """How to read the workbook."""
    return (
        (
            "Couleurs",
            "Fond jaune : saisie de la production. Fond blanc : formule du tableur. Fond vert : fonction "
            "xlprod, c’est-à-dire le droit en vigueur à la date du contrat. Fond rouge : salaire sous le "
            "minimum ou contrôle en défaut.",
        ),
        (
            "Vérifié",
            "Le chiffre a été lu dans le texte officiel, dans la convention ou sur une grille syndicale "
            "d’employeurs.",
        ),
        (
            "À vérifier",
            "Le chiffre vient d’une source secondaire, ou n’a pas été vu dans un texte : le comparer avec la "
            "caisse ou le syndicat avant de s’engager, et le remplacer au besoin dans la feuille Paramètres.",
        ),
        (
            "Chiffres remplacés",
            "Un chiffre de la société (son fichier), du classeur (feuille Paramètres) ou de la ligne "
            "l’emporte sur celui du droit. Ils sont listés plus bas ; "
            f"={ecriture.nom('CHIFFRES_REMPLACES')}(date; paramètres) les donne tous.",
        ),
        (
            "Pourquoi un montant",
            f'={ecriture.nom("POURQUOI")}("CHARGES_PATRONALES"; brut; statut; date; jours; paramètres) '
            "affiche chaque étape : formule, valeurs, article, date de la règle, arrondi."
            + ("" if ecriture.dynamique else MATRICE),
        ),
        (
            "Pourquoi une erreur",
            f'={ecriture.nom("DIAGNOSTIC")}("SALAIRE_MINIMUM"; fonction; convention; date; annexe; unité) '
            "dit en une phrase ce qui manque. Une erreur reste visible et se propage aux totaux : elle n’est "
            "jamais comptée pour zéro.",
        ),
        (
            "Versions",
            "Le moteur et les barèmes ont chacun leur version, affichée au bas du récapitulatif. Une mise à "
            "jour du droit peut changer les charges d’un devis : noter les versions sur les devis remis aux "
            "financeurs.",
        ),
        SANS_COMPLEMENT if ecriture.dynamique else SANS_MOTEUR,
        (
            "Heures et majorations",
            "Le minimum comparé est celui d’une unité (semaine, cachet, jour). Heures supplémentaires, "
            "nuits, dimanches et jours fériés ne sont pas dans ce devis : les ajouter en lignes ou dans le "
            "brut.",
        ),
        (
            "Limites",
            "xlprod n’est pas un conseil juridique. Il aide à préparer un devis ; la paie, les déclarations "
            "et les contrats engagent la société et se contrôlent avec les organismes et les conseils "
            "compétents.",
        ),
    )


MATRICE = (
    f" Dans Excel 2019 et avant, sélectionner d’abord {len(ENTETE_POURQUOI)} colonnes et assez de lignes, "
    "puis valider par Ctrl+Maj+Entrée."
)
"""What a table asks of Excel without dynamic arrays."""

SANS_COMPLEMENT = (
    "Sans le complément",
    "Excel sans le complément xlprod affiche les derniers montants calculés ; ils ne suivent plus les "
    "modifications de la feuille tant que le complément n’est pas installé.",
)
SANS_MOTEUR = (
    "Macros et moteur",
    "Ce classeur contient ses fonctions (macros à autoriser) et les fait calculer par le moteur xlprod "
    "installé sur ce PC. Sans eux, il affiche les derniers montants calculés ; une cellule recalculée "
    "passe en erreur : #NOM? sans les macros, #VALEUR! sans le moteur.",
)
