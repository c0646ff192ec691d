/** The view of pairs, with a search that answers when the test lets it. */
import { expect, it, vi } from 'vitest';
import { PairsView } from '../../client/pairs/view.ts';
import type { Services } from '../../client/services.ts';

interface Question {
  text: string;
  signal: AbortSignal;
  answer(title: string): void;
}
const { questions, shown, window } = vi.hoisted(() => ({
  questions: [] as Question[],
  shown: [] as string[],
  window: { activeTextEditor: undefined as unknown },
}));

vi.mock('vscode', async () => {
  const { editor, nothing } = await import('./editor.ts');
  return {
    ...editor,
    TreeItemCollapsibleState: {},
    ProgressLocation: {},
    workspace: { onDidChangeTextDocument: nothing },
    window: Object.assign(window, {
      createTreeView: () => ({ ...nothing(), reveal: async () => {} }),
      withProgress: (_: unknown, run: (progress: unknown, token: unknown) => unknown) =>
        run({}, { onCancellationRequested: nothing }),
    }),
  };
});
vi.mock('../../client/pairs/ask.ts', () => ({
  PairsProblem: class extends Error {},
  // As one that has its answer on the way when it is told that nobody wants it any more.
  askPairs: (_: string, { place }: { place: { text: string } }, __: unknown, { signal }: { signal: AbortSignal }) =>
    new Promise((resolve) => {
      const answer = (title: string) => resolve({ title, rows: [], left: 0 });
      questions.push({ text: place.text, signal, answer });
    }),
}));

it('an older question’s late answer does not take the place of a newer one', async () => {
  const view = new PairsView({ context: { extensionPath: '/extension' } } as unknown as Services);
  view.onDidChangeTreeData(async () => {
    for (const node of await view.getChildren()) if (node.type === 'source') shown.push(node.source.title);
  });
  const ask = (text: string) => {
    const document = { languageId: 'trial', uri: text, version: 1, getText: () => text };
    window.activeTextEditor = { document };
    return view.showPairs();
  };
  const [older, newer] = [ask('older'), ask('newer')];
  expect(questions.map(({ text, signal }) => [text, signal.aborted])).toEqual([
    ['older', true],
    ['newer', false],
  ]);
  questions[1]?.answer('newer');
  await newer;
  questions[0]?.answer('older');
  await older;
  expect(shown).toEqual(['newer']);
  view.dispose();
});
