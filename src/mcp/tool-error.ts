import { errorCatalog, type SpedyError } from '../contract/errors.ts';
import type { Caller, Tool } from './tool.ts';

/** Explains to the model why a call failed and what to do. */
export function describeToolError(error: SpedyError, tool: Tool, { principal }: Caller): string {
  const { role, organization } = principal;
  switch (error.code) {
    case 'forbidden':
      if (error.message !== errorCatalog.forbidden.message) return `${error.message} Nothing was changed.`;
      return (
        `The role ${role} may not use ${tool.name}. Nothing was changed. ` +
        `An administrator of ${organization.name} can give the member another role.`
      );
    case 'validation_failed': {
      const problems = (error.details ?? []).map(
        ({ path, message }) => `${path === '' ? 'arguments' : path} ${message}`,
      );
      return `Invalid arguments: ${problems.join('; ')}. Correct them and call ${tool.name} again.`;
    }
    default:
      return error.message;
  }
}
