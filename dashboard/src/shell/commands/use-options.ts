import { useQuery } from '@tanstack/react-query';
import {
  BookOpen,
  CircleQuestionMark,
  Keyboard,
  KeyRound,
  Monitor,
  Moon,
  RectangleEllipsis,
  Sun,
  Ticket,
  UserRound,
} from 'lucide-react';
import { useMe } from '../../api/account/me.ts';
import { tokensQuery } from '../../api/account/tokens.ts';
import { foundMembersQuery, foundTicketsQuery, foundTokensQuery } from '../../api/search.ts';
import { helpPath } from '../../shared/help-path.ts';
import { memberPath } from '../../shared/members/member-path.ts';
import { ticketPath } from '../../shared/tickets/paths.ts';
import { ownedTokenPath, tokenPath } from '../../shared/tokens/paths.ts';
import { useSettled } from '../../ui/hooks/use-settled.ts';
import { matches } from '../../ui/text/matches.ts';
import { useTheme } from '../user/theme.ts';
import { useVisiblePages } from '../visible-pages.ts';
import { displayIdIn, type OptionGroup, type PaletteOption } from './option.ts';

/** From so many characters, the search asks the server. */
const fewest = 2;
/** And after so many milliseconds without typing. */
const pause = 150;
/** As many of the member's own tokens are shown. */
const mostTokens = 5;
const tokensPath = '/settings/account/access-tokens';

/** Everything that matches a search, by kind; without a search, what is offered first. */
export function useOptions(search: string, onShortcuts: () => void) {
  const settled = useSettled(search, pause);
  const pages = usePageOptions(search);
  const actions = useActionOptions(search, onShortcuts);
  const tokens = useTokenOptions(search);
  const tickets = useTicketOptions(search, settled);
  const members = useMemberOptions(settled);
  const others = useOthersTokenOptions(settled);
  const groups: readonly OptionGroup[] = [
    { name: 'Tickets', options: tickets.direct },
    { name: 'Pages', options: pages },
    { name: 'Actions', options: actions },
    { name: 'Your tokens', options: tokens.options },
    { name: 'Members', options: members.options },
    { name: 'Tickets that match', options: tickets.found },
    { name: 'Tokens of members', options: others.options },
  ];
  return {
    groups: groups.filter(({ options }) => options.length > 0),
    isPending: settled !== search || [tokens, tickets, members, others].some(({ isPending }) => isPending),
  };
}

function usePageOptions(search: string): readonly PaletteOption[] {
  return useVisiblePages().flatMap(({ name, pages }) =>
    pages
      .filter(({ title, words }) => matches(`${title} ${name ?? ''} ${words ?? ''}`, search))
      .map(({ path, title, icon, key }) => ({
        id: path,
        icon,
        label: title,
        ...(name && { detail: name }),
        ...(key && { keys: ['g', key] }),
        action: { to: path },
      })),
  );
}

function useActionOptions(search: string, onShortcuts: () => void): readonly PaletteOption[] {
  const [theme, setTheme] = useTheme();
  const themes = [
    { value: 'light', label: 'Use the light theme', icon: Sun },
    { value: 'dark', label: 'Use the dark theme', icon: Moon },
    { value: 'system', label: "Use the system's theme", icon: Monitor },
  ] as const;
  const actions: readonly PaletteOption[] = [
    { id: 'create', icon: KeyRound, label: 'Create a token', action: { to: `${tokensPath}?name=` } },
    { id: 'docs', icon: BookOpen, label: 'API reference', action: { to: '/docs' } },
    {
      id: 'help',
      icon: CircleQuestionMark,
      label: 'Help',
      action: { run: () => window.location.assign(helpPath('')) },
    },
    ...themes
      .filter(({ value }) => value !== theme && search !== '')
      .map(({ value, label, icon }) => ({
        id: value,
        icon,
        label,
        action: { run: () => setTheme(value) },
      })),
    {
      id: 'shortcuts',
      icon: Keyboard,
      label: 'Keyboard shortcuts',
      keys: ['?'],
      action: { run: onShortcuts },
    },
  ];
  return actions.filter(({ label }) => matches(label, search));
}

function useTokenOptions(search: string) {
  const isWanted = search.length >= fewest;
  const { data = [], isLoading } = useQuery({ ...tokensQuery, enabled: isWanted });
  const options = data
    .filter(({ name, hint }) => isWanted && matches(`${name} ${hint}`, search))
    .slice(0, mostTokens)
    .map(({ id, name, hint }) => ({
      id,
      icon: KeyRound,
      label: name,
      detail: `…${hint}`,
      action: { to: tokenPath(id) },
    }));
  return { options, isPending: isLoading };
}

function useMemberOptions(search: string) {
  const isWanted = useMe().role === 'ADMIN' && search.length >= fewest;
  const { data = [], isFetching } = useQuery({ ...foundMembersQuery(search), enabled: isWanted });
  const options = (isWanted ? data : []).map(({ id, name, email }) => ({
    id,
    icon: UserRound,
    label: name,
    detail: email,
    action: { to: memberPath(id) },
  }));
  return { options, isPending: isWanted && isFetching };
}

function useOthersTokenOptions(search: string) {
  const { role, user } = useMe();
  const isWanted = role === 'ADMIN' && search.length >= fewest;
  const { data = [], isFetching } = useQuery({ ...foundTokensQuery(search), enabled: isWanted });
  const options = (isWanted ? data : [])
    .filter(({ owner }) => owner.id !== user.id)
    .map(({ id, name, owner }) => ({
      id: `other-${id}`,
      icon: RectangleEllipsis,
      label: name,
      detail: owner.name,
      action: { to: ownedTokenPath(id) },
    }));
  return { options, isPending: isWanted && isFetching };
}

function useTicketOptions(search: string, settled: string) {
  const isWanted = settled.length >= fewest;
  const { data = [], isFetching } = useQuery({ ...foundTicketsQuery(settled), enabled: isWanted });
  const displayId = displayIdIn(search);
  const optionOf = (id: string, title?: string): PaletteOption => ({
    id,
    icon: Ticket,
    label: title ?? `Go to ${id}`,
    ...(title !== undefined && { detail: id }),
    action: { to: ticketPath(id) },
  });
  const found = isWanted ? data.filter((ticket) => ticket.displayId !== displayId) : [];
  const known = data.find((ticket) => ticket.displayId === displayId);
  return {
    direct: displayId === null ? [] : [optionOf(displayId, known?.title)],
    found: found.map((ticket) => optionOf(ticket.displayId, ticket.title)),
    isPending: isWanted && isFetching,
  };
}
