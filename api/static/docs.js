// Draws the documentation. A file of its own, because the page's policy allows no script inside the page.
window.addEventListener("load", () => {
  window.SwaggerUIBundle({
    url: "openapi.json",
    dom_id: "#documentation",
    deepLinking: true,
    presets: [window.SwaggerUIBundle.presets.apis],
  });
});
