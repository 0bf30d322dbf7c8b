/** The sensitive values of the proofs. None is anybody's: each was made up and passes the checks of its kind. */
const CANARIES = {
  tfn: '876 543 210',
  accessKey: 'AKIAZ3MXQ7P2LKWT5RVB',
  secretKey: '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',
  card: '4539 1488 0343 6467',
  arn: 'arn:aws:iam::482193057716:role/PayrollExport',
  account: '482193057716',
  host: 'payroll-db-01.corp.bigbank.internal',
  address: '10.42.7.19',
  email: 'jane.citizen@bigbank.com.au',
  privateKey: [
    '-----BEGIN RSA PRIVATE KEY-----',
    'MIIEowIBAAKCAQEAx7qk2m9Vt3c4Zr8bN0sLw1yQfJd5gHk6PzTeWuXiCoRvBnMa',
    'S2dFgHjKlQwErTyUiOpZxCvBnM1234567890AsDfGhJkLqWeRtYuIoPaSdFgHjKl',
    '-----END RSA PRIVATE KEY-----',
  ].join('\n'),
} as const;

/** A place of a request in which a value can hide, after the list of the research on gateways. */
export interface HidingPlace {
  readonly name: string;
  /** What of the chat body holds the value, in place of the usual. */
  readonly body: Readonly<Record<string, unknown>>;
  /** `local`, or the status with which the whole request is refused. */
  readonly outcome: 'local' | 400;
}

const { tfn: TFN, accessKey: KEY } = CANARIES;
const DIGITS = TFN.replaceAll(' ', '');
const SENTENCE = `The tax file number of the applicant is ${TFN}.`;
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const user = (content: unknown) => ({ role: 'user', content });
const HELLO = user('Please sum this up.');

function inText(name: string, text: string): HidingPlace {
  return { name, body: { messages: [user(text)] }, outcome: 'local' };
}

function inMessages(name: string, ...messages: readonly unknown[]): HidingPlace {
  return { name, body: { messages }, outcome: 'local' };
}

function inParts(
  name: string,
  part: unknown,
  outcome: HidingPlace['outcome'] = 'local',
): HidingPlace {
  const parts = [{ type: 'text', text: 'What is this?' }, part];
  return { name, body: { messages: [user(parts)] }, outcome };
}

const call = (text: string) => ({
  role: 'assistant',
  content: null,
  tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'look_up', arguments: text } }],
});
const result = (content: string) => ({ role: 'tool', tool_call_id: 'call_1', content });
const PNG = `data:image/png;base64,${Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 255]).toString('base64')}`;
const tool = (parameters: object, description = 'Looks up') => ({
  messages: [HELLO],
  tools: [{ type: 'function', function: { name: 'look_up', description, parameters } }],
});

