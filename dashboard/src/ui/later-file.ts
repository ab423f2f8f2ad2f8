/** A file of the dashboard failed to load: there is no connection, or the server has a newer version. */
export class MissingFileError extends Error {
  override readonly name = 'MissingFileError';
}

/** A file that is loaded on demand. */
export type LaterFile<File> = {
  /** Loads the file once and returns the same promise each time. Rejects with MissingFileError. */
  readonly ask: () => Promise<File>;
  /** Preloads the file. */
  readonly prepare: () => void;
  /** After a failure, lets the next `ask` try again. */
  readonly forgetFailure: () => void;
};

/** Creates a file for `Later`: `laterFile(() => import('./token-dialogs.tsx'))`. */
export function laterFile<File>(load: () => Promise<File>): LaterFile<File> {
  let asked: Promise<File> | null = null;
  let hasFailed = false;
  const ask = () => {
    if (asked) return asked;
    hasFailed = false;
    asked = loadFile(load);
    asked.catch(() => {
      hasFailed = true;
    });
    return asked;
  };
  const forgetFailure = () => {
    if (hasFailed) asked = null;
  };
  const prepare = () => {
    forgetFailure();
    void ask();
  };
  return { ask, prepare, forgetFailure };
}

/**
 * Loads a part of the dashboard.
 * @throws MissingFileError
 */
export async function loadFile<File>(load: () => Promise<File>): Promise<File> {
  try {
    return await load();
  } catch (cause) {
    throw new MissingFileError('a file of the dashboard failed to load', { cause });
  }
}
