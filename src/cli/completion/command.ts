import { wordOf } from '../../access/words.ts';
import { UsageError } from '../failure.ts';
import type { SpedyCommand } from '../spedy-command.ts';
import type { Terminal } from '../terminal.ts';

const shells = ['bash', 'zsh', 'fish'] as const;

/**
 * `spedy completion SHELL`
 * @param buildAll builds the program with all commands
 */
export function completionCommand(
  program: SpedyCommand,
  terminal: Terminal,
  buildAll: () => Promise<SpedyCommand>,
): void {
  program
    .plainOperation('completion', {
      summary: 'print a script with which your shell completes commands',
      details: 'The script contains all commands and options, so that pressing Tab starts no program.',
      examples: [
        'source <(spedy completion bash)',
        'spedy completion zsh > ~/.zsh/completions/_spedy',
        'spedy completion fish > ~/.config/fish/completions/spedy.fish',
      ],
    })
    .argument('<shell>', shells.join(', '))
    .action(async (name: string) => {
      const shell = wordOf(shells, name);
      if (shell === null) throw new UsageError(`unknown shell '${name}'. Use one of: ${shells.join(', ')}.`);
      const { completionTree } = await import('./tree.ts');
      const { scripts } = await import('./scripts.ts');
      terminal.stdout.write(scripts[shell](completionTree(await buildAll())));
    });
}
