/* Stand-in for the Excel side of custom functions: just what the script of the add-in needs. */
(function () {
  "use strict";
  var inscrites = {};
  function ErreurExcel(code, message) {
    this.code = code;
    this.message = message;
  }
  window.CustomFunctions = {
    associate: function (id, fonction) {
      inscrites[id] = fonction;
    },
    Error: ErreurExcel,
    ErrorCode: { invalidValue: "#VALUE!", notAvailable: "#N/A" },
  };
  window.inscrites = inscrites;
  /* What Excel does: arguments as matrices, the invocation object last. */
  window.appeler = function (id, valeurs, invocation) {
    return inscrites[id].apply(null, valeurs.concat([invocation || {}]));
  };
})();
