// The button that changes the theme and remembers it; other scripts hear of it by the event "themechange".
const root = document.documentElement;
const system = matchMedia("(prefers-color-scheme: dark)");

export const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : system.matches);

export function installThemeSwitch() {
  const button = document.querySelector("[data-theme-switch]");
  const show = () => button.setAttribute("aria-pressed", String(isDark()));
  const tell = () => {
    show();
    document.dispatchEvent(new Event("themechange"));
  };
  button.hidden = false;
  button.addEventListener("click", () => {
    const wanted = isDark() ? "light" : "dark";
    // The system's own choice needs no memory: it may change in the evening.
    if ((wanted === "dark") === system.matches) {
      delete root.dataset.theme;
      localStorage.removeItem("theme");
    } else {
      root.dataset.theme = wanted;
      localStorage.setItem("theme", wanted);
    }
    tell();
  });
  system.addEventListener("change", tell);
  show();
}
