/** How it looks in every theme and width: nothing is cut off, nothing is told by colour alone; the pictures are for people. */
import { beforeAll, describe, expect, test } from 'vitest';
import { Session } from '../session.ts';
import { type Theme, themes } from '../workbench.ts';

const session = new Session({ folder: 'samples', size: { width: 1400, height: 1000 } });
const original = 'semaglutide-hfpef.trial';
const sample = 'all-parts.trial';
/** The page takes up the theme in a class of its own body. */
const kinds = {
  vs: 'vscode-light',
  'vs-dark': 'vscode-dark',
  'hc-black': 'vscode-high-contrast',
  'hc-light': 'vscode-high-contrast-light',
};
const all = Object.keys(themes) as Theme[];

async function wear(theme: Theme): Promise<void> {
  const { workbench } = session;
  await workbench.theme(theme);
  await workbench.panel.locator(`body.${kinds[themes[theme]]}`).waitFor();
}

/** Makes the page inside the panel so wide. The frame around it is known once VS Code has laid itself out anew. */
async function widen(width: number, height: number): Promise<void> {
  const { page, panel } = session.workbench;
  const inner = () => panel.locator('html').evaluate((html) => html.clientWidth);
  const tried = async () => {
    const now = await inner();
    const viewport = { width: (page.viewportSize()?.width ?? 0) + width - now, height };
    if (now !== width || page.viewportSize()?.height !== height) await page.setViewportSize(viewport);
    return now;
  };
  await expect.poll(tried).toBe(width);
}

/** What reaches over the right edge of the page, or has more in it than it shows. */
function cut(): Promise<string[]> {
  return session.workbench.panel.locator('body').evaluate((body) =>
    [...body.querySelectorAll<HTMLElement>('*')]
      .filter(
        (one) =>
          one.getBoundingClientRect().right > document.documentElement.clientWidth + 1 ||
          // A list's choice is shortened with an ellipsis, and told whole by its tooltip.
          (one.scrollWidth > one.clientWidth + 1 &&
            !one.closest('vscode-dropdown, vscode-button, svg') &&
            getComputedStyle(one).display !== 'inline' &&
            // The names of the columns are for screen readers only where each cell says its own.
            getComputedStyle(one.closest('thead') ?? one).clipPath === 'none'),
      )
      .map((one) => `${one.tagName}.${one.className}`),
  );
}

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

test.for(all)('in %s', async (theme) => {
  await wear(theme);
  await session.workbench.shot(`look-${theme.replaceAll(' ', '-').toLowerCase()}.png`);
});

describe('the panel alone', () => {
  beforeAll(async () => {
    const { workbench } = session;
    await workbench.tab(/^Imagining/).click();
    await workbench.command('View: Maximize Editor Group and Hide Side Bars');
  });

  test.for([320, 480, 768, 1200])('is whole at %d px', async (width) => {
    await widen(width, 1000);
    expect(await cut()).toEqual([]);
    await session.workbench.shot(`panel-${width}.png`);
  });

  test.for(all)('puts up no barriers in %s, narrow and wide', async (theme) => {
    await session.workbench.page.setViewportSize({ width: 1400, height: 1000 });
    await wear(theme);
    for (const width of [320, 1200]) {
      await widen(width, width < 500 ? 2400 : 1200);
      expect(await session.workbench.barriers()).toEqual([]);
      await session.workbench.shot(`panel-${width}-${theme.replaceAll(' ', '-').toLowerCase()}.png`);
    }
  });

  test('keeps its words in sight where names are one long word', async () => {
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
    await workbench.command('View: Toggle Maximize Editor Group');
    await workbench.tab(sample).click();
    await workbench.openFile('long.trial');
    await workbench.lens(/./).click();
    await workbench.panel.locator('.outcomes td', { hasText: long }).first().waitFor();
    await workbench.tab(/^Imagining/).click();
    await workbench.command('View: Toggle Maximize Editor Group');
    for (const width of [320, 480, 768, 1200]) {
      await widen(width, 1400);
      expect(await cut(), String(width)).toEqual([]);
      await workbench.shot(`panel-long-${width}.png`);
    }
  });
});
