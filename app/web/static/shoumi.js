// What an answer would change is shown beside the question before it is sent.
// Everything works without this file.
"use strict";

document.querySelector("[autofocus]")?.focus();

for (const button of document.querySelectorAll(".password button")) {
  const input = button.previousElementSibling;
  button.hidden = false;
  button.addEventListener("click", () => {
    const shown = input.type === "password";
    input.type = shown ? "text" : "password";
    button.setAttribute("aria-pressed", shown);
  });
  // Browsers offer to keep what is in a text field.
  input.form?.addEventListener("submit", () => { input.type = "password"; });
}

for (const input of document.querySelectorAll(".secret input")) {
  input.addEventListener("focus", () => input.select());
}

// A status that is there from the start is not read out; one that changes is, whole.
for (const status of document.querySelectorAll(".flash[role=status]")) {
  setTimeout(() => status.append("\u00a0"), 500);
}

const pending = document.querySelector("[data-again]");
if (pending) {
  again(pending);
}

// again looks from time to time how far something is, until the page is another.
async function again(pending) {
  for (;;) {
    await new Promise((done) => setTimeout(done, 1000 * pending.dataset.every));
    try {
      const r = await fetch(pending.dataset.again);
      const next = new DOMParser().parseFromString(await r.text(), "text/html").querySelector("[data-again]");
      if (r.ok && !r.redirected && next) {
        pending.replaceChildren(...next.childNodes);
        continue;
      }
    } catch {
      continue; // not reached; the next time may
    }
    location.assign(pending.dataset.again);
    return;
  }
}

const form = document.querySelector("form[data-interview]");
if (form) {
  interview(form);
}

function interview(form) {
  const panel = document.getElementById("now");
  const said = document.getElementById("said");
  const key = "shoumi-latest";
  let running;

  // Going back in the browser shows an address from before; the answers given
  // since travel along, so that changing this one keeps them.
  const arrived = (back) => {
    if (!form.elements.later) return; // a record keeps them
    if (back) {
      form.elements.later.value = sessionStorage.getItem(key) || "";
    } else {
      form.elements.later.value = "";
      sessionStorage.setItem(key, form.elements.s.value);
    }
  };
  const how = performance.getEntriesByType("navigation")[0];
  arrived(how && how.type === "back_forward");
  addEventListener("pageshow", (e) => {
    if (!e.persisted) return;
    if (form.elements.later) arrived(true);
    else location.reload(); // as the record is now
  });

  form.addEventListener("change", async (e) => {
    alone(e.target);
    const data = new URLSearchParams(new FormData(form));
    if (!data.has("v") || form.elements.q.value === "act_date") return;
    if (running) running.abort();
    running = new AbortController();
    try {
      const r = await fetch(form.dataset.interview, { method: "POST", body: data, signal: running.signal });
      if (!r.ok || r.redirected) return;
      panel.innerHTML = await r.text();
      const news = panel.querySelector(".problem, .delta");
      said.textContent = news ? news.textContent.replace(/\s+/g, " ").trim() : "";
    } catch (err) {
      if (err.name !== "AbortError") throw err;
    }
  });

  // 以上都沒有 stands alone; the server checks it too.
  function alone(box) {
    if (box.type !== "checkbox" || !box.checked || box.name !== "v") return;
    const none = (b) => b.dataset.alone === "-";
    for (const other of form.querySelectorAll("input[name=v]")) {
      if (other !== box && (none(box) || none(other))) other.checked = false;
    }
  }
}
