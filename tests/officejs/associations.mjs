/* Runs the scripts of a page as the page loads them, with an Office that only takes names down.
   Prints {actions, fonctions, pannes}: what was associated, and the scripts that failed.
   The page itself is a stand-in that accepts anything: Chromium has the real one. */
import fs from "node:fs";
import path from "node:path";
import vm from "node:vm";

const page = process.argv[2];
const vu = { actions: [], fonctions: [], pannes: [] };
const rien = new Proxy(function () {}, {
  get: (_, nom) => (nom === Symbol.toPrimitive ? () => "" : nom === "then" ? undefined : rien),
  set: () => true,
  apply: () => rien,
  construct: () => rien,
});
const ADRESSE = "https://localhost/";
const jamais = () => new Promise(() => {});
const monde = vm.createContext({
  document: new Proxy({ baseURI: ADRESSE }, { get: (o, nom) => (nom in o ? o[nom] : rien) }),
  location: { href: ADRESSE, search: "" },
  navigator: {},
  fetch: jamais,
  setTimeout: () => 0,
  URL,
  CustomFunctions: { associate: (nom) => vu.fonctions.push(nom), Error, ErrorCode: {} },
  Office: {
    onReady: (suite) => Promise.resolve(suite && suite({ host: "Excel" })),
    actions: { associate: (nom) => vu.actions.push(nom) },
  },
});
monde.window = monde.self = monde;
process.on("unhandledRejection", () => {}); // the engine cannot start here

for (const [, source] of fs.readFileSync(page, "utf8").matchAll(/<script[^>]*\ssrc="([^":]+)"/g)) {
  try {
    vm.runInContext(fs.readFileSync(path.join(path.dirname(page), source), "utf8"), monde);
  } catch (panne) {
    vu.pannes.push(`${source} : ${panne.message}`);
  }
}
await new Promise((suite) => setImmediate(suite)); // what waits for Office to be ready
console.log(JSON.stringify(vu));
