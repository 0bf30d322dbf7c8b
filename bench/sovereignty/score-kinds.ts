import { type Prompt, type Score, score } from './score.ts';

/** Which findings count for a kind of prompt; kinds that are not here are mixed, and every finding counts. */
const FINDINGS: Readonly<Record<string, readonly string[]>> = {
  tfn: ['tfn'],
  medicare: ['medicare'],
  'payment-card': ['payment-card'],
  'bank-account': ['bank-account', 'bsb', 'iban'],
  email: ['email'],
  phone: ['phone'],
  'date-of-birth': ['date-of-birth'],
  'identity-document': ['passport', 'driver-licence', 'crn'],
  address: ['address'],
  password: ['password', 'connection-string'],
  token: ['token', 'vendor-token', 'jwt', 'private-key', 'authorization'],
  'aws-access-key': ['aws-access-key', 'aws-secret-key', 'aws-session-token', 'token'],
  'aws-estate': ['aws-account', 'aws-arn', 'aws-resource', 'aws-endpoint'],
  host: ['private-host', 'ip-address', 'mac-address'],
};
/** Where one of these ends and the next begins, people disagree: a finding of any counts for each. */
const STATEMENTS = ['incident', 'control-weakness', 'vulnerability', 'protective-marking'];
const STATEMENT_KINDS = new Set(['incident', 'control-weakness', 'vulnerability']);

/** How well one kind is found, among prompts of that kind and those with nothing sensitive. */
export interface KindScore extends Pick<Score, 'precision' | 'recall' | 'f1'> {
  readonly kind: string;
  /** Prompts of the kind. */
  readonly prompts: number;
}

/** A score for each kind of sensitive prompt, and their unweighted means; `found` has the kinds found in each prompt. */
export function scoreKinds(
  prompts: readonly Prompt[],
  found: readonly (readonly string[])[],
): readonly KindScore[] {
  const kinds = new Set(prompts.filter(({ sensitive }) => sensitive).map(({ kind }) => kind));
  const scores = [...kinds].map((kind) => scoreKind(kind, prompts, found));
  return [...scores, meanOf(scores)];
}

function scoreKind(
  kind: string,
  prompts: readonly Prompt[],
  found: readonly (readonly string[])[],
): KindScore {
  const counted = STATEMENT_KINDS.has(kind) ? STATEMENTS : FINDINGS[kind];
  const rows = prompts.flatMap((prompt, index) => {
    if (prompt.sensitive && prompt.kind !== kind) return [];
    const kinds = found[index] ?? [];
    return [{ prompt, flag: kinds.some((each) => counted?.includes(each) ?? true) }];
  });
  const { precision, recall, f1 } = score(
    rows.map(({ prompt }) => prompt),
    rows.map(({ flag }) => flag),
  );
  const own = rows.filter(({ prompt }) => prompt.sensitive).length;
  return { kind, prompts: own, precision, recall, f1 };
}

function meanOf(scores: readonly KindScore[]): KindScore {
  const mean = (of: (each: KindScore) => number) =>
    Math.round((scores.reduce((sum, each) => sum + of(each), 0) / scores.length) * 1000) / 1000;
  return {
    kind: 'mean of the kinds',
    prompts: scores.reduce((sum, { prompts }) => sum + prompts, 0),
    precision: mean(({ precision }) => precision),
    recall: mean(({ recall }) => recall),
    f1: mean(({ f1 }) => f1),
  };
}
