import type { Route } from '../../contracts/models.ts';
import type { Principal } from '../../contracts/principal.ts';
import type { DataClass, InspectRequest, RequestFinding } from '../../contracts/sovereignty.ts';
import { higherClass } from '../../contracts/sovereignty.ts';

/** `R-1` is restricted, `C-1` confidential, `I-1` internal; `image:` texts cannot be looked into. */
export const fakeInspect: InspectRequest = (body) => {
  const findings: RequestFinding[] = [];
  const unscannable: string[] = [];
  walk(body, '', (text, pointer) => {
    if (text.startsWith('image:')) unscannable.push(pointer);
    for (const match of text.matchAll(/\b(?<letter>[RCI])-\d+/g)) {
      const dataClass = CLASSES[match.groups?.['letter'] ?? ''] ?? 'PUBLIC';
      findings.push({
        rule: `rule-${dataClass.toLowerCase()}`,
        kind: dataClass.toLowerCase(),
        class: dataClass,
        start: match.index,
        end: match.index + match[0].length,
        confidence: 1,
        pointer: text.startsWith('file:') ? `${pointer}/inside` : pointer,
      });
    }
  });
  const found = findings.map((finding) => finding.class).reduce(higherClass, 'PUBLIC');
  return { class: found, findings, unscannable };
};

const CLASSES: Readonly<Record<string, DataClass>> = {
  R: 'RESTRICTED',
  C: 'CONFIDENTIAL',
  I: 'INTERNAL',
};

function walk(value: unknown, pointer: string, visit: (text: string, at: string) => void): void {
  if (typeof value === 'string') visit(value, pointer);
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) walk(inner, `${pointer}/${key}`, visit);
}

/** A route as tests need it. */
export function fakeRoute(changes: Partial<Route> & Pick<Route, 'id' | 'place'>): Route {
  return {
    provider: 'openai',
    jurisdiction: [],
    region: null,
    baseUrl: 'http://127.0.0.1:1',
    models: [],
    maximumClass: changes.place === 'local' ? 'RESTRICTED' : 'CONFIDENTIAL',
    prices: {},
    promptCache: null,
    fallbacks: [],
    ...changes,
  };
}

/** Somebody whose identity is proved. */
export const ALICE: Principal = {
  id: 'alice',
  email: 'alice@bank.example',
  name: 'Alice',
  roles: ['user'],
  groups: ['finops'],
  proof: 'jwt',
  scopes: ['chat'],
};
