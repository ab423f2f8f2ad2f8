/** The parts of the process that a command uses. */
export type Terminal = {
  readonly env: NodeJS.ProcessEnv;
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
};

/** Options of every command. With --json, standard output is one JSON object. */
export type OutputOptions = { readonly json?: true };

/** Prints a result: one JSON object with --json, else text. */
export function printResult(
  terminal: Terminal,
  options: OutputOptions,
  result: Readonly<Record<string, unknown>>,
  lines: readonly string[],
): void {
  terminal.stdout.write(options.json ? `${JSON.stringify(result)}\n` : `${lines.join('\n')}\n`);
}
