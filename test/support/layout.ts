import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';

const findProblems = readFileSync(new URL('./layout-problems.js', import.meta.url), 'utf8');

/** Widths in pixels of phones, tablets and screens; below 768 lists are cards. */
export const widths = [
  320, 360, 375, 414, 480, 600, 640, 768, 800, 820, 912, 1024, 1100, 1280, 1440, 1600,
] as const;

/**
 * What is wrong with the page as it is now: it scrolls sideways, a control is off the screen or covered, text is cut
 * off with no way to see it, fields overlap.
 */
export async function layoutProblems(page: Page): Promise<string[]> {
  return page.evaluate(findProblems);
}

/**
 * What is wrong, with the widths at which it is: at each of the list, and on a screen of each width at a zoom of 200 %, which halves the width that a
 * page has and doubles the pixels of each dot. The page is resized, not opened anew.
 */
export async function layoutProblemsAtWidths(page: Page, height = 800): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  const note = (at: string, problems: string[]) => {
    for (const problem of problems) found[problem] = found[problem] ? `${found[problem]}, ${at}` : at;
  };
  for (const width of widths) {
    await page.setViewportSize({ width, height });
    note(`${width}`, await layoutProblems(page));
  }
  const session = await page.context().newCDPSession(page);
  for (const width of widths.filter((candidate) => candidate >= 640)) {
    const zoomed = {
      width: width / 2,
      height: height / 2,
      deviceScaleFactor: 2,
      mobile: false,
    };
    await session.send('Emulation.setDeviceMetricsOverride', zoomed);
    note(`${width} at 200 %`, await layoutProblems(page));
  }
  await session.send('Emulation.clearDeviceMetricsOverride');
  await session.detach();
  return found;
}
