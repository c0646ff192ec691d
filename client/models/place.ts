/** Which machine an address is of: in a remote window `localhost` is not the machine that the person sits at. */
import * as vscode from 'vscode';
import { plain } from '../plain.ts';
import { isLoopback } from './chosen.ts';

const { t } = vscode.l10n;

/** The machine that the extension runs on, and so asks from. */
export function thisMachine(): string {
  const { remoteName, uiKind } = vscode.env;
  if (remoteName === undefined)
    return uiKind === vscode.UIKind.Web ? t('the machine that serves this window') : t('this machine');
  const kinds: Record<string, string> = {
    'ssh-remote': t('the remote machine (SSH)'),
    wsl: t('the Linux in WSL'),
    'dev-container': t('the container'),
    'attached-container': t('the container'),
    codespaces: t('the codespace'),
    tunnel: t('the remote machine (tunnel)'),
  };
  return kinds[remoteName] ?? t('the remote machine');
}

/** `127.0.0.1:11434, this machine`: an address as it is told, with whose it is where that is a question. */
export function placeOf(url: string): string {
  const { host, pathname } = new URL(url);
  const path = pathname === '/' || pathname === '/v1' ? '' : pathname;
  const address = plain(`${host}${path}`);
  return isLoopback(url) ? t('{0}, {1}', address, thisMachine()) : address;
}

/** Addresses as they are told of several servers: whole where two would be told alike. */
export function placesOf(servers: readonly { url: string }[]): ReadonlyMap<string, string> {
  const told = servers.map(({ url }) => [url, placeOf(url)] as const);
  const alike = (place: string) => told.filter(([, other]) => other === place).length > 1;
  return new Map(told.map(([url, place]) => [url, alike(place) ? plain(url) : place]));
}
