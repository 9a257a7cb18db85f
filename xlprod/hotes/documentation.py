"""Reference pages made from the registry: ``python -m xlprod.hotes.documentation`` rewrites them."""

from __future__ import annotations

from pathlib import Path

import udfs  # noqa: F401  (fills the registry)
from xlprod.registre import FONCTIONS, Fonction

PAGE = Path(__file__).resolve().parents[2] / "docs" / "fonctions.md"
ENTETE = """# Fonctions

Page produite à partir du registre des fonctions ; ne pas la modifier à la main.

Une fonction s'écrit `XLPROD.NOM` dans LibreOffice Calc et dans `xlprod eval`.
Le séparateur d'arguments est le point-virgule.
Un argument entre crochets est facultatif.
Chaque argument accepte aussi une colonne : le résultat est alors une colonne de même hauteur.
Une erreur est une vraie erreur de cellule : `#VALEUR!` pour une saisie, `#N/A` pour un chiffre absent.
`XLPROD.DIAGNOSTIC` en donne la phrase.
"""


def page_fonctions() -> str:
    """Markdown of every function, by group, in the order of the registry."""
    groupes: dict[str, list[Fonction]] = {}
    for f in FONCTIONS.values():
        groupes.setdefault(f.groupe, []).append(f)
    parties = [ENTETE]
    for groupe, fonctions in sorted(groupes.items()):
        parties.append(f"## {groupe}\n")
        parties += [_fonction(f) for f in sorted(fonctions, key=lambda f: f.nom)]
    return "\n".join(parties)


def _fonction(f: Fonction) -> str:
    lignes = [f"### {f.nom_complet}\n", f"{f.resume}.\n", f"`={f.signature}`\n"]
    if f.arguments:
        lignes += ["| Argument | Attendu |", "|---|---|"]
        lignes += [f"| `{a.nom}`{' (facultatif)' if a.facultatif else ''} | {a.aide} |" for a in f.arguments]
        lignes.append("")
    if f.base_legale:
        lignes.append(f"Base légale : {f.base_legale}.\n")
    return "\n".join(lignes)


if __name__ == "__main__":
    PAGE.write_text(page_fonctions(), encoding="utf-8")
    print(PAGE)
