import type { createTransport } from 'nodemailer';
import type { MailSettings } from '../contract/settings.ts';
import { sendOutgoing } from '../telemetry/outgoing.ts';
import { mailAddress } from './address.ts';
import type { Content } from './messages/content.ts';
import { htmlOf } from './messages/html.ts';
import { textOf } from './messages/text.ts';

/** Milliseconds that one message may take, however slowly the server answers. */
const sendDeadline = 30_000;
/** Milliseconds for each step: to resolve the name, to connect, until the greeting, and of silence afterwards. */
const stepDeadline = 10_000;

/** A message with its address. */
type Outgoing = {
  readonly id: string;
  readonly to: string;
  readonly content: Content;
};

/** Why a message was not sent, in words for administrators, without a password. */
export class MailFailure extends Error {
  override readonly name = 'MailFailure';
  /** `message`: the server refuses this message for good. `retry`: it may accept it later. `server`: it accepts none now. */
  readonly scope: 'message' | 'retry' | 'server';

  constructor(scope: MailFailure['scope'], message: string, cause?: unknown) {
    super(message, { cause });
    this.scope = scope;
  }
}

/** Sends a message. @throws MailFailure */
export type SendMail = (mail: Outgoing, stop?: AbortSignal) => Promise<void>;

/**
 * Returns what sends messages by SMTP (RFC 5321). A password is sent only over TLS, except to this machine.
 * @param name the host name with which it greets the server
 */
export function smtpSender(settings: MailSettings, name: string): SendMail {
  const { host, port, from } = settings;
  let transport: Promise<ReturnType<typeof createTransport>> | undefined;
  const attributes = { 'server.address': host, 'server.port': port, 'network.protocol.name': 'smtp' };
  return (mail, stop) => sendOutgoing('mail', { name: 'SMTP send', attributes }, () => send(mail, stop));

  async function send({ id, to, content }: Outgoing, stop?: AbortSignal): Promise<void> {
    const address = mailAddress(to);
    if (address === null) throw new MailFailure('message', 'this is no address that messages can be sent to');
    const deadline = AbortSignal.timeout(sendDeadline);
    transport ??= openTransport(settings, name);
    try {
      await (await transport).sendMail({
        // As objects, because a text could contain several addresses.
        from,
        to: { name: '', address },
        envelope: { from: from.address, to: [{ name: '', address }] },
        messageId: `<${id}@${domainOf(from.address)}>`,
        // Otherwise, a name in the form of an encoded word (RFC 2047) would be decoded, with any line break in it.
        subject: content.subject.replaceAll('=?', '=\u2060?'),
        text: textOf(content),
        html: htmlOf(content),
        textEncoding: 'quoted-printable',
        // Against replies of vacation programs (RFC 3834).
        headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
        signal: stop === undefined ? deadline : AbortSignal.any([deadline, stop]),
      });
    } catch (error) {
      throw failureOf(error, settings, deadline.aborted);
    }
  }
}

/** Loads nodemailer, which a server without mail does not need. Connects with the first message. */
async function openTransport({ host, port, secure, login }: MailSettings, name: string) {
  const nodemailer = await import('nodemailer');
  return nodemailer.createTransport({
    host,
    port,
    secure,
    name,
    requireTLS: !secure && login !== null && !isLoopback(host),
    ...(login === null ? {} : { auth: { user: login.user, pass: login.password } }),
    dnsTimeout: stepDeadline,
    connectionTimeout: stepDeadline,
    greetingTimeout: stepDeadline,
    socketTimeout: stepDeadline,
    socketCloseTimeout: 0,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}

type SmtpError = {
  readonly code?: unknown;
  readonly command?: unknown;
  readonly response?: unknown;
  readonly responseCode?: unknown;
};

/** Commands whose refusal is about the message, and not about the server's settings. */
const ofMessage: readonly unknown[] = ['RCPT TO', 'DATA', 'API'];

function failureOf(error: unknown, { host, port }: MailSettings, isLate: boolean): MailFailure {
  const { code, command, response, responseCode } = (error ?? {}) as SmtpError;
  const where = `${host}:${port}`;
  const reason = error instanceof Error ? error.message : String(error);
  // About a message, the server's own words say it best.
  const isAnswer = ofMessage.includes(command) && typeof response === 'string' && response !== '';
  const message = firstLine(isAnswer ? String(response) : reason);
  if (isLate) return new MailFailure('server', `${where} took longer than 30 seconds`, error);
  if (typeof responseCode === 'number' && ofMessage.includes(command))
    return new MailFailure(responseCode >= 500 ? 'message' : 'retry', message, error);
  // The address has a form that cannot be sent.
  if (code === 'EENVELOPE' && responseCode === undefined) return new MailFailure('message', message, error);
  if (code === 'ETIMEDOUT')
    return new MailFailure('server', `${where} did not answer within 10 seconds`, error);
  if (code === 'EAUTH') return new MailFailure('server', `${where} rejects the user or password`, error);
  return new MailFailure('server', `${where}: ${message}`, error);
}

/** Returns a server's words in one line, without what a terminal would carry out. */
function firstLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').slice(0, 300);
}
