import { createHash } from 'node:crypto';
import { wordOf } from '../../access/words.ts';
import { appendAudit } from '../../audit/append.ts';
import type { ChangeOrigin } from '../../contract/change-origin.ts';
import { invalidField, SpedyError } from '../../contract/errors.ts';
import { type Database, inTransaction } from '../../storage/database.ts';
import { lockOrganization } from '../queries.ts';
import { readImage } from './image.ts';
import { deleteLogo, findLogo, saveLogo } from './queries.ts';
import { type LogoBackground, logoBackgrounds } from './schema.ts';

/** Maximum size of a logo in bytes. */
export const logoLimit = 262_144;
/** Minimum and maximum width and height in pixels. */
const [smallest, largest] = [16, 2_048];

/** How pages show a logo. `version` changes with its bytes. */
export type Logo = {
  readonly version: string;
  readonly width: number;
  readonly height: number;
  readonly background: LogoBackground;
};

/** Returns an organization's logo without its bytes, or null. */
export async function describeLogo(db: Database, organizationId: string): Promise<Logo | null> {
  const row = await findLogo(db, organizationId);
  return row ? { ...row, background: wordOf(logoBackgrounds, row.background) ?? 'none' } : null;
}

/**
 * Stores an organization's logo.
 * @throws SpedyError unsupported_media_type for anything but PNG, JPEG and WebP; validation_failed for its size
 */
export function changeLogo(
  db: Database,
  organizationId: string,
  from: ChangeOrigin,
  { bytes, background }: { readonly bytes: Buffer; readonly background: LogoBackground },
): Promise<Logo> {
  const image = readImage(bytes);
  if (!image)
    throw new SpedyError('unsupported_media_type', {
      message: 'The body is not a PNG, JPEG or WebP picture. Send one of these.',
    });
  const { mediaType, width, height } = image;
  if (Math.min(width, height) < smallest || Math.max(width, height) > largest)
    throw invalidField(
      'body',
      `must be ${smallest} to ${largest} pixels wide and high; this picture is ${width} by ${height}`,
    );
  const version = createHash('sha256').update(bytes).digest('base64url').slice(0, 22);
  return inTransaction(db, async (trx) => {
    await lockOrganization(trx, organizationId);
    await saveLogo(trx, organizationId, { ...image, bytes, version, background });
    await appendAudit(trx, organizationId, from, {
      action: 'organization.logo_changed',
      target: { kind: 'organization', id: organizationId },
      details: { mediaType, width, height, background },
    });
    return { version, width, height, background };
  });
}

/** @throws SpedyError not_found without a logo */
export function removeLogo(db: Database, organizationId: string, from: ChangeOrigin): Promise<void> {
  return inTransaction(db, async (trx) => {
    if (!(await deleteLogo(trx, organizationId)))
      throw new SpedyError('not_found', { message: 'The organization has no logo.' });
    await appendAudit(trx, organizationId, from, {
      action: 'organization.logo_removed',
      target: { kind: 'organization', id: organizationId },
      details: {},
    });
  });
}
