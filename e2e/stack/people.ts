import { Type } from 'typebox';
import { post, readJson } from '../harness/open-webui-client.ts';
import type { Stack } from './stack.ts';
import { signIn, type WebuiUser } from './webui-user.ts';

/** Somebody who is no admin. */
const USER = { name: 'Una', email: 'una@example.com', password: 'a-password-of-una' };

/** The admin of the stack, and a user whom the admin made. Open WebUI allows few sign-ins per minute. */
export async function signInPeople(
  stack: Stack,
): Promise<{ readonly admin: WebuiUser; readonly user: WebuiUser }> {
  const url = stack.url('open-webui');
  const password = stack.secret('open_webui_admin_password');
  const admin = await signIn(url, { email: 'admin@example.com', password });
  const made = await admin.request('/api/v1/auths/add', post({ ...USER, role: 'user' }));
  await readJson(made, Type.Unknown());
  return { admin, user: await signIn(url, USER) };
}

const Uploaded = Type.Object({ id: Type.String() });
const Found = Type.Object({ documents: Type.Array(Type.Array(Type.String())) });

/** Uploads a text and has it indexed. @returns the id of the file. */
export async function upload(person: WebuiUser, text: string): Promise<string> {
  const form = new FormData();
  form.append('file', new Blob([text], { type: 'text/plain' }), 'notes.txt');
  const address = '/api/v1/files/?process=true&process_in_background=false';
  return (await readJson(await person.request(address, { method: 'POST', body: form }), Uploaded))
    .id;
}

/** What is found in a file. */
export async function search(person: WebuiUser, fileId: string, query: string): Promise<string> {
  const asked = { collection_name: `file-${fileId}`, query, k: 3 };
  const found = await person.request('/api/v1/retrieval/query/doc', post(asked));
  return (await readJson(found, Found)).documents.flat().join();
}
