import { withoutOpening } from './change/opening.ts';
import composition from './lexicon/composition.json' with { type: 'json' };
import offTopic from './lexicon/off-topic.json' with { type: 'json' };
import verbs from './lexicon/write-verbs.json' with { type: 'json' };
import { anyOf } from './parameters/found.ts';

const OFF_TOPIC = new RegExp(`(?<![\\w-])(?:${anyOf(offTopic)})(?![\\w-])`);
const OBJECT =
  '(?: (?:me|us))?(?: (?:a|an|some|the|my|our|new|short|simple|quick|small|little|nice|good|complete|working))*';
const PURPOSE = '(?= (?:for|that|to|which|about|of|on|in|using|with|from|code)\\b| *[.,!?:]| *$)';
const REWORD = new RegExp(`^(?:${anyOf(composition.reword)})\\b`);
const COMPOSE = new RegExp(
  `^(?:${anyOf(composition.compose)})(?: (?:me|us|a|an|some|the|my|our)\\b|${OBJECT} (?:${anyOf(composition.works)})\\b)`,
);
const MAKE = new RegExp(
  `^(?:i |we )?(?:${anyOf([...composition.make, ...composition.compose])})${OBJECT}(?: [\\w-]+){0,2}? (?:(?:${anyOf(composition.works)})${PURPOSE}|(?:${anyOf(composition.languages)})(?= (?:for|that|to|which)\\b))`,
);
const REPORT = new RegExp(`^(?:i |we )?[\\w ]{2,12}?${OBJECT} (?:${anyOf(verbs.reportNouns)})\\b`);
const HELP =
  /^(?:please |hi |hello |hey |xops |ok )*(?:help(?: me)?(?: please)?|\?+|\/?help|usage|commands?|menu|what can (?:you|i|xops|this|it)\b.*(?:do|ask|answer|help|offer|say|use)\b.*|what (?:do|are) you(?:r)?(?: able to)?(?: do| know| capabilit\w+| for| good at| offer| features?| functions?| skills?)\b.*|(?:which|what)(?: kind of| kinds of| sort of| type of| types of)? (?:questions|things|commands|topics|checks|analy[sz]ers|analyses|reports)\b.*\b(?:can|could|may|should|do|are|there|you|available|support\w*|offer)\b.*|how (?:do|can|should) (?:i|we) (?:use|start|begin|work with|get started|talk to|ask)\b.*|how does (?:this|it|xops|that|the (?:bot|assistant|tool))\b.*(?:work|function|help).*|list (?:all )?(?:your |the |available )*(?:analy[sz]ers|checks|commands|capabilities|features|abilities|skills)|show (?:me )?(?:your |the |all |available )*(?:analy[sz]ers|commands|capabilities|features|help|examples?)|who are you|what are you|what is (?:this|xops|this (?:tool|bot|thing))|give me (?:some |a few )?(?:examples?|ideas?)(?: .*)?|examples?|what (?:should|could|might) i ask.*|introduce yourself|what is possible.*|get(?:ting)? started|tell me what you can do.*|what are your (?:capabilities|features|skills|functions).*)[.!? ]*$/;

/** True where another provider than AWS is asked about. */
export function namesOtherCloud(text: string): boolean {
  return /\b(?:azure|gcp|google cloud|oracle cloud|alibaba cloud|digitalocean|snowflake|github|gitlab|jira)\b/.test(
    text,
  );
}

/** True for words of another field, or of an attack on the assistant itself. */
export function namesOtherField(text: string): boolean {
  return OFF_TOPIC.test(text);
}

/** True for a wish to have a text or a program written; a report is what we do write. */
export function asksToCompose(text: string): boolean {
  const bare = withoutOpening(text);
  if (REWORD.test(bare)) return true;
  return (COMPOSE.test(bare) || MAKE.test(bare)) && !REPORT.test(bare);
}

const DASHBOARD =
  /^(?:(?:please|hi|hello|hey|ok|xops)[, ]+)*(?:(?:can|could|would) you |i(?: want|'d like| would like) to |let me )?(?:(?:show|open|give|display|see|view|get|bring up|pull up|load|where is|what is on)(?: me| us)? )?(?:(?:the|my|our|a|an|your|whole|full|main|live|xops|aws|cloud|operations|organi[sz]ation(?:'s)?) )*(?:dashboards?|overview(?: page| panel)?|panels?)(?: (?:of|for|over|across) (?:the |my |our |all )*(?:aws|organi[sz]ation|accounts|cloud|everything))?(?: please)?[.!? ]*$/;

const APPROVALS =
  /^(?:(?:please|can you|could you|show|list|give|get|me|us|what|whats|which|is|are|do|i|have|there|all|any|the|my|our|open) )*(?:(?:pending|open|waiting|outstanding|my|our|all|the|recent) )*(?:approvals?|approval requests?|(?:change )?requests (?:for approval|waiting)|(?:is |are )?waiting (?:for|on) (?:me|my (?:approval|decision)|approval|a decision)|waits? for (?:me|my (?:approval|decision)|approval)|(?:must|should|need to|have to|can) (?:i )?(?:approve|decide)(?: on)?)(?: (?:are|is|do|there|i|have|to|approve|waiting|pending|open|for|me|my|us|now|today|list|please))*$/;

/** "what is waiting for me?", "pending approvals": the list of requests, not an analysis. */
export function asksForApprovals(text: string): boolean {
  return APPROVALS.test(text.replace(/['’?.!]/g, '').trim());
}

/** True for a wish to see the dashboard as a whole; a dashboard of something is a question about that. */
export function asksForDashboard(text: string): boolean {
  return DASHBOARD.test(text);
}

/** True for a question about the assistant: what it can do and how to use it. */
export function asksForHelp(text: string): boolean {
  return HELP.test(
    text.replace(/^(?:hi|hello|hey|good (?:morning|afternoon|day|evening))[ ,!.]+/, ''),
  );
}

/** True for a greeting or thanks without a question. */
export function isGreeting(text: string): boolean {
  return /^(?:hi|hello|hey|g'?day|howdy|yo|good (?:morning|afternoon|day|evening)|thanks?|thank you(?: very much)?|thx|cheers|great|ok|okay|cool|nice|bye|hi there|hello there|hey there)(?: xops| there| team)?[.!? ]*$/.test(
    text,
  );
}

/** True for "how do I create …": a question about AWS in general, which no analysis answers. */
export function asksHow(text: string): boolean {
  return /^(?:please )?(?:explain |tell me |show me )?how (?:to|do (?:i|we|you)|can (?:i|we)|should (?:i|we)|would (?:i|we)) (?:create|configure|install|build|write|deploy|launch|connect|log ?in|sign in|set up|use)\b/.test(
    text,
  );
}
