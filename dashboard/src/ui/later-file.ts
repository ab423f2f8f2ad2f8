/** A file of this dashboard did not come: the connection is away, or the server has a newer version. */
export class MissingFileError extends Error {
  override readonly name = 'MissingFileError';
}

/** A file that is loaded when it is first needed. */
export type LaterFile<File> = {
  /** The file; the same promise for everybody, also where it failed. Rejects with MissingFileError. */
  readonly ask: () => Promise<File>;
  /** Loads it ahead. */
  readonly prepare: () => void;
  /** Where it could not be loaded, the next `ask` tries again. */
  readonly forgetFailure: () => void;
};

/** `laterFile(() => import('./token-dialogs.tsx'))`: for a `Later`. */
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
    throw new MissingFileError('a file of the dashboard did not come', { cause });
  }
}
