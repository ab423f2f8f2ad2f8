import { domainToASCII } from 'node:url';

/** A local part without quotes (RFC 5322 3.2.3, with the characters that RFC 6531 adds). */
const dotAtom = /^[\w!#$%&'*+/=?^`{|}~\u{80}-\u{10ffff}-]+(\.[\w!#$%&'*+/=?^`{|}~\u{80}-\u{10ffff}-]+)*$/u;
/** A local part in quotes, such as `"ada lovelace"` (RFC 5321 4.1.2). */
const quotedString = /^"([\x20-\x21\x23-\x5b\x5d-\x7e\u{80}-\u{10ffff}]|\\[\x20-\x7e])+"$/u;
/** Everything but printable characters. */
const unprintable = /[^\x20-\x7e\p{L}\p{M}\p{N}\p{P}\p{S}]/u;
const nonAscii = /[^\x20-\x7e]/;

/**
 * Returns an address in the form in which it is sent. The domain is encoded (RFC 5890) unless the local part needs the
 * extension for internationalized addresses anyway. Null if mail servers could read it as something else, such as as two
 * addresses: sign-in accepts more than can be sent.
 */
export function mailAddress(email: string): string | null {
  const at = email.lastIndexOf('@');
  if (at < 1 || unprintable.test(email)) return null;
  const [local, domain] = [email.slice(0, at), email.slice(at + 1)];
  if (!dotAtom.test(local) && !quotedString.test(local)) return null;
  const ascii = domainToASCII(domain);
  if (!/^[a-z0-9-]+(\.[a-z0-9-]+)*$/.test(ascii)) return null;
  return `${local}@${nonAscii.test(local) ? domain : ascii}`;
}
