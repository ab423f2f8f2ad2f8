import { loadModule, parseSync } from 'libpg-query';

await loadModule();

/** A table where a statement reads or writes it. */
type Use = {
  readonly table: string;
  /** Uses of the same organization's rows share a group. */
  group: Group;
};
type Group = { isOfOneOrganization: boolean; readonly uses: Use[]; readonly by: Set<string> };

/** What a name in a statement stands for: a table, or the columns of a subquery. */
type Source = Use | { readonly columns: ReadonlyMap<string, Column> };
type Column = { readonly use: Use; readonly name: string };

type Scope = { readonly sources: Map<string, Source>; readonly parent: Scope | null };
type Node = Readonly<Record<string, unknown>>;

/**
 * Describes the parts of a PostgreSQL statement that touch rows of organizations without saying of which one, such as
 * `select access_tokens, organizations, users by access_tokens.hash`. A part names its organization by comparing its
 * column with a value, directly or through the tables it is joined with. A comparison inside `or` or `not` does not count.
 * @param organizationColumn returns the column that names the organization of a table's rows; null for other tables
 */
export function partsAcrossOrganizations(
  sql: string,
  organizationColumn: (table: string) => string | null,
): string[] {
  const { stmts = [] } = parseSync(sql) as { stmts?: { stmt: Node }[] };
  return stmts.flatMap(({ stmt }) => {
    const statement = new Statement(organizationColumn);
    statement.read(stmt, null);
    const [kind = ''] = Object.keys(stmt);
    return statement.parts().map((part) => `${kind.replace('Stmt', '').toLowerCase()} ${part}`);
  });
}

class Statement {
  readonly #organizationColumn: (table: string) => string | null;
  readonly #uses: Use[] = [];

  constructor(organizationColumn: (table: string) => string | null) {
    this.#organizationColumn = organizationColumn;
  }

  parts(): string[] {
    const groups = new Set(this.#uses.map(({ group }) => group));
    const parts = new Map<string, Set<string>>();
    for (const { isOfOneOrganization, uses, by } of groups) {
      if (isOfOneOrganization) continue;
      const tables = [...new Set(uses.map(({ table }) => table))].sort().join(', ');
      parts.set(tables, new Set([...(parts.get(tables) ?? []), ...by]));
    }
    return [...parts].map(([tables, by]) =>
      by.size === 0 ? tables : `${tables} by ${[...by].sort().join(', ')}`,
    );
  }

  /** Reads a statement or subquery. Returns its columns. */
  read(statement: Node, parent: Scope | null): ReadonlyMap<string, Column> {
    const [[kind, body] = ['', {}]] = Object.entries(statement) as [string, Node][];
    const scope: Scope = { sources: new Map(), parent };
    for (const { CommonTableExpr } of nodes(field(body, 'withClause').ctes)) {
      const { ctename, ctequery } = CommonTableExpr as { ctename: string; ctequery: Node };
      // A recursive one names itself.
      scope.sources.set(ctename, { columns: new Map() });
      scope.sources.set(ctename, { columns: this.read(ctequery, scope) });
    }
    if (kind === 'SelectStmt' && body.larg) {
      const columns = this.read({ SelectStmt: body.larg }, scope);
      this.read({ SelectStmt: body.rarg }, scope);
      return columns;
    }
    const own: Scope = { sources: new Map(), parent: scope };
    if (body.relation) this.#addTable(body.relation as Node, own, kind === 'InsertStmt' ? body : null);
    for (const item of [...nodes(body.fromClause), ...nodes(body.usingClause)]) this.#addSource(item, own);
    const read = new Set(['relation', 'fromClause', 'usingClause', 'withClause']);
    for (const [name, value] of Object.entries(body)) if (!read.has(name)) this.#visit(value, own, true);
    return this.#columnsOf(nodes(body.targetList), own);
  }

  #addSource(item: Node, scope: Scope): void {
    const { RangeVar, RangeSubselect, JoinExpr } = item as Record<string, Node | undefined>;
    if (RangeVar) this.#addTable(RangeVar, scope, null);
    if (RangeSubselect) {
      const columns = this.read(RangeSubselect.subquery as Node, scope);
      scope.sources.set(String(field(RangeSubselect, 'alias').aliasname), { columns });
    }
    if (!JoinExpr) return;
    this.#addSource(JoinExpr.larg as Node, scope);
    this.#addSource(JoinExpr.rarg as Node, scope);
    this.#visit(JoinExpr.quals, scope, true);
  }

