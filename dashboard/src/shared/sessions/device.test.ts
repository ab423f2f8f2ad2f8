import { assert, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deviceName } from './device.ts';

const webkit = 'AppleWebKit/537.36 (KHTML, like Gecko)';
const mac = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)';
const windows = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64)';
const android = 'Mozilla/5.0 (Linux; Android 14; K)';
const iPhone =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_2 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)';

describe('deviceName', () => {
  it.each([
    ['Chrome on macOS', `${mac} ${webkit} Chrome/140.0.0.0 Safari/537.36`],
    ['Safari on macOS', `${mac} AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.2 Safari/605.1.15`],
    ['Edge on Windows', `${windows} ${webkit} Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0`],
    [
      'Firefox on Windows',
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0',
    ],
    ['Opera on Windows', `${windows} ${webkit} Chrome/138.0.0.0 Safari/537.36 OPR/122.0.0.0`],
    ['Firefox on Linux', 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'],
    ['Chrome on Linux', `Mozilla/5.0 (X11; Linux x86_64) ${webkit} HeadlessChrome/140.0.0.0 Safari/537.36`],
    [
      'Chrome on ChromeOS',
      `Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${webkit} Chrome/140.0.0.0 Safari/537.36`,
    ],
    ['Chrome on Android', `${android} ${webkit} Chrome/140.0.0.0 Mobile Safari/537.36`],
    [
      'Samsung Internet on Android',
      `${android} ${webkit} SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36`,
    ],
    ['Safari on iPhone', `${iPhone} Version/18.2 Mobile/15E148 Safari/604.1`],
    ['Chrome on iPhone', `${iPhone} CriOS/140.0.0.0 Mobile/15E148 Safari/604.1`],
    ['Firefox on iPhone', `${iPhone} FxiOS/140.0 Mobile/15E148 Safari/605.1.15`],
    ['A browser on iPhone', `${iPhone} Mobile/15E148`],
    ['curl', 'curl/8.5.0'],
    ['Acme Desktop', 'Acme Desktop/2.1 (build 7)'],
  ])('recognizes %s', (name, userAgent) => {
    expect(deviceName(userAgent)).toBe(name);
  });

  it.each([[null], [''], ['   '], ['Mozilla/5.0'], ['<b>'], ['/']])('does not recognize %j', (userAgent) => {
    expect(deviceName(userAgent)).toBe('Unknown device');
  });

  it('returns a short name for any User-Agent', () => {
    assert(
      property(string(), (userAgent) => {
        const name = deviceName(userAgent);
        return name.length > 0 && name.length <= 60;
      }),
    );
  });
});
