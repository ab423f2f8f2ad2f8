import type { MailSettings } from '../../contract/settings.ts';

const ports = { smtp: 587, smtps: 465 } as const;

/** One address, alone or after a name: `no-reply@spedy.example` or `Spedy <no-reply@spedy.example>`. */
const sender = /^(?:"?([^"<>\p{Cc}]*?)"?\s*<([^\s<>@,;"]+@[^\s<>@,;"]+)>|([^\s<>@,;"]+@[^\s<>@,;"]+))$/u;

/** Reads how to send e-mail. Adds a line to the problems for each invalid value, without the server's password. */
export function readMailSettings(
  url: string | undefined,
  from: string | undefined,
  problems: string[],
): MailSettings | null {
  const server = url ? parseServer(url) : null;
  const author = from ? parseSender(from) : null;
  if (url && !server)
    problems.push(
      'SPEDY_SMTP_URL must be smtp://HOST:PORT or smtps://HOST:PORT, with user:password@ before the host if the server needs it, and every @, /, #, ? and % in them percent-encoded',
    );
  if (from && !author)
    problems.push(
      'SPEDY_MAIL_FROM must be one address, such as no-reply@spedy.example or Spedy <no-reply@spedy.example>',
    );
  if (url && !from) problems.push('SPEDY_SMTP_URL needs SPEDY_MAIL_FROM, the address that messages are from');
  if (from && !url) problems.push('SPEDY_MAIL_FROM needs SPEDY_SMTP_URL, the server that sends messages');
  return server && author ? { ...server, from: author } : null;
}

function parseServer(text: string): Omit<MailSettings, 'from'> | null {
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

function parseSender(text: string): MailSettings['from'] | null {
  const match = sender.exec(text);
  const address = match?.[2] ?? match?.[3];
  return address === undefined ? null : { name: match?.[1]?.trim() ?? '', address };
}
