import { invalidField } from '../../contract/errors.ts';
import { isSlug, reservedSlugs } from '../../contract/organization-address.ts';

/** @throws SpedyError validation_failed */
export function parseSlug(slug: string): string {
  if (reservedSlugs.includes(slug)) throw invalidField('slug', `'${slug}' is reserved`);
  if (slug.startsWith('xn--'))
    throw invalidField('slug', 'must not start with xn--, the prefix of internationalized names (RFC 5891)');
  if (isSlug(slug)) return slug;
  throw invalidField(
    'slug',
    'must be 1 to 63 lowercase letters, digits and dashes, without a dash at the start or end',
  );
}
