/** The server cannot listen on the configured address. The message is one line for the operator. */
export class ListenError extends Error {
  override readonly name = 'ListenError';
}

type ListenAddress = {
  readonly host: string;
  readonly port: number;
  /** The variables of the address. */
  readonly settings: { readonly host: string; readonly port: string };
};

/** Describes a listen error and the setting to change. Returns other errors unchanged. */
export function describeListenFailure(error: unknown, { host, port, settings }: ListenAddress): unknown {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return error;
  const where = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
  const fail = (text: string) => new ListenError(`Cannot listen on ${where}: ${text}`, { cause: error });
  switch (error.code) {
    case 'EADDRINUSE':
      return fail(`another program is using this port. Stop it, or set ${settings.port}.`);
    case 'EACCES':
    case 'EPERM':
      return fail(`ports below 1024 need special permissions. Set ${settings.port} to a higher port.`);
    case 'EADDRNOTAVAIL':
    case 'EAFNOSUPPORT':
    case 'EINVAL':
      return fail(
        `this machine does not have the address. Set ${settings.host} to one of its addresses: 127.0.0.1 for this machine only, 0.0.0.0 for all addresses.`,
      );
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return fail(
        `the name ${host} has no address. Set ${settings.host} to an address of this machine, such as 127.0.0.1.`,
      );
    default:
      return fail(`${error.code}. Check ${settings.host} and ${settings.port}.`);
  }
}
