import { marked } from 'marked';
import { describe, expect, it } from 'vitest';
import type { Answer, Line } from '../../../core/evaluate/answers.ts';
import { decimals, interval } from '../../../core/evaluate/document.ts';
import { Disagreement, Gathered } from '../../../core/evaluate/gathered.ts';
import { reportHtml } from '../../../core/evaluate/html.ts';
import { reportMarkdown } from '../../../core/evaluate/markdown.ts';
import { type About, reportOf, reportSchema } from '../../../core/evaluate/report.ts';
import { DIRECTIONS } from '../../../core/trial/direction.ts';

const HOSTILE = `<script>alert("x")</script>](javascript:1) 'a' & \`b\``;

const answer = (i: number, sure: number): Answer => {
  const rest = (1 - sure) / 2;
  return {
    probability: { higher: rest, lower: rest, 'no difference': rest, [DIRECTIONS[i % 3] ?? 'higher']: sure },
    ...(i % 5 > 0 && { inside: { z: i % 5 > 1, ...(i % 5 === 4 && { size: true }) } }),
  };
};

/** Questions of `trials` trials, three each. */
function lines(trials: number): Line[] {
  return Array.from({ length: trials * 3 }, (_, i): Line => {
    const trial = `NCT${String(i % trials).padStart(8, '0')}`;
    return {
      id: `${trial}-many-${i}`,
      set: 'many',
      trial,
      look: { outcome: 'o', first: 'a', second: 'b' },
      observed: DIRECTIONS[i % 3] ?? 'higher',
      from: DIRECTIONS[i % 2] ?? 'higher',
      slices: {
        factor: i % 2 === 0 ? 'A' : 'O',
        phase: (i % trials) % 4 === 0 ? HOSTILE : String((i % trials) % 4),
        kind: 'continuous',
        year: String(2010 + ((i % trials) % 3)),
        label: 'reported',
        randomized: 'yes',
      },
      answers: { evidence: answer(i, 0.8), [HOSTILE]: answer(i + (i % 4 === 0 ? 1 : 0), 0.6) },
    };
  });
}

function gathered(all: readonly Line[], joining = false): Gathered {
  const own = new Gathered(joining);
  for (const line of all) own.put(line);
  return own;
}

const about: About = {
  day: '2026-01-31',
  command: `deepimagine evaluate ${HOSTILE}`,
  fits: 'others',
  digests: { 'fold-0.json': '0123456789ab' },
  splits: ['out of fold'],
  trials: 60,
  resamples: 50,
};
const options = { resamples: 50, compared: [['evidence', HOSTILE]] as const, whole: true };

