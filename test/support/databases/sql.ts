import { Client, type QueryResultRow } from 'pg';

/** Runs one statement on a PostgreSQL database over a new connection. */
export function query<Row extends QueryResultRow>(
  url: string,
  text: string,
  values: unknown[] = [],
): Promise<Row[]> {
  return connect(url, async (client) => (await client.query<Row>(text, values)).rows);
}

/** Opens a connection to a PostgreSQL database for the duration of `use`. */
export async function connect<Result>(
  url: string,
  use: (client: Client) => Promise<Result>,
): Promise<Result> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}
