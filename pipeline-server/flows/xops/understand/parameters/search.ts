import type { Found, ReadContext } from './found.ts';
import { spanOf } from './found.ts';

const IDENTIFIERS = [
  /\barn:aws[\w-]*:[\w-]+:[\w-]*:\d*:[^\s,;"')]+/gi,
  /\b(?:i|vol|sg|subnet|vpc|eni|ami|snap|rtb|igw|nat|eipalloc|eipassoc|lt|acl|tgw|tgw-attach|vpce|vgw|vpn|cgw|pcx|fs|db|cluster|ipam|r|o|ou|p|key|dopt|fl|cr|h|asg|eigw|ipam-pool)-(?:[\da-f]*\d[\da-f]*|[\da-f]{8,})\b/gi,
  /\b[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}\b/gi,
  /\b(?:\d{1,3}\.){3}\d{1,3}(?:\/\d{1,2})?\b/g,
];
const ADDRESS =
  /(?<![\w@.-])(?:\*\.)?(?:[a-z\d](?:[a-z\d-]*[a-z\d])?\.)+(?:com|net|org|io|au|cloud|internal|local|dev|app|co|uk|nz|edu|gov|info|biz|tech|aws)\b/gi;
const QUOTED = /["`']([^"`']{2,100})["`']/dg;
const NAMED =
  /\b(?:named|called|host|hostname|bucket|server|instance|function|database|cluster|volume|machine|name|whose name is|vm)(?: is| (?:is )?(?:named|called)|:)? ((?=[\w.-]*[\d.-])[a-z\d][\w.]*(?:[-.][\w.]+)+|(?<=(?:named|called) )[\w.-]+)/dgi;

/** A search term, and whether it names one resource beyond doubt (an id, ARN or address). */
export interface SearchTerm {
  readonly term: string;
  readonly exact: boolean;
}

/** Reads the first resource id, ARN, IP address, host name, quoted or named term. Case is kept. */
export function readSearch({ text }: ReadContext): Found<SearchTerm | null> {
  const exact = IDENTIFIERS.flatMap((pattern) => [...text.original.matchAll(pattern)]);
  const named = [ADDRESS, QUOTED, NAMED].flatMap((pattern) => [...text.original.matchAll(pattern)]);
  const [match] = [...exact, ...named];
  if (match === undefined) return { value: null, spans: [], notes: [] };
  const group = match[1] === undefined ? 0 : 1;
  const term = (match[group] ?? '').replace(/[.?!]+$/, '');
  return { value: { term, exact: exact.length > 0 }, spans: [spanOf(match, group)], notes: [] };
}
