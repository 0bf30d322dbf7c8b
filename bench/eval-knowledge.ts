/*
 * Measures retrieval: of the shipped documents, or with `--runbooks <folder>` of any folder of documents with its own questions.
 */
if (process.argv.includes('--runbooks')) await import('./eval-runbooks.ts');
else await import('./eval-shipped.ts');
