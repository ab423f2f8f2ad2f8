import type { Command } from 'commander';

/**
 * Operators' commands had no `admin` before their names in earlier versions: `spedy org list` still means
 * `spedy admin org list`. A name that the program has itself is not an alias.
 */
export function resolveAlias(program: Command, args: readonly string[]): readonly string[] {
  const [first, ...rest] = args;
  if (first === undefined) return args;
  if (first === '--config') return [first, ...rest.slice(0, 1), ...resolveAlias(program, rest.slice(1))];
  if (first === 'help' || first.startsWith('--config=')) return [first, ...resolveAlias(program, rest)];
  if (hasCommand(program, first) || !aliasNames(program).includes(first)) return args;
  return ['admin', ...args];
}

/** The names of the commands of `spedy admin`, which also work without `admin`. */
export function aliasNames(program: Command): string[] {
  const admin = program.commands.find((command) => command.name() === 'admin');
  return admin?.commands.map((command) => command.name()) ?? [];
}

function hasCommand(program: Command, name: string): boolean {
  return program.commands.some((command) => command.name() === name);
}
