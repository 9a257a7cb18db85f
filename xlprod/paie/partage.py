"""Steps of ceilings that several contracts of one person share."""

from __future__ import annotations

from xlprod.paie import plafonds
from xlprod.paie.contrat import Contrat
from xlprod.paie.cotisations import Periode
from xlprod.paie.cumul import Part
from xlprod.periodes import texte_date
from xlprod.trace import Etape, Regle


def etapes_partage(part: Part, periode: Periode, contrat_: Contrat) -> list[Etape]:
    """What the contracts of the person have together at the end of this one."""
    if part.genre == "seul":
        return [*plafonds.etapes(contrat_, 0, periode.brut)]
    depuis = texte_date(part.depuis)
    regle = Regle("CUMUL", "", article="CSS art. R242-2 II")
    brut = regle._replace(
        libelle=f"Brut de la personne depuis le {depuis}, ce contrat compris",
        formule="brut des contrats précédents + brut du contrat",
        unites=("EUR", "EUR"),
        lien=" + ",
    )
    plafond = regle._replace(
        libelle=f"Plafond de ses jours d'emploi depuis le {depuis}, chaque jour compté une fois",
        formule="plafond des jours d'emploi réunis ; assiette : ce que le contrat ajoute",
    )
    if part.genre == "jour":
        jours = f"du {texte_date(periode.segment.debut)} au {texte_date(periode.segment.fin)}"
        brut = brut._replace(libelle=f"Brut de la personne, ce contrat compris, {jours}")
        plafond = plafond._replace(
            libelle=f"Plafond d'artiste {jours}, jour par jour",
            formule="12 × plafond horaire pour chaque jour ; assiette : ce que le contrat y ajoute",
            article="arrêté du 24/01/1975 art. 3",
        )
    if part.genre == "annee":
        brut = brut._replace(libelle="Versements de l'année à la personne, celui-ci compris", article="")
        total = Etape(brut, (part.avant, periode.brut), part.avant + periode.brut)
        return [*plafonds.etapes(contrat_, 0, periode.brut), total]
    rendu = [Etape(brut, (part.avant, periode.brut), part.avant + periode.brut)]
    rendu.append(Etape(plafond, (), part.reperes.securite_sociale))
    propres = plafonds.etapes_regimes(contrat_, periode.segment, part.reperes, " ; une fois par personne")
    return [*rendu, *propres]
