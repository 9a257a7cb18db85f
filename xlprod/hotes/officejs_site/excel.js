/* Excel, asked with care: what this version can do, a cell being typed waited for, errors in French. */
(function () {
  "use strict";
  const JEU = "1.9"; // ExcelApi: page set-up and everything before it
  const PHRASES = {
    AccessDenied: "Excel refuse l'accès : classeur ou feuille protégés, ou ouverts en lecture seule",
    InactiveWorkbook: "un autre classeur est devant : revenez à celui-ci, puis relancez",
    InvalidOperationInCellEditMode: "une cellule est en cours de saisie : terminez-la (Entrée), puis relancez",
    InvalidSelection: "choisissez une seule cellule, puis relancez",
    ItemNotFound: "une feuille ou une cellule n'existe plus : relancez",
    UnsupportedSheet: "la feuille active n'est pas une feuille de calcul : choisissez une cellule, puis relancez",
    FormulaLengthExceedsLimit: "une formule est trop longue pour Excel",
  };
  const TROP_GRAND = "le classeur est trop grand pour cette version d'Excel";
  const TROP_VIEUX =
    "cette version d'Excel est trop ancienne : il faut Microsoft 365, ou Excel 2021 ou plus récent";
  ["MemoryLimitReached", "RangeExceedsLimit", "RequestPayloadSizeLimitExceeded", "ResponsePayloadSizeLimitExceeded"]
    .forEach((code) => (PHRASES[code] = TROP_GRAND));
  ["ApiNotAvailable", "ApiNotFound", "NotImplemented"].forEach((code) => (PHRASES[code] = TROP_VIEUX));

  /* Something the user can understand and act upon: its message is a French sentence. */
  class Refus extends Error {
    constructor(phrase, cause) {
      super(phrase, { cause: cause });
    }
  }

  function exiger() {
    if (typeof Excel === "undefined") {
      throw new Refus("aucun classeur ici : ouvrez ce volet depuis Excel");
    }
    if (!Office.context.requirements.isSetSupported("ExcelApi", JEU)) throw new Refus(TROP_VIEUX);
  }

  function traduire(panne) {
    if (panne instanceof Refus) return panne;
    const code = (panne && panne.code) || "";
    const detail = (panne && panne.message) || String(panne);
    if (PHRASES[code]) return new Refus(PHRASES[code], panne);
    return new Refus(code ? `Excel a refusé (${code}) : ${detail}` : `erreur interne : ${detail}`, panne);
  }

  /* Run a batch; `lot` receives the context. */
  async function executer(lot) {
    exiger();
    try {
      return await Excel.run({ delayForCellEdit: true }, lot);
    } catch (panne) {
      throw traduire(panne);
    }
  }

  /* Open a new, unsaved workbook. */
  async function ouvrir(base64) {
    exiger();
    try {
      await Excel.createWorkbook(base64);
    } catch (panne) {
      throw traduire(panne);
    }
  }

  window.xlprod.excel = { Refus: Refus, exiger: exiger, executer: executer, ouvrir: ouvrir, traduire: traduire };
})();
