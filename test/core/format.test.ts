import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDocument, stringify } from 'yaml';
import { format } from '../../core/trial/format.ts';

function formatted(text: string): string {
  const edits = format(text);
  if (!edits) throw new Error('not formatted');
  let out = '';
  let at = 0;
  for (const edit of edits) {
    expect(text.slice(edit.start, edit.end)).toMatch(/^[\s\ufeff]*$/);
    expect(edit.text).toMatch(/^\s*$/);
    out += text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return out + text.slice(at);
}
const comments = (text: string) => [...text.matchAll(/# note \d+/g)].map(([comment]) => comment.trimEnd());

describe('format', () => {
  it('lays a document out and keeps every comment', () => {
    const text = `

# a trial
trial:   NCT00000001     # the id



arms:
    low:
      role:  experimental
      # how much
      gives: {x: {dose: 10 mg  ~>  5 mg},y:  {dose:  1 g}}
   
    # another arm?
results:
- outcome: k   
  values:
     low: {mean: 1,sd: 2 ,n: 3 }
  # unsure
-
    outcome:    l
population:
   criteria: |
       first
         - nested

       last
 # dedented
   condition: [ Asthma,
     COPD ]`;
    expect(formatted(text)).toBe(`# a trial
trial: NCT00000001     # the id

arms:
  low:
    role: experimental
    # how much
    gives: { x: { dose: 10 mg  ~>  5 mg }, y: { dose: 1 g } }

  # another arm?
results:
  - outcome: k
    values:
      low: { mean: 1, sd: 2, n: 3 }
    # unsure
  - outcome: l
population:
  criteria: |
    first
      - nested

    last
  # dedented
  condition: [Asthma,
      COPD]
`);
  });

  it('leaves a well laid out document as it is', () => {
    const text = 'trial: x\narms:\n  a: { dose: 1 mg }\nresults:\n  - outcome: k\n    values: { a: { mean: 1 } }\n';
    expect(format(text)).toEqual([]);
  });

  it('keeps CRLF and a byte order mark', () => {
    expect(formatted('\ufefftrial:  1\r\n\r\n\r\n\r\nb:\r\n    c: 1\r\n\r\n')).toBe(
      '\ufefftrial: 1\r\n\r\nb:\r\n  c: 1\r\n',
    );
  });

  it('keeps what a block with a stated indent says', () => {
    const text = 'arms:\n    b: |2\n        x\n      y\n    c: 1\n';
    expect(formatted(text)).toBe('arms:\n  b: |2\n      x\n    y\n  c: 1\n');
  });

  it('keeps quotes, and the words of scalars over several lines', () => {
    const text = `arms:\n      - "x\n           y"\n      - one\n           two\n      - 'it''s'\n`;
    expect(formatted(text)).toBe(
      `arms:\n  - "x\n      y"\n  - one\n    two\n  - 'it''s'\n`.replace('\n      y', '\n    y'),
    );
  });

  it.each([
    ['broken', 'trial: {b: 1\nc: 2'],
    ['a tab for indentation', 'trial:\n\tb: 1\n'],
    ['several documents', 'trial:  1\n---\nb:  2\n'],
    ['an explicit key', 'trial:  x\n? a\n:  1\n'],
    ['an alias', 'trial:  &x 1\nb:  *x\n'],
    ['nested out of reason', `trial:  ${'['.repeat(5000)}${']'.repeat(5000)}`],
    ['not a trial', 'a:   1\n'],
    ['a lone carriage return in it', 'trial: x\r\t\n#'],
  ])('leaves a text alone that is %s', (_, text) => {
    expect(format(text) ?? []).toEqual([]);
  });

  it.each([
    ['#\n\r', '#\n'],
    ['trial:  x\r', 'trial: x\n'],
    ['trial: x\r\n\r', 'trial: x\r\n'],
  ])('takes a carriage return at the end for the end of a line: %j', (text, laidOut) => {
    expect(formatted(text)).toBe(laidOut);
    expect(format(laidOut)).toEqual([]);
  });

  it('says nothing of an empty text', () => {
    expect(format('')).toEqual([]);
  });

  const scalar = fc.oneof(
    fc.integer(),
    fc.boolean(),
    fc.constantFrom(
      '10 mg',
      '10 mg ~> 5 mg',
      'a: b',
      'x # y',
      '"',
      "it's",
      '> 5',
      '- x',
      '<0.05',
      ' lead',
      'trail ',
      '',
      '%',
    ),
    fc.constantFrom(
      'line one\nline two\n',
      'one\n\n  two\n',
      '  lead\nless\n',
      'end\n\n\n',
      '\nfirst blank',
      'long '.repeat(40),
    ),
    fc.string({ unit: 'grapheme', maxLength: 12 }),
  );
  const key = fc.stringMatching(/^[a-z][a-z0-9-]{0,6}$/);
  const { tree } = fc.letrec((tie) => ({
    tree: fc.dictionary(key, tie('node'), { minKeys: 1, maxKeys: 4, noNullPrototype: true }),
    node: fc.oneof({ depthSize: 'small' }, scalar, tie('tree'), fc.array(tie('node'), { maxLength: 3 })),
  }));
  const layout = fc.record({
    indent: fc.integer({ min: 1, max: 6 }),
    indentSeq: fc.boolean(),
    lineWidth: fc.constantFrom(0, 40, 80),
    collectionStyle: fc.constantFrom('any' as const, 'block' as const, 'flow' as const),
    flowCollectionPadding: fc.boolean(),
  });

  it('never changes what a document says, and has nothing more to do afterwards', () => {
    fc.assert(
      fc.property(tree, layout, fc.array(fc.tuple(fc.nat(), fc.nat(7)), { maxLength: 6 }), (value, options, notes) => {
        const lines = stringify({ trial: 'x', ...value }, options).split('\n');
        for (const [where, indent] of notes)
          lines.splice(where % lines.length, 0, `${' '.repeat(indent)}# note ${where}`);
        const text = lines.join('\n');
        const before = parseDocument(text);
        fc.pre(before.errors.length === 0);
        const edits = format(text);
        if (!edits) return;
        const out = formatted(text);
        const after = parseDocument(out);
        expect(after.errors).toEqual([]);
        expect(after.toJS()).toEqual(before.toJS());
        expect(comments(out)).toEqual(comments(text));
        expect(format(out)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('lays out what is well formed, whatever its indentation', () => {
    fc.assert(
      fc.property(tree, layout, (value, options) => {
        const text = stringify({ trial: 'x', ...value }, options);
        // A trial's own keys are not in brackets.
        if (parseDocument(text).errors.length === 0 && !text.startsWith('{')) expect(format(text)).toBeDefined();
      }),
      { numRuns: 300 },
    );
  });

  it('never throws', () => {
    const piece = fc.constantFrom(
      'a',
      ':',
      ' ',
      '\n',
      '-',
      '{',
      '}',
      '[',
      ']',
      ',',
      '#',
      '|',
      '>',
      '"',
      "'",
      '?',
      '&a',
      '*a',
      '!t',
      '\t',
      '\r',
      '~>',
      '---',
      '%',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (parts) => {
        const text = parts.join('');
        const edits = format(text);
        if (edits) expect(format(formatted(text))).toEqual([]);
      }),
      { numRuns: 3000 },
    );
  });
});
