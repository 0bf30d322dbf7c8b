/** Somebody's browser at a provider: follows its redirects and fills in its forms. */
export interface BrowserAtProvider {
  /** Signs in as a person, agrees to what is asked, and resolves with the address that the provider sends the browser back to. */
  signIn(authorizationUrl: string, login: string): Promise<string>;
}

const MOST_STEPS = 20;

/** Makes one with an empty cookie jar. It knows the pages of oidc-provider's development interactions. */
export function openBrowserAtProvider(): BrowserAtProvider {
  const jar = new Map<string, string>();

  async function request(url: string, form: Readonly<Record<string, string>> | null) {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(url, {
      redirect: 'manual',
      headers: { accept: 'text/html', cookie },
      ...(form === null ? {} : { method: 'POST', body: new URLSearchParams(form) }),
    });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '') jar.delete(name);
      else jar.set(name, value);
    }
    return answer;
  }

  return {
    async signIn(authorizationUrl, login) {
      const { origin } = new URL(authorizationUrl);
      let url = authorizationUrl;
      for (let step = 0; step < MOST_STEPS; step += 1) {
        const answer = await request(url, null);
        const page = await answer.text();
        const prompt = /name="prompt" value="(\w+)"/.exec(page)?.[1];
        const next =
          prompt === undefined ? answer : await request(url, { prompt, login, password: 'x' });
        const location = next.headers.get('location');
        if (location === null) throw new Error(`the provider answers ${next.status}: ${page}`);
        url = new URL(location, url).href;
        if (new URL(url).origin !== origin) return url;
      }
      throw new Error('the provider does not come to an end');
    },
  };
}
