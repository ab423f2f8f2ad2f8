import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import type { MailSettings } from '../../src/contract/settings.ts';
import { type Acme, createAcme } from './world.ts';

/** A message as the server received it. */
type Received = {
  readonly from: string;
  readonly to: readonly string[];
  /** The raw message. */
  readonly raw: string;
  readonly headers: ReadonlyMap<string, string>;
  /** The subject, decoded. */
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** The one link, or an empty text. */
  readonly link: string;
  readonly secured: boolean;
  /** The user that logged in; empty for none. */
  readonly user: string;
};

/** A real SMTP server in this process. */
export type MailServer = {
  readonly settings: MailSettings;
  readonly port: number;
  readonly received: Received[];
  /** Returns the only message to an address, and forgets all. */
  readonly take: (address: string) => Received;
  readonly close: () => Promise<void>;
};

/** Starts an SMTP server. By default, it accepts everything and offers no TLS. @param at the port; any if 0 */
export async function startMailServer(options: SMTPServerOptions = {}, at = 0): Promise<MailServer> {
  const received: Received[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    onAuth: ({ username }, _session, done) => done(null, { user: username ?? '' }),
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        received.push({
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          secured: session.secure,
          user: String(session.user ?? ''),
          ...parseMessage(Buffer.concat(chunks).toString()),
        });
        done();
      });
    },
    ...options,
  });
  server.on('error', () => {});
  server.listen(at, '127.0.0.1');
  await once(server.server, 'listening');
  const { port } = server.server.address() as AddressInfo;
  return {
    port,
    received,
    settings: {
      host: '127.0.0.1',
      port,
      secure: options.secure ?? false,
      login: null,
      from: { name: 'Spedy', address: 'no-reply@spedy.test' },
    },
    take: (address) => {
      const found = received.filter(({ to }) => to.includes(address));
      const [message] = found;
      if (found.length !== 1 || !message)
        throw new Error(
          `${found.length} messages to ${address}: ${JSON.stringify(received.map(({ to }) => to))}`,
        );
      received.length = 0;
      return message;
    },
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

/** Creates acme-corp with a mail server. What its members are told of their tokens and of a first sign-in is not sent. */
export async function createMailedAcme(settings: MailSettings): Promise<Acme> {
  const acme = await createAcme({ mail: settings });
  for (const member of [acme.admin, acme.teamMember, acme.customer]) await acme.signIn(member);
  await acme.db.deleteFrom('outbox').execute();
  return acme;
}

/** Reads a message of two alternatives in quoted-printable. */
function parseMessage(raw: string) {
  const [head = '', ...rest] = raw.split('\r\n\r\n');
  const headers = new Map(
    head
      .replace(/\r\n[ \t]+/g, ' ')
      .split('\r\n')
      .map((line) => [
        line.slice(0, line.indexOf(':')).toLowerCase(),
        line.slice(line.indexOf(':') + 1).trim(),
      ]),
  );
  const [, boundary = ''] = /boundary="([^"]+)"/.exec(headers.get('content-type') ?? '') ?? [];
  const parts = rest.join('\r\n\r\n').split(`--${boundary}`);
  const partOf = (type: string) => {
    const part = parts.find((one) => one.includes(`Content-Type: ${type}`)) ?? '';
    return fromQuotedPrintable(part.slice(part.indexOf('\r\n\r\n') + 4)).replaceAll('\r\n', '\n');
  };
  const text = partOf('text/plain');
  const [link = ''] = /https?:\/\/\S+#\S+/.exec(text) ?? [];
  const subject = decodedHeader(headers.get('subject') ?? '');
  return { raw, headers, subject, text, html: partOf('text/html'), link };
}

function fromQuotedPrintable(text: string): string {
  const bytes = text
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_all, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
  return Buffer.from(bytes, 'latin1').toString();
}

/** Decodes the encoded words of a header (RFC 2047), in Q encoding. */
function decodedHeader(text: string): string {
  return text
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?utf-8\?q\?([^?]*)\?=/gi, (_all, words: string) => words.replaceAll('_', ' '))
    .replace(/(=[0-9A-F]{2})+/g, (bytes) => decodeURIComponent(bytes.replaceAll('=', '%')));
}
