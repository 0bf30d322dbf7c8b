import type { ConnectMode, ConnectReport } from '../connect/run-connect.ts';
import type { Block } from '../flows/xops/document.ts';
import { lead, list, paragraph } from '../flows/xops/document.ts';

const MARKS = { add: '+', change: '~', remove: '-' } as const;

/** What a run of `connect` found and did, for people. */
export function connectDocument(
  report: ConnectReport & {
    readonly url: string;
    readonly server: string;
    readonly mode: ConnectMode;
  },
): readonly Block[] {
  const { changes, failures, notes } = report;
  return [
    lead({ strong: headline(report) }),
    ...list(
      changes.map(({ kind, subject, detail }) => [
        `${MARKS[kind]} `,
        { strong: subject },
        `: ${detail}`,
      ]),
    ),
    ...titled(
      'Not done:',
      failures.map(({ step, reason }) => `${step}: ${reason}`),
    ),
    ...titled('What is left to you:', notes),
  ];
}

function headline(report: Parameters<typeof connectDocument>[0]): string {
  const { changes, url, server, mode } = report;
  const count = changes.length === 1 ? '1 change' : `${changes.length} changes`;
  if (mode === 'remove')
    return changes.length === 0
      ? `Nothing of ${server} is in ${url}.`
      : `${url} no longer uses ${server}: ${count}.`;
  if (changes.length === 0) return `${url} is set up as it should be: nothing to change.`;
  return mode === 'apply' ? `${url} uses ${server} now: ${count}.` : `${count} to make in ${url}.`;
}

function titled(title: string, lines: readonly string[]): readonly Block[] {
  return lines.length === 0 ? [] : [paragraph(title), ...list(lines.map((line) => [line]))];
}
