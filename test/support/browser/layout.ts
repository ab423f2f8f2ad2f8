import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';

const findProblems = readFileSync(new URL('./layout-problems.js', import.meta.url), 'utf8');

/** `SPEDY_ALL_WIDTHS=true` measures every width, which takes more than twice as long. */
const [all, allZoomed] =
  process.env.SPEDY_ALL_WIDTHS === 'true'
    ? [
        [320, 360, 375, 414, 480, 600, 640, 768, 800, 820, 912, 1024, 1100, 1280, 1440, 1600],
        [640, 768, 800, 820, 912, 1024, 1100, 1280, 1440, 1600],
      ]
    : [
        // The narrowest of each layout, and one between. Below 768, lists are shown as cards.
        [320, 375, 600, 640, 768, 912, 1024, 1280, 1600],
        [640, 1100],
      ];

/** Widths of phones, tablets and screens, in pixels. */
export const widths: readonly number[] = all;
/** Widths of screens that are measured at a zoom of 200 %. */
const zoomedWidths: readonly number[] = allZoomed;

/**
 * Returns the layout problems of the page: it scrolls horizontally, a control is off the screen or covered, text is cut
 * off without a way to see it, fields overlap.
 */
export async function layoutProblems(page: Page): Promise<string[]> {
  return page.evaluate(findProblems);
}

/**
 * Returns the layout problems with their widths: at each width of the list, and on a screen of each width at a zoom of
 * 200 %, which halves the page's width and doubles the device pixel ratio. The page is resized, not reloaded.
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
  for (const width of zoomedWidths) {
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
