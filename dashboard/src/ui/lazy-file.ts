/** A file of the dashboard failed to load: there is no connection, or the server has a newer version. */
export class MissingFileError extends Error {
  override readonly name = 'MissingFileError';
}

/** A file that is loaded on demand. */
export type LazyFile<File> = {
  /** Loads the file once and returns the same promise each time. Rejects with MissingFileError. */
  readonly load: () => Promise<File>;
  /** Preloads the file. */
  readonly preload: () => void;
  /** After a failure, lets the next `load` try again. */
  readonly forgetFailure: () => void;
};

/** Creates a file for `LazyPart`: `lazyFile(() => import('./token-dialogs.tsx'))`. */
export function lazyFile<File>(importFile: () => Promise<File>): LazyFile<File> {
  let loading: Promise<File> | null = null;
  let hasFailed = false;
  const load = () => {
    if (loading) return loading;
    hasFailed = false;
    loading = loadFile(importFile);
    loading.catch(() => {
      hasFailed = true;
    });
    return loading;
  };
  const forgetFailure = () => {
    if (hasFailed) loading = null;
  };
  const preload = () => {
    forgetFailure();
    void load();
  };
  return { load, preload, forgetFailure };
}

/**
 * Loads a part of the dashboard.
 * @throws MissingFileError
 */
export async function loadFile<File>(importFile: () => Promise<File>): Promise<File> {
  try {
    return await importFile();
  } catch (cause) {
    throw new MissingFileError('a file of the dashboard failed to load', { cause });
  }
}
