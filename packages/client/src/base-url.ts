/**
 * Checks the address of an organization and returns it without a slash at the end.
 * @param allowHttp also allows http to other hosts than this computer
 * @throws TypeError that says what to do
 */
export function parseBaseUrl(text: string, allowHttp: boolean): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !/^https?:$/.test(url.protocol))
    throw new TypeError("baseUrl must be an organization's address, such as https://acme-corp.spedy.example");
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    throw new TypeError('baseUrl must have no user, password, query or fragment');
  if (url.protocol === 'http:' && !allowHttp && !isThisComputer(url.hostname))
    throw new TypeError(
      'baseUrl must begin with https://, or everyone on the way can read the token; set allowHttp for a network that you trust',
    );
  return url.href.replace(/\/+$/, '');
}

function isThisComputer(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost') || /^127\.|^\[::1\]$/.test(host);
}
