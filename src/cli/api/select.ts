import { CommandFailure } from '../failure.ts';

/**
 * Returns what a filter of jq selects of a JSON text: strings without quotes, and one result in a line.
 * @throws CommandFailure if the filter is not valid or fails
 */
export async function select(text: string, filter: string): Promise<string> {
  // Loaded only here: it is WebAssembly of more than a megabyte.
  const { raw } = await import('jq-wasm');
  try {
    return await raw(text === '' ? 'null' : text, filter, ['-r', '-c']);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new CommandFailure(`--jq: ${message.replace(/^jq: (error: )?/, '')}`);
  }
}
