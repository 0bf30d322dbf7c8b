import { defineHook } from '../../contracts/hooks.ts';
import { hasSecret, withoutSecrets } from '../secret-shapes.ts';
import { ALLOW, amend } from '../verdicts.ts';

const KEY = 'wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY00';

/** Credentials do not travel with a question. Which data may go to which model is the policy's to say, of every request. */
export const payloadSovereignty = defineHook({
  id: 'payload-sovereignty',
  stage: 'question',
  purpose: 'Takes credentials out of a question before it is kept, logged or sent to a model.',
  enforces: ['secret-in-prompt', 'secrets-stay-in-stores'],
  decide({ text }) {
    if (!hasSecret(text)) return ALLOW;
    return amend(
      withoutSecrets(text),
      'A credential stood in the question and was taken out. Rotate it: it was in a chat.',
    );
  },
  cases: [
    { name: 'a plain question', given: {}, decision: 'allow' },
    {
      name: 'a secret access key',
      given: { text: `why is aws_secret_access_key=${KEY} refused?` },
      decision: 'amend',
    },
    {
      name: 'a connection string with a password',
      given: { text: 'can you reach postgres://app:hunter2222@db.internal/app?' },
      decision: 'amend',
    },
    {
      name: 'a question about passwords',
      given: { text: 'which users have no password policy?' },
      decision: 'allow',
    },
    {
      name: 'the id of an access key, which opens nothing',
      given: { text: 'how old is AKIAIOSFODNN7EXAMPLE?' },
      decision: 'allow',
    },
    {
      name: 'the name of a secret',
      given: { text: 'when was arn:aws:secretsmanager:us-east-1:111122223333:secret:db rotated?' },
      decision: 'allow',
    },
  ],
});
