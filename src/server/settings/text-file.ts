import { readFileSync, statSync } from 'node:fs';

type TextFile =
  | { readonly text: string; readonly mode: number; readonly failure: null }
  | { readonly text: null; readonly mode: null; readonly failure: string };

/** Reads a file of UTF-8 text with a limit in bytes. A failure is half a sentence that says what to do. */
export function readTextFile(path: string, mostBytes: number): TextFile {
  const failed = (failure: string) => ({ text: null, mode: null, failure });
  try {
    const stat = statSync(path);
    if (!stat.isFile()) return failed('it is not a file');
    if (stat.size > mostBytes) return failed(`it is larger than ${mostBytes / 1_024} KiB`);
    const text = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));
    return { text, mode: stat.mode, failure: null };
  } catch (error) {
    return failed(reasonOf(error));
  }
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'ENOENT') return 'it does not exist';
  if (code === 'EACCES' || code === 'EPERM')
    return 'this user may not read it; change its owner or mode (chmod 600)';
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return 'it is not UTF-8 text';
  return error instanceof Error ? error.message : String(error);
}
