"""The manifest that tells Excel where the add-in is and what it brings."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from xlprod import VERSION_MOTEUR
from xlprod.registre import ESPACE

IDENTIFIANT = "3d0f6c0e-8f43-4f0e-9d5b-6a1c2b7f4e21"
"""Never changes: Excel knows the add-in by it."""

ICONES = (16, 32, 64, 80)
LIBELLES = {
    "Espace": ESPACE,
    "Onglet": "xlprod",
    "Groupe.Aide": "Aide",
    "Volet.Libelle": "Volet xlprod",
}
AIDES = {
    "Volet.Aide": "Ouvre le volet : état du moteur, versions du moteur et des barèmes.",
}
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
              <Group id="Xlprod.Aide">
                <Label resid="Groupe.Aide"/>
                {icones_bouton}
                <Control xsi:type="Button" id="Xlprod.Volet">
                  <Label resid="Volet.Libelle"/>
                  <Supertip><Title resid="Volet.Libelle"/><Description resid="Volet.Aide"/></Supertip>
                  {icones_bouton}
                  <Action xsi:type="ShowTaskpane">
                    <TaskpaneId>Xlprod.Volet</TaskpaneId><SourceLocation resid="Volet.Url"/>
                  </Action>
                </Control>
              </Group>
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


def manifeste(base: str) -> str:
    """Manifest of an add-in served at ``base`` (``https://localhost:8443``)."""
    base = base.rstrip("/")
    origine = "/".join(base.split("/")[:3])

    def adresse(nom: str) -> str:
        return quoteattr(f"{base}/{nom}")

    return MODELE.format(
        office=OFFICE,
        identifiant=IDENTIFIANT,
        version=VERSION_MOTEUR,
        origine=escape(origine),
        volet=adresse("volet.html"),
        fonctions=adresse("functions.js"),
        metadonnees=adresse("functions.json"),
        icone_32=adresse("icone-32.png"),
        icone_64=adresse("icone-64.png"),
        icones_bouton="<Icon>"
        + "".join(f'<bt:Image size="{t}" resid="Icone.{t}"/>' for t in (16, 32, 80))
        + "</Icon>",
        images="".join(
            f'<bt:Image id="Icone.{t}" DefaultValue={adresse(f"icone-{t}.png")}/>' for t in (16, 32, 80)
        ),
        courtes=_textes(LIBELLES),
        longues=_textes(AIDES),
    )


def _textes(textes: dict[str, str]) -> str:
    return "".join(f'<bt:String id="{nom}" DefaultValue={quoteattr(t)}/>' for nom, t in textes.items())
