import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { demoOrganization } from '../src/cli/demo/team.ts';
import { withDatabaseOf } from '../src/cli/with-database.ts';
import { readConfig } from '../src/server/config.ts';
import { serve } from '../src/server/serve.ts';
import { chromiumArguments, findChromium } from '../test/support/browser/chromium.ts';
import { freePort } from '../test/support/databases/postgres-server.ts';
import { type MailServer, startMailServer } from '../test/support/mail-server.ts';
import { prepareScreenshots } from './screenshot-data.ts';

export type ScreenshotSite = {
  readonly origin: string;
  readonly browser: Browser;
  /** Accepts every message, except those to `nobody@…`. */
  readonly mailServer: MailServer;
  readonly close: () => Promise<void>;
};

/**
 * Starts a server with the demo's data in a temporary database, so the secrets in the screenshots do not work, and a
 * browser.
 * @throws Error if Chromium is not installed
 */
export async function startScreenshotSite(): Promise<ScreenshotSite> {
  const executablePath = findChromium();
  if (executablePath === null)
    throw new Error('Chromium was not found; install it, or set SPEDY_CHROMIUM to its path');
  const temporary = mkdtempSync(join(tmpdir(), 'spedy-screenshots-'));
  const mailServer = await startMailServer({
    onRcptTo: ({ address }, _session, done) =>
      done(
        address.startsWith('nobody')
          ? Object.assign(new Error('5.1.1 No such user here'), { responseCode: 550 })
          : null,
      ),
  });
  const config = readConfig({
    SPEDY_SMTP_URL: `smtp://127.0.0.1:${mailServer.port}`,
    SPEDY_MAIL_FROM: 'Spedy <no-reply@spedy.example>',
    PORT: String(await freePort()),
    DATABASE_URL: `sqlite:${join(temporary, 'demo.db')}`,
    SPEDY_DEFAULT_ORGANIZATION: demoOrganization.slug,
    // The connection doctor's report must not depend on the network.
    SPEDY_CLIENT_METADATA_DOCUMENTS: 'off',
    LOG_LEVEL: 'error',
  });
  await withDatabaseOf(config, ({ db, now }) => prepareScreenshots(db, now));
  const server = await serve(config, () => {});
  const browser = await chromium.launch({ executablePath, args: [...chromiumArguments] });
  return {
    origin: config.baseUrl.origin,
    browser,
    mailServer,
    close: async () => {
      await browser.close();
      await server.close();
      await mailServer.close();
      rmSync(temporary, { recursive: true, force: true });
    },
  };
}
