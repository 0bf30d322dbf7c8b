import fc from 'fast-check';

/**
 * Property tests try the same cases in every run, so that a change is judged by what it changed; `npm run fuzz` looks for new
 * ones. The seed of a failure is printed with it: `PROPERTY_SEED=<seed> npm test` runs it again.
 */
const asked = process.env['PROPERTY_SEED'] ?? '20260701';

if (asked !== 'random') fc.configureGlobal({ seed: Number(asked) });
