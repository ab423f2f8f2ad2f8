type Output = NodeJS.WritableStream & {
  readonly isTTY?: boolean;
  /** Characters in a line of the terminal. */
  readonly columns?: number;
};

/** The parts of the process that a command uses. */
export type Terminal = {
  readonly env: NodeJS.ProcessEnv;
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly stdout: Output;
  readonly stderr: Output;
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
  terminal.stdout.write(options.json ? `${formatJson(result)}\n` : `${lines.join('\n')}\n`);
}

/** Returns JSON without characters that control a terminal: JSON itself lets those above ASCII through. */
export function formatJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replaceAll(
    /[\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
