// What every page has: htmx, and the switch between light and dark.
import htmx from "htmx.org";
import { installLeanForms } from "./lean-forms.js";
import { installThemeSwitch } from "./theme-switch.js";

Object.assign(htmx.config, {
  allowEval: false, // the policy of the pages forbids it anyway
  allowScriptTags: false,
  includeIndicatorStyles: false, // style.css has them; a <style> would be refused
  historyCacheSize: 0, // no copies of pages in the browser's storage
  refreshOnHistoryMiss: true,
  selfRequestsOnly: true,
  scrollBehavior: "auto",
});
window.htmx = htmx;
installThemeSwitch();
installLeanForms();