  #addTable(relation: Node, scope: Scope, insert: Node | null): void {
    const name = String(relation.relname);
    const alias = String(field(relation, 'alias').aliasname ?? name);
    const subquery = find(name, scope);
    if (subquery && !('table' in subquery)) {
      scope.sources.set(alias, subquery);
      return;
    }
    const key = this.#organizationColumn(name);
    const named = nodes(insert?.cols).some(({ ResTarget }) => (ResTarget as Node).name === key);
    const group: Group = { isOfOneOrganization: key === null || named, uses: [], by: new Set() };
    const use: Use = { table: name, group };
    group.uses.push(use);
    scope.sources.set(alias, use);
    this.#uses.push(use);
  }

  /** @param isRequired whether the row counts only if the expression is true */
  #visit(value: unknown, scope: Scope, isRequired: boolean): void {
    if (Array.isArray(value)) for (const one of value) this.#visit(one, scope, isRequired);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
    for (const [kind, body] of Object.entries(value as Record<string, Node>)) {
      if (kind === 'SelectStmt') this.read({ SelectStmt: body }, scope);
      else if (kind === 'SubLink') this.#readSubquery(body, scope, isRequired);
      else if (kind === 'BoolExpr') this.#visit(body.args, scope, isRequired && body.boolop === 'AND_EXPR');
      else {
        if (kind === 'A_Expr' && isRequired) this.#compare(body, scope);
        this.#visit(body, scope, isRequired);
      }
    }
  }

  /** Reads a subquery of an expression; `column in (select …)` compares their columns. */
  #readSubquery(
    { subselect, testexpr, subLinkType, operName }: Node,
    scope: Scope,
    isRequired: boolean,
  ): void {
    const columns = [...this.read(subselect as Node, scope).values()];
    if (!testexpr || !isRequired || subLinkType !== 'ANY_SUBLINK' || operName) return;
    for (const [index, side] of rowOf(testexpr as Node).entries()) {
      const [one, two] = [this.#resolve(side, scope), columns[index]];
      if (one && two) this.#equalColumns(one, two);
    }
  }

  #compare({ kind, name, lexpr, rexpr }: Node, scope: Scope): void {
    const [operator] = nodes(name).map(({ String: text }) => (text as Node).sval);
    if (operator !== '=' || kind !== 'AEXPR_OP') return;
    const [left = [], right = []] = [lexpr, rexpr].map((side) => rowOf(side as Node));
    for (const [index, one] of left.entries()) this.#equal(one, right[index], scope);
  }

  #equal(left: Node, right: Node | undefined, scope: Scope): void {
    const [one, two] = [this.#resolve(left, scope), right && this.#resolve(right, scope)];
    if (one && two) {
      this.#equalColumns(one, two);
      return;
    }
    const column = one ?? two;
    const other = one ? right : left;
    // A scalar subquery is a value too.
    if (!column || !other || other.ColumnRef) return;
    if (this.#namesOrganization(column)) column.use.group.isOfOneOrganization = true;
    else column.use.group.by.add(`${column.use.table}.${column.name}`);
  }

  #equalColumns(one: Column, two: Column): void {
    if (this.#namesOrganization(one) && this.#namesOrganization(two)) join(one.use, two.use);
  }

  #namesOrganization({ use, name }: Column): boolean {
    return this.#organizationColumn(use.table) === name;
  }

  #resolve({ ColumnRef }: Node, scope: Scope): Column | undefined {
    if (!ColumnRef) return undefined;
    const names = nodes((ColumnRef as Node).fields).map(({ String: text }) => String((text as Node)?.sval));
    const name = names.at(-1) ?? '';
    const source = names.length > 1 ? find(names.at(-2) ?? '', scope) : nearest(scope);
    if (!source) return undefined;
    return 'table' in source ? { use: source, name } : source.columns.get(name);
  }

  #columnsOf(targets: readonly Node[], scope: Scope): Map<string, Column> {
    const columns = new Map<string, Column>();
    for (const { ResTarget } of targets) {
      const { name, val } = ResTarget as { name?: string; val?: Node };
      const column = val && this.#resolve(val, scope);
      if (column) columns.set(name ?? column.name, column);
    }
    return columns;
  }
}

function join(one: Use, two: Use): void {
  const [kept, gone] = [one.group, two.group];
  if (kept === gone) return;
  kept.isOfOneOrganization ||= gone.isOfOneOrganization;
  for (const use of gone.uses) {
    use.group = kept;
    kept.uses.push(use);
  }
  for (const column of gone.by) kept.by.add(column);
}

function find(name: string, scope: Scope | null): Source | undefined {
  return scope ? (scope.sources.get(name) ?? find(name, scope.parent)) : undefined;
}

/** Returns the first source of the innermost scope that has any: a column without a table is used only with one. */
function nearest(scope: Scope | null): Source | undefined {
  if (!scope) return undefined;
  const [first] = scope.sources.values();
  return first ?? nearest(scope.parent);
}

function rowOf(side: Node): readonly Node[] {
  return side.RowExpr ? nodes((side.RowExpr as Node).args) : [side];
}

function nodes(value: unknown): readonly Node[] {
  return Array.isArray(value) ? value : [];
}

function field(node: Node, name: string): Node {
  return (node[name] ?? {}) as Node;
}
