import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { createOpenWebui, type OpenWebui, OpenWebuiError } from './open-webui.ts';

/** A token or API key, or what an admin signs in with. */
export type Credentials =
  | { readonly token: string }
  | { readonly email: string; readonly password: string };

const SESSION = Type.Object({ token: Type.String({ minLength: 1 }) });
const PERSON = Type.Object({ role: Type.String() });

/**
 * Opens Open WebUI's API for an admin.
 * @throws OpenWebuiError when the credentials are not those of an admin.
 */
export async function openAsAdmin(url: string, credentials: Credentials): Promise<OpenWebui> {
  const token = 'token' in credentials ? credentials.token : await signIn(url, credentials);
  const webui = createOpenWebui({ url, token });
  const { role } = await webui.read('/api/v1/auths/', PERSON);
  if (role === 'admin') return webui;
  throw new OpenWebuiError(`These credentials are those of a ${role}: an admin is needed.`);
}

async function signIn(
  url: string,
  form: { readonly email: string; readonly password: string },
): Promise<string> {
  const answer = await createOpenWebui({ url, token: null }).send(
    'POST',
    '/api/v1/auths/signin',
    form,
  );
  if (answer.status === 200 && Value.Check(SESSION, answer.body)) return answer.body.token;
  if (answer.status === 429)
    throw new OpenWebuiError('Open WebUI allows few sign-ins per minute. Wait, and try again.');
  throw new OpenWebuiError(
    `Open WebUI refused the sign-in of ${form.email} with ${answer.status}. Check the address and the password.`,
  );
}
