/** Matches everything that looks like a Spedy secret. */
const secretForm = /(?:spedy_[a-z]{3}_|spd_)[0-9A-Za-z]+/g;
/** Escapes of characters that need none (RFC 3986 6.2.2.2): a token that contains them is still a token. */
const needlessEscape = /%(?:3\d|[46][1-9a-f]|[57][0-9a]|5f)/gi;
/** A percent sign that is escaped one or more times. */
const escapedEscape = /%(?:25)+/g;
/** Maximum number of unescape rounds. Each round shortens the text; 16 KiB allow at most ten. */
const maxRounds = 30;

/**
 * Redacts secrets: someone will paste a token into a path. Percent-encoded tokens are redacted too, in which
 * case the whole text is returned decoded.
 */
export function withoutSecrets(text: string): string {
  if (!text.includes('%')) return text.includes('sp') ? text.replace(secretForm, '[redacted]') : text;
  const decoded = unescaped(text);
  const shown = decoded.replace(secretForm, '[redacted]');
  return shown === decoded ? text : shown;
}

function unescaped(text: string): string {
  let plain = text;
  for (let round = 0; round < maxRounds; round += 1) {
    const next = plain.replace(escapedEscape, '%').replace(needlessEscape, decodeURIComponent);
    if (next === plain) break;
    plain = next;
  }
  return plain;
}
