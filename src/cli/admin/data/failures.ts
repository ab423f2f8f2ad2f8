import { FileFailure } from '../../../storage/backup/file.ts';
import { DamagedBackup } from '../../../storage/backup/format.ts';
import { CommandFailure } from '../../failure.ts';

/** Describes why a backup could not be written or restored; returns errors that others describe unchanged. */
export function describeDataFailure(error: unknown, file: string): unknown {
  if (error instanceof FileFailure) return new CommandFailure(error.message, { cause: error });
  if (error instanceof DamagedBackup)
    return new CommandFailure(
      `${file} is not a complete backup: ${error.message}. Nothing was restored; use another copy of it, or another backup`,
      { cause: error },
    );
  return error;
}
