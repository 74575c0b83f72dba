/** Colours of stages, in the order of the stages; a cadence with more begins anew. Light, then dark. */
const stageColours = [
  ['#2f6f9f', '#7db8e0'],
  ['#b3541e', '#f0a06a'],
  ['#3f7d3a', '#8ccf86'],
  ['#8a4fa3', '#c79be0'],
  ['#b02a4c', '#f08aa2'],
  ['#0f7c7c', '#5fcaca'],
  ['#8a6d00', '#d9bc4d'],
  ['#5a5fc0', '#a3a7f2'],
  ['#a8447c', '#e593bd'],
  ['#5f6b76', '#b4bfca'],
] as const;

/** The class that gives an element the colour of a stage. */
export function stageClass(index: number): string {
  return `stage-${Math.max(0, index) % stageColours.length}`;
}

const stageRules = (scheme: 0 | 1) =>
  stageColours.map((pair, index) => `.stage-${index} { --stage: ${pair[scheme]}; }`).join('\n');

/** What the pictures have in common: two colour schemes, the reader's own font, no colour that carries a meaning alone. */
export const pictureStyle = `
svg { max-width: 100%; height: auto; font: 11px system-ui, "Segoe UI", Roboto, sans-serif; color-scheme: light dark;
  --ink: #1c2733; --soft: #566370; --paper: #fff; --line: #d3dae1; --closed: #eef1f4; --holiday: #fbe3e0; --blackout: #cbb6e3; --tint: .16; }
${stageRules(0)}
@media (prefers-color-scheme: dark) {
svg { --ink: #e8edf2; --soft: #a3b0bc; --paper: #14191f; --line: #36424d; --closed: #1f272f; --holiday: #4a2a2c; --blackout: #5b4679; --tint: .3; }
${stageRules(1)}
}
text { fill: var(--ink); } .soft { fill: var(--soft); } .paper { fill: var(--paper); }
.heading { font-size: 16px; font-weight: 700; } .month { font-size: 13px; font-weight: 700; }
.strong { font-weight: 600; } .name { font-size: 10.5px; } .small { font-size: 9px; } .end { text-anchor: end; } .middle { text-anchor: middle; }
.day { fill: var(--paper); stroke: var(--line); } .closed { fill: var(--closed); } .holiday { fill: var(--holiday); }
.blackout { fill: url(#hatch); } .hatch { stroke: var(--blackout); stroke-width: 3; }
.chip { fill: var(--stage); fill-opacity: var(--tint); } .bar { fill: var(--stage); }
.ghost { fill: none; stroke: var(--stage); stroke-dasharray: 3 2; }
.arrow { fill: none; stroke: var(--stage); stroke-width: 1.4; } .head { fill: var(--stage); }
.sign { fill: none; stroke: var(--ink); stroke-width: 1.1; stroke-linejoin: round; stroke-linecap: round; }
.rule { stroke: var(--line); } .spread { stroke: var(--ink); stroke-width: 1; }
`;
