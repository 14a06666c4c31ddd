// Comfort only: every page works without this file. No inline handlers, no eval, nothing newer than Chromium 109.
(function () {
  "use strict";
  var live = document.getElementById("live");
  function say(text) { if (live) live.textContent = text; }

  // Composition (Chinese input methods): Enter or a shortcut during it does nothing else.
  var composing = false;
  document.addEventListener("compositionstart", function () { composing = true; });
  document.addEventListener("compositionend", function () { setTimeout(function () { composing = false; }, 0); });
  function busy(event) { return composing || event.isComposing || event.keyCode === 229; }

  // The error summary gets the focus when a page loads with one.
  var summary = document.getElementById("errors");
  if (summary) summary.focus();

  // A field named by a link of the summary: focus the control itself.
  document.addEventListener("click", function (event) {
    var link = event.target.closest ? event.target.closest("#errors a[href^='#']") : null;
    if (!link) return;
    var field = document.getElementById(decodeURIComponent(link.getAttribute("href").slice(1)));
    if (!field) return;
    var control = field.matches("input,select,textarea") ? field : field.querySelector("input,select,textarea");
    if (control) { event.preventDefault(); control.focus(); control.scrollIntoView({ block: "center" }); }
  });

  // Ctrl+K find, Ctrl+Enter the main button, Esc closes the open details.
  document.addEventListener("keydown", function (event) {
    if (busy(event)) { if (event.key === "Enter" && event.target.tagName === "INPUT") event.preventDefault(); return; }
    if (event.ctrlKey && event.key === "k") {
      var find = document.getElementById("find");
      if (find) { event.preventDefault(); find.focus(); find.select(); }
    } else if (event.ctrlKey && event.key === "Enter") {
      var form = event.target.form || document.querySelector("form[data-main]");
      var main = form && form.querySelector("button[data-main]");
      if (main) main.click();
    } else if (event.key === "Escape") {
      var open = event.target.closest ? event.target.closest("details[open]") : null;
      if (open) { open.open = false; open.querySelector("summary").focus(); }
    }
  });

  // Double click: the second submit of the same form waits for the first. The server has the key as well.
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.method !== "post") return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    form.setAttribute("aria-busy", "true");
    setTimeout(function () { delete form.dataset.sent; form.removeAttribute("aria-busy"); }, 4000);
  });

  // Draft: saved when a field is left with another value than it had.
  var draft = document.querySelector("form[data-draft]");
  if (draft) {
    var last = snapshot(draft), saving = false;
    draft.addEventListener("focusout", function () { setTimeout(save, 150); });
    document.addEventListener("visibilitychange", function () { if (document.visibilityState === "hidden") save(); });
  }
  function snapshot(form) {
    var data = new URLSearchParams();
    new FormData(form).forEach(function (value, key) { if (typeof value === "string") data.append(key, value); });
    return data.toString();
  }
  function save() {
    var now = snapshot(draft);
    if (saving || now === last || draft.dataset.sent) return;
    saving = true;
    fetch(draft.action, {
      method: "POST", body: now + "&step=draft", credentials: "same-origin", redirect: "manual",
      headers: { "content-type": "application/x-www-form-urlencoded", "x-fadu-draft": "1" }
    }).then(function (answer) {
      if (answer.status === 204) { last = now; say("草稿已保存 " + clock()); }
      else if (answer.status === 401) say("您离开较久，已为您退出。您填的内容还在这一页，请在新窗口登录后再保存。");
      else say("没有保存成功。您填的内容还在，请再保存一次。");
    }).catch(function () {
      say("没有保存成功：网络断了。您填的内容还在，连上后点「保存草稿」。");
    }).then(function () { saving = false; });
  }
  function clock() {
    var d = new Date();
    return ("0" + d.getHours()).slice(-2) + ":" + ("0" + d.getMinutes()).slice(-2);
  }

  // Copy buttons carry the text they copy.
  document.addEventListener("click", function (event) {
    var button = event.target.closest ? event.target.closest("button[data-copy]") : null;
    if (!button || !navigator.clipboard) return;
    navigator.clipboard.writeText(button.dataset.copy).then(function () { say("已复制"); });
  });

  // Printing opens every details and closes them again.
  var opened = [];
  addEventListener("beforeprint", function () {
    document.querySelectorAll("details:not([open])").forEach(function (d) { d.open = true; opened.push(d); });
  });
  addEventListener("afterprint", function () { opened.forEach(function (d) { d.open = false; }); opened = []; });
})();
