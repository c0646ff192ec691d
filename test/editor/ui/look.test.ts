/** How it looks in every theme and width: nothing is cut off, nothing is told by colour alone; the pictures are for people. */
import { beforeAll, describe, expect, test } from 'vitest';
import { svgOf } from '../../../client/imagine/svg.ts';
import { allThemes, cut, wear, widen } from '../look.ts';
import { Session } from '../session.ts';

const session = new Session({ folder: 'samples', size: { width: 1400, height: 1000 } });
const original = 'semaglutide-hfpef.trial';
const sample = 'all-parts.trial';
beforeAll(async () => {
  const { workbench } = session;
  // With a change of each kind, so that every part of the page has something to say.
  const text = session.read(`samples/${original}`).replace('enrollment: 529', 'enrollment: 529 ~> 100');
  session.write(`samples/${sample}`, text);
  await workbench.openFile(sample);
  await workbench.lens(/./).click();
  await workbench.panel.getByText(/outcomes with an observed direction/).waitFor();
  for (const part of [
    'Step by step',
    'Power',
    'All outcomes under this scenario',
    'Why',
    'Evidence',
    'How far to trust this',
  ])
    await workbench.panel.getByRole('heading', { name: part }).waitFor();
});

test.for(allThemes)('in %s', async (theme) => {
  await wear(session.workbench, theme);
  await session.workbench.shot(`look-${theme.replaceAll(' ', '-').toLowerCase()}.png`);
});

describe('the panel alone', () => {
  beforeAll(async () => {
    const { workbench } = session;
    await workbench.tab(/^Imagining/).click();
    await workbench.command('View: Maximize Editor Group and Hide Side Bars');
  });

  test.for([320, 480, 768, 1200])('is whole at %d px', async (width) => {
    await widen(session.workbench, width, 1000);
    expect(await cut(session.workbench)).toEqual([]);
    await session.workbench.shot(`panel-${width}.png`);
  });

  test.for(allThemes)('puts up no barriers in %s, narrow and wide', async (theme) => {
    await session.workbench.page.setViewportSize({ width: 1400, height: 1000 });
    await wear(session.workbench, theme);
    for (const width of [320, 1200]) {
      await widen(session.workbench, width, width < 500 ? 2400 : 1200);
      expect(await session.workbench.barriers()).toEqual([]);
      await session.workbench.shot(`panel-${width}-${theme.replaceAll(' ', '-').toLowerCase()}.png`);
    }
  });

  test('keeps its words in sight where names are one long word, of many outcomes as of few', async () => {
    const { workbench } = session;
    await workbench.page.setViewportSize({ width: 1400, height: 1000 });
    const long = 'Changeinkansascitycardiomyopathyquestionnaireclinicalsummaryscorefrombaseline'.repeat(2);
    session.write(
      'samples/long.trial',
      session
        .read(`samples/${sample}`)
        .replace('measure: Change in KCCQ clinical summary score', `measure: ${long}`)
        .replaceAll('semaglutide', 'semaglutide-two-point-four-milligrams-subcutaneous')
        .replace('1.7 mg', `1.7 ${long}`),
    );
    const outcomes = Array.from({ length: 40 }, (_, i) => {
      const measure = `Participants with a local reaction within seven days of the booster dose ${long} of degree ${i}`;
      return `  reaction-${i}: { measure: ${measure}, time: 52 weeks, unit: participants }\n`;
    });
    const text = session.read('samples/long.trial').replace('\noutcomes:\n', (key) => `${key}${outcomes.join('')}`);
    session.write('samples/many.trial', text);
    for (const name of ['long', 'many']) {
      await workbench.command('View: Toggle Maximize Editor Group');
      await workbench.tab(name === 'long' ? sample : 'long.trial').click();
      await workbench.openFile(`${name}.trial`);
      await workbench.lens(/./).click();
      const told = name === 'long' ? long : 'of degree';
      await workbench.panel.locator('.outcomes td', { hasText: told }).first().waitFor();
      await workbench.tab(/^Imagining/).click();
      await workbench.command('View: Toggle Maximize Editor Group');
      for (const width of [271, 320, 461, 671, 768, 1200]) {
        await widen(session.workbench, width, 1400);
        expect(await cut(session.workbench), `${name} ${width}`).toEqual([]);
        await workbench.shot(`panel-${name}-${width}.png`);
      }
    }
    const button = workbench.panel.locator('.pickers .many:not([hidden])');
    const shortened = await button.evaluate((one) => {
      const content = one.shadowRoot?.querySelector('.content');
      if (!content) throw new Error('the button has no content');
      const { display, textOverflow } = getComputedStyle(content);
      return [display, textOverflow];
    });
    expect(shortened).toEqual(['block', 'ellipsis']);
    // What the names begin with alike is shortened, and stands whole below.
    await button.click();
    const rows = workbench.page.locator('.quick-input-list .monaco-list-row', { hasText: 'Participants with a…' });
    await expect.poll(() => rows.count()).toBeGreaterThan(2);
    const named = await rows.evaluateAll((all) => all.map((one) => one.ariaLabel ?? ''));
    for (const name of named)
      expect(name).toMatch(/^Participants with a… (\d+), 52 weeks.*of degree \1, 52 weeks · participants/);
    await workbench.shot('panel-many-choices.png');
    await workbench.press('Escape');
  });
});

test.for(['light', 'dark'] as const)(
  'a picture cuts no title, whatever it is made of, in a %s scheme',
  async (colorScheme) => {
    const long = 'Changeinkansascitycardiomyopathyquestionnaire'.repeat(6);
    const wide = `${'WWWWMMMM '.repeat(20)}${'%@'.repeat(60)} ${'治療的研究'.repeat(40)} ${long}`;
    const rung = { status: 'imagined' as const, factor: 'O' as const, label: 'look at', to: wide, texts: [wide] };
    const ladder = {
      axis: wide,
      neutral: 50,
      ticks: [{ at: 50, text: '0' }],
      rungs: [{ ...rung, figure: { value: 60 } }],
    };
    const outcomes = { heading: wide, summary: wide, lines: [wide] };
    const svg = svgOf(ladder, { title: wide, about: wide, sentence: wide, foot: wide }, { outcomes });
    const page = await session.workbench.page.context().newPage();
    try {
      await page.emulateMedia({ colorScheme });
      await page.setContent(`<body style="margin:0">${svg}</body>`);
      const drawn = await page.locator('svg').evaluate((picture) => {
        const { right, bottom } = picture.getBoundingClientRect();
        const texts = [...picture.querySelectorAll('text')].map((one) => one.getBoundingClientRect());
        return texts.filter((box) => box.right > right || box.left < 0 || box.bottom > bottom || box.top < 0).length;
      });
      expect(drawn).toBe(0);
      await page.screenshot({ path: await session.workbench.shot(`picture-${colorScheme}.png`), fullPage: true });
    } finally {
      await page.close();
    }
  },
);
