// What /search does beyond swapping its results: small things that HTML alone cannot.
const form = document.getElementById("search");
const narrow = document.getElementById("narrow");
const wide = matchMedia("(min-width: 64rem)");
const opened = new Set();

// Filters stand open beside the results, and are folded up above them where there is no room beside.
const unfold = () => { narrow.open = wide.matches; };
unfold();
wide.addEventListener("change", unfold);

// A company or place of the list fills in its field, before the form is sent with it.
form.addEventListener("click", (event) => {
  const button = event.target.closest("button[name]");
  if (button) document.getElementById(button.name).value = button.value;
}, true);

// Whoever has opened a long list keeps it open while its numbers change.
form.addEventListener("toggle", ({ target }) => {
  if (target.id.startsWith("more-")) opened[target.open ? "add" : "delete"](target.id);
}, true);
document.body.addEventListener("htmx:afterSettle", () => {
  for (const id of opened) document.getElementById(id)?.setAttribute("open", "");
  // The feeds that a browser offers are those of the search that is shown.
  for (const feed of document.querySelectorAll("link[data-feed]")) {
    const shown = document.querySelector(`[data-feed-link="${feed.dataset.feed}"]`);
    if (shown) feed.href = shown.href;
  }
});

// An answer that does not come is said; the button asks without scripts, and then the page itself says what is wrong.
const failed = document.getElementById("failed");
const say = (wrong) => { failed.hidden = !wrong; };
for (const event of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
  document.body.addEventListener(event, () => say(true));
}
document.body.addEventListener("htmx:afterOnLoad", ({ detail }) => say(detail.failed));
form.querySelector(".search-bar button").addEventListener("click", (event) => {
  if (failed.hidden) return;
  event.preventDefault();
  form.submit();
});
