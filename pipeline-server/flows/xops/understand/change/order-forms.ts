const REPORTED =
  '(?!.*\\b(?:reports?|coverage|checks?|compliance|status|history|failures?|analy\\w+)\\b)';

/** Ways to order a change whose verb alone says little: what follows decides. */
const ORDER_FORMS: readonly RegExp[] = [
  /^(?:turn|switch|power|shut)\b.{0,60}\b(?:off|down|on|offline)\b/,
  /^(?:take|bring|tear|wind|spin|scale|lock|close)\b.{0,60}\b(?:down|offline|off)\b/,
  /^(?:scale|spin)\b.{0,60}\b(?:up|out|back)\b|^roll\b.{0,60}\b(?:back|out)\b/,
  /^(?:make(?! sure| certain)|mark|render)\b.{1,60}\b(?:private|encrypted|public|smaller|bigger|compliant|read-only|secure|highly available|multi az|multi-az)\b/,
  // "make sure every bucket is private"; "make sure nothing is public" asks to look.
  /^(?:(?:make|be) (?:sure|certain)|ensure|see to it)(?: that)? (?!no\b|nothing|none|nobody|we\b|there\b|i\b)[^.?!]{1,80}? (?:is|are|has|have|gets?|be|uses?)\b(?! (?:not|no|working|running|ok|okay|fine|healthy|good|correct|right)\b)/,
  /^(?:give|grant|assign|allow (?!public|all\b|any\b|open|unauth|anonymous|inbound))\b.{1,60}\b(?:access|permissions?|rights?|role|admin)\b/,
  /^(?:put|place|move|set)\b.{1,60}\b(?:behind|under|lifecycle)\b/,
  /^(?:put|place|move|set|get|have)\b.{1,60}\b(?:in the bin|rid of|to (?:gp3|private|encrypted)|on (?:graviton|arm|gp3))\b/,
  new RegExp(
    `^(?:run|execute|trigger|kick off|start)\\b${REPORTED}.{0,40}\\b(?:terraform|remediation|cleanup|clean-up|apply|fix|playbook|runbook|script|patching|backup|rotation|migration)\\b`,
  ),
  /^(?:increase|decrease|reduce|double|halve|raise|lower|bump)\b.{0,40}\b(?:size|capacity|storage|memory|retention|limit|timeout|throughput|iops|replicas|concurrency)\b/,
  /^(?:set|change|adjust)\b.{1,60}\bto \d|^set (?!of\b).{1,60}\b(?:on|for|in) (?:all|every|each|the|our|my)\b/,
  /^(?:mark|flag|treat)\b.{1,60}\bas\b/,
  /^(?:take care of|deal with|do something about|see to|do away with)\b/,
  // "request the deletion of vol-1", "proceed with the rotation of our keys".
  /^(?:i |we )?(?:request\w*|proceed with|go ahead with|carry out|perform|initiate|schedule|trigger|authori[sz]e|order) (?:a |an |the |immediate )*(?:deletion|removal|termination|shut ?down|rotation|renewal|clean-?up|decommission\w*|encryption|migration|patching|upgrade)\b/,
];

/** True for "turn … off", "make … private", "give … access" and the like at the start of a clause. */
export function hasOrderForm(bare: string): boolean {
  return ORDER_FORMS.some((form) => form.test(bare));
}
