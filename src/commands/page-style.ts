/** How pages look that are written to a file: they need nothing else, and follow the reader's light or dark. */
export const pageStyle = `
:root { color-scheme: light dark; --ink: #1c2733; --soft: #5b6875; --paper: #fff; --line: #d9e0e6; --bar: #2f6f9f; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6ebf0; --soft: #9aa7b3; --paper: #14191f; --line: #2c3640; --bar: #5fa5d8; } }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); margin: 0 auto; max-width: 62rem; padding: 1.5rem; }
h1 { margin: 0; } p.soft, td.soft { color: var(--soft); }
table { border-collapse: collapse; width: 100%; margin: .5rem 0 1.5rem; font-variant-numeric: tabular-nums; }
th, td { text-align: right; padding: .3rem .6rem; border-bottom: 1px solid var(--line); }
th:first-child, td:first-child, table.timeline td { text-align: left; }
.bar { display: block; height: .5rem; border-radius: .25rem; background: var(--bar); min-width: 1px; }
td.wide { width: 30%; }
details { border: 1px solid var(--line); border-radius: .5rem; margin: .5rem 0; padding: .5rem .9rem; }
summary { cursor: pointer; } summary b { margin-right: .5rem; }
iframe { width: 100%; height: 34rem; border: 1px solid var(--line); border-radius: .5rem; background: #fff; }
`;
