import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { ScimError } from '../../contract/error-forms/scim-error.ts';
import { parseTimestamp } from '../../contract/timestamps.ts';
import type { Database } from '../../storage/database.ts';
import { isPostgres } from '../../storage/dialects/is-postgres.ts';
import { emailKey } from '../../storage/email-key.ts';
import { booleanOf } from '../protocol/boolean.ts';
import type { Comparison, Filter, FilterValue } from './parse.ts';

type Condition = RawBuilder<SqlBool>;

/** How an attribute is compared. Every condition is true or false, never null, so that `not` works. */
type Attribute = {
  readonly present: Condition;
  readonly compare: (op: Comparison, value: FilterValue) => Condition;
  /** Selects the IDs of the few members that have a value, by an index; without one, undefined. */
  readonly ids?: (value: string) => RawBuilder<unknown>;
};

const always = sql<SqlBool>`(1 = 1)`;
const never = sql<SqlBool>`(1 = 0)`;

/**
 * Translates filters to conditions on the rows of `users as u` with `scim_profiles as s`. Values with an index are compared
 * in it: a member who is searched for by name, email or ID is found without reading the others.
 */
export class FilterQuery {
  readonly #attributes: Readonly<Record<string, Attribute>>;

  constructor(db: Database, organizationId: string) {
    // Byte by byte on both databases, whatever the collation.
    const ordered = isPostgres(db) ? sql`collate "C"` : sql``;
    const text = (
      column: RawBuilder<unknown>,
      ids: (value: string) => RawBuilder<unknown>,
      fold: (v: string) => string,
    ) => textAttribute(column, ids, fold, ordered);
    const email = text(
      sql`u.email_key`,
      (key) => sql`select id from users where organization_id = ${organizationId}
        and email_key = ${key} and state <> ${sql.lit('removed')}`,
      emailKey,
    );
    const userName = text(
      sql`coalesce(s.user_name_key, u.email_key)`,
      (key) => sql`select user_id from scim_profiles
          where organization_id = ${organizationId} and user_name_key = ${key}
        union all
        select m.id from users as m
          where m.organization_id = ${organizationId} and m.email_key = ${key} and m.state <> ${sql.lit('removed')}
          and not exists (select 1 from scim_profiles as p
            where p.organization_id = ${organizationId} and p.user_id = m.id)`,
      emailKey,
    );
    const externalId = text(
      sql`s.external_id`,
      (value) => sql`select user_id from scim_profiles
        where organization_id = ${organizationId} and external_id = ${value}`,
      (value) => value,
    );
    const id = text(
      sql`u.id`,
      (value) => sql`select cast(${value} as text)`,
      (value) => value,
    );
    this.#attributes = {
      id,
      username: userName,
      externalid: externalId,
      emails: email,
      'emails.value': email,
      'emails.type': constantAttribute('work'),
      'emails.primary': constantAttribute(true),
      active: activeAttribute,
      'meta.created': timeAttribute(sql`u.created_at`),
      'meta.lastmodified': timeAttribute(sql`coalesce(u.changed_at, u.created_at)`),
    };
  }

  /** @throws ScimError invalidFilter for an attribute that cannot be filtered by, or a value of another type */
  condition(filter: Filter, within = ''): Condition {
    switch (filter.op) {
      case 'and':
      case 'or': {
        const conditions = filter.filters.map((one) => this.condition(one, within));
        return sql<SqlBool>`(${sql.join(conditions, filter.op === 'and' ? sql` and ` : sql` or `)})`;
      }
      case 'not':
        return sql<SqlBool>`(not ${this.condition(filter.filter, within)})`;
      case 'of':
        if (filter.path !== 'emails' || within !== '') throw unsupported(`${within}${filter.path}[…]`);
        return this.condition(filter.filter, 'emails.');
      case 'pr':
        return this.#attribute(within + filter.path).present;
      default:
        return this.#attribute(within + filter.path).compare(filter.op, filter.value);
    }
  }

  /**
   * Selects the IDs of the few members among which those of a filter are, each by an index. Null if the filter is not
   * selective: no term that must hold compares a unique value.
   */
  candidates(filter: Filter, within = ''): RawBuilder<unknown> | null {
    switch (filter.op) {
      case 'and':
        return filter.filters.map((one) => this.candidates(one, within)).find((ids) => ids !== null) ?? null;
      case 'or': {
        const ids = filter.filters.map((one) => this.candidates(one, within));
        return ids.includes(null) ? null : sql.join(ids, sql` union all `);
      }
      case 'of':
        return filter.path === 'emails' ? this.candidates(filter.filter, 'emails.') : null;
      case 'eq': {
        const { ids } = this.#attribute(within + filter.path);
        return ids && typeof filter.value === 'string' ? ids(filter.value) : null;
      }
      default:
        return null;
    }
  }

  #attribute(path: string): Attribute {
    const attribute = Object.hasOwn(this.#attributes, path) ? this.#attributes[path] : undefined;
    if (!attribute) throw unsupported(path);
    return attribute;
  }
}

