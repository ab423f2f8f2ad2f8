import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { describe, expect, inject, onTestFinished } from 'vitest';
import { noBrowser } from './browser-server.ts';

/** Milliseconds that anything on a page may take. */
const patience = 15_000;
/** The browser's own note of an answer such as 401, which pages expect and explain. */
const refusal = /^Failed to load resource: the server responded with a status of 4\d\d/;

const address = inject('browserAddress');

/** A suite that needs a browser: skipped where there is none, or failed where SPEDY_REQUIRE_BROWSER is `true`. */
export function describeInBrowser(name: string, suite: () => void): void {
  if (address !== null) return void describe(name, suite);
  if (process.env.SPEDY_REQUIRE_BROWSER === 'true') throw new Error(noBrowser);
  describe.skip(`${name} (${noBrowser})`, suite);
}

let browser: Promise<Browser> | undefined;

type PageOptions = Pick<BrowserContextOptions, 'colorScheme' | 'viewport' | 'userAgent'> & {
  /** A session's cookie, as `world.signIn` gives it. */
  readonly cookie?: string;
  /** Other origins that the page leads to. */
  readonly mayVisit?: readonly string[];
  /** Errors of the browser's own that the test brings about. */
  readonly mayLog?: RegExp;
};

/**
 * A page of a browser profile of its own, closed with the test. The test fails when the page logs an error, throws
 * one, breaks its Content-Security-Policy, asks another origin for anything, or is answered 5xx.
 */
export async function openPage(
  origin: string,
  { cookie, mayVisit = [], mayLog, ...options }: PageOptions = {},
): Promise<Page> {
  if (address === null) throw new Error(noBrowser);
  browser ??= chromium.connect(address);
  const context = await (await browser).newContext({ ...options, baseURL: origin });
  context.setDefaultTimeout(patience);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  if (cookie) {
    const [name = '', value = ''] = cookie.split('=');
    await context.addCookies([{ name, value, url: origin, httpOnly: true, sameSite: 'Lax' }]);
  }
  const page = await context.newPage();
  const problems = await watch(page, [origin, ...mayVisit], mayLog);
  onTestFinished(async () => {
    await context.close();
    expect(problems).toEqual([]);
  });
  return page;
}

async function watch(page: Page, origins: readonly string[], mayLog?: RegExp): Promise<readonly string[]> {
  const problems: string[] = [];
  page.on('console', (message) => {
    const text = message.text();
    if (message.type() === 'error' && !refusal.test(text) && !mayLog?.test(text)) problems.push(text);
  });
  page.on('pageerror', (error) => problems.push(`${error}`));
  page.on('request', (request) => {
    const { protocol, origin } = new URL(request.url());
    if (protocol !== 'data:' && !origins.includes(origin)) problems.push(`asked ${origin}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 500) problems.push(`${response.status()} from ${response.url()}`);
  });
  await page.addInitScript(`
    document.addEventListener('securitypolicyviolation', (event) =>
      console.error('Content-Security-Policy', event.violatedDirective, event.blockedURI));
  `);
  return problems;
}
