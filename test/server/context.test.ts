import { describe, expect, it } from 'vitest';
import { type Context, contextAt } from '../../server/context.ts';

/** The context at the `|` of a text; blocks are written with `│` for their bar. */
function at(marked: string): Context | undefined {
  const offset = marked.indexOf('|');
  return contextAt((marked.slice(0, offset) + marked.slice(offset + 1)).replaceAll('│', '|'), offset);
}
const brief = (marked: string) => {
  const context = at(marked);
  return context && `${context.wants} ${context.path.join('.')} <${context.typed}>${context.flow ? ' flow' : ''}`;
};

describe('contextAt', () => {
  it.each([
    ['|', 'node  <>'],
    ['tri|', 'node  <tri>'],
    ['trial: x\n|', 'node  <>'],
    ['trial: x\nar|\n', 'node  <ar>'],
    ['trial: |', 'value trial <>'],
    ['trial: x|', 'value trial <x>'],
    ['arms:\n  |', 'node arms <>'],
    ['arms:\n  low:\n    |', 'node arms.low <>'],
    ['arms:\n  low:\n    do|', 'node arms.low <do>'],
    ['arms:\n  low:\n    do|se: 1 mg', 'key arms.low <do>'],
    ['arms:\n  low:\n    dose: 5 |', 'value arms.low.dose <5 >'],
    ['arms:\n  low:\n    dose: 5 mg ~> |', 'value arms.low.dose <5 mg ~> >'],
    ['arms:\n  low:\n    dose: 5 mg\n    |', 'node arms.low <>'],
    ['arms:\n  low:\n    dose: 5 mg\n  |', 'node arms <>'],
    ['arms:\n  low:\n    dose: 5 mg\n|', 'node  <>'],
    ['arms:\n  low:\n    dose: 5 mg\n\n# note\n\n  hi|:\n', 'key arms <hi>'],
    ['arms:\n  low: { |', 'key arms.low <> flow'],
    ['arms:\n  low: { role: |', 'value arms.low.role <> flow'],
    ['arms:\n  low: { role: placebo, do|', 'key arms.low <do> flow'],
    ['arms:\n  low: { role: placebo, do|se: 1 }', 'key arms.low <do> flow'],
    ['arms:\n  low: { gives: { x: { dose: 10 |', 'value arms.low.gives.x.dose <10 > flow'],
    ['arms:\n  low: {\n    role: placebo,\n    |\n  }', 'key arms.low <> flow'],
    ['population:\n  condition: [A, |', 'value population.condition.1 <> flow'],
    ['population:\n  condition: [|]', 'value population.condition.0 <> flow'],
    ['population:\n  condition:\n    - A\n    - |', 'node population.condition.1 <>'],
    ['population:\n  condition:\n  - A\n  - B|', 'node population.condition.1 <B>'],
    ['results:\n  - outcome: a\n  - |', 'node results.1 <>'],
    ['results:\n  - outcome: a\n    |', 'node results.0 <>'],
    ['results:\n  - outcome: a\n    values:\n      low: { |', 'key results.0.values.low <> flow'],
    [
      'results:\n  - outcome: a\n    analyses:\n      - contrast: a vs |',
      'value results.0.analyses.0.contrast <a vs >',
    ],
    ['results:\n  - outcome: a\n  |', 'node results <>'],
    ['results:\n- outcome: a\n- outcome: |', 'value results.1.outcome <>'],
    ['scenarios:\n  half:\n    - arms.low.|', 'node scenarios.half.0 <arms.low.>'],
    ['scenarios:\n  half:\n    - arms.low.dose: |', 'value scenarios.half.0.arms.low.dose <>'],
    ['scenarios:\n  half:\n    - drop: arms.|', 'value scenarios.half.0.drop <arms.>'],
    ['scenarios:\n  half:\n    - add: { |', 'key scenarios.half.0.add <> flow'],
    ["focus: '|", 'value focus <>'],
    ["focus: 'a vs |'", 'value focus <a vs >'],
    ['a: {b: "x|', 'value a.b <x> flow'],
    ['a: "unclosed\nb: |', 'value b <>'],
    ['a: { b: 1\nc: |', 'value c <>'],
    ['arms:\n  low: { dose: 1 mg, \n  high:\n    dose: |', 'value arms.high.dose <>'],
    ['"quo|ted": 1', 'key  <quo>'],
    ['population:\n  criteria: │\n    text\n  |', 'node population <>'],
    ['population:\n  criteria: │\n    text\n\n  age: |', 'value population.age <>'],
    ['a: [x, "y, z", |', 'value a.2 <> flow'],
    ['a: [x] # no\nb: |', 'value b <>'],
    ['results:\r\n  - outcome: a\r\n    row: |\r\n', 'value results.0.row <>'],
  ])('%j', (marked, expected) => {
    expect(brief(marked)).toBe(expected);
  });

  it.each([
    ['a comment', '# ar|'],
    ['a comment behind a value', 'trial: x # a|'],
    ['a comment in brackets', 'a: [ # x|'],
    ['a block', 'population:\n  criteria: │\n    text |'],
    ['an empty line of a block', 'population:\n  criteria: │\n    text\n\n    |'],
    ['a value over several lines', 'title: one\n  two |'],
    ['quotes over several lines', 'title: "one\n  two |"'],
    ['below a value', 'title: one\n  |'],
    ['right behind a colon', 'title:|'],
    ['behind a closed bracket', 'a: [x] |'],
    ['behind closed quotes', 'a: "x" |'],
  ])('nothing is completed in %s', (_, marked) => {
    expect(brief(marked)).toBeUndefined();
  });

  it('replaces the whole of a key that has its colon', () => {
    const { range, colon, typed } = at('arms:\n  low:\n    do|se: 1 mg') ?? {};
    expect({ range, colon, typed }).toEqual({ range: { start: 17, end: 21 }, colon: true, typed: 'do' });
  });

  it('ends, and within time, on any text', () => {
    const pieces = ['a', ':', ' ', '\n', '-', '{', '}', '[', ']', ',', '#', '│', '>', '"', "'", '  ', '\r\n', '~>'];
    let seed = 7;
    const next = () => {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      return seed / 2147483648;
    };
    for (let run = 0; run < 3000; run++) {
      const text = Array.from({ length: 40 }, () => pieces[Math.floor(next() * pieces.length)])
        .join('')
        .replaceAll('│', '|');
      for (let offset = 0; offset <= text.length; offset += 3) contextAt(text, offset);
    }
  });
});
