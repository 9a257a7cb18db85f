// Peer of bench_moteur.py: URSSAF's public rules (npm modele-social) run by publicodes.
// node pair_modele_social.cjs FOLDER, where `npm install modele-social publicodes` was done.
'use strict';
const { performance } = require('node:perf_hooks');
const depart = performance.now();
const charger = require('node:module').createRequire(require('node:path').join(process.argv[2], '/'));
const defaut = (module) => module.default || module;
const Engine = defaut(charger('publicodes'));
const regles = defaut(charger('modele-social'));
const muet = { log() {}, warn() {}, error() {} };
const COUT = 'salarié . coût total employeur';
const NET = 'salarié . rémunération . net . à payer avant impôt';
// The intermittents' rules of this model only apply under the live-show agreement: nearest to a film technician.
const TECHNICIEN = {
  'salarié . contrat': "'CDD'",
  'salarié . contrat . CDD . motif': "'classique . usage'",
  'salarié . convention collective': "'SVP'",
  'salarié . régimes spécifiques . intermittents du spectacle': "'technicien'",
};
const moteur = new Engine(regles, { logger: muet });

function calculer(brut) {
  moteur.setSituation({ ...TECHNICIEN, 'salarié . contrat . salaire brut': `${brut} €/mois` });
  return moteur.evaluate(COUT).nodeValue;
}

// From the net back to the gross: the model answers by its own inversion.
function inverser(net) {
  moteur.setSituation({ ...TECHNICIEN, [NET]: `${net} €/mois` });
  return moteur.evaluate('salarié . contrat . salaire brut').nodeValue;
}

function cadence(action, nombre) {
  const debut = performance.now();
  for (let i = 0; i < nombre; i++) action(2000 + i);
  return (nombre * 1000) / (performance.now() - debut);
}

const cout = calculer(3000);
const premier = performance.now() - depart;
const rendu = {
  version: charger('modele-social/package.json').version,
  cout_de_3000: cout,
  premier_s: premier / 1000,
  un_par_un_par_s: cadence(calculer, 100),
};
const brut = inverser(2000);
if (brut) {
  rendu.brut_de_2000_net = brut;
  rendu.brut_depuis_net_par_s = cadence(inverser, 30);
}
rendu.memoire_mio = process.memoryUsage().rss / 1048576;
console.log(JSON.stringify(rendu));
