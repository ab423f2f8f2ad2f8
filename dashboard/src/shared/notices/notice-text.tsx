import type { Notice } from '../../api/account/notices.ts';
import { Name } from '../../ui/text/name.tsx';

/** The text of a notice, with the token's name isolated in its own text direction. */
export function NoticeText({ notice: { message, tokenName } }: { readonly notice: Notice }) {
  const at = tokenName === '' ? -1 : message.indexOf(tokenName);
  if (at === -1) return message;
  return (
    <>
      {message.slice(0, at)}
      <Name>{tokenName}</Name>
      {message.slice(at + tokenName.length)}
    </>
  );
}
