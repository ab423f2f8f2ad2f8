import { type Role, roles } from '../../access/roles.ts';
import { ScimError } from '../../contract/error-forms/scim-error.ts';
import { parseLine, parseName } from '../../contract/text.ts';
import { nameLength } from '../../organizations/schema.ts';
import { matches } from '../filter/matches.ts';
import { type PatchPath, parsePatchPath } from '../filter/parse.ts';
import { booleanOf } from '../protocol/boolean.ts';
import { nameOf, type UserDraft } from './draft.ts';

const userNameLength = 254;
const externalIdLength = 500;

type Json = Readonly<Record<string, unknown>>;

/** Attributes of RFC 7643 that Spedy does not store. Identity providers send them by default, so they are ignored. */
const notStored: readonly string[] =
  'schemas meta id groups nickname profileurl title usertype preferredlanguage locale timezone password phonenumbers ims photos addresses entitlements x509certificates'.split(
    ' ',
  );

/** Changes a draft by the attributes of an object, whose names may be paths. Unknown ones are ignored (RFC 7644 3.3). */
export function assignAll(draft: UserDraft, attributes: Json): void {
  for (const [name, value] of Object.entries(attributes)) {
    const path = pathOf(name);
    if (path) assign(draft, path, value);
  }
}

function pathOf(name: string): PatchPath | null {
  try {
    return parsePatchPath(name);
  } catch (error) {
    if (error instanceof ScimError) return null;
    throw error;
  }
}

/**
 * Sets an attribute of a draft. Returns false for an attribute that does not exist.
 * @throws ScimError invalidValue; SpedyError validation_failed
 */
export function assign(draft: UserDraft, path: PatchPath, value: unknown): boolean {
  const { attribute, sub } = path;
  switch (attribute) {
    case 'username':
      draft.userName = parseName('userName', textOf('userName', value), userNameLength);
      return true;
    case 'externalid':
      draft.externalId = optional(
        value,
        (text) => parseLine('externalId', text, externalIdLength),
        'externalId',
      );
      return true;
    case 'displayname':
      draft.displayName = optional(
        value,
        (text) => parseName('displayName', text, nameLength),
        'displayName',
      );
      return true;
    case 'active':
      draft.active = requireBoolean(value);
      return true;
    case 'name':
      return assignName(draft, sub, value);
    case 'emails':
      assignEmail(draft, path, value);
      return true;
    case 'roles':
      assignRole(draft, path, value);
      return true;
    default:
      return isNotStored(attribute);
  }
}

/** Whether an attribute is one that Spedy knows but does not store, or one of another schema. */
function isNotStored(attribute: string): boolean {
  return attribute.startsWith('urn:') || notStored.includes(attribute);
}

function assignName(draft: UserDraft, sub: string | null, value: unknown): boolean {
  const name = (text: string) => parseName(`name.${sub}`, text, nameLength);
  switch (sub) {
    case null:
      if (!isObject(value))
        throw invalid('name', 'must be an object with givenName, familyName or formatted');
      for (const [key, part] of Object.entries(value)) assignName(draft, key.toLowerCase(), part);
      return true;
    case 'givenname':
      draft.givenName = optional(value, name, 'name.givenName');
      return true;
    case 'familyname':
      draft.familyName = optional(value, name, 'name.familyName');
      return true;
    case 'formatted':
      draft.formattedName = optional(value, name, 'name.formatted');
      return true;
    default:
      return ['middlename', 'honorificprefix', 'honorificsuffix'].includes(sub);
  }
}

/** Only one email is stored: the primary one, else the one for work, else the first. Values for others are ignored. */
function assignEmail(draft: UserDraft, { filter, sub }: PatchPath, value: unknown): void {
  if (filter && !matches(emailElement(draft), filter)) return;
  if (sub !== null && sub !== 'value') return;
  const chosen = chosenValue('emails', value);
  if (chosen !== undefined) draft.email = textOf('emails', chosen);
}

/** The one email of a draft, as filters see it. */
function emailElement({ email, userName }: UserDraft) {
  return { value: email ?? userName, type: 'work', primary: true };
}

function assignRole(draft: UserDraft, { filter, sub }: PatchPath, value: unknown): void {
  if (filter && !matches(roleElement(draft), filter)) return;
  if (sub !== null && sub !== 'value') return;
  const chosen = chosenValue('roles', value);
  if (chosen !== undefined) draft.role = parseRole(textOf('roles', chosen));
}

/** The one role of a draft, as filters see it. */
function roleElement({ role }: UserDraft) {
  return { ...(role === null ? {} : { value: role }), primary: true };
}

function parseRole(text: string): Role {
  const role = roles.find((known) => known === text.trim().toUpperCase().replaceAll(/[ -]/g, '_'));
  if (!role) throw invalid('roles', `must be one of ${roles.join(', ')}`);
  return role;
}

/** The value of a multi-valued attribute: a text, an object with `value`, or a list of either. Undefined if it is empty. */
function chosenValue(attribute: string, given: unknown): unknown {
  if (!Array.isArray(given)) return isObject(given) ? fieldOf(given, 'value') : given;
  const items = given.map((item: unknown) => (isObject(item) ? item : { value: item }));
  const isPrimary = (item: Json) => booleanOf(fieldOf(item, 'primary')) === true;
  const isForWork = (item: Json) => String(fieldOf(item, 'type')).toLowerCase() === 'work';
  const chosen = items.find(isPrimary) ?? items.find(isForWork) ?? items[0];
  if (!chosen) return undefined;
  const value = fieldOf(chosen, 'value');
  if (value === undefined) throw invalid(attribute, 'must have a value');
  return value;
}

/** Returns a field of an object, whose name may be in any case. */
export function fieldOf(object: Json, name: string): unknown {
  const key = Object.keys(object).find((one) => one.toLowerCase() === name);
  return key === undefined ? undefined : object[key];
}

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(path: string, value: unknown): string {
  if (typeof value === 'string') return value;
  throw invalid(path, 'must be a text');
}

function optional(value: unknown, parse: (text: string) => string, path: string): string | null {
  if (value === null || value === undefined || value === '') return null;
  return parse(textOf(path, value));
}

function requireBoolean(value: unknown): boolean {
  const active = booleanOf(value);
  if (active === null) throw invalid('active', 'must be true or false');
  return active;
}

function invalid(path: string, problem: string): ScimError {
  return new ScimError('invalidValue', `${path} ${problem}.`);
}

/** Removes the value of an attribute from a draft. @throws ScimError mutability if every member has one */
export function unassign(draft: UserDraft, { attribute, filter, sub }: PatchPath): boolean {
  switch (attribute) {
    case 'externalid':
      draft.externalId = null;
      return true;
    case 'displayname':
      draft.displayName = null;
      draft.formattedName = null;
      return true;
    case 'name':
      if (sub === null || sub === 'formatted') draft.formattedName = null;
      if (sub === null || sub === 'givenname') draft.givenName = null;
      if (sub === null || sub === 'familyname') draft.familyName = null;
      return true;
    case 'roles':
      if (!filter || matches(roleElement(draft), filter)) draft.role = null;
      return true;
    case 'emails':
      if (filter && !matches(emailElement(draft), filter)) return true;
      throw required('emails', `The email of ${nameOf(draft)}`);
    case 'username':
    case 'active':
      throw required(attribute === 'active' ? 'active' : 'userName', 'It');
    default:
      return isNotStored(attribute);
  }
}

function required(attribute: string, what: string): ScimError {
  return new ScimError('mutability', `${attribute} cannot be removed. ${what} can only be replaced.`);
}
