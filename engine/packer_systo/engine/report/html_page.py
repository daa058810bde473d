"""The fixed parts of the HTML page: its style, its script, and the policy that admits only them."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256

STYLE = """
:root { color-scheme: light dark; --ground: #fff; --ink: #1c1f23; --quiet: #59606a; --line: #d9dde2;
  --panel: #f6f7f9; --mark: #ffe08a; --critical: #9f1239; --high: #c2410c; --medium: #8a6100;
  --low: #1d5fa8; --info: #4b5563; }
@media (prefers-color-scheme: dark) { :root { --ground: #15181c; --ink: #e6e8eb; --quiet: #9aa3ad;
  --line: #31363d; --panel: #1d2126; --mark: #6b5310; --critical: #ff8fa8; --high: #ff9d66;
  --medium: #e8bd4f; --low: #7db6f5; --info: #aab2bd; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink);
  font: 16px/1.55 system-ui, sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 2rem 1rem 4rem; }
h1 { font-size: 1.9rem; margin: 0; } header p { color: var(--quiet); margin: .2rem 0 1rem; }
h2 { font-size: 1.1rem; margin: 0 0 .3rem; line-height: 1.4; }
code, pre { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: .9em; }
pre code { font-size: 1em; }
article, .errors { border: 1px solid var(--line); border-radius: .5rem; padding: 1rem;
  margin: 1rem 0; }
.errors { border-color: var(--critical); }
article[hidden] { display: none; }
.rule { margin: 0 0 .6rem; color: var(--quiet); }
.badge { display: inline-block; border: 1px solid currentColor; border-radius: 1rem;
  padding: 0 .6rem; font-size: .8rem; font-weight: 600; }
.critical { color: var(--critical); } .high { color: var(--high); } .medium { color: var(--medium); }
.low { color: var(--low); } .info { color: var(--info); }
figure { margin: .6rem 0; } figcaption { color: var(--quiet); font-size: .9rem; }
.label { color: var(--ink); }
pre { background: var(--panel); border-radius: .4rem; padding: .6rem .8rem; margin: .3rem 0;
  overflow-x: auto; }
pre .number { color: var(--quiet); display: inline-block; min-width: 2.5rem; user-select: none; }
mark { background: var(--mark); color: inherit; border-radius: .15rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; margin: .6rem 0 0; }
dt { color: var(--quiet); } dd { margin: 0; overflow-wrap: anywhere; }
fieldset { border: 1px solid var(--line); border-radius: .5rem; display: flex; flex-wrap: wrap;
  gap: .4rem 1.2rem; } legend { color: var(--quiet); }
output { color: var(--quiet); font-size: .9rem; }
.wide { overflow-x: auto; } table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid var(--line); }
td.number { text-align: right; }
details { margin: 1rem 0; } summary { cursor: pointer; }
.clean { font-size: 1.2rem; }
a { color: var(--low); } :focus-visible { outline: 2px solid var(--low); outline-offset: 2px; }
@media print { #filters { display: none; } article { break-inside: avoid; } }
"""

SCRIPT = """
(function () {
  var form = document.getElementById("filters");
  if (!form) { return; }
  var articles = Array.prototype.slice.call(document.querySelectorAll("article"));
  var words = document.getElementById("words");
  var shown = document.getElementById("shown");
  function apply() {
    var wanted = {};
    form.querySelectorAll("input[type=checkbox]").forEach(function (box) {
      wanted[box.value] = box.checked;
    });
    var sought = words.value.toLowerCase();
    var count = 0;
    articles.forEach(function (article) {
      var keep = wanted[article.dataset.severity] &&
        article.textContent.toLowerCase().indexOf(sought) >= 0;
      article.hidden = !keep;
      count += keep ? 1 : 0;
    });
    shown.textContent = count + " of " + articles.length + " shown";
  }
  form.hidden = false;
  form.addEventListener("input", apply);
  form.addEventListener("submit", function (event) { event.preventDefault(); });
  apply();
})();
"""


def policy() -> str:
    """A content security policy that lets in the style and the script above, and nothing else."""
    return (
        f"default-src 'none'; base-uri 'none'; form-action 'none'; "
        f"style-src 'sha256-{_digest(STYLE)}'; script-src 'sha256-{_digest(SCRIPT)}'"
    )


def _digest(text: str) -> str:
    return b64encode(sha256(text.encode()).digest()).decode()
