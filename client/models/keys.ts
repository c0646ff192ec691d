/** Keys of servers. They are in the editor's secret storage and nowhere else, and a key is only ever given to the server that it is for. */
import type * as vscode from 'vscode';

const idOf = (url: string): string => `deepimagine.key ${url}`;

export async function keyOf({ secrets }: vscode.ExtensionContext, url: string): Promise<string | undefined> {
  return secrets.get(idOf(url));
}

/** An empty key takes the one there is away. */
export async function keepKey({ secrets }: vscode.ExtensionContext, url: string, key: string): Promise<void> {
  if (key === '') await secrets.delete(idOf(url));
  else await secrets.store(idOf(url), key);
}
