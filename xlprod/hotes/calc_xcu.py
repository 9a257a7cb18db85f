"""Configuration files of LibreOffice extensions, written by hand-sized functions."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

_FICHIER = """\
<?xml version="1.0" encoding="UTF-8"?>
<oor:component-data xmlns:oor="http://openoffice.org/2001/registry" \
xmlns:xs="http://www.w3.org/2001/XMLSchema" oor:name="{nom}" oor:package="org.openoffice.{paquet}">
{corps}
</oor:component-data>
"""


def fichier(nom: str, paquet: str, corps: str) -> str:
    """A whole file; ``paquet`` without its ``org.openoffice.``."""
    return _FICHIER.format(nom=nom, paquet=paquet, corps=corps)


def groupe(nom: str, corps: str) -> str:
    """A node that is there already."""
    return f"<node oor:name={quoteattr(nom)}>{corps}</node>"


def noeud(nom: str, corps: str) -> str:
    """A node that we add."""
    return f'<node oor:name={quoteattr(nom)} oor:op="replace">{corps}</node>\n'


def prop(nom: str, valeur: str) -> str:
    """A property that is the same in every language."""
    return f'<prop oor:name="{nom}" oor:type="xs:string"><value>{escape(valeur)}</value></prop>'


def texte(nom: str, texte: str) -> str:
    """A text for people: in French, whatever the language of their LibreOffice."""
    valeurs = "".join(f'<value xml:lang="{langue}">{escape(texte)}</value>' for langue in ("en", "fr"))
    return f'<prop oor:name="{nom}" oor:type="xs:string">{valeurs}</prop>'
