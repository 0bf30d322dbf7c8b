// expect nothing
import type { Part } from '../contracts/chat.ts';

export function isText(part: Part): boolean {
  return part.type === 'text-delta';
}
