/* Names for the fields of Datasette's own pages that have none, for people who hear pages. */
const NAMES = {
  "[name=_filter_column]": "Column",
  "[name=_filter_op]": "Comparison",
  "[name=_filter_value]": "Value",
  "[name=_sort]": "Sort by",
  ".cm-content, textarea": "SQL",
};

function name() {
  for (const [fields, label] of Object.entries(NAMES)) {
    document.querySelectorAll(fields).forEach((field) => field.setAttribute("aria-label", label));
  }
  document.querySelectorAll("pre").forEach((text) => (text.tabIndex = 0));
}

addEventListener("load", () => setTimeout(name)); // after the SQL editor has made its own
