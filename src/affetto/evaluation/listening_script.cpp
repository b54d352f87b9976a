#include "affetto/evaluation/listening_page.hpp"

namespace affetto {

std::string_view listening_script() {
    return R"js(const FIELDS = ["valence", "arousal", "emotion", "music", "comment"];

// RFC 4180: a field with a comma, a quote or a line break is quoted, its quotes are doubled.
function csvField(text) {
  return /[",\r\n]/.test(text) ? '"' + text.replace(/"/g, '""') + '"' : text;
}

// One row for each clip with an answer; answers: {code: {field: text}}.
function csvOf(page, rater, answers) {
  const rows = [["page", "clip"].concat(FIELDS, "rater")];
  for (const code of Object.keys(answers).sort()) {
    const answer = answers[code];
    if (!FIELDS.some(field => answer[field])) continue;
    rows.push([page, code].concat(FIELDS.map(field => answer[field] || ""), rater));
  }
  return rows.map(row => row.map(csvField).join(",") + "\r\n").join("");
}

function start() {
  const form = document.getElementById("ratings");
  const page = form.dataset.page, store = "affetto-ratings-" + page;
  const sections = Array.from(document.querySelectorAll("section[data-clip]"));
  const rater = document.getElementById("rater");

  function read() {
    const answers = {};
    for (const section of sections) {
      const code = section.dataset.clip, answer = answers[code] = {};
      for (const field of FIELDS) {
        const named = form.elements[code + "-" + field];
        answer[field] = named ? named.value.trim() : "";
      }
      section.classList.toggle("done", Boolean(answer.valence && answer.arousal && answer.music));
    }
    return answers;
  }
  function show() {
    const answers = read();
    const done = document.querySelectorAll("section.done").length;
    document.getElementById("progress").textContent = done + " of " + sections.length + " rated";
    return answers;
  }
  function keep() {
    try {
      localStorage.setItem(store, JSON.stringify({rater: rater.value, answers: show()}));
    } catch (error) { show(); }  // a browser that keeps nothing: the ratings can still be saved
  }
  function recall() {
    let kept = null;
    try { kept = JSON.parse(localStorage.getItem(store)); } catch (error) { return; }
    if (!kept) return;
    rater.value = kept.rater || "";
    for (const code of Object.keys(kept.answers || {}))
      for (const field of FIELDS) {
        const named = form.elements[code + "-" + field];
        if (named) named.value = kept.answers[code][field] || "";
      }
  }

  recall();
  show();
  form.addEventListener("input", keep);
  form.addEventListener("submit", event => event.preventDefault());
  document.addEventListener("play", event => {  // one at a time
    for (const audio of document.querySelectorAll("audio"))
      if (audio !== event.target) audio.pause();
  }, true);
  document.getElementById("save").addEventListener("click", () => {
    const csv = csvOf(page, rater.value.trim(), show());
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([csv], {type: "text/csv"}));
    link.download = "ratings-" + page + ".csv";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  });
}

if (typeof document !== "undefined") start();
)js";
}

}  // namespace affetto
