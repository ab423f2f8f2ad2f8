/** What a command touches of the process that it runs in. */
export type Terminal = {
  readonly env: NodeJS.ProcessEnv;
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
};

/** Every command takes it: with it, standard output is one JSON object. */
export type OutputOptions = { readonly json?: true };

/** Prints what a command did: one JSON object with --json, else lines for people. */
export function printResult(
  terminal: Terminal,
  options: OutputOptions,
  result: Readonly<Record<string, unknown>>,
  lines: readonly string[],
): void {
  terminal.stdout.write(options.json ? `${JSON.stringify(result)}\n` : `${lines.join('\n')}\n`);
}
