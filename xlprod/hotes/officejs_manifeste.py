"""The manifest that tells Excel where the add-in is and what it brings: functions, ribbon, pane.

Limits are those of Microsoft's reference: ``resid`` 32 characters, ShortStrings 125, LongStrings
250; one custom tab, at best six groups of seven buttons.  No ``TaskpaneId``: with a shared runtime
there is one pane, and naming it would start a second runtime.
"""

from __future__ import annotations

from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

import macros  # noqa: F401  (fills the registry of actions)
from macros.registre import GROUPES, groupes
from xlprod import VERSION_MOTEUR
from xlprod.hotes.officejs_icones import TAILLES
from xlprod.registre import ESPACE
from xlprod.textes import cle

IDENTIFIANT = "3d0f6c0e-8f43-4f0e-9d5b-6a1c2b7f4e21"
"""Never changes: Excel knows the add-in by it."""

OFFICE = "http://schemas.microsoft.com/office"

MODELE = """\
<?xml version="1.0" encoding="UTF-8"?>
<OfficeApp xmlns="{office}/appforoffice/1.1" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
xmlns:bt="{office}/officeappbasictypes/1.0" xmlns:ov="{office}/taskpaneappversionoverrides" \
xsi:type="TaskPaneApp">
  <Id>{identifiant}</Id>
  <Version>{version}.0</Version>
  <ProviderName>xlprod</ProviderName>
  <DefaultLocale>fr-FR</DefaultLocale>
  <DisplayName DefaultValue="xlprod"/>
  <Description DefaultValue="Minima, charges sociales et devis de la production de films"/>
  <IconUrl DefaultValue={icone_32}/>
  <HighResolutionIconUrl DefaultValue={icone_64}/>
  <SupportUrl DefaultValue={volet}/>
  <AppDomains><AppDomain>{origine}</AppDomain></AppDomains>
  <Hosts><Host Name="Workbook"/></Hosts>
  <Requirements>
    <Sets DefaultMinVersion="1.1"><Set Name="SharedRuntime" MinVersion="1.1"/></Sets>
  </Requirements>
  <DefaultSettings><SourceLocation DefaultValue={volet}/></DefaultSettings>
  <Permissions>ReadWriteDocument</Permissions>
  <VersionOverrides xmlns="{office}/taskpaneappversionoverrides" xsi:type="VersionOverridesV1_0">
    <Hosts>
      <Host xsi:type="Workbook">
        <Runtimes><Runtime resid="Volet.Url" lifetime="long"/></Runtimes>
        <AllFormFactors>
          <ExtensionPoint xsi:type="CustomFunctions">
            <Script><SourceLocation resid="Fonctions.Url"/></Script>
            <Page><SourceLocation resid="Volet.Url"/></Page>
            <Metadata><SourceLocation resid="Metadonnees.Url"/></Metadata>
            <Namespace resid="Espace"/>
          </ExtensionPoint>
        </AllFormFactors>
        <DesktopFormFactor>
          <FunctionFile resid="Volet.Url"/>
          <ExtensionPoint xsi:type="PrimaryCommandSurface">
            <CustomTab id="Xlprod.Onglet">
{groupes}
              <Label resid="Onglet"/>
            </CustomTab>
          </ExtensionPoint>
        </DesktopFormFactor>
      </Host>
    </Hosts>
    <Resources>
      <bt:Images>{images}</bt:Images>
      <bt:Urls>
        <bt:Url id="Volet.Url" DefaultValue={volet}/>
        <bt:Url id="Fonctions.Url" DefaultValue={fonctions}/>
        <bt:Url id="Metadonnees.Url" DefaultValue={metadonnees}/>
      </bt:Urls>
      <bt:ShortStrings>{courtes}</bt:ShortStrings>
      <bt:LongStrings>{longues}</bt:LongStrings>
    </Resources>
  </VersionOverrides>
</OfficeApp>
"""

GROUPE = """\
              <Group id="Xlprod.Groupe.{code}">
                <Label resid="Groupe.{code}"/>
                {icone}
{boutons}
              </Group>"""

