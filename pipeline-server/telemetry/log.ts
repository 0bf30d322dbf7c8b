import type { FastifyBaseLogger } from 'fastify';
import { type DestinationStream, pino } from 'pino';
import type { Config } from '../config.ts';

/** Values which must not be logged, wherever they stand in an object. */
const SECRETS = [
  'authorization',
  'cookie',
  'apiKey',
  'key',
  'password',
  'secret',
  'token',
  '["x-openwebui-user-jwt"]',
];

/** The log of the server: JSON lines, secrets taken out. */
export type ServerLog = FastifyBaseLogger;

/**
 * Makes the log.
 * @param destination where lines go; the standard output unless told.
 */
export function createLog(
  level: Config['log']['level'],
  destination?: DestinationStream,
): ServerLog {
  const options = {
    level: pinoLevel(level),
    redact: { paths: SECRETS.flatMap(atAnyDepth), censor: '[removed]' },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}

function pinoLevel(level: Config['log']['level']): string {
  if (level === 'warning') return 'warn';
  return level === 'critical' ? 'fatal' : level;
}

function atAnyDepth(name: string): readonly string[] {
  const dotted = name.startsWith('[') ? name : `.${name}`;
  return [name, `*${dotted}`, `*.*${dotted}`];
}
