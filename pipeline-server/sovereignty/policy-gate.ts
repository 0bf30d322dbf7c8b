import { mayCarry, type Route } from '../contracts/models.ts';
import { higherClass, isSensitive, type RequestFinding } from '../contracts/sovereignty.ts';
import type { GateDecision, GateRequest, SovereigntyGate } from '../contracts/sovereignty-gate.ts';
import { type Classified, type ClassifyOptions, classify } from './classify.ts';
import { countBy } from './count-by.ts';
import { decide, type Verdict } from './decide.ts';
import type { Policy } from './load-policy.ts';
import type { Pseudonymiser, Replaced } from './pseudonymiser.ts';
import { REDACTION, replaceFindings } from './redact.ts';

/** What the gate is made of. */
export interface PolicyGateOptions extends Omit<ClassifyOptions, 'unscannable'> {
  /** The policy in force; it may change while the server runs. */
  readonly policy: () => Policy;
  readonly routes: readonly Route[];
  /** Null where no pseudonyms can be made: such requests then stay on the own network. */
  readonly pseudonymiser: Pseudonymiser | null;
  /** What to do where no route may be used; without it, how to get such a route. */
  readonly noRouteAdvice?: string;
  /** Writes down what was decided. What it throws is a refusal. */
  readonly record: (decided: Decided) => Promise<void>;
}

/** A decision with what it rests on. */
export interface Decided {
  readonly request: GateRequest;
  readonly decision: GateDecision;
  readonly classified: Classified;
  readonly policyHash: string;
}

/** What is sent, and what it then is. */
interface Sending extends Replaced, Pick<GateDecision, 'sentClass'> {
  readonly verdict: Verdict;
}

/** Decides by the policy. Every request is looked into as a whole, the history that it carries included. */
export function createPolicyGate(options: PolicyGateOptions): SovereigntyGate {
  return {
    async decide(request) {
      const policy = options.policy();
      const unscannable = policy.unscannable ?? 'RESTRICTED';
      const classified = await classify({ ...options, unscannable }, request);
      const { purpose, principal } = request;
      const verdict = decide(policy, { class: classified.class, purpose, principal });
      const sending = await prepare(options, { request, classified, verdict });
      const decision = choose(options, { request, classified, sending });
      await options.record({ request, decision, classified, policyHash: policy.hash });
      return decision;
    },
  };
}

interface Deciding {
  readonly request: GateRequest;
  readonly classified: Classified;
  readonly verdict: Verdict;
}

async function prepare(options: PolicyGateOptions, deciding: Deciding): Promise<Sending> {
  const { request, classified, verdict } = deciding;
  const asItIs = {
    body: request.body,
    sentClass: classified.class,
    verdict,
    redacted: {},
    pseudonymised: {},
  };
  switch (verdict.action) {
    case 'redact':
      return (await redacted(options, deciding)) ?? keptLocal(asItIs);
    case 'pseudonymise':
      return (await pseudonymised(options, deciding)) ?? keptLocal(asItIs);
    case 'allow':
    case 'route-local':
    case 'block':
      return asItIs;
  }
}

/** What could not be taken out stays on the own network, whatever the rule lets out. */
function keptLocal(sending: Sending): Sending {
  const { verdict } = sending;
  const reason = `${verdict.reason} It could not be taken out of the chat, so the chat stays on your own network.`;
  const permits = (route: Route) => route.place === 'local';
  return { ...sending, verdict: { ...verdict, action: 'route-local', reason, permits } };
}

async function redacted(options: PolicyGateOptions, deciding: Deciding): Promise<Sending | null> {
  const { request, classified } = deciding;
  if (classified.unscannable > 0) return null;
  const findings = sensitive(classified);
  const body = replaceFindings(request.body, findings, REDACTION);
  if (body === null) return null;
  const redacted = countBy(findings.map(({ kind }) => kind));
  return await lowered(options, deciding, { body, redacted, pseudonymised: {} });
}

async function pseudonymised(
  options: PolicyGateOptions,
  deciding: Deciding,
): Promise<Sending | null> {
  const { request, classified } = deciding;
  if (options.pseudonymiser === null || classified.unscannable > 0) return null;
  const replaced = await options.pseudonymiser.replace(request, sensitive(classified));
  return replaced === null ? null : await lowered(options, deciding, replaced);
}

/**
 * Looks again at what is left; null when something sensitive is, and when no finding of this request explains its class: what
 * the chat held before cannot be taken out. Nor can what a second opinion called sensitive, whatever was found beside it.
 */
async function lowered(
  options: PolicyGateOptions,
  { request, classified, verdict }: Deciding,
  replaced: Replaced,
): Promise<Sending | null> {
  const isExplained =
    !isSensitive(classified.opinion) &&
    classified.findings.some((finding) => finding.class === classified.class);
  const inspect = await options.inspector();
  const left = inspect(replaced.body);
  const sentClass = higherClass(left.class, request.leastClass);
  const isClean = !isSensitive(sentClass) && left.unscannable.length === 0;
  return isExplained && isClean ? { ...replaced, sentClass, verdict } : null;
}

/** Values below that may stay: they are not what a rule means. */
function sensitive({ findings }: Classified): readonly RequestFinding[] {
  return findings.filter((finding) => isSensitive(finding.class));
}

const NO_ROUTE_ADVICE =
  'No configured model may be used for it: ask an admin to set OLLAMA_BASE_URL or to add such a route.';

function choose(
  { routes, noRouteAdvice = NO_ROUTE_ADVICE }: PolicyGateOptions,
  { request, classified, sending }: Omit<Deciding, 'verdict'> & { readonly sending: Sending },
): GateDecision {
  const { verdict, ...replaced } = sending;
  const usable = routes.filter(
    (route) => verdict.permits(route) && mayCarry(route, sending.sentClass),
  );
  const common = {
    ...replaced,
    class: classified.class,
    rule: verdict.rule,
    found: countBy(classified.findings.map(({ kind }) => kind)),
  };
  if (verdict.action === 'block') {
    return { ...common, action: 'block', routes: [], reason: verdict.reason };
  }
  const ids = usable.map(({ id }) => id);
  if (ids.length === 0) {
    const reason = `${verdict.reason} ${noRouteAdvice}`;
    return { ...common, action: 'block', routes: [], reason };
  }
  const isElsewhere = request.requestedRoute !== null && !ids.includes(request.requestedRoute);
  const action = isElsewhere ? 'route-local' : verdict.action;
  return { ...common, action, routes: ids, reason: verdict.reason };
}
