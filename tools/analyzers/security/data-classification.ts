/** Tag keys that state how sensitive data is, without case and separators. */
const KEYS = new Set(['dataclassification', 'classification', 'datasensitivity', 'sensitivity']);

/** Values for data that needs more than the default protection. */
const SENSITIVE = new Set([
  'confidential',
  'restricted',
  'sensitive',
  'secret',
  'protected',
  'pii',
  'phi',
  'pci',
]);

/** True for a resource whose tags say that its data is sensitive. No tag is no statement. */
export function isTaggedSensitive(tags: Readonly<Record<string, string>>): boolean {
  return Object.entries(tags).some(
    ([key, value]) =>
      KEYS.has(key.toLowerCase().replaceAll(/[^a-z]/g, '')) &&
      SENSITIVE.has(value.trim().toLowerCase()),
  );
}
