import {
  type AbortableQueryOptions,
  type CompiledQuery,
  type DatabaseConnection,
  DefaultQueryExecutor,
  type Dialect,
  type DialectAdapter,
  type Driver,
  type KyselyProps,
  type QueryCompiler,
  type QueryResult,
  Transaction,
} from 'kysely';

/** A driver whose connections are there at once and need no release. */
type DirectDriver<Connection extends DatabaseConnection> = Driver & {
  readonly connection: () => Connection;
  readonly beginTransaction: (connection: Connection) => Promise<void>;
  readonly commitTransaction: (connection: Connection) => Promise<void>;
  readonly rollbackTransaction: (connection: Connection) => Promise<void>;
};

type Parts<Connection extends DatabaseConnection> = {
  readonly compiler: QueryCompiler;
  readonly adapter: DialectAdapter;
  readonly dialect: Dialect;
  readonly driver: DirectDriver<Connection>;
};

/**
 * Kysely's executor without the layers that manage its connections: they take a dozen promises for each query of a
 * transaction, and so longer than SQLite takes to answer most of them.
 */
export class DirectExecutor<Connection extends DatabaseConnection> extends DefaultQueryExecutor {
  readonly #parts: Parts<Connection>;
  readonly #connect: () => Connection;

  constructor(parts: Parts<Connection>, connect: () => Connection = () => parts.driver.connection()) {
    super(parts.compiler, parts.adapter, { provideConnection: async (use) => use(connect()) });
    this.#parts = parts;
    this.#connect = connect;
  }

  override executeQuery<Row>(
    query: CompiledQuery,
    options?: AbortableQueryOptions,
  ): Promise<QueryResult<Row>> {
    return options?.signal
      ? super.executeQuery<Row>(query, options)
      : this.#connect().executeQuery<Row>(query);
  }

  /** What Kysely is created from. */
  get props(): KyselyProps {
    const { dialect, driver } = this.#parts;
    return { config: { dialect }, dialect, driver, executor: this };
  }

  /** Does what Kysely's transactions do. */
  async transact<Tables, T>(work: (trx: Transaction<Tables>) => Promise<T>): Promise<T> {
    const { driver } = this.#parts;
    const connection = driver.connection();
    let hasEnded = false;
    const executor = new DirectExecutor(this.#parts, () => {
      if (hasEnded) throw new Error('the transaction has ended');
      return connection;
    });
    await driver.beginTransaction(connection);
    try {
      const result = await work(new Transaction<Tables>(executor.props));
      await driver.commitTransaction(connection);
      return result;
    } catch (error) {
      await driver.rollbackTransaction(connection);
      throw error;
    } finally {
      hasEnded = true;
    }
  }
}
