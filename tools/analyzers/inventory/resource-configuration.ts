import type { ConfigItem } from '../../aws/config-item.ts';
import type { Readers } from '../../aws/readers.ts';
import { type AnalysisRequest, defineAnalyzer } from '../analyzer.ts';
import { ACCOUNT, column, REGION, RESOURCE } from '../columns.ts';
import type { Row } from '../row.ts';
import { counted, RESOURCES, strong } from '../sentence.ts';
import { matchRows, readMatches } from './find-resource.ts';

/** Resources that are shown in full; a broad term matches many. */
const SHOWN_AT_MOST = 5;
/** Settings that are shown of one resource. */
const SETTINGS_AT_MOST = 500;

interface ConfigurationData {
  /** Matches before the bound. */
  readonly found: number;
  readonly items: readonly { readonly match: Row; readonly item: ConfigItem }[];
}

/** `inv.resource.config`: every setting that Config has recorded of a resource, one a row. */
export const resourceConfiguration = defineAnalyzer<ConfigurationData>({
  id: 'inv.resource.config',
  finds: { one: 'setting', many: 'settings' },
  title: ({ parameters }) => `Configuration of ${parameters.search?.trim() ?? ''}`,
  columns: [RESOURCE, ACCOUNT, REGION, column('setting', 'Setting'), column('value', 'Value')],
  advice: null,
  read: readConfigurations,
  rows: ({ items }) => items.flatMap(({ match, item }) => settingRows(match, item)),
  summarise: (rows, { found, items }, { entry: { source } }) => ({
    headlines: [{ label: 'Settings', value: rows.length, kind: 'number', source }],
    sentence: [
      strong(...counted(rows.length, { one: 'setting', many: 'settings' })),
      ' of ',
      ...counted(items.length, RESOURCES),
    ],
    notes: found > items.length ? [moreNote(found, items.length)] : [],
    dataTime: items.map(({ item }) => item.captured ?? '').toSorted()[0] || null,
    chart: null,
  }),
});

function moreNote(found: number, shown: number): string {
  return `${found} resources match; ${shown} of them are shown. Name one by its id to see it alone.`;
}

async function readConfigurations(
  readers: Readers,
  request: AnalysisRequest,
): Promise<ConfigurationData> {
  const matches = matchRows(await readMatches(readers, request));
  const items = await Promise.all(
    matches.slice(0, SHOWN_AT_MOST).map((match) => readItem(readers, match)),
  );
  return { found: matches.length, items: items.flat() };
}

async function readItem(readers: Readers, match: Row): Promise<ConfigurationData['items']> {
  const { accountId, region, resourceId, resourceType } = match;
  if (accountId === null || region === null || resourceId === null || resourceType === null) {
    return [];
  }
  const item = await readers.config.item({ accountId, region, resourceId, resourceType });
  return item === null ? [] : [{ match, item }];
}

function settingRows(match: Row, item: ConfigItem): readonly Row[] {
  return settingsOf(item.configuration)
    .slice(0, SETTINGS_AT_MOST)
    .map(([setting, value]) => ({
      ...match,
      id: `${match.id}/${setting}`,
      fields: { setting, value },
      evidence: [...match.evidence, item.evidence],
    }));
}

/** Every value by its path, e.g. `state.name`, `tags[0].key`, in the order in which AWS gives them. */
export function settingsOf(
  value: unknown,
  path = '',
): readonly (readonly [string, string | number])[] {
  if (Array.isArray(value)) {
    return value.flatMap((each: unknown, index) => settingsOf(each, `${path}[${index}]`));
  }
  if (typeof value === 'object' && value !== null) {
    const prefix = path === '' ? '' : `${path}.`;
    return Object.entries(value).flatMap(([key, each]) => settingsOf(each, `${prefix}${key}`));
  }
  if (typeof value === 'boolean') return [[path, String(value)]];
  return typeof value === 'number' || typeof value === 'string' ? [[path, value]] : [];
}
