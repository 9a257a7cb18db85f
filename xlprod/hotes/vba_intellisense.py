"""Help that Excel-DNA's IntelliSense shows while a call is being typed, generated from the registry."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from xlprod.hotes.vba import aide, description, fonctions
from xlprod.registre import PREFIXE_CLASSIQUE, Argument, Fonction


def intellisense_xml() -> str:
    """``xlprod.IntelliSense.xml``, which Excel-DNA's IntelliSense server reads beside the add-in."""
    corps = "\n".join(map(_fonction_xml, fonctions()))
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<IntelliSense xmlns="http://schemas.excel-dna.net/intellisense/1.0">\n'
        f"  <FunctionInfo>\n{corps}\n  </FunctionInfo>\n</IntelliSense>\n"
    )


def _fonction_xml(f: Fonction) -> str:
    arguments = "".join(
        f"\n      <Argument Name={quoteattr(_nom_affiche(a))} Description={quoteattr(aide(a))} />"
        for a in f.arguments
    )
    nom, texte = escape(PREFIXE_CLASSIQUE + f.nom), quoteattr(description(f))
    return f'    <Function Name="{nom}" Description={texte}>{arguments}\n    </Function>'


def _nom_affiche(a: Argument) -> str:
    if a.variadique:
        return f"{a.nom}…"
    return f"[{a.nom}]" if a.facultatif else a.nom
