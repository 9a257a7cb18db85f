/* What Microsoft's own tools say of a manifest: their converter to JSON, then their schema.
   node manifeste.mjs ESPACE FOLDER…, each folder with its manifest.xml and functions.json.
   Prints a list of {refus, defauts}: the converter's refusal, else what the schema finds.
   The converter drops the custom functions: they are put back before the schema judges. */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { createRequire } from "node:module";

const [espace, ...dossiers] = process.argv.slice(2);
const demander = createRequire(import.meta.url);
const { convert } = demander("office-addin-manifest-converter");
const Ajv = demander("ajv-draft-04");
const formats = demander("ajv-formats");
const VERSION = "1.30"; // custom functions came with 1.23, menus without an action of their own with 1.20
const ADRESSE = `https://developer.microsoft.com/json-schemas/teams/v${VERSION}/MicrosoftTeams.schema.json`;
const PAQUET = path.dirname(demander.resolve("@microsoft/app-manifest/package.json"));

const lire = (...chemin) => JSON.parse(fs.readFileSync(path.join(...chemin), "utf8"));
const ajv = new Ajv({ strict: false, allErrors: true });
formats(ajv);
const juge = ajv.compile(lire(PAQUET, "build/json-schemas/teams", `v${VERSION}`, "MicrosoftTeams.schema.json"));

/* The converter was cut out of the web client: some refusals read « Strings is not defined ». */
async function convertir(manifeste) {
  const sortie = fs.mkdtempSync(path.join(os.tmpdir(), "xlprod-manifeste-"));
  const dire = console.log;
  console.log = () => {}; // only our answer goes to the standard output
  try {
    await convert(manifeste, sortie, false, ADRESSE, VERSION);
    return { json: lire(sortie, "manifest.json"), refus: null };
  } catch (panne) {
    return { refus: String(panne.message || panne) };
  } finally {
    console.log = dire;
    fs.rmSync(sortie, { recursive: true });
  }
}

async function juger(dossier) {
  const { json, refus } = await convertir(path.join(dossier, "manifest.xml"));
  if (!json) return { refus, defauts: [] };
  const { functions } = lire(dossier, "functions.json");
  json.extensions[0].runtimes[0].customFunctions = { functions, namespace: { id: espace, name: espace } };
  juge(json);
  return { refus, defauts: (juge.errors || []).map((defaut) => `${defaut.instancePath} ${defaut.message}`) };
}

const verdicts = [];
for (const dossier of dossiers) verdicts.push(await juger(dossier)); // one at a time: the converter has globals
console.log(JSON.stringify(verdicts));
