import { Value } from 'typebox/value';
import {
  type DataClass,
  type Detector,
  higherClass,
  type SensitiveFinding,
} from '../../pipeline-server/contracts/sovereignty.ts';
import { createAllowList } from './allow-list.ts';
import { combine } from './combine.ts';
import { compileCustomRule, compileDictionary } from './custom-rules.ts';
import { decodedViews } from './decode.ts';
import {
  type DetectorSettings,
  DetectorSettingsError,
  detectorSettingsSchema,
} from './detector-settings.ts';
import { foldView } from './fold.ts';
import type { RuleFacts } from './rule.ts';
import { BUILT_IN_RULES, type RuleSet } from './rules/registry.ts';
import { createScanner, type Scanner } from './scan.ts';
import { plainView, type View } from './view.ts';

/**
 * A detector with the built-in rules and those of the settings.
 * @throws {DetectorSettingsError} naming the rule and what to do, when the settings cannot be used.
 */
export function createDetector(settings: DetectorSettings = {}): Detector {
  check(settings);
  const scanners = [
    createScanner(enabledRules(settings.disable ?? [])),
    ...(settings.rules ?? []).map(compileCustomRule),
    ...(settings.dictionaries ?? []).map(compileDictionary),
  ];
  const allowList = createAllowList(settings.allow ?? []);
  return {
    inspect: (text) => {
      const candidates = viewsOf(text).flatMap((view) =>
        scanners.flatMap((scan: Scanner) => scan(view)),
      );
      const findings = combine(candidates.filter((candidate) => !allowList.allows(candidate)));
      return { class: classOf(findings), findings };
    },
  };
}

/** What a text is looked at as: with look-alikes folded, and the encoded parts of it decoded. */
function viewsOf(text: string): readonly View[] {
  const folded = foldView(plainView(text));
  return [folded, ...decodedViews(folded).map(foldView)];
}

function classOf(findings: readonly SensitiveFinding[]): DataClass {
  return findings.reduce<DataClass>(
    (highest, finding) => higherClass(highest, finding.class),
    'PUBLIC',
  );
}

/** All built-in rules with what they say of themselves, for documentation and for settings. */
export function listRules(): readonly RuleFacts[] {
  const { patterns, numbers, statements, told } = BUILT_IN_RULES;
  return [...patterns, ...numbers, ...statements, ...told];
}

/**
 * A detector that finds values alone. A sentence that tells of something is one finding from its first word to its last, over the
 * values in it: whoever takes values out needs them one by one.
 */
export function createValueDetector(settings: DetectorSettings = {}): Detector {
  const { statements, told } = BUILT_IN_RULES;
  const sentences = [...statements, ...told].map(({ id }) => id);
  return createDetector({ ...settings, disable: [...(settings.disable ?? []), ...sentences] });
}

function enabledRules(disabled: readonly string[]): RuleSet {
  const isOn = ({ id }: RuleFacts): boolean => !disabled.includes(id);
  return {
    patterns: BUILT_IN_RULES.patterns.filter(isOn),
    numbers: BUILT_IN_RULES.numbers.filter(isOn),
    statements: BUILT_IN_RULES.statements.filter(isOn),
    told: BUILT_IN_RULES.told.filter(isOn),
  };
}

function check(settings: DetectorSettings): void {
  const [problem] = Value.Errors(detectorSettingsSchema, settings);
  if (problem !== undefined) {
    throw new DetectorSettingsError(
      `Settings of the detector at ${problem.instancePath || '/'}: ${problem.message}. ${nameAt(settings, problem.instancePath)}See xops.example.yaml.`,
    );
  }
  const known = new Set(listRules().map(({ id }) => id));
  for (const id of settings.disable ?? []) {
    if (!known.has(id))
      throw new DetectorSettingsError(
        `Rule "${id}" cannot be disabled: there is none of this name. Known rules: ${[...known].join(', ')}.`,
      );
  }
  const own = [...(settings.rules ?? []), ...(settings.dictionaries ?? [])].map(({ id }) => id);
  const taken = own.find((id, index) => known.has(id) || own.indexOf(id) !== index);
  if (taken !== undefined)
    throw new DetectorSettingsError(`Rule "${taken}" exists already. Give it another id.`);
}

/** Which rule a path such as `/rules/2/class` means. */
function nameAt(settings: DetectorSettings, path: string): string {
  const [, list, index] = path.split('/');
  const entries: readonly unknown[] =
    list === 'rules'
      ? (settings.rules ?? [])
      : list === 'dictionaries'
        ? (settings.dictionaries ?? [])
        : [];
  const entry = entries[Number(index)];
  return typeof entry === 'object' && entry !== null && 'id' in entry
    ? `It is the rule "${String(entry.id)}". `
    : '';
}