describe('a report', () => {
  const report = reportOf(gathered(lines(60)), { [HOSTILE]: 3 }, options, about);

  it('is what its schema says, with slices, calibration and comparisons', () => {
    expect(reportSchema.parse(JSON.parse(JSON.stringify(report)))).toEqual(report);
    const { many } = report;
    expect(many?.all.evidence).toMatchObject({ n: 180, trials: 60 });
    expect(many?.flips?.evidence?.n).toBeLessThan(180);
    expect(many?.slices?.phase?.['1']).toMatchObject({ trials: 15, few: true });
    expect(many?.slices?.year?.['2011']?.few).toBeUndefined();
    expect(many?.slices?.rank).toBeUndefined();
    expect(many?.reliability?.evidence?.[0]).toMatchObject({ low: 0.8, share: 1, accuracy: [1, 1, 1] });
    const [comparison] = many?.comparisons ?? [];
    expect(comparison).toMatchObject({ n: 180, trials: 60, mcnemar: { onlySecond: 0 } });
    expect(comparison?.difference.brier?.[0]).toBeLessThan(0);
  });

  it('is the same in whatever order lines come', () => {
    const turned = reportOf(gathered(lines(60).reverse()), { [HOSTILE]: 3 }, options, about);
    expect(JSON.stringify(turned.many?.all)).toBe(JSON.stringify(report.many?.all));
    expect(turned.many?.comparisons).toEqual(report.many?.comparisons);
  });

  it('shows text as text, in HTML and in Markdown', () => {
    const html = reportHtml(report);
    // Intervals stand below what they are of, so that tables are no wider than they must be.
    expect(html).toMatch(/<td>[^<(]+<span>\([^<]+ to [^<]+\)<\/span><\/td>/);
    expect(html).not.toContain('<script');
    expect(html).not.toContain('alert("');
    expect(html).toContain('&#60;script&#62;alert(&#34;x&#34;)');
    // Nothing is loaded, nothing runs.
    expect(html).not.toMatch(/\s(?:src|href)="(?!#)|@import|url\(|\son[a-z]+=/);
    expect(html).toContain("default-src 'none'");
    const markdown = reportMarkdown(report);
    const rendered = marked.parse(markdown, { async: false });
    expect(rendered).not.toMatch(/<(?:script|a|img)\b/);
    expect(rendered).toContain('&lt;script&gt;');
    expect(markdown).toContain('fewer than 20');
  });

  it('gives every figure a text alternative, and ids that are its own', () => {
    const html = reportHtml(report);
    const pictures = html.match(/<svg [^>]*>/g) ?? [];
    expect(pictures.length).toBeGreaterThan(4);
    for (const picture of pictures) expect(picture).toMatch(/aria-labelledby="|aria-hidden="true"/);
    const ids = [...html.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, names = ''] of html.matchAll(/aria-labelledby="([^"]*)"/g))
      for (const name of names.split(' ')) expect(ids).toContain(name);
    expect(html).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('lets whatever may be wider than the page be scrolled by keyboard, by a name, and shows that it scrolls', () => {
    const html = reportHtml(report);
    const boxes = html.match(/<div class="wide"[^>]*>/g) ?? [];
    expect(boxes.length).toBe(
      (html.match(/<table/g) ?? []).length + (html.match(/<figure><figcaption><span/g) ?? []).length,
    );
    for (const box of boxes) expect(box).toMatch(/ tabindex="0" role="region" aria-label(?:ledby)?="[^"]+"/);
    expect(html).toMatch(/\.all::after \{ content: "›";[^}]*position: sticky; right: 0;/);
    // No shade over figures: they end where the strip begins.
    expect(html).not.toContain('gradient');
    // Lines of collapsed borders do not move with cells that stay in sight.
    expect(html).toContain('border-collapse: separate');
  });

  it('says what each column is, once', () => {
    for (const text of [reportHtml(report), reportMarkdown(report)])
      for (const column of ['80 % of z: ', '80 % of sizes: ', 'Brier: ', 'ECE: ', 'AUROC of “will flip”: '])
        expect(text.split(column).length, column).toBe(2);
  });

  it('what rounds to zero has no sign', () => {
    expect([-0.0004, -0, 0.0004, -0.0005, -1.25].map(decimals)).toEqual([
      '0.000',
      '0.000',
      '0.000',
      '−0.001',
      '−1.250',
    ]);
    expect(interval([-0.0001, -0.02, 0.02])).toBe('0.000 (−0.020 to 0.020)');
  });

  it('tells phases in their order', () => {
    const html = reportHtml(report);
    const rows = [...html.matchAll(/<th scope="row">([123])<\/th>/g)].map(([, phase]) => phase);
    expect(rows.join('')).toContain('123');
  });
});

describe('questions of which an end is no outcome', () => {
  const asked = lines(60).map((line, i): Line => {
    const ends = i % 60 < 40 ? 'of what is given' : 'no outcome';
    return { ...line, slices: { ...line.slices, ends }, answers: { evidence: answer(i, i % 60 < 40 ? 0.8 : 0.4) } };
  });
  const report = reportOf(gathered(asked), {}, options, about);

  it('are scored; at a glance it is said how many they are, and what scores are without them', () => {
    const { all, slices } = report.many ?? {};
    expect(all?.evidence?.n).toBe(180);
    const outcomes = slices?.ends?.['of what is given']?.all.evidence?.brier;
    expect(outcomes?.[0]).toBeLessThan(all?.evidence?.brier?.[0] ?? 0);
    const [, glance = ''] = /## At a glance(.*?)## How to read this/s.exec(reportMarkdown(report)) ?? [];
    expect(glance).toContain('60 of 180 of many');
    expect(glance).toContain(`| many | 60 | ${interval(all?.evidence?.brier)} |`);
    expect(glance).toContain(`| many (outcomes only) | 40 | ${interval(outcomes)} |`);
    expect(reportHtml(report)).toContain('<th scope="row">many <span>(outcomes&nbsp;only)</span></th><td>40</td>');
    for (const text of [reportHtml(report), reportMarkdown(report)]) expect(text.split('No outcome: ')).toHaveLength(2);
  });

  it('are not spoken of where there are none', () => {
    const markdown = reportMarkdown(reportOf(gathered(lines(60)), {}, options, about));
    expect(markdown).not.toContain('(outcomes only) |');
    expect(markdown).not.toContain('natural pairs leave out because');
  });
});

describe('tables', () => {
  const columns = (text: string) => /\*many: all questions\*\s+(\|.*)/.exec(text)?.[1] ?? '';

  it('have no column that is empty for every predictor', () => {
    const whole = columns(reportMarkdown(reportOf(gathered(lines(60)), {}, options, about)));
    expect(whole).toContain('80 % of z | 80 % of sizes (questions, trials) |');
    const bare = lines(60).map((line, i): Line => {
      const { probability } = answer(i, 0.8) as { probability: Record<(typeof DIRECTIONS)[number], number> };
      const { from: _from, ...rest } = line;
      return { ...rest, answers: { evidence: { probability, inside: { z: true } }, other: { probability } } };
    });
    const less = columns(reportMarkdown(reportOf(gathered(bare), {}, options, about)));
    expect(less).toBe('| predictor | questions | trials | Brier | macro-F1 | accuracy | ECE | 80 % of z |');
  });

  it('break names behind a dot, headings in two lines at most, and no number', () => {
    const all = lines(60).map((line): Line => ({ ...line, set: 'pair.O.reported' }));
    const html = reportHtml(reportOf(gathered(all), {}, options, about));
    expect(html).toContain('<th scope="row">pair.<wbr>O.<wbr>reported</th>');
    expect(html).toContain('<th scope="col">AUROC of<br>“will flip”</th>');
    for (const [, heading = ''] of html.matchAll(/<th scope="col">(.*?)<\/th>/g))
      expect(heading.split('<br>').length).toBeLessThan(3);
    expect(html).toMatch(/thead th \{[^}]*white-space: nowrap/);
    const many = reportHtml({ excluded: {}, about: { ...about, resamples: 1000 } });
    expect(many).toContain('1&nbsp;000 bootstraps');
  });
});

describe('answers that are no answers', () => {
  const [one, ...others] = lines(30);
  const by = { model: 'm', prompt: '1' };
  const put = (own: Answer): Gathered =>
    gathered([
      { ...(one as Line), answers: { model: own } },
      ...others.map((line) => ({ ...line, answers: { model: answer(0, 0.9) } })),
    ]);

  it('what failed is not scored, and counted', () => {
    const own = put({ failed: 'busy', by });
    expect(own.scored('many', 'model')).toHaveLength(89);
    expect(own.losses('model')).toEqual({ unread: {}, failed: { busy: 1 }, certain: 0 });
  });

  it('what cannot be read is scored as wrong', () => {
    const own = put({ unread: 'unreadable', by });
    expect(own.scored('many', 'model')).toHaveLength(90);
    expect(own.scored('many', 'model')[0]?.probability).toBeUndefined();
    expect(own.losses('model').unread).toEqual({ unreadable: 1 });
    const report = reportOf(
      own,
      {},
      { resamples: 5 },
      {
        ...about,
        models: { model: { by: own.by('model'), ...own.losses('model') } },
      },
    );
    expect(reportMarkdown(report)).toContain('scored as wrong and as three equal chances: unreadable (1)');
  });
});

describe('files of answers', () => {
  it('are joined by their questions; the last answer to one counts', () => {
    const all = lines(4);
    const other = all.map((line) => ({ ...line, answers: { late: answer(1, 0.5) } }));
    const again = { ...(other[0] as Line), answers: { late: { failed: 'busy' } } };
    const own = gathered([...all, ...other, again], true);
    expect(own.scored('many', 'evidence')).toHaveLength(12);
    expect(own.scored('many', 'late')).toHaveLength(11);
    expect(own.paired('many', 'evidence', 'late')[0]).toHaveLength(11);
    expect(own.losses('late').failed).toEqual({ busy: 1 });
  });

  it('of other records are refused', () => {
    const [line] = lines(1);
    const own = gathered([line as Line], true);
    expect(() => own.put({ ...(line as Line), observed: 'lower' })).toThrow(Disagreement);
  });
});
