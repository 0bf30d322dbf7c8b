import { AnalysisError } from '../../../pipeline-server/contracts/analysis.ts';
import type { ConfigRow } from '../../aws/config-row.ts';
import { textAt } from '../../aws/config-row.ts';
import { fillSql } from '../../aws/config-sql.ts';
import type { Readers } from '../../aws/readers.ts';
import { type AnalysisRequest, defineAnalyzer, type Summary } from '../analyzer.ts';
import { catalogueEntry } from '../catalogue.ts';
import { ACCOUNT, column, NAME, REGION, RESOURCE } from '../columns.ts';
import { resourceRow } from '../config-check.ts';
import { ordered } from '../order.ts';
import type { Row } from '../row.ts';
import { counted, RESOURCES, strong } from '../sentence.ts';

/** `inv.find`: a resource by id, name, ARN, address or tag. */
export const findResource = defineAnalyzer<readonly ConfigRow[]>({
  id: 'inv.find',
  finds: RESOURCES,
  title: ({ parameters }) => `Resources that match ${parameters.search?.trim() ?? ''}`,
  columns: [RESOURCE, column('type', 'Type'), NAME, ACCOUNT, REGION, column('arn', 'ARN')],
  advice: null,
  read: readMatches,
  rows: matchRows,
  summarise: (rows, _data, request) => matchSummary(rows, request),
});

/** The declared query, which other analyzers look resources up by as well. */
const FIND_SQL = catalogueEntry('inv.find')?.sql ?? '';

function matchSummary(rows: readonly Row[], { entry, parameters }: AnalysisRequest): Summary {
  const term = parameters.search?.trim() ?? '';
  const match = rows.length === 1 ? ' matches ' : ' match ';
  return {
    headlines: [
      { label: `Matches of ${term}`, value: rows.length, kind: 'number', source: entry.source },
    ],
    sentence:
      rows.length === 0
        ? [strong('No resource matches'), ` ${term}`]
        : [strong(...counted(rows.length, RESOURCES)), match, term],
    notes: [],
    chart: null,
  };
}

/**
 * Rows of every resource that the question's term may mean.
 * @throws AnalysisError `bad-parameter` without a term.
 */
export async function readMatches(
  readers: Readers,
  { parameters }: AnalysisRequest,
): Promise<readonly ConfigRow[]> {
  const value = parameters.search?.trim() ?? '';
  if (value === '') {
    throw new AnalysisError(
      'bad-parameter',
      'Say what to look for: an id, a name, an ARN, an address or Key=Value.',
    );
  }
  const queries = placesOf(value).map(([property, text]) => {
    const sql = fillSql(FIND_SQL, { value: text });
    return readers.config.select(sql.replace("resourceId = '", `${property} = '`), parameters);
  });
  return (await Promise.all(queries)).flat();
}

/** The properties that a value like this may be found in, with what to look for there. */
export function placesOf(value: string): readonly (readonly [property: string, text: string])[] {
  if (/^\d{1,3}(?:\.\d{1,3}){3}$/.test(value)) {
    const addresses = ['publicIpAddress', 'privateIpAddress', 'publicIp'];
    return addresses.map((address) => [`configuration.${address}`, value]);
  }
  if (value.startsWith('arn:')) return [['arn', value]];
  if (/^[^=]+=[^=]+$/.test(value)) return [['tags.tag', value]];
  return [
    ['resourceId', value],
    ['resourceName', value],
    ['tags.tag', `Name=${value}`],
  ];
}

/** Each resource once. Pure. */
export function matchRows(rows: readonly ConfigRow[]): readonly Row[] {
  const found = new Map<string, Row>();
  for (const row of rows) {
    const match = resourceRow(row, 'INFORMATIONAL');
    const fields = { ...match.fields, type: row.resourceType, arn: textAt(row, 'arn') };
    found.set(match.id, { ...match, fields });
  }
  return ordered([...found.values()]);
}
