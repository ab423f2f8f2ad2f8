/** Browsers by their part of the User-Agent. Browsers that imitate others come first. */
const browsers = [
  ['Edge', /\bEdg(e|A|iOS)?\//],
  ['Opera', /\b(OPR|OPT|Opera)\//],
  ['Samsung Internet', /\bSamsungBrowser\//],
  ['Vivaldi', /\bVivaldi\//],
  ['Firefox', /\b(Firefox|FxiOS)\//],
  ['Chrome', /\b(HeadlessChrome|Chrome|Chromium|CriOS)\//],
  ['Safari', /\bVersion\/[\d.]+.* Safari\//],
] as const;

/** Systems, in the same way: iPads imitate Macs, and Android imitates Linux. */
const systems = [
  ['iPhone', /\b(iPhone|iPod)\b/],
  ['iPad', /\biPad\b/],
  ['Android', /\bAndroid\b/],
  ['ChromeOS', /\bCrOS\b/],
  ['Windows', /\bWindows\b/],
  ['macOS', /\bMac(intosh| OS X)\b/],
  ['Linux', /\bLinux\b/],
] as const;

/** A program that is not a browser, such as `curl/8.5.0`. */
const program = /^([\w .-]{1,40})\//;

/** Names a device by its User-Agent: "Firefox on Windows", "Safari on iPhone". */
export function deviceName(userAgent: string | null): string {
  const text = userAgent?.trim() ?? '';
  const browser = firstOf(browsers, text);
  const system = firstOf(systems, text);
  if (browser && system) return `${browser} on ${system}`;
  if (browser ?? system) return browser ?? `A browser on ${system}`;
  const name = program.exec(text)?.[1];
  return name && name !== 'Mozilla' ? name : 'Unknown device';
}

function firstOf(known: readonly (readonly [string, RegExp])[], text: string): string | undefined {
  return known.find(([, form]) => form.test(text))?.[0];
}
