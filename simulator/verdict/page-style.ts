/**
 * The page's style: for a phone first, then wider; colours for light and dark with a contrast of
 * at least 4.5 for text. Kept as text, so that a page needs no file beside it.
 */
export const pageStyle = `
:root { color-scheme: light dark; --page: #f4f6f8; --card: #ffffff; --ink: #17202a;
  --quiet: #52606d; --line: #d8dee5; --link: #0b57a4; --good: #17693a; --bad: #b3261e;
  --warn: #7a5200; --good-soft: #e3f3e8; --bad-soft: #fdeceb; --field: #ffffff;
  --ready: #d3ecdb; --ready-line: #2f8f57; --ready-ink: #14532d;
  --action: #c62b22; --action-line: #9c1d16; --unknown: #946000; --unknown-line: #6d4600;
  --down: #5b6570; --down-line: #3d454d; --band-ink: #ffffff;
  --truth: #6b3fa0; --truth-line: #3f1f6b; --truth-ink: #ffffff; --missed: #e6007a; }
@media (prefers-color-scheme: dark) { :root { --page: #10151b; --card: #1a2129; --ink: #e8edf2;
  --quiet: #a5b1bd; --line: #323c47; --link: #8ec2ff; --good: #6fd394; --bad: #ff9d94;
  --warn: #f0c060; --good-soft: #15301f; --bad-soft: #3a1a18; --field: #10151b;
  --ready: #1d4a30; --ready-line: #5cc486; --ready-ink: #d4f5e0;
  --action: #ff8a80; --action-line: #e0645a; --unknown: #f0b849; --unknown-line: #c48f25;
  --down: #9aa6b2; --down-line: #6f7b87; --band-ink: #14181d;
  --truth: #c3a3f5; --truth-line: #9870d8; --truth-ink: #1b1030; --missed: #ff5cae; } }
* { box-sizing: border-box; }
[hidden] { display: none !important; }
html { -webkit-text-size-adjust: 100%; scroll-padding-top: 12px; }
body { margin: 0; background: var(--page); color: var(--ink); overflow-wrap: anywhere;
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Apple SD Gothic Neo",
    "Malgun Gothic", "Noto Sans KR", NanumGothic, sans-serif; }
.wide { max-width: 1240px; margin: 0 auto; padding: 0 16px; }
h1 { font-size: 1.6rem; line-height: 1.2; margin: 10px 0 4px; letter-spacing: -0.01em; }
h2 { font-size: 1.2rem; margin: 36px 0 12px; }
h3 { font-size: 1rem; margin: 0; }
h3 small, .badge small { font-weight: 400; }
p { margin: 0; }
ul, ol { list-style: none; margin: 0; padding: 0; }
a { color: var(--link); }
.quiet, h3 small { color: var(--quiet); font-size: 0.875rem; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 12px; }
.note { border-left: 4px solid var(--warn); padding: 6px 12px; margin: 0 0 12px; }
.empty { padding: 20px; text-align: center; color: var(--quiet); }
header { background: var(--card); border-bottom: 1px solid var(--line); padding: 20px 0 12px;
  border-top: 6px solid var(--good); }
header.failed { border-top-color: var(--bad); }
.badge { display: inline-flex; flex-wrap: wrap; gap: 0 10px; align-items: baseline;
  padding: 4px 14px; border-radius: 20px; font-weight: 700; text-transform: uppercase;
  letter-spacing: 0.04em; color: var(--good); background: var(--good-soft); }
.badge small { text-transform: none; letter-spacing: 0; font-size: 0.875rem; }
.failed .badge { color: var(--bad); background: var(--bad-soft); }
.purpose { max-width: 70ch; }
dl { margin: 0; }
dt { color: var(--quiet); font-size: 0.8rem; }
dd { margin: 0; font-weight: 600; font-variant-numeric: tabular-nums; }
.facts { display: flex; flex-wrap: wrap; gap: 8px 28px; margin: 16px 0; }
nav { display: flex; flex-wrap: wrap; gap: 0 18px; margin: 0 -4px; }
nav a { padding: 8px 4px; font-size: 0.95rem; }
.figures { display: grid; grid-template-columns: repeat(auto-fill, minmax(88px, 1fr)); gap: 10px; }
.counts { grid-template-columns: repeat(auto-fill, minmax(130px, 1fr)); margin-top: 16px; }
.checks > li { display: flex; gap: 12px; padding: 12px 16px; border-top: 1px solid var(--line); }
.checks > li:first-child { border-top: 0; }
.checks > li > div, .checks > li > details { flex: 1; min-width: 0; }
.sign { flex: none; width: 26px; height: 26px; border-radius: 50%; text-align: center;
  line-height: 26px; font-weight: 700; color: var(--good); background: var(--good-soft); }
.violated .sign { color: var(--bad); background: var(--bad-soft); }
.not-judged .sign { color: var(--warn); background: var(--page); }
.violated h3 { color: var(--bad); }
.checks .checks { margin: 0 -16px; }
.check ul { margin-top: 8px; border-left: 3px solid var(--bad); padding-left: 12px;
  font-size: 0.94rem; }
.check ul li { padding: 3px 0; }
details { margin-top: 6px; }
summary { cursor: pointer; color: var(--link); padding: 6px 0; }
button, input[type="search"] { font: inherit; color: inherit; min-height: 40px;
  border: 1px solid var(--quiet); border-radius: 8px; background: var(--field); padding: 4px 12px; }
button { cursor: pointer; min-width: 40px; }
button:hover { border-color: var(--link); color: var(--link); }
:focus-visible { outline: 3px solid var(--link); outline-offset: 1px; }
button.time, button.name { border: 0; background: none; padding: 0; min-height: 24px;
  color: var(--link); text-align: left; }
button.time { font-variant-numeric: tabular-nums; white-space: nowrap; font-size: 0.875rem; }
button.time:hover, button.name:hover { text-decoration: underline; }
.tools { display: flex; flex-wrap: wrap; gap: 10px 16px; align-items: flex-end;
  margin-bottom: 12px; }
.search { flex: 1 1 200px; max-width: 360px; }
.search span { display: block; font-size: 0.875rem; color: var(--quiet); }
.search input { width: 100%; }
.tick { display: flex; gap: 8px; align-items: center; min-height: 40px; }
.tick input { width: 20px; height: 20px; margin: 0; accent-color: var(--link); }
.zoom { display: flex; flex-wrap: wrap; gap: 6px; margin-left: auto; }
.legend { display: flex; flex-wrap: wrap; gap: 6px 18px; margin-bottom: 14px; font-size: 0.875rem; }
.legend li { display: flex; align-items: center; gap: 8px; }
.patterns { position: absolute; }
.timeline { overflow: clip; }
.row { display: grid; gap: 3px; padding: 8px 12px; border-top: 1px solid var(--line); }
.who { min-width: 0; }
.row .name { font-weight: 600; color: var(--ink); line-height: 1.3; margin-right: 8px; }
.who small { font-size: 0.8rem; }
.plot { display: block; width: 100%; height: 40px; overflow: hidden; touch-action: pan-y;
  cursor: crosshair; }
.sticky { position: sticky; top: 0; z-index: 1; background: var(--card);
  box-shadow: 0 1px 0 var(--line); }
.axis { border-top: 0; padding-bottom: 0; }
.axis .plot { height: 36px; }
#picked { padding: 4px 12px 8px; min-height: 34px; line-height: 1.35; }
#window-text { font-size: 0.8rem; }
svg text { font-size: 11px; text-anchor: middle; fill: var(--ink); pointer-events: none; }
.axis text { fill: var(--quiet); }
svg text.at-start { text-anchor: start; }
svg text.at-end { text-anchor: end; }
.tick-line { stroke: var(--line); }
#p-ready .f1 { fill: var(--ready); } #p-ready .f2 { fill: var(--ready-line); }
#p-action .f1 { fill: var(--action); } #p-action .f2 { fill: var(--action-line); }
#p-unknown .f1 { fill: var(--unknown); } #p-unknown .f2 { fill: var(--unknown-line); }
#p-broker-down .f1 { fill: var(--down); } #p-broker-down .f3 { stroke: var(--down-line); }
#p-missed .f1 { fill: var(--missed); } #p-missed .f2 { fill: var(--truth-line); }
.b-ready { fill: url(#p-ready); } .b-action { fill: url(#p-action); }
.b-unknown { fill: url(#p-unknown); } .b-broker-down { fill: url(#p-broker-down); }
svg text[class^="t-b"] { fill: var(--band-ink); font-weight: 700; font-size: 12px; }
svg text.t-b-ready { fill: var(--ready-ink); }
.truth { fill: var(--truth); }
.truth.missed { fill: url(#p-missed); }
svg text.truth-text { fill: var(--truth-ink); font-size: 10px; text-anchor: start;
  paint-order: stroke; stroke: var(--truth); stroke-width: 3px; stroke-linejoin: round; }
.violation { fill: var(--ink); stroke: var(--ink); stroke-width: 1.5; }
.marked { stroke: var(--link); stroke-width: 2; stroke-dasharray: 4 2; }
.selected { fill: var(--link); opacity: 0.3; }
.two { display: grid; gap: 16px; }
figure { margin: 0; padding: 16px; }
figure .figures { margin: 12px 0; grid-template-columns: repeat(4, auto); }
.histogram { display: block; width: 100%; max-width: 460px; }
#event-count { min-height: 40px; display: flex; align-items: center; }
.histogram line { stroke: var(--quiet); }
.bar { fill: var(--link); }
#event-list { max-height: 36rem; overflow-y: auto; }
#event-list li { display: grid; gap: 0 14px; padding: 6px 12px; border-top: 1px solid var(--line);
  font-size: 0.94rem; }
#event-list li:first-child { border-top: 0; }
.event-cabinet { font-weight: 600; }
#more-events { margin-top: 12px; }
#again { padding-bottom: 48px; }
#again .card { padding: 16px; }
.command { display: flex; flex-wrap: wrap; gap: 10px; margin: 10px 0; }
pre { flex: 1 1 240px; margin: 0; padding: 10px 14px; background: var(--page); border-radius: 8px;
  white-space: pre-wrap; min-width: 0; }
code { font: 0.9rem/1.5 ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
@media (min-width: 760px) {
  h1 { font-size: 2rem; }
  .two { grid-template-columns: 1fr 1fr; }
  .row { grid-template-columns: 270px minmax(0, 1fr); gap: 16px; padding: 6px 16px; }
  .who { display: flex; flex-direction: column; justify-content: center; }
  .axis { padding-top: 10px; }
  #picked { padding-left: 16px; }
  #event-list li { grid-template-columns: 150px 230px minmax(0, 1fr); padding: 6px 16px; }
}
@media print { .tools, nav, #copy { display: none; } .sticky { position: static; } }
`;
