import { type Browser, type BrowserContext, chromium, type Page, type ViewportSize } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';
import { emptyPage } from './browser-door.ts';
import { chromiumArguments, findChromium } from './chromium.ts';
import { describeWhere } from './describe-where.ts';

/** Milliseconds that anything on a page may take. */
const patience = 15_000;
const desktop = { width: 1280, height: 720 } as const;
/** What tests and this file listen to. */
const heard = ['console', 'pageerror', 'request', 'response', 'dialog', 'download'] as const;
/** The browser's own note of an answer such as 401, which pages expect and explain. */
const refusal = /^Failed to load resource: the server responded with a status of 4\d\d/;

/** Why the tests cannot run, and what to do. */
const noBrowser = 'no Chromium was found; install one, or name it in SPEDY_CHROMIUM';
const executablePath = findChromium();

/** A suite that needs a browser. */
export function describeInBrowser(name: string, suite: () => void): void {
  const need = {
    isThere: executablePath !== null,
    missing: noBrowser,
    required: 'SPEDY_REQUIRE_BROWSER',
  } as const;
  describeWhere(need, name, suite);
}

/** This worker's own, since all pages of a browser share its clipboard. It ends with the worker. */
let browser: Promise<Browser> | undefined;
/** Profiles that tests are done with, as good as new, by origin: to make one takes as long as a test. */
const idle = new Map<string, Profile[]>();

/** A browser profile with its one page. */
type Profile = { readonly context: BrowserContext; readonly page: Page };
type PageOptions = {
  readonly colorScheme?: 'light' | 'dark';
  readonly viewport?: ViewportSize;
  /** A session's cookie, as `world.signIn` gives it. */
  readonly cookie?: string;
  /** Other origins that the page leads to. */
  readonly mayVisit?: readonly string[];
  /** Errors of the browser's own that the test brings about. */
  readonly mayLog?: RegExp;
  /** Whether the test has the server answer 5xx. */
  readonly mayFail?: boolean;
};

/**
 * A page of a browser profile of its own, without cookies or anything kept, given back with the test. The test fails
 * when the page logs an error, throws one, breaks its Content-Security-Policy, asks another origin for anything, or
 * is answered 5xx.
 */
export async function openPage(
  origin: string,
  {
    cookie,
    mayVisit = [],
    mayLog,
    mayFail = false,
    viewport = desktop,
    colorScheme = 'light',
  }: PageOptions = {},
): Promise<Page> {
  const kept = idle.get(origin) ?? [];
  idle.set(origin, kept);
  const profile = kept.pop() ?? (await createProfile(origin));
  const { context, page } = profile;
  const problems = watch(page, [origin, ...mayVisit], mayFail, mayLog);
  onTestFinished(async ({ task }) => {
    // After a failure, or once it has led elsewhere (to another program, even), nobody knows what state it is in.
    if (task.result?.state === 'fail' || mayVisit.length > 0) await context.close();
    else kept.push(await tidy(profile));
    expect(problems).toEqual([]);
  });
  await page.setViewportSize(viewport);
  await page.emulateMedia({ colorScheme });
  if (cookie) {
    const [name = '', value = ''] = cookie.split('=');
    await context.addCookies([{ name, value, url: origin, httpOnly: true, sameSite: 'Lax' }]);
  }
  return page;
}

async function createProfile(origin: string): Promise<Profile> {
  if (executablePath === null) throw new Error(noBrowser);
  browser ??= chromium.launch({ executablePath, args: [...chromiumArguments] });
  const context = await (await browser).newContext({ baseURL: origin, reducedMotion: 'reduce' });
  context.setDefaultTimeout(patience);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const page = await context.newPage();
  await page.addInitScript(`
    document.addEventListener('securitypolicyviolation', (event) =>
      console.error('Content-Security-Policy', event.violatedDirective, event.blockedURI));
  `);
  return { context, page };
}

/** Leaves nothing of a test behind: what the page runs and has stored, its cookies, and who listens to it. */
async function tidy({ context, page }: Profile): Promise<Profile> {
  await context.setOffline(false);
  await page.unrouteAll();
  // Not about:blank: to leave the site and come back costs a new process each way.
  await page.goto(emptyPage);
  await page.evaluate('localStorage.clear(), sessionStorage.clear()');
  await page.mouse.move(0, 0);
  await context.clearCookies();
  for (const event of heard) page.removeAllListeners(event);
  return { context, page };
}

function watch(page: Page, origins: readonly string[], mayFail: boolean, mayLog?: RegExp): readonly string[] {
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
    if (response.status() >= 500 && !mayFail) problems.push(`${response.status()} from ${response.url()}`);
  });
  return problems;
}
