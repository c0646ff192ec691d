/** How a page inside a webview looks: in a theme, at a width, and whether anything of it is cut off. */
import { type Theme, themes, type Workbench } from './workbench.ts';

/** The page takes up the theme in a class of its own body. */
const kinds = {
  vs: 'vscode-light',
  'vs-dark': 'vscode-dark',
  'hc-black': 'vscode-high-contrast',
  'hc-light': 'vscode-high-contrast-light',
};

export const allThemes = Object.keys(themes) as Theme[];

export async function wear(workbench: Workbench, theme: Theme): Promise<void> {
  await workbench.theme(theme);
  await workbench.panel.locator(`body.${kinds[themes[theme]]}`).waitFor();
}

/** Makes the page so wide. The frame around it is known once VS Code has laid itself out anew. */
export async function widen({ page, panel }: Workbench, width: number, height: number): Promise<void> {
  // As it is once the frame has been drawn again.
  const inner = () =>
    panel
      .locator('html')
      .evaluate(
        (html) =>
          new Promise<number>((done) =>
            requestAnimationFrame(() => requestAnimationFrame(() => done(html.clientWidth))),
          ),
      );
  for (let tries = 0; tries < TRIES; tries++) {
    const now = await inner();
    const size = page.viewportSize() ?? { width: 0, height: 0 };
    if (now === width && size.height === height) return;
    await page.setViewportSize({ width: size.width + width - now, height });
  }
  throw new Error(`the page does not get ${width} px wide`);
}

/** How often a width is asked for until VS Code has laid itself out. */
const TRIES = 60;

/** What reaches over the right edge of the page, or has more in it than it shows; the page itself where it scrolls sideways. */
export function cut({ panel }: Workbench): Promise<string[]> {
  return panel.locator('body').evaluate((body) => [
    ...[document.documentElement].filter((page) => page.scrollWidth > page.clientWidth).map(({ tagName }) => tagName),
    ...[...body.querySelectorAll<HTMLElement>('*')]
      .filter(
        (one) =>
          // What scrolls by itself has its own edge.
          (!one.parentElement?.closest('.scrolls') &&
            one.getBoundingClientRect().right > document.documentElement.clientWidth + 1) ||
          // A list's choice is shortened with an ellipsis, and told whole by its tooltip.
          (one.scrollWidth > one.clientWidth + 1 &&
            !one.closest('vscode-dropdown, vscode-button, svg, .scrolls') &&
            getComputedStyle(one).display !== 'inline' &&
            // The names of the columns are for screen readers only where each cell says its own.
            getComputedStyle(one.closest('thead') ?? one).clipPath === 'none'),
      )
      .map((one) => `${one.tagName}.${one.className}`),
  ]);
}