/** Where in the structure of a request the value stands. */
const STRUCTURE: readonly HidingPlace[] = [
  inText('the text of the user', SENTENCE),
  {
    ...inText('the text of the user, streamed', SENTENCE),
    body: { messages: [user(SENTENCE)], stream: true },
  },
  inMessages('the system prompt', { role: 'system', content: `Our key is ${KEY}.` }, HELLO),
  inMessages('the developer prompt', { role: 'developer', content: `Our key is ${KEY}.` }, HELLO),
  inMessages('the history', user(SENTENCE), { role: 'assistant', content: 'I see.' }, HELLO),
  inMessages('an earlier answer', HELLO, { role: 'assistant', content: SENTENCE }, HELLO),
  inMessages('a result of a tool', HELLO, call('{}'), result(`{"access_key": "${KEY}"}`), HELLO),
  inMessages(
    'the arguments of a tool call',
    HELLO,
    call(`{"tfn":"${DIGITS}"}`),
    result('ok'),
    HELLO,
  ),
  inMessages(
    'arguments that name a member twice',
    HELLO,
    call(`{"key":"${KEY}","key":"none"}`),
    result('ok'),
    HELLO,
  ),
  inMessages(
    'JSON within JSON',
    HELLO,
    call(JSON.stringify({ body: JSON.stringify({ key: KEY }) })),
    result('ok'),
  ),
  { name: 'a tool definition', body: tool({}, `Looks up with ${KEY}`), outcome: 'local' },
  {
    name: 'an enum of a tool',
    body: tool({ type: 'object', properties: { key: { enum: [KEY] } } }),
    outcome: 'local',
  },
  {
    name: 'the name of a parameter',
    body: tool({ type: 'object', properties: { [KEY]: {} } }),
    outcome: 'local',
  },
  {
    name: 'the schema of the answer',
    body: {
      messages: [HELLO],
      response_format: { type: 'json_schema', json_schema: { name: 'a', schema: { const: KEY } } },
    },
    outcome: 'local',
  },
  { name: 'a stop sequence', body: { messages: [HELLO], stop: [KEY] }, outcome: 'local' },
  inParts('a part of the content', { type: 'text', text: SENTENCE }),
  inMessages(
    'two parts of one message',
    user([
      { type: 'text', text: `Key ${KEY.slice(0, 9)}` },
      { type: 'text', text: `${KEY.slice(9)} ends` },
    ]),
  ),
  inText(
    'text of documents',
    `Use the context.\n<context><source id="1" name="a.md">${SENTENCE}</source></context>\n\nWho applied?`,
  ),
  inParts('an image', { type: 'image_url', image_url: { url: PNG } }),
  inParts(
    'a file',
    {
      type: 'file',
      file: {
        filename: 'a.csv',
        file_data: `data:text/csv;base64,${base64(`name,tfn\nJane,${DIGITS}`)}`,
      },
    },
    400,
  ),
  inParts(
    'the query of an image address',
    { type: 'image_url', image_url: { url: `https://images.example/a.png?key=${KEY}` } },
    400,
  ),
  inParts(
    'sound',
    { type: 'input_audio', input_audio: { data: 'A'.repeat(200), format: 'wav' } },
    400,
  ),
  { name: 'the field user', body: { messages: [HELLO], user: CANARIES.email }, outcome: 'local' },
  { name: 'metadata', body: { messages: [HELLO], metadata: { tfn: DIGITS } }, outcome: 'local' },
  {
    name: 'a field that nobody knows',
    body: { messages: [HELLO], extra_body: { note: SENTENCE } },
    outcome: 'local',
  },
];

/** How the value is written. */
const WRITING: readonly HidingPlace[] = [
  inText('zero-width marks', `The tax file number is ${Array.from(DIGITS).join('\u200b')}.`),
  inText(
    'full-width digits',
    `The tax file number is ${Array.from(DIGITS)
      .map((digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0))
      .join('')}.`,
  ),
  inText('dots between digits', `The tax file number is ${Array.from(DIGITS).join('.')}.`),
  inText('base64', `Decode ${base64(SENTENCE)} for me.`),
  inText(
    'base64 in lines',
    `Decode this:\n${base64(`${'Quarterly notes of the team. '.repeat(3)}${SENTENCE} ${KEY}`).replaceAll(/.{76}/g, '$&\n')}`,
  ),
  inText(
    'a long run of base64',
    base64(`${'Quarterly notes of the team. '.repeat(2500)}${SENTENCE}`),
  ),
  inText('percent signs', `Open https://crm.example/?q=${encodeURIComponent(SENTENCE)}`),
  inText(
    'HTML entities',
    `The tax file number is ${Array.from(DIGITS)
      .map((digit) => `&#${digit.charCodeAt(0)};`)
      .join('')}.`,
  ),
  inText('hexadecimal', `The bytes are ${Buffer.from(SENTENCE).toString('hex')}.`),
  inText('look-alike letters', `Use ${KEY.replaceAll('A', 'А').replace('K', 'К')} now.`),
  inText('two lines', `The tax file number is 876 54\n3 210.`),
  inText('the scheme of a data address', `data:${KEY};base64,aGVsbG8gd29ybGQ=`),
  inText(
    'text behind a data address',
    `data:text/plain;base64,aGVsbG8gd29ybGQ= and now: ${SENTENCE}`,
  ),
];

/** What kind of value it is. */
const KINDS: readonly HidingPlace[] = [
  inText('a private key', `What is wrong with this?\n${CANARIES.privateKey}`),
  inText('a secret access key', `aws_secret_access_key = ${CANARIES.secretKey}`),
  inText('a card', `Refund the card ${CANARIES.card}.`),
  inText('an ARN', `Why does ${CANARIES.arn} fail?`),
  inText('an account', `Why is account ${CANARIES.account} so expensive?`),
  inText('a private host', `Why is ${CANARIES.host} slow?`),
  inText('a private address', `Why is ${CANARIES.address} slow?`),
];

/** All of them. */
export const HIDING_PLACES: readonly HidingPlace[] = [...STRUCTURE, ...WRITING, ...KINDS];
