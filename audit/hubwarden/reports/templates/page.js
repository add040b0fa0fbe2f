"use strict";
// Filters the entries, opens what a link leads to, and opens everything for paper. It reads the page, and nothing else.
(function () {
  const form = document.getElementById("filters");
  const folded = () => [...document.querySelectorAll("details")];

  function openTarget() {
    const name = decodeURIComponent(location.hash.slice(1));
    const target = name && document.getElementById(name);
    for (let it = target && target.closest("details"); it; it = it.parentElement.closest("details")) it.open = true;
    if (target) target.scrollIntoView();
  }
  addEventListener("hashchange", openTarget);
  openTarget();

  let closed = [];
  addEventListener("beforeprint", () => {
    closed = folded().filter((it) => !it.open);
    closed.forEach((it) => { it.open = true; });
  });
  addEventListener("afterprint", () => {
    closed.forEach((it) => { it.open = false; });
    closed = [];
  });

  if (!form) return;
  const entries = [...document.querySelectorAll("[data-marks]")];
  if (!entries.length) return;
  const groups = [...document.querySelectorAll("[data-group]")].reverse();
  const choices = [...form.querySelectorAll("[data-filter]")];
  const text = form.querySelector("[data-text]");
  const shown = form.querySelector("[data-shown]");
  const marks = entries.map((it) => new Set(it.dataset.marks.split(" ")));
  let words = null;

  // The text of an entry with the names of what it stands in, read once.
  function wordsOf(entry) {
    let found = entry.textContent;
    for (let it = entry.parentElement; it; it = it.parentElement) {
      const first = it.firstElementChild;
      if ("group" in it.dataset && /^H[34]$/.test(first.tagName)) found += "\n" + first.textContent;
    }
    return found.toLowerCase();
  }

  function show() {
    const wanted = choices.map((it) => it.value).filter(Boolean);
    const sought = text.value.trim().toLowerCase();
    if (sought && !words) words = entries.map(wordsOf);
    let count = 0;
    entries.forEach((entry, at) => {
      const fits = wanted.every((mark) => marks[at].has(mark)) && (!sought || words[at].includes(sought));
      entry.classList.toggle("out", !fits);
      count += fits;
    });
    groups.forEach((group) => {
      group.classList.toggle("out", !group.querySelector("[data-marks]:not(.out)"));
    });
    shown.textContent = "Entries shown: " + count + " of " + entries.length + ".";
  }

  let waiting = 0;
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(show, 150);
  });
  form.querySelector("[data-reset]").addEventListener("click", () => {
    choices.forEach((it) => { it.value = ""; });
    text.value = "";
    show();
  });
  form.hidden = false;
  show();
})();
