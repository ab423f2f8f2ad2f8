import type { MailSettings } from '../../contract/settings.ts';

const ports = { smtp: 587, smtps: 465 } as const;

/** One address, alone or after a name: `no-reply@spedy.example` or `Spedy <no-reply@spedy.example>`. */
const sender = /^(?:"?([^"<>\p{Cc}]*?)"?\s*<([^\s<>@,;"]+@[^\s<>@,;"]+)>|([^\s<>@,;"]+@[^\s<>@,;"]+))$/u;

/** A mail server in `smtp://` or `smtps://`, or null. */
export function parseMailServer(text: string): Omit<MailSettings, 'from'> | null {
  if (!URL.canParse(text)) return null;
  const { protocol, hostname, port, username, password, pathname, search, hash } = new URL(text);
  const scheme = protocol.slice(0, -1);
  if (scheme !== 'smtp' && scheme !== 'smtps') return null;
  if (hostname === '' || !['', '/'].includes(pathname) || search !== '' || hash !== '') return null;
  if ((username === '') !== (password === '')) return null;
  const [user, secret] = [decoded(username), decoded(password)];
  if (user === null || secret === null) return null;
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? ports[scheme] : Number(port),
    secure: scheme === 'smtps',
    login: user === '' ? null : { user, password: secret },
  };
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

/** Who messages are from, or null. */
export function parseSender(text: string): MailSettings['from'] | null {
  const match = sender.exec(text);
  const address = match?.[2] ?? match?.[3];
  return address === undefined ? null : { name: match?.[1]?.trim() ?? '', address };
}