function textAttribute(
  column: RawBuilder<unknown>,
  ids: (value: string) => RawBuilder<unknown>,
  fold: (value: string) => string,
  ordered: RawBuilder<unknown>,
): Attribute {
  const present = sql<SqlBool>`(${column} is not null)`;
  const equal = (value: string) => sql<SqlBool>`(u.id in (${ids(value)}))`;
  const holds = (condition: RawBuilder<unknown>) => sql<SqlBool>`(${column} is not null and ${condition})`;
  const order = (operator: string, value: string) =>
    holds(sql`${column} ${ordered} ${sql.raw(operator)} ${value}`);
  return {
    present,
    ids: (value) => ids(fold(value)),
    compare: (op, given) => {
      if (given === null) return comparedWithNull(op, present);
      if (typeof given !== 'string') throw wrongType('a text');
      const value = fold(given);
      switch (op) {
        case 'eq':
          return equal(value);
        case 'ne':
          return sql<SqlBool>`(not ${equal(value)})`;
        case 'co':
          return value === '' ? present : holds(sql`replace(${column}, ${value}, '') <> ${column}`);
        case 'sw':
          return holds(sql`substr(${column}, 1, length(${value})) = ${value}`);
        case 'ew':
          return holds(sql`length(${column}) >= length(${value})
            and substr(${column}, length(${column}) - length(${value}) + 1) = ${value}`);
        case 'gt':
          return order('>', value);
        case 'ge':
          return order('>=', value);
        case 'lt':
          return order('<', value);
        case 'le':
          return order('<=', value);
      }
    },
  };
}

const operators = { eq: '=', ne: '<>', gt: '>', ge: '>=', lt: '<', le: '<=' } as const;

function timeAttribute(column: RawBuilder<unknown>): Attribute {
  return {
    present: always,
    compare: (op, value) => {
      if (value === null) return comparedWithNull(op, always);
      const time = typeof value === 'string' ? parseTimestamp(value) : null;
      if (time === null) throw wrongType('a date-time such as "2026-03-15T10:30:00Z"');
      if (op === 'co' || op === 'sw' || op === 'ew') throw unsupportedOperator(op, 'times');
      return sql<SqlBool>`(${column} ${sql.raw(operators[op])} ${time})`;
    },
  };
}

const activeAttribute: Attribute = {
  present: always,
  compare: (op, value) => {
    if (value === null) return comparedWithNull(op, always);
    const wanted = booleanOf(value);
    if (wanted === null) throw wrongType('true or false');
    if (op !== 'eq' && op !== 'ne') throw unsupportedOperator(op, 'active');
    const isWanted = wanted === (op === 'eq');
    return sql<SqlBool>`(u.state ${sql.raw(isWanted ? '=' : '<>')} 'active')`;
  },
};

/** An attribute that has the same value for every member. */
function constantAttribute(constant: string | boolean): Attribute {
  return {
    present: always,
    compare: (op, value) => {
      if (op !== 'eq' && op !== 'ne') throw unsupportedOperator(op, 'type and primary');
      const given = typeof constant === 'boolean' ? booleanOf(value) : String(value).toLowerCase();
      return (given === constant) === (op === 'eq') ? always : never;
    },
  };
}

/** Null means that there is no value (RFC 7643 2.5). */
function comparedWithNull(op: Comparison, present: Condition): Condition {
  if (op === 'eq') return sql<SqlBool>`(not ${present})`;
  if (op === 'ne') return present;
  throw unsupportedOperator(op, 'null');
}

function unsupported(path: string): ScimError {
  return new ScimError(
    'invalidFilter',
    `Filtering by ${path.slice(0, 100)} is not supported. Filter by id, userName, externalId, emails, active, meta.created or meta.lastModified.`,
  );
}

function wrongType(expected: string): ScimError {
  return new ScimError('invalidFilter', `A value of the filter has the wrong type: it must be ${expected}.`);
}

function unsupportedOperator(op: string, of: string): ScimError {
  return new ScimError('invalidFilter', `The operator ${op} does not apply to ${of}.`);
}
