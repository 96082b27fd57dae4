// The parts of the page refresh themselves; while nobody looks, they ask for nothing, and say when nobody answers.
// What a button has asked for and did not get is said, too: of such an answer nothing is put into the page.
const lost = document.querySelector("[data-lost]");
const refused = document.querySelector("[data-refused]");

document.addEventListener("htmx:beforeRequest", (event) => {
  if (document.hidden && event.target.matches("[data-live]")) event.preventDefault();
});
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  for (const part of document.querySelectorAll("[data-live]")) window.htmx.trigger(part, "look");
});
document.addEventListener("htmx:sendError", () => { lost.hidden = false; });
document.addEventListener("htmx:afterOnLoad", ({ detail }) => {
  const note = detail.requestConfig.verb === "get" ? lost : refused;
  note.hidden = !detail.failed;
});
