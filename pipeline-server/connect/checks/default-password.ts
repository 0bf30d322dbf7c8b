import { type Check, caution, failure } from '../check.ts';
import { createOpenWebui } from '../open-webui.ts';

/** The account that Open WebUI makes without authentication (`WEBUI_AUTH=false`), and its published password. */
const PUBLISHED = { email: 'admin@localhost', password: 'admin' };

/** Tries it once. */
export const defaultPasswordCheck: Check = {
  id: 'webui-default-password',
  title: 'Published password',
  good: 'nobody gets in with it',
  async look({ webui }) {
    const stranger = createOpenWebui({ url: webui.url, token: null });
    const { status } = await stranger.send('POST', '/api/v1/auths/signin', PUBLISHED);
    if (status === 429)
      return caution('Open WebUI allows no more sign-ins now', 'Run this again in three minutes.');
    if (status !== 200) return null;
    return failure(
      `${PUBLISHED.email} signs in with the password that Open WebUI publishes`,
      'Change it, and do not run with WEBUI_AUTH=false.',
    );
  },
};
