// What `make audit` asks of every page's HTML: the standard and good practice, but for what is said here.
export default {
  extends: ["html-validate:recommended", "html-validate:document"],
  rules: {
    "aria-label-misuse": ["error", { allowAnyNamable: true }], // ARIA lets a list have a name
    "doctype-style": ["error", { style: "lowercase" }], // as the theme writes it; HTML takes both
    "long-title": ["error", { maxlength: 80 }], // the page's own title comes first, the site's after it
    "no-trailing-whitespace": "off", // at the ends of the templates' lines, where it means nothing
    "require-sri": ["error", { target: "crossorigin" }], // all comes from the site itself
    "valid-id": ["error", { relaxed: true }], // the theme's begin with __; HTML asks only that no space is in them
    "wcag/h32": "off", // the theme's palette is a form of two radio buttons; it sends nothing
  },
}
