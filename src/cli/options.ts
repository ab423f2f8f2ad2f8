import type { SpedyCommand } from './spedy-command.ts';
import type { OutputOptions } from './terminal.ts';

/** Options of every command that talks to an organization. */
export type HostOptions = OutputOptions & { readonly host?: string };

/** Adds `--host`. */
export function addHost(command: SpedyCommand): SpedyCommand {
  return command.option(
    '--host <host>',
    "your organization's address, such as acme-corp.example; default: SPEDY_HOST, else the default sign-in",
  );
}

/** Collects the values of an option that can repeat. */
export function repeated<Value>(parse: (text: string) => Value) {
  return (text: string, before: readonly Value[] = []): readonly Value[] => [...before, parse(text)];
}
