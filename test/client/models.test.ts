import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { Pace } from '../../client/imagine/pace.ts';
import { saysTheSame } from '../../client/models/again.ts';
import { type Answered, Answers, answered, answerTo, atATime, isObserved, jobsOf } from '../../client/models/batch.ts';
import { chosenOf, chosenText, isLoopback } from '../../client/models/chosen.ts';
import { csv } from '../../client/models/csv.ts';
import { inWords } from '../../client/models/failures.ts';
import { type Entry, entryOf, History, MOST } from '../../client/models/history.ts';
import { notesOf } from '../../client/models/notes.ts';
import { type Prepared, prepared, read } from '../../client/models/prepare.ts';
import { ended, after as next, started } from '../../client/models/run.ts';
import { tableCsv } from '../../client/models/tableCsv.ts';
import { UnderWay } from '../../client/models/underWay.ts';
import { modelOf, shownText } from '../../client/models/view.ts';
import type { Imagining } from '../../core/imagine/answer.ts';
import { agreementOf, differs, verdictOf } from '../../core/imagine/compare.ts';
import { imagineNow } from '../../core/imagine/evidence.ts';
import type { ImaginingEvent } from '../../core/imagine/imagine.ts';
import { addressIn } from '../../core/imagine/servers/address.ts';
import { ChatFailure } from '../../core/imagine/servers/chat.ts';
import { empty } from '../../core/imagine/servers/failure.ts';
import { lookText } from '../../core/imagine/words.ts';
import { modelSchema, type ToPage } from '../../webview/messages.ts';
import { pain } from '../pain.ts';

