import { type Browser, type BrowserContext, chromium, type Page, type ViewportSize } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';
import { describeWithProgram } from '../describe-with-program.ts';
import { chromiumArguments, findChromium } from './chromium.ts';
import { emptyPage } from './shared-port.ts';

/** The time limit of any step on a page, in milliseconds. */
const deadline = 15_000;
const desktop = { width: 1280, height: 720 } as const;
/** The events that tests and this file listen to. */
const watchedEvents = ['console', 'pageerror', 'request', 'response', 'dialog', 'download'] as const;
/** The browser's own message about a response such as 401, which pages expect and explain. */
const clientErrorMessage = /^Failed to load resource: the server responded with a status of 4\d\d/;

/** Why the tests cannot run, and what to do. */
const missingBrowser = 'Chromium was not found; install it, or set SPEDY_CHROMIUM to its path';
const executablePath = findChromium();

/** Describes a suite that needs a browser. */
export function describeInBrowser(name: string, suite: () => void): void {
  const need = {
    isInstalled: executablePath !== null,
    missing: missingBrowser,
    required: 'SPEDY_REQUIRE_BROWSER',
  } as const;
  describeWithProgram(need, name, suite);
}

/** The browser of this worker. Each worker has one, because all pages of a browser share its clipboard. */
let browser: Promise<Browser> | undefined;
/** Reset profiles for the next tests, by origin: creating one takes as long as a test. */
const unusedProfiles = new Map<string, Profile[]>();

/** A browser profile with its one page. */
type Profile = { readonly context: BrowserContext; readonly page: Page };
type PageOptions = {
  readonly colorScheme?: 'light' | 'dark';
  readonly viewport?: ViewportSize;
  /** A session's cookie, as `world.signIn` gives it. */
  readonly cookie?: string;
  /** Other origins that the page may request. */
  readonly allowedOrigins?: readonly string[];
  /** Browser errors that the test causes. */
  readonly expectedLog?: RegExp;
  /** Whether the test causes a 5xx response. */
  readonly allowServerErrors?: boolean;
};

/**
 * Opens a page in a separate browser profile without cookies or stored data, reset after the test. The test fails
 * if the page logs or throws an error, violates its Content-Security-Policy, sends a request to another origin, or
 * gets a 5xx response.
 */
export async function openPage(
  origin: string,
  {
    cookie,
    allowedOrigins = [],
    expectedLog,
    allowServerErrors = false,
    viewport = desktop,
    colorScheme = 'light',
  }: PageOptions = {},
): Promise<Page> {
  const profiles = unusedProfiles.get(origin) ?? [];
  unusedProfiles.set(origin, profiles);
  const profile = profiles.pop() ?? (await createProfile(origin));
  const { context, page } = profile;
  const problems = watch(page, [origin, ...allowedOrigins], allowServerErrors, expectedLog);
  onTestFinished(async ({ task }) => {
    // After a failure or a visit to another origin or program, the state of the page is unknown.
    if (task.result?.state === 'fail' || allowedOrigins.length > 0) await context.close();
    else profiles.push(await resetProfile(profile));
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
  if (executablePath === null) throw new Error(missingBrowser);
  browser ??= chromium.launch({ executablePath, args: [...chromiumArguments] });
  const context = await (await browser).newContext({ baseURL: origin, reducedMotion: 'reduce' });
  context.setDefaultTimeout(deadline);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const page = await context.newPage();
  await page.addInitScript(`
    document.addEventListener('securitypolicyviolation', (event) =>
      console.error('Content-Security-Policy', event.violatedDirective, event.blockedURI));
  `);
  return { context, page };
}

/** Resets a profile after a test: the page's scripts, storage, cookies and listeners. */
async function resetProfile({ context, page }: Profile): Promise<Profile> {
  await context.setOffline(false);
  await page.unrouteAll();
  // Not about:blank, because leaving the site and returning starts a new process each time.
  await page.goto(emptyPage);
  await page.evaluate('localStorage.clear(), sessionStorage.clear()');
  await page.mouse.move(0, 0);
  await context.clearCookies();
  for (const event of watchedEvents) page.removeAllListeners(event);
  return { context, page };
}

function watch(
  page: Page,
  origins: readonly string[],
  allowServerErrors: boolean,
  expectedLog?: RegExp,
): readonly string[] {
  const problems: string[] = [];
  page.on('console', (message) => {
    const text = message.text();
    if (message.type() === 'error' && !clientErrorMessage.test(text) && !expectedLog?.test(text))
      problems.push(text);
  });
  page.on('pageerror', (error) => problems.push(`${error}`));
  page.on('request', (request) => {
    const { protocol, origin } = new URL(request.url());
    if (protocol !== 'data:' && !origins.includes(origin)) problems.push(`request to ${origin}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 500 && !allowServerErrors)
      problems.push(`${response.status()} from ${response.url()}`);
  });
  return problems;
}
