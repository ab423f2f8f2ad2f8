import type { FastifySchemaCompiler } from 'fastify';
import { compileExact, compileFromText } from '../../contract/exact-check.ts';

/** Compiles route schemas: exact types for bodies, converted types for the rest of the request. */
export const compileValidator: FastifySchemaCompiler<object> = ({ schema, httpPart }) =>
  httpPart === 'body' ? compileExact(schema) : compileFromText(schema);
