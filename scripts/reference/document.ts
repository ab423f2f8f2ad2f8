import { pino } from 'pino';
import { KeyRing } from '../../src/credentials/keys/key-ring.ts';
import { createApp } from '../../src/server/app.ts';
import { readConfig } from '../../src/server/config.ts';
import { openDatabase } from '../../src/storage/database.ts';

/** A JSON Schema, as far as the reference shows it. */
export type Schema = {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly title?: string;
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly format?: string;
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
};
type Content = Readonly<Record<string, { readonly schema?: Schema }>>;
export type Operation = {
  readonly summary: string;
  readonly description?: string;
  readonly tags: readonly string[];
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    readonly description?: string;
    readonly schema?: Schema;
  }[];
  readonly requestBody?: { readonly required?: boolean; readonly content: Content };
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[];
  readonly responses: Readonly<Record<string, { readonly description?: string; readonly content?: Content }>>;
};
/** An OpenAPI document, as far as the reference shows it. */
export type Document = {
  readonly tags: readonly { readonly name: string; readonly description?: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components?: { readonly schemas?: Readonly<Record<string, Schema>> };
};

/** Returns the OpenAPI document of the server. */
export async function openApiDocument(): Promise<Document> {
  const { db, changes } = openDatabase('sqlite::memory:', () => {});
  const { server } = await createApp({
    ...readConfig({}),
    keys: new KeyRing(),
    db,
    changes: changes(),
    log: pino({ level: 'silent' }),
    baseUrl: new URL('http://localhost:3000'),
    trustProxy: [],
    rateLimit: 0,
    isReady: () => true,
    now: Date.now,
    monotonic: () => performance.now(),
  });
  try {
    const answer = await server.inject({ url: '/openapi.json', headers: { host: 'localhost:3000' } });
    return answer.json();
  } finally {
    await server.close();
    await db.destroy();
  }
}
