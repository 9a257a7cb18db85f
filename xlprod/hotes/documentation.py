"""Reference pages made from the registry: ``python -m xlprod.hotes.documentation`` rewrites them."""

from __future__ import annotations

from html import escape
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


PAGE_HTML = """<!doctype html>
<html lang="fr">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Fonctions de xlprod</title>
    <link rel="stylesheet" href="fonctions.css" />
  </head>
  <body>
    <h1>Fonctions de xlprod</h1>
    <p>Chaque argument accepte aussi une colonne. Un argument entre crochets est facultatif.</p>
{corps}
    <footer>xlprod n’est pas un conseil juridique.</footer>
  </body>
</html>
"""


def page_aide() -> str:
    """The same as a page of the add-in's site, each function under its own name as anchor."""
    return PAGE_HTML.format(
        corps="\n".join(_section(f) for f in sorted(FONCTIONS.values(), key=lambda f: f.nom))
    )


def _section(f: Fonction) -> str:
    rangees = "".join(
        f"<tr><th>{escape(a.nom)}{' (facultatif)' if a.facultatif else ''}</th><td>{escape(a.aide)}</td></tr>"
        for a in f.arguments
    )
    tableau = f"<table>{rangees}</table>" if rangees else ""
    base = f"<p>Base légale : {escape(f.base_legale)}.</p>" if f.base_legale else ""
    return (
        f'    <section id="{f.nom}"><h2>{f.nom_complet}</h2><p>{escape(f.resume)}.</p>'
        f"<p><code>={escape(f.signature)}</code></p>{tableau}{base}</section>"
    )


if __name__ == "__main__":
    PAGE.write_text(page_fonctions(), encoding="utf-8")
    print(PAGE)
