import { oauthScopes } from '../../access/scopes.ts';
import { addHost, repeated } from '../options.ts';
import type { SpedyCommand } from '../spedy-command.ts';
import { oneOf } from '../suggestion.ts';
import type { Terminal } from '../terminal.ts';
import type { LoginOptions } from './options.ts';

/** `spedy login` */
export function loginCommand(program: SpedyCommand, terminal: Terminal): void {
  const command = program.operation('login', {
    summary: 'sign in to an organization',
    details:
      'Opens your browser, where you sign in and allow the command line. The sign-in is kept in a file that only you can read, and its host becomes the default of other commands. On a machine without a browser, use --device.',
    examples: [
      'spedy login --host acme-corp.example',
      'spedy login --host acme-corp.example --device',
      'pass show acme/pat | spedy login --host acme-corp.example --with-token',
    ],
  });
  addHost(command)
    .option('--device', 'show a code to enter in a browser of any machine')
    .option('--no-browser', 'only print the address, and open no browser')
    .addOption(
      command
        .createOption(
          '--with-token',
          'keep a personal access token, read from standard input, instead of signing in',
        )
        .conflicts(['device', 'scope']),
    )
    .option(
      '--scope <scope>',
      `${oauthScopes.join(', ')}; repeat for several scopes; default: all`,
      repeated(oneOf('scope', oauthScopes)),
    )
    .helpGroup('Sign in:')
    .action(async (options: LoginOptions) => {
      const { logIn } = await import('./log-in.ts');
      await logIn(terminal, options);
    });
}
