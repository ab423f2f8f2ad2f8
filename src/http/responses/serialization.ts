import fastJson from 'fast-json-stringify';
import type { FastifySerializerCompiler } from 'fastify';

type Serialize = ReturnType<FastifySerializerCompiler<object>>;

/** By schema, so that schemas shared by routes, such as the error form, are compiled once. */
const serializers = new WeakMap<object, Serialize>();

/** Compiles response schemas at their first use, to keep startup fast. */
export const compileSerializer: FastifySerializerCompiler<object> = ({ schema }) => {
  const serializer = serializers.get(schema) ?? lazily(() => fastJson(schema));
  serializers.set(schema, serializer);
  return serializer;
};

function lazily(compile: () => Serialize): Serialize {
  let serialize: Serialize | undefined;
  return (answer) => {
    serialize ??= compile();
    return serialize(answer);
  };
}
