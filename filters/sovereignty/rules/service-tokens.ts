import { vendorRule } from './vendor-rule.ts';

const AB = 'Zk81mQ9pLx02Tr5Yw7Bn';
const HEX = '3fac91bd7720aa1e';

/** Tokens of services for messages, payments, work and monitoring. */
export const SERVICE_TOKENS = [
  {
    id: 'slack-token',
    vendor: 'Slack',
    hints: ['xox', 'xapp-', 'xoxe'],
    shape: '(?:xox[abeoprs]|xapp|xoxe\\.xox[bp])-[A-Za-z0-9-]{10,255}',
    example: `xoxb-123456789012-${AB}`,
  },
  {
    id: 'slack-webhook',
    vendor: 'Slack',
    hints: ['hooks.slack.com'],
    shape: 'hooks\\.slack\\.com/(?:services|workflows|triggers)/[A-Za-z0-9+/]{20,90}',
    example: `hooks.slack.com/services/T01ABCD/B02EFGH/${AB}`,
  },
  {
    id: 'teams-webhook',
    vendor: 'Microsoft Teams',
    hints: ['webhook.office.com'],
    shape:
      'webhook\\.office\\.com/webhookb2/[a-z0-9-]{36}@[a-z0-9-]{36}/IncomingWebhook/[a-z0-9]{32}/[a-z0-9-]{36}',
    example: `webhook.office.com/webhookb2/a81bc81b-dead-4e5d-abff-90865d1e13b1@a81bc81b-dead-4e5d-abff-90865d1e13b1/IncomingWebhook/${HEX}${HEX}/a81bc81b-dead-4e5d-abff-90865d1e13b1`,
  },
  {
    id: 'discord-webhook',
    vendor: 'Discord',
    hints: ['/api/webhooks/'],
    shape: 'discord(?:app)?\\.com/api/webhooks/\\d{17,20}/[\\w-]{40,80}',
    example: `discord.com/api/webhooks/123456789012345678/${AB}${AB}${AB}`,
  },
  {
    id: 'stripe-key',
    vendor: 'Stripe',
    hints: ['sk_live_', 'rk_live_', 'sk_test_', 'rk_test_', 'whsec_'],
    shape: '(?:[sr]k_(?:live|test)_|whsec_)[A-Za-z0-9]{16,247}',
    example: `sk_live_${AB}`,
  },
  {
    id: 'twilio-key',
    vendor: 'Twilio',
    hints: ['sk', 'ac'],
    shape: '(?:SK|AC)[0-9a-f]{32}',
    example: `SK${HEX}${HEX}`,
  },
  {
    id: 'sendgrid-key',
    vendor: 'SendGrid',
    hints: ['sg.'],
    shape: 'SG\\.[\\w-]{16,32}\\.[\\w-]{16,64}',
    example: `SG.${AB}ab.${AB}${AB}abc`,
  },
  {
    id: 'mailgun-key',
    vendor: 'Mailgun',
    hints: ['key-'],
    shape: 'key-[0-9a-f]{32}',
    example: `key-${HEX}${HEX}`,
  },
  {
    id: 'mailchimp-key',
    vendor: 'Mailchimp',
    hints: ['-us'],
    shape: '[0-9a-f]{32}-us\\d{1,2}',
    example: `${HEX}${HEX}-us12`,
  },
  {
    id: 'shopify-token',
    vendor: 'Shopify',
    hints: ['shpat_', 'shpca_', 'shppa_', 'shpss_'],
    shape: 'shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}',
    example: `shpat_${HEX}${HEX}`,
  },
  {
    id: 'square-token',
    vendor: 'Square',
    hints: ['eaaa', 'sq0'],
    shape: '(?:EAAA[\\w-]{60}|sq0[a-z]{3}-[\\w-]{22,43})',
    example: `sq0atp-${AB}ab`,
  },
  {
    id: 'new-relic-key',
    vendor: 'New Relic',
    hints: ['nrak-', 'nrii-', 'nrjs-'],
    shape: 'NR(?:AK-[A-Z0-9]{27}|II-[\\w-]{32}|JS-[0-9a-f]{19})',
    example: 'NRAK-ZK81MQ9PLX02TR5YW7BNAB12C3D',
  },
  {
    id: 'grafana-token',
    vendor: 'Grafana',
    hints: ['glsa_', 'glc_', 'eyjrijoi'],
    shape:
      '(?:glsa_[A-Za-z0-9]{32}_[0-9a-f]{8}|glc_[A-Za-z0-9+/]{32,400}={0,2}|eyJrIjoi[A-Za-z0-9]{60,400}={0,2})',
    example: `glsa_${AB}${AB.slice(0, 12)}_3fac91bd`,
  },
  {
    id: 'sentry-token',
    vendor: 'Sentry',
    hints: ['sntrys_', 'sntryu_'],
    shape: 'sntry[su]_[\\w+/=-]{40,400}',
    example: `sntryu_${HEX}${HEX}${HEX}${HEX}`,
  },
  {
    id: 'linear-token',
    vendor: 'Linear',
    hints: ['lin_api_'],
    shape: 'lin_api_[A-Za-z0-9]{40}',
    example: `lin_api_${AB}${AB}`,
  },
  {
    id: 'notion-token',
    vendor: 'Notion',
    hints: ['ntn_', 'secret_'],
    shape: '(?:ntn_[A-Za-z0-9]{40,50}|secret_[A-Za-z0-9]{43})',
    example: `secret_${AB}${AB}abc`,
  },
  {
    id: 'atlassian-token',
    vendor: 'Atlassian',
    hints: ['atatt3'],
    shape: 'ATATT3[\\w=+/-]{50,300}',
    example: `ATATT3${AB}${AB}${AB}`,
  },
  {
    id: 'okta-token',
    vendor: 'Okta',
    hints: ['ssws '],
    shape: 'SSWS 00[\\w-]{36,48}',
    example: `SSWS 00${AB}${AB}`,
  },
  {
    id: 'telegram-token',
    vendor: 'Telegram',
    hints: [':aa'],
    shape: '\\d{8,10}:AA[\\w-]{32,34}',
    example: `123456789:AA${AB}${AB.slice(0, 13)}`,
  },
  {
    id: 'pagerduty-token',
    vendor: 'PagerDuty',
    hints: ['token token=', 'pdus+'],
    shape: '(?:Token token=[\\w+-]{18,24}|pdus\\+_[\\w+-]{16,60})',
    example: `Token token=${AB}`,
  },
  {
    id: 'facebook-token',
    vendor: 'Meta',
    hints: ['eaac'],
    shape: 'EAAC[A-Za-z0-9]{60,300}',
    example: `EAAC${AB}${AB}${AB}${AB}`,
  },
  {
    id: 'dynatrace-token',
    vendor: 'Dynatrace',
    hints: ['dt0c01.'],
    shape: 'dt0c01\\.[A-Z0-9]{24}\\.[A-Z0-9]{64}',
    example:
      'dt0c01.ZK81MQ9PLX02TR5YW7BN1234.ZK81MQ9PLX02TR5YW7BNZK81MQ9PLX02TR5YW7BNZK81MQ9PLX02TR5YW7BNABCD',
  },
].map(vendorRule);
