import { paletteCss } from './palette.ts';

/** What the dashboard and its card in the chat have in common: figures, tables, charts, panels. */
export const PANEL_STYLE = `${paletteCss()}
*{box-sizing:border-box}
body{margin:0;font:14px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;color:var(--text);background:var(--page)}
h1,h2,h3,p,dl,dd,ul{margin:0;padding:0}
a{color:var(--link);text-decoration:none}
a:hover{text-decoration:underline}
:focus-visible{outline:2px solid var(--focus);outline-offset:2px;border-radius:4px}
.muted{color:var(--muted)}
.panel{background:var(--ground);border:1px solid var(--line);border-radius:10px;padding:16px 18px;min-width:0;display:flex;flex-direction:column;gap:14px}
.panel h2{font-size:15px;font-weight:600;line-height:20px}
.figures{display:flex;flex-wrap:wrap;gap:8px 28px}
.figures dt{font-size:12px;color:var(--muted)}
.figures dd{font-size:20px;line-height:28px;font-weight:600;font-variant-numeric:tabular-nums;white-space:nowrap}
.figures a{color:inherit}
.figures .unit{font-size:12px;font-weight:500;color:var(--muted)}
figure{margin:0}
figcaption,h3{font-size:12px;font-weight:500;color:var(--muted);line-height:18px}
svg{display:block;width:100%;height:auto;max-width:600px}
.parts{display:grid;gap:14px;min-width:0}
.parts>*{min-width:0}
.scroll{overflow-x:auto}
table{width:100%;border-collapse:collapse;font-variant-numeric:tabular-nums}
th{font-size:12px;font-weight:500;color:var(--muted);text-align:left;padding:4px 12px 4px 0;white-space:nowrap}
td{padding:5px 12px 5px 0;border-top:1px solid var(--line);vertical-align:top}
th:last-child,td:last-child{padding-right:0}
.right{text-align:right;white-space:nowrap}
.short{white-space:nowrap}
.long{overflow-wrap:anywhere;min-width:150px}
.failure{border-left:3px solid var(--bad);padding:2px 0 2px 12px}
.failure strong{color:var(--bad)}
.offer{border-left:3px solid var(--warn);padding:2px 0 2px 12px;display:grid;gap:10px;justify-items:start}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.CRITICAL,.HIGH{color:var(--bad);font-weight:600}
.MEDIUM{color:var(--warn)}
.proof{margin-top:auto;border-top:1px solid var(--line);padding-top:10px;font-size:12px;line-height:18px;color:var(--muted);display:grid;grid-template-columns:max-content 1fr;gap:0 12px}
.proof dd{overflow-wrap:anywhere}
`;

/** What pages and cards about approvals have in common. */
export const APPROVAL_STYLE = `.facts{display:grid;grid-template-columns:max-content 1fr;gap:4px 18px}
.facts dt{color:var(--muted)}
.facts dd{overflow-wrap:anywhere}
.said{white-space:pre-wrap;overflow-wrap:anywhere}
code{overflow-wrap:anywhere}
code,pre{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:12px}
pre{margin:6px 0 0;padding:10px;background:var(--raised);border-radius:7px;overflow-x:auto}
.actions{margin:0;padding-left:22px;display:grid;gap:12px}
ul.plain{list-style:none;display:grid;gap:10px}
.state{font-weight:600}
.state.PENDING,.state.not-seen,.state.APPROVED,.state.EXECUTING,.state.ROLLING_BACK,.state.CHANGES_REQUESTED,.risk-medium{color:var(--warn)}
.state.SUCCEEDED,.state.seen,.outcome-done,.outcome-rolled-back,.risk-low{color:var(--good)}
.state.FAILED,.state.UNKNOWN,.state.REJECTED,.outcome-failed,.outcome-unknown,.risk-high,.risk-critical{color:var(--bad);font-weight:600}
`;

