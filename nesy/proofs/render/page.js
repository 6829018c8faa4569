"use strict";
(() => {
  const list = (text) => (text ? text.split(" ").filter(Boolean) : []);
  const decode = (name) => name.replaceAll("%20", " ").replaceAll("%25", "%");

  function wire(root) {
    const sentences = [...root.querySelectorAll("button[data-sentence]")];
    const premises = [...root.querySelectorAll("button[data-premise]")];
    const said = root.querySelector(".said");
    const nodes = nodesByName(root, sentences, premises);

    function clear() {
      for (const lit of root.querySelectorAll(".lit, .chosen")) lit.classList.remove("lit", "chosen");
      for (const button of [...sentences, ...premises]) button.setAttribute("aria-pressed", "false");
    }

    function light(button, name) {
      button.classList.add(name);
      const node = nodes.get(button);
      if (node) node.classList.add(name);
    }

    function lightEdges(start, end) {
      const from = nodes.get(start)?.dataset.node;
      const to = nodes.get(end)?.dataset.node;
      for (const edge of root.querySelectorAll("g.edge")) {
        if (edge.dataset.start === from && edge.dataset.end === to) edge.classList.add("lit");
      }
    }

    function lightSteps(numbers, name) {
      for (const row of root.querySelectorAll("tr[data-step]")) {
        if (numbers.includes(row.dataset.step)) row.classList.add(name);
      }
    }

    function chooseSentence(button) {
      const names = list(button.dataset.premises).map(decode);
      const labels = list(button.dataset.uses);
      light(button, "chosen");
      lightSteps(list(button.dataset.steps), "lit");
      for (const other of premises.filter((p) => names.includes(p.dataset.premise))) {
        light(other, "lit");
        lightEdges(other, button);
      }
      for (const other of sentences.filter((s) => labels.includes(s.dataset.sentence))) {
        light(other, "lit");
        lightEdges(other, button);
      }
      const rests = [...names.map((n) => `sentence ${n}`), ...labels.map((l) => `step ${l}`)];
      return `Step ${button.dataset.sentence} rests on ${rests.join(", ") || "nothing"}.`;
    }

    function choosePremise(button) {
      light(button, "chosen");
      const users = sentences.filter((s) => list(s.dataset.premises).map(decode).includes(button.dataset.premise));
      for (const user of users) {
        light(user, "lit");
        lightEdges(button, user);
      }
      const labels = users.map((s) => `step ${s.dataset.sentence}`).join(", ");
      return `Sentence ${button.dataset.premise} is used in ${labels || "no step"}.`;
    }

    function choose(button) {
      const again = button.getAttribute("aria-pressed") === "true";
      clear();
      if (again) {
        said.textContent = "Nothing is chosen.";
        return;
      }
      button.setAttribute("aria-pressed", "true");
      said.textContent = button.dataset.sentence ? chooseSentence(button) : choosePremise(button);
    }

    for (const group of [sentences, premises]) {
      for (const button of group) {
        button.addEventListener("click", () => choose(button));
        button.addEventListener("keydown", (event) => move(event, group, button));
      }
    }
    root.addEventListener("keydown", (event) => {
      if (event.key === "Escape") clear();
    });
  }

  function nodesByName(root, sentences, premises) {
    const drawn = [...root.querySelectorAll("g.node")];
    const node = (label, isPremise) =>
      drawn.find((n) => n.dataset.label === label && n.classList.contains("premise") === isPremise);
    return new Map([
      ...sentences.map((button) => [button, node(button.dataset.sentence, false)]),
      ...premises.map((button) => [button, node(button.dataset.premise, true)]),
    ]);
  }

  function move(event, group, button) {
    const place = group.indexOf(button);
    const targets = { ArrowDown: place + 1, ArrowUp: place - 1, Home: 0, End: group.length - 1 };
    const target = group[targets[event.key]];
    if (target) {
      event.preventDefault();
      target.focus();
    }
  }

  function wireRun(run) {
    const rows = [...run.querySelectorAll("tr[data-row]")];
    const filters = [...run.querySelectorAll("[data-filter]")];
    const shown = run.querySelector(".shown");

    function matches(row) {
      return filters.every((filter) => {
        const wanted = filter.value.toLowerCase();
        const value = (row.dataset[filter.dataset.filter] || "").toLowerCase();
        return !wanted || (filter.type === "search" ? value.includes(wanted) : value === wanted);
      });
    }

    function filter() {
      let count = 0;
      for (const row of rows) {
        row.hidden = !matches(row);
        if (row.hidden) close(row);
        count += row.hidden ? 0 : 1;
      }
      shown.textContent = `${count} of ${rows.length} shown`;
    }

    function close(row) {
      const button = row.querySelector(".open");
      if (button?.getAttribute("aria-expanded") === "true") {
        button.setAttribute("aria-expanded", "false");
        row.nextElementSibling.remove();
      }
    }

    function toggle(row, button) {
      if (button.getAttribute("aria-expanded") === "true") {
        close(row);
        return;
      }
      const detail = document.createElement("tr");
      detail.className = "detail";
      const cell = document.createElement("td");
      cell.colSpan = [...row.children].filter((c) => c.offsetParent !== null).length;
      cell.append(run.querySelector(`template[data-answer="${row.dataset.row}"]`).content.cloneNode(true));
      detail.append(cell);
      row.after(detail);
      button.setAttribute("aria-expanded", "true");
      wire(cell.querySelector(".nesy"));
    }

    for (const row of rows) {
      const button = row.querySelector(".open");
      if (button) {
        button.addEventListener("click", () => toggle(row, button));
        button.addEventListener("keydown", (event) => {
          const open = rows.filter((r) => !r.hidden).map((r) => r.querySelector(".open")).filter(Boolean);
          move(event, open, button);
        });
      }
    }
    for (const item of filters) item.addEventListener("input", filter);
    filter();
  }

  for (const root of document.querySelectorAll(".nesy")) wire(root);
  for (const run of document.querySelectorAll(".nesy-run")) wireRun(run);
})();