const text = `${pain()}scenarios:
  both:
    - arms.drug.dose: 5 mg
    - population.enrollment: 200
`;
const folder = mkdtempSync(path.join(tmpdir(), 'deepimagine-models-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What the evidence says of a scenario, as if a model had said it. */
function imagining(scenario: string | null): Imagining {
  const asked = prepared(read(text), scenario);
  const known = imagineNow(asked.trial, asked.scenario, asked.look, asked.name);
  if ('problem' in known) throw new Error(known.problem);
  return known;
}

describe('a server and a model, as the settings write them', () => {
  it('come back from their text', () => {
    const chosen = { model: 'hf.co/org/model @ q4', url: 'http://127.0.0.1:11434' };
    expect(chosenOf(chosenText(chosen))).toEqual(chosen);
    expect(chosenText(undefined)).toBe('evidence');
    for (const none of ['evidence', '', 'model', ' @ http://a', 'm @ ftp://a', 'm @ http://u:p@a'])
      expect(chosenOf(none), none).toBeUndefined();
  });

  it('have an address without credentials, with http where nothing is said', () => {
    expect(addressIn('127.0.0.1:8000/v1/')).toEqual({ url: 'http://127.0.0.1:8000/v1' });
    expect(addressIn('https://models.example/openai')).toEqual({ url: 'https://models.example/openai' });
    for (const secret of ['http://me:secret@host', 'http://host/v1?key=secret', 'http://host#secret'])
      expect(addressIn(secret)).toEqual({ problem: 'credentials' });
    for (const none of ['', '  ', 'file:///etc/passwd', 'javascript://x', 'http://'])
      expect(addressIn(none)).toEqual({ problem: 'no address' });
  });

  it('are of the machine that asks only where the address says so', () => {
    for (const own of ['http://localhost:1', 'http://127.0.0.2', 'http://[::1]:11434', 'http://a.localhost'])
      expect(isLoopback(own), own).toBe(true);
    for (const other of ['http://localhost.example.com', 'http://10.0.0.1', 'https://127.example.com'])
      expect(isLoopback(other), other).toBe(false);
  });
});

describe('what is asked', () => {
  it('has the same key where only comments, layout or other scenarios change, and another where anything else does', () => {
    const key = (of: string, scenario: string | null = null) => prepared(read(of), scenario).key;
    expect(key(`# a comment\n${text}`)).toBe(key(text));
    expect(key(text.replace('enrollment: 200', 'enrollment: 100'))).toBe(key(text));
    expect(key(text.replace('~> 5 mg', '~> 4 mg'))).not.toBe(key(text));
    expect(key(text.replace('mean: 9', 'mean: 8'))).not.toBe(key(text));
    expect(key(text, 'both')).not.toBe(key(text));
  });
});

describe('a run', () => {
  const { scenario, look } = prepared(read(text), 'both');
  const [first, second] = scenario;
  if (!first || !second) throw new Error('the scenario has two steps');
  const at = { look: imagining('both').look, subject: imagining('both').subject };

  it('grows by text alone, is stopped in the middle of a step, and keeps nothing of the answer', () => {
    let run = next(started(scenario, look), { type: 'step', index: 0, perturbation: first, ...at }).run;
    const thought = next(run, { type: 'thought', index: 0, text: 'Hm. ' });
    expect(thought.written).toEqual({ step: 0, part: 'thought', text: 'Hm. ' });
    run = thought.run;
    for (const piece of ['The dose ', 'halves.']) {
      const grown = next(run, { type: 'trace', index: 0, text: piece });
      expect(grown.written).toEqual({ step: 0, part: 'writing', text: piece });
      run = grown.run;
    }
    expect(run.steps.map(({ status, writing }) => [status, writing])).toEqual([
      ['running', 'The dose halves.'],
      ['waiting', ''],
    ]);
    expect(run.imagining).toBeUndefined();
  });

  it('shows the pathway that is under way, and the answer at its end with the thoughts of its own', () => {
    const whole = imagining('both');
    let run = started(scenario, look);
    const take = (event: Parameters<typeof next>[1]) => {
      run = next(run, event).run;
    };
    take({ type: 'step', index: 0, perturbation: first, ...at });
    take({ type: 'thought', index: 0, text: 'mine' });
    take({ type: 'step', index: 0, perturbation: second, ...at, pathway: 1 });
    take({ type: 'thought', index: 0, text: 'of another', pathway: 1 });
    expect(run.pathway).toBe(1);
    expect(run.steps.map(({ thought }) => thought)).toEqual(['of another']);
    take({ type: 'aggregate', imagining: whole });
    expect(run.status).toBe('done');
    expect(run.steps.map(({ thought }) => thought)).toEqual(['mine', '']);
  });

  const about = {
    name: 'm',
    place: 'here',
    run: 1,
    evidence: undefined,
    notes: [],
    history: { options: [] },
    words: { idle: 'idle', running: '{0} of {1}', pathway: 'pathway {0}', failed: 'failed', cancelled: 'stopped' },
  };

  it('is drawn as the page accepts it, whatever state it is in', () => {
    const running = next(started(scenario, look), { type: 'step', index: 1, perturbation: second, ...at }).run;
    for (const run of [
      undefined,
      running,
      ended(imagining('both')),
      { ...running, status: 'failed' as const, trouble: 'why' },
    ])
      expect(modelSchema.safeParse(modelOf(run, about)).error).toBeUndefined();
    expect(modelOf(running, about).sentence).toEqual([{ text: '2 of 2' }]);
    // Nothing is waited for in a run that has failed: what it said is left, and no step of which it said nothing.
    expect(modelOf({ ...running, status: 'failed' }, about).steps).toEqual([]);
    const wrote = next(running, { type: 'trace', index: 1, text: 'Fewer' }).run;
    expect(modelOf({ ...wrote, status: 'failed' }, about).steps).toMatchObject([{ status: 'done', writing: 'Fewer' }]);
  });

  it('turns no text of a model around, and hides none of it', () => {
    expect(shownText('a\u202eb\u0000c\u200bd\ne <b>')).toBe('abcd\ne <b>');
  });
});

describe('what asks a model', () => {
  it('is told for as long as it does, and all of it can be stopped', () => {
    const told: (readonly string[])[] = [];
    const underWay = new UnderWay((labels) => told.push(labels));
    const cancelled: string[] = [];
    const one = underWay.begin('one', () => {
      cancelled.push('one');
      one.end();
    });
    const other = underWay.begin('other', () => cancelled.push('other'));
    underWay.cancel();
    expect(cancelled).toEqual(['one', 'other']);
    // One that takes its time to stop is still told; that it ended is told once.
    other.end();
    other.end();
    underWay.cancel();
    expect(cancelled).toHaveLength(2);
    expect(told).toEqual([['one'], ['one', 'other'], ['other'], []]);
  });
});

describe('evidence and model', () => {
  const one = imagining('both');
  const turned: Imagining = {
    ...one,
    steps: one.steps.map((step, i) =>
      i === 0
        ? step
        : { ...step, direction: 'no difference', probability: { higher: 0, lower: 0.2, 'no difference': 0.8 } },
    ),
  };

  it('agree, or disagree from a step on', () => {
    expect(verdictOf(one, one)).toEqual({ agrees: true, text: 'Evidence and model agree: lower.' });
    const verdict = verdictOf(one, turned);
    expect(verdict?.agrees).toBe(false);
    expect(verdict?.text).toMatch(/^They disagree: .*They part at enrollment\.$/);
    // On the way they part, and come to the same: neither hides the other.
    const apart: Imagining = {
      ...one,
      steps: one.steps.map((step, i) =>
        turned.steps[1 - i]?.direction === step.direction
          ? step
          : { ...step, direction: 'no difference', probability: { higher: 0, lower: 0.2, 'no difference': 0.8 } },
      ),
    };
    expect(verdictOf(one, apart)?.text).toMatch(
      /^Evidence and model agree: lower\. They part at \S+: model no difference 0\.80, evidence lower 0\.\d+\.$/,
    );
    expect(differs(one.steps[0], turned.steps[0])).toBeUndefined();
    // Nothing was asked of the model: that is no agreement.
    const seen = { ...one, steps: one.steps.map((step) => ({ ...step, status: 'observed' as const })) };
    expect(verdictOf(one, seen)).toBeUndefined();
    // One of them leans the same way, and no more.
    const leaning = (higher: number): Imagining => ({
      ...one,
      steps: one.steps.map((step) => ({
        ...step,
        direction: 'lower',
        probability: { higher, lower: 0.9 - higher, 'no difference': 0.1 },
      })),
    });
    expect(verdictOf(leaning(0.25), leaning(0.35))).toEqual({
      text: expect.stringMatching(/^To evidence and model lower is the likeliest; the model is uncertain\./),
    });
    expect(differs(one.steps[1], turned.steps[1])).toMatch(/^lower/);
  });

  it('part nowhere where the evidence has no say: that its answer is carried over is told', () => {
    const asked = prepared(read(text.replace('- population.enrollment: 200', '- design.countries: [Japan]')), 'both');
    const known = imagineNow(asked.trial, asked.scenario, asked.look, asked.name);
    if ('problem' in known) throw new Error(known.problem);
    expect(known.steps.map(({ status }) => status)).toEqual(['imagined', 'carried over']);
    const probability = { higher: 0, lower: 0.2, 'no difference': 0.8 };
    const [first, second] = known.steps;
    if (!first || !second) throw new Error('the scenario has two steps');
    const saying = (direction: 'lower' | 'no difference'): Imagining => ({
      ...known,
      steps: [first, { ...second, status: 'imagined', direction, probability }],
    });
    const carried = 'Of countries the evidence says nothing: its answer is carried over.';
    expect(verdictOf(known, saying('no difference'))?.text).toMatch(/^They disagree: [^.]*\(0\.80\).*carried over\.$/);
    for (const direction of ['lower', 'no difference'] as const) {
      const told = verdictOf(known, saying(direction))?.text;
      expect(told).toContain(carried);
      expect(told).not.toContain('part at');
    }
  });

  it('at temperature 0 would say the same again, which is told; not where any step was asked more freely', () => {
    const at = (...temperatures: number[]): Imagining => ({
      ...one,
      steps: one.steps.map((step, i) => ({
        ...step,
        saidBy: { model: 'm', prompt: 1, temperature: temperatures[i] ?? 0 },
      })),
    });
    expect(saysTheSame(at(0, 0))).toBe(true);
    expect(notesOf(at(0, 0)).join(' ')).toContain('asked again, it would say the same');
    expect(saysTheSame(at(0, 0.7))).toBe(false);
    expect(notesOf(at(0, 0.7)).join(' ')).not.toContain('the same');
    // Nothing was asked of a model.
    expect(saysTheSame(one)).toBe(false);
  });

  it('are not compared where one of them says nothing', () => {
    expect(verdictOf(undefined, one)).toBeUndefined();
    expect(verdictOf({ ...one, steps: one.steps.map(({ direction: _, ...step }) => step) }, one)).toBeUndefined();
  });
});

describe('the history of a document', () => {
  const entry = (id: string, key = id): Entry => ({
    id,
    at: '2026-01-01T00:00:00.000Z',
    key,
    how: 'h',
    model: 'm',
    url: 'http://127.0.0.1:1',
    thoughts: [],
    imagining: imagining('both') as Entry['imagining'],
  });
  const warnings: string[] = [];
  const open = (name: string) => new History(path.join(folder, name), (message) => warnings.push(message));

  it('keeps the newest of each question, so many of them, over reloads', async () => {
    const history = open('kept');
    for (let i = 0; i < MOST + 5; i++) await history.add('file:///a', entry(`e${i}`));
    await history.add('file:///a', entry('again', 'e20'));
    const ids = (await open('kept').of('file:///a')).map(({ id }) => id);
    expect(ids).toHaveLength(MOST);
    expect(ids.slice(0, 2)).toEqual(['again', `e${MOST + 4}`]);
    expect(ids).not.toContain('e20');
    expect(await open('kept').of('file:///b')).toEqual([]);
    expect(warnings).toEqual([]);
  });

  it('keeps draws that differ beside each other, and counts those that do not', async () => {
    const history = open('draws');
    const other = { ...entry('two', 'k'), imagining: { ...entry('two').imagining, sentence: 'Another draw' } };
    for (const draw of [entry('one', 'k'), other, entry('three', 'k')]) await history.add('file:///a', draw);
    const kept = await open('draws').of('file:///a');
    expect(kept.map(({ id, times }) => [id, times])).toEqual([
      ['three', 2],
      ['two', undefined],
    ]);
  });

  it('takes what another window added, and leaves no half of a file', async () => {
    const [one, other] = [open('two'), open('two')];
    expect(await one.of('file:///a')).toEqual([]);
    await other.add('file:///a', entry('other'));
    await one.add('file:///a', entry('one'));
    expect((await open('two').of('file:///a')).map(({ id }) => id)).toEqual(['one', 'other']);
    expect(readdirSync(path.join(folder, 'two')).filter((name) => !name.endsWith('.json'))).toEqual([]);
  });

  it('keeps what was answered among many of a folder: no answer lost, none counted twice, no other document forgotten', async () => {
    const most = 2;
    const history = new History(path.join(folder, 'many'), (message) => warnings.push(message), most);
    await Promise.all([
      ...['one', 'two', 'three'].map((id) => history.offer('file:///a', entry(id), false)),
      history.offer('file:///b', entry('b'), false),
      history.offer('file:///c', entry('c'), false),
    ]);
    await history.offer('file:///a', entry('again', 'two'), false);
    const kept = (uri: string) => open('many').of(uri);
    expect((await kept('file:///a')).map(({ id, times }) => [id, times])).toEqual([
      ['three', undefined],
      ['two', undefined],
      ['one', undefined],
    ]);
    expect(await kept('file:///b')).toHaveLength(1);
    expect(await kept('file:///c')).toEqual([]);
    // What is shown is kept all the same.
    await history.offer('file:///c', entry('c'), true);
    expect(await kept('file:///c')).toHaveLength(1);
    expect(await history.size()).toMatchObject({ documents: most });
  });

  it('is empty, with a warning, where a file holds something else, and after it was cleared', async () => {
    await open('broken').add('file:///a', entry('a'));
    const [file = ''] = readdirSync(path.join(folder, 'broken'));
    writeFileSync(path.join(folder, 'broken', file), '{"schema":1,"uri":"file:///a","entries":[{"id":3}]}');
    expect(await open('broken').of('file:///a')).toEqual([]);
    expect(warnings).toHaveLength(1);
    const history = open('broken');
    await history.clear();
    expect(await history.size()).toEqual({ documents: 0, bytes: 0 });
  });
});

describe('many trials', () => {
  it('are a job for each scenario, with what the evidence says; what cannot be read is one that says why', () => {
    const jobs = jobsOf('a.trial', text);
    expect(jobs.map(({ row }) => [row.name, row.steps, row.evidence?.direction])).toEqual([
      ['arrows in place', 1, 'lower'],
      ['both', 2, expect.any(String)],
    ]);
    const [broken] = jobsOf('b.trial', text.replace('dose: 5 mg\n', 'doze: 5 mg\n')).slice(1);
    expect(broken?.row.trouble).toMatch(/doze/);
    for (const nothing of ['no trial', ''])
      expect(jobsOf('c.trial', nothing)).toMatchObject([
        { row: { trouble: expect.stringMatching(/no outcome/) }, askable: false },
      ]);
  });

  it('are a job too where they change nothing: to be asked only where nothing was observed', () => {
    const plain = text.replace('10 mg ~> 5 mg', '10 mg').replace(/scenarios:[\s\S]*/, '');
    expect(jobsOf('a.trial', plain)).toMatchObject([
      { row: { name: 'nothing changed', steps: 0, observed: expect.stringMatching(/lower/) }, askable: false },
    ]);
    const [planned, ...others] = jobsOf('b.trial', plain.replace(/results:[\s\S]*/, ''));
    expect(others).toEqual([]);
    expect(planned).toMatchObject({ row: { steps: 0, observed: '' }, askable: true });
    const { steps: _, ...before } = imagining('both');
    const probability = { higher: 0.1, lower: 0.7, 'no difference': 0.2 };
    const expected = {
      status: 'imagined' as const,
      direction: 'lower' as const,
      probability,
      reasons: [],
      evidence: [],
    };
    expect(answered({ ...before, steps: [], expected })).toMatchObject({
      status: 'expected',
      direction: 'lower',
      probability: 0.7,
      brief: 'lower 0.70',
    });
  });

  it('are told of the contrast that they end with, and of the one that they start from', () => {
    const sample = (name: string) =>
      readFileSync(path.resolve(import.meta.dirname, `../../samples/${name}.trial`), 'utf8');
    const jobs = jobsOf('b.trial', sample('baricitinib-covid'));
    const rowOf = (name: string) => jobs.find(({ row }) => row.name === name)?.row;
    const death = { contrast: 'baricitinib vs placebo', outcome: 'Death from any cause, 28 days' };
    const start = { ...death, outcome: 'Died or needed high-flow oxygen or ventilation, 28 days' };
    expect(rowOf('deaths-alone')).toMatchObject({
      ...death,
      observed: expect.stringMatching(/^lower \(p = 0.002/),
      from: { ...start, observed: expect.stringMatching(/^no difference \(p = 0.18/) },
      evidence: { direction: 'lower', status: 'observed', brief: 'observed: lower' },
    });
    // Of the outcome at another time nothing was observed: what was, was at the start.
    expect(rowOf('a-later-look')).toMatchObject({
      outcome: start.outcome.replace('28', '60'),
      observed: '',
      from: { ...start, observed: expect.stringMatching(/^no difference/) },
    });
    const [, doses] = jobsOf('a.trial', text);
    expect(doses?.row.from).toBeUndefined();
    const lines = tableCsv(jobs.map(({ row }) => row)).split('\r\n');
    const line = lines.find((one) => one.includes('deaths-alone')) ?? '';
    expect(line).toContain('baricitinib vs placebo,"Death from any cause, 28 days",1,lower (p = 0.002');
    expect(line).toContain('baricitinib vs placebo,"Died or needed high-flow oxygen or ventilation, 28 days",');
  });

  it('are answered with the last step that says something of its own, as lens and command line are', () => {
    const whole = imagining('both');
    const [first, second] = whole.steps;
    if (!first || !second) throw new Error('the scenario has two steps');
    const nothing = {
      ...second,
      status: 'carried over' as const,
      missing: 'no change' as const,
      obstacle: 'as before',
    };
    const said = answered({ ...whole, steps: [first, nothing] });
    expect(said).toEqual({ ...answered({ ...whole, steps: [first] }), sentence: said.sentence });
    // Of what it ends with nothing is known: the answer says what it is of.
    const look = { ...nothing.look, outcome: 'sleep' };
    const elsewhere = answered({ ...whole, steps: [first, { ...nothing, missing: 'not observed' as const, look }] });
    expect(elsewhere).toMatchObject({ direction: first.direction, of: lookText(first.look) });
    expect(agreementOf(said, said)).toBe('agrees');
    expect(agreementOf(said, elsewhere)).toBeUndefined();
  });

  it('are read again when their turn comes, and answered under the key of the text as it is then', async () => {
    const whole = imagining('both');
    const seen: string[] = [];
    const ask = async function* ({ key }: Prepared): AsyncGenerator<ImaginingEvent> {
      seen.push(key);
      yield { type: 'aggregate', imagining: whole };
    };
    const [, job] = jobsOf('a.trial', text);
    const { key, model } = await answerTo(text, 'both', ask);
    expect(key).toBe(job?.key);
    expect(model).toEqual(answered(whole));
    const edited = text.replace('10 mg', '20 mg');
    expect((await answerTo(edited, 'both', ask)).key).toBe(jobsOf('a.trial', edited)[1]?.key);
    expect(seen).toHaveLength(2);
    const thinking = async function* (asked: Prepared): AsyncGenerator<ImaginingEvent> {
      const [perturbation] = asked.scenario;
      if (!perturbation) throw new Error('the scenario has two steps');
      const { look, subject } = imagining('both');
      yield { type: 'step', index: 0, perturbation, look, subject };
      yield { type: 'thought', index: 0, text: 'Hm.' };
      yield* ask(asked);
    };
    const { run } = await answerTo(text, 'both', thinking);
    const chosen = { model: 'm', url: 'http://127.0.0.1:1' };
    // What the panel is given of it is as if it had been asked beside it.
    expect(entryOf(run, { chosen, key, how: 'h', number: 3 })).toMatchObject({
      id: expect.stringMatching(/^3 \d{4}/),
      ...chosen,
      key,
      how: 'h',
      thoughts: ['Hm.', ''],
      imagining: whole,
    });
    await expect(answerTo(text.replace('dose: 5 mg\n', 'doze: 5 mg\n'), 'both', ask)).rejects.toThrow(/doze/);
    expect(seen).toHaveLength(3);
  });

  it('tell in CSV what was carried over, and what was observed as no answer of a model', () => {
    const said: Answered = { ...answered(imagining('both')), sentence: 'One' };
    const [, job] = jobsOf('a.trial', text);
    if (!job) throw new Error('there are two jobs');
    const carried: Answered = { ...said, status: 'carried over' };
    const observed: Answered = { ...said, status: 'observed' };
    const [head = '', one = '', other = ''] = tableCsv([
      { ...job.row, observed: '', evidence: carried, model: said },
      { ...job.row, observed: '', evidence: said, model: observed },
    ]).split('\r\n');
    const cell = (line: string, name: string) => line.split(',')[head.split(',').indexOf(name)];
    expect([cell(one, 'evidence'), cell(one, 'evidence_status')]).toEqual(['lower', 'carried over']);
    expect([cell(one, 'model'), cell(one, 'model_status')]).toEqual(['lower', 'imagined']);
    expect([cell(other, 'model'), cell(other, 'model_probability')]).toEqual(['', '']);
    expect(other).toContain(',observed,');
    expect(agreementOf(said, said)).toBe('agrees');
    expect(agreementOf(said, observed)).toBeUndefined();
    expect([said, observed].map((model) => isObserved({ model }))).toEqual([false, true]);
    const unsure = answered({
      ...imagining('both'),
      steps: imagining('both').steps.map((step) => ({
        ...step,
        direction: 'no difference',
        probability: { higher: 0.25, lower: 0.35, 'no difference': 0.4 },
      })),
    });
    expect(agreementOf(unsure, said)).toBe('uncertain');
    // Though both lean the same way: the panel says neither that they agree nor that they do not.
    expect(agreementOf(unsure, unsure)).toBe('uncertain');
  });

  it('are gone on with after any end: what was answered is known, half a line is not', async () => {
    const file = path.join(folder, 'answers', 'a.ndjson');
    const said = answered(imagining('both'));
    await (await Answers.open(file)).add('k1', 'h', said, 1.5);
    appendFileSync(file, '{"key":"k2","how":"h","mod');
    await (await Answers.open(file)).add('k3', 'h', said, 2);
    const again = await Answers.open(file);
    expect(again.of('k1', 'h')).toMatchObject({ model: said, seconds: 1.5 });
    expect(again.of('k2', 'h')).toBeUndefined();
    expect(again.of('k3', 'h')).toMatchObject({ seconds: 2 });
    expect(again.of('k1', 'otherwise')).toBeUndefined();
  });

  it('are kept on where what was answered before is cleared meanwhile', async () => {
    const file = path.join(folder, 'cleared', 'a.ndjson');
    const said = answered(imagining('both'));
    const answers = await Answers.open(file);
    rmSync(path.dirname(file), { recursive: true });
    await answers.add('k', 'h', said, 1);
    expect((await Answers.open(file)).of('k', 'h')).toMatchObject({ model: said });
  });

  it('are asked so many at a time, and no more once that is stopped', async () => {
    const abort = new AbortController();
    let [now, most] = [0, 0];
    const done: number[] = [];
    await atATime([0, 1, 2, 3, 4, 5, 6, 7], 3, abort.signal, async (one) => {
      most = Math.max(most, ++now);
      await Promise.resolve();
      now--;
      done.push(one);
      if (done.length === 4) abort.abort();
    });
    expect(most).toBe(3);
    expect(done.length).toBeGreaterThanOrEqual(4);
    expect(done.length).toBeLessThan(8);
  });

  it('are CSV that no spreadsheet takes for formulas', () => {
    expect(
      csv(
        ['a', 'b'],
        [
          ['=1+1', 'x,"y"\nz'],
          [-0.5, undefined],
          ['-cmd', '@x'],
        ],
      ),
    ).toBe('a,b\r\n\'=1+1,"x,""y""\nz"\r\n-0.5,\r\n\'-cmd,\'@x\r\n');
  });
});

describe('what failed', () => {
  it('names the settings where an answer needs more tokens, and nowhere else', () => {
    const asked = { kind: 'openai' as const, url: 'http://127.0.0.1:1', model: 'm', secrets: [] };
    expect(inWords(empty(asked, { tokens: 2048, by: 'length' }))).toMatch(
      /all 2048 tokens .* deepimagine\.models\.maxTokens/,
    );
    const cut = (thought: boolean) => inWords(new ChatFailure('unreadable', 'm was cut off.', { limit: 64, thought }));
    expect(cut(true)).toMatch(/maxTokens and deepimagine\.models\.think/);
    expect(cut(false)).toMatch(/maxTokens\.$/);
    // Who was asked not to reason is not advised to ask for that.
    const asOff = empty(asked, { tokens: 2048, by: 'length', think: false });
    expect(`${asOff.message} ${inWords(asOff)}`).not.toMatch(/turn its reasoning off|models\.think/);
    const full = empty(asked, { tokens: 2048, by: 'context' });
    expect(full.message).toMatch(/filled its context: it used 2048 tokens .* longer context/);
    for (const other of [empty(asked), full, new Error('after 64 tokens'), 'why'])
      expect(inWords(other)).not.toMatch(/maxTokens/);
  });
});

describe('text on its way to the page', () => {
  it('goes at once when it begins, then together, and not at all once the whole is sent', () => {
    vi.useFakeTimers();
    const sent: ToPage[] = [];
    const pace = new Pace((message) => sent.push(message));
    const write = (piece: string, step = 0) =>
      pace.write({ uri: 'file:///a', version: 1, run: 1, step, part: 'writing', text: piece });
    write('a');
    expect(sent).toHaveLength(1);
    write('b');
    write('c');
    write('d', 1);
    // Text of another step does not wait behind it.
    expect(sent.map((message) => 'text' in message && message.text)).toEqual(['a', 'bc']);
    pace.drop();
    vi.advanceTimersByTime(1000);
    expect(sent).toHaveLength(2);
    vi.useRealTimers();
  });
});
