import { hostOf, parseHost } from '../connection/origin.ts';
import { SignInNeeded } from '../failure.ts';
import type { SpedyCommand } from '../spedy-command.ts';
import { SignInStore } from '../stored/store.ts';
import { type OutputOptions, printResult, type Terminal } from '../terminal.ts';

/** `spedy switch HOST` */
export function switchCommand(program: SpedyCommand, terminal: Terminal): void {
  program
    .operation('switch', {
      summary: 'make another of your sign-ins the default',
      details: 'spedy whoami lists them.',
      examples: ['spedy switch acme-corp.example'],
    })
    .argument('<host>', 'a host that you are signed in at')
    .helpGroup('Sign in:')
    .action(async (host: string, options: OutputOptions) => {
      const { origin } = parseHost(host);
      await new SignInStore(terminal.env).change(async (signIns) => {
        const known = Object.keys(signIns.byOrigin).map(hostOf);
        if (!signIns.byOrigin[origin])
          throw new SignInNeeded(
            `nobody is signed in at ${hostOf(origin)}${known.length > 0 ? `, only at ${known.join(', ')}` : ''}: run spedy login --host ${hostOf(origin)}`,
          );
        return { signIns: { ...signIns, defaultOrigin: origin }, result: null };
      });
      printResult(terminal, options, { default: hostOf(origin) }, [`Commands now use ${hostOf(origin)}.`]);
    });
}
