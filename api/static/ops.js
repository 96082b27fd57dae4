// The parts of the page refresh themselves; while nobody looks, they ask for nothing, and say when nobody answers.
const lost = document.querySelector("[data-lost]");

document.addEventListener("htmx:beforeRequest", (event) => {
  if (document.hidden && event.target.matches("[data-live]")) event.preventDefault();
});
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  for (const part of document.querySelectorAll("[data-live]")) window.htmx.trigger(part, "look");
});
document.addEventListener("htmx:sendError", () => { lost.hidden = false; });
document.addEventListener("htmx:afterOnLoad", () => { lost.hidden = true; });
