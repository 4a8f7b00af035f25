// ESLint's recommended rules, and a few more that catch real faults or hold the house's measures.
import js from "@eslint/js";
import globals from "globals";

// Strangers wrote the titles and abstracts: a string that becomes HTML would let them run scripts.
const STRINGS_AS_HTML = [
  "AssignmentExpression > MemberExpression.left[property.name=/^(innerHTML|outerHTML|srcdoc)$/]",
  "CallExpression[callee.property.name=/^(insertAdjacentHTML|createContextualFragment|setHTMLUnsafe)$/]",
  "CallExpression[callee.object.name='document'][callee.property.name=/^(write|writeln)$/]",
];
// Modules say what they share; whoever sets a name on the window shares it with everybody.
const NAMES_ON_WINDOW =
  "AssignmentExpression > MemberExpression.left[object.name=/^(window|globalThis|self)$/]";

const FAULTS = {
  "array-callback-return": "error",
  "consistent-return": "error",
  eqeqeq: "error",
  "no-constructor-return": "error",
  "no-implicit-coercion": ["error", { allow: ["!!"] }],
  "no-multi-assign": "error",
  "no-nested-ternary": "error",
  "no-param-reassign": "error",
  "no-promise-executor-return": "error",
  "no-return-assign": "error",
  "no-sequences": "error",
  "no-shadow": "error",
  "no-template-curly-in-string": "error",
  "no-unmodified-loop-condition": "error",
  "no-unreachable-loop": "error",
  "no-use-before-define": ["error", { functions: false }],
  "no-var": "error",
  "prefer-const": "error",
};

const MEASURES = {
  complexity: ["error", 10],
  "id-length": ["error", { min: 2, exceptions: ["_"] }],
  "max-depth": ["error", 4],
  "max-lines": ["error", 400],
  "max-lines-per-function": ["error", { max: 40, skipBlankLines: true, skipComments: true }],
  "max-params": ["error", 6],
};

export default [
  js.configs.recommended,
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  { rules: FAULTS },
  {
    files: [
      "generator/broadsheet/rendering/service_worker/*.js",
      "generator/broadsheet/rendering/serving/*.js",
      "generator/broadsheet/theme/assets/scripts/**/*.js",
    ],
    languageOptions: { globals: globals.browser },
    rules: {
      ...MEASURES,
      "no-console": "error",
      "no-restricted-syntax": ["error", ...STRINGS_AS_HTML, NAMES_ON_WINDOW],
    },
  },
  { files: ["**/*.mjs"], languageOptions: { globals: globals.node } },
  {
    files: ["benchmarks/watch.js"],
    languageOptions: { sourceType: "script", globals: { ...globals.browser, ON_PAGE: "readonly" } },
  },
];
