import { addHost, type HostOptions } from '../options.ts';
import type { SpedyCommand } from '../spedy-command.ts';
import type { Terminal } from '../terminal.ts';

/** `spedy whoami` */
export function whoamiCommand(program: SpedyCommand, terminal: Terminal): void {
  const command = program.operation('whoami', {
    summary: 'show who commands act as, and where',
    examples: ['spedy whoami', 'spedy whoami --json'],
  });
  addHost(command)
    .helpGroup('Sign in:')
    .action(async (options: HostOptions) => {
      const { showIdentity } = await import('./show-identity.ts');
      await showIdentity(terminal, options);
    });
}
