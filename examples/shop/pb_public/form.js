// The order form: what it holds, and the server's errors beside the fields they are about.

/** The order as typed in, right or wrong. */
export function values(form) {
  const data = new FormData(form);
  return {
    product: data.get("product") ?? "",
    quantity: Number(data.get("quantity")),
    email: data.get("email").trim(),
    note: data.get("note").trim(),
  };
}

/** What is marked as wrong in a field: its input, or the group of its radio buttons. */
function controlOf(field) {
  return field.matches("[role=radiogroup]") ? field : field.querySelector("input, textarea");
}

function mark(field, message) {
  field.querySelector(".error").textContent = message;
  const control = controlOf(field);
  if (message) control?.setAttribute("aria-invalid", "true");
  else control?.removeAttribute("aria-invalid");
}

export function clearErrors(form) {
  form.querySelector("[role=alert]").textContent = "";
  for (const field of form.querySelectorAll("[data-field]")) mark(field, "");
}

/** Shows a failed request: field errors at their fields, all others in the form's alert; `message` if there are none. */
export function showErrors(form, error, message) {
  const errors = Object.entries(error.response?.data ?? {});
  const others = [];
  for (const [name, { message }] of errors) {
    const field = form.querySelector(`[data-field="${CSS.escape(name)}"]`);
    if (field) mark(field, message);
    else others.push(message);
  }
  form.querySelector("[role=alert]").textContent = errors.length > 0 ? others.join(" ") : message;
  const wrong = form.querySelector("[aria-invalid]");
  (wrong?.querySelector("input") ?? wrong)?.focus();
}
