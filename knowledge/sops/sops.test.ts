import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createDetector } from '../../filters/sovereignty/detector.ts';
import { higherClass } from '../../pipeline-server/contracts/sovereignty.ts';
import { parseCommand } from '../../pipeline-server/policy/parse-command.ts';
import { hasSecret } from '../../pipeline-server/policy/secret-shapes.ts';
import { CATALOGUE } from '../../tools/analyzers/catalogue.ts';
import { DETAILS } from '../../tools/analyzers/details.ts';
import { listAnalyzers } from '../../tools/analyzers/registry.ts';
import { createWorld } from '../../tools/sample-org/world/create-world.ts';
import { commandsOf, filesOf, readIncidents, readSops } from '../eval/shipped-documents.ts';

const sops = readSops();
const incidents = readIncidents();
const documents = [
  ...sops.map((each) => ({ ...each, folder: 'sops' })),
  ...incidents.map((each) => ({ ...each, folder: 'incidents' })),
];
const detector = createDetector();
const PARTS = [
  'When',
  'Preconditions',
  'Evidence to look at',
  'Steps',
  'Verification',
  'Rollback',
  'Escalation',
  'Controls',
  'xOps',
];
const SEVERITIES = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'INFO'];
/** Notes that tell of data that others could read, or of a control that did not work, which is what RESTRICTED is for. */
const TELLING = new Set(['2025-03-03-public-snapshot-staging', '2025-06-24-backup-kms-denied']);
/** What the engineer has: what AWS answered to the command before, changed where the step says so. */
const OWN_FILES = new Set([
  'alarm.json',
  'all-tags.json',
  'bucket-policy.json',
  'distribution.json',
  'key-policy.json',
  'restore-metadata.json',
  'role-policy.json',
  'task-definition.json',
]);
/** Programs that an engineer runs by hand while following an SOP. */
const PROGRAMS = new Set(['aws', 'xops', 'openssl', 'dig', 'curl']);

