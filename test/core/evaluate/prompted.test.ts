import { describe, expect, it } from 'vitest';
import { type Prompted, Prompting, ServerGone } from '../../../core/evaluate/prompted.ts';
import { type Asked, questionsOf } from '../../../core/evaluate/questions.ts';
import type { Mode } from '../../../core/imagine/answer.ts';
import { ChatFailure, type ChatRequest } from '../../../core/imagine/servers/chat.ts';
import { importRecord } from '../../../core/trial/registry/import.ts';
import type { Trial } from '../../../core/trial/schema.ts';
import { caseOf, type Script, saying, scripted } from '../successive/scripted.ts';
import { record } from './made.ts';

const never = new AbortController().signal;
const trialOf = (id: string): Trial => {
  const imported = importRecord(record(id));
  if ('problem' in imported) throw new Error(imported.problem);
  return imported.trial;
};
const trial = trialOf('NCT99999901');
const of = (set: Asked['set']): Asked[] => [...questionsOf(trial)].filter((one) => one.set === set);
const first = (set: Asked['set']): Asked => {
  const [one] = of(set);
  if (!one) throw new Error(`no question of ${set}`);
  return one;
};

function prompting(mode: Mode, script: Script, waits: number[] = []) {
  const server = scripted(script);
  const own: Prompted = { name: `openai:${mode}`, mode, options: { server, model: 'scripted' } };
  const asked = new Prompting([own], {
    wait: async (milliseconds) => {
      waits.push(milliseconds);
    },
  });
  return { server, ask: (question: Asked) => asked.answer(own.name, question, never) };
}

const told = (request: ChatRequest | undefined) => JSON.stringify(request ? caseOf(request) : {});

describe('what a model is shown', () => {
  it('directly: nothing that was observed', async () => {
    const { server, ask } = prompting('direct', () => saying('lower'));
    expect(await ask(first('contrast'))).toMatchObject({
      probability: { higher: 0, lower: 1, 'no difference': 0 },
      certain: true,
      by: { model: 'scripted', prompt: expect.any(String), settings: 'direct, 1 answer, seed 0' },
    });
    const text = told(server.requests[0]);
    expect(text).toContain('Change in pain score');
    expect(text).not.toMatch(/0\.001|-6\b|-4\b|5\.0|1\.5/);
    expect(text).not.toContain('NCT99999901');
  });

  it('directly a target is asked once, whatever its source', async () => {
    const { server, ask } = prompting('direct', () => saying('lower'));
    const [one, other] = of('pair.O').filter(({ target }, _, all) => target === all[0]?.target);
    if (one) await ask(one);
    if (other) await ask(other);
    await ask({ ...(one ?? first('pair.O')), set: 'many' });
    expect(server.requests).toHaveLength(1);
  });

  it('successively: the source of a pair alone', async () => {
    const { server, ask } = prompting('successive', () => saying('higher'));
    const question = of('pair.A').find(
      ({ source, target }) => source?.observed.source === 'reported' && target.look.first.includes('low'),
    );
    if (!question) throw new Error('no pair from the high dose');
    expect(await ask(question)).toMatchObject({ certain: true });
    const text = told(server.requests[0]);
    // What was observed of the source's two sides; nothing of the low dose, and nothing of the other outcome.
    expect(text).toMatch(/-6\b/);
    expect(text).not.toMatch(/-4\b/);
    expect(text).not.toContain('Change in function');
  });

  it('of many: nothing of the results that are hidden, and the others', async () => {
    const { server, ask } = prompting('successive', () => saying('higher'));
    const question = of('many').find(
      ({ target }) => trial.outcomes?.[target.look.outcome]?.measure === 'Change in pain score',
    );
    if (!question) throw new Error('no such question');
    await ask(question);
    const text = told(server.requests[0]);
    expect(text).toContain('Change in function');
    expect(text).not.toMatch(/-6\b/);
  });

  it('nothing, where its trial tells the result in words', async () => {
    const { server, ask } = prompting('direct', () => saying('lower'));
    const question = first('contrast');
    const estimate = { kind: 'difference' as const, value: 7.83 };
    const { observed, look, result } = question.target;
    const target = { look, result, observed: { ...observed, estimate, oriented: true } } as Asked['target'];
    const telling = { ...question, trial: { ...trial, title: 'A difference of 7.83 points was found' }, target };
    expect(await ask(telling)).toEqual({ failed: 'the result stands in the text of the trial' });
    expect(server.requests).toHaveLength(0);
  });
});

describe('what a server does', () => {
  it('what may pass is asked again, with longer waits', async () => {
    const waits: number[] = [];
    const { ask } = prompting(
      'direct',
      (_, count) => (count < 2 ? new ChatFailure('busy', 'busy') : saying('lower')),
      waits,
    );
    expect(await ask(first('contrast'))).toHaveProperty('probability');
    expect(waits).toEqual([1000, 2000]);
  });

  it('an answer that cannot be read is none, and is said to be', async () => {
    const { ask } = prompting('direct', () => 'I do not know.');
    expect(await ask(first('contrast'))).toMatchObject({ unread: 'unreadable' });
  });

  it('a failure of the server is no answer of the model', async () => {
    const { ask } = prompting('direct', () => new ChatFailure('stalled', 'silent'));
    expect(await ask(first('contrast'))).toMatchObject({ failed: 'stalled' });
  });

  it('where it is gone, or lets nobody in, the run ends', async () => {
    const refused = prompting('direct', () => new ChatFailure('unauthorized', 'no key'));
    await expect(refused.ask(first('contrast'))).rejects.toThrow(ServerGone);
    const gone = prompting('successive', () => new ChatFailure('refused', 'nobody there'));
    const questions = [...questionsOf(trial)].slice(0, 5);
    for (const question of questions.slice(0, 4)) expect(await gone.ask(question)).toMatchObject({ failed: 'refused' });
    await expect(gone.ask(questions[4] ?? first('many'))).rejects.toThrow('nobody there');
  });
});
