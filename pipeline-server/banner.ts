import type { Config } from './config.ts';

/** What the banner shows. */
export interface BannerFacts {
  readonly url: string;
  readonly key: string;
  readonly config: Config;
  /** Names of the models that can word answers. */
  readonly models: readonly string[];
}

/** What a person sees after the start: how to connect, what is in use, what to try. */
export function bannerText({ url, key: madeKey, config, models }: BannerFacts): string {
  // A key that somebody set is known to them, and what is printed stays in the logs of containers.
  const key = config.auth.apiKey === null ? madeKey : '$PIPELINES_API_KEY';
  return `
xOps is ready.

  Open WebUI   Admin Settings > Connections > OpenAI API, add:
               URL  ${url}
               Key  ${key}
  Dashboard    ${dashboardUrl(url, config)}
               sign in with the same key
  AWS source   ${awsSource(config)}
  Models       ${models.length === 0 ? 'none configured: answers are written without a model' : models.join(', ')}

Try:
  npm run xops -- ask "Show me idle EC2 across all accounts"
  npm run xops -- doctor
  curl ${url}/v1/chat/completions -H "Authorization: Bearer ${key}" -H "Content-Type: application/json" \\
    -d '{"model":"xops","stream":false,"messages":[{"role":"user","content":"Show me idle EC2 across all accounts"}]}'
`;
}

function dashboardUrl(url: string, { server }: Config): string {
  return `${(server.publicUrl ?? url).replace(/\/$/, '')}/dashboard`;
}

function awsSource({ aws }: Config): string {
  if (aws.source === 'live') return `your organization (${aws.region ?? 'Region of your profile'})`;
  return 'sample organisation (generated data; XOPS_AWS_SOURCE=live uses your own)';
}
