/** What every stand-in for the editor has in common: for `vi.mock('vscode', …)`. */

export const nothing = () => ({ dispose() {} });

class EventEmitter<T> {
  #heard: ((event: T) => void)[] = [];
  event = (told: (event: T) => void) => {
    this.#heard.push(told);
    return nothing();
  };
  fire(event: T) {
    for (const told of this.#heard) told(event);
  }
  dispose() {}
}

export const editor = {
  EventEmitter,
  StatusBarAlignment: { Right: 2 },
  UIKind: { Desktop: 1, Web: 2 },
  l10n: { t: (text: string, ...given: unknown[]) => text.replaceAll(/\{(\d)\}/g, (_, i) => String(given[i])) },
  env: { language: 'en', uiKind: 1 },
  Uri: {
    joinPath: ({ fsPath }: { fsPath: string }, ...parts: string[]) => ({ fsPath: [fsPath, ...parts].join('/') }),
  },
  commands: { executeCommand: nothing },
  window: { createStatusBarItem: () => ({ show() {}, hide() {}, dispose() {} }) },
};
