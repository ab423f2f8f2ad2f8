import { parseEmail } from '../../../contract/text.ts';
import { testContent } from '../../../mail/messages/test.ts';
import { MailFailure, smtpSender } from '../../../mail/transport.ts';
import { readConfig } from '../../../server/config.ts';
import { newId } from '../../../storage/ids.ts';
import { CommandFailure } from '../../failure.ts';
import type { SpedyCommand } from '../../spedy-command.ts';
import { type OutputOptions, printResult, type Terminal } from '../../terminal.ts';

/** `spedy admin mail test ADDRESS` */
export function mailTest(mail: SpedyCommand, terminal: Terminal): void {
  mail
    .operation('test', {
      summary: 'send a message to an address now',
      details:
        'Uses SPEDY_SMTP_URL and SPEDY_MAIL_FROM, and no database. Says what the server answered if it fails.',
      examples: ['spedy admin mail test ada@acme.example'],
    })
    .argument('<address>', 'the address to send to')
    .action(async (address: string, options: OutputOptions) => {
      const { mail: settings, baseUrl } = readConfig(terminal.env);
      if (settings === null)
        throw new CommandFailure('no mail server is set: set SPEDY_SMTP_URL and SPEDY_MAIL_FROM');
      const { email } = parseEmail('address', address);
      const server = `${settings.host}:${settings.port}`;
      const message = { id: newId('mai'), to: email, content: testContent(baseUrl.origin) };
      await smtpSender(
        settings,
        baseUrl.hostname,
      )(message).catch((error: unknown) => {
        if (!(error instanceof MailFailure)) throw error;
        throw new CommandFailure(`${server} did not accept the message: ${error.message}`, { cause: error });
      });
      printResult(terminal, options, { mail: { address: email, server } }, [
        `${server} accepted a message to ${email}. If it does not arrive, look into its folder for spam and into the log of that server.`,
      ]);
    });
}
