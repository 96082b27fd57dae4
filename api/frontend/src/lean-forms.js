// Forms marked data-lean leave out what is empty, so that addresses hold only what was asked for.
const isLean = (form) => form instanceof HTMLFormElement && "lean" in form.dataset;

function withoutEmpty(data) {
  for (const name of new Set(data.keys())) {
    const values = data.getAll(name).filter((value) => value !== "");
    data.delete(name);
    values.forEach((value) => data.append(name, value));
  }
}

export function installLeanForms() {
  document.addEventListener("formdata", ({ target, formData }) => isLean(target) && withoutEmpty(formData));
  document.addEventListener("htmx:configRequest", ({ detail }) => isLean(detail.elt) && withoutEmpty(detail.formData));
}
