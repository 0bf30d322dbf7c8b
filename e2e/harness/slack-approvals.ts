import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inject } from 'vitest';
import { startFakeSlack } from '../../pipeline-server/test/fake-slack.ts';
import { SLACK_SECRET } from './slack-member.ts';
import { startXops, type XopsServer } from './xops-server.ts';

/** A server that asks for approvals in Slack and in the real Open WebUI. */
export interface SlackApprovals {
  readonly slack: Awaited<ReturnType<typeof startFakeSlack>>;
  readonly xops: XopsServer;
  /** The settings file, for commands beside the server. */
  readonly settings: string;
  close(): Promise<void>;
}

/** Starts a server with settings, and the Slack that it writes to. */
export async function startSlackApprovals(yaml: string): Promise<SlackApprovals> {
  const folder = mkdtempSync(path.join(tmpdir(), 'xops-e2e-approvals-'));
  const settings = path.join(folder, 'xops.yaml');
  writeFileSync(settings, yaml);
  const slack = await startFakeSlack();
  const xops = await startXops({
    environment: {
      XOPS_FILE: settings,
      SLACK_BOT_TOKEN: 'xoxb-for-end-to-end-tests',
      SLACK_SIGNING_SECRET: SLACK_SECRET,
      XOPS_SLACK_API_URL: slack.apiUrl,
      OPEN_WEBUI_URL: inject('openWebuiUrl'),
      OPEN_WEBUI_API_KEY: inject('adminToken'),
    },
  });
  return {
    slack,
    xops,
    settings,
    async close() {
      await xops.stop();
      await slack.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