/** The rest of the pages. */
export const PAGE_STYLE = `${PANEL_STYLE}${APPROVAL_STYLE}
.skip{position:absolute;left:-999px;top:8px;background:var(--ground);padding:8px 12px;z-index:1}
.skip:focus{left:8px}
header,main,footer{max-width:1280px;margin:0 auto;padding:0 24px}
header{display:flex;flex-wrap:wrap;align-items:center;gap:4px 16px;padding-top:18px;padding-bottom:10px}
h1{font-size:20px;font-weight:600;line-height:28px}
header .end{margin-left:auto;display:flex;align-items:center;gap:12px}
.badge{font-size:12px;line-height:18px;border:1px solid var(--line);border-radius:999px;padding:1px 10px;color:var(--muted);background:var(--ground)}
form.filters{display:flex;flex-wrap:wrap;gap:10px 12px;align-items:end;padding:4px 0 18px}
label{display:grid;gap:2px;font-size:12px;color:var(--muted)}
input,select,button{font:inherit;color:var(--text);background:var(--ground);border:1px solid var(--line);border-radius:7px;padding:5px 10px;height:34px;min-width:150px;max-width:100%}
button{min-width:0;cursor:pointer;font-weight:500}
button.plain{border:0;background:none;color:var(--link);padding:0;height:auto;font-weight:400}
button.main{background:var(--link);border-color:var(--link);color:var(--ground)}
.clear{line-height:34px}
.grid{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:16px}
.notice{background:var(--raised);border:1px solid var(--line);border-radius:8px;padding:10px 14px;margin-bottom:16px}
.notice.bad{color:var(--bad)}
.grid>#panel-cost{grid-column:1/-1}
#panel-cost .parts{grid-template-columns:repeat(2,minmax(0,1fr));gap:14px 34px}
.wait{min-height:160px;color:var(--muted)}
footer{padding-top:18px;padding-bottom:32px;font-size:12px;color:var(--muted)}
footer a{text-decoration:underline}
.crumbs{font-size:13px}
.lead{margin-bottom:14px;font-size:15px}
.tools{display:flex;flex-wrap:wrap;gap:6px 16px;align-items:baseline;margin-bottom:10px}
.sheet{background:var(--ground);border:1px solid var(--line);border-radius:10px;padding:10px 18px 16px}
.sheet th a{color:inherit}
.sheet th[aria-sort] a{color:var(--text);font-weight:600}
.gap{margin-bottom:16px}
.who{margin-bottom:14px}
form.decide{display:grid;gap:10px;justify-items:start;max-width:640px}
form.decide label{width:100%}
textarea{font:inherit;color:var(--text);background:var(--ground);border:1px solid var(--line);border-radius:7px;padding:6px 10px;width:100%;resize:vertical}
button.bad{color:var(--bad);border-color:var(--bad)}
summary{cursor:pointer;color:var(--link)}
details form.decide{margin-top:10px}
.sign-in{max-width:380px;margin:12vh auto 0;padding:0 20px}
.sign-in form{display:grid;gap:14px;margin-top:14px}
.sign-in input{width:100%}
.sign-in .notice{margin:14px 0 0}
.sign-in .muted{margin-top:14px}
.provider{margin-top:14px}
a.button{display:block;text-align:center;background:var(--link);color:var(--ground);border-radius:7px;padding:6px 14px;font-weight:500}
.pipeline{border-top:1px solid var(--line);padding-top:10px}
.pipeline:first-of-type{border-top:0;padding-top:0}
.pipeline summary{color:var(--text)}
.wide{min-width:300px}
.fact{margin-right:10px}
.valves{display:grid;grid-template-columns:repeat(auto-fill,minmax(260px,1fr));gap:14px 20px;padding:14px 0 6px;align-items:start}
.valves .title{color:var(--text);font-weight:500}
.valves input,.valves select{width:100%}
.valves button{justify-self:start;grid-column:1/-1}
@media (max-width:820px){.grid,#panel-cost .parts{grid-template-columns:minmax(0,1fr)}}
@media (max-width:520px){header,main,footer{padding-left:12px;padding-right:12px}.panel{padding:14px}figure svg{min-width:440px}.proof{grid-template-columns:minmax(0,1fr)}.proof dt{font-weight:600;margin-top:4px}.filters label,.filters select,.filters input{width:100%}.figures dd{font-size:18px}}
@media (max-width:520px){#panel-history thead{display:none}#panel-history :is(table,tbody,tr,td){display:block}#panel-history td{padding:2px 0;border:0;min-width:0}#panel-history tr{padding:6px 0;border-top:1px solid var(--line)}}
@media print{form.filters,.end{display:none}.panel{break-inside:avoid}}
`;