BOUTON = """\
                <Control xsi:type="Button" id="Xlprod.{nom}">
                  <Label resid="{nom}.Libelle"/>
                  <Supertip><Title resid="{nom}.Libelle"/><Description resid="{nom}.Aide"/></Supertip>
                  {icone}
                  {action}
                </Control>"""

EXECUTER = '<Action xsi:type="ExecuteFunction"><FunctionName>{nom}</FunctionName></Action>'
OUVRIR_VOLET = '<Action xsi:type="ShowTaskpane"><SourceLocation resid="Volet.Url"/></Action>'


@dataclass(frozen=True, slots=True)
class Bouton:
    """A button as Excel shows it; ``action`` is what it starts."""

    nom: str
    libelle: str
    aide: str
    action: str


VOLET = Bouton(
    "Volet",
    "Volet xlprod",
    "Ouvre le volet : état du moteur, versions, résultat du dernier bouton, boutons et fonctions.",
    OUVRIR_VOLET,
)


def onglet() -> list[tuple[str, list[Bouton]]]:
    """Groups of the tab and their buttons: the actions, then the pane in the last group."""
    lus = {
        groupe: [Bouton(a.nom, a.libelle, a.aide, EXECUTER.format(nom=a.nom)) for a in actions]
        for groupe, actions in groupes()
    }
    lus[GROUPES[-1]] = [*lus.get(GROUPES[-1], []), VOLET]
    return list(lus.items())


def fichier_icone(nom: str, taille: int) -> str:
    """File of a button's picture; without a name, of the add-in's mark."""
    return f"icone-{nom}-{taille}.png" if nom else f"icone-{taille}.png"


def manifeste(base: str) -> str:
    """Manifest of an add-in served at ``base`` (``https://localhost:8443``)."""
    base = base.rstrip("/")
    origine = "/".join(base.split("/")[:3])

    def adresse(nom: str) -> str:
        return quoteattr(f"{base}/{nom}")

    lus = onglet()
    boutons = [bouton for _, du_groupe in lus for bouton in du_groupe]
    courtes = {"Espace": ESPACE, "Onglet": "xlprod"}
    courtes |= {f"Groupe.{_code(groupe)}": groupe for groupe, _ in lus}
    courtes |= {f"{b.nom}.Libelle": b.libelle for b in boutons}
    return MODELE.format(
        office=OFFICE,
        identifiant=IDENTIFIANT,
        version=VERSION_MOTEUR,
        origine=escape(origine),
        volet=adresse("volet.html"),
        fonctions=adresse("functions.js"),
        metadonnees=adresse("functions.json"),
        icone_32=adresse(fichier_icone("", 32)),
        icone_64=adresse(fichier_icone("", 64)),
        groupes="\n".join(_groupe(groupe, du_groupe) for groupe, du_groupe in lus),
        images="".join(
            f'<bt:Image id="{b.nom}.{t}" DefaultValue={adresse(fichier_icone(b.nom, t))}/>'
            for b in boutons
            for t in TAILLES
        ),
        courtes=_textes(courtes),
        longues=_textes({f"{b.nom}.Aide": b.aide for b in boutons}),
    )


def _groupe(groupe: str, boutons: list[Bouton]) -> str:
    ecrits = "\n".join(BOUTON.format(nom=b.nom, icone=_icone(b.nom), action=b.action) for b in boutons)
    return GROUPE.format(code=_code(groupe), icone=_icone(boutons[0].nom), boutons=ecrits)


def _icone(nom: str) -> str:
    images = "".join(f'<bt:Image size="{t}" resid="{nom}.{t}"/>' for t in TAILLES)
    return f"<Icon>{images}</Icon>"


def _code(groupe: str) -> str:
    return cle(groupe).replace(" ", "_").capitalize()


def _textes(textes: dict[str, str]) -> str:
    return "".join(f'<bt:String id="{nom}" DefaultValue={quoteattr(t)}/>' for nom, t in textes.items())