describe('the SOPs', () => {
  it('govern every analyzer, each by its runbook, and no others', () => {
    const governed = sops.flatMap(({ facts }) => facts.analyzers.map((id) => [id, facts.id]));
    const named = [...DETAILS].map(([id, { runbook }]) => [id, runbook]);
    expect(governed.toSorted(byFirst)).toEqual(named.toSorted(byFirst));
  });

  it.each(sops)('$file is called after its id', ({ file, facts }) => {
    expect(file).toBe(`${facts.id}.md`);
  });

  it.each(sops)(
    '$file names the criteria and the highest severity of its analyzers',
    ({ facts }) => {
      const entries = CATALOGUE.filter(({ id }) => facts.analyzers.includes(id));
      expect(new Set(facts.soc2)).toEqual(new Set(entries.flatMap(({ soc2 }) => soc2)));
      expect(new Set(facts.cps234)).toEqual(new Set(entries.flatMap(({ cps234 }) => cps234)));
      const ranks = entries.map(({ severity }) => SEVERITIES.indexOf(severity));
      expect(facts.severity).toBe(SEVERITIES[Math.min(...ranks)]);
    },
  );

  it.each(sops)('$file has every part, in order, and says something in each', ({ body }) => {
    const parts = body.split(/^## /m).slice(1);
    expect(parts.map((part) => part.slice(0, part.indexOf('\n')))).toEqual(PARTS);
    for (const part of parts) expect(part.length).toBeGreaterThan(30);
  });

  it.each(sops)('$file names commands and executors that are there', ({ facts, body }) => {
    const asked = commandsOf(body)
      .filter((command) => command.startsWith('xops '))
      .map((command) => command.replace('xops analyze ', ''));
    expect(asked).toEqual(facts.analyzers);
    expect(listAnalyzers().map(({ id }) => id)).toEqual(expect.arrayContaining(asked));
  });
});

it('what the catalogue says of an analyzer is not sensitive', () => {
  const texts = CATALOGUE.flatMap(({ id, title }) => [
    title,
    ...Object.values(DETAILS.get(id) ?? {}),
  ]);
  const lines = texts.filter((each) => typeof each === 'string');
  expect(lines.length).toBeGreaterThan(CATALOGUE.length);
  expect(lines.filter((line) => detector.inspect(line).findings.length > 0)).toEqual([]);
});

describe('the executors that the SOPs name', () => {
  it('are those of docs/executors.md, each for the same analyzers', () => {
    const page = readFileSync(new URL('../../docs/executors.md', import.meta.url), 'utf8');
    const named = sops.flatMap(({ body }) => executorsOf(body));
    expect(named.toSorted()).toEqual(executorsOf(page).toSorted());
    expect(named.length).toBeGreaterThan(0);
  });
});

describe('the incident notes', () => {
  it('are at least 20, and name SOPs and accounts that are there', () => {
    const accounts = createWorld({ seed: 1, now: new Date('2026-11-23T00:00:00Z') }).accounts;
    expect(incidents.length).toBeGreaterThanOrEqual(20);
    for (const { facts } of incidents) {
      expect(sops.map((sop) => sop.facts.id)).toEqual(expect.arrayContaining(facts.sops));
      expect(accounts.map(({ name }) => name)).toContain(facts.account);
    }
  });

  it.each(incidents)(
    '$file says that it is invented, and is called after its id',
    ({ file, facts, body }) => {
      expect(body).toContain('Invented for the sample organisation');
      expect(file).toBe(`${facts.id}.md`);
    },
  );
});

describe('every document', () => {
  it.each(documents)('$file has its title as its only first heading', ({ facts, body }) => {
    const outside = body.replaceAll(/```[\s\S]*?```/g, '');
    expect(outside.match(/^# .+$/gm)).toEqual([`# ${facts.title}`]);
  });

  it.each(documents)('$file links to files that are there', ({ folder, body }) => {
    const links = [...body.matchAll(/\]\(([^)#]+)[^)]*\)/g)].map(([, target = '']) => target);
    for (const target of links) {
      const url = new URL(`../${folder}/${target}`, import.meta.url);
      expect(existsSync(fileURLToPath(url)), target).toBe(true);
    }
  });

  it.each(documents)('$file holds no secret, and nothing above its class', ({ facts, body }) => {
    expect(hasSecret(body)).toBe(false);
    const above = detector
      .inspect(body)
      .findings.filter(({ kind }) => !(TELLING.has(facts.id) && kind === 'control-weakness'))
      .filter((each) => higherClass(each.class, facts.classification) !== facts.classification);
    expect(above).toEqual([]);
  });

  it.each(documents)('$file has single commands of known programs', ({ body }) => {
    for (const command of commandsOf(body)) {
      const filledIn = command.replaceAll(/\$[A-Z][A-Z0-9_]*/g, 'sample');
      const { argv, reason } = parseCommand(filledIn);
      expect({ command, reason }).toEqual({ command, reason: null });
      expect(PROGRAMS, command).toContain(argv?.[0]);
    }
  });

  it.each(documents)('$file shows the JSON that its commands read, and no other', ({ body }) => {
    const commands = commandsOf(body).join(' ');
    const shown = filesOf(body);
    expect(Object.keys(shown)).toHaveLength(body.split('```json').length - 1);
    for (const [name, content] of Object.entries(shown)) {
      expect(commands).toContain(`file://${name}`);
      expect((): unknown => JSON.parse(content), name).not.toThrow();
    }
    const read = [...commands.matchAll(/file:\/\/([a-z-]+\.json)/g)].map(([, name = '']) => name);
    expect(read.filter((name) => !(name in shown) && !OWN_FILES.has(name))).toEqual([]);
  });

  it.each(documents)('$file closes every block of code', ({ body }) => {
    expect((body.match(/^ *```/gm) ?? []).length % 2).toBe(0);
  });
});

/** `executor analyzer` of each row whose first cell is an executor and whose second holds analyzers only. */
function executorsOf(text: string): readonly string[] {
  const rows = text.matchAll(/^\| `([a-z0-9]+\.[a-z0-9-]+)` \| ((?:`[a-z0-9.]+`(?:, )?)+) \|/gm);
  return [...rows].flatMap(([, executor = '', analyzers = '']) =>
    [...analyzers.matchAll(/`([^`]+)`/g)].map(([, analyzer = '']) => `${executor} ${analyzer}`),
  );
}

function byFirst([left = '']: readonly string[], [right = '']: readonly string[]): number {
  return left.localeCompare(right);
}
