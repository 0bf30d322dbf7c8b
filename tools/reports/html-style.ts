/** The style of a report: light and dark by the reader's system, black on white in print, titles on every page. */
export const HTML_STYLE = `
:root { color-scheme: light dark; --ink: #1f2937; --quiet: #566070; --ground: #fff; --band: #f0f4f8; --rule: #cdd5de; --head: #1f4e79; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e5e7eb; --quiet: #a3adba; --ground: #14171c; --band: #1f252d; --rule: #3a434e; --head: #8fc1ee; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2rem 1.5rem; max-width: 96rem; color: var(--ink); background: var(--ground);
  font: 15px/1.5 system-ui, "Segoe UI", "DejaVu Sans", sans-serif; }
h1, h2, h3 { color: var(--head); line-height: 1.2; break-after: avoid; }
h1 { margin: 0 0 .5rem; } h2 { margin: 2.2rem 0 .6rem; border-bottom: 1px solid var(--rule); padding-bottom: .3rem; }
.lead { font-size: 1.1em; }
dl { margin: .5rem 0 1rem; } dl div { display: flex; gap: .6rem; padding: .1rem 0; }
dt { flex: 0 0 9rem; color: var(--quiet); } dd { margin: 0; min-width: 0; overflow-wrap: anywhere; }
.table { overflow-x: auto; margin: .6rem 0 1rem; border: 1px solid var(--rule); border-radius: 6px; }
table { border-collapse: collapse; width: 100%; font-size: .87em; font-variant-numeric: tabular-nums; }
th, td { padding: .3rem .6rem; text-align: left; vertical-align: top; border-bottom: 1px solid var(--rule); overflow-wrap: break-word; }
.whole { white-space: nowrap; }
tbody tr:last-child td { border-bottom: 0; }
th { background: var(--band); font-weight: 600; white-space: nowrap; }
th.right, td.right { text-align: right; white-space: nowrap; }
code, pre { font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-size: .85em; overflow-wrap: anywhere; }
pre { padding: .8rem; background: var(--band); white-space: pre-wrap; }
figure { margin: 1rem 0; max-width: 46rem; } figcaption { font-weight: 600; margin-bottom: .3rem; }
svg { display: block; width: 100%; height: auto; }
footer { margin-top: 2.5rem; color: var(--quiet); font-size: .85em; }
@media print {
  :root { color-scheme: light; --ink: #000; --quiet: #444; --ground: #fff; --band: #eef2f6; --rule: #bbb; --head: #1f4e79; }
  @page { size: A4 landscape; margin: 14mm; }
  body { padding: 0; max-width: none; font-size: 8.5pt; }
  td { overflow-wrap: anywhere; } th, .whole { white-space: normal; overflow-wrap: break-word; }
  .table { overflow: visible; border: 0; } thead { display: table-header-group; } tr, figure { break-inside: avoid; }
}
`;
