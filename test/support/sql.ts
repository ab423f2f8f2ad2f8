import { Client, type QueryResultRow } from 'pg';

/** Runs one statement on a PostgreSQL database over a connection of its own. */
export function query<Row extends QueryResultRow>(
  url: string,
  text: string,
  values: unknown[] = [],
): Promise<Row[]> {
  return connect(url, async (client) => (await client.query<Row>(text, values)).rows);
}

/** Lends a connection of its own to a PostgreSQL database. */
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
