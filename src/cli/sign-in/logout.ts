import { addHost } from '../options.ts';
import type { SpedyCommand } from '../spedy-command.ts';
import type { Terminal } from '../terminal.ts';
import type { LogoutOptions } from './options.ts';

/** `spedy logout` */
export function logoutCommand(program: SpedyCommand, terminal: Terminal): void {
  const command = program.operation('logout', {
    summary: 'sign out, which ends the sign-in at the server',
    details:
      'A personal access token that was kept with login --with-token is only forgotten: it may be in use elsewhere. Revoke it with spedy token revoke.',
    examples: ['spedy logout', 'spedy logout --host acme-corp.example'],
  });
  addHost(command)
    .option('--local', 'only forget the sign-in here, for a server that no longer answers')
    .helpGroup('Sign in:')
    .action(async (options: LogoutOptions) => {
      const { logOut } = await import('./log-out.ts');
      await logOut(terminal, options);
    });
}
