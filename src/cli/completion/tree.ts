import type { Command, Option } from 'commander';
import { aliasNames } from '../aliases.ts';

export type Suggestion = { readonly word: string; readonly description: string };
/** What can follow a command. */
export type Node = {
  /** The words of the command, such as `admin org`; empty for the program. */
  readonly path: string;
  readonly commands: readonly Suggestion[];
  readonly options: readonly Suggestion[];
  /** The options that take a value: the next word is not a command. */
  readonly valued: readonly string[];
};
export type Tree = {
  readonly nodes: readonly Node[];
  /** First words that stand for a command of `admin`. */
  readonly aliases: readonly string[];
};

/** Describes a program's commands and options for the completion of a shell. */
export function completionTree(program: Command): Tree {
  const own = new Set(program.commands.map((command) => command.name()));
  return {
    nodes: nodesOf(program, ''),
    aliases: aliasNames(program).filter((name) => !own.has(name)),
  };
}

function nodesOf(command: Command, path: string): Node[] {
  const help = command.createHelp();
  const below = command.commands.map((child) => ({ child, word: child.name() }));
  const options = help.visibleOptions(command);
  const node: Node = {
    path,
    commands: below.map(({ child, word }) => ({ word, description: child.summary() })),
    options: options.flatMap((option) =>
      namesOf(option).map((word) => ({ word, description: option.description })),
    ),
    valued: options.filter((option) => option.required).flatMap(namesOf),
  };
  return [
    node,
    ...below.flatMap(({ child, word }) => nodesOf(child, path === '' ? word : `${path} ${word}`)),
  ];
}

function namesOf({ short, long }: Option): string[] {
  return [short, long].filter((name) => name !== undefined);
}
